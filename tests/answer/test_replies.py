"""A unit's answer: signed, in two parts, with the procedure's step, and never edited."""

import pytest
from django.db import DatabaseError, transaction

from cocity.answer.replies import api as replies
from cocity.answer.replies.api import Words
from cocity.answer.replies.models import Reply, ReplyVersion
from cocity.answer.replies.reactions import react
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.people import api as people
from cocity.ground.people.api import ANONYMOUS, Actor
from cocity.kit.errors import Conflict, Errors, Forbidden, Invalid, NotFound
from cocity.listen.intake.models import Voice
from tests.answer.stories import HOUSING, PROOF, Story
from tests.world import World

pytestmark = pytest.mark.django_db
SECRET = "您家水表在三楼，周二下午上门"


@pytest.fixture
def story(world: World) -> Story:
    return Story(world, publish=True).to_working()


def told(story: Story, kind: str) -> list[journal.Entry]:
    return [entry for entry in journal.of_subject(story.row.subject) if entry.kind == kind]


def test_answering_takes_the_procedures_step_and_is_told_in_the_same_transaction(story: Story) -> None:
    done = story.answer(claim="yes")
    assert (story.row.state, story.row.claim) == ("claimed_done", "yes")
    assert done.matter_version == story.row.version
    entry = told(story, "reply.given")[0]
    assert entry.actor == story.world.actor(HOUSING).ref
    assert entry.data["by_body"] == story.world.bodies["dept-housing"].pk
    assert entry.data["step"] == Reply.objects.get().step


def test_a_step_that_fails_leaves_no_reply(story: Story) -> None:
    with pytest.raises(Invalid) as missing:
        story.answer(evidence=())
    assert missing.value.field == "evidence"
    assert not Reply.objects.exists()
    assert not told(story, "reply.given")


def test_the_reply_names_the_unit_and_everyone_reads_the_public_part_only(story: Story) -> None:
    story.answer("楼道灯已修好", personal=SECRET)
    shown = replies.public_replies(story.number)[0]
    assert shown.newest.public == "楼道灯已修好"
    assert str(shown.newest.body_name) == "住建部门"
    assert (shown.newest.personal, shown.newest.has_personal, shown.newest.worker) == ("", False, "")


def test_the_person_reads_it_whole_signed_in_or_with_the_receipt(story: Story) -> None:
    story.answer(personal=SECRET)
    for reader in (story.world.person, story.receipt):
        assert replies.replies_for_person(reader, story.number, now=story.now)[0].newest.personal == SECRET


@pytest.mark.parametrize(
    "who", [HOUSING, "supervisor", "handler:dept-water", "nobody", "neighbour", "other receipt"]
)
def test_nobody_else_reads_the_personal_part(story: Story, who: str) -> None:
    story.answer(personal=SECRET)
    others = {
        "nobody": ANONYMOUS,
        "neighbour": Actor("resident", story.world.resident.pk + 1),
        "other receipt": Actor("receipt", receipt="0" * 16),
    }
    with pytest.raises(NotFound):
        replies.replies_for_person(others.get(who) or story.world.actor(who), story.number, now=story.now)


def test_a_worker_sees_that_there_is_a_personal_part_and_not_what_it_says(story: Story) -> None:
    story.answer(personal=SECRET)
    shown = replies.replies_for_worker(story.world.actor(HOUSING), story.number, now=story.now)[0].newest
    assert (shown.has_personal, shown.personal) == (True, "")
    assert SECRET.encode() not in bytes(ReplyVersion.objects.get().personal_sealed or b"")


def test_a_private_matter_has_no_public_reply(world: World) -> None:
    story = Story(world).to_working()
    story.answer()
    with pytest.raises(NotFound):
        replies.public_replies(story.number)
    assert told(story, "reply.given")[0].public is None


def test_numbers_that_identify_someone_are_hidden_before_it_is_shown(story: Story) -> None:
    done = story.answer("请联系王师傅13912345678", reasons="身份证310101199001011234已核")
    assert done.masked
    shown = replies.public_replies(story.number)[0].newest
    assert "13912345678" not in shown.public
    assert "310101199001011234" not in shown.reasons
    step = commitments.view(story.world.actor(HOUSING), story.number, now=story.now).steps[-1]
    assert "13912345678" not in step.note


def test_what_is_not_wholly_solved_needs_its_reasons_and_all_faults_are_named(story: Story) -> None:
    with pytest.raises(Errors) as found:
        story.answer("", claim="partly")
    assert [error.field for error in found.value.errors] == ["public", "reasons"]


def test_a_step_that_is_no_answer_is_refused(story: Story) -> None:
    with pytest.raises(Conflict):
        story.answer(action="note")


def test_only_the_unit_in_charge_answers(story: Story) -> None:
    with pytest.raises((Forbidden, NotFound)):
        replies.give_reply(
            **story.args("handler:dept-water"),
            action="claim",
            claim="yes",
            words=Words(public="好了"),
            evidence=PROOF,
        )


def test_the_same_reply_twice_is_one(story: Story) -> None:
    version = story.row.version
    first = story.answer(key="form-1")
    again = replies.give_reply(
        now=story.now, actor=story.world.actor(HOUSING), number=story.number, version=version, action="claim",
        claim="yes", words=Words(public="灯已更换，请您看看。"), evidence=PROOF, key="form-1",
    )  # fmt: skip
    assert again.reply == first.reply
    assert Reply.objects.count() == ReplyVersion.objects.count() == 1


