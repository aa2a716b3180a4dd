"""How questions, requests, complaints and petitions went in the demo's past."""

from cocity.answer.replies import api as replies
from cocity.doors.console.demo.story import Story

FORGOTTEN = 0.02  # nobody takes the next step: these are overdue today
NO_DUTY, WITHDRAWN = 0.018, 0.015
DECLINED, HANDED_OVER, EXTENDED, PAUSED, COMPLEX, JOINED = 0.07, 0.05, 0.06, 0.03, 0.035, 0.03
SUPERVISED_WHEN_LATE = 0.45
SELF_VERDICT = 0.3  # of the people say it themselves before they are called
MISSED_CALL = 0.22
REOPENED = 0.035
CLAIMS = {"yes": 0.84, "partly": 0.1, "no": 0.06}
GOOD = {"yes": 0.92, "partly": 0.5, "no": 0.2}


def consult(s: Story) -> None:
    """A question: mostly answered at once by the hotline."""
    s.wait_any(0.4 if s.arrival.channel == "hotline" else 1.6, 0.9)
    if s.chance(0.62):
        s.answer(s.staff("dispatcher"), "answer_now", _answer_words(s), claim="yes")
    else:
        take_on(s)
        s.wait_holder(3, 0.8)
        s.answer(s.holder, "claim", _answer_words(s), claim="yes")
    hear(s, {"yes": 0.92}, "yes")


def help_or_complaint(s: Story) -> None:
    """A request or a complaint, to the person's word."""
    s.wait_any(0.6, 1.0)
    if s.chance(NO_DUTY):
        _no_duty(s)
        return
    take_on(s)
    handle(s)


def petition(s: Story) -> None:
    """A petition: admitted, looked into, answered after weeks."""
    s.wait(5)
    s.offer()
    s.wait(9)
    s.do(s.offered, "accept")
    s.wait(24)
    s.do(s.holder, "admit", note=s.word("admit"))
    s.wait(30)
    s.do(s.holder, "contact", note=s.word("contact"))
    s.wait(150)
    claim_done(s)


def take_on(s: Story) -> None:
    """Offered, now and then given back and offered elsewhere, contacted, accepted."""
    s.offer()
    while s.chance(DECLINED) and s.life.can("decline"):
        s.wait(2)
        s.do(s.offered, "decline", reason=s.word("decline"))
        s.wait_any(0.5)
        s.offer()
    late = s.chance(0.05)
    first = s.chance(0.4)
    if first:
        s.wait(1.6 if not late else 12)
        s.do(s.offered, "contact", note=s.word("contact"))
    s.wait(0.9 if not late else 8)
    s.do(s.offered, "accept")
    if not first:
        s.wait_holder(2.2 if not s.chance(0.08) else 14)
        s.do(s.holder, "contact", note=s.word("contact"))


def handle(s: Story) -> None:
    """The work itself with what may come between, then the claim and what follows."""
    if s.chance(FORGOTTEN):
        s.wait(400)
    for share, between in (
        (0.45, _note), (JOINED, _join), (HANDED_OVER, _hand_over), (COMPLEX, _complex), (EXTENDED, _extend),
        (PAUSED, _pause), (WITHDRAWN, _withdraw),
    ):  # fmt: skip
        if s.chance(share):
            between(s)
        if s.life.ended:
            return
    s.wait_holder(7, 0.8)
    if s.at > s.life.due_at and s.chance(SUPERVISED_WHEN_LATE):
        s.do(s.staff("supervisor"), "supervise", note=s.word("supervise"))
        s.wait(3)
    claim_done(s)


def claim_done(s: Story) -> None:
    """The unit says it is done; checked; the person says whether it is."""
    claim = s.rng.choices(list(CLAIMS), list(CLAIMS.values()))[0]
    reasons = "" if claim == "yes" else s.word(f"reason_{claim}")
    personal = s.word("reply_personal") if s.arrival.phone and s.chance(0.3) else ""
    words = replies.Words(public=s.word(f"reply_{claim}"), reasons=reasons, personal=personal)
    s.answer(s.holder, "claim", words, claim=claim)
    if s.life.can("verify"):
        s.wait(4)
        true = s.chance(0.95)
        s.do(
            s.staff("verifier"), "verify", finding=true, note=s.word("finding_yes" if true else "finding_no")
        )
        if not true:
            _again(s)
            return
    hear(s, GOOD, claim)


def hear(s: Story, good: dict[str, float], claim: str) -> None:
    """The person's word by themselves or by call-back; unhappy: done again; nobody there: closed without a word."""
    if s.chance(SELF_VERDICT if s.arrival.phone else 0.45):
        s.wait_any(9, 0.8)
        s.judge(s.person, "confirm", good=good[claim] - 0.04, voice="self")
    elif not s.arrival.phone or not _reached(s):
        _unreached(s)
        return
    else:
        s.judge(s.staff("caller"), "call_back", good=good[claim], voice="call_back")
    if not s.life.ended:
        _again(s)
    elif s.chance(REOPENED):
        _reopen(s)


