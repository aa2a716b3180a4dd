"""Reading the desk: counts in one statement, pages by keyset, one matter whole."""

from datetime import datetime, timedelta

from django.conf import settings

from cocity.act.dispatch import api as dispatch
from cocity.act.orders.contracts import Inbox, Similar, Tray, Work
from cocity.act.orders.trays import TITLES, trays_of
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import CommitmentRow, Filters
from cocity.ground.people.api import Actor
from cocity.kit.errors import Forbidden, Invalid, NotFound
from cocity.kit.text import Text
from cocity.kit.words import segmented
from cocity.listen.intake import api as intake

RECENT_DAYS = 30
LOOKED_AT = 100  # recent matters compared for likeness
MOST_SIMILAR = 5
SHORTEST_WORD = 2


def trays(actor: Actor, *, now: datetime) -> tuple[Tray, ...]:
    """What is due for this actor, by tray, with counts. One statement."""
    filters = trays_of(actor, commitments.every_version(), now=now)
    counted = commitments.counts(actor, filters)
    return tuple(Tray(name, TITLES[name], *counted[name]) for name in filters)


def inbox(actor: Actor, tray: str, *, now: datetime, cursor: str = "", size: int = 25) -> Inbox:
    """A page of one tray, the earliest due first. Two statements. Raises Invalid(tray), Invalid(cursor), Forbidden."""
    filters = tray_filters(actor, tray, now=now)
    page = commitments.listed(actor, filters, order="due", cursor=cursor, size=size)
    return Inbox(tray, TITLES[tray], page, {row.number: _left(row, now) for row in page.rows})


def tray_filters(actor: Actor, tray: str, *, now: datetime) -> Filters:
    """What a tray holds, as filters to be narrowed, searched or exported. Raises Invalid(tray), Forbidden."""
    if tray not in TITLES:
        raise Invalid(Text("没有这个分栏", "There is no such tray"), field="tray")
    filters = trays_of(actor, commitments.every_version(), now=now).get(tray)
    if filters is None:
        raise Forbidden(Text("您没有这一栏的职责", "This tray is not among your duties"))
    return filters


def _left(row: CommitmentRow, now: datetime) -> Text:
    """What is left of the whole clock, in working days of the city."""
    left = calendar.left(now=now, due_at=row.due_at, unit="working_day", calendar=settings.CALENDAR)
    return left.text


def work_on(actor: Actor, number: str, *, now: datetime) -> Work:
    """One matter whole: its course, what this actor may do, what was said, why it is here. Raises NotFound."""
    view = commitments.view(actor, number, now=now)
    try:
        voice = intake.shown(number)
    except NotFound:
        voice = None  # a promise need not come from a voice
    body, why = dispatch.explanations([number]).get(number, ("", None))
    return Work(view, voice, body, why)


def similar_recent(
    actor: Actor, *, place_path: str, category: str, text: str, now: datetime, days: int = RECENT_DAYS
) -> tuple[Similar, ...]:
    """Matters of the last days at the same place that may be the same one, the likeliest first: those whose heading
    shares words with `text`. For an agent before a new matter is written down. Two statements."""
    filters = Filters(place_path=place_path, category=category, opened_from=now - timedelta(days=days))
    page = commitments.listed(actor, filters, order="newest", size=LOOKED_AT)
    wanted = _words(text)
    found = [Similar(row, tuple(sorted(wanted & _words(row.title)))) for row in page.rows]
    alike = [one for one in found if one.shared]
    return tuple(sorted(alike, key=lambda one: -sum(map(len, one.shared)))[:MOST_SIMILAR])


def _words(text: str) -> set[str]:
    return {word for word in segmented(text).split() if len(word) >= SHORTEST_WORD}
