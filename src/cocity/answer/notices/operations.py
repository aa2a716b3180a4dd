"""Marking notices read, letters printed, and trying again what was given up."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from cocity.answer.notices.facts import told_of_attempt
from cocity.answer.notices.models import Delivery, Notice
from cocity.answer.notices.queries import inbox, letters
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit.errors import Forbidden, NotFound
from cocity.kit.text import Text


def mark_read(*, now: datetime, actor: Actor, ids: Collection[int] | None = None) -> int:
    """Mark these notices of the reader's own inbox read (a person's, or the body's they work for), or all of them
    without `ids`; how many were not before."""
    rows: QuerySet[Notice] = inbox(actor).filter(read_at__isnull=True)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return rows.update(read_at=now, read_by=actor.ref)


@transaction.atomic
def mark_printed(*, now: datetime, actor: Actor, delivery: int) -> None:
    """A letter was printed and handed over or posted; again changes nothing. Raises NotFound."""
    row = letters(actor).select_related("notice").filter(pk=delivery).first()
    if row is None:
        raise NotFound(Text("没有这封信", "There is no such letter"))
    unsent = Delivery.objects.filter(pk=row.pk).exclude(state=Delivery.State.SENT)
    if unsent.update(state=Delivery.State.SENT, sent_at=now, attempts=row.attempts + 1):
        told = told_of_attempt(row, "sent", row.attempts + 1)
        journal.record([told], at=now, actor=actor.ref)


def try_again(*, now: datetime, actor: Actor, channel: str) -> int:
    """Put everything given up on a channel back into its queue, after the cause was mended; how many."""
    if actor.kind != "system" and not actor.has_role("editor"):
        raise Forbidden(Text("只有管理员可以重发", "Only an administrator may send again"))
    rows = Delivery.objects.filter(channel=channel, state=Delivery.State.GIVEN_UP)
    return rows.update(state=Delivery.State.WAITING, next_try=now, refusals=0, last_error="")
