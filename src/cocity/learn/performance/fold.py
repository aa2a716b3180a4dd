"""Entries of the journal added to a matter's row. Pure: the same entries in the same order give the same row."""

from collections.abc import Callable, Mapping
from typing import Any

from cocity.answer.replies.events import ReplyGiven
from cocity.answer.verdicts.events import CallAttempted
from cocity.ground.commitments.events import ClockBreached, CommitmentActed, CommitmentOpened, DueChanged
from cocity.ground.journal.api import Entry
from cocity.learn.performance.state import State, micros, micros_of
from cocity.listen.intake.events import VoiceReceived
from cocity.listen.needs.events import NeedJoined, NeedLeft

Data = Mapping[str, Any]
PERSON = ("resident", "receipt")  # actors who are not an office


def fold(state: State, entry: Entry) -> None:
    """Add one entry to its matter."""
    _TAKES[entry.kind](state, entry.data, micros(entry.at), entry)


def _opened(state: State, data: Data, at: int, entry: Entry) -> None:
    state.number, state.procedure_version = data["number"], data["version"]
    state.procedure = state.first_procedure = data["procedure"]
    state.disposes, state.calendar = data["disposes"], data["calendar"]
    state.place_path, state.layer, state.category = data["place_path"], data["layer"], data["category"]
    state.channel, state.beneficiary, state.holder = data["channel"], data["beneficiary"], data["holder"]
    state.public = data["visibility"] == "public"
    state.opened_at, state.due_at = micros_of(data["opened_at"]), micros_of(data["due_at"])
    first = data["clocks"].get("first_contact")
    state.first_contact_due = micros_of(first) if first else None


def _heard(state: State, data: Data, at: int, entry: Entry) -> None:
    state.mode, state.voice_kind, state.source = data["mode"], data["voice_kind"], data["source"]


def _acted(state: State, data: Data, at: int, entry: Entry) -> None:
    given_back_by = state.offered_to
    state.holder, state.offered_to = data["holder"], data["offered_to"]
    state.due_at = micros_of(data["due_at"])
    _contact(state, data, at)
    effect = data["effect"]
    if effect == "decline":
        state.returned += data["by_body"] == given_back_by
    elif effect in _EFFECTS:
        _EFFECTS[effect](state, data, at)
    if data["disposition"]:
        _dispose(state, data["disposition"], data["reasoned"], at)
    if "whole" in data["met"] and not data["ended"]:
        _done(state, at)
    if data["ended"]:
        _ended(state, data, at, entry)


def _contact(state: State, data: Data, at: int) -> None:
    """A step counts as contact when it stops that clock itself; at the end all clocks stop by themselves."""
    contacted = "first_contact" in data["met"] and (not data["ended"] or data["effect"] == "judge")
    if contacted and state.first_contact_at is None:
        state.first_contact_at = at
    told = data["by_body"] is not None and "beneficiary" in data["tells"]
    if contacted or told or data["effect"] == "claim" or data["disposition"]:
        _respond(state, at)


def _respond(state: State, at: int) -> None:
    if state.responded_at is None:
        state.responded_at = at


def _offer(state: State, data: Data, at: int) -> None:
    if state.accepted == 0:
        state.dispatched += 1
    state.offered_first_at = state.offered_first_at or at


def _accept(state: State, data: Data, at: int) -> None:
    state.accepted += 1


def _claim(state: State, data: Data, at: int) -> None:
    state.claimed_first_at = state.claimed_first_at or at
    state.claim = data["claim"]
    if not state.disposes:
        state.done_by_claim = True
        state.done_at, state.holder_at_done = at, state.holder


def _done(state: State, at: int) -> None:
    if state.done_at is None:
        state.done_at, state.holder_at_done = at, state.holder


def _undone(state: State) -> None:
    """The claim, or the answer, did not hold: the promise is open again and its clock runs on."""
    state.done_at, state.done_by_claim, state.verified_at = None, False, None


