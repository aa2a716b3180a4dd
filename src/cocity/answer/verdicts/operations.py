"""Writing the person's word down: by themselves, by call-back, and reopening."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from cocity.answer.verdicts import rules
from cocity.answer.verdicts.contracts import AttemptView, Judged, Word
from cocity.answer.verdicts.events import CallAttempted
from cocity.answer.verdicts.models import Attempt, CallBack
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit.errors import Conflict, Forbidden, Invalid
from cocity.kit.keys import scoped_key
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

NOT_NOW = Text("这个事项现在不能评价", "This matter cannot be judged now")
NOT_WAITING = Text("这个事项不在等待回访", "This matter is not waiting for a call-back")
METHODS = {"receipt": "receipt", "resident": "account"}


@transaction.atomic
def judge_by_person(
    *, now: datetime, actor: Actor, number: str, version: int, word: Word, key: str = ""
) -> Judged:
    """The person's own word, with the receipt or signed in. The same `key` again counts once.

    Raises Errors naming the field, NotFound, Forbidden, or Conflict (a stale `version`, or not to be judged now).
    """
    if actor.kind not in METHODS:
        raise Forbidden(Text("只有本人可以评价", "Only the person can say this"))
    return _judge(
        now=now, actor=actor, number=number, version=version, word=word, key=key, role="beneficiary", voice="self",
        method=METHODS[actor.kind],
    )  # fmt: skip


@transaction.atomic
def record_call_back(
    *,
    now: datetime,
    actor: Actor,
    number: str,
    version: int,
    word: Word,
    method: str = "phone",
    key: str = "",
) -> Judged:
    """The person's word as a caller heard it, and how they were asked. Errors as `judge_by_person`."""
    if not method.strip():
        raise Invalid(Text("请写明回访方式", "Say how the person was asked"), field="method")
    seen = commitments.view(actor, number, now=now)
    done = _judge(
        now=now, actor=actor, number=number, version=version, word=word, key=key, role="caller", voice="call_back",
        method=method.strip()[:120],
    )  # fmt: skip
    own = scoped_key("reached", number, key)
    if not own or not Attempt.objects.filter(key=own).exists():
        _note_attempt(seen.row, actor, "reached", "", now, key=own, ended=CallBack.End.JUDGED)
    return done


def _judge(
    *,
    now: datetime,
    actor: Actor,
    number: str,
    version: int,
    word: Word,
    key: str,
    role: str,
    voice: str,
    method: str,
) -> Judged:
    rules.check_word(word)
    verdict = commitments.VerdictGiven(
        solved=word.solved,
        stars=word.stars,
        voice=voice,
        method=method,
        text=intake.screened(intake.tidy(word.text)),
    )
    given = commitments.Given(verdict=verdict, note=verdict.text)
    done = _step(now, actor, number, version, "judge", role, given, scoped_key("verdict", number, key))
    _end(done.id, CallBack.End.JUDGED, now)
    return Judged(done.number, done.state, done.version)


def _step(
    now: datetime,
    actor: Actor,
    number: str,
    version: int,
    effect: str,
    role: str,
    given: commitments.Given,
    key: str,
) -> commitments.Acted:
    """Take the procedure's step of this effect; a repeated key is recognised whatever state it led to."""
    row = commitments.view(actor, number, now=now).row
    procedure = commitments.pinned(row.procedure, row.procedure_version)
    found = rules.step_of(procedure, row.state, effect=effect, role=role)
    if found is None:
        # Said already, with the same key: `act` gives the first result back before it looks at the action.
        found = next((a for a in procedure.actions.values() if a.effect == effect and role in a.by), None)
        if found is None or not key:
            raise Conflict(NOT_NOW)
    return commitments.act(
        now=now, actor=actor, number=number, action=found.name, version=version, given=given, key=key
    )


@transaction.atomic
def reopen(*, now: datetime, actor: Actor, number: str, version: int, reason: str, key: str = "") -> Judged:
    """The person asks for it again, within the days the procedure gives. Errors as `judge_by_person`."""
    given = commitments.Given(reason=intake.screened(intake.tidy(reason))[: rules.LONGEST])
    done = _step(
        now, actor, number, version, "reopen", "beneficiary", given, scoped_key("reopen", number, key)
    )
    return Judged(done.number, done.state, done.version)


