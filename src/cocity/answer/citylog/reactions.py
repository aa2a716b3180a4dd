"""Whoever has their words erased is forgotten here too: salts, contents, and which leaves were about them."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from cocity.answer.citylog.models import Chain, Head, Leaf
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal

ERASED, PERSON_ERASED = "voice.erased", "resident.erased"
MOST = 100_000  # matters of one person


def forget(entries: Sequence[journal.Entry]) -> None:
    """Idempotent. The leaves stay, and the log verifies as before; nobody can open them any more."""
    for entry in entries:
        if entry.kind == ERASED:
            forget_subjects([entry.subject])
        else:
            resident = int(entry.subject.partition(":")[2])
            rows = commitments.numbers_of_beneficiary(resident, limit=MOST)
            forget_subjects(f"commitment:{row.id}" for row in rows)


@transaction.atomic
def forget_subjects(subjects: Iterable[str]) -> int:
    """Forget everything that leads from leaves back to these subjects; how many leaves.

    Entries that are not in the log yet get a leaf nobody can open. What happens later is told under a new `ref`.
    """
    wanted = list(subjects)
    Head.objects.select_for_update().filter(pk=1).first()  # a loop that gives leaves right now is waited for
    for subject in wanted:
        journal.forget_salts(entry.seq for entry in journal.of_subject(subject))
    Chain.objects.filter(subject__in=wanted).delete()
    return Leaf.objects.filter(subject__in=wanted).update(entry=None, subject="", content="")


SUBSCRIBER = journal.Subscriber("answer.citylog", frozenset({ERASED, PERSON_ERASED}), forget)
