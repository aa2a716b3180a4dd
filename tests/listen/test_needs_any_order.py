"""Joining and taking out in any order: every matter is in one need at most, and no need has fewer than two."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from cocity.ground.journal.models import JournalEntry
from cocity.kit.errors import Invalid
from cocity.listen.needs import api as needs
from cocity.listen.needs.models import Member, Need
from tests.support.effort import examples
from tests.world import build

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ABOUT = ("", "", "", "", "d1-s1", "d1-s1")  # what each of the matters complains about
one_of = st.integers(0, len(ABOUT) - 1)


class AnyOrder(RuleBasedStateMachine):
    """A few matters in one world a run; beside it a plain list of sets says what should be."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        world = build(NOW)
        self.numbers = [
            world.say(kind="complaint" if about else "help", against=about).number for about in ABOUT
        ]
        self.actors = [world.actor(name) for name in ("agent", "dispatcher", "supervisor")]
        self.model: list[frozenset[int]] = [frozenset({n}) for n in range(len(ABOUT))]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def of(self, n: int) -> frozenset[int]:
        return next(each for each in self.model if n in each)

    @rule(a=one_of, b=one_of, who=st.integers(0, 2))
    def join(self, a: int, b: int, who: int) -> None:
        def joined() -> int:
            return needs.join(
                now=NOW, actor=self.actors[who], number=self.numbers[a], other=self.numbers[b], reason="same_thing"
            )  # fmt: skip

        if a == b or ABOUT[a] != ABOUT[b]:
            with pytest.raises(Invalid):
                joined()
            return
        before, told = self.of(a) | self.of(b), JournalEntry.objects.count()
        again = self.of(a) == self.of(b)
        need = joined()
        assert joined() == need
        self.model = [each for each in self.model if not each & before] + [before]
        assert (JournalEntry.objects.count() == told) == again

    @rule(a=one_of, who=st.integers(0, 2))
    def leave(self, a: int, who: int) -> None:
        needs.leave(now=NOW, actor=self.actors[who], number=self.numbers[a], reason="mistake")
        rest = self.of(a) - {a}
        self.model = [each for each in self.model if a not in each] + [frozenset({a})]
        self.model += [rest] if rest else []

    @invariant()
    def the_needs_are_those_of_the_list(self) -> None:
        for n, number in enumerate(self.numbers):
            found = needs.of_matter(self.actors[n % 3], number)
            others = {each.row.number for each in found.others} if found else set()
            assert others == {self.numbers[other] for other in self.of(n) - {n}}
            assert needs.others(number) == len(others)
            assert found is None or others, "no need of one is shown"
        shared = [each for each in self.model if len(each) > 1]
        assert Need.objects.count() == len(shared)
        assert Member.objects.count() == sum(map(len, shared))


@pytest.mark.django_db
def test_any_order_of_joining_and_taking_out() -> None:
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=examples(12),
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
