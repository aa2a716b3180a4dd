"""Contracts as JSON bytes, and errors as problem documents."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from pydantic import TypeAdapter

from cocity.ground.commitments.api import CommitmentRow, CommitmentView
from cocity.kit.errors import CityError, Errors
from cocity.kit.web.errors import to_wait

_ANY: TypeAdapter[Any] = TypeAdapter(Any)


def as_json(value: Any, status: int = 200) -> HttpResponse:
    """`value` (plain values and datetimes) as a JSON answer."""
    return HttpResponse(_ANY.dump_json(value), content_type="application/json; charset=utf-8", status=status)


def matter(row: CommitmentRow) -> dict[str, Any]:
    """A row as `MatterOut` says."""
    return {
        "number": row.number, "title": row.title, "procedure": row.procedure, "state": row.state,
        "state_title": row.state_title, "category": row.category, "place": row.place_name, "holder": row.holder_name,
        "opened_at": row.opened_at, "due_at": row.due_at, "provisional": row.provisional,
        "claimed_at": row.claimed_at, "ended_at": row.ended_at, "claim": row.claim, "confirmed": row.confirmed,
        "stars": row.stars, "level": row.level, "version": row.version,
    }  # fmt: skip


def whole(view: CommitmentView) -> dict[str, Any]:
    """A matter as `WholeOut` says; actors of steps are roles, never people."""
    steps = [{**asdict(step), "actor": step.actor.split(":")[0]} for step in view.steps]
    return {
        "matter": matter(view.row), "told": view.told, "procedure_title": view.procedure_title,
        "clocks": [{**asdict(clock), "state": clock.state} for clock in view.clocks],
        "legs": [asdict(leg) for leg in view.legs], "steps": steps,
        "evidence": [asdict(item) for item in view.evidence], "verdicts": [asdict(v) for v in view.verdicts],
        "actions": [asdict(action) for action in view.actions],
    }  # fmt: skip


def problem(request: HttpRequest, error: CityError, status: int = 0) -> HttpResponse:
    """An expected error, in the reader's language, naming the fields at fault; with a status of its own if given."""
    status = status or error.status
    found = error.errors if isinstance(error, Errors) else [error]
    body = {
        "type": f"urn:cocity:error:{error.code}", "title": error.code, "status": status, "code": error.code,
        "detail": str(error.message), "errors": [{"field": e.field, "message": str(e.message)} for e in found if e.field],
    }  # fmt: skip
    answer = as_json(body, status)
    answer["Content-Type"] = "application/problem+json; charset=utf-8"
    return to_wait(answer, error)
