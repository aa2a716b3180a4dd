"""One round of the doctor: every check, in the order an operator would look."""

from collections.abc import Iterator
from datetime import datetime

from cocity.doors.console.doctor import machine, record, rules, work
from cocity.doors.console.doctor.findings import Check, Finding, Level, bad
from cocity.kit.faults import told
from cocity.kit.text import Text

FIRST: tuple[Check, ...] = (machine.database,)
CHECKS: tuple[Check, ...] = (
    machine.guard, machine.keys, machine.disk, machine.clock,
    work.news, work.deliveries, work.clocks, work.working_days, record.city_log, record.samples,
    rules.procedures, rules.responsibility, rules.bodies, rules.boundaries,
)  # fmt: skip


def examine(now: datetime) -> list[Finding]:
    """Everything found. Where the database is away or older than the code, nothing else can be asked."""
    found = [finding for check in FIRST for finding in _looked(check, now)]
    if any(finding.level is Level.BAD for finding in found):
        # A full disk is one reason why a database is away.
        return [*found, *(one for one in _looked(machine.disk, now) if one.level is not Level.GOOD)]
    return [*found, *(finding for check in CHECKS for finding in _looked(check, now))]


def _looked(check: Check, now: datetime) -> Iterator[Finding]:
    """What a check finds. One that fails itself is a finding too: a full disk or a lost file must not keep the doctor
    from saying the rest, which is when it is needed most."""
    try:
        yield from check(now)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other checks are still asked
        said = Text("“{check}”这一项没有查成：{why}", "“{check}” could not be looked at: {why}")
        name = check.__name__
        todo = Text(
            "先处理其他标“坏”的，再运行一次", "Mend what else is marked bad first, then run this again"
        )
        yield bad(name, said.with_values(check=name, why=told(error)), todo)
