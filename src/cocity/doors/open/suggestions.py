"""People's suggestions: what was adopted, what became of it, and why others were not."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cocity.answer.replies import api as replies
from cocity.doors.open.matters import Matter, matters_of
from cocity.doors.open.pages import Tab, ask, downloads, page, periods, query
from cocity.doors.open.said import opened, period_words
from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import ANONYMOUS
from cocity.kit.errors import Invalid
from cocity.kit.parts import Words
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.learn.performance import api as performance

CODES = (
    "handled_rate", "reply_with_reason_rate", "adoption_rate_all", "adoption_rate_with_partly",
    "adoption_rate_curated", "implementation_rate",
)  # fmt: skip
DECIDES = "disposition"


@dataclass(frozen=True, slots=True)
class Suggested:
    """A public suggestion with what the city answered."""

    matter: Matter
    answer: Words
    reasons: Words


@public
@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """Suggestions: how many were adopted and put into practice, and each public one with its answer and reasons."""
    asked, now = ask(request), timezone.now()
    known = [code for code in CODES if code in performance.indicators()]
    (found,) = performance.series(known, [asked.period], asked.filters)
    state, states = _state(request.GET.get("state", ""))
    filters = commitments.Filters(public_only=True, states=states)
    listed = commitments.listed(ANONYMOUS, filters, order="newest", cursor=request.GET.get("cursor", ""))
    answers = replies.public_replies_of([row.number for row in listed.rows])
    shown = {
        "figures": [opened(f, downloads("figures", asked, indicator=f.code)) for f in found],
        "suggestions": [_suggested(m, answers.get(m.row.number)) for m in matters_of(listed.rows, now)],
        "tabs": [Tab(query(asked, state=name), words, name == state) for name, words in _tabs().items()],
        "count": listed.count,
        "capped": listed.capped,
        "next_url": query(asked, state=state, cursor=listed.next) if listed.next else "",
        "first_url": query(asked, state=state) if request.GET.get("cursor") else "",
        "asked": asked,
        "period": period_words(asked.period),
        **periods(request, asked),
    }
    return page(request, "suggestions", shown)


def _deciding() -> dict[str, commitments.Procedure]:
    """Procedures that end in adopting or not."""
    return {
        name: p
        for name, p in commitments.load_all().items()
        if any(DECIDES in {str(need) for need in a.needs} for a in p.actions.values())
    }


def _tabs() -> dict[str, Words]:
    """States a suggestion can stand in, in the procedure's order; empty for all."""
    every: dict[str, Words] = {"": Text("全部", "All")}
    for procedure in _deciding().values():
        every |= {name: state.title for name, state in procedure.states.items()}
    return every


def _state(name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    if name not in _tabs():
        raise Invalid(Text("没有这个状态", "There is no such state"), field="state")
    pairs = [(p, s) for p, found in _deciding().items() for s in found.states if name in ("", s)]
    return name, tuple(pairs)


def _suggested(matter: Matter, reply: replies.ReplyView | None) -> Suggested:
    if reply is None:
        return Suggested(matter, "", "")
    return Suggested(matter, reply.newest.public, reply.newest.reasons)
