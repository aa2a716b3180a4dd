"""Language and type size: two small forms on every page, remembered in cookies of the reader's own browser."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cocity.kit.web.access import public

Respond = Callable[[HttpRequest], HttpResponseBase]
TYPE_COOKIE = "cocity_type"
A_YEAR = 365 * 24 * 3600
TYPES = ("standard", "large")


def preferences(respond: Respond) -> Respond:
    """Sets `request.large_type` from the cookie; no session, no database."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.large_type = request.COOKIES.get(TYPE_COOKIE) == "large"  # type: ignore[attr-defined]
        response = respond(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def large_type(request: HttpRequest) -> bool:
    """Whether the reader asked for 长者版."""
    return bool(getattr(request, "large_type", False))


def safe_next(request: HttpRequest) -> str:
    """The page of ours to go back to: `next` from the form, or the first page for anything else."""
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own and wanted.startswith("/") else "/"


# Exempt from the CSRF token: all these two can change is a cookie of the reader's own browser, and without a token
# in its header a public page needs no cookie and may be cached.
@csrf_exempt
@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remembers `language` (one of LANGUAGES; anything else is ignored)."""
    wanted = request.POST.get("language", "")
    known = wanted in dict(settings.LANGUAGES)
    return _remembering(request, settings.LANGUAGE_COOKIE_NAME, wanted if known else "")


@csrf_exempt
@public
@require_POST
def set_type(request: HttpRequest) -> HttpResponse:
    """Remembers `type`: standard or large; anything else is ignored."""
    wanted = request.POST.get("type", "")
    return _remembering(request, TYPE_COOKIE, wanted if wanted in TYPES else "")


def _remembering(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    response = HttpResponseRedirect(safe_next(request))
    response.status_code = 303
    if value:
        response.set_cookie(
            cookie, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    return response


urlpatterns: list[URLPattern] = [
    path("language", set_language, name="language"),
    path("type", set_type, name="type"),
]
