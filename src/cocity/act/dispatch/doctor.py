"""What is wrong with the rules: seen by looking at the table, and met while sending matters."""

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings

from cocity.act.dispatch import table
from cocity.act.dispatch.choice import RELATIVE, WORDS, Bodies
from cocity.act.dispatch.contracts import RuleProblem
from cocity.act.dispatch.models import Responsibility, RuleTrouble
from cocity.act.dispatch.rules import RuleSet, overlapping
from cocity.ground.calendar import api as calendar
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.text import Text
from cocity.listen.intake import api as intake


def problems(*, now: datetime) -> tuple[RuleProblem, ...]:
    """Everything a person should mend, those met while sending matters first. Eight statements."""
    on = calendar.local_day(now, settings.CALENDAR)
    rules = table.current()
    bodies = Bodies(people.directory(on=on, codes=rules.codes))
    return (*_met(), *_missing(rules), *_of_bodies(rules, bodies, on), *_of_rows(rules), *_conflicts(rules))


def _met() -> Iterator[RuleProblem]:
    for row in RuleTrouble.objects.filter(solved_at__isnull=True).order_by("-last_at", "rule"):
        yield RuleProblem(row.rule, row.problem, WORDS[row.problem], row.matters, row.first_at, row.last_at)


def _missing(rules: RuleSet) -> Iterator[RuleProblem]:
    if not rules.rules:
        said = Text(
            "还没有派单规则，全部事项由兜底单位承接",
            "There are no rules yet; the fallback body gets everything",
        )
        yield RuleProblem("", "no_rules", said)
    edited = {row.code: table.row_of(row) for row in Responsibility.objects.all()}
    if edited != {rule.row.code: rule.row for rule in rules.rules}:
        said = Text("规则表有改动尚未发布", "The table was changed and not published")
        yield RuleProblem("", "not_published", said)


def _of_bodies(rules: RuleSet, bodies: Bodies, on: date) -> Iterator[RuleProblem]:
    if not any(body.fallback and body.staffed for body in bodies.all):
        said = Text("没有带承办人的兜底单位", "There is no fallback body with a handler")
        yield RuleProblem("", "no_fallback", said)
    for rule in rules.rules:
        row = rule.row
        if row.body in RELATIVE or (row.valid_to and on >= row.valid_to):
            continue
        body = bodies.by_code.get(row.body)
        if body is None or not body.staffed:
            word = "no_handler" if body else "no_body"
            yield RuleProblem(row.code, word, WORDS[word])
    yield from _of_places({rule.row.body for rule in rules.rules} & RELATIVE.keys(), on)


def _of_places(relative: set[str], on: date) -> Iterator[RuleProblem]:
    """Places where a relative body leads nowhere."""
    if not relative:
        return
    every = places.tree(on=on)
    bodies = people.directory(on=on, place_paths={place.path for place in every})
    level = {"{district}": "district", "{street}": "street", "{committee}": "community"}
    for name in sorted(relative):
        kind, _ = RELATIVE[name]
        served = {body.place_path for body in bodies if body.info.kind == kind and body.staffed}
        without = [place for place in every if place.kind == level[name] and place.path not in served]
        if without:
            said = Text(
                "{n} 个地方没有可承办的单位，例如 {one}", "{n} places have no body to take it, such as {one}"
            )
            yield RuleProblem(
                name, "places", said.with_values(n=len(without), one=without[0].name), len(without)
            )


def _of_rows(rules: RuleSet) -> Iterator[RuleProblem]:
    known = intake.categories()
    for rule in rules.rules:
        if rule.row.category and rule.row.category not in known:
            yield RuleProblem(rule.row.code, "category", Text("没有这个分类", "There is no such category"))


def _conflicts(rules: RuleSet) -> Iterator[RuleProblem]:
    for one, other in overlapping(rules.rules):
        said = Text("与规则 {other} 条件相同、单位不同", "Same criteria as rule {other}, another body")
        yield RuleProblem(one, "conflict", said.with_values(other=other))
