"""One matter as the desk shows it: read-models put into words and pictures. No query is made here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cocity.doors.desk.names import category_words
from cocity.doors.desk.picture import ClockLine, clock_lines
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import ActionView, CommitmentView, LegView, StepView
from cocity.ground.people.api import Actor
from cocity.kit.dates import day_words, moment_words
from cocity.kit.parts import Event, Pair, Words
from cocity.kit.text import Text
from cocity.listen.intake import api as intake
from cocity.listen.intake.contracts import VoiceView

OUTCOME_WORDS = {
    "yes": Text("已解决", "Solved"),
    "partly": Text("部分解决", "Partly solved"),
    "no": Text("未解决", "Not solved"),
    "": Text("还没有说", "Nothing said yet"),
}
VOICES = {
    "self": Text("本人", "the person"),
    "call_back": Text("电话回访", "a call-back"),
    "proxy": Text("代为表达", "someone for the person"),
    "sample": Text("抽样回访", "a sample"),
}
LEG_STATES = {
    "offered": Text("等待接单", "Offered, not answered yet"),
    "working": Text("负责中", "In charge"),
    "passed_on": Text("已交出", "Passed on"),
    "rejected": Text("未接", "Given back"),
    "done": Text("已结束", "Done"),
    "lapsed": Text("未答复而结束", "Ended without an answer"),
}
JOINT_STATES = {
    **LEG_STATES,
    "offered": Text("等待答复", "Asked, not answered yet"),
    "working": Text("参与办理", "Taking part"),
    "rejected": Text("不参与", "Refused to take part"),
    "done": Text("已办好自己的部分", "Its part is done"),
}
DISPOSITION_WORDS = {
    "adopted": Text("采纳", "Adopted"),
    "partly": Text("部分采纳", "Partly adopted"),
    "not_adopted": Text("不予采纳", "Not adopted"),
}
# What brings a matter forward comes first: its button is the page's one primary button.
FORWARD = ("accept", "claim", "verify", "judge", "offer", "resume")


@dataclass(frozen=True, slots=True)
class Button:
    """A step this worker may take now."""

    name: str
    title: Text
    href: str
    hint: Words


@dataclass(frozen=True, slots=True)
class LegLine:
    body: Text
    part: Text
    state: Text
    kind: str
    offered_at: datetime
    answered_at: datetime | None
    reason: str
    due_at: datetime | None = None  # until when a body asked to join must answer
    late: bool = False  # it did not answer in time


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits for approval. `mine`: this reader asked for it, so others decide."""

    step: int
    title: Text
    at: datetime
    by: Words
    why: str
    wanted: Words
    may_decide: bool


@dataclass(frozen=True, slots=True)
class MatterPage:
    """What the page of one matter shows."""

    view: CommitmentView
    title: Words
    state: Text
    holder: Text
    primary: Button | None
    others: tuple[Button, ...]
    asked: tuple[Asked, ...]
    clocks: tuple[ClockLine, ...]
    legs: tuple[LegLine, ...]
    events: tuple[Event, ...]
    claim: Text
    confirmed: Text


def matter_page(view: CommitmentView, actor: Actor, now: datetime) -> MatterPage:
    """The page from the matter's view."""
    buttons = _buttons(view)
    first = _primary(view.actions)
    names = {leg.body: Text.of(leg.body_name) for leg in view.legs}
    return MatterPage(
        view=view,
        title=view.row.title or Text.of(view.procedure_title),
        state=Text.of(view.row.state_title),
        holder=Text.of(view.row.holder_name),
        primary=next((b for b in buttons if b.name == first), None),
        others=tuple(b for b in buttons if b.name != first),
        asked=tuple(_asked(step, view, actor) for step in view.steps if step.approval == "asked"),
        clocks=tuple(clock_lines(view.clocks, now)),
        legs=tuple(_leg(leg) for leg in view.legs),
        events=tuple(_event(step, names) for step in reversed(view.steps)),
        claim=OUTCOME_WORDS[view.row.claim],
        confirmed=OUTCOME_WORDS[view.row.confirmed],
    )


def _buttons(view: CommitmentView) -> list[Button]:
    return [Button(a.name, Text.of(a.title), href_of(view, a.name), _needs_word(a)) for a in _once(view)]


def _once(view: CommitmentView) -> list[ActionView]:
    """The steps open now; those that share one page are shown once, by the first."""
    found: dict[str, ActionView] = {}
    for action in view.actions:
        found.setdefault(href_of(view, action.name), action)
    return list(found.values())


def href_of(view: CommitmentView, action: str) -> str:
    """Where a step is taken: its own page, or the form made from what it needs."""
    return page_of_own(view, action) or reverse("desk:step", args=[view.row.number, action])


def page_of_own(view: CommitmentView, action: str) -> str:
    """A call-back and a first sending have pages with more at hand; empty for every other step."""
    procedure = commitments.pinned(view.row.procedure, view.row.procedure_version)
    found = procedure.actions.get(action)
    if found is None:
        return ""
    if set(found.by) == {"caller"}:
        return reverse("desk:call_back", args=[view.row.number])
    if found.effect == "offer" and "dispatcher" in found.by and found.to_body is None:
        return reverse("desk:send_one", args=[view.row.number])
    return ""


