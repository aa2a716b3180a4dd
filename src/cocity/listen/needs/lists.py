"""Lists of needs: which there are, one with its matters, all as lines. What is not the reader's to see is never named."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import NO_FILTERS, Filters
from cocity.ground.people.api import Actor
from cocity.kit.errors import NotFound
from cocity.kit.paging import beyond, cursor_of, read_cursor
from cocity.kit.text import Text
from cocity.listen.needs.contracts import FEW, MemberRow, NeedPage, NeedRow, NeedWhole
from cocity.listen.needs.models import Member, Need
from cocity.listen.needs.queries import LONGEST_PAGE, PAGE_SIZE, members_of, page_of, viewed

COUNT_CAP = 10_000
INSIDE = ("worker", "system")
ORDER = ("-opened_at", "-id")
NO_NEED = Text(
    "没有这项需求，或其中没有您可以查看的事项",
    "There is no such need, or none of its matters is yours to see",
)


def listed(
    actor: Actor, filters: Filters = NO_FILTERS, *, cursor: str = "", size: int = PAGE_SIZE
) -> NeedPage:
    """Needs with a matter that fits and the reader may see, the newest first. Six statements. Raises Invalid(cursor)."""
    fitting = Member.objects.filter(need=OuterRef("pk"), commitment__in=commitments.rows_seen(actor, filters))
    needs = _tellable(actor, Need.objects.filter(Exists(fitting)))
    size = max(1, min(size, LONGEST_PAGE))
    total = needs.order_by()[: COUNT_CAP + 1].count()
    if cursor:
        needs = needs.filter(beyond(ORDER, read_cursor(cursor, (datetime, int))))
    found = list(needs.order_by(*ORDER).values_list("id", "opened_at")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    mark = cursor_of([last[1], last[0]]) if last else ""
    return NeedPage(_rows(actor, filters, found[:size]), mark, min(total, COUNT_CAP), total > COUNT_CAP)


def _tellable(actor: Actor, needs: QuerySet[Need]) -> QuerySet[Need]:
    """For whoever is no worker only needs of which none, or at least `FEW`, are hidden: elsewhere they are told how many
    others there are, and what is left when those listed are taken away must not be few."""
    if actor.kind in INSIDE:
        return needs
    mine = Q(members__commitment__in=commitments.rows_seen(actor))
    counted = needs.annotate(total=Count("members"), mine=Count("members", filter=mine))
    return counted.filter(Q(total=F("mine")) | Q(total__gte=F("mine") + FEW))


def _rows(actor: Actor, filters: Filters, found: list[tuple[int, datetime]]) -> tuple[NeedRow, ...]:
    members = Member.objects.filter(need__in=[id_ for id_, _ in found]).order_by().values("need")
    sizes = dict(members.annotate(n=Count("pk")).values_list("need", "n"))
    mine = members.filter(commitment__in=commitments.rows_seen(actor))
    seen = dict(mine.annotate(n=Count("pk")).values_list("need", "n"))
    fitting = members.filter(commitment__in=commitments.rows_seen(actor, filters))
    newest = dict(fitting.annotate(n=Max("commitment__number")).values_list("need", "n"))
    rows = commitments.seen_among(actor, newest.values())
    return tuple(
        NeedRow(id_, opened_at, rows[newest[id_]].row, seen[id_], sizes[id_] - seen[id_])
        for id_, opened_at in found
        if newest.get(id_) in rows
    )


def whole(actor: Actor, need: int, *, cursor: str = "", size: int = PAGE_SIZE) -> NeedWhole:
    """A need with a page of its matters. Raises NotFound where none of them is the reader's to see, Invalid(cursor)."""
    found = members_of(need=need) if 0 < need < 2**63 else []
    seen = commitments.seen_among(actor, [each.number for each in found])
    mine = [each for each in found if each.number in seen]
    hidden = len(found) - len(mine)
    if not mine or (actor.kind not in INSIDE and 0 < hidden < FEW):
        raise NotFound(NO_NEED, field="need")
    shown, after = page_of(mine, cursor, size)
    newest = seen[max(each.number for each in mine)].row
    opened_at = Need.objects.values_list("opened_at", flat=True).get(pk=need)
    row = NeedRow(need, opened_at, newest, len(mine), hidden)
    return NeedWhole(row, tuple(viewed(shown, seen)), after)


def stream() -> Iterator[MemberRow]:
    """Every member of every need, in constant memory, for the city's own export."""
    rows = Member.objects.order_by("need_id", "id")
    fields = ("need_id", "need__opened_at", "commitment__number", "at", "body__code", "reason")
    for row in rows.values_list(*fields).iterator(chunk_size=2000):
        yield MemberRow(*row)