def _reached(s: Story) -> bool:
    """Whether the caller gets through, at most at the third time."""
    for _ in range(3):
        s.wait(5)
        if not s.chance(MISSED_CALL):
            return True
        s.do(s.staff("caller"), "attempt_call", note=s.word("attempt"))
        s.wait(8, 0.1)
    return False


def _unreached(s: Story) -> None:
    while not s.life.can("close_unreached"):
        s.wait(9, 0.1)
        s.do(s.staff("caller"), "attempt_call", note=s.word("attempt"))
    s.wait(2)
    s.do(s.staff("caller"), "close_unreached", note=s.word("unreached"))


def _again(s: Story) -> None:
    """Done again after an unhappy word or a failed check; the second time mostly well. A petition goes to a higher
    body for its review, or ends where there is none."""
    s.wait(2)
    if s.life.state == "review_asked" and not _reviewed(s):
        return
    if s.life.can("to_supervised") and s.chance(0.12):
        s.do(s.staff("supervisor"), "to_supervised", reason=s.word("to_supervised"))
    s.do(s.holder, "contact", note=s.word("contact"))
    s.wait_holder(9)
    words = replies.Words(public=s.word("reply_yes"))
    s.answer(s.holder, "claim", words, claim="yes")
    if s.life.can("verify"):
        s.wait(4)
        s.do(s.staff("verifier"), "verify", finding=True, note=s.word("finding_yes"))
    if not s.arrival.phone or not _reached(s):
        _unreached(s)
        return
    s.judge(s.staff("caller"), "call_back", good=0.9, voice="call_back")


def _reviewed(s: Story) -> bool:
    """Whether a higher body took the review on."""
    above = s.crew.above(s.life.holder)
    if above is None:
        s.do(s.staff("dispatcher"), "no_higher_body", reason=s.word("no_higher"))
        return False
    s.do(s.staff("dispatcher"), "send_review", body=above)
    s.wait(5)
    s.do(s.offered, "accept_review")
    s.wait(20)
    return True


def _reopen(s: Story) -> None:
    s.wait_any(24 * 6, 0.5)
    if s.life.can("reopen"):
        s.do(s.person, "reopen", reason=s.word("reopen"))
        _again(s)


def _no_duty(s: Story) -> None:
    s.ask(s.staff("dispatcher"), "no_duty", granted=0.9, reason=s.word("no_duty"))
    if not s.life.ended:
        take_on(s)
        handle(s)
    elif s.chance(0.25):
        s.wait_any(30)
        s.do(s.person, "appeal", reason=s.word("appeal"))
        s.wait_any(3)
        take_on(s)
        handle(s)


def _note(s: Story) -> None:
    s.wait_holder(4)
    s.do(s.holder, "note", note=s.word("note"))


def _join(s: Story) -> None:
    s.wait(2)
    others = [s.crew.bodies[code].id for code in ("firm-property", "firm-energy", "social-green")]
    asked = next(body for body in others if body != s.life.holder)
    s.do(s.holder, "join", bodies=(asked,))
    s.wait(2)
    s.do(s.crew.handlers[asked], "join_accept")


def _hand_over(s: Story) -> None:
    s.wait(3)
    s.do(s.holder, "hand_over", body=s.next_body(), reason=s.word("hand_over"))
    s.wait(2)
    if s.chance(0.2):
        s.do(s.offered, "decline_hand_over", reason=s.word("decline_hand_over"))
    else:
        s.do(s.offered, "accept")


def _complex(s: Story) -> None:
    s.wait(3)
    if s.life.can("to_complex"):
        s.ask(s.holder, "to_complex", granted=0.85, reason=s.word("complex"))
        s.wait_holder(30)


def _extend(s: Story) -> None:
    s.wait(4)
    if s.at < s.life.due_at and s.life.can("extend"):
        s.ask(s.holder, "extend", granted=0.8, reason=s.word("extend"), until=s.day(s.rng.randint(2, 6)))


def _pause(s: Story) -> None:
    s.wait(2)
    if not s.life.can("pause"):
        return
    if s.ask(s.holder, "pause", granted=0.9, reason=s.word("pause"), until=s.day(3)):
        s.wait(20)
        s.do(s.holder, "resume", note=s.word("resume"))


def _withdraw(s: Story) -> None:
    s.wait_any(8)
    s.do(s.person, "withdraw", note=s.word("withdraw"))


def _answer_words(s: Story) -> replies.Words:
    kind = "consult_answer_en" if s.arrival.template.english else "consult_answer"
    return replies.Words(public=s.word(kind))