@transaction.atomic
def record_attempt(
    *,
    now: datetime,
    actor: Actor,
    number: str,
    version: int,
    outcome: str,
    note: str = "",
    key: str = "",
) -> AttemptView:
    """A try to reach the person: reached (but no word yet) | no_answer | refused. The same `key` counts once.

    Raises Invalid, NotFound, Forbidden or Conflict (also where the same `key` told something else before).
    """
    own = scoped_key("attempt", number, key)
    known = Attempt.objects.filter(key=own).first() if own else None
    if known is not None:
        if (known.outcome, known.note) != (outcome, intake.screened(intake.tidy(note))):
            raise Conflict(commitments.OTHER_CONTENT)
        return AttemptView(known.at, known.day, known.outcome, known.note)
    if outcome not in rules.OUTCOMES:
        raise Invalid(
            Text("请选择已联系上、无人接听或不愿评价", "Choose reached, no answer or refused"),
            field="outcome",
        )
    seen = commitments.view(actor, number, now=now)
    if outcome in rules.MISSED:
        how = rules.unreached(_procedure(seen.row), seen.row.state)
        if how is None:
            raise Conflict(NOT_WAITING)
        words = intake.screened(intake.tidy(note)) or str(Attempt.Outcome(outcome).label)
        commitments.act(
            now=now, actor=actor, number=number, action=how.attempt, version=version,
            given=commitments.Given(note=words), key=own,
        )  # fmt: skip
    elif not any(action.effect == "judge" for action in seen.actions) or actor.kind != "worker":
        raise Conflict(NOT_WAITING)
    return _note_attempt(seen.row, actor, outcome, intake.screened(intake.tidy(note)), now, key=own)


@transaction.atomic
def close_unreached(
    *, now: datetime, actor: Actor, number: str, version: int, note: str = "", key: str = ""
) -> Judged:
    """End a matter whose person could not be reached on as many different days as the procedure asks attempts.

    It is not counted as solved. Raises NotFound, Forbidden or Conflict.
    """
    row = commitments.view(actor, number, now=now).row
    how = rules.unreached(_procedure(row), row.state)
    own = scoped_key("unreached", number, key)
    waiting = CallBack.objects.filter(commitment_id=row.id).order_by("-id").first()
    if how is None or waiting is None:
        raise Conflict(NOT_WAITING)
    days = rules.missed_days(waiting.attempts.values_list("day", "outcome"))
    if days < how.days:
        raise Conflict(
            Text(
                "还需在不同的日子再联系 {n} 次，才能结束",
                "Try on {n} more different days before it can be closed",
            ).with_values(n=how.days - days)
        )
    words = intake.screened(intake.tidy(note)) or f"{days} 天联系未果 / not reached on {days} days"
    done = commitments.act(
        now=now, actor=actor, number=number, action=how.closing, version=version,
        given=commitments.Given(note=words), key=own,
    )  # fmt: skip
    _end(done.id, CallBack.End.UNREACHED, now)
    return Judged(done.number, done.state, done.version)


def _procedure(row: commitments.CommitmentRow) -> commitments.Procedure:
    return commitments.pinned(row.procedure, row.procedure_version)


def _note_attempt(
    row: commitments.CommitmentRow,
    actor: Actor,
    outcome: str,
    note: str,
    now: datetime,
    *,
    key: str = "",
    ended: str = "",
) -> AttemptView:
    last = CallBack.objects.filter(commitment_id=row.id).order_by("-id").first()
    if last is None or (last.ended_at is not None and not ended):
        # The journal has not brought it yet.
        last = CallBack.objects.create(
            commitment_id=row.id,
            number=row.number,
            holder_id=row.holder,
            reachable=True,
            since=row.claimed_at or now,
            ended_at=now if ended else None,
            ended_by=ended,
        )
    attempt = Attempt.objects.create(
        call_back=last, at=now, day=calendar.local_day(now, settings.CALENDAR), outcome=outcome,
        caller=actor.ref, note=note, key=key or None,
    )  # fmt: skip
    event = CallAttempted(
        subject=f"commitment:{row.id}", number=row.number, attempt=attempt.pk, outcome=outcome,
        day=attempt.day.isoformat(), holder=row.holder,
    )  # fmt: skip
    journal.record([event], at=now, actor=actor.ref)
    return AttemptView(attempt.at, attempt.day, outcome, note)


def _end(commitment: int, how: str, now: datetime) -> None:
    CallBack.objects.filter(commitment_id=commitment, ended_at__isnull=True).update(
        ended_at=now, ended_by=how
    )
