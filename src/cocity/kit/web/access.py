"""Who may open an address. Every view carries one decision, set by one of four decorators:

    @public                           anyone, signed in or not
    @resident                         anyone signed in
    @worker("handler", "verifier")    someone who holds one of these roles today; no role named: any worker
    @token("cases:write")             a program; the API that serves the view checks its token and scope

A view class is decorated where it is used: `path("", public(Page.as_view()), name="home")`. Addresses of a library
are decided as one: `include(decide(library.urls, public))`. An architecture test walks every address and fails for
a view without a decision, so a forgotten one is never open by accident.

The decision is enforced here, not only recorded. Who is a worker and which roles are held is not known to the kit:
the component that knows says so once, at start, with `roles_by`. Until it does, every worker's page is closed.
Whether this person may see this very record is decided by the record's own queryset, not here.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver

from cocity.kit.errors import Forbidden
from cocity.kit.text import Text

View = Callable[..., HttpResponseBase]
Decorator = Callable[[View], View]


@dataclass(frozen=True, slots=True)
class Access:
    """The decision on a view: who, and by which roles or scopes (empty: any)."""

    who: Literal["public", "resident", "worker", "token"]
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.who}: {', '.join(self.names)}" if self.names else self.who


class _Roles:
    """Holds the answer to "which roles does the sender of this request hold now?"; None: not a worker."""

    held: Callable[[HttpRequest], Collection[str] | None] = staticmethod(lambda request: None)


def roles_by(held: Callable[[HttpRequest], Collection[str] | None]) -> None:
    """Wires the component that knows workers: `held(request)` → roles held now, or None for someone who is none."""
    _Roles.held = staticmethod(held)


def public(view: View) -> View:
    """Open to anyone."""
    return _carrying(Access("public"), view)


def resident(view: View) -> View:
    """Open to anyone signed in; others are led to the sign-in page and back."""
    return _carrying(Access("resident"), view)


def worker(*roles: str) -> Decorator:
    """Open to workers who hold one of `roles` now, any role where none is named. Raises Forbidden for other people who
    are signed in, a worker whose roles have ended among them."""
    return lambda view: _carrying(Access("worker", roles), view)


def token(*scopes: str) -> Decorator:
    """Open to programs; recorded here, checked by the API itself, which answers 401 and 403 in its own format."""
    return lambda view: _carrying(Access("token", scopes), view)


def access_of(view: View) -> Access | None:
    """The decision a view carries, also through decorators put around it."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def decide(
    patterns: Sequence[URLPattern | URLResolver], decorator: Decorator
) -> list[URLPattern | URLResolver]:
    """The same addresses, with one decision on each view that carries none."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            decide(pattern.url_patterns, decorator)
        elif access_of(pattern.callback) is None:
            pattern.callback = decorator(pattern.callback)
    return list(patterns)


def _carrying(access: Access, view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if access.who in {"resident", "worker"} and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if access.who == "worker":
            _require_role(request, access.names)
        return view(request, *args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return guarded


def _require_role(request: HttpRequest, roles: tuple[str, ...]) -> None:
    held = _Roles.held(request)
    if held is not None and not held:
        raise Forbidden(
            Text(
                "您今天没有岗位，工作台不能打开。岗位到期或有调整的，请联系本单位管理员。",
                "You hold no role today, so the desk does not open. If yours has ended or changed, ask your administrator.",
            )
        )
    if held is None or (roles and not set(roles).intersection(held)):
        raise Forbidden(
            Text(
                "您当前的岗位不能打开此页。如有需要，请联系本单位管理员。",
                "Your present role does not open this page. Ask your unit's administrator if you need it.",
            )
        )
