"""Joining matters into one need and taking them out again. Nothing of the matters themselves is touched."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit.errors import Conflict, NotFound
from cocity.kit.numbers import read_number
from cocity.kit.text import Text
from cocity.listen.needs import rules
from cocity.listen.needs.contracts import WHY_JOINED, WHY_LEFT
from cocity.listen.needs.events import NeedJoined, NeedLeft
from cocity.listen.needs.models import Member, Need

NO_SUCH = Text("没有这个事项，或您无权查看", "There is no such matter, or it is not yours to see")
MOVED_ON = Text(
    "别人刚刚并入或移出了其中一件，请再看一遍",
    "Someone else has just joined one of these or taken it out; look again",
)


@transaction.atomic
def join(*, now: datetime, actor: Actor, number: str, other: str, reason: str) -> int:
    """Two matters say the same: they, and all that were joined with either, are of one need; its id. Said again,
    nothing changes. `reason` is one of `WHY_JOINED`.

    Raises Forbidden, NotFound (with the field `other` where it is that one), Invalid naming the field, or Conflict.
    """
    body = rules.joiner(actor)
    rules.check_reason(reason, WHY_JOINED)
    other = read_number(other, field="other")
    seen = commitments.seen_among(actor, (number, other))
    for each, field in ((number, ""), (other, "other")):
        if each not in seen:
            raise NotFound(NO_SUCH, field=field)
    one, two = seen[number], seen[other]
    rules.check_pair(one.row, two.row, fit=rules.fits(one.against, two.against))
    numbers = {each.row.id: each.row.number for each in (one, two)}
    held = _held(numbers)
    if len(held) == 2 and len(set(held.values())) == 1:
        return held[one.row.id]
    need = _into(held, now)
    new = [pk for pk in numbers if pk not in held]
    _add(need, new, now=now, body=body, reason=reason)
    moved = _moved(need, held)
    rules.check_size(Member.objects.filter(need_id=need).count())
    told = [(pk, numbers[pk]) for pk in new] + moved
    journal.record(
        [
            NeedJoined(subject=f"commitment:{pk}", number=num, need=need, by_body=body, reason=reason)
            for pk, num in told
        ],
        at=now,
        actor=actor.ref,
    )
    return need


@transaction.atomic
def leave(*, now: datetime, actor: Actor, number: str, reason: str) -> None:
    """Take a matter out of its need; of two, both are alone again. Said again, nothing changes. `reason` is one of
    `WHY_LEFT`. Raises Forbidden, NotFound, Invalid(reason), or Conflict."""
    body = rules.joiner(actor)
    rules.check_reason(reason, WHY_LEFT)
    row = commitments.seen_among(actor, (number,)).get(number)
    if row is None:
        raise NotFound(NO_SUCH)
    held = _held([row.row.id])
    if not held:
        return
    [need] = held.values()
    gone = [(row.row.id, number, reason)]
    rest = Member.objects.filter(need_id=need).exclude(commitment_id=row.row.id)
    left = list(rest.values_list("commitment_id", "commitment__number")[:2])
    if len(left) < 2:  # one matter alone is no need
        gone += [(pk, num, "alone") for pk, num in left]
        Need.objects.filter(pk=need).delete()
    else:
        Member.objects.filter(commitment_id=row.row.id).delete()
    journal.record(
        [
            NeedLeft(subject=f"commitment:{pk}", number=num, need=need, by_body=body, reason=why)
            for pk, num, why in gone
        ],
        at=now,
        actor=actor.ref,
    )


def _held(ids: Iterable[int]) -> dict[int, int]:
    """Need by matter, for those in one; these needs are held until the end of the transaction. Raises Conflict where
    they changed while they were waited for."""
    rows = Member.objects.filter(commitment_id__in=list(ids)).values_list("commitment_id", "need_id")
    before = dict(rows)
    if not before:
        return before
    needs = Need.objects.select_for_update().filter(pk__in=set(before.values()))
    list(needs.order_by("pk"))  # in one order, so that two who merge do not wait for each other
    if dict(rows.all()) != before:
        raise Conflict(MOVED_ON)
    return before


def _into(held: dict[int, int], now: datetime) -> int:
    """The need that takes all: the oldest there is, or a new one."""
    return min(held.values()) if held else Need.objects.create(opened_at=now).pk


def _add(need: int, ids: list[int], *, now: datetime, body: int, reason: str) -> None:
    rows = [Member(need_id=need, commitment_id=pk, at=now, body_id=body, reason=reason) for pk in ids]
    try:
        with transaction.atomic():
            Member.objects.bulk_create(rows)
    except IntegrityError as error:  # somebody put one of them into a need in this very moment
        raise Conflict(MOVED_ON) from error


def _moved(need: int, held: dict[int, int]) -> list[tuple[int, str]]:
    """Bring what was of another need over, and end that one; (id, number) of each that came. When and why each of them
    had been joined stays as it was."""
    emptied = set(held.values()) - {need}
    if not emptied:
        return []
    rows = Member.objects.filter(need_id__in=emptied)
    moved = list(rows.order_by("id").values_list("commitment_id", "commitment__number"))
    rows.update(need_id=need)
    Need.objects.filter(pk__in=emptied).delete()
    return moved