def _needs_word(action: ActionView) -> Words:
    return Text("需批准", "Needs approval") if action.approval else ""


def _primary(actions: Sequence[ActionView]) -> str:
    for effect in FORWARD:
        for action in actions:
            if action.effect == effect and not action.approval:
                return action.name
    return ""


def _asked(step: StepView, view: CommitmentView, actor: Actor) -> Asked:
    procedure = commitments.pinned(view.row.procedure, view.row.procedure_version)
    action = procedure.actions.get(step.action)
    role = str(action.approval) if action and action.approval else ""
    until = step.given.get("until", "")
    wanted = Text("到 {day}", "until {day}").with_values(day=_day(until)) if until else ""
    return Asked(
        step.id, Text.of(step.title), step.at, _by(step), step.note, wanted,
        may_decide=bool(role) and actor.has_role(role) and step.actor != actor.ref,
    )  # fmt: skip


def _leg(leg: LegView) -> LegLine:
    kinds = {"offered": "waiting", "working": "working", "rejected": "returned"}
    states = JOINT_STATES if leg.joint else LEG_STATES
    late = leg.joint and leg.breached_at is not None
    part = Text("协办", "Joint") if leg.joint else Text("主办", "Lead")
    return LegLine(
        Text.of(leg.body_name), part, states.get(leg.state, Text(leg.state, leg.state)),
        "wrong" if late else kinds.get(leg.state, "done"), leg.offered_at, leg.answered_at, leg.reason,
        leg.due_at if leg.state == "offered" else None, late,
    )  # fmt: skip


def _by(step: StepView) -> Words:
    if step.body_name:
        return Text.of(step.body_name)
    kind = step.actor.split(":")[0]
    return {
        "system": Text("系统按时自动", "The city's clock"),
        "resident": Text("本人", "The person"),
        "receipt": Text("本人（凭回执）", "The person, with the receipt"),
    }.get(kind, "")


def _day(iso: str) -> Text:
    return day_words(datetime.fromisoformat(iso).date())


def _event(step: StepView, names: Mapping[int, Text]) -> Event:
    approvals = {
        "asked": Text("（等待批准）", " (waiting for approval)"),
        "granted": Text("（已批准）", " (approved)"),
        "refused": Text("（未批准）", " (not approved)"),
    }
    title = Text.of(step.title)
    tail = approvals.get(step.approval)
    what = Text(title.zh + tail.zh, title.en + tail.en) if tail else title
    return Event(what, step.at, _by(step), _note(step, names))


def _note(step: StepView, names: Mapping[int, Text]) -> str:
    """What was handed in with a step, a line each; `names` are those of the bodies that had a part."""
    given = step.given
    lines = [step.note]
    asked = [names[body] for body in given.get("bodies", ()) if body in names]
    if asked:
        both = {"zh": "、".join(each.zh for each in asked), "en": ", ".join(each.en for each in asked)}
        lines.append(str(Text("请：{zh}", "Asked: {en}").with_values(**both)))
    if given.get("reason") and given["reason"] != step.note:
        lines.append(given["reason"])
    if given.get("claim"):
        lines.append(
            str(Text("单位自评：{w}", "The unit says: {w}").with_values(w=OUTCOME_WORDS[given["claim"]]))
        )
    if "finding" in given:
        found = Text("属实", "true") if given["finding"] else Text("不属实", "not true")
        lines.append(str(Text("核查结果：{w}", "Finding: {w}").with_values(w=found)))
    if given.get("disposition"):
        lines.append(str(DISPOSITION_WORDS[given["disposition"]]))
    if given.get("until"):
        lines.append(str(Text("到 {day}", "Until {day}").with_values(day=_day(given["until"]))))
    return "\n".join(line for line in lines if line)


def facts(view: CommitmentView, voice: VoiceView | None, about: Words = "") -> list[Pair]:
    """What is known besides the words; what is not known is left out."""
    row = view.row
    at = voice.received_at if voice else row.opened_at
    found: list[tuple[Text, Words]] = [
        (Text("收到时间", "Received"), moment_words(at)),
        (Text("地点", "Place"), Text.of(row.place_name) if row.place_name else ""),
        (Text("地址", "Address"), voice.address if voice else ""),
        (Text("类别", "Category"), category_words(row.category) if row.category else ""),
        (Text("投诉的单位", "Complaint about"), about),
        (Text("规程", "Procedure"), Text.of(view.procedure_title)),
        (Text("渠道", "Channel"), intake.channel_title(row.channel)),
    ]
    return [Pair(label, value) for label, value in found if value]


@dataclass(frozen=True, slots=True)
class VerdictLine:
    at: datetime
    solved: Text
    stars: int | None
    voice: Text
    text: str


def verdict_lines(view: CommitmentView) -> list[VerdictLine]:
    """Every word of the person, newest first."""
    return [
        VerdictLine(v.at, OUTCOME_WORDS[v.solved], v.stars, VOICES[v.voice], v.text)
        for v in reversed(view.verdicts)
    ]
