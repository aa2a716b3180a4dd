"""Codes as staff read them."""

from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.kit.text import Text
from cocity.listen.intake import api as intake


def category_words(code: str) -> Text:
    """A category's title with the one above it."""
    return intake.category_title(code)


def complained_about(against: int | None) -> Text | str:
    """The body a complaint is about, for those who may see the matter: it is not among them. One statement, none
    where nobody is complained about."""
    if against is None:
        return ""
    found = people.bodies([against]).get(against)
    return Text(found.name_zh, found.name_en or found.name_zh) if found else ""


def responsible_for(number: str) -> Text | str:
    """The body responsible now, for the receipt of whoever has just spoken. One statement."""
    found = commitments.rows_of([number]).get(number)
    return Text.of(found.holder_name) if found else ""
