"""Announcing, drawing, asking, ending and the pulse in any order, with the key there or not: a secret is never open while
anybody may still be asked, and what is open always holds."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as city
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cocity.answer.verdicts import announcing, ending, rules
from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.models import Member, Sample
from cocity.ground.journal import api as journal
from cocity.kit.errors import CityError, Conflict
from tests.support.samples import DAY, SEED, announce, ended, sealed
from tests.world import build

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OUTCOMES = st.sampled_from(("answered", "answered", "no_answer", "refused", "no_contact"))
any_sample = st.integers(0, 2)


class AnyOrder(RuleBasedStateMachine):
    """Three samples of four matters, one clock that only goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.key = override_settings()
        self.key.enable()
        self.world, self.held = build(NOW), city.CONTACT_KEY
        ended(self.world, 4)
        self.now = NOW + DAY
        self.ids = [announce(self.world, size).id for size in (1, 3, 9)]
        self.secrets = {sample: sealed(sample) for sample in self.ids}
        self.lost = False

    def teardown(self) -> None:
        self.key.disable()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(days=st.sampled_from((0.1, 1, 5, 15)))
    def time_goes_on(self, days: float) -> None:
        self.now += timedelta(days=days)

    @rule()
    def the_pulse(self) -> None:
        ending.fire(self.now)
        assert verdicts.samples_due(self.now).late == ()
        if not self.lost:
            assert verdicts.samples_due(self.now).unopened == ()

    @rule(lost=st.booleans())
    def the_key(self, lost: bool) -> None:
        self.lost = lost
        city.CONTACT_KEY = "none of ours" if lost else self.held

    @rule(n=any_sample, seed=st.sampled_from((SEED, "another")))
    def draw(self, n: int, seed: str) -> None:
        before = Sample.objects.get(pk=self.ids[n])
        today = self.now.date()
        may = before.drawn_at is None and not before.ended and not self.lost
        may = may and before.seed_on <= today <= rules.draw_until(before.seed_on, before.ask_until)
        if may or before.seed == seed:
            self._draw(n, seed)
        else:
            with pytest.raises(CityError):
                self._draw(n, seed)

    def _draw(self, n: int, seed: str) -> None:
        auditor = self.world.actor("auditor")
        verdicts.draw_sample(now=self.now, actor=auditor, sample=self.ids[n], seed=seed)

    @precondition(lambda self: Member.objects.exists())
    @rule(pick=st.integers(0, 20), outcome=OUTCOMES)
    def ask(self, pick: int, outcome: str) -> None:
        members = list(Member.objects.select_related("sample", "commitment").order_by("id"))
        member = members[pick % len(members)]
        word = verdicts.Word(solved="yes") if outcome == "answered" else None
        given = {
            "now": self.now, "actor": self.world.actor("caller"), "sample": member.sample_id,
            "number": member.commitment.number, "outcome": outcome, "word": word,
        }  # fmt: skip
        over = bool(member.sample.ended) or self.now.date() > member.sample.ask_until
        if member.outcome == "answered" == outcome:
            verdicts.record_sample_answer(**given)
        elif over or member.outcome == "answered":
            with pytest.raises(Conflict):
                verdicts.record_sample_answer(**given)
        else:
            verdicts.record_sample_answer(**given)

    @rule(n=any_sample)
    def end(self, n: int) -> None:
        given = {
            "now": self.now,
            "actor": self.world.actor("supervisor"),
            "sample": self.ids[n],
            "why": "够了",
        }
        assert verdicts.end_sample(**given) == verdicts.end_sample(**given)

    @invariant()
    def a_secret_is_open_only_when_nobody_is_asked_any_more(self) -> None:
        rows = {row.pk: row for row in Sample.objects.all()}
        for shown in verdicts.published_samples(step=5).rows:
            row = rows[shown.id]
            assert shown.secret in ("", self.secrets[row.pk])
            assert not (shown.secret and (shown.asking or not shown.ended))
            left = (
                row.drawn_at and Member.objects.filter(sample=row).exclude(outcome__in=rules.FINAL).exists()
            )
            assert row.ended or left or row.drawn_at is None, "with the last one it ends by itself"

    @invariant()
    def what_was_promised_holds(self) -> None:
        for row in Sample.objects.filter(drawn_at__isnull=False):
            secret = self.secrets[row.pk]
            drawn = (
                Member.objects.filter(sample=row)
                .order_by("rank")
                .values_list("commitment__number", flat=True)
            )
            listed = announcing.numbers_of(row)
            again = verdicts.drawing(listed, seed=row.seed, size=row.size, secret=secret)
            assert (again.numbers, again.cut) == (tuple(drawn), row.cut)

    @invariant()
    def the_journal_tells_each_step_once_and_in_order(self) -> None:
        steps = ("announced", "drawn", "ended", "opened")
        for sample in self.ids:
            told = [e.kind.removeprefix("verdict.sample_") for e in self._entries(sample)]
            seen = [kind for kind in told if kind in steps]
            assert seen == sorted(set(seen), key=steps.index)
            assert ("opened" in seen) == bool(Sample.objects.get(pk=sample).secret)

    def _entries(self, sample: int) -> list[journal.Entry]:
        return list(journal.of_subject(f"sample:{sample}"))


@pytest.mark.django_db
def test_in_any_order() -> None:
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=4,
            stateful_step_count=15,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
