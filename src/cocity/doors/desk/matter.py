"""The page of one matter, its background, its photos, and the look at a contact."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods

from cocity.act.dispatch import api as dispatch
from cocity.doors.desk.locator import Locator, locate
from cocity.doors.desk.names import complained_about
from cocity.doors.desk.pages import page
from cocity.doors.desk.reading import facts, matter_page, verdict_lines
from cocity.doors.desk.together import need_of
from cocity.doors.desk.voices import voice_of
from cocity.doors.desk.who import actor_of, now_of
from cocity.ground.commitments import api as commitments
from cocity.ground.files import api as files
from cocity.ground.people.api import Actor
from cocity.ground.places import api as places
from cocity.kit.errors import NotFound
from cocity.kit.text import Text
from cocity.kit.web.access import worker
from cocity.listen.intake import api as intake
from cocity.listen.needs import api as needs

REASONS = {
    "first_contact": Text("首次联系市民", "First contact with the person"),
    "clarify": Text("核对情况或约时间", "To clarify something or agree a time"),
    "call_back": Text("回访", "Call-back"),
    "safety": Text("涉及人身安全，紧急联系", "Someone's safety is at stake"),
}
SIMILAR = 5
DRAWN = ("district", "street")


@worker()
@require_GET
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """One matter: what was said, its clocks, who carries it, what was done, and what may be done now."""
    actor, now = actor_of(request), now_of(request)
    view = commitments.view(actor, number, now=now)
    row, voice = view.row, voice_of(number)
    shown = {
        "m": matter_page(view, actor, now),
        "row": row,
        "voice": voice,
        "facts": facts(view, voice, complained_about(view.against)),
        "locator": locator_of(row, voice),
        "verdicts": verdict_lines(view),
        "crumbs": [(Text("待办", "Inbox"), reverse("desk:inbox")), (row.title, "")],
        "may_ask_contact": may_ask_contact(actor, view),
        "need": need_of(request, number),
        "may_join": actor.has_role(*needs.JOINERS),
    }
    return page(request, "matter", shown)


def crumbs_of(row: commitments.CommitmentRow, here: Text) -> list[tuple[Text | str, str]]:
    """Where a page about a matter stands."""
    matter_url = reverse("desk:matter", args=[row.number])
    return [(Text("待办", "Inbox"), reverse("desk:inbox")), (row.title, matter_url), (here, "")]


def seen_row(actor: Actor, number: str) -> commitments.CommitmentRow:
    """A matter's row, if this reader may know of it. One statement. Raises NotFound."""
    found = commitments.seen_among(actor, [number]).get(number)
    if found is None:
        raise NotFound(
            Text("没有这个事项，或您无权查看", "There is no such matter, or it is not yours to see")
        )
    return found.row


def why_of(actor: Actor, number: str) -> dispatch.Explanation | None:
    """Why dispatch sent it where it did; None where dispatch has not looked at it."""
    try:
        return dispatch.explain(actor, number)
    except NotFound:
        return None


def locator_of(row: commitments.CommitmentRow, voice: intake.VoiceView | None) -> Locator | None:
    """Where it is, drawn; None where the city has no boundaries there. Two statements."""
    codes = [code for code in row.place_path.split("/") if code]
    if not codes:
        return None
    point = (voice.lon, voice.lat) if voice and voice.lon is not None and voice.lat is not None else None
    said = Text.of(row.place_name) if row.place_name else Text("地点", "The place")
    title = Text("{place}的位置示意", "Where {place} is").with_values(place=said)
    return locate(codes, [places.outlines(kind) for kind in DRAWN], point, title)


def may_ask_contact(actor: Actor, view: commitments.CommitmentView) -> bool:
    """Whether the way to the contact is shown at all; the look itself is decided and noted by intake. Of the bodies
    only the one that holds the matter: one that was asked to join, or had it before, has no call to ring."""
    if view.beneficiary is None:
        return False
    handles = any(held.role == "handler" and held.body == view.row.holder for held in actor.roles)
    return actor.has_role("agent", "caller") or (handles and view.against is None)


@worker()
@require_GET
def background(request: HttpRequest, number: str) -> HttpResponse:
    """Why this body, the procedure as a diagram, and similar matters at hand."""
    actor = actor_of(request)
    row = seen_row(actor, number)
    procedure = commitments.pinned(row.procedure, row.procedure_version)
    near = commitments.Filters(place_path=row.place_path, category=row.category)
    similar = commitments.listed(actor, near, order="newest", size=SIMILAR + 1)
    shown = {
        "row": row,
        "why": why_of(actor, number),
        "diagram": mark_safe(commitments.diagram(procedure, current=row.state)),  # noqa: S308 - drawn by the spine
        "similar": [other for other in similar.rows if other.number != number][:SIMILAR],
        "crumbs": crumbs_of(row, Text("背景", "Background")),
    }
    return page(request, "background", shown)


@worker("agent", "caller", "handler")
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """Show a person's contact, for a reason that is chosen and noted."""
    actor, now = actor_of(request), now_of(request)
    view = commitments.view(actor, number, now=now)
    shown = {"row": view.row, "reasons": list(REASONS.items()), "error": ""}
    shown["crumbs"] = crumbs_of(view.row, Text("联系方式", "Contact"))
    if request.method == "POST":
        why = request.POST.get("why", "")
        if why not in REASONS:
            shown["error"] = Text("请选择查看的原因", "Choose why you need it")
            return page(request, "contact", shown, status=422)
        phone, email = intake.reveal_contact(actor=actor, number=number, why=why, now=now)
        shown |= {"phone": phone, "email": email, "why": REASONS[why]}
    return page(request, "contact", shown)


@worker()
@require_GET
def photo(request: HttpRequest, number: str, digest: str) -> HttpResponse:
    """A photo of a matter this worker may see: one handed in with the voice, or as evidence."""
    view = commitments.view(actor_of(request), number, now=now_of(request))
    voice = voice_of(number)
    known = {each.file for each in view.evidence} | set(voice.files if voice else ())
    if digest not in known:
        raise NotFound(Text("没有这张照片", "There is no such photo"))
    data, media_type = files.read_picture(digest)
    response = HttpResponse(data, content_type=media_type)
    response.headers["Cache-Control"] = "private, no-store"
    return response
