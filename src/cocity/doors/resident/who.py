"""Who reads: someone signed in, the holder of a receipt opened in this session, or anyone."""

from datetime import datetime, timedelta
from typing import cast

from django.http import HttpRequest

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import CommitmentRow, CommitmentView
from cocity.ground.people.api import Actor
from cocity.kit.errors import NotFound
from cocity.kit.text import Text

OPEN_FOR = timedelta(hours=2)  # a receipt opened on a shared computer closes by itself
MOST_OPEN = 20
_OPEN = "receipts"
NOT_YOURS = Text(
    "没有这个事项，或您还没有出示回执", "There is no such matter, or you have not shown its receipt"
)


def now_of(request: HttpRequest) -> datetime:
    """The moment of this request, the same for everything it does."""
    return cast(datetime, request.now)  # type: ignore[attr-defined]


def actor_of(request: HttpRequest) -> Actor:
    """Who sends this request."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def language_of(request: HttpRequest) -> str:
    """The language the person reads in, as intake keeps it."""
    return str(getattr(request, "LANGUAGE_CODE", "zh-hans"))


def open_receipt(request: HttpRequest, number: str) -> None:
    """Remember in this session that the person showed the receipt of `number`."""
    kept = {**request.session.get(_OPEN, {}), number: now_of(request).isoformat()}
    request.session[_OPEN] = dict(list(kept.items())[-MOST_OPEN:])


def close_receipts(request: HttpRequest) -> None:
    """Forget every receipt shown in this session."""
    request.session.pop(_OPEN, None)


def holds_receipt(request: HttpRequest, number: str) -> bool:
    """Whether the receipt of `number` was shown in this session, lately."""
    at = request.session.get(_OPEN, {}).get(number)
    return bool(at) and now_of(request) - datetime.fromisoformat(at) < OPEN_FOR


def own_row(request: HttpRequest, number: str) -> tuple[Actor, CommitmentRow]:
    """The reader and the row of a matter of their own, where no more is shown of it. Raises NotFound."""
    actor = Actor("receipt", receipt=number) if holds_receipt(request, number) else actor_of(request)
    return actor, commitments.own(actor, number)


def own_matter(request: HttpRequest, number: str) -> tuple[Actor, CommitmentView]:
    """The reader and a matter of their own. Raises NotFound when it is not shown to be theirs."""
    if holds_receipt(request, number):
        actor = Actor("receipt", receipt=number)
        return actor, commitments.view(actor, number, now=now_of(request))
    actor = actor_of(request)
    if actor.kind != "resident":
        raise NotFound(NOT_YOURS)
    view = commitments.view(actor, number, now=now_of(request))
    if view.beneficiary != actor.id:
        raise NotFound(NOT_YOURS)
    return actor, view
