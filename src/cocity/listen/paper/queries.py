"""Reading sheets and batches: each unit its own."""

import json

from django.db.models import Count, Q, QuerySet

from cocity.ground.people.api import Actor
from cocity.kit import crypto
from cocity.kit.errors import NotFound
from cocity.kit.text import Text
from cocity.listen.intake import api as intake
from cocity.listen.paper import rules
from cocity.listen.paper.contracts import BatchView, Entry, PaperReceipt, SheetView
from cocity.listen.paper.models import Batch, Sheet

LATEST = 30


def opened(row: Sheet) -> Entry | None:
    """What was typed, in clear; None before it is typed and after it was confirmed."""
    if not row.sealed:
        return None
    return Entry(**json.loads(crypto.unseal(row.sealed, bound_to=f"sheet:{row.number}")))


def sheet_view(row: Sheet, entry: Entry | None = None) -> SheetView:
    """A row as a contract."""
    return SheetView(
        row.number, row.state, row.body_id, row.printed_at, row.batch_id, row.handed_in_on, row.typed_at,
        row.typed_by, row.confirmed_at, row.confirmed_by, row.confirmed_way, row.voice, entry,
    )  # fmt: skip


def _own(actor: Actor) -> "QuerySet[Sheet]":
    """Sheets this worker may read: those their unit printed or typed in."""
    if not actor.has_role(*rules.TAKERS) or actor.body_id is None:
        return Sheet.objects.none()
    return Sheet.objects.filter(Q(body_id=actor.body_id) | Q(batch__body_id=actor.body_id or 0))


def sheet(actor: Actor, number: str) -> SheetView:
    """One sheet; what was typed only for the unit that typed it. Raises NotFound."""
    row = _own(actor).select_related("batch").filter(number=number).first()
    if row is None:
        raise NotFound(Text("没有这张单子", "There is no such sheet"), field="sheet")
    typed_here = row.batch is not None and row.batch.body_id == actor.body_id
    return sheet_view(row, opened(row) if typed_here else None)


def printed(actor: Actor, numbers: list[str]) -> tuple[SheetView, ...]:
    """Sheets to be put on paper, in the order of `numbers`; those of other units are left out."""
    found = {row.number: sheet_view(row) for row in _own(actor).filter(number__in=numbers)}
    return tuple(found[number] for number in numbers if number in found)


def taken_in(actor: Actor, number: str) -> str:
    """Number of the voice a sheet became, for any worker who takes paper; empty while it has not."""
    if not actor.has_role(*rules.TAKERS):
        return ""
    return Sheet.objects.filter(number=number).values_list("voice", flat=True).first() or ""


def receipt(actor: Actor, number: str) -> PaperReceipt:
    """The receipt of a sheet the reader's unit took in. Raises NotFound."""
    row = (
        _own(actor).filter(number=number, state=Sheet.State.HEARD, batch__body_id=actor.body_id or 0).first()
    )
    if row is None:
        raise NotFound(Text("这张单子还没有回执", "There is no receipt for this sheet"), field="sheet")
    return receipt_of(row)


def receipt_of(row: Sheet) -> PaperReceipt:
    """The receipt of a sheet that was heard."""
    if row.received_at is None or row.due_at is None:
        raise NotFound(Text("这张单子还没有回执", "There is no receipt for this sheet"), field="sheet")
    return PaperReceipt(
        row.number, row.voice, intake.pickup_code(row.voice), row.received_at, row.due_at, row.first_contact_due,
        row.provisional,
    )  # fmt: skip


def _counted(actor: Actor) -> "QuerySet[Batch]":
    waiting = Count("sheets", filter=Q(sheets__state=Sheet.State.TYPED))
    own = (
        Batch.objects.filter(body_id=actor.body_id or 0)
        if actor.has_role(*rules.TAKERS)
        else Batch.objects.none()
    )
    return own.select_related("place").annotate(typed=Count("sheets"), waiting=waiting)


def batches(actor: Actor) -> tuple[BatchView, ...]:
    """The unit's latest batches, the newest first. One statement."""
    return tuple(_batch(row) for row in _counted(actor).order_by("-opened_at", "-pk")[:LATEST])


def batch(actor: Actor, number: int) -> BatchView:
    """One batch with its sheets. Two statements. Raises NotFound for another unit's."""
    row = _counted(actor).filter(pk=number).first()
    if row is None:
        raise NotFound(Text("没有这一批", "There is no such batch"))
    sheets = Sheet.objects.filter(batch_id=number).order_by("-typed_at", "-pk")
    return _batch(row, tuple(sheet_view(each, opened(each)) for each in sheets))


def _batch(row: Batch, sheets: tuple[SheetView, ...] = ()) -> BatchView:
    counts = vars(row)
    return BatchView(
        row.pk, row.body_id, str(row.place.name) if row.place else "", row.handed_in_on, row.opened_at,
        counts["typed"], counts["waiting"], sheets,
    )  # fmt: skip
