"""Letters: what people who came on paper are told, printed here and handed over or posted."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from cocity.answer.notices import api as notices
from cocity.doors.desk.pages import page
from cocity.doors.desk.who import actor_of, now_of
from cocity.kit.dates import day_words
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.numbers import whole
from cocity.kit.text import Text
from cocity.kit.web.access import worker

MOST_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter in the one language it is written in."""

    delivery: int
    number: str
    day: str
    lang: str
    english: bool
    body: str
    phone: str
    address: str
    subject: str
    text: str
    closing: str


def _sheet(letter: notices.Letter) -> Sheet:
    english = letter.language == "en"

    def said(words: Text) -> str:
        return words.en if english else words.zh

    return Sheet(
        letter.delivery, letter.number, said(day_words(letter.at)), "en" if english else "zh-Hans", english, said(letter.body_name),
        letter.body_phone, letter.body_address, said(letter.subject), said(letter.text), said(letter.closing),
    )  # fmt: skip


@worker(*notices.LETTER_ROLES)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Letters to be printed, the oldest first; the next ones follow when these are done. The list is read by a worker:
    it is in the reader's language, whatever language each letter is in."""
    found = notices.letters_waiting(actor_of(request), size=MOST_AT_ONCE)
    return page(request, "letters", {"letters": found})


@worker(*notices.LETTER_ROLES)
@require_GET
def print_all(request: HttpRequest) -> HttpResponse:
    """Every letter of the list on a page of its own, then a press that says they left."""
    found = notices.letters_waiting(actor_of(request), size=MOST_AT_ONCE)
    return page(request, "letters_print", {"letters": [_sheet(letter) for letter in found]})


@worker(*notices.LETTER_ROLES)
@require_GET
def print_one(request: HttpRequest, delivery: int) -> HttpResponse:
    """One letter, printed before or not."""
    found = notices.letter(actor_of(request), delivery)
    return page(request, "letters_print", {"letters": [_sheet(found)]})


@worker(*notices.LETTER_ROLES)
@require_POST
def printed(request: HttpRequest) -> HttpResponse:
    """These letters were handed over or posted; said again, nothing changes."""
    ids = [n for each in request.POST.getlist("letter") if (n := whole(each)) is not None][:MOST_AT_ONCE]
    if not ids:
        raise Invalid(Text("没有选择信函", "No letter was chosen"), field="letter")
    noted = sum(_noted(request, each) for each in ids)
    done = Text("已记下 {n} 封信已交出或寄出", "{n} letters noted as handed over or posted")
    messages.success(request, str(done.with_values(n=noted)))
    if noted < len(ids):
        left = Text(
            "有 {n} 封没有记下：事项已转到别的单位，信由那里记",
            "{n} could not be noted: their matters have gone to another body, which notes them",
        )
        messages.warning(request, str(left.with_values(n=len(ids) - noted)))
    return redirect("desk:letters")


def _noted(request: HttpRequest, delivery: int) -> bool:
    """Whether this letter is noted as gone; one whose matter went elsewhere meanwhile keeps no other from it."""
    try:
        notices.mark_printed(now=now_of(request), actor=actor_of(request), delivery=delivery)
    except NotFound:
        return False
    return True
