"""A wrong procedure file is refused with file, line and a sentence that says what to do."""

from pathlib import Path

import pytest

from cocity.ground.commitments.procedure.faults import ProcedureErrors
from cocity.ground.commitments.procedure.load import load

from .procedure_files import SMALL, changed, written

WRONG = {
    # what the key says: line beginning with, the text replaced, what stands there instead, what is said of it
    "a key nobody knows": ("first:", "limit: 1", "limit: 1, colour: red", "has no key “colour”"),
    "a key of the whole nobody knows": ("title:", "title:", "titel:", "has no key “titel”"),
    "a role nobody knows": ("claim:", "by: holder", "by: mayor", "knows no “mayor”"),
    "a need nobody knows": ("claim:", "[claim]", "[claim, luck]", "knows no “luck”"),
    "an effect nobody knows": ("claim:", "does: claim", "does: magic", "knows no “magic”"),
    "a unit nobody knows": ("whole:", "working_day", "fortnight", "knows no “fortnight”"),
    "a breach nobody knows": ("whole:", "warn_holder", "shout", "knows no “shout”"),
    "an exclusion nobody knows": ("call:", "not: handler", "not: friend", "knows no “friend”"),
    "a fact nobody knows": ("decline:", "at_most: 2", "at_most: 2, never_if: rain", "knows no “rain”"),
    "a limit that is no number": ("whole:", "limit: 5", "limit: soon", "whole number above zero"),
    "a limit of nothing": ("whole:", "limit: 5", "limit: 0", "whole number above zero"),
    "a flag that is neither": ("whole:", "pausable: true", "pausable: maybe", "true or false"),
    "a version that is no date": ("version:", "2026-01-01", "v1", "as a date"),
    "two effects": ("claim:", "does: claim", "does: [claim, offer]", "only one value"),
    "a word twice": ("claim:", "[claim]", "[claim, claim]", "stands twice"),
    "an empty list": ("contact:", "from: opened", "from: []", "must not be empty"),
    "a state name with capitals": ("still:", "still:", "Still:", "only small letters"),
    "a title without Chinese": ("closed:", "zh: 办结, ", "", "lacks zh"),
    "a title without English": ("closed:", ", en: Closed", "", "lacks en"),
    "an empty title": ("closed:", "en: Closed", "en: ''", "Give states.closed.title.en one value"),
    "no title": ("offer:", "title: {zh: 派单, en: Send}, ", "", "actions.offer.title is missing"),
    "nothing told": ("sent:", ", told: {zh: 已转给单位。, en: It was sent.}", "", "states.sent.told is missing"),
    "an action to nowhere known": ("claim:", "to: done", "to: moon", "knows no “moon”"),
    "an action from nowhere known": ("claim:", "from: opened", "from: moon", "knows no “moon”"),
    "a clock on an unknown state": ("first:", "from: opened", "from: moon", "knows no “moon”"),
    "a clock until an unknown state": ("whole:", "until: done", "until: moon", "knows no “moon”"),
    "an unknown clock met": ("contact:", "meets: first", "meets: lunch", "knows no “lunch”"),
    "a clock that starts where it stops": ("whole:", "until: done", "until: opened", "starts and stops"),
    "a whole clock that starts late": ("whole:", "from: opened", "from: sent", "starts once"),
    "a whole clock each time": ("whole:", "pausable: true", "each_time: true", "starts once"),
    "an action that leads nowhere": ("contact:", "needs: [note], meets: first", "needs: []", "must not be empty"),
    "else without a judgement": ("accept:", "to: opened", "to: opened, else: done", "may have else"),
    "a judgement without else": ("call:", "else: opened, ", "", "needs else"),
    "a verdict from the handler": ("call:", "not: handler, ", "", "never comes from the handler"),
    "a verdict without one": ("call:", "[verdict]", "[note]", "must be given verdict"),
    "an offer to nobody": ("offer:", "needs: [body]", "needs: [note]", "must be given body"),
    "giving back without a reason": ("decline:", "needs: [reason]", "needs: [note]", "must be given reason"),
    "giving back without bound": ("decline:", "at_most: 2, ", "", "must be bounded"),
    "a pause nobody approves": ("pause:", "approval: supervisor, ", "", "need approval"),
    "a pause the person does not hear of": ("pause:", "tells: beneficiary, ", "", "word to the person"),
    "a pause without end": ("pause:", "[reason, until]", "[reason]", "must be given until"),
    "a pause that never resumes": ("resume:", ", does: resume", "", "What is paused must go on"),
    "a pause of no clock": ("whole:", ", pausable: true", "", "No clock can be paused"),
    "approval by oneself": ("claim:", "by: holder", "by: holder, approval: holder", "approves their own"),
    "a role everyone is excluded from": ("claim:", "by: holder", "by: holder, not: handler", "nobody can hold"),
    "the offered where nothing is offered": ("contact:", "by: holder", "by: offered", "nobody can hold"),
    "accepting where nothing is offered": ("accept:", "from: sent", "from: [sent, opened]", "no open offer"),
    "an offer on top of an offer": ("offer:", "from: opened", "from: [opened, sent]", "still open"),
    "reclassifying into nothing": ("claim:", "does: claim", "does: reclassify", "needs becomes"),
    "becoming without reclassifying": ("contact:", "meets: first", "meets: first, becomes: other", "may have becomes"),
    "days where no date matters": ("claim:", "does: claim", "does: claim, within_days: 3", "may have within_days"),
    "an ended matter that acts": ("claim:", "from: opened", "from: [opened, closed]", "lives again only"),
    "reopening what is open": ("reopen:", "from: closed", "from: [closed, done]", "Only an ended matter"),
    "counting an unknown action": ("call:", "does: judge", "does: judge, after: {sung: 3}", "knows no “sung”"),
    "counting an action elsewhere": ("call:", "does: judge", "does: judge, after: {contact: 3}", "so that it can be counted"),
    "a dead end": ("resume:", "to: opened", "to: still", "is a dead end"),
    "an end only the person can bring": ("call:", "by: caller, not: handler", "by: beneficiary", "cannot bring the matter to an end"),
    "a first state that is an end": ("opened:", "told:", "end: true, told:", "cannot be an end"),
    "an unreachable state": ("pause:", "to: still", "to: done", "cannot be reached"),
    "a tag": ("claim:", "[claim]", "!!python/name:os.system [claim]", "not allowed"),
    "broken YAML": ("claim:", "needs: [claim]", "needs: [claim", "Not valid YAML"),
    "another name than the file's": ("procedure:", "small", "large", "rename it large.yaml"),
    "a disposition the step does not name": ("claim:", "[claim]", "[claim, disposition]", "Add disposes"),
    "a disposition nobody knows": ("claim:", "[claim]", "[claim, disposition], disposes: maybe", "knows no “maybe”"),
    "disposing without asking for it": ("claim:", "does: claim", "does: claim, disposes: adopted", "may have disposes"),
    "not adopting without a reason": ("claim:", "[claim]", "[claim, disposition], disposes: not_adopted", "needs a reason"),
    "a body nobody knows": ("offer:", "does: offer", "does: offer, to_body: nearest", "knows no “nearest”"),
    "a review without a way round the top": ("offer:", "does: offer", "does: offer, to_body: higher", "no higher body"),
    "a higher body where nothing is offered": ("contact:", "meets: first", "meets: first, to_body: higher", "may have to_body"),
    "a fact about reviews nobody makes": ("decline:", "at_most: 2", "at_most: 2, never_if: reviewed", "this fact means nothing"),
    "joining without a limit": ("contact:", "needs: [note], meets: first", "needs: [bodies], meets: first, does: join", "needs answer"),
    "joining nobody can answer": ("contact:", "needs: [note], meets: first", "needs: [bodies], meets: first, does: join, answer: first", "able to answer"),
    "joining within an unknown clock": ("contact:", "needs: [note], meets: first", "needs: [bodies], meets: first, does: join, answer: lunch", "knows no “lunch”"),
    "an answer where nobody is asked": ("contact:", "meets: first", "meets: first, answer: first", "may have answer"),
    "a part of nobody": ("claim:", "by: holder", "by: joint", "takes nothing else"),
    "an unknown calendar": ("version:", "2026-01-01", "2026-01-01\ncalendar: moon", "knows no “moon”"),
}  # fmt: skip
ELSEWHERE = {
    # the fault is said where the wrong part stands, which is not the changed line
    "a dead end": "still:",
    "a pause that never resumes": "pause:",
    "a pause of no clock": "pause:",
    "an end only the person can bring": "opened:",
    "an unreachable state": "still:",
    "a title without Chinese": "closed:",
}


def _line_of(text: str, beginning: str) -> int:
    return next(i for i, line in enumerate(text.splitlines(), 1) if line.strip().startswith(beginning))


def test_the_small_procedure_is_right(tmp_path: Path) -> None:
    assert load(written(tmp_path, SMALL)).initial == "opened"


@pytest.mark.parametrize("wrong", WRONG)
def test_refused_with_line_and_advice(wrong: str, tmp_path: Path, settings) -> None:
    settings.LANGUAGE_CODE = "en"
    line, old, new, said = WRONG[wrong]
    text, at = changed(line, old, new)
    path = written(tmp_path, text)
    if wrong in ELSEWHERE:
        at = _line_of(text, ELSEWHERE[wrong])
    with pytest.raises(ProcedureErrors) as caught:
        load(path)
    matching = [fault for fault in caught.value.faults if said in fault.message.en]
    assert matching, str(caught.value)
    if wrong == "an unknown calendar":
        at += 1
    if wrong != "broken YAML":  # the scanner notices only later that the bracket never closed
        assert at in {fault.line for fault in matching}, str(caught.value)
    assert str(matching[0]).startswith(f"{path}:")
    assert all(fault.message.zh != fault.message.en for fault in caught.value.faults)
