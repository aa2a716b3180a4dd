"""Who calls, and what the words point to."""

from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor
from cocity.kit.errors import Forbidden
from cocity.kit.text import Text
from cocity.listen.hotline import rules
from cocity.listen.hotline.contracts import Caller
from cocity.listen.intake import api as intake
from cocity.listen.intake.contracts import Category

SHOWN = 5


def caller(actor: Actor, phone: str) -> Caller:
    """The person behind a telephone number: their matters, never their name. Four statements.

    Raises Forbidden for anyone but an agent, Invalid(phone) for what is no number.
    """
    if not actor.has_role("agent"):
        raise Forbidden(Text("只有话务员可以查来电历史", "Only a call agent may look up a caller"))
    resident = people.resident_of_phone(phone)
    if resident is None:
        return Caller(known=False)
    page = commitments.listed(actor, commitments.Filters(beneficiary=resident), order="newest", size=SHOWN)
    return Caller(known=True, matters=page.rows, more=bool(page.next))


def likely_categories(text: str) -> tuple[Category, ...]:
    """Categories whose own words stand in the text, the likeliest first. No statement."""
    return rules.likely(text, intake.categories().values())
