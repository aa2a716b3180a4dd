"""Public requests and how they moved; a page is a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import CommitmentRow, Filters
from cocity.ground.people.api import ANONYMOUS
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.text import Text
from cocity.listen.intake import api as intake
from cocity.listen.open311.contracts import AskedUpdates, Near, Search, ServiceRequest, UpdateView
from cocity.listen.open311.models import Update
from cocity.listen.open311.services import category_of, code_of, services

MOST = 1000  # requests of one search, all its pages together
LONGEST_DESCRIPTION = 4000
AT_ONCE = 200
TOO_FAR = Text(
    "一次查询最多翻到第 {n} 件，请缩小日期范围",
    "Only the first {n} requests of a search can be read; narrow the dates",
)
NO_REQUEST = Text("没有这个请求，或它不公开", "There is no such request, or it is not public")


def search(asked: Search) -> list[ServiceRequest]:
    """A page of the newest public requests; the first `MOST` can be paged through. Raises Invalid(page) beyond them
    where there are more."""
    first, last = (asked.page - 1) * asked.size, min(asked.page * asked.size, MOST)
    found = _found(asked, last if first < MOST else MOST + 1)
    if first >= MOST and len(found) > MOST:
        raise Invalid(TOO_FAR.with_values(n=MOST), field="page")
    return requests_of(found[first:last])


def _found(asked: Search, most: int) -> list[CommitmentRow]:
    """The newest, at most so many."""
    if asked.near is not None:
        return _near(asked, asked.near, most)
    found: list[CommitmentRow] = []
    for category in [category_of(code) for code in asked.service_codes] or [""]:
        found += _newest(asked, category, most)
    found.sort(key=lambda row: (row.opened_at, row.id), reverse=True)
    return found[:most]


def _near(asked: Search, near: Near, most: int) -> list[CommitmentRow]:
    """The newest public requests around a point."""
    numbers = intake.public_around(
        lon=near.lon, lat=near.lat, metres=near.metres, since=asked.since, until=asked.until, closed=asked.closed,
        categories=[category_of(code) for code in asked.service_codes], most=most,
    )  # fmt: skip
    rows = commitments.rows_of(numbers)
    return [rows[number] for number in numbers]


def _newest(asked: Search, category: str, most: int) -> list[CommitmentRow]:
    filters = Filters(
        public_only=True, category=category, opened_from=asked.since, opened_to=asked.until,
        open_only=asked.closed is False, ended_only=asked.closed is True,
    )  # fmt: skip
    rows: list[CommitmentRow] = []
    cursor = ""
    while len(rows) < most:
        page = commitments.listed(ANONYMOUS, filters, order="newest", cursor=cursor, size=AT_ONCE)
        rows += [row for row in page.rows if not category or row.category == category]
        cursor = page.next
        if not cursor:
            break
    return rows[:most]


def by_numbers(numbers: Iterable[str]) -> list[ServiceRequest]:
    """Public requests among these numbers; others are left out, as if there were none."""
    rows = commitments.rows_of(list(numbers))
    return requests_of([row for row in rows.values() if row.visibility == "public"])


def by_number(number: str) -> ServiceRequest:
    """Raises NotFound for a private request as for none."""
    found = by_numbers([number])
    if not found:
        raise NotFound(NO_REQUEST, field="service_request_id")
    return found[0]


def requests_of(rows: Sequence[CommitmentRow]) -> list[ServiceRequest]:
    """Rows of public matters with their screened words. Two statements."""
    voices = intake.shown_many(row.number for row in rows)
    moved = _last_moves([row.number for row in rows])
    return [
        _request(row, voice, moved.get(row.number, row.opened_at))
        for row in rows
        if (voice := voices.get(row.number)) is not None and voice.publish
    ]


def _last_moves(numbers: list[str]) -> dict[str, datetime]:
    rows = (
        Update.objects.filter(commitment__number__in=numbers)
        .order_by("id")
        .values_list("commitment__number", "at")
    )
    return dict(rows)


def _request(row: CommitmentRow, voice: intake.VoiceView, moved: datetime) -> ServiceRequest:
    code = code_of(row.category)
    known = services().get(code)
    return ServiceRequest(
        number=row.number, closed=row.ended_at is not None, told=_told(row.procedure, row.state), service_code=code,
        service_name=known.title if known else _unnamed(row), description=voice.text[:LONGEST_DESCRIPTION],
        agency=row.holder_name, requested_at=row.opened_at, updated_at=row.ended_at or row.claimed_at or moved,
        expected_at=row.due_at, address=voice.address, lon=voice.lon, lat=voice.lat,
    )  # fmt: skip


def _unnamed(row: CommitmentRow) -> Mapping[str, str]:
    """A category of another source, as that source calls it."""
    title = intake.category_title(row.category) if row.category else Text(row.title, row.title)
    return title.as_dict()


def updates(asked: AskedUpdates) -> list[UpdateView]:
    """A page of how public requests moved, oldest first; all there is about the numbers asked for, or a span. What is
    public no more is left out before pages are cut, so that only the last one is shorter than was asked for."""
    rows = Update.objects.filter(commitment__visibility="public").order_by("at", "id")
    if asked.numbers is not None:
        rows = rows.filter(commitment__number__in=asked.numbers)
    else:
        rows = rows.filter(at__gte=asked.since, at__lt=asked.until)
    return [
        UpdateView(row.pk, row.commitment_id, row.at, row.closed, _told(row.procedure, row.state))
        for row in rows[(asked.page - 1) * asked.size : asked.page * asked.size]
    ]


def _told(procedure: str, state: str) -> Mapping[str, str]:
    found = commitments.current(procedure).states.get(state)
    return found.told.as_dict() if found else {"zh": state, "en": state}
