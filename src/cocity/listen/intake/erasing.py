"""Forgetting what a person said, at their wish."""

from datetime import datetime
from functools import partial

from django.db import transaction

from cocity.ground.commitments import api as commitments
from cocity.ground.files import api as files
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit.errors import NotFound
from cocity.kit.text import Text
from cocity.listen.intake.events import VoiceErased
from cocity.listen.intake.models import Voice

# In both languages: it stands where the words of a person stood, which have but one for every reader.
ERASED = "（应本人要求删除） (erased at the person's wish)"


@transaction.atomic
def erase_voice(*, actor: Actor, number: str, now: datetime) -> None:
    """Delete a person's words, also as screened, with address, position and photos, and what they said later when they
    judged, asked again or were called; the promise stays, under a heading that says nothing. Erasing again erases only
    what was said since. Raises NotFound for a matter that is not the actor's own."""
    view = commitments.view(actor, number, now=now)
    theirs = actor.kind == "receipt" or (actor.kind == "resident" and actor.id == view.beneficiary)
    row = Voice.objects.select_for_update().filter(number=number).first() if theirs else None
    if row is None:
        raise NotFound(Text("没有这个事项，或它不是您的", "There is no such matter, or it is not yours"))
    again = row.erased_at is not None
    if not again:
        _empty(row, now)
    later = commitments.forget_words(number=number, title=ERASED)
    if later or not again:
        told = VoiceErased(subject=f"commitment:{view.row.id}", number=number)
        journal.record([told], at=now, actor=actor.ref)


def _empty(row: Voice, now: datetime) -> None:
    for digest in row.files:
        # The same picture may have come with another voice, which keeps it.
        if not Voice.objects.exclude(pk=row.pk).filter(files__icontains=digest).exists():
            transaction.on_commit(partial(files.drop, digest))
    row.text_sealed, row.text, row.subject = None, ERASED, ERASED
    row.address, row.lon, row.lat, row.extra, row.files, row.publish = "", None, None, {}, [], False
    row.happened_at, row.email_sealed, row.erased_at = None, None, now
    row.save()
