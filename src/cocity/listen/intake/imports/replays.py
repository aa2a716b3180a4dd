"""Cases of another system lived through a procedure at their own times. What the source does not know is not made up."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import EvidenceGiven, Given, Life
from cocity.ground.people.api import SYSTEM, Actor, BodyInfo
from cocity.kit.errors import Invalid
from cocity.kit.screening import screened, tidy
from cocity.kit.text import Text
from cocity.listen.intake.imports import batches
from cocity.listen.intake.imports.batches import Live, Notes, Progress, Ready, Report
from cocity.listen.intake.imports.drafts import Draft, Outcome
from cocity.listen.intake.imports.mapping import Mapping as Rules
from cocity.listen.intake.imports.mapping import Replay
from cocity.listen.intake.imports.units import Units, handler_of, registrar_of
from cocity.listen.intake.lives import store_lived
from cocity.listen.intake.operations import Heard

NO_RULE = Text(
    "映射文件没有 replay 部分；请写明规程、办好时间与承办单位。",
    "The mapping has no `replay`; name the procedure, when it was done and by which unit.",
)
BACKWARDS = Text("办好时间早于受理时间；请更正。", "It was done before it was opened; mend one of the times.")
NO_WORDS = "来源没有说明 the source gives no words"
NO_UNIT = "来源没有承办单位，停在受理 no unit in the source: stays received"
NO_LIMIT = "来源没有期限，按规程计 no limit in the source: the procedure's own"
NO_END = "来源没有办好时间 not done according to the source"
NO_VERDICT = "来源没有回访，不计满意 nobody asked the person: no verdict"
NO_CONTACT = "来源没有首次联系，不作推断 first contact unknown: not made up"


def replay_voices(
    path: Path,
    mapping: Rules,
    *,
    now: datetime,
    until: datetime,
    actor: Actor,
    bad_rows: Path | None = None,
    progress: Progress = lambda report: None,
) -> Report:
    """Hear every row of a file and live its case up to `until`. Rows already there are left as they are.

    Raises Invalid(mapping) without a `replay` part, Invalid(file) as `import_voices`.
    """
    rule = mapping.replay
    if rule is None or mapping.bodies is None:
        raise Invalid(NO_RULE, field="mapping")
    report = Report()
    units = Units(mapping, on=now.date())

    def begin() -> Live:
        paths = units.paths()
        return lambda draft, voice: _lived(draft, voice, rule, units, paths, actor=actor, until=until)

    def store(batch: Sequence[Ready]) -> Notes:
        store_lived([(ready.voice, ready.matter) for ready in batch], actor=actor)
        return Counter(note for ready in batch for note in _unknown(ready.draft))

    batches.run(
        path, mapping, store, report, units, now=now, bad_rows=bad_rows, progress=progress, procedure=rule.procedure,
        begin=begin,
    )  # fmt: skip
    return report


def _lived(
    draft: Draft,
    voice: Heard,
    rule: Replay,
    units: Units,
    paths: Mapping[int, str],
    *,
    actor: Actor,
    until: datetime,
) -> Life:
    """The case as the source has it. Raises Conflict for one that was done before it was opened."""
    life = commitments.begin_life(voice.opening, actor=actor, bodies=paths)
    if draft.body:
        unit = units.named(draft.body)
        _take_on(life, unit, units.body(life.holder))
        outcome = draft.outcome
        if outcome is not None and outcome.done_at is not None and outcome.done_at <= until:
            _end(life, outcome, outcome.done_at, unit, rule)
    life.until(until)
    return life


def _take_on(life: Life, unit: BodyInfo, intake: BodyInfo) -> None:
    """`accepted: at_opening`: the source does not say when, so the unit is accountable from the first moment."""
    if unit.id != intake.id:
        life.act(at=life.at, actor=registrar_of(intake), action="offer", given=Given(body=unit.id))
        life.act(at=life.at, actor=handler_of(unit), action="accept")


def _end(life: Life, outcome: Outcome, at: datetime, unit: BodyInfo, rule: Replay) -> None:
    if at < life.at:
        raise Invalid(BACKWARDS, field="received_at")
    evidence = (EvidenceGiven(text=screened(tidy(outcome.text)) or NO_WORDS, taken_at=at),)
    life.act(
        at=at, actor=handler_of(unit), action="claim", given=Given(claim=outcome.claim, evidence=evidence)
    )
    if rule.close:
        life.act(at=at, actor=SYSTEM, action=rule.close, given=Given(note=rule.close_note))


def _unknown(draft: Draft) -> Iterator[str]:
    """What the source did not know, counted so that a report never looks surer than its source."""
    yield NO_CONTACT
    if not draft.body:
        yield NO_UNIT
    if draft.said.due_at is None:
        yield NO_LIMIT
    done = draft.outcome is not None and draft.outcome.done_at is not None
    yield NO_VERDICT if done else NO_END
