"""Template tags every page may use without loading them.

`{% t "提交" "Submit" %}` keeps both languages side by side in the template, so none can be missing.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from cocity.kit import amounts, dates, icons
from cocity.kit.fields import FieldView, from_attributes, from_bound
from cocity.kit.forms import Form
from cocity.kit.parts import Column, ErrorLink, Link
from cocity.kit.text import Text

register = template.Library()


@register.simple_tag
def t(zh: str, en: str, **values: Any) -> str:
    """The text in the reader's language; `{name}` places are filled from keyword values."""
    text = str(Text(zh, en))
    return text.format(**values) if values else text


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "clock" %}` decorates; `{% icon "clock" label="…" %}` speaks."""
    return icons.icon(name, label)


@register.simple_tag
def pass_on(attrs: Any) -> SafeString:
    """Attributes a component was given and hands to its element, escaped (cotton's own `attrs` is not)."""
    return format_html_join(
        "",
        ' {}="{}"',
        ((name, "" if value is True else conditional_escape(value)) for name, value in _own(attrs).items()),
    )


def _own(attrs: Any) -> dict[str, Any]:
    given: dict[str, Any] = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else dict(attrs)
    return {name: value for name, value in given.items() if value is not False and value is not None}


@register.simple_tag
def field_view(field: BoundField | FieldView | None = None, **given: Any) -> FieldView:
    """The view `<c-field>` shows: of a bound field, of a ready view, or made from attributes."""
    if isinstance(field, FieldView):
        return field
    return from_bound(field) if field is not None else from_attributes(**given)


@register.simple_tag
def error_links(source: Any) -> list[ErrorLink]:
    """Lines of an error summary, from one of our forms or from a list of `ErrorLink`; empty for neither."""
    if isinstance(source, Form):
        return source.error_links() if source.is_bound else []
    return list(source or ())


@register.filter
def beside(head: Sequence[Column], row: Sequence[Any]) -> list[tuple[Column, Any]]:
    """Each column with its cell; ValueError when a row does not fit its head."""
    return list(zip(head, row, strict=True))


@register.simple_tag
def cell(value: Any) -> Any:
    """A cell of a table: words, a `Link`, a day or moment, or ready HTML."""
    if isinstance(value, Link):
        return format_html('<a href="{}">{}</a>', value.href, value.text)
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else str(value) if isinstance(value, Text) else value


_STATUS_ICONS = {
    "open": "open",
    "waiting": "clock",
    "working": "working",
    "done": "done",
    "paused": "pause",
    "returned": "return",
    "wrong": "alert",
}
_DUE_ICONS = {"open": "clock", "soon": "clock", "overdue": "alert", "met": "done", "paused": "pause"}


@register.filter
def status_icon(kind: str) -> str:
    """Icon of a status; KeyError for a kind nobody drew."""
    return _STATUS_ICONS[kind]


@register.filter
def due_icon(state: str) -> str:
    """Icon of a due date: open, soon, overdue, met, paused."""
    return _DUE_ICONS[state]


@register.filter
def day(value: date | datetime) -> SafeString:
    """A day as people say it, in a `<time>`."""
    on = dates.local(value) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', f"{on:%Y-%m-%d}", dates.day_words(value))


@register.filter
def moment(value: datetime) -> SafeString:
    """A day and time as people say it, in a `<time>`."""
    iso = dates.local(value).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', iso, dates.moment_words(value))


@register.filter
def counted(number: float | str | None) -> str:
    """A whole number with a comma between thousands, `12,345`; nothing where nothing was counted."""
    return amounts.counted(number) if isinstance(number, int | float) else ""


@register.filter
def grouped(number: str) -> str:
    """A number in groups of four, `2611 2348 2105 7639`; a code of six in two halves, `011 169`."""
    bare = number.replace("-", "").replace(" ", "")
    size = 3 if len(bare) == 6 else 4
    return " ".join(bare[i : i + size] for i in range(0, len(bare), size))


@register.filter
def spelled(number: str) -> str:
    """A number digit by digit, with a pause after each group, for a voice to read out."""
    return ", ".join(" ".join(group) for group in grouped(number).split())
