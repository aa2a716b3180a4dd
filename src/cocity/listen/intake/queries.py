"""Reading voices: screened for everyone, in clear only where a look is noted."""

import hmac
import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor
from cocity.kit import crypto
from cocity.kit.errors import Forbidden, NotFound
from cocity.kit.text import Text
from cocity.listen.intake.contracts import VoiceView
from cocity.listen.intake.events import ContactRevealed
from cocity.listen.intake.models import Voice
from cocity.listen.intake.operations import pickup_code

_REASON = re.compile(r"[a-z_]{1,20}")


def code_opens(number: str, code: str) -> bool:
    """Whether `code` is the receipt's; compared in constant time."""
    return hmac.compare_digest(pickup_code(number).encode(), code.strip().encode(errors="replace"))


def voice(actor: Actor, number: str, *, now: datetime) -> VoiceView:
    """The voice behind a matter this reader may see. Raises NotFound."""
    commitments.view(actor, number, now=now)
    return shown(number)


def shown(number: str) -> VoiceView:
    """The screened voice; the caller has checked that the reader may see the matter. Raises NotFound."""
    row = Voice.objects.filter(number=number).first()
    if row is None:
        raise NotFound(Text("没有这条诉求", "There is no such voice"))
    return view_of(row)


def shown_many(numbers: Iterable[str]) -> dict[str, VoiceView]:
    """`shown` for many matters, by number, for the city's own rules: one statement. Matters without a voice are
    left out."""
    return {
        row.number: view_of(row) for row in Voice.objects.filter(number__in=set(numbers)).defer("text_sealed")
    }


def published(number: str) -> VoiceView:
    """A voice whose speaker agreed that everyone may read it. Raises NotFound."""
    row = Voice.objects.filter(number=number, publish=True, erased_at__isnull=True).first()
    if row is None:
        raise NotFound(Text("没有这条诉求，或它不公开", "There is no such voice, or it is not public"))
    return view_of(row)


def view_of(row: Voice) -> VoiceView:
    """A row as a contract."""
    return VoiceView(
        row.number, row.received_at, row.channel, row.level, row.channel_class, row.mode, row.kind, row.category,
        row.subject, row.text, row.address, row.lon, row.lat, row.publish, row.language, row.resident_id is not None,
        tuple(row.files), row.extra, row.source,
    )  # fmt: skip


@transaction.atomic
def reveal_contact(*, actor: Actor, number: str, why: str, now: datetime) -> tuple[str, str]:
    """(phone, e-mail) in clear, for first contact by the holder or a call-back; each look is an entry.

    `why` is a code of up to 20 small letters. Never for a complaint about a body or its people: there the hotline alone speaks with the person.
    Raises Forbidden or NotFound.
    """
    view = commitments.view(actor, number, now=now)
    row = Voice.objects.filter(number=number).select_related("resident").first()
    if row is None or row.resident is None:
        raise NotFound(Text("这位市民没有留下联系方式", "This person left no contact"))
    path = people.bodies([view.row.holder])[view.row.holder].path
    central = actor.holds("agent", path) or actor.holds("caller", path)
    handler = view.against is None and any(h.role == "handler" and h.body_path == path for h in actor.roles)
    # A code, never free words: the journal cannot forget what is written there.
    if not _REASON.fullmatch(why) or not (central or handler):
        raise Forbidden(Text("您不能查看联系方式", "You may not see the contact"))
    event = ContactRevealed(subject=f"commitment:{view.row.id}", number=number, why=why)
    journal.record([event], at=now, actor=actor.ref)
    phone, email = people.contact_of(row.resident)
    return phone, _email(row) or email


def with_email(numbers: Iterable[str]) -> frozenset[str]:
    """Those of `numbers` whose person left an e-mail for the matter itself. One statement."""
    rows = Voice.objects.filter(number__in=set(numbers), email_sealed__isnull=False)
    return frozenset(rows.values_list("number", flat=True))


def email_of(number: str) -> str:
    """The e-mail left for a matter, in clear, for the delivery machine; empty when there is none."""
    row = Voice.objects.filter(number=number).only("number", "email_sealed").first()
    return _email(row) if row else ""


def _email(row: Voice) -> str:
    return crypto.unseal(row.email_sealed, bound_to=f"email:{row.number}") if row.email_sealed else ""


def own_words(number: str) -> str:
    """What was said, in clear, for the speaker alone: the caller has checked that it is theirs. Empty once erased.
    Raises NotFound."""
    row = Voice.objects.filter(number=number).first()
    if row is None:
        raise NotFound(Text("没有这条诉求", "There is no such voice"))
    return crypto.unseal(row.text_sealed, bound_to=row.number) if row.text_sealed else ""
