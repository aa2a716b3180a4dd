"""An answer given while the person was on the telephone: the call and the reply, in one transaction."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from cocity.answer.replies.contracts import How, Words
from cocity.answer.replies.operations import give_reply
from cocity.ground.people.api import Actor
from cocity.listen.hotline import api as hotline
from cocity.listen.intake.contracts import Receipt

READ_BACK = How(method="telephone", read_back=True)


@transaction.atomic
def take_call(*, now: datetime, actor: Actor, call: hotline.Call) -> Receipt:
    """Write a call down as it was read back; what the agent answered is a reply like any other. The same key again
    gives the first receipt back. Raises what `hotline.take_call` and `give_reply` raise, and keeps nothing then."""
    if not call.answer.strip():
        return hotline.take_call(now=now, actor=actor, call=call)
    step = hotline.check_call(now=now, actor=actor, call=call)
    receipt = hotline.take_call(now=now, actor=actor, call=replace(call, answer=""))
    if step and not receipt.repeated:
        give_reply(
            now=now, actor=actor, number=receipt.number, action=step, version=1, words=Words(public=call.answer),
            claim="yes", how=READ_BACK,
        )  # fmt: skip
        hotline.tell_answered(receipt, now=now, actor=actor)
    return receipt
