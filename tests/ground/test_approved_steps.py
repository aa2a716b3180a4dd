"""A step that waits for approval loses nothing it was asked with, and is looked at anew on the day it is approved."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import EvidenceGiven, Given, Opening, VerdictGiven
from cocity.ground.commitments.models import Commitment, Evidence, Step, Verdict
from cocity.ground.commitments.procedure import load
from cocity.ground.people.models import Body, RoleHeld
from cocity.kit.errors import CityError, Conflict, Invalid
from tests.world import World

from .procedure_files import SMALL, written

# As the small one, but saying it is done, checking and judging all wait for a supervisor; so does sending.
WAITING = (
    SMALL.replace(
        "needs: [claim], does: claim", "needs: [claim, evidence], approval: supervisor, does: claim"
    )
    .replace("needs: [verdict], does: judge", "needs: [verdict], approval: supervisor, does: judge")
    .replace("needs: [body], does: offer", "needs: [body], approval: supervisor, does: offer")
    .replace(
        "  tried:",
        "  check: {title: {zh: 核查, en: Check}, from: done, to: done, else: opened, by: verifier, not: handler,"
        " needs: [finding], approval: supervisor, does: verify}\n  tried:",
    )
)
NUMBER = "20261123000015"


@pytest.fixture
def number(world: World, tmp_path: Path, settings) -> Iterator[str]:
    """A matter under the small procedure, held by the water department."""
    settings.CITY = tmp_path
    (tmp_path / "procedures").mkdir()
    written(tmp_path / "procedures", WAITING)
    load.clear()
    opening = Opening(
        number=NUMBER, procedure="small", holder=world.bodies["dept-water"].pk, opened_at=world.now,
        against=world.bodies["d2-s1"].pk,
    )  # fmt: skip
    commitments.open_one(opening, actor=world.actor("agent"))
    yield NUMBER
    load.clear()


def ask(world: World, who: str, action: str, **given: object) -> commitments.Acted:
    version = Commitment.objects.get(number=NUMBER).version
    done = commitments.act(
        now=world.now, actor=world.actor(who), number=NUMBER, action=action, version=version,
        given=Given(**given),  # type: ignore[arg-type]
    )  # fmt: skip
    assert done.pending
    return done


def decide(
    world: World, asked: commitments.Acted, *, granted: bool = True, note: str = ""
) -> commitments.Acted:
    return commitments.decide(
        now=world.now + timedelta(hours=2), actor=world.actor("supervisor"), number=NUMBER, step=asked.step,
        granted=granted, version=Commitment.objects.get(number=NUMBER).version, note=note,
    )  # fmt: skip


def claim(world: World) -> commitments.Acted:
    evidence = (EvidenceGiven(text="已换灯", file="a" * 64, taken_at=world.now - timedelta(hours=1)),)
    return ask(world, "handler:dept-water", "claim", claim="partly", note="换好了", evidence=evidence)


def test_evidence_is_kept_with_the_request_and_stands_once_it_is_approved(world: World, number: str) -> None:
    asked = claim(world)
    assert not Evidence.objects.exists()
    decide(world, asked)
    row, found = Commitment.objects.get(number=number), Evidence.objects.get()
    assert (row.state, row.claim) == ("done", "partly")
    assert (found.text, found.file, found.step_id) == ("已换灯", "a" * 64, asked.step)
    assert found.taken_by == world.actor("handler:dept-water").ref
    assert found.taken_at == world.now - timedelta(hours=1)
    assert "evidence" not in Step.objects.get(pk=asked.step).given


@pytest.mark.parametrize(("finding", "state", "mark"), [(True, "done", "true"), (False, "opened", "false")])
def test_a_finding_waits_and_then_marks_the_evidence(
    world: World, number: str, finding: bool, state: str, mark: str
) -> None:
    decide(world, claim(world))
    asked = ask(world, "verifier", "check", finding=finding, note="去看过")
    assert Evidence.objects.get().finding == ""
    decide(world, asked)
    assert Commitment.objects.get(number=number).state == state
    found = Evidence.objects.get()
    assert (found.finding, found.checked_by) == (mark, world.actor("verifier").ref)


@pytest.mark.parametrize(("solved", "state"), [("yes", "closed"), ("no", "opened")])
def test_a_verdict_waits_and_then_counts(world: World, number: str, solved: str, state: str) -> None:
    decide(world, claim(world))
    word = VerdictGiven(solved=solved, stars=2, voice="call_back", method="phone", text="还是漏水")
    asked = ask(world, "caller", "call", verdict=word)
    assert not Verdict.objects.exists()
    decide(world, asked, note="同意")
    row, found = Commitment.objects.get(number=number), Verdict.objects.get()
    assert (row.state, row.confirmed, row.stars) == (state, solved, 2)
    assert (found.solved, found.stars, found.voice, found.text) == (solved, 2, "call_back", "还是漏水")
    assert "还是漏水" not in str(Step.objects.get(pk=asked.step).given)


def test_what_is_refused_leaves_nothing_behind(world: World, number: str) -> None:
    asked = claim(world)
    decide(world, asked, granted=False, note="看不清")
    assert Commitment.objects.get(number=number).state == "opened"
    assert not Evidence.objects.exists()
    assert "已换灯" not in str(Step.objects.get(pk=asked.step).given)


def refused(world: World, asked: commitments.Acted) -> CityError:
    with pytest.raises(CityError) as error:
        decide(world, asked)
    assert Step.objects.get(pk=asked.step).approval == "asked"
    return error.value


def test_a_body_dissolved_since_is_not_offered_the_matter(world: World, number: str) -> None:
    asked = ask(world, "dispatcher", "offer", body=world.bodies["d1-s1"].pk)
    Body.objects.filter(code="d1-s1").update(valid_to=world.now.date())
    error = refused(world, asked)
    assert isinstance(error, Invalid)
    assert error.field == "body"
    assert decide(world, asked, granted=False).state == "opened"


def test_a_body_complained_about_since_is_not_offered_the_matter(world: World, number: str) -> None:
    asked = ask(world, "dispatcher", "offer", body=world.bodies["d1-s1"].pk)
    Commitment.objects.filter(number=number).update(against=world.bodies["d1"].pk)
    assert isinstance(refused(world, asked), Invalid)


def test_whoever_asked_must_still_hold_the_role(world: World, number: str) -> None:
    asked = ask(world, "dispatcher", "offer", body=world.bodies["d1-s1"].pk)
    RoleHeld.objects.filter(worker=world.workers["dispatcher"]).update(until=world.now.date())
    assert isinstance(refused(world, asked), Conflict)
    world.workers["dispatcher"].user.is_active = False
    world.workers["dispatcher"].user.save()
    assert isinstance(refused(world, asked), Conflict)
    assert decide(world, asked, granted=False).state == "opened"


def test_a_request_of_a_state_left_since_is_not_approved(world: World, number: str) -> None:
    asked = claim(world)
    Commitment.objects.filter(number=number).update(state="sent")
    assert isinstance(refused(world, asked), Conflict)


def test_an_approval_seen_before_the_matter_moved_is_stale(world: World, number: str) -> None:
    asked = claim(world)
    Commitment.objects.filter(number=number).update(version=asked.version + 1)
    with pytest.raises(Conflict):
        commitments.decide(
            now=world.now, actor=world.actor("supervisor"), number=number, step=asked.step, granted=True,
            version=asked.version,
        )  # fmt: skip


def test_the_words_of_a_request_do_not_gain_the_note_of_the_approval(world: World, number: str) -> None:
    asked = ask(
        world, "handler:dept-water", "pause", reason="等材料", until=(world.now + timedelta(days=3)).date()
    )
    decide(world, asked, note="同意暂停")
    assert Step.objects.get(pk=asked.step).note == "等材料\n同意暂停"
