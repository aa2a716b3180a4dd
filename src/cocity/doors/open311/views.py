"""The calls of GeoReport v2 and of the update extension. Errors are a list of code and description."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from cocity.doors.open311 import arguments, shapes
from cocity.doors.open311.rendering import answered
from cocity.kit.errors import CityError, Errors, Forbidden, NotFound, TooMany
from cocity.kit.numbers import read_number
from cocity.kit.text import Text
from cocity.kit.web.access import public, token
from cocity.kit.web.errors import NO_METHOD, to_wait
from cocity.kit.web.heads import taken
from cocity.kit.web.names import check_taken
from cocity.listen.open311 import api as open311

Call = Callable[..., HttpResponse]
STATUSES: dict[type[CityError], int] = {NotFound: 404, Forbidden: 403, TooMany: 429}
NO_FORMAT = Text(
    "没有这个地址；请以 .xml 或 .json 结尾", "There is no such address; end it with .xml or .json"
)


def _told(call: Call) -> Call:
    """Expected errors, said in the asked format."""

    @wraps(call)
    def answering(request: HttpRequest, form: str = "xml", **named: Any) -> HttpResponse:
        try:
            arguments.check_jurisdiction(request.POST if request.method == "POST" else request.GET)
            return call(request, form, **named)
        except CityError as error:
            return _refused(form, error)

    return answering


def _refused(form: str, error: CityError) -> HttpResponse:
    status = STATUSES.get(type(error), 400)
    found = error.errors if isinstance(error, Errors) else [error]
    told = [{"code": status, "description": shapes.described(each)} for each in found]
    return to_wait(answered(form, "errors", "error", told, status=status), error)


def _reads(call: Call) -> Call:
    @wraps(call)
    def checked(request: HttpRequest, form: str, **named: Any) -> HttpResponse:
        if request.method != "GET":
            return _no_method(form, "GET")
        check_taken(request, arguments.ANYWHERE)
        return call(request, form, **named)

    return _told(checked)


def _no_method(form: str, *methods: str) -> HttpResponse:
    allowed = taken(*methods)
    told = [{"code": 405, "description": str(NO_METHOD.with_values(allowed=allowed))}]
    answer = answered(form, "errors", "error", told, status=405)
    answer.headers["Allow"] = allowed
    return answer


@csrf_exempt
@public
@_reads
def services(request: HttpRequest, form: str) -> HttpResponse:
    """GET services."""
    return answered(
        form, "services", "service", [shapes.service(each) for each in open311.services().values()]
    )


@csrf_exempt
@public
@_reads
def definition(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """GET service definition."""
    return answered(form, "service_definition", "", shapes.definition(open311.service(code)))


@csrf_exempt
@token("open311")
@_told
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """GET requests (open to anyone); POST request (needs an api_key)."""
    if request.method == "POST":
        return _submit(request, form)
    if request.method != "GET":
        return _no_method(form, "GET", "POST")
    check_taken(request, (*arguments.SEARCH, *arguments.ANYWHERE))
    wanted = arguments.numbers_of(request.GET)
    if wanted:
        found = open311.by_numbers(_numbers(wanted))
    else:
        found = open311.search(arguments.search_of(request.GET, timezone.now()))
    return answered(form, "service_requests", "request", [shapes.request(each) for each in found])


def _submit(request: HttpRequest, form: str) -> HttpResponse:
    actor = arguments.program(request, request.POST)
    key = arguments.write_key(request.headers.get("Idempotency-Key", ""), "request", request.POST, actor)
    asked = arguments.asked_of(request.POST, key)
    receipt = open311.submit(asked, now=timezone.now(), actor=actor)
    told = [shapes.submitted(receipt)]
    return answered(form, "service_requests", "request", told, status=200 if receipt.repeated else 201)


def _numbers(wanted: list[str]) -> list[str]:
    """Numbers of ours among what was asked for; others are no requests of this city."""
    found = []
    for text in wanted:
        try:
            found.append(read_number(text))
        except CityError:
            continue
    return found


@csrf_exempt
@public
@_reads
def one(request: HttpRequest, form: str, number: str) -> HttpResponse:
    """GET request."""
    found = open311.by_number((_numbers([number]) or [""])[0])
    return answered(form, "service_requests", "request", [shapes.request(found)])


@csrf_exempt
@public
@_reads
def from_token(request: HttpRequest, form: str, given: str) -> HttpResponse:
    """GET service_request_id from a token. Numbers are given at once, so a token is the number itself."""
    found = open311.by_number((_numbers([given]) or [""])[0])
    told = [{"service_request_id": found.number, "token": given}]
    return answered(form, "service_requests", "request", told)


@csrf_exempt
@token("open311")
@_told
def updates(request: HttpRequest, form: str) -> HttpResponse:
    """The update extension: GET what moved (open to anyone); POST what a handling system says (needs a key)."""
    if request.method == "POST":
        return _update(request, form)
    if request.method != "GET":
        return _no_method(form, "GET", "POST")
    check_taken(request, (*arguments.SPAN_AND_PAGE, *arguments.ANYWHERE))
    wanted = arguments.numbers_of(request.GET)
    asked = arguments.updates_of(request.GET, timezone.now(), _numbers(wanted) if wanted else None)
    told = [shapes.update(each) for each in open311.updates(asked)]
    return answered(form, "service_request_updates", "request_update", told)


def _update(request: HttpRequest, form: str) -> HttpResponse:
    given = request.POST
    actor = arguments.program(request, given)
    number = read_number(given.get("service_request_id", ""), field="service_request_id")
    key = arguments.write_key(request.headers.get("Idempotency-Key", ""), number, given, actor)
    done = open311.update(
        number=number, status=given.get("status", "open").lower(), description=given.get("description", ""),
        now=timezone.now(), actor=actor, key=key,
    )  # fmt: skip
    told = [{"update_id": done.step, "service_request_id": number}]
    return answered(form, "service_request_updates", "request_update", told, status=201)


@csrf_exempt
@public
def nowhere(request: HttpRequest, path: str = "") -> HttpResponse:
    """Any other address of this door."""
    form = "json" if path.endswith(".json") else "xml"
    return _refused(form, NotFound(NO_FORMAT))
