"""What a matter is of one need with, in words."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest

from cocity.doors.desk.inbox import Line, lines_of
from cocity.doors.desk.who import actor_of, now_of
from cocity.kit.text import Text
from cocity.listen.needs import api as needs


@dataclass(frozen=True, slots=True)
class Together:
    """A matter of a need in words."""

    line: Line
    at: datetime
    by: Text
    why: Text


@dataclass(frozen=True, slots=True)
class NeedShown:
    """A need as the desk shows it on the page of one of its matters."""

    own: Together
    others: tuple[Together, ...]
    hidden: int
    next_url: str
    first_url: str


def need_of(request: HttpRequest, number: str) -> NeedShown | None:
    """A page of what a matter is of one need with. Two statements, one where it is of none. Raises Invalid(cursor)."""
    cursor = request.GET.get("need", "")[:200]
    found = needs.of_matter(actor_of(request), number, cursor=cursor)
    if found is None:
        return None
    own, *others = _together([found.own, *found.others], request)
    next_url = f"?{urlencode({'need': found.next})}" if found.next else ""
    return NeedShown(own, tuple(others), found.hidden, next_url, request.path if cursor else "")


def _together(members: list[needs.MemberView], request: HttpRequest) -> list[Together]:
    lines = lines_of([each.row for each in members], now_of(request))
    return [Together(line, each.at, each.by, each.why) for line, each in zip(lines, members, strict=True)]
