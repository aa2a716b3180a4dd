"""F1: a voice becomes a promise, is handled, checked, judged by the person who spoke, and closed."""

from datetime import timedelta

import pytest

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import EvidenceGiven, Given, VerdictGiven
from cocity.ground.commitments.models import ClockRun, Commitment, Leg
from cocity.ground.journal import api as journal
from cocity.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.world import World

DONE = Given(claim="yes", evidence=(EvidenceGiven(text="灯已更换，见照片"),), note="已更换")


class Story:
    """Takes steps as somebody, keeping the version and the time."""

    def __init__(self, world: World, number: str) -> None:
        self.world, self.number, self.now = world, number, world.now

    @property
    def row(self) -> Commitment:
        return Commitment.objects.get(number=self.number)

    def act(self, who: object, action: str, **given: object) -> commitments.Acted:
        self.now += timedelta(minutes=10)
        actor = self.world.actor(who) if isinstance(who, str) else who
        return commitments.act(
            now=self.now,
            actor=actor,
            number=self.number,
            action=action,
            version=self.row.version,
            given=Given(**given),
        )

    def to_working(self, body: str = "dept-housing") -> None:
        self.act("dispatcher", "offer", body=self.world.bodies[body].pk)
        self.act(f"handler:{body}", "accept")


@pytest.fixture
def story(world: World) -> Story:
    return Story(world, world.say().number)


def test_a_voice_has_its_receipt_its_clock_and_someone_accountable_at_once(world: World) -> None:
    receipt = world.say()
    row = Commitment.objects.get(number=receipt.number)
    assert row.holder == world.bodies["hotline"]
    assert row.state == "opened"
    assert receipt.due_at > world.now
    assert receipt.first_contact_due is not None
    assert len(receipt.code) == 6
    kinds = [entry.kind for entry in journal.of_subject(row.subject)]
    assert kinds == ["commitment.opened", "voice.received"]


def test_from_the_voice_to_the_verdict(story: Story) -> None:
    due = story.row.due_at
    story.act("dispatcher", "offer", body=story.world.bodies["dept-housing"].pk)
    assert story.row.holder == story.world.bodies["hotline"], (
        "the giver stays accountable until it is accepted"
    )
    story.act("handler:dept-housing", "accept")
    story.act("handler:dept-housing", "contact", note="已联系，今天派人")
    story.act("handler:dept-housing", "claim", **{f: getattr(DONE, f) for f in ("claim", "evidence", "note")})
    story.act("verifier", "verify", finding=True, note="现场看过")
    story.act("caller", "call_back", verdict=VerdictGiven(solved="yes", stars=5, voice="call_back"))
    row = story.row
    assert (row.state, row.claim, row.confirmed, row.stars) == ("closed", "yes", "yes", 5)
    assert row.ended_at == story.now
    assert row.due_at == due
    assert not ClockRun.objects.filter(commitment=row, met_at__isnull=True).exists()
    assert not Leg.objects.filter(commitment=row, state__in=("working", "offered")).exists()


def test_an_unhappy_verdict_sends_it_back_and_the_whole_clock_runs_on(story: Story) -> None:
    story.to_working()
    begun = ClockRun.objects.get(commitment=story.row, name="whole").started_at
    story.act("handler:dept-housing", "claim", claim="yes", evidence=(EvidenceGiven(text="好了"),))
    assert ClockRun.objects.get(commitment=story.row, name="whole").met_at is not None
    story.act(story.world.person, "confirm", verdict=VerdictGiven(solved="no", stars=1))
    whole = ClockRun.objects.get(commitment=story.row, name="whole")
    assert (whole.started_at, whole.met_at) == (begun, None)
    assert story.row.ended_at is None
    assert story.row.claimed_at is None


def test_a_check_and_a_wait_for_the_call_leave_the_whole_clock_met(story: Story) -> None:
    story.to_working()
    story.act("handler:dept-housing", "claim", claim="yes", evidence=(EvidenceGiven(text="好了"),))
    claimed = ClockRun.objects.get(commitment=story.row, name="whole").met_at
    story.act("verifier", "verify", finding=True, note="看过")
    assert ClockRun.objects.get(commitment=story.row, name="whole").met_at == claimed
    story.act("caller", "call_back", verdict=VerdictGiven(solved="no", stars=2, voice="call_back"))
    assert ClockRun.objects.get(commitment=story.row, name="whole").met_at is None


