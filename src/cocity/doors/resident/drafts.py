"""The draft in the session: sealed, and gone when it is sent."""

from django.http import HttpRequest

from cocity.listen.web.api import Draft, new_draft, opened_draft, sealed_draft

_DRAFT, _SENT = "draft", "sent"
MOST_SENT = 20


def draft_of(request: HttpRequest) -> Draft | None:
    """The answers given so far, if a form was begun."""
    kept = request.session.get(_DRAFT)
    return opened_draft(kept) if isinstance(kept, str) else None


def begun(request: HttpRequest) -> Draft:
    """The draft, or a new one: an answer sent after the session has ended begins it again."""
    return draft_of(request) or new_draft(request.GET.get("level", ""))


def keep(request: HttpRequest, draft: Draft) -> None:
    """Remember the answers."""
    request.session[_DRAFT] = sealed_draft(draft)


def discard(request: HttpRequest) -> None:
    """Forget the answers."""
    request.session.pop(_DRAFT, None)


def note_sent(request: HttpRequest, key: str, number: str) -> None:
    """Remember which matter a form became, so that sending it again leads to the same receipt."""
    kept = {**request.session.get(_SENT, {}), key: number}
    request.session[_SENT] = dict(list(kept.items())[-MOST_SENT:])


def sent_as(request: HttpRequest, key: str) -> str:
    """The number a form with this key became in this session; empty when it was not sent."""
    return str(request.session.get(_SENT, {}).get(key, ""))
