"""Reading notices: inboxes of people and bodies, one matter's notices, letters, and the doctor's look."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet

from cocity.answer.notices.channels import configured
from cocity.answer.notices.contracts import ChannelHealth, DeliveryView, Letter, NoticePage, NoticeView
from cocity.answer.notices.facts import gather
from cocity.answer.notices.models import ChannelRest, Delivery, Notice
from cocity.answer.notices.parcels import language_of
from cocity.answer.notices.rules import KINDS, drafts
from cocity.answer.notices.templates import word
from cocity.answer.notices.wording import Words, worded
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor, body_rows
from cocity.kit.errors import NotFound
from cocity.kit.paging import beyond, cursor_of, read_cursor
from cocity.kit.text import Text

PAGE_SIZE = 25
LONGEST_PAGE = 200
COUNT_CAP = 1000
ORDER = ("-at", "-id")
LETTER_ROLES = ("agent", "dispatcher", "caller")


def inbox(actor: Actor) -> QuerySet[Notice]:
    """The one queryset behind every inbox: a person's own, or those of the body a worker acts for, except about a
    complaint they may not know of."""
    if actor.kind == "resident" and actor.id is not None:
        return Notice.objects.filter(resident_id=actor.id)
    if actor.kind == "worker" and actor.body_id is not None:
        return Notice.objects.filter(_not_about_us(actor, "commitment"), body_id=actor.body_id)
    return Notice.objects.none()


def _not_about_us(actor: Actor, matter: str) -> Q:
    """No complaint about the actor's own body, one where they hold a role, or one above these."""
    about_us = Q(pk__in=())
    for path in {actor.body_path, *(held.body_path for held in actor.roles)} - {""}:
        about_us |= Q(**{f"{matter}__against__in": body_rows(above=path)})
    return Q(**{f"{matter}__against__isnull": True}) | ~about_us


