"""The same day and seed make the same city."""

import pytest
from django.db import transaction

from cocity.answer.verdicts.models import Member, Sample
from cocity.doors.console.demo.fill import fill, filled
from cocity.ground.commitments.models import Commitment, Step
from cocity.listen.intake.models import Voice
from tests.doors.demo.conftest import NOW


def picture() -> list[tuple[object, ...]]:
    """Everything but the public numbers, which nobody may guess, and whom a sample drew by them."""
    steps = Step.objects.order_by("commitment_id", "id").values_list("at", "action", "to_state", "note")
    rows = Commitment.objects.order_by("id").values_list("opened_at", "title", "state", "due_at", "stars")
    samples = Sample.objects.order_by("id").values_list(
        "reason", "seed", "since", "until", "population", "drawn_at"
    )
    asked = Member.objects.order_by("sample_id", "rank").values_list("rank", "asked_at")
    return [*samples, *asked, *Voice.objects.order_by("id").values_list("text", "channel"), *rows, *steps]


class _Undo(Exception):
    pass


def twice() -> list[list[tuple[object, ...]]]:
    seen = []
    for _ in range(2):
        try:
            with transaction.atomic():
                fill(now=NOW, days=24, password="x", per_day=2)
                seen.append([row[:] for row in picture()])
                raise _Undo
        except _Undo:
            pass
    return seen


@pytest.mark.django_db
def test_the_same_day_and_seed_make_the_same_city() -> None:
    first, second = twice()
    assert first == second
    assert len(first) > 100
    assert len([row for row in first if len(row) == 6]) == 3, "three samples"


@pytest.mark.django_db
def test_an_empty_database_is_no_demo() -> None:
    assert filled() is None
