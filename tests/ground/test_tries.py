"""Tries are counted by one statement, by the limits of one after the other, and none is lost however many come at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocity.ground.entry import api as entry
from cocity.ground.entry import rules
from cocity.ground.entry.models import Tries
from cocity.kit.errors import TooMany
from tests.support.at_once import at_once
from tests.support.effort import examples

NUMBER, ADDRESS = "2611232105763914", "203.0.113.1"
MINE = entry.receipt_tries(NUMBER, ADDRESS)


def let_in(now: datetime, tries: Mapping[str, str]) -> bool:
    try:
        entry.take_try(now=now, tries=tries)
    except TooMany:
        return False
    return True


def counts() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for purpose, count in Tries.objects.order_by("count").values_list("purpose", "count"):
        found.setdefault(purpose, []).append(count)
    return found


class Plainly:
    """What is limited, said as simply as can be: each limit by itself, one after the other."""

    def __init__(self) -> None:
        self.windows: dict[tuple[str, str], tuple[datetime, int]] = {}

    def take(self, now: datetime, tries: Mapping[str, str]) -> bool:
        for key in tries.items():
            limit = rules.LIMITS[key[0]]
            since, count = self.windows.get(key, (now, 0))
            if rules.window_over(limit, since, now):
                since, count = now, 0
            if count >= limit.most:
                return False
            self.windows[key] = since, count + 1
        return True

    def give_back(self, tries: Mapping[str, str]) -> None:
        for key in tries.items():
            since, count = self.windows[key]
            self.windows[key] = since, max(0, count - 1)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 12).map(lambda minutes: timedelta(minutes=minutes)),
        st.sampled_from(["1", "2"]),
        st.sampled_from(["a", "b", "c"]),
        st.integers(1, 8),
        st.booleans(),
    ),
    min_size=5,
    max_size=40,
)


@pytest.mark.django_db
@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_what_is_limited_is_what_one_after_the_other_limits(now: datetime, steps: list[Any]) -> None:
    """Over any course of tries, wrong and right, at numbers and from addresses, with time going by."""
    Tries.objects.all().delete()
    plainly = Plainly()
    for later, number, address, times, right in steps:
        now += later
        tries = entry.receipt_tries(number, address)
        for _ in range(times):
            taken = plainly.take(now, tries)
            assert let_in(now, tries) is taken
            if taken and right:
                plainly.give_back(tries)
                entry.give_back(tries=tries)
    kept = Tries.objects.values_list("purpose", "since", "count")
    assert counting(kept, now) == counting(
        ((purpose, since, count) for (purpose, _), (since, count) in plainly.windows.items()), now
    )


def counting(kept: Iterable[tuple[str, datetime, int]], now: datetime) -> list[tuple[str, datetime, int]]:
    """What still counts: an old window is as good as none."""
    return sorted(
        (purpose, since, count)
        for purpose, since, count in kept
        if count and not rules.window_over(rules.LIMITS[purpose], since, now)
    )


@pytest.mark.django_db
def test_a_try_is_a_statement_and_giving_it_back_another(now: datetime, count_queries: Any) -> None:
    with count_queries("ground/entry: a first try at a receipt, and it was right"):
        entry.take_try(now=now, tries=MINE)
        entry.give_back(tries=MINE)
    with count_queries("ground/entry: a further try at a receipt"):
        entry.take_try(now=now, tries=MINE)


waiting = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory never waits")


@waiting
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tried_before", [False, True])
def test_as_many_as_the_limit_are_let_in_and_the_others_count_nowhere(
    now: datetime, tried_before: bool
) -> None:
    if tried_before:
        entry.take_try(now=now, tries=MINE)
        entry.give_back(tries=MINE)
    results = at_once([lambda: let_in(now, MINE)] * 16)
    assert sorted(map(str, results)) == ["False"] * 11 + ["True"] * 5
    assert counts() == {"number_address": [5], "address": [5], "number": [5]}


@waiting
@pytest.mark.django_db(transaction=True)
def test_no_try_at_a_number_is_lost_among_many_addresses(now: datetime) -> None:
    tries = [entry.receipt_tries(NUMBER, f"203.0.113.{n}") for n in range(12)]
    results = at_once([lambda one=one: [let_in(now, one) for _ in range(4)] for one in tries])
    assert results == [[True] * 4] * 12
    assert counts() == {"number_address": [4] * 12, "address": [4] * 12, "number": [48]}


@waiting
@pytest.mark.django_db(transaction=True)
def test_right_tries_at_one_moment_leave_nothing_and_wait_in_no_circle(now: datetime) -> None:
    """Some share the number, some the address, some both."""
    shared = [entry.receipt_tries(f"{n % 3}", f"203.0.113.{n % 2}") for n in range(10)]

    def rightly(tries: Mapping[str, str]) -> int:
        done = 0
        for _ in range(25):
            if let_in(now, tries):
                entry.give_back(tries=tries)
                done += 1
        return done

    results = at_once([lambda one=one: rightly(one) for one in shared])
    assert all(isinstance(done, int) and done > 0 for done in results), results
    assert {count for each in counts().values() for count in each} == {0}


@waiting
@pytest.mark.django_db(transaction=True)
def test_old_counts_are_forgotten_while_others_try(now: datetime) -> None:
    for n in range(20):
        entry.take_try(now=now, tries=entry.receipt_tries(f"{n}", f"203.0.113.{n}"))
    later = now + rules.KEPT + timedelta(minutes=1)
    trying = [
        lambda n=n: [
            let_in(later, entry.receipt_tries(f"{m % 20}", f"203.0.113.{m % 20}")) for m in range(n, n + 20)
        ]
        for n in range(4)
    ]
    results = at_once([*trying, lambda: [entry.forget_old(now=later) for _ in range(5)]])
    assert not [each for each in results if isinstance(each, Exception)]
    assert counts()["number"] == [4] * 20
