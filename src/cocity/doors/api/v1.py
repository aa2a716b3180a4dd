"""CoCity API, version 1."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError

from cocity.doors.api import figures, needs, samples, told, wrong
from cocity.doors.api.naming import named_alone
from cocity.doors.api.shapes import MattersOut, Problem, ReceiptOut, StepIn, StepOut, VoiceIn, WholeOut
from cocity.doors.api.who import Key, program, reader
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import EvidenceGiven, Filters, Given, VerdictGiven
from cocity.ground.people.api import ANONYMOUS, body_by_code
from cocity.ground.places import api as places
from cocity.kit.errors import CityError
from cocity.kit.keys import scoped_key
from cocity.kit.numbers import read_number
from cocity.kit.text import Text
from cocity.kit.web.flood import one_more_voice
from cocity.listen.intake import api as intake

CHANNEL = intake.Channel("api")
IdempotencyKey = Annotated[str, Header("", alias="Idempotency-Key", max_length=60)]
ReceiptCode = Annotated[str, Header("", alias="X-Receipt-Code", max_length=12)]
Number = Annotated[str, Path(max_length=40, description="sixteen digits")]
PROBLEMS = {400: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem}
CLOSED = {**PROBLEMS, 401: Problem, 403: Problem}

api = NinjaAPI(
    title="CoCity 共城",
    version="1",
    description="Say something, follow it, act on it. Errors are problem documents (RFC 9457) naming the field; "
    "`Accept-Language` chooses Chinese or English. Whatever answers GET answers HEAD. "
    "A parameter that is not listed here is refused (422), with those that are: no answer is wider than what was asked.",
    urls_namespace="api-1",
    docs_url=None,  # the viewer it brings needs scripts from elsewhere; `reference.py` shows the same document
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)
api.add_decorator(named_alone)
api.add_router("/figures", figures.router)
api.add_router("/samples", samples.router)
api.add_router("", needs.router)


@api.exception_handler(CityError)
def _expected(request: HttpRequest, error: CityError) -> HttpResponse:
    return told.problem(request, error)


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return told.problem(request, wrong.refused(error.errors))


NOT_JSON = Text("请求内容不是 JSON", "The body of the request is not JSON")
NO_KEY = Text("没有密钥，或密钥无效", "There is no key, or it is not valid")


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses: a body that is no JSON, a call without a key."""
    if error.status_code == 401:
        answer = told.problem(request, CityError(NO_KEY, code="unauthorised"), 401)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    return told.problem(request, CityError(NOT_JSON, field="body", code="not_json"), error.status_code)


@api.get(
    "/kinds", summary="Kinds of matters and the procedure each follows",
    response={200: list[dict[str, Any]], 422: Problem},
)  # fmt: skip
def kinds(request: HttpRequest) -> HttpResponse:
    return told.as_json([_plain(kind) for kind in intake.kinds().values()])


@api.get(
    "/categories", summary="The city's tree of matters", response={200: list[dict[str, Any]], 422: Problem}
)
def categories(request: HttpRequest) -> HttpResponse:
    return told.as_json([_plain(category) for category in intake.categories().values()])


@api.get(
    "/places", summary="Places below a place, or by name", response={200: list[dict[str, Any]], **PROBLEMS}
)
def list_places(
    request: HttpRequest,
    below: Annotated[str, Query("", max_length=40)],
    name: Annotated[str, Query("", max_length=60)],
) -> HttpResponse:
    found = places.find(name) if name else places.children(below) if below else places.tree(kind="district")
    return told.as_json([
        {"code": p.code, "kind": p.kind, "name": p.name.as_dict(), "parent": p.parent_code} for p in found[:500]
    ])  # fmt: skip


@api.post("/voices", summary="Say something", response={201: ReceiptOut, 200: ReceiptOut, **PROBLEMS})
def say(request: HttpRequest, said: VoiceIn, key: IdempotencyKey) -> HttpResponse:
    """No account and no identity needed. The same `Idempotency-Key` with the same words again gives the first receipt
    back (200); with other words it is another voice."""
    one_more_voice(request)
    # Bound to the words: whoever guesses a key must not be handed the receipt of the person who used it.
    own = scoped_key("api", "voice", f"{key}\n{said.model_dump_json()}") if key else ""
    given = intake.Said(channel=CHANNEL, key=own, **said.model_dump())
    receipt = intake.receive(given, now=timezone.now(), actor=ANONYMOUS)
    return told.as_json({
        "number": receipt.number, "code": receipt.code, "received_at": receipt.received_at, "due_at": receipt.due_at,
        "first_contact_due": receipt.first_contact_due, "provisional": receipt.provisional,
        "procedure": receipt.procedure, "repeated": receipt.repeated,
    }, 200 if receipt.repeated else 201)  # fmt: skip


