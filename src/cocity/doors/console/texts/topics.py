"""`cocity text topics`, as a table, JSON, or one page with a drawing made here."""

import argparse
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cocity.doors.console.files import write_bytes
from cocity.doors.console.texts.files import columns, say, table, tell_bad, working, write_json
from cocity.doors.console.texts.finding import gazetteer_of, moment
from cocity.engines.private import masked
from cocity.engines.text import Message, Topic, topics_of
from cocity.kit.charts import Bar, bars
from cocity.kit.text import Text

ZERO = datetime(2000, 1, 1)  # noqa: DTZ001 - only differences count
SHOWN = 20


def run_topics(options: argparse.Namespace) -> int:
    """Topics of a table of messages, hottest first."""
    names = [
        options.title_column,
        options.text_column,
        options.person_column,
        options.time_column,
        options.likes_column,
        options.dislikes_column,
    ]
    found = columns(options.file, [name for name in names if name])
    tell_bad(found.bad)
    at = {name: n for n, name in enumerate(name for name in names if name)}
    messages = [_message(cells, [at.get(name) for name in names]) for cells in found.cells]
    with working("归并 grouping", quiet=options.json is not None) as step:
        topics = topics_of(messages, gazetteer_of(options.gazetteer), progress=step)
    if options.json:
        write_json([_told(topic, found.lines) for topic in topics], options.json)
    if options.html:
        write_bytes(options.html, page(topics[:SHOWN]).encode())
    if options.json != "-":
        say(f"{len(messages)} 行 rows · {len(topics)} 个话题 topics")
        table(
            ("热度", "条", "人", "赞", "踩", "起", "止", "话题 topic"),
            [
                (f"{t.heat:.1f}", len(t.rows), t.people, t.likes, t.dislikes, *_days(t), _title(t))
                for t in topics[:SHOWN]
            ],
        )
    return len(found.bad)


def _message(cells: tuple[str, ...], at: list[int | None]) -> Message:
    title, text, person, time, likes, dislikes = ("" if n is None else cells[n].strip() for n in at)
    when = moment(time)
    day = (when - ZERO).total_seconds() / 86400 if when else None
    return Message(title, " ".join(text.split()), person, day, _whole(likes), _whole(dislikes))


def _whole(cell: str) -> int:
    return int(cell) if cell.isdecimal() else 0


def _title(topic: Topic) -> str:
    return masked(topic.title).text


def _days(topic: Topic) -> tuple[str, str]:
    if topic.days is None:
        return "-", "-"
    first, last = ((ZERO + timedelta(days=day)).date().isoformat() for day in topic.days)
    return first, last


def _told(topic: Topic, lines: tuple[int, ...]) -> dict[str, Any]:
    first, last = _days(topic)
    told = asdict(topic) | {"title": _title(topic), "first": first, "last": last}
    return told | {"lines": [lines[row] for row in topic.rows]}


_STYLE = """
body{font:16px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1c2733}
svg{overflow:visible}.track{fill:#eef1f4}.bar-value{fill:#1f6f78}table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:.3rem .5rem;border-bottom:1px solid #d8dee4;vertical-align:top}small{color:#55636f}
"""


def page(topics: list[Topic]) -> str:
    """One page: bars of heat, then every topic with the reasons for its heat. Titles are masked."""
    data = [Bar(_title(t), t.heat, f"{t.heat:.1f}") for t in topics]
    chart = bars(Text("话题热度", "Heat of topics"), data)
    rows = format_html_join("", "{}", ((_row(n, t),) for n, t in enumerate(topics, 1)))
    return format_html(
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>热点话题 Hot topics</title><style>{}</style>'
        "<h1>热点话题 Hot topics</h1>{}<table><tr><th>#</th><th>话题 topic</th><th>条 messages</th><th>人 people</th>"
        "<th>起止 days</th></tr>{}</table><p><small>热度＝（条数＋人数＋赞＋踩＋时间跨度）×新近。"
        "Heat = (messages + people + likes + dislikes + spread) × recency.</small></p></html>",
        SafeString(_STYLE), chart.svg, rows,
    )  # fmt: skip


def _row(number: int, topic: Topic) -> SafeString:
    parts = " · ".join(f"{name} {value}" for name, value in topic.parts.items())
    first, last = _days(topic)
    return format_html(
        "<tr><td>{}</td><td><strong>{}</strong><br><small>{}<br>{} {}</small></td><td>{}</td><td>{}</td><td>{}<br>{}</td></tr>",
        number, _title(topic), parts, topic.place, " ".join(topic.words), len(topic.rows), topic.people, first, last,
    )  # fmt: skip
