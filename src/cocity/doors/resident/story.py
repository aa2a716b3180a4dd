"""What was done, as the person reads it: no office words, no notes between colleagues."""

from collections.abc import Mapping
from datetime import date

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import Action, CommitmentView
from cocity.ground.commitments.contracts import StepView
from cocity.kit.dates import day_words
from cocity.kit.parts import Event
from cocity.kit.text import Text

SOLVED = {
    "yes": Text("已解决", "solved"),
    "partly": Text("部分解决", "partly solved"),
    "no": Text("没有解决", "not solved"),
}
WORDS: Mapping[str, Text] = {
    "accept": Text("{body}接手办理", "{body} took it on"),
    "claim": Text("{body}说已经办好", "{body} says it is done"),
    "verify": Text("核查人员看过了办理结果", "A checker, not from that office, looked at the work"),
    "judge": Text("您作了评判", "You said how it went"),
    # Asking again, an appeal and asking for a review are one effect: the procedure says which of them it was.
    "reopen": Text("您{step}", "You took the step “{step}”"),
    "extend": Text("办理期限延长", "The time was extended"),
    "pause": Text("暂停办理", "Put on hold"),
    "resume": Text("恢复办理", "Work went on"),
    "supervise": Text("上级开始督办", "Those above began to watch over it"),
}
CONTACTED = Text("{body}联系了您", "{body} contacted you")
UNTIL = frozenset({"extend", "pause"})
WITH_REASON = frozenset({"extend", "pause", "reclassify"})


def events(view: CommitmentView) -> list[Event]:
    """From being heard until now, oldest first."""
    procedure = commitments.pinned(view.row.procedure, view.row.procedure_version)
    told = [Event(Text("我们听到了您的话", "We heard you"), at=view.row.opened_at)]
    for step in view.steps:
        action = procedure.actions.get(step.action)
        if action is not None and _is_told(action, step):
            told.append(_event(view, action, step))
    last = told[-1]
    if not view.row.ended_at:
        told[-1] = Event(last.what, last.at, last.who, last.note, "now")
    return told


def _is_told(action: Action, step: StepView) -> bool:
    if step.approval not in {"none", "granted"}:
        return False
    concerns = "beneficiary" in {*map(str, action.tells), *map(str, action.by)}
    return concerns or str(action.effect) in WORDS or bool(action.meets)


def _event(view: CommitmentView, action: Action, step: StepView) -> Event:
    effect = str(action.effect)
    body = Text.of(step.body_name) if step.body_name else Text("承办单位", "The office")
    words = WORDS.get(effect) or (CONTACTED if action.meets else action.title)
    if words is action.title and "beneficiary" in map(str, action.by):
        words = WORDS["reopen"]
    note: Text | str = ""
    if effect == "judge":
        note = _verdict(view, step)
    elif "beneficiary" in map(str, action.tells) or effect in WITH_REASON:
        note = str(step.given.get("reason") or step.note)
    if effect in UNTIL and step.given.get("until"):
        note = _until(str(note), str(step.given["until"]))
    return Event(words.with_values(body=body, step=Text.of(action.title)), at=step.at, note=note)


def _until(note: str, day: str) -> Text:
    """Until when: a person with nothing but the receipt is told it nowhere else."""
    when = day_words(date.fromisoformat(day[:10]))
    return Text(f"{note}（到 {when.zh}）", f"{note} (until {when.en})")


def _verdict(view: CommitmentView, step: StepView) -> Text | str:
    found = next((v for v in view.verdicts if v.at == step.at), None)
    if found is None:
        return ""
    solved = SOLVED.get(found.solved, Text("", ""))
    said = solved
    if found.stars:
        said = Text(f"{solved.zh}，{found.stars} 星", f"{solved.en}, {found.stars} of 5 stars")
    return Text(f"{said.zh}：{found.text}", f"{said.en}: {found.text}") if found.text else said
