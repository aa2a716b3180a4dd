"""The same day and seed make the same city."""

import pytest
from django.db import transaction

from cocity.doors.console.demo.fill import fill, filled
from cocity.ground.commitments.models import Commitment, Step
from cocity.listen.intake.models import Voice
from tests.doors.demo.conftest import NOW


def picture() -> list[tuple[object, ...]]:
    """Everything but the public numbers, which nobody may guess."""
    steps = Step.objects.order_by("commitment_id", "id").values_list("at", "action", "to_state", "note")
    rows = Commitment.objects.order_by("id").values_list("opened_at", "title", "state", "due_at", "stars")
    return [*Voice.objects.order_by("id").values_list("text", "channel"), *rows, *steps]


class _Undo(Exception):
    pass


def twice() -> list[list[tuple[object, ...]]]:
    seen = []
    for _ in range(2):
        try:
            with transaction.atomic():
                fill(now=NOW, days=5, password="x", per_day=4)
                seen.append([row[:] for row in picture()])
                raise _Undo
        except _Undo:
            pass
    return seen


@pytest.mark.django_db
def test_the_same_day_and_seed_make_the_same_city() -> None:
    first, second = twice()
    assert first == second
    assert len(first) > 30


@pytest.mark.django_db
def test_an_empty_database_is_no_demo() -> None:
    assert filled() is None