def notices_of(
    actor: Actor, *, cursor: str = "", size: int = PAGE_SIZE, unread_only: bool = False
) -> NoticePage:
    """The reader's inbox, newest first. Two statements. Raises Invalid(cursor)."""
    rows = inbox(actor)
    if unread_only:
        rows = rows.filter(read_at__isnull=True)
    if cursor:
        rows = rows.filter(beyond(ORDER, read_cursor(cursor, (datetime, int))))
    size = max(1, min(size, LONGEST_PAGE))
    found = list(rows.prefetch_related("deliveries").order_by(*ORDER)[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return NoticePage(
        tuple(_view(row) for row in found[:size]), cursor_of([last.at, last.pk]) if last else ""
    )


def unread_count(actor: Actor) -> int:
    """Unread notices in the reader's inbox; counting stops at 1,000. One statement."""
    return inbox(actor).filter(read_at__isnull=True)[:COUNT_CAP].count()


def of_matter(actor: Actor, number: str, *, now: datetime) -> tuple[NoticeView, ...]:
    """What the person was told about one matter, newest first, for the person (signed in or with the receipt) and
    for those who may see the matter. Where the person left no contact nothing was stored, and the journal tells
    the same. Raises NotFound."""
    seen = commitments.view(actor, number, now=now)
    inside = actor.kind in {"worker", "system"}
    is_person = actor.kind == "resident" and actor.id is not None and actor.id == seen.beneficiary
    if not (inside or is_person or (actor.kind == "receipt" and actor.receipt == number)):
        raise NotFound(
            Text("没有这个事项，或您无权查看", "There is no such matter, or it is not yours to see")
        )
    if seen.beneficiary is not None:
        rows = Notice.objects.filter(commitment_id=seen.row.id, resident_id=seen.beneficiary)
        return tuple(_view(row) for row in rows.prefetch_related("deliveries").order_by(*ORDER))
    entries = [entry for entry in journal.of_subject(f"commitment:{seen.row.id}") if entry.kind in KINDS]
    facts = gather(entries)
    told = [d for entry in entries for d in drafts(entry, facts) if d.body is None]
    made = (NoticeView(0, d.kind, number, d.entry.at, *_texts(worded(d, facts)), read_at=None) for d in told)
    return tuple(reversed(list(made)))


def _texts(words: Words) -> tuple[Text, Text]:
    zh, en = words["zh"], words["en"]
    return Text(zh["subject"], en["subject"]), Text(zh["text"], en["text"])


def _view(row: Notice) -> NoticeView:
    sent = sorted(row.deliveries.all(), key=lambda delivery: delivery.pk)
    return NoticeView(
        row.pk, row.kind, row.number, row.at, *_texts(row.words), row.read_at,
        tuple(
            DeliveryView(
                d.channel, d.state, d.attempts, d.next_try if d.state == "waiting" else None, d.sent_at,
                d.last_error, d.doubtful,
            )
            for d in sent
        ),
    )  # fmt: skip


def letters(actor: Actor) -> QuerySet[Delivery]:
    """Letters this worker may print: for matters held at or below a body where they take voices in or send out."""
    held_below = Q(pk__in=())
    for held in actor.roles:
        if held.role in LETTER_ROLES:
            held_below |= Q(notice__commitment__holder__in=body_rows(below=held.body_path))
    open_to_us = _not_about_us(actor, "notice__commitment")
    return Delivery.objects.filter(held_below, open_to_us, channel=Delivery.Channel.LETTER)


def letters_waiting(actor: Actor, *, size: int = PAGE_SIZE) -> tuple[Letter, ...]:
    """Letters to be printed, the oldest first. One statement."""
    rows = letters(actor).filter(state=Delivery.State.WAITING).order_by("id")
    return tuple(_letter(row) for row in _with_all(rows)[:size])


def letter(actor: Actor, delivery: int) -> Letter:
    """One letter, printed already or not. One statement. Raises NotFound."""
    row = _with_all(letters(actor)).filter(pk=delivery).first()
    if row is None:
        raise NotFound(Text("没有这封信", "There is no such letter"))
    return _letter(row)


def _with_all(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_related("notice__commitment__holder", "notice__resident")


def _letter(row: Delivery) -> Letter:
    notice = row.notice
    body = notice.commitment.holder
    subject, text = _texts(notice.words)
    language = language_of(notice.resident.language) if notice.resident else "zh"
    closing = word("closing").with_values(url=settings.PUBLIC_URL)
    return Letter(
        row.pk, notice.number, notice.at, body.name, body.phone, body.address_zh, subject, text, closing, language,
        settings.PUBLIC_URL,
    )  # fmt: skip


def delivery_health() -> tuple[ChannelHealth, ...]:
    """Every channel: what waits since when, what was given up, whether it rests. Two statements."""
    rests = {rest.channel: rest for rest in ChannelRest.objects.all()}
    grouped: Any = (
        Delivery.objects.values("channel")
        .annotate(
            waiting=Count("id", filter=Q(state="waiting")),
            oldest_at=Min("notice__at", filter=Q(state="waiting")),
            sending=Count("id", filter=Q(state="sending")),
            sent=Count("id", filter=Q(state="sent")),
            given_up=Count("id", filter=Q(state="given_up")),
        )
        .order_by()
    )
    counts = {each.pop("channel"): each for each in grouped}
    return tuple(
        _health(name, counts.get(name, NOTHING), rests.get(name)) for name in Delivery.Channel.values
    )


NOTHING: Mapping[str, Any] = {"waiting": 0, "oldest_at": None, "sending": 0, "sent": 0, "given_up": 0}


def _health(name: str, counts: Mapping[str, Any], rest: ChannelRest | None) -> ChannelHealth:
    return ChannelHealth(
        channel=name,
        configured=name == Delivery.Channel.LETTER or configured(name),
        paused_until=rest.retry_at if rest else None,
        failures=rest.failures if rest else 0,
        last_error=rest.last_error if rest else "",
        **counts,
    )
