"""Rows made and stored in bulk are what one by one they would have been."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.models import Body, Resident
from cocity.kit import bulk

MANY = bulk.WORTH_COPYING + 5


def without_state(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_a_fresh_row_is_the_row_the_class_makes() -> None:
    above = Body(code="a", pk=7)
    given = {"code": "b", "kind": "department", "name_zh": "乙", "path": "/a/b/"}
    quick = bulk.fresh(Body, parent=above, **given)
    assert without_state(quick) == without_state(Body(parent=above, **given))
    assert quick.parent is above
    assert quick._state.adding


def test_defaults_that_are_made_are_made_for_each_row() -> None:
    first, second = bulk.fresh(Resident), bulk.fresh(Resident)
    assert first.pseudonym != second.pseudonym


def test_a_name_that_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        bulk.fresh(Body, colour="red")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, MANY])
def test_created_rows_have_keys_and_read_back_the_same(count: int) -> None:
    odd = 'tab\t, new\nline, back\\slash, \\N, 引号" 🏮'
    above = bulk.fresh(Body, code="top", kind="city", name_zh=odd, path="/top/")
    rows = [
        bulk.fresh(
            Body, code=f"b{n}", kind=Body.Kind.DEPARTMENT, name_zh=odd, path=f"/top/b{n}/", parent=above
        )
        for n in range(count)
    ]
    bulk.create(Body, [above])
    bulk.create(Body, rows)
    assert [row.pk for row in rows] == sorted(row.pk for row in rows)
    read = Body.objects.get(pk=rows[-1].pk)
    assert (read.name_zh, read.kind, read.parent_id, read.intake) == (odd, "department", above.pk, False)
    rows[0].name_en = "changed"
    rows[0].save()
    assert Body.objects.count() == count + 1


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, MANY])
def test_bare_values_go_in_with_json_and_nothing(count: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    names = ("at", "actor", "kind", "subject", "data", "public")
    keys = bulk.insert(JournalEntry, (*names, "on_behalf_of"), [
        (at, "system", "k", "s", {"词": ["\\", None, n]}, None, "") for n in range(count)
    ])  # fmt: skip
    read = JournalEntry.objects.get(seq=keys[-1])
    assert (read.data, read.public, read.at) == ({"词": ["\\", None, count - 1]}, None, at)
    assert JournalEntry.objects.filter(public__isnull=True).count() == count


@pytest.mark.django_db
def test_constraints_hold_as_for_any_insert() -> None:
    rows = [bulk.fresh(Body, code="same", kind="city", name_zh="x", path="/x/") for _ in range(MANY)]
    with pytest.raises(IntegrityError):
        bulk.create(Body, rows)


@pytest.mark.django_db
def test_a_value_the_database_may_give_is_given_by_every_row_or_by_none() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [bulk.fresh(JournalEntry, at=at, actor="system", kind="k", subject="s") for _ in range(2)]
    rows[1].tx = 7
    with pytest.raises(ValueError, match="tx"):
        bulk.create(JournalEntry, rows)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [bulk.WORTH_COPYING + 5, bulk.BATCH + 5])
def test_all_rows_go_in_or_none_does(count: int) -> None:
    rows = [bulk.fresh(Body, code=f"b{n}", kind="city", name_zh="x", path="/x/") for n in range(count)]
    rows[-1].code = "b0"
    with pytest.raises(IntegrityError):
        bulk.create(Body, rows)
    assert not Body.objects.exists()
