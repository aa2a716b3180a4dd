"""A small city with a responsibility table, and the journal brought to dispatch at the story's own time."""

from datetime import datetime

from cocity.act.dispatch import api as dispatch
from cocity.act.dispatch.models import Routing
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal.api import Entry
from cocity.ground.journal.models import JournalEntry
from cocity.ground.journal.queries import FIELDS
from cocity.ground.people.api import SYSTEM
from tests.world import World

KINDS = ("commitment.opened", "commitment.acted")
HEAD = "code,category,area,layer,owner,condition,body,priority,valid_from,valid_to,reason_zh,reason_en\n"
TABLE = HEAD + "\n".join(
    [
        "housing,housing,,,,,dept-housing,0,,,住房归住建部门,Homes belong to housing",
        "leak,housing/leak,,,,text has 漏水,dept-water,0,,,漏水归水务部门,Leaks belong to water",
        "last,,,,,,{street},-100,,,其他由街镇托底,Whatever else: the sub-district",
        "",
    ]
)


def untold(seq: int, kinds: tuple[str, ...] = KINDS) -> list[Entry]:
    """Entries after `seq`, also those of the test's own transaction, which no subscriber would be given yet."""
    rows = JournalEntry.objects.filter(seq__gt=seq, kind__in=kinds).order_by("seq")
    return [Entry(*row) for row in rows.values_list(*FIELDS)[:500]]


class Desk:
    """Brings news to dispatch as the pulse would, and reads what it recorded."""

    def __init__(self, world: World) -> None:
        self.world, self.seq = world, 0

    def rules(self, table: str = TABLE, **more: bool) -> dispatch.RulesImported:
        return dispatch.import_rules(
            table.encode(), name="rules.csv", actor=SYSTEM, now=self.world.now, **more
        )  # fmt: skip

    def deliver(self, at: datetime | None = None) -> None:
        """Until nothing is left to tell."""
        while entries := untold(self.seq):
            dispatch.take(entries, now=at or self.world.now)
            self.seq = entries[-1].seq

    def sent(self, **said: object) -> Routing:
        """Say something and let dispatch send it."""
        text = said.pop("text", "楼道灯坏了")
        receipt = self.world.say(str(text), **said)
        self.deliver()
        return Routing.objects.get(number=receipt.number)

    def offered(self, number: str) -> str:
        """Code of the body it is offered to now; empty when to none."""
        row = Commitment.objects.select_related("offered_to").get(number=number)
        return row.offered_to.code if row.offered_to else ""
