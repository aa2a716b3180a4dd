"""Arguments of GeoReport v2 calls, read and checked."""

import math
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import timezone, translation

from cocity.ground.calendar import api as calendar
from cocity.ground.people.api import Actor, actor_of_token
from cocity.kit.errors import Forbidden, Invalid, NotFound
from cocity.kit.keys import scoped_key
from cocity.kit.text import Text
from cocity.listen.open311 import api as open311

SPAN = timedelta(days=90)
SCOPE = "open311"
MOST_CODES = 50
RADIUS, WIDEST = 1_000, 20_000  # metres: when not said, and at most
BOTH = Text("lat 与 long 要一起给出", "Give lat and long together")
# What a call may be asked besides its own: GeoReport's own two, and two of other cities that narrow nothing. A call that
# writes takes any argument: what a client sends along with a voice (`first_name`, `device_id`) must not lose it.
ANYWHERE = ("jurisdiction_id", "api_key", "extensions", "locale")
SPAN_AND_PAGE = ("service_request_id", "start_date", "end_date", "page", "page_size")
SEARCH = ("service_code", "status", *SPAN_AND_PAGE, "lat", "long", "radius")
_ATTRIBUTE = re.compile(r"^attribute\[([^\[\]]{1,80})\](?:\[\])?$")
LONGEST = {
    "address_string": 200,
    "against": 60,
    "address_id": 80,
    "email": 200,
    "phone": 40,
    "media_url": 500,
}


def check_jurisdiction(given: QueryDict) -> None:
    """One jurisdiction is served, so the argument may be left out. Raises NotFound for another one."""
    name = given.get("jurisdiction_id", "")
    if name and settings.JURISDICTION and name != settings.JURISDICTION:
        raise NotFound(
            Text("没有这个 jurisdiction_id", "There is no such jurisdiction_id"), field="jurisdiction_id"
        )


def program(request: HttpRequest, given: QueryDict) -> Actor:
    """The worker a key acts for. Raises Forbidden: no key, an unknown one, or one without the scope `open311`."""
    key, now = given.get("api_key", ""), timezone.now()
    found = actor_of_token(key, now=now, on=calendar.local_day(now, settings.CALENDAR)) if key else None
    if found is None or SCOPE not in found[1]:
        raise Forbidden(Text("api_key 缺失或无效", "api_key is missing or not valid"), field="api_key")
    return found[0]


def span_of(given: QueryDict, now: datetime) -> tuple[datetime, datetime]:
    """The dates asked for: 90 days at most, the last 90 when not said. Raises Invalid."""
    start, end = _moment(given, "start_date"), _moment(given, "end_date")
    if start is None:
        end = end or now
        return end - SPAN, end
    end = end or min(start + SPAN, max(now, start))
    if end < start:
        raise Invalid(Text("end_date 早于 start_date", "end_date is before start_date"), field="end_date")
    if end - start > SPAN:
        raise Invalid(
            Text("时间跨度不能超过 90 天", "The dates may not span more than 90 days"), field="end_date"
        )
    return start, end


def _moment(given: QueryDict, name: str) -> datetime | None:
    text = (
        given.get(name, "").strip().replace(" ", "+")
    )  # a plus sign arrives as a blank when it was not quoted
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        found = found if found.tzinfo else timezone.make_aware(found)
        # A margin of a year keeps every sum of dates inside what a datetime can hold.
        if not 1971 <= found.year <= 9000:
            raise ValueError(name)
    except (ValueError, OverflowError) as error:
        said = Text("{name} 应像 2026-01-31T00:00:00Z", "{name} should look like 2026-01-31T00:00:00Z")
        raise Invalid(said.with_values(name=name), field=name) from error
    return found


def search_of(given: QueryDict, now: datetime) -> open311.Search:
    """Raises Invalid naming the argument."""
    since, until = span_of(given, now)
    codes = _codes(given)
    statuses = set(_listed(given, "status"))
    if statuses - {"open", "closed"}:
        raise Invalid(Text("status 应为 open 或 closed", "status is open or closed"), field="status")
    closed = None if len(statuses) != 1 else statuses == {"closed"}
    size = _whole(given, "page_size", open311.MOST, open311.MOST)
    page = _whole(given, "page", 1, open311.MOST)
    return open311.Search(since, until, tuple(codes), closed, page, size, _near(given))


def _codes(given: QueryDict) -> list[str]:
    """Raises Invalid for too many, NotFound for one there is not: an empty answer would say that nothing was asked for."""
    codes = _listed(given, "service_code")
    if len(codes) > MOST_CODES:
        said = Text("service_code 一次最多 {n} 个", "At most {n} service_code at a time")
        raise Invalid(said.with_values(n=MOST_CODES), field="service_code")
    for code in codes:
        if not open311.known(code):
            open311.service(code)
    return codes


