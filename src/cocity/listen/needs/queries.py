"""Reading needs: only the matters a reader may see anyway; of others how many."""

from collections.abc import Iterable

from django.db.models import Count

from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import Actor, body_names
from cocity.kit.frozen import FrozenQuery
from cocity.kit.text import Text
from cocity.listen.needs import rules
from cocity.listen.needs.contracts import WHY_JOINED, MemberView, NeedView
from cocity.listen.needs.models import Member


def of_matter(actor: Actor, number: str) -> NeedView | None:
    """The need of a matter, the newest members first; None where it is in none, or the reader may not see it. Two
    statements, one where it is in none."""
    same = Member.objects.filter(commitment__number=number).values("need")
    members = Member.objects.filter(need__in=same).order_by("-at", "-id")
    found = list(members.values_list("need_id", "commitment__number", "at", "body_id", "reason"))
    seen = commitments.seen_among(actor, [each[1] for each in found])
    if number not in seen or len(found) < 2:
        return None
    bodies = body_names(body for *_, body, _ in found)
    views = {
        num: MemberView(
            seen[num].row, at, Text(bodies[body].name_zh, bodies[body].name_en or bodies[body].name_zh),
            WHY_JOINED[why],
        )
        for _, num, at, body, why in found if num in seen
    }  # fmt: skip
    own = views.pop(number)
    return NeedView(found[0][0], own, tuple(views.values()), len(found) - 1 - len(views))


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
    """Those of the candidates this reader could join with the matter: seen, of no complaint about another body, and not
    of its need already. Two statements."""
    seen = commitments.seen_among(actor, {number, *candidates})
    mine = seen.pop(number, None)
    if mine is None:
        return frozenset()
    same = Member.objects.filter(commitment_id=mine.row.id).values("need")
    there = set(Member.objects.filter(need__in=same).values_list("commitment_id", flat=True))
    return frozenset(
        number
        for number, each in seen.items()
        if each.row.id not in there and rules.fits(mine.against, each.against)
    )
