"""Four probes that a well-known peer fails: each one loses a resident's voice or a colleague's work there."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.models import Commitment, Step
from cocity.ground.journal.models import JournalEntry
from cocity.kit.errors import Conflict, NotFound
from cocity.listen.intake.models import Voice
from tests.world import World, build


@pytest.fixture
def city(transactional_db: None, now: object) -> World:
    """The small city, in a database with real transactions."""
    return build(now)  # type: ignore[arg-type]


def both(first: object, second: object) -> list[object]:
    """Two people at one moment; what each got, or the error it met."""
    got: list[object] = [None, None]
    gate = threading.Barrier(2)

    def go(place: int, act: object) -> None:
        try:
            gate.wait(5)
            got[place] = act()  # type: ignore[operator]
        except Exception as error:  # noqa: BLE001 - the test looks at whatever came
            got[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return got


def file_database() -> bool:
    """Whether two connections see one database (SQLite in memory belongs to one connection)."""
    return connection.vendor == "postgresql" or "memory" not in str(connection.settings_dict["NAME"])


def test_the_same_create_twice_at_one_moment_makes_one(city: World) -> None:
    if not file_database():
        pytest.skip("two writers need a database both can open: runs on PostgreSQL")
    for n in range(10):
        got = both(lambda n=n: city.say(key=f"form-{n}"), lambda n=n: city.say(key=f"form-{n}"))
        assert {type(one).__name__ for one in got} == {"Receipt"}, got
        assert got[0].number == got[1].number  # type: ignore[union-attr]
    assert Voice.objects.count() == Commitment.objects.count() == 10


def test_a_second_writer_while_the_row_is_locked_gets_409(city: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer at a time: the second waits, then its version is stale")
    number = city.say().number
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Commitment.objects.select_for_update().get(number=number)
            locked.set()
            done.wait(10)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(10)
    with pytest.raises(Conflict) as refused:
        offer(city, number, "dept-housing")
    # Whoever may not know of the matter is not told so by the lock either.
    with pytest.raises(NotFound):
        offer(city, number, "dept-housing", who="handler:d2-s1")
    done.set()
    holder.join()
    assert refused.value.status == 409
    assert offer(city, number, "dept-housing").state == "dispatched"


def offer(city: World, number: str, body: str, *, who: str = "dispatcher") -> commitments.Acted:
    return commitments.act(
        now=city.now + timedelta(minutes=1), actor=city.actor(who), number=number, action="offer", version=1,
        given=commitments.Given(body=city.bodies[body].pk),
    )  # fmt: skip


def test_two_handlers_at_once_one_wins_and_the_other_is_told(city: World) -> None:
    if not file_database():
        pytest.skip("two writers need a database both can open: runs on PostgreSQL")
    number = city.say().number
    got = both(lambda: offer(city, number, "dept-housing"), lambda: offer(city, number, "dept-water"))
    assert sorted(type(one).__name__ for one in got) == ["Acted", "Conflict"]
    assert Step.objects.filter(commitment__number=number).count() == 1


def test_a_failing_history_writer_fails_the_request_and_leaves_nothing(city: World) -> None:
    number = city.say().number
    before = Voice.objects.count()
    with refusing_journal():
        with pytest.raises(DatabaseError):
            city.say("第二件事")
        with pytest.raises(DatabaseError):
            offer(city, number, "dept-housing")
    assert Voice.objects.count() == before
    assert Commitment.objects.get(number=number).state == "opened"
    assert offer(city, number, "dept-housing").state == "dispatched"


class refusing_journal:  # noqa: N801 - reads as what it does
    """The database refuses new entries, as a full disk or a broken table would."""

    def __enter__(self) -> None:
        table = JournalEntry._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE EXCEPTION 'disk full'; END $$"
                )
                cursor.execute(f"CREATE TRIGGER refuse BEFORE INSERT ON {table} EXECUTE FUNCTION refuse()")
            else:
                cursor.execute(
                    f"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk full'); END"
                )

    def __exit__(self, *_: object) -> None:
        on = f" ON {JournalEntry._meta.db_table}" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER refuse{on}")