@api.get("/matters", summary="Public matters, newest first", response={200: MattersOut, **PROBLEMS})
def public_matters(
    request: HttpRequest,
    cursor: Annotated[str, Query("", max_length=200)],
    place: Annotated[str, Query("", max_length=40)],
    category: Annotated[str, Query("", max_length=80)],
    q: Annotated[str, Query("", max_length=100)],
    size: Annotated[int, Query(25, ge=1, le=200)],
) -> HttpResponse:
    filters = Filters(
        place_path=places.get(place).path if place else "", category=category, words=q, public_only=True
    )
    return _page(commitments.listed(ANONYMOUS, filters, order="newest", cursor=cursor, size=size))


@api.get("/matters/{number}", summary="One matter", response={200: dict[str, Any], **PROBLEMS})
def matter(request: HttpRequest, number: Number, code: ReceiptCode) -> HttpResponse:
    """The public face of a public matter; with the receipt's code, your own matter whole."""
    number = read_number(number)
    who = reader(request, number, code)
    if who is ANONYMOUS:
        return told.as_json(told.matter(commitments.public_view(number)))
    found = commitments.view(who, number, now=timezone.now())
    return told.as_json(told.whole(commitments.for_outsiders(found)))


@api.post(
    "/matters/{number}/own/{action}",
    summary="A step of your own matter",
    response={200: StepOut, 403: Problem, **PROBLEMS},
)
def act_with_receipt(
    request: HttpRequest,
    number: Number,
    action: Annotated[str, Path(max_length=40)],
    step: StepIn,
    code: ReceiptCode,
    key: IdempotencyKey,
) -> HttpResponse:
    """Confirm, withdraw, appeal, reopen: what the procedure opens to the person. Needs the receipt's code. The same
    `Idempotency-Key` with the same content gives the first result back; with other content it is a 409."""
    number = read_number(number)
    return _act(reader(request, number, code), number, action, step, key)


@api.get(
    "/desk/matters", auth=Key(), summary="Matters this key may see", response={200: MattersOut, **CLOSED}
)
def desk_matters(
    request: HttpRequest,
    cursor: Annotated[str, Query("", max_length=200)],
    place: Annotated[str, Query("", max_length=40)],
    category: Annotated[str, Query("", max_length=80)],
    state: Annotated[str, Query("", max_length=40)],
    q: Annotated[str, Query("", max_length=100)],
    open_only: bool = True,
    size: Annotated[int, Query(25, ge=1, le=200)] = 25,
) -> HttpResponse:
    """Open ones by what is due first; with `open_only=false` all of them, the newest first."""
    actor = program(request, "matters:read")
    path = places.get(place).path if place else ""
    filters = Filters(place_path=path, category=category, state=state, words=q, open_only=open_only)
    order = "due" if open_only else "newest"
    return _page(commitments.listed(actor, filters, order=order, cursor=cursor, size=size))


@api.get(
    "/desk/matters/{number}", auth=Key(), summary="One matter, whole", response={200: WholeOut, **CLOSED}
)
def desk_matter(request: HttpRequest, number: Number) -> HttpResponse:
    actor = program(request, "matters:read")
    return told.as_json(told.whole(commitments.view(actor, read_number(number), now=timezone.now())))


@api.post(
    "/desk/matters/{number}/{action}", auth=Key(), summary="Take a step", response={200: StepOut, **CLOSED}
)
def desk_act(
    request: HttpRequest,
    number: Number,
    action: Annotated[str, Path(max_length=40)],
    step: StepIn,
    key: IdempotencyKey,
) -> HttpResponse:
    """What may be done and what must be given is the procedure's: see `actions` of the matter. The same
    `Idempotency-Key` with the same content gives the first result back; with other content it is a 409."""
    return _act(program(request, "matters:act"), read_number(number), action, step, key)


def _act(actor: Any, number: str, action: str, step: StepIn, key: str) -> HttpResponse:
    done = commitments.act(
        now=timezone.now(), actor=actor, number=number, action=action, version=step.version, given=_given(step),
        key=f"{number}:{key}" if key else "",
    )  # fmt: skip
    return told.as_json({
        "number": done.number, "state": done.state, "version": done.version, "step": done.step,
        "pending": done.pending, "due_at": done.due_at,
    })  # fmt: skip


def _given(step: StepIn) -> Given:
    verdict = VerdictGiven(**step.verdict.model_dump()) if step.verdict else None
    return Given(
        reason=step.reason, note=step.note, body=body_by_code(step.body).id if step.body else None,
        bodies=tuple(body_by_code(code).id for code in step.bodies),
        evidence=tuple(EvidenceGiven(**item.model_dump()) for item in step.evidence), claim=step.claim,
        finding=step.finding, verdict=verdict, disposition=step.disposition, until=step.until,
    )  # fmt: skip


def _page(page: commitments.Page) -> HttpResponse:
    return told.as_json({
        "matters": [told.matter(row) for row in page.rows], "next": page.next, "count": page.count,
        "capped": page.capped,
    })  # fmt: skip


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}
