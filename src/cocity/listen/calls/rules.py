"""A row of the telephone system's log read as a call. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo

from cocity.kit.errors import Invalid
from cocity.kit.screening import tidy
from cocity.kit.text import Text
from cocity.listen.calls.events import CallLogged

NAME = re.compile(r"[0-9A-Za-z._-]{1,40}")
NO_NAME = Text(
    "来电编号只能用 1—40 个字母、数字、点、横线；不要用电话号码",
    "A call's name is 1 to 40 letters, digits, dots or dashes; never a telephone number",
)
NO_TIME = Text("时间请写成 2026-11-23 10:00:05 的样子", "Write the time as in 2026-11-23 10:00:05")
TOO_EARLY = Text("接听时间早于来电时间", "It was answered before it was offered")


def call_of(row: Mapping[str, str], zone: tzinfo) -> CallLogged:
    """Columns `call`, `line`, `offered_at`, `answered_at` (empty: never answered); a time without an offset is
    the city's. Raises Invalid naming the column."""
    name = (row.get("call") or "").strip()
    if not NAME.fullmatch(name):
        raise Invalid(NO_NAME, field="call")
    offered = _time(row, "offered_at", zone)
    if offered is None:
        raise Invalid(NO_TIME, field="offered_at")
    answered = _time(row, "answered_at", zone)
    if answered is not None and answered < offered:
        raise Invalid(TOO_EARLY, field="answered_at")
    line = tidy(row.get("line") or "")[:40]  # no column keeps a NUL
    return CallLogged(subject=f"call:{name}", line=line, offered_at=offered, answered_at=answered)


def _time(row: Mapping[str, str], field: str, zone: tzinfo) -> datetime | None:
    text = (row.get(field) or "").strip()
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(NO_TIME, field=field) from None
    return at if at.tzinfo else at.replace(tzinfo=zone)
