"""Drafts become words, in both languages."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings

from cocity.answer.notices.rules import Draft, Facts
from cocity.answer.notices.templates import Template, fitted, templates, word
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import Procedure
from cocity.kit.dates import day_words, local, moment_words
from cocity.kit.numbers import grouped
from cocity.kit.text import Text

Words = dict[str, dict[str, str]]
SHORT_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def worded(draft: Draft, facts: Facts) -> Words:
    """`{zh: {subject, text, sms}, en: …}`."""
    template = templates()[draft.kind]
    values = _values(draft, facts)
    return {language: _in(language, template, values) for language in ("zh", "en")}


def _in(language: str, template: Template, values: Mapping[str, Any]) -> dict[str, str]:
    said = {name: getattr(v, language) if isinstance(v, Text) else v for name, v in values.items()}
    made = {
        "subject": getattr(template.subject, language).format(**said),
        "text": getattr(template.text, language).format(**said),
    }
    if template.sms is not None:
        made["sms"] = fitted(getattr(template.sms, language), said)
    return made


def _values(draft: Draft, facts: Facts) -> dict[str, Any]:
    given, number = draft.values, draft.entry.data["number"]
    row, procedure = facts.rows[number], facts.procedures[number]
    unit = facts.bodies[draft.unit]
    due = _moment(given.get("due")) or row.due_at
    clock, state, action = (given.get(name, "") for name in ("clock", "told", "action"))
    reason = str(given.get("reason", ""))
    if reason and draft.kind == "moved":
        reason = word("reason").with_values(reason=reason)  # type: ignore[assignment]
    return {
        "number": grouped(number),
        "no": number,
        "body": Text(unit.name_zh, unit.name_en or unit.name_zh),
        "phone": unit.phone or word("no_phone"),
        "help": settings.HELP_PHONE,
        "due": moment_words(due),
        "day": _short(due),
        "before": moment_words(_moment(given.get("before")) or due),
        "at": moment_words(draft.entry.at),
        "until": _until(str(given.get("until", ""))),
        "clock": procedure.clocks[clock].title if clock in procedure.clocks else Text(clock, clock),
        "told": _told(procedure, state, given.get("ended")),
        "action": procedure.actions[action].title if action in procedure.actions else Text(action, action),
        "reason": reason,
        "title": str(given.get("title", "")),
        "said": str(given.get("said", "")),
        "solved": word("solved", given["solved"]) if given.get("solved") else "",
        "stars": word("stars").with_values(n=given["stars"]) if given.get("stars") else word("no_stars"),
    }


def _told(procedure: Procedure, state: str, ended_at: datetime | None) -> Text:
    """What the procedure says of the state, with the day on which "within thirty days" ends."""
    if state not in procedure.states:
        return Text("", "")
    told = procedure.states[state].told
    until = commitments.asked_until(procedure, state, ended_at, settings.CALENDAR) if ended_at else None
    if until is None:
        return told
    last = word("last_day").with_values(day=day_words(until))
    return Text(told.zh + last.zh, told.en + last.en)


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else value or None


def _until(value: str) -> Text:
    return day_words(date.fromisoformat(value)) if value else word("no_date")


def _short(at: datetime) -> Text:
    on = local(at)
    return Text(f"{on.month}月{on.day}日", f"{on.day} {SHORT_MONTHS[on.month - 1]}")
