"""Reading decisions."""

from collections.abc import Iterable, Mapping

from cocity.answer.decisions.contracts import DecisionView, told_of
from cocity.answer.decisions.models import Decision

SHOWN = 50


def recent() -> tuple[DecisionView, ...]:
    """The latest 50, newest first: decisions are public. One statement."""
    rows = Decision.objects.select_related("body", "place").order_by("-id")[:SHOWN]
    return tuple(_view(row) for row in rows)


def texts_of(ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """(title, text) by id. One statement, none without ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = Decision.objects.filter(pk__in=wanted).values_list("pk", "title", "text")
    return {pk: (title, text) for pk, title, text in rows}


def _view(row: Decision) -> DecisionView:
    return DecisionView(
        row.pk, row.at, row.title, row.text, row.digest, row.body.name, row.place.name if row.place else None, row.category,
        row.procedure, told_of(row.addressed),
    )  # fmt: skip