def _verify(state: State, data: Data, at: int) -> None:
    if data["finding"] and state.disposes:
        state.implemented_at = state.implemented_at or at
    elif data["finding"]:
        state.verified_at = state.verified_at or at
    elif not state.disposes:
        _undone(state)


def _judge(state: State, data: Data, at: int) -> None:
    verdict = data["verdict"]
    state.verdict_at, state.solved = at, verdict["solved"]
    state.stars, state.voice = verdict["stars"], verdict["voice"]
    if verdict["solved"] == "yes":
        if not state.disposes:
            _done(state, at)
            state.verified_at = state.verified_at or at
    elif not data["ended"] and data["to_state"] != data["from_state"]:
        _undone(state)


def _extend(state: State, data: Data, at: int) -> None:
    state.extended += 1


def _pause(state: State, data: Data, at: int) -> None:
    state.paused += 1
    state.paused_at = at


def _resume(state: State, data: Data, at: int) -> None:
    state.paused_at = None


def _reclassify(state: State, data: Data, at: int) -> None:
    state.procedure, state.disposes = data["procedure"], data["disposes"]


def _supervise(state: State, data: Data, at: int) -> None:
    state.supervised = True


def _reopen(state: State, data: Data, at: int) -> None:
    if not state.left_out:
        state.reopened += 1
        state.reopened_at = state.reopened_at or at
    state.left_out, state.closed_at = "", None
    if not state.disposes:
        state.verdict_at, state.solved, state.stars = None, "", None
    if not (state.disposes and state.disposition):
        _undone(state)


def _dispose(state: State, disposition: str, reasoned: bool, at: int) -> None:
    state.disposition, state.reasoned = disposition, reasoned
    state.disposed_at = state.disposed_at or at
    _done(state, at)


def _ended(state: State, data: Data, at: int, entry: Entry) -> None:
    """It ended. Without anything done, or taken back by the person, it is left out: the step's name is the rule."""
    state.paused_at = None
    state.closed_at = at
    taken_back = data["effect"] == "none" and entry.actor.split(":")[0] in PERSON
    if taken_back or state.done_at is None:
        state.left_out, state.left_out_ever = data["action"], True
        return
    if state.closed_first_at is None:
        state.closed_first_at = at
        state.closed_confirmed = state.solved == "yes"


def _breached(state: State, data: Data, at: int, entry: Entry) -> None:
    state.breached += 1


def _due_changed(state: State, data: Data, at: int, entry: Entry) -> None:
    if data["clock"] == "whole":
        state.due_at = micros_of(data["after"])
    elif data["clock"] == "first_contact":
        state.first_contact_due = micros_of(data["after"])


def _replied(state: State, data: Data, at: int, entry: Entry) -> None:
    """A reply is a response; its disposition comes with the step it was given in."""
    _respond(state, at)


def _called(state: State, data: Data, at: int, entry: Entry) -> None:
    state.calls += 1


def _joined(state: State, data: Data, at: int, entry: Entry) -> None:
    """Also when a need goes into another: each matter is told of it."""
    state.need = data["need"]


def _left(state: State, data: Data, at: int, entry: Entry) -> None:
    state.need = None


_EFFECTS: Mapping[str, Callable[[State, Data, int], None]] = {
    "offer": _offer,
    "accept": _accept,
    "claim": _claim,
    "verify": _verify,
    "judge": _judge,
    "extend": _extend,
    "pause": _pause,
    "resume": _resume,
    "reclassify": _reclassify,
    "supervise": _supervise,
    "reopen": _reopen,
}
_TAKES: Mapping[str, Callable[[State, Data, int, Entry], None]] = {
    CommitmentOpened.kind: _opened,
    VoiceReceived.kind: _heard,
    CommitmentActed.kind: _acted,
    ClockBreached.kind: _breached,
    DueChanged.kind: _due_changed,
    ReplyGiven.kind: _replied,
    CallAttempted.kind: _called,
    NeedJoined.kind: _joined,
    NeedLeft.kind: _left,
}
KINDS = tuple(sorted(_TAKES))
