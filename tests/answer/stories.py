"""A matter on its way, for the tests of what people are answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cocity.answer.notices import reactions as notices
from cocity.answer.notices.models import Notice
from cocity.answer.replies.api import Given as ReplyGiven
from cocity.answer.replies.api import Words, give_reply
from cocity.answer.verdicts import reactions as verdicts
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import EvidenceGiven, Given
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from tests.world import World

HOUSING = "handler:dept-housing"
PROOF = (EvidenceGiven(text="灯已更换"),)


class Story:
    """Takes steps as somebody, ten minutes apart, and lets the answer stage hear of them."""

    def __init__(self, world: World, **said: object) -> None:
        self.world, self.now = world, world.now
        self.number = world.say(**said).number  # type: ignore[arg-type]
        self.heard = 0

    @property
    def row(self) -> Commitment:
        return Commitment.objects.select_related("holder").get(number=self.number)

    @property
    def receipt(self) -> Actor:
        return Actor("receipt", receipt=self.number)

    def later(self, **gap: float) -> datetime:
        self.now += timedelta(**gap) if gap else timedelta(minutes=10)
        return self.now

    def who(self, actor: str | Actor) -> Actor:
        return self.world.actor(actor) if isinstance(actor, str) else actor

    def args(self, actor: str | Actor) -> dict[str, Any]:
        """What every write needs."""
        return {
            "now": self.later(),
            "actor": self.who(actor),
            "number": self.number,
            "version": self.row.version,
        }

    def act(self, actor: str | Actor, action: str, **given: object) -> commitments.Acted:
        return commitments.act(**self.args(actor), action=action, given=Given(**given))  # type: ignore[arg-type]

    def to_working(self) -> "Story":
        self.act("dispatcher", "offer", body=self.world.bodies["dept-housing"].pk)
        self.act(HOUSING, "accept")
        return self

    def answer(self, public: str = "灯已更换，请您看看。", **more: Any) -> ReplyGiven:
        """The unit says it is solved."""
        given = {"action": "claim", "claim": "yes", "evidence": PROOF, "personal": "", "reasons": "", **more}
        words = Words(public=public, personal=given.pop("personal"), reasons=given.pop("reasons"))
        return give_reply(**self.args(HOUSING), words=words, **given)

    def to_verified(self) -> "Story":
        self.to_working()
        self.answer()
        self.act("verifier", "verify", finding=True)
        return self

    def to_verified_by_others(self) -> "Story":
        """A matter the watch itself may not touch, checked by somebody of the city."""
        self.world.worker("other verifier", "city", "verifier")
        self.to_working()
        self.answer()
        self.act("other verifier", "verify", finding=True)
        return self.tell_callers()

    def news(self) -> Sequence[journal.Entry]:
        """Entries not heard of before."""
        found = [e for e in journal.of_subject(self.row.subject) if e.seq > self.heard]
        self.heard = max((e.seq for e in found), default=self.heard)
        return found

    def tell_callers(self) -> "Story":
        verdicts.react([e for e in self.news() if e.kind in verdicts.SUBSCRIBER.kinds])
        return self

    def tell_people(self) -> "Story":
        notices.react([e for e in self.news() if e.kind in notices.SUBSCRIBER.kinds])
        return self

    def told(self, body: str = "") -> list[Notice]:
        """What the person, or a body, was told about the matter, in order."""
        rows = Notice.objects.filter(number=self.number).order_by("id")
        return list(rows.filter(body=self.world.bodies[body]) if body else rows.filter(body=None))

    def kinds(self, body: str = "") -> list[str]:
        return [notice.kind for notice in self.told(body)]
