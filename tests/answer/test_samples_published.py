"""What everyone may know of a sample: how to draw it again, and no answer that could be traced to one person."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.api import Word
from cocity.answer.verdicts.models import Member, Sample
from cocity.answer.verdicts.rules import told_in_steps
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from cocity.kit.errors import NotFound
from tests.answer.test_samples import answer, closed
from tests.support.counts import Counter
from tests.support.samples import SEED, asked, draw, ended, of_old, sealed
from tests.world import World

db = pytest.mark.django_db
STEP = 5


def rank(number: str, seed: str = SEED, secret: str = "") -> str:
    return verdicts.rank(number, seed=seed, secret=secret)


@given(st.sets(st.from_regex(r"\A[0-9]{16}\Z"), max_size=60), st.text(max_size=20), st.integers(1, 70))
def test_below_the_cut_is_drawn_and_nothing_else(numbers: set[str], seed: str, size: int) -> None:
    drawn = verdicts.drawing(numbers, seed=seed, size=size)
    if len(numbers) <= size:
        assert drawn.cut == ""
        assert set(drawn.numbers) == numbers
        return
    assert {n for n in numbers if rank(n, seed) < drawn.cut} == set(drawn.numbers)
    first = min(rank(n, seed) for n in numbers - set(drawn.numbers))
    assert not all(rank(n, seed) < first[: len(drawn.cut) - 1] for n in drawn.numbers), "as short as can be"


@db
def test_whoever_knows_a_number_sees_whether_it_was_drawn(world: World) -> None:
    numbers = ended(world, 9)
    sample = verdicts.published_sample(draw(world, 4).id, step=STEP)
    drawn = {m.number for m in verdicts.sample_members(world.actor("caller"), sample.id)}
    assert {n for n in numbers if rank(n, secret=sealed(sample.id)) < sample.cut} == drawn
    assert len(drawn) == 4


@db
@pytest.mark.parametrize(("many", "told"), [(1, False), (2, False), (3, True)])
def test_a_list_of_one_or_two_has_no_hash_that_gives_a_number_away(
    world: World, many: int, told: bool
) -> None:
    ended(world, many)
    assert bool(draw(world, 9).frame) is told


@db
def test_an_older_sample_of_one_shows_its_hash_no_more_and_is_drawn_again_as_it_was(world: World) -> None:
    (number,) = ended(world, 1)
    sample = draw(world, 1).id
    Sample.objects.filter(pk=sample).update(frame=hashlib.sha256(number.encode()).hexdigest())
    of_old(sample)
    assert verdicts.published_sample(sample, step=STEP).frame == ""
    assert verdicts.draw_again(sample).same_list


@given(st.integers(0, 40), st.integers(1, 7))
def test_between_two_looks_at_least_a_step_of_people_spoke(most: int, step: int) -> None:
    seen = [told_in_steps(n, asking=True, step=step) for n in range(most + 1)]
    assert seen == sorted(seen)
    assert told_in_steps(most, asking=False, step=step) == most
    jumps = [b - a for a, b in pairwise(seen) if b != a]
    assert all(jump >= step for jump in jumps)
    if most >= step:
        assert most - seen[-1] >= step


@db
def test_while_people_are_asked_the_newest_answers_stay_back(world: World) -> None:
    ended(world, 14)
    sample = draw(world, 13).id
    asked(world, sample, ["yes"] * 5 + ["no"] * 4 + ["no_answer"])
    at_nine = verdicts.published_sample(sample, step=STEP)
    assert (at_nine.answered, at_nine.told, at_nine.yes, at_nine.no_answer) == (9, 0, 0, 1)
    asked(world, sample, ["no"], first=11)
    at_ten = verdicts.published_sample(sample, step=STEP)
    assert (at_ten.answered, at_ten.told, at_ten.yes, at_ten.no) == (10, 5, 5, 0)
    asked(world, sample, ["partly", "refused"], first=12)
    at_the_end = verdicts.published_sample(sample, step=STEP)
    assert at_the_end.not_asked == 0
    assert (at_the_end.told, at_the_end.yes, at_the_end.partly, at_the_end.no) == (11, 5, 1, 5)
    assert at_the_end.stars == (0, 0, 0, 11, 0)


@given(st.integers(0, 12), st.integers(0, 20), st.integers(1, 7))
def test_who_answers_after_the_others_is_told_in_a_step_too(first: int, late: int, step: int) -> None:
    """What was told when everybody had been asked once, and at each look after that."""
    seen = [told_in_steps(first, asking=False, step=step) if first >= step else 0]
    seen += [told_in_steps(first + n, asking=False, step=step, at_first=first) for n in range(1, late + 1)]
    assert all(b == a or b - a >= step for a, b in pairwise(seen))
    assert first + late - seen[-1] < step


@db
def test_who_was_missed_and_answers_later_cannot_be_told_from_the_others(world: World) -> None:
    stories = [closed(world) for _ in range(7)]
    sample = draw(world, 7).id
    for n, story in enumerate(stories):
        answer(story, sample, *(("answered", Word(solved="yes", stars=5)) if n < 5 else ("no_answer",)))
        story.now += timedelta(days=n)
    before = verdicts.published_sample(sample, step=STEP)
    assert (before.told, before.yes, before.not_asked) == (5, 5, 0)
    answer(stories[5], sample, "answered", Word(solved="no", stars=1))
    after = verdicts.published_sample(sample, step=STEP)
    assert (after.answered, after.told, after.yes, after.no, sum(after.stars)) == (6, 5, 5, 0, 5)
    answer(stories[6], sample, "answered", Word(solved="no", stars=1))
    assert verdicts.published_sample(sample, step=STEP).no == 0
    assert verdicts.sample_summary(sample).no == 2


@db
@pytest.mark.parametrize(("private", "told"), [(0, True), (1, False), (2, False), (3, True)])
def test_a_list_whose_other_numbers_are_public_has_no_hash_that_gives_the_last_away(
    world: World, private: int, told: bool
) -> None:
    numbers = ended(world, 5)
    Commitment.objects.update(visibility="public")
    Commitment.objects.filter(number__in=numbers[:private]).update(visibility="private")
    sample = draw(world, 2)
    assert bool(sample.frame) is told
    assert verdicts.draw_again(sample.id).same_list


@db
def test_every_count_can_be_made_again_from_the_journal(world: World) -> None:
    stories = [closed(world) for _ in range(6)]
    sample = draw(world, 6).id
    said = [("yes", 5), ("yes", None), ("partly", 3), ("no", 1), ("yes", 4)]
    for story, (solved, stars) in zip(stories, said, strict=False):
        answer(story, sample, "no_answer")
        answer(story, sample, "answered", Word(solved=solved, stars=stars))
    answer(stories[5], sample, "refused")
    _, told, *rest = journal.of_subject(f"sample:{sample}")
    last = {e.data["number"]: e.data for e in rest if e.kind == "verdict.sample_answered"}
    words = [each["solved"] for each in last.values() if each["outcome"] == "answered"]
    shown = verdicts.published_sample(sample, step=STEP)
    assert (shown.yes, shown.partly, shown.no) == tuple(words.count(word) for word in ("yes", "partly", "no"))
    assert shown.stars == tuple([each["stars"] for each in last.values()].count(n) for n in range(1, 6))
    assert told.public is not None
    assert (told.public["cut"], told.public["population"]) == (shown.cut, shown.population)


@db
def test_those_who_oversee_see_every_answer_at_once(world: World) -> None:
    ended(world, 3)
    sample = draw(world, 3).id
    asked(world, sample, ["yes"])
    whole = verdicts.sample_summary(sample)
    assert (whole.told, whole.yes) == (1, 1)


@db
def test_pages_are_newest_first_and_leave_nothing_out(world: World) -> None:
    ended(world, 1)
    made = [draw(world, 1, seed=str(n)).id for n in range(5)]
    seen, cursor = [], ""
    for _ in range(3):
        page = verdicts.published_samples(step=STEP, cursor=cursor, size=2)
        seen += [row.id for row in page.rows]
        cursor = page.next
    assert seen == made[::-1]
    assert cursor == ""


@db
def test_a_page_is_three_statements_however_many_samples(world: World, count_queries: Counter) -> None:
    with count_queries("answer/verdicts: published samples, none"):
        verdicts.published_samples(step=STEP)
    ended(world, 12)
    for n in range(4):
        sample = draw(world, 12, seed=str(n)).id
        asked(world, sample, ["yes"] * (10 + n % 3))
    with count_queries("answer/verdicts: published samples"):
        assert len(verdicts.published_samples(step=STEP).rows) == 4


@db
def test_an_auditor_makes_the_drawing_again(world: World) -> None:
    numbers = ended(world, 8)
    sample = draw(world, 5).id
    whole = verdicts.DrawnAgain(8, same_list=True, same_draw=True, left=0, same_secret=True)
    assert verdicts.draw_again(sample) == whole
    first = min(numbers, key=lambda n: rank(n, secret=sealed(sample)))
    Commitment.objects.filter(number=first).update(ended_at=None)
    assert verdicts.draw_again(sample) == replace(whole, population=7, left=1), (
        "the list is kept as announced"
    )
    Commitment.objects.filter(number=first).update(number="2611239999999990")
    assert not verdicts.draw_again(sample).same_draw


@db
def test_an_older_drawing_is_made_again_from_todays_list(world: World) -> None:
    numbers = ended(world, 8)
    sample = draw(world, 5).id
    again = verdicts.drawing(numbers, seed=SEED, size=5)
    of_old(sample)
    Sample.objects.filter(pk=sample).update(cut=again.cut)
    Member.objects.filter(sample=sample).delete()
    ids = dict(Commitment.objects.values_list("number", "pk"))
    Member.objects.bulk_create(
        Member(sample_id=sample, rank=n, commitment_id=ids[number])
        for n, number in enumerate(again.numbers, 1)
    )
    assert verdicts.draw_again(sample) == verdicts.DrawnAgain(8, same_list=True, same_draw=True, left=0)
    Commitment.objects.filter(number=min(numbers, key=rank)).update(ended_at=None)
    assert verdicts.draw_again(sample) == verdicts.DrawnAgain(7, same_list=False, same_draw=False, left=1)
    with pytest.raises(NotFound):
        verdicts.draw_again(sample + 1)
