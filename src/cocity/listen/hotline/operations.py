"""Writing a call down: the voice, the office that was joined and the answer given, in one transaction."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit.errors import Errors, Forbidden
from cocity.kit.text import Text
from cocity.listen.hotline import rules
from cocity.listen.hotline.contracts import Call
from cocity.listen.hotline.events import CallAnswered, CallTransferred
from cocity.listen.intake import api as intake
from cocity.listen.intake.contracts import Channel, Receipt

CHANNEL = Channel("hotline", mode="offline")


@transaction.atomic
def take_call(*, now: datetime, actor: Actor, call: Call) -> Receipt:
    """Hear a caller. The same key again gives the first receipt back and does nothing more.

    Raises Forbidden for anyone but an agent, and Errors naming the fields; ValueError for a call with an answer: that
    is a reply, which `answer/replies` keeps together with the call.
    """
    if call.answer:
        raise ValueError("a call answered at once is taken by answer/replies")
    call = _tidied(call)
    _checked(actor, call)
    receipt = intake.receive(_said(call), now=now, actor=actor)
    if call.transferred_to and not receipt.repeated:
        told = CallTransferred(
            subject=f"commitment:{receipt.commitment}", number=receipt.number, to=call.transferred_to
        )
        journal.record([told], at=now, actor=actor.ref)
    return receipt


def check_call(*, now: datetime, actor: Actor, call: Call) -> str | None:
    """The refusals of `take_call`, with nothing written: before what was written down is read back. The step by which
    the call may be answered at once, if any."""
    answer = _checked(actor, _tidied(call))
    intake.check(_said(call), now=now)
    return answer


def tell_answered(receipt: Receipt, *, now: datetime, actor: Actor) -> None:
    """Tell that a call just taken was answered at once, inside the caller's transaction."""
    told = CallAnswered(subject=f"commitment:{receipt.commitment}", number=receipt.number)
    journal.record([told], at=now, actor=actor.ref)


def _checked(actor: Actor, call: Call) -> str | None:
    """The step by which this call may be answered at once, if any. Raises Forbidden, Errors."""
    if not actor.has_role("agent"):
        raise Forbidden(Text("只有话务员可以登记来电", "Only a call agent may write a call down"))
    answer = _answering(call.said.kind)
    wrong = rules.check(call, answerable=answer is not None)
    if wrong:
        raise Errors(wrong)
    return answer


def _answering(kind: str) -> str | None:
    """The step by which an agent answers at once, where the kind's procedure has one."""
    known = intake.kinds().get(kind)
    if known is None:
        return None
    procedure = commitments.current(known.procedure)
    opened = procedure.actions_from(procedure.initial)
    return next((a.name for a in opened if a.effect == "claim" and "agent" in a.by), None)


def _tidied(call: Call) -> Call:
    note, answer = (
        intake.screened(intake.tidy(text))[: rules.LONGEST_NOTE] for text in (call.transfer_note, call.answer)
    )
    to = intake.screened(intake.tidy(call.transferred_to))
    return replace(call, transferred_to=to, transfer_note=note, answer=answer)


def _said(call: Call) -> intake.Said:
    extra = dict(call.said.extra)
    if call.transferred_to:
        extra["three_way"] = {"to": call.transferred_to, "note": call.transfer_note}
    return replace(call.said, channel=CHANNEL, extra=extra)
