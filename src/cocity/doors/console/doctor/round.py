"""One round of the doctor: every check, in the order an operator would look."""

from datetime import datetime

from cocity.doors.console.doctor import machine, record, rules, work
from cocity.doors.console.doctor.findings import Check, Finding, Level

FIRST: tuple[Check, ...] = (machine.database,)
CHECKS: tuple[Check, ...] = (
    machine.guard, machine.keys, machine.disk, machine.clock,
    work.news, work.deliveries, work.clocks, work.working_days, record.city_log,
    rules.procedures, rules.responsibility, rules.bodies, rules.boundaries,
)  # fmt: skip


def examine(now: datetime) -> list[Finding]:
    """Everything found. Where the database is away or older than the code, nothing else can be asked."""
    found = [finding for check in FIRST for finding in check(now)]
    if any(finding.level is Level.BAD for finding in found):
        return found
    return [*found, *(finding for check in CHECKS for finding in check(now))]
