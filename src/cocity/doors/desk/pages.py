"""What every page of the desk shares: the sections this worker may open, and where things stand."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cocity.answer.decisions import api as decisions
from cocity.answer.notices.api import LETTER_ROLES
from cocity.answer.verdicts import api as verdicts
from cocity.doors.desk.who import TAKERS, actor_of, now_of, roles_of
from cocity.kit.parts import Words
from cocity.kit.text import Text


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the desk: its address, its words, and the roles that open it (empty: every worker)."""

    name: str
    words: Text
    roles: tuple[str, ...] = ()


SECTIONS = (
    Section("desk:inbox", Text("待办", "Inbox")),
    Section("desk:sending", Text("派单", "Dispatch"), ("dispatcher",)),
    Section("desk:call_form", Text("接听来电", "Take a call"), ("agent",)),
    Section("desk:sheets", Text("纸质诉求", "Paper"), TAKERS),
    Section("desk:letters", Text("信函", "Letters"), LETTER_ROLES),
    Section("desk:call_backs", Text("回访", "Call-backs"), ("caller",)),
    Section("desk:samples", Text("抽样回访", "Samples"), ("caller", *verdicts.DRAWERS)),
    Section("desk:news", Text("通知", "Notices")),
    Section("desk:deciding", Text("告知决定", "Decisions"), decisions.ROLES),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    href: str
    words: Words
    here: bool


def nav_of(request: HttpRequest) -> list[NavItem]:
    """The sections open to this worker; the deepest that fits the address is where one is."""
    actor = actor_of(request)
    mine = [s for s in SECTIONS if not s.roles or actor.has_role(*s.roles)]
    addresses = [reverse(section.name) for section in mine]
    here = max((a for a in addresses if request.path.startswith(a)), key=len, default="")
    return [NavItem(a, s.words, a == here) for a, s in zip(addresses, mine, strict=True)]


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """`desk/<template>.html` with the desk around it. Never kept by a browser's cache: it is about people."""
    around = {"sections": nav_of(request), "roles": roles_of(actor_of(request)), "now": now_of(request)}
    response = render(request, f"desk/{template}.html", {**around, **(context or {})}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