def _near(given: QueryDict) -> open311.Near | None:
    """The circle asked for; None without one. Raises Invalid naming the argument."""
    lat, lon = _degrees(given, "lat", 90), _degrees(given, "long", 180)
    if (lat is None) != (lon is None):
        raise Invalid(BOTH, field="lat" if lat is None else "long")
    text = given.get("radius", "").strip()
    if lat is None or lon is None:
        if text:
            raise Invalid(
                Text("radius 要和 lat、long 一起给出", "Give radius with lat and long"), field="radius"
            )
        return None
    return open311.Near(lon, lat, _metres(text) if text else RADIUS)


def _metres(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 < found <= WIDEST:
        said = Text("radius 应为不超过 {most} 的米数", "radius is metres, above 0 and at most {most}")
        raise Invalid(said.with_values(most=WIDEST), field="radius")
    return found


def updates_of(given: QueryDict, now: datetime, numbers: list[str] | None) -> open311.AskedUpdates:
    """`numbers` are the requests asked for (None: any); as with requests, they override the dates. Raises Invalid
    naming the argument."""
    since, until = span_of(given, now) if numbers is None else (now, now)
    size = _whole(given, "page_size", open311.MOST, open311.MOST)
    page = _whole(given, "page", 1, open311.MOST)
    return open311.AskedUpdates(since, until, None if numbers is None else tuple(numbers), page, size)


def _listed(given: QueryDict, name: str) -> list[str]:
    return list(
        dict.fromkeys(
            part.strip() for text in given.getlist(name) for part in text.split(",") if part.strip()
        )
    )


def numbers_of(given: QueryDict) -> list[str]:
    """service_request_id, comma delimited; it overrides everything else. Raises Invalid for too many."""
    numbers = _listed(given, "service_request_id")
    if len(numbers) > open311.MOST:
        said = Text("service_request_id 一次最多 {n} 个", "At most {n} service_request_id at a time")
        raise Invalid(said.with_values(n=open311.MOST), field="service_request_id")
    return numbers


def _whole(given: QueryDict, name: str, default: int, most: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= most):
        said = Text("{name} 应为 1 到 {most} 的整数", "{name} is a whole number from 1 to {most}")
        raise Invalid(said.with_values(name=name, most=most), field=name)
    return int(text)


def write_key(key: str, about: str, given: QueryDict, actor: Actor) -> str:
    """The client's key bound to who sent it and what was said: used again with other words, or by another system, it
    is another write, so that no voice is lost and nobody is handed another's receipt."""
    said = sorted((name, values) for name, values in given.lists() if name != "api_key")
    return scoped_key("open311", about, f"{actor.ref}\n{key}\n{said!r}") if key else ""


def asked_of(given: QueryDict, key: str) -> open311.Asked:
    """A request as it came in. Raises Invalid naming the argument."""
    if not given.get("service_code"):
        raise Invalid(Text("缺少 service_code", "service_code is missing"), field="service_code")
    for name, most in LONGEST.items():
        if len(given.get(name, "")) > most:
            raise Invalid(Text("{name} 太长", "{name} is too long").with_values(name=name), field=name)
    lat, lon = _degrees(given, "lat", 90), _degrees(given, "long", 180)
    if (lat is None) != (lon is None):
        raise Invalid(BOTH, field="lat" if lat is None else "long")
    return open311.Asked(
        service_code=given.get("service_code", ""), description=given.get("description", ""), lon=lon, lat=lat,
        address=given.get("address_string", ""), address_id=given.get("address_id", ""), email=given.get("email", ""),
        phone=given.get("phone", ""), media_url=given.get("media_url", ""),
        publish=given.get("publish", "true").lower() != "false", language=_language(), attributes=_attributes(given),
        against=given.get("against", "").strip(),
        key=key,
    )  # fmt: skip


def _degrees(given: QueryDict, name: str, most: int) -> float | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not (math.isfinite(found) and abs(found) <= most):
        said = Text("{name} 应为 ±{most} 之间的度数（WGS 84）", "{name} is degrees within ±{most} (WGS 84)")
        raise Invalid(said.with_values(name=name, most=most), field=name)
    return found


def _attributes(given: QueryDict) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in given:
        match = _ATTRIBUTE.match(name)
        if match:
            found.setdefault(match[1], []).extend(str(value) for value in given.getlist(name))
    return found


def _language() -> str:
    return "en" if (translation.get_language() or "").startswith("en") else "zh-hans"
