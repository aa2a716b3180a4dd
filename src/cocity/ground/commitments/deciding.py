"""Approving and refusing a step that was asked for: what was handed in with it takes effect, or is put aside."""

from datetime import datetime

from django.db import transaction

from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import rules
from cocity.ground.commitments.cleaning import clean
from cocity.ground.commitments.contracts import Acted, Given
from cocity.ground.commitments.events import ApprovalRefused
from cocity.ground.commitments.kept import given_of, settle
from cocity.ground.commitments.matter import Matter
from cocity.ground.commitments.models import Step
from cocity.ground.commitments.operations import (
    MOVED_ON,
    acted,
    becomes,
    check_evidence,
    check_targets,
    hidden_from,
    take,
)
from cocity.ground.commitments.procedure.model import Action
from cocity.ground.commitments.writing import write
from cocity.ground.people.api import SYSTEM, Actor, worker_today
from cocity.kit.errors import Conflict, Forbidden
from cocity.kit.text import Text

DECIDED = Text("这项申请已有结论", "This request has been decided already")
MAY_NOT = Text("您不能批准这项申请", "You may not decide this request")
ASKER_MAY_NOT = Text(
    "提出申请的人现在没有办理这一步的权限，请不予批准",
    "Whoever asked may not take this step any more; refuse it",
)


def decide(
    *, now: datetime, actor: Actor, number: str, step: int, granted: bool, version: int, note: str = ""
) -> Acted:
    """Approve or refuse a step that was asked for; never by the one who asked.

    An approval looks at everything again as it is now: the state, the bodies named, whether the one who asked still
    may. Raises NotFound, Forbidden, Conflict (decided already, a stale `version`, not open any more) or Invalid.
    """
    with hidden_from(actor, number), transaction.atomic():
        return _decide(take(number), now, actor, step, granted, version, note)


def _decide(
    matter: Matter, now: datetime, actor: Actor, step: int, granted: bool, version: int, note: str
) -> Acted:
    asked = Step.objects.filter(pk=step, commitment=matter.row, approval=Step.Approval.ASKED).first()
    if asked is None:
        raise Conflict(DECIDED)
    standing = matter.standing()
    action = rules.action_named(standing, asked.action)
    if not may_decide(actor, action, asked, matter):
        raise Forbidden(MAY_NOT)
    if version != matter.row.version:
        raise Conflict(MOVED_ON)
    given, note = given_of(asked), clean(note)
    asked.decided_by, asked.decided_at = actor.ref, now
    asked.approval = Step.Approval.GRANTED if granted else Step.Approval.REFUSED
    asked.note = f"{asked.note}\n{note}".strip() if note else asked.note
    settle(asked)
    if granted:
        _check_again(matter, action, asked, given, now)
        move = rules.move(standing, action, given, now=now, becomes=becomes(action), asked=asked.at)
        matter.apply(move, given, actor=actor, now=now, step=asked)
    else:
        refuse(matter, asked, actor=actor, now=now)
    asked.save()
    write([matter])
    if granted:
        check_evidence(matter, action, given, asked.actor, now)
    return acted(matter.row, asked)


def may_decide(actor: Actor, action: Action, asked: Step, matter: Matter) -> bool:
    """Whether the actor holds the role that approves, and neither asked for it nor is the matter about them."""
    standing = matter.standing()
    return (
        action.approval is not None
        and rules.plays(actor, action.approval, standing)
        and asked.actor != actor.ref
        and not rules.barred(actor, standing)
    )


def _check_again(matter: Matter, action: Action, asked: Step, given: Given, now: datetime) -> None:
    """The checks of the day it was asked, against what holds today."""
    standing = matter.standing()
    # Asked for in time is in time, whenever it is decided.
    why = rules.refusal(action, standing, now=asked.at)
    if why is not None:
        raise Conflict(why)
    if not rules.may(_asker(asked, matter, now), action, standing):
        raise Conflict(ASKER_MAY_NOT)
    rules.check_given(action, standing, given, now=now)
    check_targets(matter, action, given, now)


def _asker(asked: Step, matter: Matter, now: datetime) -> Actor:
    """Who asked, with the roles they hold today."""
    kind, _, number = asked.actor.partition(":")
    if kind == "worker":
        return worker_today(int(number), on=calendar.local_day(now, matter.calendar))
    if kind == "resident":
        return Actor("resident", int(number))
    return SYSTEM if kind == "system" else Actor(kind, receipt=matter.row.number)


def refuse(matter: Matter, asked: Step, *, actor: Actor, now: datetime) -> None:
    """Tell that it was refused; nothing else changes."""
    row, holder = matter.row, matter.row.holder_id
    row.version += 1
    matter.told.append(
        (now, actor.ref, lambda: ApprovalRefused(
            subject=row.subject, number=row.number, action=asked.action, step=asked.pk, holder=holder
        ))
    )  # fmt: skip
