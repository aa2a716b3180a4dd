"""The first page, and the public page of a matter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cocity.answer.replies import api as replies
from cocity.doors.resident import names, story
from cocity.ground.commitments import api as commitments
from cocity.kit.dates import left_words
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.numbers import read_number
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.listen.intake import api as intake
from cocity.listen.needs import api as needs


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Say something, look something up, see how promises are kept."""
    return render(request, "resident/home.html")


@public
@require_GET
def public_matter(request: HttpRequest, number: str) -> HttpResponse:
    """What everyone may read of a public matter; the same answer for a private one as for none."""
    row = commitments.public_view(_number(number))
    now = timezone.now()
    try:
        voice = intake.published(row.number)
    except NotFound:
        voice = None
    overdue = row.overdue(now)
    shown = {
        "row": row,
        "voice": voice,
        "category": names.category_words(row.category) if row.category else "",
        "place": Text.of(row.place_name) if row.place_name else "",
        "holder": Text.of(row.holder_name),
        "state": Text.of(row.state_title),
        "due_words": "" if row.claimed_at or row.ended_at else left_words(row.due_at, now),
        "due_state": "overdue" if overdue else "open",
        "claim": story.SOLVED.get(row.claim, ""),
        "confirmed": story.SOLVED.get(row.confirmed, ""),
        "replies": replies.public_replies(row.number),
        "others_say": needs.others_words(needs.others(row.number)),
    }
    return render(request, "resident/public.html", shown)


def _number(text: str) -> str:
    try:
        return read_number(text)
    except Invalid as error:
        raise NotFound(
            Text("没有这个事项，或它不公开", "There is no such matter, or it is not public")
        ) from error
