"""A supervisor's decision on what was asked for: an extension, a pause, a refusal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cocity.doors.desk.matter import crumbs_of
from cocity.doors.desk.pages import page
from cocity.doors.desk.reading import matter_page
from cocity.doors.desk.who import actor_of, now_of
from cocity.ground.commitments import api as commitments
from cocity.kit.errors import Conflict, Forbidden, Invalid
from cocity.kit.numbers import whole
from cocity.kit.text import Text
from cocity.kit.web.access import worker
from cocity.listen.intake import api as intake


@worker("supervisor")
@require_POST
def decide(request: HttpRequest, number: str, step: int) -> HttpResponse:
    """Approve or refuse what was asked for; what was written stays when it cannot be taken as it is."""
    commitments.view(actor_of(request), number, now=now_of(request))
    try:
        granted = _decided(request, number, step)
    except (Invalid, Conflict) as error:
        return _again(request, number, step, error)
    approved, refused = (
        Text("已批准", "Approved"),
        Text("未批准，已告知申请单位", "Refused; the unit has been told"),
    )
    messages.success(request, str(approved if granted else refused))
    return redirect("desk:matter", number=number)


def _decided(request: HttpRequest, number: str, step: int) -> bool:
    """Whether it was granted. Raises Invalid, Conflict, Forbidden."""
    wanted = request.POST.get("decision", "")
    if wanted not in {"grant", "refuse"}:
        raise Invalid(Text("请选择批准或不批准", "Choose to approve or to refuse"), field="decision")
    note = intake.screened(intake.tidy(request.POST.get("note", "")))[:2000]
    if wanted == "refuse" and not note:
        raise Invalid(Text("不批准请写明理由", "Say why it is refused"), field="note")
    version = whole(request.POST.get("version", ""))
    if version is None:
        raise Forbidden(Text("请从事项页面重新提交", "Send it again from the matter's page"))
    commitments.decide(
        now=now_of(request), actor=actor_of(request), number=number, step=step, granted=wanted == "grant",
        version=version, note=note,
    )  # fmt: skip
    return wanted == "grant"


def _again(request: HttpRequest, number: str, step: int, error: Invalid | Conflict) -> HttpResponse:
    """What is wrong or what happened meanwhile, with the words typed: to send again while it waits, else to copy."""
    actor, now = actor_of(request), now_of(request)
    view = commitments.view(actor, number, now=now)
    m = matter_page(view, actor, now)
    ids = [done.id for done in reversed(view.steps)]
    shown = {
        "row": view.row,
        "m": m,
        "each": next((asked for asked in m.asked if asked.step == step and asked.may_decide), None),
        "error": error.message,
        "stale": isinstance(error, Conflict),
        "note": request.POST.get("note", ""),
        "changes": [event for done, event in zip(ids, m.events, strict=True) if done >= step],
        "crumbs": crumbs_of(view.row, Text("批准", "Approval")),
    }
    return page(request, "approving", shown, status=error.status)
