"""Voices of the past with what became of them: heard, lived and stored together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.events import CommitmentOpened
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit import bulk
from cocity.listen.intake.contracts import Receipt, Said
from cocity.listen.intake.models import Voice
from cocity.listen.intake.operations import Heard, heard, receipt_for, told_of
from cocity.listen.intake.surroundings import Surroundings

Also = Callable[[Sequence[commitments.Life]], Sequence[commitments.Told]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A voice, who took it in, and what happened afterwards: `live` takes the steps, at their own times."""

    said: Said
    actor: Actor
    live: Callable[[commitments.Life], None]


def _nothing_more(lives: Sequence[commitments.Life]) -> Sequence[commitments.Told]:
    return ()


@transaction.atomic
def receive_lives(
    batch: Sequence[Lived], *, now: datetime, bodies: Mapping[int, str], also: Also = _nothing_more
) -> list[Receipt]:
    """Hear voices of the past and live them under the rules of today's procedures; all of it or nothing is stored.

    `bodies` are the paths, by id, of bodies that may be offered a matter. `also` may store more about the lives
    (they have ids by then) and returns what it has to tell. The journal gets everything in order of time.
    Raises Errors or Invalid as `receive`, and whatever a step that is not allowed raises.
    """
    world = Surroundings(now, [one.said for one in batch])
    voices = [heard(one.said, world, now=now) for one in batch]
    lives = []
    for one, voice in zip(batch, voices, strict=True):
        life = commitments.begin_life(voice.opening, actor=one.actor, bodies=bodies)
        one.live(life)
        lives.append(life)
    opened = _stored(list(zip(voices, lives, (one.actor for one in batch), strict=True)), also)
    return [receipt_for(voice, made) for voice, made in zip(voices, opened, strict=True)]


def store_lived(lived: Sequence[tuple[Heard, commitments.Life]], *, actor: Actor) -> None:
    """Store voices heard and lived before, all taken in by `actor`, inside the caller's transaction."""
    _stored([(voice, life, actor) for voice, life in lived], _nothing_more)


def _stored(lived: Sequence[tuple[Heard, commitments.Life, Actor]], also: Also) -> list[commitments.Opened]:
    lives = [life for _, life, _ in lived]
    opened, told = commitments.store_lives(lives)
    for (voice, _, actor), made in zip(lived, opened, strict=True):
        voice.row.commitment_id = made.id
        voice.row.taken_by = actor.ref if actor.kind == "worker" else ""
    bulk.create(Voice, [voice.row for voice, _, _ in lived])
    heard_of = {v.row.number: (v.row.received_at, who.ref, told_of(v.row, v.opening)) for v, _, who in lived}
    whole: list[commitments.Told] = []
    for entry in told:
        whole.append(entry)
        if isinstance(entry[2], CommitmentOpened):
            whole.append(heard_of[entry[2].number])  # as when it is heard today: right after the opening
    journal.record_at(commitments.in_order([*whole, *also(lives)]))
    return opened
