"""Whatever anyone does, in whatever order, under each real procedure: the promises of the spine hold.

Random actors try random actions of the procedure, allowed or not, with complete, incomplete and stale forms, and the
clock goes on. After each step the invariants are asked of the database itself.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments import rules
from cocity.ground.commitments.contracts import EvidenceGiven, Given, VerdictGiven
from cocity.ground.commitments.models import ClockRun, Commitment, Evidence, Leg, Step, Verdict
from cocity.ground.commitments.operations import take
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.api import SYSTEM, Actor
from cocity.kit.errors import CityError, Conflict, NotFound
from tests.support.effort import examples
from tests.world import World, build

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
KINDS = {
    "help": "help_or_complaint",
    "consult": "consult",
    "suggestion": "suggestion",
    "petition": "petition",
}
WORKERS = (
    "dispatcher", "supervisor", "supervisor:d1", "verifier", "caller", "agent", "auditor", "handler:dept-housing",
    "handler:dept-water", "handler:d1-s1", "handler:d1-s1-c1", "handler:watch",
)  # fmt: skip
SAYS = {"adopt_partly": "partly", "not_adopt": "not_adopted"}
BODIES = ("hotline", "dept-housing", "dept-water", "d1-s1", "d1-s1-c1", "watch")
AGAINST = ("", "", "d1-s1", "watch")
TOLD_ONCE = ("commitment.acted", "commitment.approval_asked", "commitment.approval_refused")
who = st.sampled_from((*WORKERS, "person", "system"))
WALK = 14  # steps taken in one go


class AnyCourse(RuleBasedStateMachine):
    """One matter, one world a run; the run is undone at its end."""

    kind = "help"

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = NOW
        self.world: World = build(NOW)
        self.actors: dict[str, Actor] = {name: self.world.actor(name) for name in WORKERS}
        self.actors |= {"person": self.world.person, "system": SYSTEM}
        self.ids = {code: self.world.bodies[code].pk for code in BODIES}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(against=st.sampled_from(AGAINST))
    def somebody_speaks(self, against: str) -> None:
        receipt = self.world.say(kind=self.kind, against=against)
        self.number = receipt.number
        self.actions = sorted({name for p in commitments.every_version() for name in p.actions})
        self.changes = 0
        self.starts = dict(self.clocks("whole").values_list("pk", "started_at"))

    @property
    def row(self) -> Commitment:
        return Commitment.objects.select_related("holder", "against", "offered_to").get(number=self.number)

    def clocks(self, name: str) -> "ClockRun.objects":
        return ClockRun.objects.filter(commitment__number=self.number, name=name)

    def snapshot(self) -> tuple[object, ...]:
        row = Commitment.objects.filter(number=self.number).values().get()
        tables = (ClockRun, Leg, Step, Evidence, Verdict)
        counts = [
            list(table.objects.filter(commitment_id=row["id"]).order_by("pk").values()) for table in tables
        ]
        return row, counts, JournalEntry.objects.count()

    def given(self, body: str, *, whole: bool, solved: str, found: bool) -> Given:
        if not whole:
            return Given()
        return Given(
            reason="理由", note="说明", body=self.ids[body], bodies=(self.ids[body],), claim="yes",
            evidence=(EvidenceGiven(text="照片"),), finding=found, disposition="adopted",
            verdict=VerdictGiven(solved=solved, stars=5 if solved == "yes" else 1),
            until=(self.row.due_at + timedelta(days=3)).date(),
        )  # fmt: skip

    @rule(seed=st.integers(0, 2**32 - 1))
    def the_work_goes_on(self, seed: int) -> None:
        """Steps that somebody may take, so that a run gets far; ways out are taken now and then."""
        dice = Random(seed)
        for _ in range(WALK):
            open_now = self.open_now(ways_out=dice.random() < 0.05)
            if not open_now:
                return
            name, action = dice.choice(open_now)
            self.now += timedelta(minutes=dice.randrange(300))
            given = self.given(
                dice.choice(BODIES), whole=dice.random() < 0.95, solved=dice.choice(("yes", "no")),
                found=dice.random() < 0.7,
            )  # fmt: skip
            self.attempt(self.actors[name], action, given)

    @rule(who=who, data=st.data(), body=st.sampled_from(BODIES))
    def a_stale_form_comes_in(self, who: str, data: st.DataObject, body: str) -> None:
        mine = [action for name, action in self.open_now(ways_out=True) if name == who]
        action = data.draw(st.sampled_from(mine or self.actions))
        given = self.given(body, whole=True, solved="yes", found=True)
        self.attempt(self.actors[who], action, given, stale=True)

    @rule(who=who, data=st.data())
    def someone_tries_what_is_not_theirs(self, who: str, data: st.DataObject) -> None:
        action = data.draw(st.sampled_from(self.actions))
        self.attempt(
            self.actors[who], action, self.given("dept-housing", whole=True, solved="yes", found=True)
        )

    @rule(who=who, granted=st.booleans())
    def someone_decides(self, who: str, granted: bool) -> None:
        asked = Step.objects.filter(commitment__number=self.number, approval="asked").first()
        if asked is None:
            return
        before = self.snapshot()
        version = self.row.version
        try:
            with transaction.atomic():
                commitments.decide(
                    now=self.now, actor=self.actors[who], number=self.number, step=asked.pk, granted=granted,
                    version=version,
                )  # fmt: skip
        except CityError:
            assert self.snapshot() == before
        else:
            decided = Step.objects.get(pk=asked.pk)
            assert decided.decided_by != decided.actor, "nobody approves their own request"
            against = self.row.against
            assert against is None or not self.actors[who].body_path.startswith(against.path)
            self.changed(version)

    @rule(hours=st.integers(1, 80))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        version = self.row.version
        commitments.fire(self.now)
        assert self.row.version == version, "a limit that passes makes nobody's form stale"

    def open_now(self, *, ways_out: bool) -> list[tuple[str, str]]:
        """(who, action) of every step the rules leave open; without those that merely end the matter, if asked."""
        with transaction.atomic():
            standing = take(self.number).standing()
        found = []
        for name, actor in self.actors.items():
            for action in rules.open_actions(actor, standing, now=self.now):
                ends = action.target is not None and standing.procedure.states[action.target].end
                if ways_out or not ends or action.effect == "judge":
                    found.append((name, action.name))
        return found

    def attempt(self, actor: Actor, action: str, given: Given, *, stale: bool = False) -> None:
        before = self.snapshot()
        version = self.row.version
        given = replace(given, disposition=SAYS.get(action, given.disposition))
        try:
            with transaction.atomic():
                commitments.act(
                    now=self.now, actor=actor, number=self.number, action=action,
                    version=version - 1 if stale else version, given=given,
                )  # fmt: skip
        except CityError as refused:
            error = refused
        else:
            assert not stale, "a stale form changes nothing"
            self.changed(version)
            return
        assert self.snapshot() == before, "a refused step leaves no trace"
        # That the procedure knows no such action is told first, and of a matter one may not know of nothing is told;
        # every other stale form is a conflict.
        assert not stale or isinstance(error, Conflict | NotFound) or error.field == "action"

    def changed(self, version: int) -> None:
        self.changes += 1
        assert self.row.version == version + 1
        self.promises_hold()

    @invariant()
    def promises_hold(self) -> None:
        row = self.row
        legs = list(Leg.objects.filter(commitment=row).select_related("body").order_by("pk"))
        steps = list(Step.objects.filter(commitment=row).order_by("pk"))
        self.one_holder_and_one_working_lead_leg(row, [leg for leg in legs if not leg.joint])
        assert dict(self.clocks("whole").values_list("pk", "started_at")) == self.starts, "it never restarts"
        if row.against is not None:
            assert not any(leg.body.path.startswith(row.against.path) for leg in legs)
            assert not row.holder.path.startswith(row.against.path)
        self.nobody_checks_or_judges_their_own_work(legs, steps)
        assert sum(step.action == "decline" for step in steps) <= 2
        entries = JournalEntry.objects.filter(subject=row.subject, kind__in=TOLD_ONCE)
        assert entries.count() == self.changes, "one entry a change"
        assert row.version == 1 + self.changes

    def one_holder_and_one_working_lead_leg(self, row: Commitment, legs: list[Leg]) -> None:
        working = [leg.body_id for leg in legs if leg.state == "working"]
        offered = [leg.body_id for leg in legs if leg.state == "offered"]
        assert working == ([] if row.ended_at else [row.holder_id])
        assert offered == ([row.offered_to_id] if row.offered_to_id else [])

    def nobody_checks_or_judges_their_own_work(self, legs: list[Leg], steps: list[Step]) -> None:
        carried = [leg for leg in legs if not leg.joint and leg.from_body_id and leg.state != "rejected"]
        for step in steps:
            if step.action in {"verify", "call_back", "rate"} and step.body_id and step.approval == "none":
                before = [leg for leg in carried if leg.answered_at and leg.answered_at <= step.at]
                assert step.body_id not in {leg.body_id for leg in before}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_anyone_does_the_promises_hold(db: None, kind: str) -> None:
    machine = type(f"AnyCourseOf{kind}", (AnyCourse,), {"kind": kind})
    quick = settings(
        max_examples=examples(6), stateful_step_count=6, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck),
        database=None,
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=quick)
