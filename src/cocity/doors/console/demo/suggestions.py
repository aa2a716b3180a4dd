"""How suggestions went in the demo's past: a plan told, an answer with reasons, and what was adopted put in place."""

from datetime import timedelta

from cocity.answer.replies import api as replies
from cocity.doors.console.demo.story import Story

DISPOSITIONS = {"adopted": 0.36, "partly": 0.34, "not_adopted": 0.3}
STEP = {"adopted": "adopt", "partly": "adopt_partly", "not_adopted": "not_adopt"}


def suggestion(s: Story) -> None:
    """From a thought to a decision, and where it was adopted to something that stands."""
    s.wait(5)
    s.offer()
    s.wait(7)
    s.do(s.offered, "accept")
    s.wait_holder(24)
    s.do(s.holder, "say_plan", note=s.word("plan"), until=s.day(0))
    if s.chance(0.5):
        s.wait(20)
        s.do(s.holder, "note", note=s.word("note"))
    s.wait_holder(110, 0.5)
    disposition = s.rng.choices(list(DISPOSITIONS), list(DISPOSITIONS.values()))[0]
    action = STEP[disposition]
    said = s.word(action)
    words = replies.Words(public=said, reasons=said if disposition != "adopted" else "")
    s.answer(s.holder, action, words, disposition=disposition)
    if disposition == "not_adopted":
        s.wait(8)
        s.life.decide(at=s.at, actor=s.staff("supervisor"), granted=True, note=s.word("granted"))
        return
    s.wait_any(30)
    if s.chance(0.4):
        s.judge(s.person, "rate", good=0.85, voice="self")
    if s.life.state not in {"adopted", "partly_adopted"}:
        return
    _put_in_place(s)


def _put_in_place(s: Story) -> None:
    s.wait(30)
    s.do(s.holder, "begin", note=s.word("begin"), until=(s.at + timedelta(days=60)).date())
    if s.chance(0.08):
        s.wait(40)
        s.ask(s.holder, "stall", granted=1.0, reason=s.word("stall"))
        return
    s.wait_holder(60)
    s.answer(s.holder, "claim", replies.Words(public=s.word("implemented")), claim="yes")
    s.wait(9)
    s.do(s.staff("verifier"), "verify", finding=True, note=s.word("finding_yes"))
