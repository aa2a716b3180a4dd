"""Callers: who waits since when, what was tried, and when a matter ends without an answer."""

import pytest

from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts import reactions
from cocity.answer.verdicts.api import Word
from cocity.answer.verdicts.models import Attempt, CallBack
from cocity.ground.commitments.models import Verdict
from cocity.ground.journal import api as journal
from cocity.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.answer.stories import HOUSING, Story
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(world: World) -> Story:
    return Story(world).to_verified().tell_callers()


def queue(story: Story, who: str = "caller") -> tuple[verdicts.Waiting, ...]:
    return verdicts.waiting_for_call_back(story.world.actor(who)).rows


def miss(story: Story, outcome: str = "no_answer", **more: object) -> verdicts.AttemptView:
    return verdicts.record_attempt(**{**story.args("caller"), **more}, outcome=outcome)  # type: ignore[arg-type]


def heard(story: Story, who: str = "caller", solved: str = "yes", **more: object) -> verdicts.Judged:
    word = Word(solved=solved, stars=4)
    return verdicts.record_call_back(**{**story.args(who), **more}, word=word)  # type: ignore[arg-type]


def test_a_checked_matter_waits_for_its_caller_since_it_was_checked(story: Story) -> None:
    waiting = queue(story)[0]
    assert (waiting.number, waiting.since, waiting.reachable) == (story.number, story.now, True)
    assert waiting.version == story.row.version


def test_the_handlers_unit_is_never_shown_the_queue_nor_may_it_record_a_word(story: Story) -> None:
    story.world.worker("housing caller", "dept-housing", "caller", "handler")
    story.world.worker("city caller of housing", "dept-housing", "caller", over="city")
    for who in ("housing caller", "city caller of housing"):
        assert queue(story, who) == ()
        with pytest.raises(Forbidden):
            heard(story, who)
        with pytest.raises(Forbidden):
            miss(story, actor=story.world.actor(who))
    with pytest.raises(Forbidden):
        heard(story, HOUSING)
    assert not Verdict.objects.exists()
    assert not Attempt.objects.exists()


def test_what_the_person_said_on_the_phone_closes_the_call(story: Story) -> None:
    assert heard(story).state == "closed"
    assert queue(story) == ()
    seen = verdicts.judgement(story.world.actor("caller"), story.number, now=story.now)
    assert (seen.words[0].voice, seen.words[0].method, seen.confirmed) == ("call_back", "phone", "yes")
    assert [a.outcome for a in seen.attempts] == ["reached"]


def test_the_same_call_recorded_twice_counts_once(story: Story) -> None:
    version = story.row.version
    heard(story, key="c1")
    heard(story, key="c1", version=version)
    assert Verdict.objects.count() == Attempt.objects.count() == 1


def test_how_the_person_was_asked_is_declared(story: Story) -> None:
    with pytest.raises(Invalid) as missing:
        heard(story, method=" ")
    assert missing.value.field == "method"


def test_an_unhappy_word_makes_it_wait_again_after_the_next_check_and_not_before(story: Story) -> None:
    heard(story, solved="no")
    story.tell_callers()
    story.answer()
    story.tell_callers()
    assert queue(story) == ()
    story.act("verifier", "verify", finding=True)
    story.tell_callers()
    assert len(queue(story)) == 1
    assert CallBack.objects.count() == 2


def test_the_persons_own_word_takes_it_off_the_queue(story: Story) -> None:
    verdicts.judge_by_person(**story.args(story.receipt), word=Word(solved="yes"))
    assert queue(story) == ()
    assert CallBack.objects.get().ended_by == "judged"


def test_hearing_the_whole_journal_again_changes_nothing(story: Story) -> None:
    heard(story, solved="no")
    story.answer()
    story.act("verifier", "verify", finding=True)
    story.tell_callers()
    before = list(CallBack.objects.values().order_by("id"))
    for _ in range(2):
        reactions.react([e for e in journal.of_subject(story.row.subject) if e.kind == "commitment.acted"])
    assert list(CallBack.objects.values().order_by("id")) == before


