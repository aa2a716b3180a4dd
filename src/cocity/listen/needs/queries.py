"""Reading needs: only the matters a reader may see anyway; of others how many."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count

from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import Actor
from cocity.kit.frozen import FrozenQuery
from cocity.kit.paging import cursor_of, read_cursor
from cocity.kit.text import Text
from cocity.listen.intake import api as intake
from cocity.listen.needs import rules
from cocity.listen.needs.contracts import WHY_JOINED, MemberView, NeedView
from cocity.listen.needs.models import Member

PAGE_SIZE = 25
LONGEST_PAGE = 200


class Found(NamedTuple):
    """A member as it is read; at most `MOST` of a need."""

    need: int
    number: str
    at: datetime
    id: int
    reason: str
    body_zh: str
    body_en: str


Seen = dict[str, commitments.Seen]


def of_matter(actor: Actor, number: str, *, cursor: str = "", size: int = PAGE_SIZE) -> NeedView | None:
    """The need of a matter with a page of the others, the newest joined first; None where it is in none, or the reader
    may not see it. Two statements, one where it is in none. Raises Invalid(cursor)."""
    found = members_of(commitment__number=number)
    seen = commitments.seen_among(actor, [each.number for each in found])
    if number not in seen or len(found) < 2:
        return None
    [own] = [each for each in found if each.number == number]
    others = [each for each in found if each.number in seen and each is not own]
    shown, after = page_of(others, cursor, size)
    first, *rest = viewed([own, *shown], seen)
    return NeedView(own.need, first, tuple(rest), len(found) - 1 - len(others), after)


def members_of(**which: object) -> list[Found]:
    """Every member of the need that holds such a member. One statement."""
    same = Member.objects.filter(**which).values("need")
    rows = Member.objects.filter(need__in=same).order_by("-at", "-id")
    fields = ("need_id", "commitment__number", "at", "id", "reason", "body__name_zh", "body__name_en")
    return [Found(*row) for row in rows.values_list(*fields)]


def page_of(members: list[Found], cursor: str, size: int) -> tuple[list[Found], str]:
    """Those after the cursor, at most `size`, and the cursor of what follows. A need has few enough members to be read
    whole, since how many of them the reader may not see is told. Raises Invalid(cursor)."""
    size = max(1, min(size, LONGEST_PAGE))
    if cursor:
        mark = tuple(read_cursor(cursor, (datetime, int)))
        members = [each for each in members if (each.at, each.id) < mark]
    last = members[size - 1] if len(members) > size else None
    return members[:size], cursor_of([last.at, last.id]) if last else ""


def viewed(members: list[Found], seen: Seen) -> list[MemberView]:
    """As the reader sees them."""
    return [
        MemberView(
            seen[each.number].row,
            each.at,
            Text(each.body_zh, each.body_en or each.body_zh),
            WHY_JOINED[each.reason],
        )
        for each in members
    ]


# The page everyone may read asks this each time, so it is compiled once.
_SIZE = FrozenQuery(
    lambda hole: (
        Member.objects.filter(
            need__in=Member.objects.filter(commitment__number=hole["number"]).values("need")
        )
        .values("need")
        .annotate(size=Count("pk"))
        .values_list("size")
    ),
    number=str,
)


def others(number: str) -> int:
    """How many other matters are of the same need. One statement; the caller has checked who may read this one."""
    found = _SIZE.rows(number=number)
    return int(found[0][0]) - 1 if found else 0


def fitting(actor: Actor, number: str, candidates: Iterable[str]) -> frozenset[str]:
    """Those of the candidates that may be offered to this reader as the same: seen, of no complaint about another body,
    begun as the same kind (a suggestion is not the same as a complaint), and not of its need already. Two statements."""
    seen = commitments.seen_among(actor, {number, *candidates})
    mine = seen.pop(number, None)
    if mine is None:
        return frozenset()
    same = Member.objects.filter(commitment_id=mine.row.id).values("need")
    there = set(Member.objects.filter(need__in=same).values_list("commitment_id", flat=True))
    kind = _kind(mine.row.procedure)
    return frozenset(
        number
        for number, each in seen.items()
        if each.row.id not in there
        and rules.fits(mine.against, each.against)
        and kind & _kind(each.row.procedure)
    )


def _kind(procedure: str) -> frozenset[str]:
    """The procedures a matter under this one may have begun by, as the city's kinds of matters have it."""
    begun = {kind.procedure for kind in intake.kinds().values()}
    becomes = {
        name: {action.becomes for action in each.actions.values() if action.becomes}
        for name, each in commitments.load_all().items()
    }
    return rules.roots(procedure, begun, becomes)
