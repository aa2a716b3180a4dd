"""Say something: one question a page, then all answers to check, then the receipt."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cocity.doors.resident import drafts
from cocity.doors.resident.forms import QUESTIONS, Question
from cocity.doors.resident.pages import page
from cocity.doors.resident.review import pairs, similar
from cocity.doors.resident.who import actor_of, language_of, now_of, open_receipt
from cocity.kit.errors import CityError, Errors, NotFound
from cocity.kit.parts import ErrorLink
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.kit.web.flood import one_more_voice
from cocity.listen.intake import api as intake
from cocity.listen.web import api as web

# Where a person mends what intake refuses.
MENDS: Mapping[str, str] = {
    "text": "words", "kind": "kind", "category": "category", "place": "area", "lon": "place", "lat": "place",
    "address": "place", "files": "photo", "against": "about", "phone": "contact", "email": "contact", "consent": "contact",
}  # fmt: skip

# The answers live in a session, which ends; then nothing must look as if it had been sent.
KEPT = Text(
    "前面的回答已经过期，或已在另一个窗口提交。您刚才写的留着，请把其余的再答一遍。",
    "Your earlier answers have expired, or were sent in another window. What you just wrote is kept; please answer the rest again.",
)
NOT_SENT = Text(
    "没有提交：这些回答已经过期，或在另一个窗口有了变化。请核对后再提交。",
    "Not sent: these answers have expired, or were changed in another window. Please look at them and send again.",
)


@public
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Go to the first question not answered yet."""
    draft = drafts.draft_of(request)
    step = web.unanswered(draft) or "check" if draft else "kind"
    return redirect(_address(step) + _level(request))


@public
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, step: str) -> HttpResponse:
    """One question: shown with what was answered before, or answered."""
    if step not in QUESTIONS:
        raise NotFound(Text("没有这个问题", "There is no such question"))
    kept = drafts.draft_of(request)
    if request.method != "POST":
        if kept is None and step != "kind":
            return redirect("resident:question", step="kind")
        draft = kept or web.new_draft()
        form = QUESTIONS[step](None, draft=draft, seek=request.GET.get("seek", "")[:60])
        return _asked(request, step, form)
    draft = kept or drafts.begun(request)
    late = kept is None and step != "kind"
    form = QUESTIONS[step](request.POST, request.FILES, draft=draft, seek=request.GET.get("seek", "")[:60])
    if not form.is_valid():
        return _asked(request, step, form, status=422)
    draft = web.answered(draft, step, form.answers())
    drafts.keep(request, draft)
    if late:
        messages.info(request, str(KEPT))
    return redirect(_address(web.after(draft, step)))


def _asked(request: HttpRequest, step: str, form: Question, status: int = 200) -> HttpResponse:
    draft = form.draft
    previous = web.before(draft, step)
    if not web.unanswered(draft):
        previous = "check"
    shown = {
        "form": form,
        "title": form.title,
        "about": form.about,
        "step": step,
        "seek": form.seek,
        "back_url": _address(previous) if previous else reverse("resident:home"),
        "preview": intake.screened(intake.tidy(draft.text)) if step == "publish" else "",
    }
    template = f"say_{form.part}" if form.part else "say"
    return page(request, template, shown, status)


@public
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """All answers, each with a way back to its question, and what others have said nearby."""
    draft = drafts.draft_of(request)
    if draft is None or web.unanswered(draft):
        return redirect("resident:begin")
    return _checked(request, draft)


def _checked(
    request: HttpRequest, draft: web.Draft, errors: tuple[ErrorLink, ...] = (), status: int = 200
) -> HttpResponse:
    shown = {"pairs": pairs(draft), "similar": similar(draft), "key": draft.key, "errors": list(errors)}
    return page(request, "check", shown, status)


@public
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send it, once: the same form again leads to the same receipt."""
    key = request.POST.get("key", "")
    before = drafts.sent_as(request, key)
    if before:
        return redirect("resident:receipt", number=before)
    draft = drafts.draft_of(request)
    if draft is None or web.unanswered(draft) or draft.key != key:
        messages.warning(request, str(NOT_SENT))
        return redirect("resident:begin")
    one_more_voice(request)
    try:
        receipt = web.send(draft, now=now_of(request), actor=actor_of(request), language=language_of(request))
    except CityError as error:
        if error.status != 422:
            raise
        return _checked(request, draft, tuple(_links(error)), status=422)
    drafts.note_sent(request, draft.key, receipt.number)
    drafts.discard(request)
    open_receipt(request, receipt.number)
    return redirect("resident:receipt", number=receipt.number)


def _links(error: CityError) -> list[ErrorLink]:
    found = error.errors if isinstance(error, Errors) else [error]
    return [ErrorLink(each.message, f"answer-{MENDS.get(each.field, 'kind')}") for each in found]


@public
@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Forget the answers given so far, once asked whether that is meant: the button stands right under “Send”."""
    if request.POST.get("sure") != "1":
        return page(request, "start_over", {"back": reverse("resident:check")})
    drafts.discard(request)
    messages.success(request, str(Text("已全部清除，什么也没有提交。", "All is cleared; nothing was sent.")))
    return redirect("resident:home")


def _address(step: str) -> str:
    return reverse("resident:check") if step == "check" else reverse("resident:question", args=[step])


def _level(request: HttpRequest) -> str:
    level = request.GET.get("level", "")
    return f"?level={level}" if level in {"district", "street", "community"} else ""
