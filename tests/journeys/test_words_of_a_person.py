"""Every field of text that can be reached from a voice: what a person said can be erased from it, what workers write
is screened in it, and all else never holds words at all. A field added later must be named here, or this fails."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from cocity.answer.replies import api as replies
from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.api import Word
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import EvidenceGiven
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal.delivery import deliver_all
from cocity.listen.hotline import api as hotline
from cocity.listen.intake import api as intake
from cocity.listen.intake.contracts import Channel, Said
from cocity.listen.intake.models import Voice
from tests.answer.stories import HOUSING, Story
from tests.support import samples
from tests.world import World

THEIRS, STAFF = "玉兰", "桂花"  # a word only the person says, and one only workers write
SECRET = "13812345678"
SAID, WRITTEN = f"{THEIRS}树倒了，打{SECRET}找我", f"{STAFF}树已扶正，联系人{SECRET}"
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)

# What a person said: gone once they ask for it.
ERASED = frozenset(
    [
        "Voice.subject",
        "Voice.text",
        "Voice.address",
        "Voice.extra",
        "Commitment.title",
        "Commitment.words",
        "Verdict.text",
        "Step.note",
        "Step.given",
        "Leg.reason",
        "Attempt.note",
        "Member.text",
    ]
)
# Sealed: read by nobody but the person, and emptied with the rest.
SEALED = frozenset(
    ["Voice.text_sealed", "Voice.email_sealed", "ReplyVersion.personal_sealed", "Sheet.sealed"]
)
# What workers write: screened; it stays.
SCREENED = frozenset(
    [
        "Step.note",
        "Step.given",
        "Evidence.text",
        "Leg.reason",
        "Verdict.method",
        "Voice.extra",
        "ReplyVersion.public",
        "ReplyVersion.reasons",
        "ReplyVersion.why_corrected",
        "Notice.words",
        "JournalEntry.data",
    ]
)
# Codes, numbers, names of rules and the city's own words: never what anyone said.
CODES = frozenset(
    [
        "Voice.number",
        "Voice.channel",
        "Voice.kind",
        "Voice.category",
        "Voice.language",
        "Voice.taken_by",
        "Voice.source",
        "Voice.external_id",
        "Voice.files",
        "Voice.key",
        "Commitment.number",
        "Commitment.procedure",
        "Commitment.procedure_version",
        "Commitment.hand",
        "Commitment.beneficiary_kind",
        "Commitment.place_path",
        "Commitment.layer",
        "Commitment.category",
        "Commitment.channel",
        "Commitment.calendar",
        "Commitment.because",
        "Commitment.state",
        "Commitment.handled_by",
        "Commitment.counts",
        "Commitment.key",
        "ClockRun.name",
        "ClockRun.unit",
        "ClockRun.breach",
        "ClockRun.pauses",
        "Step.action",
        "Step.from_state",
        "Step.to_state",
        "Step.actor",
        "Step.decided_by",
        "Step.key",
        "Evidence.file",
        "Evidence.taken_by",
        "Evidence.checked_by",
        "Evidence.finding",
        "Routing.number",
        "Routing.how",
        "Routing.rule",
        "Routing.by_hand",
        "Routing.facts",
        "Routing.trail",
        "Routing.category_given",
        "Routing.category_guessed",
        "Routing.category",
        "Routing.words",
        "Routing.procedure",
        "Routing.procedure_version",
        "Routing.declined",
        "Notice.number",
        "Notice.kind",
        "Notice.read_by",
        "Reply.number",
        "Reply.claim",
        "Reply.disposition",
        "Reply.key",
        "CallBack.number",
        "Member.asked_by",
        "Member.reason",  # why two matters are one need: chosen of three
        "Member.solved",
        "Delivery.key",
        "Delivery.claim",
        "Delivery.last_error",
        "ReplyVersion.worker",
        "ReplyVersion.digest",
        "ReplyVersion.key",
        "Attempt.caller",
        "Attempt.key",
        "JournalEntry.actor",
        "JournalEntry.on_behalf_of",
        "JournalEntry.kind",
        "JournalEntry.subject",
        "JournalEntry.public",
        "JournalEntry.salt",
        "Leaf.kind",
        "Leaf.leaf",
        "Leaf.subject",
        "Leaf.content",
        "Chain.subject",
        "Chain.ref",
        "Chain.last",
        "Update.procedure",
        "Update.state",
        "Sheet.number",
        "Sheet.printed_by",
        "Sheet.typed_by",
        "Sheet.confirmed_by",
        "Sheet.voice",
    ]
)
# Filled by a course of their own (a paper sheet; a dispatcher's joint work), held by the tests of those.
ELSEWHERE = frozenset({"Sheet.sealed"})

Field = tuple[str, type[models.Model], str]


def reached() -> list[type[models.Model]]:
    """Voice, Commitment, every table that points at one of them or at a table found so, and those that name a matter
    by its number or subject."""
    found: list[type[models.Model]] = [Voice, Commitment]
    for model in found:  # grows while it is walked
        for relation in model._meta.get_fields(include_hidden=True):
            other = relation.related_model
            if (
                relation.auto_created
                and not relation.concrete
                and isinstance(other, type)
                and other not in found
            ):
                found.append(other)
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        ours = model.__module__.startswith("cocity.")
        if ours and model not in found and names & {"number", "voice", "subject"}:
            found.append(model)
    return found


def fields() -> list[Field]:
    """(Model.field, the model, the field) of everything that could hold words."""
    return [
        (f"{model.__name__}.{field.name}", model, field.name)
        for model in reached()
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not field.choices
    ]


def holding(word: str) -> set[str]:
    """Names of fields in which `word` stands now, in any row."""
    return {name for name, model, field in fields() if any(word in text for text in _texts(model, field))}


def _texts(model: type[models.Model], field: str) -> Iterator[str]:
    for value in model._default_manager.values_list(field, flat=True):
        if isinstance(value, bytes | memoryview):
            yield bytes(value).decode("latin-1")
        else:
            yield value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def test_every_field_of_text_is_accounted_for() -> None:
    known = ERASED | SEALED | SCREENED | CODES
    assert {name for name, _, _ in fields()} == known
    assert not (ERASED | SCREENED) & CODES


@pytest.fixture
def stories(world: World) -> Sequence[Story]:
    """Two matters in which everything that can be written is written."""
    return [_judged(world), _withdrawn(world)]


def _judged(world: World) -> Story:
    story = Story(
        world,
        text=SAID,
        subject=SAID,
        address=f"{THEIRS}路{SECRET}",
        extra={"note": [SAID]},
        publish=True,
        email="yulan@example.org",
    )
    story.act("dispatcher", "offer", body=world.bodies["dept-water"].pk)
    story.act("handler:dept-water", "decline", reason=WRITTEN)
    story.to_working()
    story.act(HOUSING, "contact", note=WRITTEN)
    until = (story.row.due_at + timedelta(days=2)).date()
    asked = story.act(HOUSING, "extend", reason=WRITTEN, note=WRITTEN, until=until)
    _decide(story, asked.step)
    proof = (EvidenceGiven(text=WRITTEN),)
    story.answer(
        public=WRITTEN, reasons=WRITTEN, personal=f"{THEIRS}树已扶正", evidence=proof, claim="partly"
    )
    replies.correct_reply(
        **{**story.args(HOUSING), "version": 1},
        ordinal=1,
        words=replies.Words(public=WRITTEN, reasons=WRITTEN),
        reason=WRITTEN,
    )
    story.act("verifier", "verify", finding=True, note=WRITTEN)
    story.tell_callers()
    verdicts.record_attempt(**story.args("caller"), outcome="no_answer", note=SAID)
    word = Word(solved="yes", stars=5, text=SAID)
    verdicts.record_call_back(**story.args("caller"), word=word, method=WRITTEN)
    verdicts.reopen(**story.args(story.receipt), reason=SAID)
    story.answer()
    story.act("verifier", "verify", finding=True)
    verdicts.judge_by_person(**story.args(story.receipt), word=word)
    _sampled(story, word)
    return story


def _decide(story: Story, step: int) -> None:
    commitments.decide(**story.args("supervisor"), step=step, granted=True, note=WRITTEN)


def _sampled(story: Story, word: Word) -> None:
    sample = samples.draw(story.world, 1, since=story.now - samples.DAY).id
    verdicts.record_sample_answer(
        now=story.now + 2 * samples.DAY, actor=story.world.actor("caller"), sample=sample, number=story.number,
        outcome="answered", word=word,
    )  # fmt: skip


def _withdrawn(world: World) -> Story:
    """Written down by an agent, who joined an office to the call; offered, then withdrawn by the person."""
    said = Said(
        kind="help", text=SAID, channel=Channel("hotline", mode="offline"), phone="13800000001", consent=True,
        place="d1-s1", category="housing/lift",
    )  # fmt: skip
    call = hotline.Call(said=said, transferred_to=WRITTEN, transfer_note=WRITTEN)
    story = Story.__new__(Story)
    story.world, story.now, story.heard = world, world.now, 0
    story.number = hotline.take_call(now=world.now, actor=world.actor("agent"), call=call).number
    story.act("dispatcher", "offer", body=world.bodies["dept-housing"].pk)
    story.act(story.receipt, "withdraw", reason=SAID, note=SAID)
    return story


def test_no_number_is_shown_and_what_the_person_said_is_gone_once_they_ask(stories: Sequence[Story]) -> None:
    world = stories[0].world
    later = world.now + timedelta(days=3)
    while deliver_all(later):
        pass
    # The walk is real: each place was written to, and none but those.
    assert holding(THEIRS) == ERASED
    assert holding(STAFF) == SCREENED
    assert holding(SECRET) == set()
    sealed = {name for name, model, field in fields() if name in SEALED and any(_texts(model, field))}
    assert sealed == SEALED - ELSEWHERE
    for story in stories:
        intake.erase_voice(actor=story.receipt, number=story.number, now=later)
    while deliver_all(later):
        pass
    assert holding(THEIRS) == set()
    assert holding(STAFF) == SCREENED - {"Voice.extra"}
    for name, model, field in fields():
        if name in SEALED - ELSEWHERE:
            assert not model._default_manager.exclude(**{field: None}).exists(), name


def test_what_is_said_after_an_erasure_can_be_erased_too(world: World) -> None:
    story = Story(world, text=SAID).to_verified()
    intake.erase_voice(actor=story.receipt, number=story.number, now=story.later())
    word = Word(solved="yes", stars=4, text=SAID)
    verdicts.judge_by_person(**story.args(story.receipt), word=word)
    assert holding(THEIRS) == {"Verdict.text", "Step.note"}
    intake.erase_voice(actor=story.receipt, number=story.number, now=story.later())
    assert holding(THEIRS) == set()
    assert Commitment.objects.get(number=story.number).confirmed == "yes"


def test_the_same_request_counts_once_after_an_erasure(world: World) -> None:
    """What is emptied is no longer needed to know a repeat by."""
    story = Story(world, text=SAID).to_verified()
    given = {**story.args(story.receipt), "word": Word(solved="yes", text=SAID), "key": "k1"}
    first = verdicts.judge_by_person(**given)
    intake.erase_voice(actor=story.receipt, number=story.number, now=story.later())
    assert verdicts.judge_by_person(**given) == first
