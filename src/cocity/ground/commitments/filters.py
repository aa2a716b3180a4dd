"""What a list of commitments may be narrowed by."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cocity.ground.commitments import search
from cocity.ground.commitments.models import ClockRun, Commitment, Leg, Step
from cocity.ground.people.api import body_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list may be narrowed by."""

    holder: int | None = None
    offered_to: int | None = None
    beneficiary: int | None = None
    place_path: str = ""
    category: str = ""
    procedure: str = ""
    state: str = ""
    open_only: bool = False
    ended_only: bool = False
    overdue_at: datetime | None = None
    supervised: bool | None = None
    approval_asked: bool = False
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    ended_from: datetime | None = None
    ended_to: datetime | None = None
    words: str = ""
    public_only: bool = False
    # What the desk's tray is made of: bodies by id, states by procedure, clocks that still run.
    holders: tuple[int, ...] = ()
    offered: tuple[int, ...] = ()
    joint: tuple[int, ...] = ()
    joint_states: tuple[str, ...] = ("offered", "working")
    below: tuple[str, ...] = ()  # held at or below one of these bodies
    not_holder: int | None = None
    states: tuple[tuple[str, str], ...] | None = None  # (procedure, state), any of them
    clock_running: str = ""
    no_offer: bool = False
    complaints: bool = False  # about a body, from somebody who left a way to be reached


NO_FILTERS = Filters()


def narrowed(rows: QuerySet[Commitment], f: Filters) -> QuerySet[Commitment]:
    """The rows that fit all of `f`."""
    exact: dict[str, Any] = {
        "holder_id": f.holder,
        "offered_to_id": f.offered_to,
        "beneficiary_id": f.beneficiary,
        "procedure": f.procedure or None,
        "state": f.state or None,
        "supervised": f.supervised,
        "place_path__startswith": f.place_path or None,
        "category__startswith": f.category or None,
        "opened_at__gte": f.opened_from,
        "opened_at__lt": f.opened_to,
        "ended_at__gte": f.ended_from,
        "ended_at__lt": f.ended_to,
        "visibility": Commitment.Visibility.PUBLIC if f.public_only else None,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    if f.open_only:
        rows = rows.filter(ended_at__isnull=True)
    if f.ended_only:
        rows = rows.filter(ended_at__isnull=False)
    if f.overdue_at is not None:
        rows = rows.filter(ended_at__isnull=True, claimed_at__isnull=True, due_at__lt=f.overdue_at)
    if f.approval_asked:
        rows = rows.filter(pk__in=Step.objects.filter(approval=Step.Approval.ASKED).values("commitment_id"))
    rows = rows.filter(_by_body(f), _by_state(f))
    return search.matching(rows, f.words) if f.words else rows


def _by_body(f: Filters) -> Q:
    found = Q()
    if f.holders:
        found &= Q(holder__in=f.holders)
    if f.offered:
        found &= Q(offered_to__in=f.offered)
    if f.joint:
        legs = Leg.objects.filter(joint=True, state__in=f.joint_states, ended_at__isnull=True)
        found &= Q(pk__in=legs.filter(body__in=f.joint).values("commitment_id"))
    if f.below:
        found &= reduce(or_, (Q(holder__in=body_rows(below=path)) for path in f.below))
    if f.not_holder is not None:
        found &= ~Q(holder_id=f.not_holder)
    if f.complaints:
        found &= Q(against__isnull=False, beneficiary__isnull=False)
    return found & Q(offered_to__isnull=True) if f.no_offer else found


def _by_state(f: Filters) -> Q:
    found = Q()
    if f.states is not None:
        by_state: dict[str, list[str]] = {}
        for procedure, state in f.states:
            by_state.setdefault(state, []).append(procedure)
        pairs = [Q(state=state, procedure__in=names) for state, names in by_state.items()]
        found &= reduce(or_, pairs, Q(pk__in=()))
    if f.clock_running:
        running = ClockRun.objects.filter(
            commitment=OuterRef("pk"), name=f.clock_running, met_at__isnull=True
        )
        found &= Q(ended_at__isnull=True) & Q(Exists(running))
    return found
