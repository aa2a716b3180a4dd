"""Matters told as their entries in the journal, without a database: a city's days in a few words.

`matter(1).opened(0).claimed(3).judged(4, "yes", 5)`: day 0 is the first day of the period; its due day is 5.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from cocity.answer.verdicts.events import CallAttempted
from cocity.ground.commitments.events import CommitmentActed, CommitmentOpened, DueChanged
from cocity.ground.journal.api import Entry, Event
from cocity.learn.performance import columns, fold
from cocity.learn.performance.catalogue import thresholds
from cocity.learn.performance.contracts import Figure, Period
from cocity.learn.performance.figures import make
from cocity.learn.performance.scope import EVERYTHING, scope
from cocity.learn.performance.state import State, micros
from cocity.listen.intake.events import VoiceReceived
from cocity.listen.needs.events import NeedJoined, NeedLeft

START = datetime(2026, 3, 2, tzinfo=UTC)
OFFICE, OTHER = 7, 8


def day(n: float) -> datetime:
    """Day `n` of the period, to the second."""
    return START + timedelta(seconds=round(n * 86_400))


class Matter:
    """One matter and what happened to it, in order."""

    def __init__(self, number: int, **about: Any) -> None:
        self.id, self.about = number, about
        self.told: list[tuple[datetime, str, Event]] = []
        self.holder, self.state, self.due, self.offered = 1, "opened", day(5), None
        self.disposes = bool(about.get("disposes", False))

    @property
    def subject(self) -> str:
        return f"commitment:{self.id}"

    def opened(self, at: float, due: float | None = None, contact_by: float | None = None) -> "Matter":
        about = self.about
        self.due = day(at + 5 if due is None else due)
        first = day(at + 1 if contact_by is None else contact_by)
        clocks = {} if self.disposes else {"first_contact": first.isoformat()}
        event = CommitmentOpened(
            subject=self.subject, number=f"{self.id:016}", procedure=about.get("procedure", "help"),
            version=about.get("version", "2026-01-01"), state="opened", holder=1, against=None,
            beneficiary=about.get("person"), place=None, place_path=about.get("place", "/c/d1/s1/"),
            layer="surface", category=about.get("category", "noise/music"), channel=about.get("channel", "web"),
            opened_at=day(at), due_at=self.due, provisional=False, clocks=clocks, because=[],
            visibility=about.get("visibility", "private"), disposes=self.disposes, calendar=about.get("calendar", "CN"),
        )  # fmt: skip
        heard = VoiceReceived(
            subject=self.subject, number=f"{self.id:016}", voice=self.id, commitment=self.id,
            channel=about.get("channel", "web"), level="city", channel_class="matter",
            mode=about.get("mode", "online"), voice_kind=about.get("kind", "help"),
            category=about.get("category", "noise/music"), place_path="", resident=None, source="",
        )  # fmt: skip
        self.told += [(day(at), "anonymous", event), (day(at), "anonymous", heard)]
        return self

    def act(self, at: float, action: str, effect: str = "none", to: str = "", **more: Any) -> "Matter":
        before, self.state = self.state, to or self.state
        actor = more.pop("actor", "worker:1")
        said: dict[str, Any] = {
            "by_body": self.holder if actor.startswith("worker") else None,
            "ended": False,
        }
        event = CommitmentActed(
            subject=self.subject, number=f"{self.id:016}", action=action, effect=effect, from_state=before,
            to_state=self.state, holder=self.holder, holder_before=self.holder, offered_to=self.offered,
            step=1, due_at=self.due, disposes=self.disposes, **{**said, **more},
        )  # fmt: skip
        self.told.append((day(at), actor, event))
        return self

    def offered_to(self, at: float, body: int = OFFICE) -> "Matter":
        self.offered = body
        return self.act(at, "offer", "offer", "dispatched")

    def accepted(self, at: float) -> "Matter":
        self.holder, self.offered = self.offered or OFFICE, None
        return self.act(at, "accept", "accept", "working")

    def declined(self, at: float) -> "Matter":
        body, self.offered = self.offered, None
        return self.act(at, "decline", "decline", "opened", by_body=body)

    def contacted(self, at: float) -> "Matter":
        return self.act(at, "contact", met=["first_contact"])

    def claimed(self, at: float, claim: str = "yes") -> "Matter":
        return self.act(at, "claim", "claim", "claimed_done", claim=claim, met=["whole"])

    def checked(self, at: float, *, true: bool = True) -> "Matter":
        return self.act(at, "verify", "verify", "verified" if true else "reworking", finding=true)

    def judged(self, at: float, solved: str, stars: int | None = None) -> "Matter":
        good = solved == "yes"
        verdict = {"solved": solved, "stars": stars, "voice": "call_back"}
        to = "closed" if good else "reworking"
        return self.act(at, "call_back", "judge", to, verdict=verdict, ended=good)

    def closed_unreached(self, at: float) -> "Matter":
        return self.act(at, "close_unreached", to="closed_unconfirmed", ended=True)

    def called_in_vain(self, at: float) -> "Matter":
        event = CallAttempted(
            subject=self.subject, number=f"{self.id:016}", attempt=1, outcome="no_answer", day="", holder=1
        )
        self.told.append((day(at), "worker:2", event))
        return self

    def joined(self, at: float, need: int) -> "Matter":
        event = NeedJoined(
            subject=self.subject, number=f"{self.id:016}", need=need, by_body=1, reason="same_thing"
        )
        self.told.append((day(at), "worker:2", event))
        return self

    def left(self, at: float, need: int) -> "Matter":
        event = NeedLeft(
            subject=self.subject, number=f"{self.id:016}", need=need, by_body=1, reason="mistake"
        )
        self.told.append((day(at), "worker:2", event))
        return self

    def reopened(self, at: float) -> "Matter":
        return self.act(at, "reopen", "reopen", "reworking", actor="receipt")

    def not_accepted(self, at: float) -> "Matter":
        return self.act(at, "no_duty", to="not_accepted", ended=True, met=["whole", "first_contact"])

    def withdrawn(self, at: float) -> "Matter":
        return self.act(at, "withdraw", to="withdrawn", ended=True, actor="receipt", met=["whole"])

    def paused(self, at: float) -> "Matter":
        return self.act(at, "pause", "pause", "paused")

    def resumed(self, at: float, due: float) -> "Matter":
        self.due = day(due)
        return self.act(at, "resume", "resume", "working")

    def due_moved(self, at: float, due: float) -> "Matter":
        before, self.due = self.due, day(due)
        event = DueChanged(
            subject=self.subject,
            number=f"{self.id:016}",
            clock="whole",
            before=before,
            after=self.due,
            holder=1,
        )
        self.told.append((day(at), "system", event))
        return self

    def decided(self, at: float, disposition: str, *, reasoned: bool = True) -> "Matter":
        ended = disposition == "not_adopted"
        return self.act(
            at,
            disposition,
            to=disposition,
            disposition=disposition,
            reasoned=reasoned,
            ended=ended,
            met=["whole"],
        )


def matter(number: int, **about: Any) -> Matter:
    return Matter(number, **about)


def entries(matters: Iterable[Matter]) -> list[Entry]:
    """As the journal holds them: by time, numbered."""
    told = sorted(
        ((at, m.id, n, actor, event) for m in matters for n, (at, actor, event) in enumerate(m.told)),
        key=lambda e: e[:3],
    )
    return [
        Entry(0, seq, at, actor, "", event.kind, event.subject, event.data(), None, None)
        for seq, (at, _, _, actor, event) in enumerate(told, 1)
    ]  # fmt: skip


def folded(journal: Iterable[Entry]) -> pl.DataFrame:
    """The table of matters after these entries."""
    states: dict[int, State] = {}
    for entry in journal:
        number = int(entry.subject.split(":")[1])
        fold.fold(states.setdefault(number, State(number)), entry)
    return columns.derived(columns.merged(columns.empty(), states.values()))


def period(start: float = 0, end: float = 30) -> Period:
    return Period(day(start), day(end))


def figures(
    matters: Iterable[Matter],
    *codes: str,
    now: float = 200,
    by: str = EVERYTHING,
    within: Period | None = None,
) -> dict[str, list[Figure]]:
    """The figures of these matters, as they stand on day `now`."""
    rows = folded(entries(matters))
    return make(scope(rows, None, within or period(), micros(day(now)), by, thresholds()), codes)


def figure(code: str, *matters: Matter, now: float = 200, within: Period | None = None) -> Figure:
    return figures(matters, code, now=now, within=within)[code][0]
