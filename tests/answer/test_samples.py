"""A sample of closed matters: by seed and secret, drawn again by whoever has both, with its response rate, apart from
verdicts."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocity.answer.verdicts import announcing
from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.api import Word
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from cocity.kit.errors import Conflict, Errors, Forbidden, Invalid, NotFound
from tests.answer.stories import HOUSING, Story
from tests.support.samples import announce, drawn, sealed, wanted_of
from tests.world import World

db = pytest.mark.django_db
SEED = "2026-11-23 开奖 03 11 17 24 29 33"


def closed(world: World) -> Story:
    story = Story(world).to_verified()
    verdicts.judge_by_person(**story.args(story.receipt), word=Word(solved="yes"))
    return story


def draw(world: World, size: int = 2, **more: object) -> verdicts.SampleSummary:
    return drawn(world, announce(world, size, **more).id, SEED)


def answer(story: Story, sample: int, outcome: str, word: Word | None = None, who: str = "caller") -> None:
    actor = story.world.actor(who)
    verdicts.record_sample_answer(
        now=story.now + timedelta(days=2),
        actor=actor,
        sample=sample,
        number=story.number,
        outcome=outcome,
        word=word,
    )


@db
def test_whoever_has_seed_secret_and_list_draws_the_same(world: World) -> None:
    stories = [closed(world) for _ in range(5)]
    summary = draw(world, size=3)
    numbers = [story.number for story in stories]
    secret = sealed(summary.id)
    key = bytes.fromhex(secret)
    by_hand = sorted(numbers, key=lambda n: hmac.new(key, f"{SEED}:{n}".encode(), "sha256").hexdigest())[:3]
    drawn = [m.number for m in verdicts.sample_members(world.actor("caller"), summary.id)]
    assert drawn == by_hand == verdicts.chosen(numbers, seed=SEED, size=3, secret=secret)
    assert summary.frame == hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest()
    assert (summary.population, summary.drawn, summary.seed) == (5, 3, SEED)


@db
def test_open_matters_and_those_closed_outside_the_period_are_not_drawn(world: World) -> None:
    inside, _open, outside = closed(world), Story(world).to_verified(), closed(world)
    Commitment.objects.filter(number=outside.number).update(ended_at=world.now - timedelta(days=3))
    summary = draw(world)
    assert summary.population == 1
    assert [m.number for m in verdicts.sample_members(world.actor("caller"), summary.id)] == [inside.number]


@db
def test_the_draw_is_told_to_everyone(world: World) -> None:
    closed(world)
    summary = draw(world)
    announced, drew = journal.of_subject(f"sample:{summary.id}")
    assert announced.public is not None
    assert drew.public is not None
    assert (announced.public["frame"], announced.public["commit"]) == (summary.frame, summary.commit)
    assert (drew.public["seed"], drew.public["frame"]) == (SEED, summary.frame)


@db
def test_the_response_rate_keeps_those_who_did_not_answer(world: World) -> None:
    stories = [closed(world) for _ in range(4)]
    sample = draw(world, size=4).id
    answer(stories[0], sample, "answered", Word(solved="yes", stars=5))
    answer(stories[1], sample, "answered", Word(solved="no", stars=1))
    answer(stories[2], sample, "no_answer")
    summary = verdicts.sample_summary(sample)
    assert (summary.answered, summary.no_answer, summary.not_asked) == (2, 1, 1)
    assert (summary.yes, summary.no, summary.stars) == (1, 1, (1, 0, 0, 0, 1))
    assert summary.response_rate == 0.5
    assert verdicts.samples() == [summary]


@db
def test_an_answer_stands_apart_from_the_matters_own_verdict(world: World) -> None:
    story = closed(world)
    answer(story, draw(world).id, "answered", Word(solved="no", stars=1))
    assert (story.row.state, story.row.confirmed) == ("closed", "yes")


@db
def test_the_same_answer_twice_is_one_and_another_is_refused(world: World) -> None:
    story = closed(world)
    sample = draw(world).id
    for _ in range(2):
        answer(story, sample, "answered", Word(solved="yes", stars=4))
    with pytest.raises(Conflict):
        answer(story, sample, "answered", Word(solved="no", stars=1))
    assert (
        len([e for e in journal.of_subject(f"sample:{sample}") if e.kind == "verdict.sample_answered"]) == 1
    )


@db
def test_the_handlers_unit_never_asks(world: World) -> None:
    story = closed(world)
    sample = draw(world).id
    world.worker("city caller of housing", "dept-housing", "caller", over="city")
    for who in (HOUSING, "city caller of housing"):
        with pytest.raises(Forbidden):
            answer(story, sample, "answered", Word(solved="yes"), who=who)
        assert verdicts.sample_members(world.actor(who), sample) == ()


@db
def test_only_overseers_announce_and_draw_and_the_period_must_have_passed(world: World) -> None:
    at, wanted = world.now + timedelta(days=1), wanted_of(world)
    with pytest.raises(Forbidden):
        verdicts.announce_sample(now=at, actor=world.actor(HOUSING), wanted=wanted)
    with pytest.raises(Forbidden):
        drawn(world, announce(world).id, who=HOUSING)
    with pytest.raises(Errors) as found:
        announce(
            world,
            size=0,
            seed_from=" ",
            method="",
            reason=" ",
            until=world.now + timedelta(days=9),
            seed_on=at.date(),
        )
    assert [error.field for error in found.value.errors] == [
        "size", "seed_from", "method", "reason", "until", "seed_on",
    ]  # fmt: skip


@db
def test_the_same_request_twice_is_one_sample(world: World) -> None:
    closed(world)
    args = announced_by_key(world)
    assert verdicts.announce_sample(**args).id == verdicts.announce_sample(**args).id  # type: ignore[arg-type]


def announced_by_key(world: World) -> dict[str, object]:
    at = world.now + timedelta(days=1)
    return {"now": at, "actor": world.actor("auditor"), "wanted": wanted_of(world), "key": "k"}


@db
def test_the_same_request_twice_at_once_is_one_sample(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(world)
    args = announced_by_key(world)
    first = verdicts.announce_sample(**args)  # type: ignore[arg-type]
    known, looks = announcing._known, [None]
    # The first look finds nothing, as when the other one is not yet written.
    monkeypatch.setattr(announcing, "_known", lambda *given: looks.pop() if looks else known(*given))
    assert verdicts.announce_sample(**args) == first  # type: ignore[arg-type]
    assert verdicts.samples() == [first]


@db
def test_errors_name_what_is_wrong(world: World) -> None:
    story = closed(world)
    sample = draw(world).id
    with pytest.raises(Invalid):
        answer(story, sample, "answered")
    with pytest.raises(Invalid):
        answer(story, sample, "asleep")
    with pytest.raises(NotFound):
        answer(Story(world), sample, "no_answer")
    with pytest.raises(NotFound):
        verdicts.sample_summary(sample + 1)


@given(
    st.sets(st.from_regex(r"[0-9]{16}", fullmatch=True), max_size=60),
    st.text(max_size=20),
    st.integers(1, 70),
    st.sampled_from(("", "00" * 32, "a7" * 32)),
)
def test_a_draw_depends_on_nothing_but_the_set_the_seed_the_secret_and_the_size(
    numbers: set[str], seed: str, size: int, secret: str
) -> None:
    drawn = verdicts.chosen(sorted(numbers), seed=seed, size=size, secret=secret)
    assert drawn == verdicts.chosen(sorted(numbers, reverse=True), seed=seed, size=size, secret=secret)
    assert len(drawn) == len(set(drawn)) == min(size, len(numbers))
    assert drawn == verdicts.chosen(numbers, seed=seed, size=size + 1, secret=secret)[:size]


@pytest.mark.parametrize("by", ["seed", "secret"])
def test_every_matter_has_the_same_chance(by: str) -> None:
    """2,000 seeds, or secrets, drawing 5 of 20: each drawn about 500 times; 7 standard deviations are allowed."""
    numbers = [f"{n:016}" for n in range(20)]
    counts = dict.fromkeys(numbers, 0)
    for n in range(2000):
        seed, secret = (str(n), "") if by == "seed" else (SEED, f"{n:064x}")
        for number in verdicts.chosen(numbers, seed=seed, size=5, secret=secret):
            counts[number] += 1
    assert all(abs(count - 500) < 7 * (2000 * 0.25 * 0.75) ** 0.5 for count in counts.values())
