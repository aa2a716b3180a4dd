"""Sending matters to bodies: decided by the rules, offered where the policy allows, recorded with its reasons."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from cocity.act.dispatch.contracts import RoutingView
from cocity.act.dispatch.events import CategoryChanged, Routed, RuleFailed
from cocity.act.dispatch.gathering import Decision, Known, Matter, decide, gather, offer_action, routed
from cocity.act.dispatch.models import Routing, RuleTrouble
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.people.api import SYSTEM, Actor
from cocity.kit.errors import CityError, Conflict, Forbidden, Invalid, NotFound
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

DECIDED = (
    "state", "how", "body", "rule", "by_hand", "rules_version", "facts", "trail", "category", "certainty",
    "decided_at", "version",
)  # fmt: skip
MOVED_ON = Text(
    "别人刚刚改过这条派单记录，请刷新", "Someone has just changed this record; reload and look again"
)


@transaction.atomic
def route(matters: Sequence[Matter], *, now: datetime) -> int:
    """Send new matters where the rules say; how many were recorded. A matter already recorded is left alone."""
    known_ids = set(
        Routing.objects.filter(commitment__in=[m.commitment for m in matters]).values_list(
            "commitment_id", flat=True
        )
    )
    fresh = [matter for matter in matters if matter.commitment not in known_ids]
    if not fresh:
        return 0
    whole, known = gather(fresh, now=now)
    decisions = [decide(matter, known, now=now) for matter in whole]
    rows = [_new_row(matter, known, now) for matter in whole]
    _carry_out(list(zip(rows, whole, decisions, strict=True)), known, now=now, version=1)
    Routing.objects.bulk_create(rows, batch_size=500)
    return len(rows)


@transaction.atomic
def redispatch(rows: Sequence[Routing], *, now: datetime, state: str = "", offer: bool = True) -> None:
    """Decide anew for matters that came back: bodies that gave one back are not chosen again by a rule."""
    if not rows:
        return
    whole, known = gather(routed(rows, state=state), now=now)
    decisions = [decide(matter, known, now=now) for matter in whole]
    if not offer:
        decisions = [Decision(d.choice, d.by_hand or "chosen") for d in decisions]
    for row in rows:
        row.version += 1
    _carry_out(list(zip(rows, whole, decisions, strict=True)), known, now=now, version=None)
    Routing.objects.bulk_update(rows, DECIDED, batch_size=200)


def _new_row(matter: Matter, known: Known, now: datetime) -> Routing:
    guessed = matter.guessed
    return Routing(
        commitment_id=matter.commitment, number=matter.facts.number, category_given=matter.given,
        category_guessed=guessed.category if guessed else "", words=list(guessed.words) if guessed else [],
        procedure=matter.procedure, procedure_version=matter.procedure_version,
    )  # fmt: skip


def _carry_out(
    batch: list[tuple[Routing, Matter, Decision]], known: Known, *, now: datetime, version: int | None
) -> None:
    """Fill the records, make the offers, tell of both and of rules that failed."""
    for row, matter, decision in batch:
        _fill(row, matter, decision, known, now)
    _offer([one for one in batch if one[0].state == Routing.State.OFFERED], now=now, version=version)
    _note_failures((decision for _, _, decision in batch), now=now)
    journal.record([_told(row) for row, _, _ in batch], at=now, actor=SYSTEM.ref)


def _fill(row: Routing, matter: Matter, decision: Decision, known: Known, now: datetime) -> None:
    choice = decision.choice
    by_itself = choice.how not in {"stays", "nobody"} and not decision.by_hand
    row.state = Routing.State.OFFERED if by_itself else Routing.State.PROPOSED
    if choice.how == "stays":
        row.state = Routing.State.STAYS
    row.how, row.rule, row.by_hand = choice.how, choice.rule, decision.by_hand
    row.body_id = choice.body.info.id if choice.body else None
    row.rules_version_id = known.rules.version or None
    row.facts, row.trail = matter.facts.as_json(), [list(trace) for trace in choice.trail]
    row.category, row.certainty, row.decided_at = matter.facts.category, matter.facts.certainty, now


def _offer(batch: list[tuple[Routing, Matter, Decision]], *, now: datetime, version: int | None) -> None:
    doings = [
        commitments.Doing(
            number=row.number, action=offer_action(matter), version=version, given=commitments.Given(body=row.body_id)
        )
        for row, matter, _ in batch
    ]  # fmt: skip
    if not doings:
        return
    for (row, _, _), done in zip(batch, commitments.act_many(doings, now=now, actor=SYSTEM), strict=True):
        if isinstance(done, CityError):
            row.state = Routing.State.PROPOSED
            row.by_hand = (
                "moved_on" if isinstance(done, Conflict) else f"refused:{done.field or done.code}"[:60]
            )


def _told(row: Routing) -> Routed:
    return Routed(
        subject=f"commitment:{row.commitment_id}", number=row.number, state=row.state, how=row.how, body=row.body_id,
        rule=row.rule, rules_version=row.rules_version_id or 0, category=row.category,
        guessed=_guessed(row), by_hand=row.by_hand, hops=row.hops,
    )  # fmt: skip


def _guessed(row: Routing) -> bool:
    return bool(row.category_guessed) and row.category == row.category_guessed


def _note_failures(decisions: Iterable[Decision], *, now: datetime) -> None:
    """Count every rule that could not be followed, and tell of it once a batch."""
    failed = Counter((t.rule, t.word, t.body) for d in decisions for t in d.choice.failed)
    if not failed:
        return
    rules = {rule for rule, _, _ in failed}
    rows = RuleTrouble.objects.select_for_update().filter(rule__in=rules, solved_at__isnull=True)
    known = {(row.rule, row.problem): row for row in rows}
    for (rule, problem, body), matters in failed.items():
        row = known.get((rule, problem)) or RuleTrouble(rule=rule, problem=problem, first_at=now)
        row.body, row.last_at, row.matters = body, now, row.matters + matters
        row.save()
    events = [
        RuleFailed(subject=f"rule:{rule}"[:60], rule=rule, problem=problem, body=body, matters=n)
        for (rule, problem, body), n in failed.items()
    ]
    journal.record(events, at=now, actor=SYSTEM.ref)


@transaction.atomic
def change_category(*, now: datetime, actor: Actor, number: str, category: str, version: int) -> RoutingView:
    """Put a matter under another category, by a dispatcher; the proposal is made anew and waits for them.

    Raises Forbidden, NotFound, Invalid(category), Conflict for a stale `version`.
    """
    row = for_dispatcher(actor, number)
    if category not in intake.categories():
        raise Invalid(
            Text("没有这个分类，请重新选择", "There is no such category; choose again"), field="category"
        )
    if version != row.version:
        raise Conflict(MOVED_ON)
    event = CategoryChanged(
        subject=f"commitment:{row.commitment_id}", number=number, before=row.category, after=category,
        was_guessed=_guessed(row),
    )  # fmt: skip
    row.category, row.certainty = category, 1.0
    journal.record([event], at=now, actor=actor.ref)
    if row.offered_to is None:
        redispatch([row], now=now, offer=False)
    else:
        row.version += 1
        row.save(update_fields=["category", "certainty", "version"])
    return view_of(row)


@transaction.atomic
def offer_proposed(
    matters: Sequence[tuple[str, int]], *, now: datetime, actor: Actor, key: str = ""
) -> list[commitments.Acted | CityError]:
    """Send matters, given as (number, version seen), to the bodies proposed for them, by a dispatcher.

    For each the result or the error, in order; the same `key` again gives the first results back.
    """
    rows = {row.number: row for row in Routing.objects.filter(number__in=[n for n, _ in matters])}
    action = {
        number: offer_action(matter)
        for number, matter in zip(rows, routed(rows.values()), strict=True)
    }  # fmt: skip
    doings = [
        commitments.Doing(
            number=number, action=action.get(number) or "offer", version=version, key=f"{key}:{number}" if key else "",
            given=commitments.Given(body=rows[number].body_id if number in rows else None),
        )
        for number, version in matters
    ]  # fmt: skip
    return commitments.act_many(doings, now=now, actor=actor)


def for_dispatcher(actor: Actor, number: str) -> Routing:
    """The record, held for writing. Raises Forbidden or NotFound."""
    if not actor.has_role("dispatcher"):
        raise Forbidden(Text("只有派单员可以这样做", "Only a dispatcher may do this"))
    seen, _ = commitments.count(actor, commitments.Filters(words=number))
    row = Routing.objects.select_for_update().filter(number=number).first() if seen else None
    if row is None:
        raise NotFound(Text("没有这个事项的派单记录", "There is no dispatch record of this matter"))
    return row


def view_of(row: Routing) -> RoutingView:
    """A record as a contract."""
    return RoutingView(
        row.number, row.state, row.body_id, row.rule, row.category, _guessed(row), row.certainty, tuple(row.words),
        row.hops, tuple(row.declined), row.version,
    )  # fmt: skip
