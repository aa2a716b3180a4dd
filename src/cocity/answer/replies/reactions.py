"""A reply that waited for approval is given when the step has it, and put aside when it is refused."""

from collections.abc import Sequence

from cocity.answer.replies.models import Reply
from cocity.answer.replies.operations import forget_personal, publish
from cocity.ground.journal import api as journal

ACTED = "commitment.acted"
REFUSED = "commitment.approval_refused"
ERASED = "voice.erased"


def react(entries: Sequence[journal.Entry]) -> None:
    """Idempotent: only a waiting reply changes."""
    steps = {entry.data["step"] for entry in entries}
    waiting = Reply.objects.filter(step__in=steps, state=Reply.State.WAITING).select_related("commitment")
    by_step = {reply.step: reply for reply in waiting}
    for entry in entries:
        reply = by_step.pop(entry.data["step"], None)
        if reply is None:
            continue
        if entry.kind == REFUSED:
            reply.state = Reply.State.REFUSED
            reply.save(update_fields=["state"])
        else:
            publish(reply, now=entry.at, actor=entry.actor)


def forget(entries: Sequence[journal.Entry]) -> None:
    """Where a person or their contact was forgotten, or their words were erased, what was written to them alone goes too."""
    for entry in entries:
        about = int(entry.subject.partition(":")[2])
        if entry.kind == ERASED:
            forget_personal(commitment=about)
        else:
            forget_personal(resident=about)


FORGETTING = journal.Subscriber(
    "answer.replies.forgetting", frozenset({"resident.contact_expired", "resident.erased", ERASED}), forget
)
SUBSCRIBER = journal.Subscriber("answer.replies", frozenset({ACTED, REFUSED}), react)
