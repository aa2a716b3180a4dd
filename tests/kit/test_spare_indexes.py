"""Each voice writes into every index of a table: one that another covers costs time and log, and answers nothing."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Field, Index, Model, UniqueConstraint

# A row for each voice, step, notice or answer; the other tables are a city's settings.
GROWING = (
    "ground_commitments.Commitment", "ground_commitments.ClockRun", "ground_commitments.Leg", "ground_commitments.Step",
    "ground_commitments.Verdict", "listen_intake.Voice", "ground_people.Resident", "act_dispatch.Routing",
    "answer_notices.Notice", "answer_notices.Delivery", "answer_replies.Reply", "answer_replies.ReplyVersion",
    "answer_verdicts.Attempt", "answer_verdicts.Member",
)  # fmt: skip


@pytest.mark.parametrize("label", GROWING)
def test_no_foreign_key_has_an_index_that_another_covers(label: str) -> None:
    """A partial index covers it where it leaves out only the empty ones: nobody is looked up by nothing."""
    model = apps.get_model(label)
    assert [(field.name, name) for field in _indexed(model) for name in _covering(model, field)] == []


def _indexed(model: type[Model]) -> Iterator[Field]:
    return (field for field in model._meta.concrete_fields if field.db_index and not field.unique)


def _covering(model: type[Model], field: Field) -> Iterator[str]:
    for each in (*model._meta.indexes, *model._meta.constraints):
        if isinstance(each, Index | UniqueConstraint) and _first(each) == field.name:
            left_out = None if each.condition is None else each.condition.deconstruct()[1]
            if left_out in (None, ((f"{field.name}__isnull", False),)):
                yield each.name


def _first(index: Index | UniqueConstraint) -> str:
    if index.fields:
        return index.fields[0].lstrip("-")
    return index.expressions[0].name


@pytest.mark.django_db
@pytest.mark.parametrize("label", GROWING)
def test_what_is_looked_up_whole_has_one_index(label: str) -> None:
    """Django gives unique text a second one for LIKE on PostgreSQL."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, apps.get_model(label)._meta.db_table)
    assert [name for name in found if name.endswith("_like")] == []
