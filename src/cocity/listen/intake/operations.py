"""Hearing a voice: its receipt, the promise with its clock, and two entries, in one transaction."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import Actor
from cocity.kit import bulk, crypto
from cocity.kit.errors import Errors
from cocity.kit.numbers import new_number
from cocity.kit.screening import screened, screened_values, tidy
from cocity.kit.words import segmented
from cocity.listen.intake.catalogue import categories
from cocity.listen.intake.contracts import Receipt, Said
from cocity.listen.intake.events import VoiceReceived
from cocity.listen.intake.models import Voice
from cocity.listen.intake.rules import check_words, procedure_of, subject_of
from cocity.listen.intake.surroundings import Surroundings

WORDS_FROM = 300  # characters of the text that can be searched
TRIES = 5  # fresh numbers, should one be taken already


def pickup_code(number: str) -> str:
    """Six digits that open the matter of `number`; made from the city's key, so they are stored nowhere."""
    key = crypto.fingerprint(number, purpose="pickup").encode()
    digest = hmac.new(key, number.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def receive(said: Said, *, now: datetime, actor: Actor) -> Receipt:
    """Hear one voice. The same `key` again gives the first receipt back.

    Raises Errors/Invalid naming the field; nothing outside the database is called.
    """
    for attempt in range(TRIES):
        # The key is unique, so a repeat shows itself; it is looked for first only where a failed insert would
        # cost the caller its transaction.
        if said.key and (attempt or connection.in_atomic_block):
            known = Voice.objects.filter(key=said.key).select_related("commitment").first()
            if known is not None:
                return _receipt_of(known)
        try:
            return receive_many([said], now=now, actor=actor)[0]
        except IntegrityError:
            # The number was taken, or the same key came in at this very moment: begin again, unless the caller's
            # transaction is lost with this one, or it was something else.
            if connection.in_atomic_block or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def receive_many(batch: Sequence[Said], *, now: datetime, actor: Actor) -> list[Receipt]:
    """Hear many voices in a number of statements that grows with distinct places and contacts only."""
    world = Surroundings(now, batch)
    voices = [heard(said, world, now=now) for said in batch]
    return [receipt_for(voice, made) for voice, made in zip(voices, store(voices, actor=actor), strict=True)]


@dataclass(slots=True)
class Heard:
    """A voice checked and screened, with the promise it leads to; not stored yet."""

    row: Voice
    opening: commitments.Opening


def heard(said: Said, world: Surroundings, *, now: datetime) -> Heard:
    """Raises Errors naming every field that is wrong."""
    row = _prepared(said, world, now=now)
    return Heard(row, _opening(row, said, world))


def store(voices: Sequence[Heard], *, actor: Actor) -> list[commitments.Opened]:
    """Promise and keep the voices, inside the caller's transaction."""
    return commitments.open_many(
        [voice.opening for voice in voices],
        actor=actor,
        also=lambda opened: keep(voices, opened, actor=actor),
    )


def keep(
    voices: Sequence[Heard], opened: Sequence[commitments.Opened], *, actor: Actor
) -> list[VoiceReceived]:
    """Store the voices of promises just made; what is told of each."""
    taken_by = actor.ref if actor.kind == "worker" else ""
    for voice, made in zip(voices, opened, strict=True):
        voice.row.commitment_id, voice.row.taken_by = made.id, taken_by
    bulk.create(Voice, [voice.row for voice in voices])
    return [told_of(voice.row, voice.opening) for voice in voices]


def receipt_for(voice: Heard, made: commitments.Opened) -> Receipt:
    """What the person who spoke holds."""
    row, opening = voice.row, voice.opening
    return Receipt(
        row.number, pickup_code(row.number), row.received_at, made.due_at, _contact_by(row, made.first_contact_due),
        made.provisional, opening.procedure, opening.holder, made.id,
    )  # fmt: skip


def _contact_by(row: Voice, due: datetime | None) -> datetime | None:
    """The day of first contact is promised only to those who left a way to be reached."""
    return due if row.resident_id else None


def _prepared(said: Said, world: Surroundings, *, now: datetime) -> Voice:
    """The row of a voice: checked, tidied, screened, sealed."""
    text = tidy(said.text)
    errors = check_words(said, text)
    if errors:
        raise Errors(errors)
    at = said.received_at or now
    number = new_number(calendar.local_day(at, said.calendar or settings.CALENDAR))
    lon, lat = world.point_of(said)
    place = world.place_of(said)
    return bulk.fresh(
        Voice,
        number=number, received_at=at, channel=said.channel.name, level=said.channel.level,
        channel_class=said.channel.channel_class, mode=said.channel.mode, kind=said.kind, category=said.category,
        subject=subject_of(screened(tidy(said.subject)), screened(text)), text=screened(text),
        text_sealed=crypto.seal(text, bound_to=number), email_sealed=_email(said, number), resident_id=world.resident_of(said),
        place_id=place.id if place else None, address=screened(tidy(said.address))[:200], lon=lon, lat=lat,
        happened_at=said.happened_at, publish=said.publish, language=said.language, source=said.source,
        external_id=said.external_id, files=list(said.files), extra=screened_values(said.extra) if said.extra else {}, key=said.key or None,
    )  # fmt: skip


def _email(said: Said, number: str) -> bytes | None:
    """An e-mail beside a telephone, for this matter alone; the e-mail of a person without one stands with them."""
    return crypto.seal(said.email.strip(), bound_to=f"email:{number}") if said.phone and said.email else None


def shown_words(said: Said) -> tuple[str, str]:
    """(heading, text) of a voice as they would be kept for showing."""
    text = tidy(said.text)
    return subject_of(screened(tidy(said.subject)), screened(text)), screened(text)


def _opening(row: Voice, said: Said, world: Surroundings) -> commitments.Opening:
    place = world.place_of(said)
    path = place.path if place else ""
    holder = world.intake_for(path, against=said.against)
    known = categories().get(row.category)
    return commitments.Opening(
        number=row.number, procedure=said.procedure or procedure_of(said.kind), holder=holder.id,
        opened_at=row.received_at, title=row.subject, words=segmented(f"{row.subject} {row.text[:WORDS_FROM]}"),
        beneficiary=row.resident_id, place=row.place_id, place_path=path,
        layer=known.layer if known else "surface", category=row.category, channel=row.channel, hand=holder.hand,
        against=world.body_id(said.against), because=(f"voice:{row.number}",),
        visibility="public" if said.publish else "private", calendar=said.calendar, due_at=said.due_at,
    )  # fmt: skip


def told_of(row: Voice, opening: commitments.Opening) -> VoiceReceived:
    """What the hearing of a stored voice tells."""
    return VoiceReceived(
        subject=f"commitment:{row.commitment_id}", number=row.number, voice=row.pk, commitment=row.commitment_id,
        channel=row.channel, level=row.level, channel_class=row.channel_class, mode=row.mode, voice_kind=row.kind,
        category=row.category, place_path=opening.place_path, resident=row.resident_id, source=row.source,
    )  # fmt: skip


def _receipt_of(row: Voice) -> Receipt:
    made = row.commitment
    return Receipt(
        row.number, pickup_code(row.number), row.received_at, made.due_at,
        _contact_by(row, commitments.first_contact_due(made.pk)), made.provisional, made.procedure, made.holder_id, made.pk, repeated=True,
    )  # fmt: skip
