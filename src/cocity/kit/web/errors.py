"""Errors as pages people can act on, or as JSON for programs: what happened, what to do, a number to quote."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from cocity.kit.errors import CityError, Errors, Invalid
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.kit.web.heads import taken
from cocity.kit.web.request_id import request_id

Respond = Callable[[HttpRequest], HttpResponseBase]
API = "/api/"
RETRY_SECONDS = 10
NO_METHOD = Text("此地址只能用 {allowed}", "This address takes {allowed} alone")
CODES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    413: "too_large",
    500: "our_fault",
    503: "busy",
}
log = structlog.get_logger("cocity.web")


@dataclass(frozen=True, slots=True)
class Page:
    """What an error page says: what happened, then what to do."""

    title: Text
    todo: Text


PAGES = {
    400: Page(
        Text("这个请求没有读懂", "This request could not be understood"),
        Text(
            "请返回上一页，核对填写的内容后再提交一次。",
            "Go back, check what you filled in and send it again.",
        ),
    ),
    403: Page(
        Text("您不能打开这一页", "You may not open this page"),
        Text(
            "如果您刚才在填写内容，可能是页面停留太久：请返回上一页，刷新后再提交。其他情况请致电我们。",
            "If you were filling something in, the page may have been open too long: go back, reload it and send "
            "again. Otherwise please call us.",
        ),
    ),
    404: Page(
        Text("没有找到这一页", "There is no such page"),
        Text(
            "请核对网址或编号。您也可以从首页重新开始，或致电我们查询。",
            "Check the address or the number. You can also start from the first page, or call us.",
        ),
    ),
    405: Page(
        Text("这一步不能这样打开", "This step cannot be opened like this"),
        Text("请从首页重新进入。", "Please start again from the first page."),
    ),
    409: Page(
        Text("这件事刚刚有了变化", "This has just been changed by someone else"),
        Text(
            "您的修改还没有保存。请返回上一页，刷新看清最新情况，再做一次。",
            "Your change has not been saved. Go back, reload to see how it stands now, and do it again.",
        ),
    ),
    413: Page(
        Text("提交的内容太大了", "What you sent is too large"),
        Text(
            "请减少照片或压缩文件，分几次提交。",
            "Send fewer or smaller files, or send them in several parts.",
        ),
    ),
    422: Page(
        Text("有一处填写需要改正", "One thing needs to be corrected"),
        Text("请返回上一页，改正后再提交。", "Go back, correct it and send again."),
    ),
    429: Page(
        Text("提交得太频繁了", "Too many requests"),
        Text(
            "请到那时再试。急事请直接致电我们。",
            "Try again then. If it is urgent, call us.",
        ),
    ),
    500: Page(
        Text("系统出了问题，不是您的错", "Something went wrong on our side"),
        Text(
            "您刚才的内容可能没有保存。请过几分钟再试，或致电我们并报上面的编号。",
            "What you sent may not have been saved. Try again in a few minutes, or call us and quote the number above.",
        ),
    ),
    503: Page(
        Text("系统暂时忙不过来", "The service is busy for a moment"),
        Text(
            "您刚才的内容没有保存。请过一会儿再试一次，或直接致电我们。",
            "What you sent has not been saved. Try again shortly, or call us.",
        ),
    ),
}


def wants_json(request: HttpRequest) -> bool:
    """Programs ask under /api/ or accept JSON and not HTML."""
    accept = request.headers.get("Accept", "")
    return request.path.startswith(API) or ("json" in accept and "html" not in accept)


def error_response(request: HttpRequest, status: int, error: CityError | None = None) -> HttpResponse:
    """The page or JSON for `status` (one of PAGES; any other is said as 400 or 500), with `error`'s own words."""
    page = PAGES.get(status) or PAGES[500 if status >= 500 else 400]
    response = (
        _as_json(request, status, page, error)
        if wants_json(request)
        else _as_page(request, status, page, error)
    )
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return to_wait(response, error)


def not_allowed(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    """Whoever refuses a method says nothing but `Allow`; the same, with words. Programs are told what they may use."""
    allowed = taken(*(each.strip() for each in refused.headers["Allow"].split(",")))
    said = CityError(NO_METHOD.with_values(allowed=allowed), code="method_not_allowed")
    response = error_response(request, 405, said if wants_json(request) else None)
    response.headers["Allow"] = allowed
    return response


def to_wait(response: HttpResponse, error: CityError | None) -> HttpResponse:
    """The same answer, saying to programs the time that the error's words say to people."""
    if error and error.minutes:
        response.headers["Retry-After"] = str(error.minutes * 60)
    return response


def _as_json(request: HttpRequest, status: int, page: Page, error: CityError | None) -> HttpResponse:
    """A problem document (RFC 9457) in the reader's language, as the API's own errors are."""
    each = error.errors if isinstance(error, Errors) else [error] if error else []
    message = error.message if error else page.title
    code = error.code if error else CODES.get(status, str(status))
    body = {
        "type": f"urn:cocity:error:{code}",
        "title": code,
        "status": status,
        "code": code,
        "detail": str(message),
        "todo": str(page.todo),
        "errors": [{"field": e.field, "message": str(e.message)} for e in each if e.field],
        "request_id": request_id(request),
    }
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _as_page(request: HttpRequest, status: int, page: Page, error: CityError | None) -> HttpResponse:
    each = error.errors if isinstance(error, Errors) else [error] if error else []
    context = {"page": page, "said": [e.message for e in each], "status": status}
    return HttpResponse(render_to_string("kit/error.html", context, request), status=status)


def passing(error: Exception) -> bool:
    """Whether the database may well answer a moment later: it was locked, or its connection was lost."""
    if isinstance(error, InterfaceError):
        return True
    state = getattr(error.__cause__, "sqlstate", None)
    lost = state is None and "psycopg" in type(error.__cause__).__module__
    busy = str(state or "")[:2] in {"08", "40", "53", "55", "57"}
    return isinstance(error, OperationalError) and (lost or busy or "is locked" in str(error))


class CityErrors:
    """Turns a `CityError` from a view into its page, and a database that is away for a moment into 503."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # No database keeps the character NUL; PostgreSQL refuses even to look for it.
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return error_response(request, 400, _holds_nul(request))
        response = self.respond(request)
        return not_allowed(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """None leaves the error to Django: a 500 with its trace in the log."""
        if isinstance(error, CityError):
            return error_response(request, error.status, error)
        if passing(error):
            log.warning("database away", error=type(error).__name__)
            return error_response(request, 503)
        return None


def _holds_nul(request: HttpRequest) -> Invalid:
    """Names the first field of the query that holds the character; none is named when the address itself does."""
    field = next((name for name, text in request.GET.items() if "\0" in name + str(text)), "")
    said = Text(
        "含有一个看不见的空字符，请删去后再试", "There is an invisible NUL character; remove it and try again"
    )
    return Invalid(said, field=field.replace("\0", "")[:80])


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: also what is too large to be read."""
    return error_response(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return error_response(request, 403)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or old: the page was open too long, or another site sent it."""
    return error_response(request, 403)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    return error_response(request, 404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """handler500."""
    return error_response(request, 500)
