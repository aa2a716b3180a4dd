"""News, deliveries, clocks and calendar: whether what happens by itself happens."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from cocity.answer.notices import api as notices
from cocity.doors.console.doctor.findings import Finding, bad, good, watch
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.kit.text import Text

PULSE = Text("让 cocity pulse 一直运行", "Keep cocity pulse running")
GRACE = timedelta(minutes=2)
LONG = timedelta(hours=1)
AHEAD = timedelta(days=35)  # the next year is announced each November


def news(now: datetime) -> Iterator[Finding]:
    """Every subscriber keeps up and none has put an entry aside."""
    behind = False
    for lag in journal.lag():
        if lag.parked:
            said = Text("{name} 有 {n} 条消息处理失败被搁置：{why}", "{name} put {n} entries aside: {why}")
            yield bad(
                "news", said.with_values(name=lag.name, n=lag.parked, why=lag.last_error or "-"),
                Text("修好原因后运行 cocity retry news", "Mend the cause, then run cocity retry news"),
            )  # fmt: skip
        if lag.waiting and lag.oldest_at and now - lag.oldest_at > GRACE:
            behind = True
            said = Text("{name} 还有 {n} 条消息没处理", "{name} is {n} entries behind")
            yield watch("news", said.with_values(name=lag.name, n=lag.waiting), PULSE)
    if not behind:
        yield good("news", "消息都已送到", "All news is delivered")


def deliveries(now: datetime) -> Iterator[Finding]:
    """Notices go out by every channel that has an address."""
    seen = list(_deliveries(now))
    yield from seen or [good("deliveries", "通知都已发出", "Every notice went out")]


def _deliveries(now: datetime) -> Iterator[Finding]:
    for health in notices.delivery_health():
        values = {
            "channel": health.channel,
            "n": health.waiting,
            "lost": health.given_up,
            "why": health.last_error or "-",
        }
        if health.given_up:
            said = Text(
                "{channel}：{lost} 条通知发送失败：{why}",
                "{channel}: {lost} notices could not be sent: {why}",
            )
            yield watch(
                "deliveries",
                said.with_values(**values),
                Text(
                    "查看失败原因，改好后运行 cocity retry notices {channel}",
                    "See why; when it is mended run cocity retry notices {channel}",
                ).with_values(**values),
            )
        if not health.waiting:
            continue
        if health.channel == "letter":
            said = Text("{n} 封信等着打印", "{n} letters wait to be printed")
            yield watch(
                "deliveries",
                said.with_values(**values),
                Text("在工作台打印寄出", "Print and post them at the desk"),
            )
        elif not health.configured:
            said = Text("{channel} 没有设置，{n} 条通知在等", "{channel} is not set up; {n} notices wait")
            yield watch(
                "deliveries",
                said.with_values(**values),
                Text("设置发送地址（见 settings.md）", "Set its address (settings.md)"),
            )
        elif health.oldest_at and now - health.oldest_at > LONG:
            said = Text("{channel}：{n} 条通知卡住：{why}", "{channel}: {n} notices are stuck: {why}")
            yield bad("deliveries", said.with_values(**values), PULSE)


def clocks(now: datetime) -> Iterator[Finding]:
    """Limits that pass are noticed."""
    late = commitments.unfired(now, grace=GRACE)
    if late.count:
        said = Text("{n} 个时限已过而没人发现，最早在 {at}", "{n} limits passed unnoticed, the first at {at}")
        yield bad("clocks", said.with_values(n=late.count, at=late.oldest_at), PULSE)
    else:
        yield good("clocks", "过期的时限都已标记", "Every limit that passed is marked")


def working_days(now: datetime) -> Iterator[Finding]:
    """How far the calendar is announced, and what rests on a guess."""
    last = calendar.announced_until(settings.CALENDAR)
    held = commitments.provisional_count()
    said = Text(
        "工作日安排公布到 {day}；{n} 个期限暂按推算",
        "Working days are announced until {day}; {n} due dates rest on a guess",
    )
    said = said.with_values(day=last.isoformat(), n=held)
    if last < (now + AHEAD).date():
        yield watch(
            "calendar",
            said,
            Text(
                "更新 chinesecalendar 等日历数据，再运行 cocity recompute-due",
                "Update the calendar data, then run cocity recompute-due",
            ),
        )
    else:
        yield Finding("calendar", good("calendar", "", "").level, said)
