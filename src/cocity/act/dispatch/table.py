"""Editing the responsibility table: every change publishes a new version, and old versions stay to explain by."""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cocity.act.dispatch import sheet
from cocity.act.dispatch.contracts import RuleRow, RulesAt, RulesImported
from cocity.act.dispatch.events import RulesPublished
from cocity.act.dispatch.models import Responsibility, RulesVersion, RuleTrouble
from cocity.act.dispatch.rules import RuleSet
from cocity.ground.calendar import api as calendar
from cocity.ground.journal import api as journal
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor
from cocity.ground.places import api as places
from cocity.kit.errors import Forbidden, NotFound
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

DEFAULT = Path(__file__).parent / "data" / "responsibility.csv"
EDITORS = ("dispatcher", "editor")


def import_rules(
    content: bytes,
    *,
    name: str,
    actor: Actor,
    now: datetime,
    replace: bool = False,
    columns: Mapping[str, str] | None = None,
    bodies_exist: bool = False,
    dry_run: bool = False,
) -> RulesImported:
    """Take rules from a CSV or YAML file; the same file twice changes nothing. `replace` ends rules it does not
    name, unless a row of it is bad; `columns` maps fields to another office's columns; with `bodies_exist` a rule that
    names no body of today is bad; `dry_run` tells what would happen and changes nothing. Raises Forbidden, or
    Invalid(file) when it cannot be read as a table."""
    _check(actor)
    good, bad = sheet.rules_of(
        sheet.read(content, name=name, columns=columns), categories=intake.categories(), areas=_existing,
        bodies=partial(_in_force, calendar.local_day(now, settings.CALENDAR)) if bodies_exist else None,
    )  # fmt: skip
    with transaction.atomic():
        done = save_rules(good, actor=actor, now=now, replace=replace and not bad)
        if dry_run:
            transaction.set_rollback(True)
    return dataclasses.replace(done, problems=tuple(bad))


def import_default(*, actor: Actor, now: datetime) -> RulesImported:
    """The table for the built-in categories."""
    return import_rules(DEFAULT.read_bytes(), name=DEFAULT.name, actor=actor, now=now)


def export_rules(*, form: str = "csv") -> str:
    """The table as edited, in order of code. `form`: csv | yaml."""
    return sheet.written((row_of(row) for row in Responsibility.objects.all()), form=form)


@transaction.atomic
def save_rules(
    rows: Sequence[RuleRow], *, actor: Actor, now: datetime, replace: bool = False
) -> RulesImported:
    """Add and change rules by their code and publish; a version that says the same is not made again."""
    _check(actor)
    kept = {row.code: row for row in Responsibility.objects.select_for_update()}
    fresh = [Responsibility(**_fields(row)) for row in rows if row.code not in kept]
    changed = [
        _filled(kept[row.code], row) for row in rows if row.code in kept and row_of(kept[row.code]) != row
    ]
    Responsibility.objects.bulk_create(fresh, batch_size=500)
    Responsibility.objects.bulk_update(changed, [n for n in sheet.COLUMNS if n != "code"], batch_size=200)
    ended = (
        _end(kept, {row.code for row in rows}, calendar.local_day(now, settings.CALENDAR)) if replace else 0
    )
    version = _publish(actor, now, len(fresh), len(changed), ended)
    unchanged = len(rows) - len(fresh) - len(changed)
    return RulesImported(len(fresh), len(changed), unchanged, ended, version)


def _end(kept: dict[str, Responsibility], named: set[str], today: date) -> int:
    """Close the rules a file no longer names; one that would end before it begins is removed."""
    gone = [row for code, row in kept.items() if code not in named]
    gone = [row for row in gone if row.valid_to is None or row.valid_to > today]
    never = [row.pk for row in gone if row.valid_from and row.valid_from >= today]
    Responsibility.objects.filter(pk__in=never).delete()
    Responsibility.objects.filter(pk__in=[row.pk for row in gone if row.pk not in never]).update(
        valid_to=today
    )
    return len(gone)


def _publish(actor: Actor, now: datetime, created: int, changed: int, ended: int) -> int:
    rows = [sheet.as_plain(row_of(row)) for row in Responsibility.objects.all()]
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
    last = latest()
    if last is not None and last.digest == digest:
        return int(last.pk)
    made = RulesVersion.objects.create(made_at=now, made_by=actor.ref, digest=digest, rows=rows)
    RuleTrouble.objects.filter(solved_at__isnull=True).update(solved_at=now)  # met again, it opens again
    event = RulesPublished(
        subject=f"rules:{made.pk}", version=made.pk, digest=digest, rules=len(rows), created=created,
        changed=changed, ended=ended,
    )  # fmt: skip
    journal.record([event], at=now, actor=actor.ref)
    return int(made.pk)


def latest() -> RulesVersion | None:
    """The version in force, without its rows."""
    return RulesVersion.objects.order_by("-pk").defer("rows").first()


def current() -> RuleSet:
    """The rules in force: one small statement, the rest is kept in memory."""
    last = latest()
    return of_version(last.pk, last.digest) if last else RuleSet(0, ())


@lru_cache(maxsize=8)
def of_version(version: int, digest: str) -> RuleSet:
    """The rules as they were published then. Raises NotFound."""
    row = RulesVersion.objects.filter(pk=version, digest=digest).first()
    if row is None:
        raise NotFound(Text("没有这一版规则", "There is no such version of the rules"))
    return RuleSet.of(version, (sheet.from_plain(one) for one in row.rows))


def row_of(row: Responsibility) -> RuleRow:
    """A stored rule as a contract."""
    return RuleRow(**{name: getattr(row, name) for name in sheet.COLUMNS})


def _fields(row: RuleRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in sheet.COLUMNS}


def _filled(kept: Responsibility, row: RuleRow) -> Responsibility:
    for name, value in _fields(row).items():
        setattr(kept, name, value)
    return kept


def history(code: str = "") -> tuple[RulesAt, ...]:
    """The published versions, the newest first; with `code` only those in which that rule changed, with what it said
    from then on (nothing once it was taken out). Two statements at most."""
    versions = RulesVersion.objects.order_by("pk")
    found: list[RulesAt] = []
    for version in versions if code else versions.defer("rows"):
        row = next((each for each in version.rows if each["code"] == code), None) if code else None
        rule = sheet.from_plain(row) if row else None
        if not code or rule != (found[-1].rule if found else None):
            found.append(RulesAt(version.pk, version.made_at, version.made_by, rule))
    return tuple(reversed(found))


def _in_force(on: date, codes: set[str]) -> set[str]:
    return {body.info.code for body in people.directory(on=on, codes=codes)} & codes


def _existing(codes: Iterable[str]) -> set[str]:
    wanted = set(codes)
    return {place.code for place in places.tree() if place.code in wanted} if wanted else set()


def _check(actor: Actor) -> None:
    if actor.kind != "system" and not actor.has_role(*EDITORS):
        raise Forbidden(Text("您不能修改派单规则", "You may not change the rules of dispatch"))
