"""The journal remembers, refuses to forget, and tells its subscribers once."""

import threading
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction

from cocity.ground.journal import api as journal
from cocity.ground.journal import guard, numbering
from cocity.ground.journal.delivery import GIVE_UP_AFTER, deliver
from cocity.ground.journal.models import Cursor, JournalEntry, Parked


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(journal.Event):
    kind: ClassVar[str] = "test.lamp_lit"
    watts: int
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LampOut(LampLit):
    kind: ClassVar[str] = "test.lamp_out"


def light(now: datetime, *watts: int) -> list[int]:
    with transaction.atomic():
        return journal.record([LampLit(subject="lamp:1", watts=w) for w in watts], at=now, actor="worker:1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_an_entry(now: datetime, change: str) -> None:
    light(now, 60)
    rows = JournalEntry.objects.all()
    forget = {"update": lambda: rows.update(actor="nobody"), "delete": lambda: rows._raw_delete(rows.db)}
    with pytest.raises(DatabaseError, match="append-only"):
        forget[change]()
    assert JournalEntry.objects.get().actor == "worker:1"


@pytest.mark.django_db(transaction=True)
def test_an_entry_without_the_transaction_of_its_fact_is_refused(now: datetime) -> None:
    with pytest.raises(RuntimeError):
        journal.record([LampLit(subject="lamp:1", watts=1)], at=now, actor="system")


@pytest.mark.django_db(transaction=True)
def test_a_subscriber_gets_every_entry_once_and_in_order(now: datetime) -> None:
    seen: list[int] = []
    reader = journal.Subscriber(
        "test",
        frozenset({"test.lamp_lit"}),
        lambda batch: seen.extend(e.data["watts"] for e in batch),
        batch=2,
    )
    light(now, 1, 2, 3)
    while deliver(reader, now=now):
        pass
    light(now, 4)
    deliver(reader, now=now)
    assert seen == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_entries_of_other_kinds_are_read_through_once(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cocity.ground.journal.delivery.FAR", 3)
    seen: list[int] = []
    rare = journal.Subscriber(
        "test",
        frozenset({"test.lamp_out"}),
        lambda batch: seen.extend(e.data["watts"] for e in batch),
        batch=2,
    )
    light(now, *range(10))
    last = journal.newest()
    assert last is not None
    assert deliver(rare, now=now) == 0
    assert Cursor.objects.get(name="test").seq == last.seq, "its place moved on although nothing was for it"
    with transaction.atomic():
        journal.record([LampOut(subject="lamp:1", watts=n) for n in (1, 2, 3)], at=now, actor="system")
    light(now, 11)
    assert [deliver(rare, now=now) for _ in range(3)] == [2, 1, 0]
    assert seen == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_a_reaction_that_fails_leaves_no_trace_and_is_tried_again(now: datetime) -> None:
    broken = True

    def react(batch: list[journal.Entry]) -> None:
        Parked.objects.create(subscriber="effect", seq=batch[0].seq, at=now, error="")
        if broken:
            raise ValueError("no")

    reader = journal.Subscriber("test", frozenset({"test.lamp_lit"}), react)
    light(now, 1)
    assert deliver(reader, now=now) == 0
    assert not Parked.objects.exists()
    assert Cursor.objects.get(name="test").attempts == 1
    broken = False
    assert deliver(reader, now=now) == 0, "it waits before it tries again"
    assert deliver(reader, now=now + timedelta(minutes=1)) == 1
    assert Parked.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_bad_entry_is_parked_and_shown_and_does_not_block_the_rest(now: datetime) -> None:
    seen: list[int] = []

    def react(batch: list[journal.Entry]) -> None:
        if any(entry.data["watts"] == 13 for entry in batch):
            raise ValueError("thirteen")
        seen.extend(entry.data["watts"] for entry in batch)

    reader = journal.Subscriber("test", frozenset({"test.lamp_lit"}), react)
    light(now, 1, 13, 2)
    for minute in range(3 * GIVE_UP_AFTER):
        deliver(reader, now=now + timedelta(minutes=10 * minute))
    assert seen == [1, 2]
    assert Parked.objects.get().error.startswith("ValueError")


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_is_not_stepped_over(now: datetime) -> None:
    """A slow writer takes its number first and commits last: a reader waits for it."""
    if connection.vendor != "postgresql":
        pytest.skip("only one transaction writes at a time on SQLite")
    seen: list[int] = []
    reader = journal.Subscriber(
        "test", frozenset({"test.lamp_lit"}), lambda batch: seen.extend(e.data["watts"] for e in batch)
    )
    written, may_commit = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            journal.record([LampLit(subject="lamp:1", watts=1)], at=now, actor="worker:1")
            written.set()
            may_commit.wait(10)
        connection.close()

    slow = threading.Thread(target=slowly)
    slow.start()
    written.wait(10)
    light(now, 2)
    deliver(reader, now=now)
    assert seen == [], "the first is still being written"
    may_commit.set()
    slow.join()
    deliver(reader, now=now)
    assert seen == [1, 2]


@pytest.fixture
def moved_here(now: datetime) -> Iterator[journal.Subscriber]:
    """A database restored from a dump: its last entry bears a number this server is far from, and has been read."""
    if connection.vendor != "postgresql":
        pytest.skip("entries bear no transaction numbers on SQLite")
    light(now, 1)
    JournalEntry.objects.create(tx=1 << 40, at=now, actor="system", kind="test.lamp_out", subject="lamp:1")
    tx, seq = JournalEntry.objects.order_by("seq").values_list("tx", "seq").last()
    Cursor.objects.create(name="test", tx=tx, seq=seq)
    connection.close()
    yield journal.Subscriber("test", frozenset({"test.lamp_lit"}), lambda batch: None)
    with connection.cursor() as cursor:
        cursor.execute(numbering.AHEAD.format(0))


@pytest.mark.django_db(transaction=True)
def test_in_a_database_moved_to_another_server_news_still_arrives(
    now: datetime, moved_here: journal.Subscriber
) -> None:
    light(now, 2, 3)
    assert deliver(moved_here, now=now) == 2
    light(now, 4)
    assert deliver(moved_here, now=now) == 1
    order = JournalEntry.objects.order_by("tx", "seq").values_list("seq", flat=True)
    assert list(order) == sorted(order)
    connection.close()
    assert not journal.count_on(), "moved once, whoever comes next"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("savepoint", [False, True])
def test_a_move_that_was_rolled_back_is_made_again(
    now: datetime, moved_here: journal.Subscriber, savepoint: bool
) -> None:
    """The first to write after a move may fail for a reason of its own, after writing twice."""
    with transaction.atomic() if savepoint else nullcontext():
        with transaction.atomic():
            light(now, 2)
            light(now, 3)
            transaction.set_rollback(True)
        light(now, 4)
    assert deliver(moved_here, now=now) == 1
    assert not journal.count_on()


@pytest.mark.django_db(transaction=True)
def test_what_a_moved_database_brought_unread_is_read(now: datetime, moved_here: journal.Subscriber) -> None:
    Cursor.objects.update(tx=0, seq=0)
    everything = replace(moved_here, kinds=frozenset({"test.lamp_lit", "test.lamp_out"}))
    assert journal.count_on()
    assert deliver(everything, now=now) == 2


@pytest.mark.django_db(transaction=True)
def test_two_writers_who_find_a_moved_database_at_once_lose_nothing(
    now: datetime, moved_here: journal.Subscriber
) -> None:
    """The first moves the numbers and commits late; the second, whose transaction is older, waits and stands after."""
    begun, moved, may_commit = threading.Event(), threading.Event(), threading.Event()
    done: list[int] = []

    def older() -> None:
        with transaction.atomic():
            Cursor.objects.create(name="older")  # takes its number first
            begun.set()
            moved.wait(10)
            done.extend(journal.record([LampLit(subject="lamp:1", watts=2)], at=now, actor="worker:1"))
        connection.close()

    second = threading.Thread(target=older)
    second.start()
    begun.wait(10)
    with transaction.atomic():
        journal.record([LampLit(subject="lamp:1", watts=3)], at=now, actor="worker:2")
        moved.set()
        may_commit.wait(0.3)
        assert not done, "it waits"
    second.join()
    assert deliver(moved_here, now=now) == 2


@pytest.mark.django_db(transaction=True)
def test_a_salt_may_be_forgotten_and_never_set_again(now: datetime) -> None:
    kept, forgotten = light(now, 60, 61)
    assert set(journal.salts([kept, forgotten])) == {kept, forgotten}
    assert len({len(salt) for salt in journal.salts([kept, forgotten]).values()} | {32}) == 1
    assert journal.forget_salts([forgotten]) == 1
    assert set(journal.salts([kept, forgotten])) == {kept}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        JournalEntry.objects.filter(seq=forgotten).update(salt=b"\x00" * 32)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        JournalEntry.objects.filter(seq=kept).update(salt=None, actor="nobody")
    assert guard.stands(connection)


@pytest.mark.django_db(transaction=True)
def test_an_entry_cannot_be_put_in_the_place_of_another(now: datetime) -> None:
    (seq,) = light(now, 7)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    sql = (
        f"{verb} INTO ground_journal_journalentry (seq, tx, at, actor, on_behalf_of, kind, subject, data) "
        "VALUES (%s, 0, %s, 'nobody', '', 'forged', 's', '{}')"
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [seq, "2026-01-01 00:00:00+00:00"])
    assert JournalEntry.objects.get(seq=seq).kind != "forged"
