"""The handful of figures residents care about."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from cocity.doors.open.pages import ask, downloads, page, periods
from cocity.doors.open.said import opened, period_words
from cocity.kit.parts import Figure
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.learn.performance import api as performance


@dataclass(frozen=True, slots=True)
class Question:
    """One thing residents ask, and the figures that answer it, side by side."""

    title: Text
    lead: Text
    codes: tuple[str, ...]


QUESTIONS = (
    Question(
        Text("有没有人听见？", "Was anyone listening?"),
        Text(
            "规程写明多久之内要先联系您。没有联系的，也算在里面。",
            "Each procedure says how soon someone must contact you. Those never contacted count too.",
        ),
        ("first_contact_rate",),
    ),
    Question(
        Text("说好的时间，做到了没有？", "Was it done when promised?"),
        Text(
            "左边是单位自己说的，右边是别人核实过的。没办完的都算在里面。",
            "What the offices say, beside what others have checked. What is unfinished counts in both.",
        ),
        ("on_time_declared", "on_time_confirmed"),
    ),
    Question(
        Text("真的解决了吗？", "Was it really solved?"),
        Text(
            "单位的话和本人的话分开算，从不混在一起。",
            "The office's word and the person's word are kept apart, always.",
        ),
        ("declared_resolution_rate", "confirmed_resolution_rate"),
    ),
    Question(
        Text("满意吗？", "Are people satisfied?"),
        Text(
            "只算作了评判的人，所以旁边写明有多少人评判。没有回答，不算满意。",
            "Only of those who said so, therefore with how many did. No answer is not satisfied.",
        ),
        ("satisfaction_rate", "satisfaction_mean", "verdict_response_rate"),
    ),
    Question(
        Text("现在还有多少人在等？", "Who is still waiting?"),
        Text(
            "到统计时还没有办好的事项，和其中已经超过期限的。",
            "What is not done at the time of counting, and what of it is past its date.",
        ),
        ("overdue_exposure", "backlog"),
    ),
)


@public
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """How promises are kept: the figures residents ask for, each opening to how it was made."""
    asked = ask(request)
    known = performance.indicators()
    codes = tuple(code for q in QUESTIONS for code in q.codes if code in known)
    (found,) = performance.series(codes, [asked.period], asked.filters)
    made: dict[str, Figure] = {
        f.code: opened(f, downloads("figures", asked, indicator=f.code)) for f in found
    }
    answers = [(q, [made[code] for code in q.codes if code in made]) for q in QUESTIONS]
    shown = {
        "answers": answers,
        "asked": asked,
        "period": period_words(asked.period),
        **periods(request, asked),
    }
    return page(request, "overview", shown)
