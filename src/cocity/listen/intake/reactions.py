"""Whoever has everything about them erased is reached by no address they ever left, beside whatever matter."""

from collections.abc import Sequence

from cocity.ground.journal import api as journal
from cocity.listen.intake.models import Voice


def forget(entries: Sequence[journal.Entry]) -> None:
    """Idempotent. One statement."""
    gone = {int(entry.subject.partition(":")[2]) for entry in entries}
    Voice.objects.filter(resident__in=gone, email_sealed__isnull=False).update(email_sealed=None)


FORGETTING = journal.Subscriber("listen.intake.forgetting", frozenset({"resident.erased"}), forget)
