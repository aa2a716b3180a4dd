"""The person's own word: with the receipt or signed in, once, never mixed with what the unit declared."""

from datetime import datetime, time

import pytest

from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.api import Word
from cocity.ground.commitments.models import Verdict
from cocity.ground.people.api import ANONYMOUS, Actor
from cocity.kit.errors import Conflict, Errors, Forbidden, NotFound
from tests.answer.stories import HOUSING, PROOF, Story
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(world: World) -> Story:
    return Story(world).to_verified()


def judge(
    story: Story, who: object, solved: str = "yes", stars: int | None = 5, **more: object
) -> verdicts.Judged:
    word = Word(solved=solved, stars=stars, text=str(more.pop("text", "")))
    return verdicts.judge_by_person(**{**story.args(who), **more}, word=word)  # type: ignore[arg-type]


def seen(story: Story, who: str | Actor = HOUSING) -> verdicts.Judgement:
    return verdicts.judgement(story.who(who), story.number, now=story.now)


def test_with_the_receipt_alone(story: Story) -> None:
    assert judge(story, story.receipt).state == "closed"
    word = seen(story).words[0]
    assert (word.solved, word.stars, word.voice, word.method) == ("yes", 5, "self", "receipt")


def test_signed_in(story: Story) -> None:
    judge(story, story.world.person, "no", 1, text="还是不亮")
    word = seen(story).words[0]
    assert (word.method, word.text, story.row.state) == ("account", "还是不亮", "reworking")


def test_declared_and_confirmed_are_two_fields(story: Story) -> None:
    before = seen(story)
    assert (before.declared, before.confirmed, before.stars) == ("yes", "", None)
    judge(story, story.receipt, "no", 1)
    after = seen(story)
    assert (after.declared, after.confirmed, after.stars) == ("yes", "no", 1)


def test_a_claim_fills_nothing_of_the_persons_field(story: Story) -> None:
    judge(story, story.receipt, "no", 2)
    story.answer(claim="yes")
    assert (seen(story).declared, seen(story).confirmed) == ("yes", "no")


def test_the_same_word_twice_counts_once(story: Story) -> None:
    version = story.row.version
    first = judge(story, story.receipt, key="form-7")
    again = judge(story, story.receipt, key="form-7", version=version)
    assert (again.state, again.version) == (first.state, first.version)
    assert Verdict.objects.count() == 1


def test_another_word_under_the_same_key_is_not_said_to_be_taken(story: Story) -> None:
    version = story.row.version
    judge(story, story.receipt, key="form-7")
    for solved, stars in (("no", 4), ("yes", 1)):
        with pytest.raises(Conflict):
            judge(story, story.receipt, solved, stars, key="form-7", version=version)


def test_a_second_word_is_refused_once_the_matter_has_moved_on(story: Story) -> None:
    judge(story, story.receipt)
    with pytest.raises(Conflict):
        judge(story, story.receipt, "no", 1)
    with pytest.raises(Conflict):
        judge(story, story.receipt, "no", 1, key="another form")
    assert seen(story).confirmed == "yes"


@pytest.mark.parametrize("who", [HOUSING, "caller", "supervisor", "anonymous"])
def test_nobody_speaks_for_the_person(story: Story, who: str) -> None:
    actor = ANONYMOUS if who == "anonymous" else story.world.actor(who)
    with pytest.raises((Forbidden, NotFound)):
        judge(story, actor)
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("stranger", [Actor("resident", 10**6), Actor("receipt", receipt="2611234821057639")])
def test_a_stranger_learns_not_even_that_it_exists(story: Story, stranger: Actor) -> None:
    with pytest.raises(NotFound):
        judge(story, stranger)


def test_every_fault_is_named(story: Story) -> None:
    with pytest.raises(Errors) as found:
        judge(story, story.receipt, "maybe", 6, text="长" * 1001)
    assert [error.field for error in found.value.errors] == ["solved", "stars", "text"]


def test_numbers_that_identify_someone_are_hidden_in_the_words(story: Story) -> None:
    judge(story, story.receipt, "no", 1, text="打我电话 13912345678")
    assert "139" not in seen(story).words[0].text


def test_a_bad_rating_can_not_be_given_back(story: Story) -> None:
    judge(story, story.receipt, "no", 1)
    for who in (HOUSING, "dispatcher", "supervisor"):
        with pytest.raises((Conflict, Forbidden)):
            story.act(who, "decline", reason="不属于本单位")
    assert story.row.holder == story.world.bodies["dept-housing"]


def test_reopening_within_the_procedures_days(story: Story) -> None:
    judge(story, story.receipt)
    assert seen(story, story.receipt).may_reopen
    story.later(days=29)
    done = verdicts.reopen(**story.args(story.receipt), reason="又坏了")
    assert (done.state, seen(story).confirmed) == ("reworking", "")
    assert seen(story).words[0].solved == "yes", "what was said before stays said"


def test_the_day_that_was_told_counts_to_its_end(story: Story) -> None:
    judge(story, story.receipt)
    last = seen(story).reopen_until
    assert last is not None
    story.now = datetime.combine(last, time(23, 30), tzinfo=story.now.tzinfo)
    assert seen(story, story.receipt).may_reopen
    verdicts.reopen(**story.args(story.receipt), reason="又坏了")


def test_not_after_them(story: Story) -> None:
    judge(story, story.receipt)
    until = seen(story).reopen_until
    story.later(days=31)
    assert until is not None
    assert until < story.now.date()
    with pytest.raises(Conflict):
        verdicts.reopen(**story.args(story.receipt), reason="又坏了")


def test_a_question_is_judged_without_an_inspection(world: World) -> None:
    story = Story(world, kind="consult", text="居住证在哪里办").to_working()
    story.answer("到街道受理中心", evidence=PROOF)
    assert judge(story, story.receipt, stars=None).state == "closed"
