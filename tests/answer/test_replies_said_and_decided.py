"""A reply by telephone counts as one, if it was read back; what a reply decides is what its step decides."""

import pytest
from django.db import IntegrityError, transaction

from cocity.answer.replies import api as replies
from cocity.answer.replies.models import Reply
from cocity.ground.commitments.models import Commitment
from cocity.kit.errors import CityError, Errors, Invalid
from tests.answer.stories import HOUSING, Story
from tests.world import World


def test_a_unit_answers_by_telephone_and_the_person_reads_what_was_kept(world: World) -> None:
    story = Story(world).to_working()
    story.answer("明天上午来换灯", how=replies.How(method="telephone", read_back=True))
    [reply] = replies.replies_for_person(story.receipt, story.number, now=story.now)
    assert (reply.method, reply.newest.public) == ("telephone", "明天上午来换灯")
    told = next(entry for entry in story.news() if entry.kind == "reply.given")
    assert told.data["method"] == "telephone"


@pytest.mark.parametrize(
    ("how", "field"), [(("telephone", False), "read_back"), (("pigeon", True), "method")]
)
def test_what_was_not_read_back_is_no_reply(world: World, how: tuple[str, bool], field: str) -> None:
    story = Story(world).to_working()
    with pytest.raises(Invalid) as refused:
        story.answer(how=replies.How(method=how[0], read_back=how[1]))
    assert refused.value.field == field
    assert not Reply.objects.exists()


def test_the_database_refuses_it_too(world: World) -> None:
    Story(world).to_working().answer()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.update(method="telephone")


@pytest.fixture
def suggestion(world: World) -> Story:
    return Story(world, text="建议路口加一盏灯", kind="suggestion").to_working()


def decided(story: Story, action: str, disposition: str, reasons: str = "与规划不符") -> CityError | None:
    try:
        story.answer("答复", action=action, claim="", disposition=disposition, reasons=reasons, evidence=())
    except CityError as error:
        assert not Reply.objects.exists()
        assert Commitment.objects.get(number=story.number).state == "working"
        return error
    return None


@pytest.mark.parametrize("action", ["adopt", "adopt_partly", "not_adopt"])
@pytest.mark.parametrize("disposition", ["adopted", "partly", "not_adopted"])
def test_a_reply_says_what_its_step_says(suggestion: Story, action: str, disposition: str) -> None:
    agrees = (action, disposition) in {
        ("adopt", "adopted"), ("adopt_partly", "partly"), ("not_adopt", "not_adopted")
    }  # fmt: skip
    error = decided(suggestion, action, disposition)
    if agrees:
        assert error is None
        assert Reply.objects.get().disposition == disposition
    else:
        assert isinstance(error, Invalid)
        assert error.field == "disposition"


@pytest.mark.parametrize(
    ("action", "disposition"), [("adopt_partly", "partly"), ("not_adopt", "not_adopted")]
)
def test_what_is_not_adopted_in_full_says_why(suggestion: Story, action: str, disposition: str) -> None:
    error = decided(suggestion, action, disposition, reasons=" ")
    assert isinstance(error, Errors)
    assert error.field == "reasons"
    with pytest.raises(Invalid) as refused:
        suggestion.act(HOUSING, action, disposition=disposition)
    assert refused.value.field == "reason"