def test_a_form_sent_again_with_other_words_is_not_said_to_be_answered(story: Story) -> None:
    version = story.row.version
    story.answer(key="form-1", personal=SECRET)

    def again(public: str = "灯已更换，请您看看。", personal: str = SECRET) -> replies.Given:
        return replies.give_reply(
            now=story.now, actor=story.world.actor(HOUSING), number=story.number, version=version, action="claim",
            claim="yes", words=Words(public=public, personal=personal), evidence=PROOF, key="form-1",
        )  # fmt: skip

    assert again().reply == Reply.objects.get().pk
    for other in ({"public": "灯明天换"}, {"personal": "您家水表在四楼"}, {"personal": ""}):
        with pytest.raises(Conflict):
            again(**other)


def correct(
    story: Story, public: str, *, who: str = HOUSING, version: int = 1, reason: str = "地址写错"
) -> replies.Given:
    args = {**story.args(who), "version": version}
    return replies.correct_reply(**args, ordinal=1, words=Words(public=public), reason=reason)


def test_a_correction_is_another_version_with_its_reason_and_all_stay_visible(story: Story) -> None:
    story.answer("灯在 3 号楼")
    correct(story, "灯在 5 号楼")
    shown = replies.public_replies(story.number)[0]
    assert [(v.version, v.public, v.why_corrected) for v in shown.versions] == [
        (2, "灯在 5 号楼", "地址写错"),
        (1, "灯在 3 号楼", ""),
    ]
    assert shown.versions[0].at > shown.versions[1].at
    entry = told(story, "reply.corrected")[0]
    assert entry.data["digest"] == shown.newest.digest != told(story, "reply.given")[0].data["digest"]


def test_a_correction_without_a_reason_by_another_unit_or_of_an_old_version_is_refused(story: Story) -> None:
    story.answer()
    with pytest.raises(Invalid) as missing:
        correct(story, "改", reason=" ")
    assert missing.value.field == "reason"
    with pytest.raises((Forbidden, NotFound)):
        correct(story, "改", who="supervisor")
    correct(story, "改一次")
    with pytest.raises(Conflict):
        correct(story, "又改一次", version=1)
    assert ReplyVersion.objects.count() == 2


@pytest.mark.parametrize("column", ["public", "reasons", "why_corrected", "worker", "at", "digest"])
def test_the_database_refuses_to_edit_a_reply(story: Story, column: str) -> None:
    story.answer()
    value = story.now if column == "at" else "别的"
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        ReplyVersion.objects.update(**{column: value})


def test_the_personal_part_can_be_forgotten_and_the_public_part_stays(story: Story) -> None:
    story.answer("公开", personal=SECRET)
    assert replies.forget_personal(resident=story.world.resident.pk) == 1
    shown = replies.replies_for_person(story.receipt, story.number, now=story.now)[0].newest
    assert (shown.public, shown.personal) == ("公开", "")


def test_a_person_who_is_erased_leaves_nothing_personal_beside_any_matter(story: Story) -> None:
    story.answer("公开", personal=SECRET)
    while journal.deliver_all(story.now):
        pass
    Voice.objects.filter(number=story.number).update(email_sealed=b"sealed", resident=story.world.resident)
    people.erase(resident_id=story.world.resident.pk, now=story.now)
    while journal.deliver_all(story.now):
        pass
    assert ReplyVersion.objects.get().personal_sealed is None
    assert Voice.objects.get(number=story.number).email_sealed is None


def refused_suggestion(world: World) -> Story:
    story = Story(world, kind="suggestion", publish=True).to_working()
    story.answer(
        "暂不采纳", action="not_adopt", claim="", disposition="not_adopted", reasons="与规划不符", evidence=()
    )
    return story


def test_a_refusal_that_needs_approval_is_told_only_when_approved(world: World) -> None:
    story = refused_suggestion(world)
    assert replies.public_replies(story.number) == ()
    inside = replies.replies_for_worker(story.world.actor(HOUSING), story.number, now=story.now)
    assert inside[0].state == "waiting"
    passing = story.world.actor("handler:dept-water")
    assert not commitments.view(passing, story.number, now=story.now).whole, "a public matter of another unit"
    assert replies.replies_for_worker(passing, story.number, now=story.now) == ()
    commitments.decide(**story.args("supervisor"), step=Reply.objects.get().step, granted=True)
    entries = [e for e in story.news() if e.kind == "commitment.acted"]
    react(entries)
    react(entries)
    shown = replies.public_replies(story.number)[0]
    assert (shown.state, shown.disposition, shown.newest.reasons) == ("given", "not_adopted", "与规划不符")
    assert len(told(story, "reply.given")) == 1
    acted = [e for e in entries if e.data["action"] == "not_adopt"]
    assert acted[0].data["disposition"] == "not_adopted"


def test_a_refusal_that_is_not_approved_is_never_told(world: World) -> None:
    story = refused_suggestion(world)
    commitments.decide(**story.args("supervisor"), step=Reply.objects.get().step, granted=False)
    react([e for e in story.news() if e.kind == "commitment.approval_refused"])
    assert replies.public_replies(story.number) == ()
    assert Reply.objects.get().state == "refused"


def test_a_matter_reopened_gets_a_second_reply_and_the_first_stays(story: Story) -> None:
    story.answer("第一次")
    story.act("verifier", "verify", finding=False, note="灯仍不亮")
    story.answer("第二次")
    assert [(r.ordinal, r.newest.public) for r in replies.public_replies(story.number)] == [
        (2, "第二次"),
        (1, "第一次"),
    ]


def test_reading_takes_the_same_queries_however_many_versions(story: Story, count_queries) -> None:
    story.answer("一")
    for version in range(1, 4):
        correct(story, f"第{version}次更正", version=version)
    with count_queries("answer/replies: public replies of a matter"):
        replies.public_replies(story.number)
