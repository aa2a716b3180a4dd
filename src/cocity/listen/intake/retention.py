"""What was said in confidence is kept no longer than it serves: deleted by itself, each deletion noted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cocity.ground.journal import api as journal
from cocity.ground.people.api import SYSTEM, forget_contacts
from cocity.listen.intake.events import WordsExpired
from cocity.listen.intake.models import Voice

ROUND = 500


def expire(*, now: datetime, keep: timedelta, limit: int = ROUND) -> int:
    """One bounded round over matters that ended more than `keep` ago: the words as they were said (the screened ones
    stay), and contacts of people who have no account and nothing open or ended later. How many were deleted."""
    return _words(now, now - keep, limit) + _contacts(now, now - keep, limit)


@transaction.atomic
def _words(now: datetime, before: datetime, limit: int) -> int:
    kept = Q(text_sealed__isnull=False) | Q(email_sealed__isnull=False)
    past = Voice.objects.filter(kept, commitment__ended_at__lt=before)
    rows = list(past.order_by("id").values_list("pk", "number", "commitment_id")[:limit])
    Voice.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(text_sealed=None, email_sealed=None)
    told = [WordsExpired(subject=f"commitment:{matter}", number=number) for _, number, matter in rows]
    journal.record(told, at=now, actor=SYSTEM.ref)
    return len(rows)


@transaction.atomic
def _contacts(now: datetime, before: datetime, limit: int) -> int:
    person = Q(resident__contact_sealed__isnull=False) | Q(resident__email_sealed__isnull=False)
    lately = Voice.objects.filter(
        Q(commitment__ended_at__isnull=True) | Q(commitment__ended_at__gte=before),
        resident=OuterRef("resident"),
    )
    past = Voice.objects.filter(person, commitment__ended_at__lt=before, resident__user__isnull=True)
    found = past.exclude(Exists(lately)).order_by().values_list("resident", flat=True).distinct()[:limit]
    return forget_contacts(resident_ids=[pk for pk in found if pk is not None], now=now)
