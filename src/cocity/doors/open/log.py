"""The public record: the city log's page, and its files for software that checks it."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cocity.answer.citylog import api as citylog
from cocity.doors.open.pages import page
from cocity.ground.calendar import api as calendar
from cocity.kit.text import Text
from cocity.kit.web.access import public

PLAIN = "text/plain; charset=utf-8"
LATE = timedelta(minutes=2)
FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"  # a partial tile never changes, and goes when it is full


@public
@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """The public record: what was recorded today, the latest checkpoint, its witnesses, how to check, what it cannot show."""
    now = timezone.now()
    standing = citylog.standing()
    today = calendar.local_day(now, settings.CALENDAR)
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    recorded = citylog.recorded_since(midnight)
    late = standing.waiting_since is not None and now - standing.waiting_since > LATE
    shown = {
        "log": standing,
        "today": today,
        "recorded": recorded,
        "kinds": [(citylog.kind_words(kind), count) for kind, count in recorded.kinds],
        "state": _state(standing, late=late),
        "late": late,
    }
    return page(request, "record", shown)


def _state(standing: citylog.Standing, *, late: bool) -> tuple[str, Text]:
    """(kind of status, words)."""
    if standing.trouble is not None:
        return "wrong", Text("已停止签名", "Signing has stopped")
    if not standing.size:
        return "open", Text("还没有记录", "Nothing recorded yet")
    if late:
        return "waiting", Text("写入有延迟", "Entries are late")
    if not standing.quorum:
        return "waiting", Text("等待见证", "Waiting for witnesses")
    return "done", Text("已签名并见证", "Signed and witnessed") if standing.witnesses else Text(
        "已签名", "Signed"
    )


@public
@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The latest checkpoint, signed and cosigned: c2sp.org/tlog-checkpoint."""
    return _file(citylog.checkpoint_file(), PLAIN, "no-store")


@public
@require_GET
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """Tiles and bundles of entries: c2sp.org/tlog-tiles. Full ones never change."""
    found = citylog.published_file(f"tile/{path}")
    return _file(found.content, "application/octet-stream", FOREVER if found.lasting else A_DAY)


@public
@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """Whom to believe: the log's keys of all times, its witnesses, and how many of them are needed."""
    return _file(citylog.policy_text(), PLAIN, "no-store")


def _file(content: bytes, kind: str, caching: str) -> HttpResponse:
    # Anyone's page may read them: they are public, and checking should not depend on us.
    return HttpResponse(
        content, content_type=kind, headers={"Cache-Control": caching, "Access-Control-Allow-Origin": "*"}
    )
