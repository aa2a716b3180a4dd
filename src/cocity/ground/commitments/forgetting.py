"""Forgetting what a person said about a matter, wherever the spine holds it; the promise and its history stay."""

from django.db.models import Q

from cocity.ground.commitments.models import Commitment, Leg, Step, Verdict
from cocity.ground.commitments.procedure.load import every_version
from cocity.ground.commitments.procedure.model import Role

IN_PERSON = frozenset({Role.BENEFICIARY, Role.CALLER})


def forget_words(*, number: str, title: str) -> int:
    """Replace the heading and the words a matter is found by, empty what the person said when they judged it, asked
    again, withdrew or were called back, and show the matter to nobody outside. How many of their later words went.

    Who asks for it writes the entry; versions and clocks stay as they are.
    """
    rows = Commitment.objects.filter(number=number)
    rows.update(title=title, words="", visibility=Commitment.Visibility.PRIVATE)
    said = Verdict.objects.filter(commitment__number=number).exclude(text="").update(text="")
    return said + sum(_forget(step) for step in _steps(number))


def _steps(number: str) -> list[Step]:
    """Steps that hold the person's own words: taken by them, or by someone who spoke with them for them."""
    theirs = Q(actor__startswith="resident") | Q(actor__startswith="receipt")
    spoken = [a.name for p in every_version() for a in p.actions.values() if a.by & IN_PERSON]
    return list(Step.objects.filter(theirs | Q(action__in=set(spoken)), commitment__number=number))


def _forget(step: Step) -> bool:
    kept = {
        name: value for name, value in step.given.items() if name not in {"reason", "verdict", "evidence"}
    }
    if not step.note and kept == step.given:
        return False
    Step.objects.filter(pk=step.pk).update(note="", given=kept)
    # An offer that ends with such a step takes its words as the reason.
    Leg.objects.filter(commitment=step.commitment_id, ended_at=step.at).update(reason="")
    return True
