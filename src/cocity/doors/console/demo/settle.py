"""After the fill: the components take up the past, so that every page is whole from the first look."""

from datetime import datetime, timedelta

from cocity.doors.console.demo.fill import Progress, silent
from cocity.ground.journal import api as journal

# Of the past only the last days are news: nobody is told today what happened two months ago, whoever waits for a call
# has not waited longer, and replies were stored as they stand.
FORGETFUL = {
    "answer.notices": timedelta(days=7),
    "answer.replies": timedelta(0),
    "answer.verdicts": timedelta(days=30),
    "dispatch": timedelta(days=7),
}
ROUNDS = 100_000


def settle(*, now: datetime, progress: Progress = silent) -> int:
    """Bring the journal to every subscriber; how many entries were taken."""
    for name, days in FORGETFUL.items():
        journal.begin_at([name], at=now - days)
    total = sum(lag.waiting for lag in journal.lag())
    taken = 0
    for _ in range(ROUNDS):
        did = journal.deliver_all(now)
        taken += did
        progress("news", min(taken, total), total)
        if not did:
            break
    return taken
