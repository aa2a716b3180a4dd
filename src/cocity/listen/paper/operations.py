"""Printing sheets, typing them in, and confirming what was typed."""

import json
from dataclasses import asdict
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cocity.ground.calendar import api as calendar
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.ground.places import api as places
from cocity.kit import crypto
from cocity.kit.errors import Conflict, Forbidden, Invalid, NotFound
from cocity.kit.numbers import new_number, read_number
from cocity.kit.text import Text
from cocity.listen.intake import api as intake
from cocity.listen.intake.contracts import Channel, Said
from cocity.listen.paper import rules
from cocity.listen.paper.contracts import Entry, PaperReceipt, SheetView
from cocity.listen.paper.events import SheetConfirmed, SheetsPrinted, SheetTyped
from cocity.listen.paper.models import Batch, Sheet
from cocity.listen.paper.queries import opened, receipt_of, sheet_view

NO_SUCH = Text("没有这张单子，请核对编号", "There is no such sheet; check its number")


def _require(actor: Actor) -> int:
    """The body of a worker who may take paper. Raises Forbidden."""
    if actor.body_id is None or not actor.has_role(*rules.TAKERS):
        raise Forbidden(Text("您的岗位不能登记纸质诉求", "Your role does not take paper"))
    return actor.body_id


def _today(now: datetime) -> date:
    return calendar.local_day(now, settings.CALENDAR)


@transaction.atomic
def print_sheets(*, now: datetime, actor: Actor, count: int) -> tuple[SheetView, ...]:
    """Fresh numbered sheets. Raises Forbidden, Invalid(count)."""
    body = _require(actor)
    if not 1 <= count <= rules.MOST_AT_ONCE:
        said = Text("一次可印 1—{n} 张", "1 to {n} sheets at once").with_values(n=rules.MOST_AT_ONCE)
        raise Invalid(said, field="count")
    day = _today(now)
    rows = Sheet.objects.bulk_create(
        Sheet(number=new_number(day), body_id=body, printed_at=now, printed_by=actor.ref)
        for _ in range(count)
    )
    told = SheetsPrinted(subject=f"body:{body}", body=body, sheets=count)
    journal.record([told], at=now, actor=actor.ref)
    return tuple(sheet_view(row) for row in rows)


@transaction.atomic
def open_batch(*, now: datetime, actor: Actor, handed_in_on: date, place: str = "") -> int:
    """A batch to type sheets into; its id. Raises Forbidden, Invalid(handed_in_on), Invalid(place)."""
    body = _require(actor)
    rules.check_day(handed_in_on, printed_on=handed_in_on, today=_today(now))
    row = Batch(body_id=body, handed_in_on=handed_in_on, opened_at=now, opened_by=actor.ref)
    if place:
        try:
            row.place_id = places.get(place).id
        except NotFound as error:
            raise Invalid(error.message, field="place") from error
    row.save()
    return row.pk


@transaction.atomic
def type_in(
    *, now: datetime, actor: Actor, batch: int, number: str, entry: Entry, mend: bool = False
) -> SheetView:
    """Keep what stands on a sheet, sealed, until it is confirmed. What was typed before is only written over by who
    opened it to `mend` it: a number read wrongly must not replace another person's words.

    Raises Forbidden, NotFound, Invalid naming the field, or Conflict when the sheet was typed or taken in already.
    """
    body = _require(actor)
    into = Batch.objects.filter(pk=batch, body_id=body).first()
    if into is None:
        raise NotFound(Text("没有这一批", "There is no such batch"))
    row = _locked(read_number(number, field="sheet"))
    if row.state == Sheet.State.HEARD:
        raise Conflict(Text("这张单子已经受理过了", "This sheet has been taken in already"), field="sheet")
    if row.batch_id not in (None, into.pk):
        raise Conflict(Text("这张单子已录入另一批", "This sheet was typed into another batch"), field="sheet")
    before = opened(row)
    if before is not None and before != entry and not mend:
        raise Conflict(
            Text(
                "这张单子已经录入过、还没有核对；要改，请从这一批的清单里打开它",
                "This sheet was typed in already and waits to be read back; to mend it, open it from the list",
            ),
            field="sheet",
        )
    printed_on = calendar.local_day(row.printed_at, settings.CALENDAR)
    rules.check_day(into.handed_in_on, printed_on=printed_on, today=_today(now))
    intake.check(_said(row.number, entry, into), now=now)
    row.batch, row.handed_in_on, row.state = into, into.handed_in_on, Sheet.State.TYPED
    row.typed_at, row.typed_by = now, actor.ref
    row.sealed = crypto.seal(json.dumps(asdict(entry), ensure_ascii=False), bound_to=f"sheet:{row.number}")
    row.save()
    told = SheetTyped(
        subject=f"sheet:{row.number}",
        sheet=row.number,
        batch=into.pk,
        handed_in_on=into.handed_in_on.isoformat(),
    )
    journal.record([told], at=now, actor=actor.ref)
    return sheet_view(row)


@transaction.atomic
def confirm(*, now: datetime, actor: Actor, number: str, way: str) -> PaperReceipt:
    """The sheet becomes a voice, heard on the day it was handed in. Confirmed again, the first receipt comes back.

    Raises Forbidden, NotFound, Invalid(way), or Conflict when it has not been typed in.
    """
    body = _require(actor)
    row = _locked(number)
    if row.batch is None or row.batch.body_id != body:
        raise NotFound(NO_SUCH, field="sheet")
    if row.state == Sheet.State.HEARD:
        return receipt_of(row)
    rules.check_way(way, typed_by=row.typed_by, actor=actor.ref)
    entry = opened(row)
    if entry is None:
        raise Conflict(Text("这张单子还没有录入", "This sheet has not been typed in"), field="sheet")
    at = rules.received_at(
        row.batch.handed_in_on, printed_at=row.printed_at, now=now, zone=timezone.get_default_timezone()
    )
    said = _said(row.number, entry, row.batch, received_at=at)
    receipt = intake.receive(said, now=now, actor=actor)
    row.state, row.sealed, row.voice = Sheet.State.HEARD, None, receipt.number
    row.confirmed_at, row.confirmed_by, row.confirmed_way = now, actor.ref, way
    row.received_at, row.due_at = receipt.received_at, receipt.due_at
    row.first_contact_due, row.provisional = receipt.first_contact_due, receipt.provisional
    row.save()
    told = SheetConfirmed(
        subject=f"commitment:{receipt.commitment}", sheet=row.number, number=receipt.number, way=way,
        typed_by=row.typed_by,
    )  # fmt: skip
    journal.record([told], at=now, actor=actor.ref)
    return receipt_of(row)


def _locked(number: str) -> Sheet:
    row = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("batch__place")
        .filter(number=number)
        .first()
    )
    if row is None:
        raise NotFound(NO_SUCH, field="sheet")
    return row


def _said(sheet: str, entry: Entry, batch: Batch, *, received_at: datetime | None = None) -> Said:
    """The sheet as a voice: its place is where it happened, or else where the sheet was handed in."""
    level = batch.place.kind if batch.place and batch.place.kind in rules.LEVELS else "city"
    return Said(
        kind=entry.kind, text=entry.text, category=entry.category,
        place=entry.place or (batch.place.code if batch.place else ""), address=entry.address, phone=entry.phone,
        consent=entry.consent, publish=entry.publish, language=entry.language, against=entry.against,
        channel=Channel("paper", level=level, mode="offline"), source="paper", external_id=sheet,
        received_at=received_at, key=f"paper:{sheet}", extra={"sheet": sheet},
    )  # fmt: skip
