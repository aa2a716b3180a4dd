"""Joint work that nobody answered for: noticed without anyone looking, as any other limit is."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from cocity.ground.commitments.events import JointUnanswered
from cocity.ground.commitments.models import Commitment, Leg
from cocity.ground.journal import api as journal
from cocity.ground.people.api import SYSTEM

ROUND = 500  # legs a round


@transaction.atomic
def fire_joint(now: datetime, *, limit: int = ROUND) -> int:
    """Mark the parts of bodies that were asked to join and did not answer in time; how many. Each once."""
    due = Leg.objects.filter(
        joint=True, state=Leg.State.OFFERED, due_at__lte=now, breached_at__isnull=True
    ).order_by("due_at")
    if connection.features.has_select_for_update_skip_locked:
        # With its matter, as a step locks it: one that is being worked on is looked at in the next round.
        due = due.select_for_update(skip_locked=True, of=("self", "commitment"))
    legs = list(due.select_related("commitment")[:limit])
    if legs:
        Leg.objects.filter(pk__in=[leg.pk for leg in legs]).update(breached_at=F("due_at"))
        journal.record([unanswered(leg, leg.commitment)() for leg in legs], at=now, actor=SYSTEM.ref)
    return len(legs)


def unanswered(leg: Leg, row: Commitment) -> Callable[[], JointUnanswered]:
    """What is told of it, once the rows have their numbers."""
    due_at, body = leg.due_at or leg.offered_at, leg.body_id
    return lambda: JointUnanswered(
        subject=row.subject, number=row.number, body=body, due_at=due_at, holder=row.holder_id
    )