def test_giving_back_needs_a_reason_and_is_bounded(story: Story) -> None:
    housing = story.world.bodies["dept-housing"].pk
    story.act("dispatcher", "offer", body=housing)
    with pytest.raises(Invalid) as missing:
        story.act("handler:dept-housing", "decline")
    assert missing.value.field == "reason"
    for _ in range(2):
        story.act("handler:dept-housing", "decline", reason="不属于本单位职责")
        story.act("dispatcher", "offer", body=housing)
    with pytest.raises(Conflict):
        story.act("handler:dept-housing", "decline", reason="还是不属于")


def test_a_stale_form_changes_nothing(story: Story) -> None:
    stale = story.row.version
    story.act("dispatcher", "offer", body=story.world.bodies["dept-housing"].pk)
    with pytest.raises(Conflict):
        commitments.act(
            now=story.now,
            actor=story.world.actor("handler:dept-housing"),
            number=story.number,
            action="accept",
            version=stale,
        )
    assert story.row.state == "dispatched"


def test_a_body_complained_about_neither_gets_nor_sees_its_complaint(world: World) -> None:
    receipt = world.say("窗口态度恶劣", kind="complaint", against="dept-housing", category="conduct/service")
    story = Story(world, receipt.number)
    with pytest.raises(Invalid) as refused:
        story.act("dispatcher", "offer", body=world.bodies["dept-housing"].pk)
    assert refused.value.field == "body"
    with pytest.raises(NotFound):
        commitments.view(world.actor("handler:dept-housing"), receipt.number, now=world.now)


def test_whoever_handled_it_neither_checks_nor_judges_it(story: Story) -> None:
    story.to_working("watch")
    story.act("handler:watch", "claim", claim="yes", evidence=(EvidenceGiven(text="好了"),))
    with pytest.raises(Forbidden):
        story.act("verifier", "verify", finding=True, note="看过")
    with pytest.raises(Forbidden):
        story.act("handler:watch", "confirm", verdict=VerdictGiven(solved="yes"))


def test_an_extension_waits_for_approval_and_moves_the_due_date(story: Story) -> None:
    story.to_working()
    due = story.row.due_at
    asked = story.act(
        "handler:dept-housing", "extend", reason="等配件", until=(due + timedelta(days=5)).date()
    )
    assert asked.pending
    assert story.row.due_at == due
    supervisor = story.world.actor("supervisor")
    commitments.decide(
        now=story.now,
        actor=supervisor,
        number=story.number,
        step=asked.step,
        granted=True,
        version=story.row.version,
    )
    assert story.row.due_at == due + timedelta(days=5)


def test_the_same_voice_sent_twice_is_one(world: World) -> None:
    first, second = world.say(key="form-1"), world.say(key="form-1")
    assert second.repeated
    assert (first.number, first.code, first.due_at) == (second.number, second.code, second.due_at)
    assert Commitment.objects.count() == 1


def test_a_limit_that_passes_is_noticed_and_escalated(story: Story) -> None:
    story.to_working()
    late = story.row.due_at + timedelta(minutes=1)
    assert commitments.fire(late) >= 1
    assert story.row.level == 1
    breaches = [e for e in journal.of_subject(story.row.subject) if e.kind == "commitment.clock_breached"]
    assert "whole" in {entry.data["clock"] for entry in breaches}
    assert commitments.fire(late) == 0, "a clock fires once"


def test_a_matter_is_closed_without_the_persons_word_only_after_three_calls(story: Story) -> None:
    story.to_working()
    story.act("handler:dept-housing", "claim", claim="yes", evidence=(EvidenceGiven(text="好了"),))
    story.act("verifier", "verify", finding=True, note="看过")
    for _ in range(3):
        with pytest.raises(Conflict):
            story.act("caller", "close_unreached", note="三次未接通", reason="三次未接通")
        story.act("caller", "attempt_call", note="无人接听")
    story.act("caller", "close_unreached", note="三次未接通", reason="三次未接通")
    assert (story.row.state, story.row.confirmed) == ("closed_unconfirmed", "")