def test_three_tries_on_one_day_are_one_day(story: Story) -> None:
    for _ in range(3):
        miss(story)
    assert queue(story)[0].missed_days == 1
    with pytest.raises(Conflict) as why:
        verdicts.close_unreached(**story.args("caller"))
    assert "2" in why.value.message.zh


def test_after_three_days_it_may_end_without_an_answer_and_is_not_counted_as_solved(story: Story) -> None:
    for outcome in ("no_answer", "refused", "no_answer"):
        miss(story, outcome)
        story.later(days=1)
    waiting = queue(story)[0]
    assert waiting.may_close
    assert [a.outcome for a in waiting.attempts] == ["no_answer", "refused", "no_answer"]
    done = verdicts.close_unreached(**story.args("caller"))
    assert (done.state, story.row.confirmed) == ("closed_unconfirmed", "")
    assert queue(story) == ()


def test_reached_without_a_word_does_not_bring_the_end_nearer(story: Story) -> None:
    for _ in range(3):
        miss(story, "reached")
        story.later(days=1)
    assert queue(story)[0].missed_days == 0
    with pytest.raises(Conflict):
        verdicts.close_unreached(**story.args("caller"))


def test_a_try_sent_twice_is_one(story: Story) -> None:
    version = story.row.version
    miss(story, key="t1")
    miss(story, key="t1", version=version)
    assert Attempt.objects.count() == 1
    with pytest.raises(Conflict):
        miss(story, "refused", key="t1", version=version)


def test_an_outcome_nobody_knows_is_refused(story: Story) -> None:
    with pytest.raises(Invalid) as wrong:
        miss(story, "maybe")
    assert wrong.value.field == "outcome"


def test_a_matter_not_waiting_takes_no_tries(world: World) -> None:
    story = Story(world).to_working()
    with pytest.raises(Conflict):
        miss(story)
    with pytest.raises((Conflict, Forbidden)):
        miss(story, "reached")


def test_a_caller_of_another_district_sees_and_records_nothing(story: Story) -> None:
    story.world.worker("caller:d2", "d2", "caller")
    assert queue(story, "caller:d2") == ()
    with pytest.raises((Forbidden, NotFound)):
        heard(story, "caller:d2")


def test_a_complaint_about_the_callers_own_body_is_not_theirs_to_call(world: World) -> None:
    story = Story(world, kind="complaint", against="watch").to_verified_by_others()
    assert queue(story) == ()


def test_a_person_without_a_contact_is_marked(world: World) -> None:
    story = Story(world, phone="", consent=False).to_verified().tell_callers()
    assert not queue(story)[0].reachable
    assert verdicts.waiting_for_call_back(world.actor("caller"), reachable_only=True).rows == ()


def test_the_queue_is_paged_by_the_longest_wait_in_three_queries(world: World, count_queries) -> None:
    stories = [Story(world).to_verified() for _ in range(3)]
    for minutes, story in enumerate(stories):
        story.tell_callers()
        CallBack.objects.filter(number=story.number).update(since=world.now.replace(minute=minutes))
    caller = world.actor("caller")
    with count_queries("answer/verdicts: page of the callers' queue"):
        first = verdicts.waiting_for_call_back(caller, size=2)
    rest = verdicts.waiting_for_call_back(caller, size=2, cursor=first.next)
    assert [w.number for w in (*first.rows, *rest.rows)] == [s.number for s in stories]
    assert rest.next == ""


def test_a_batch_of_news_takes_the_same_queries_whatever_its_size(world: World, count_queries) -> None:
    entries = [e for s in [Story(world).to_verified() for _ in range(3)] for e in s.news()]
    with count_queries("answer/verdicts: a batch of news"):
        reactions.react([e for e in entries if e.kind == "commitment.acted"])
