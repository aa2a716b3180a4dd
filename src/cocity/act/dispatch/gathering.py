"""What the rules need to know of a batch of matters, read in a number of statements that does not grow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from cocity.act.dispatch import table
from cocity.act.dispatch.choice import Bodies, Choice, choose
from cocity.act.dispatch.contracts import Guess
from cocity.act.dispatch.guess import guess
from cocity.act.dispatch.models import Routing
from cocity.act.dispatch.policy import Policy, policy
from cocity.act.dispatch.rules import Facts, RuleSet, codes_of
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.journal.api import Entry
from cocity.ground.people import api as people
from cocity.listen.intake import api as intake


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter to be sent somewhere, with what is known of it so far."""

    commitment: int
    facts: Facts
    against: int | None
    given: str  # the category someone chose, if any
    guessed: Guess | None
    procedure: str
    procedure_version: str
    state: str
    opened_at: datetime
    declined: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """The rules, the policy and the bodies a batch is decided with."""

    rules: RuleSet
    policy: Policy
    bodies: Bodies
    on: date


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a matter should go. `by_hand`: a reason's code when a person decides, else empty."""

    choice: Choice
    by_hand: str


def opened(entries: Iterable[Entry]) -> list[Matter]:
    """Matters as their opening told of them."""
    return [_opened(entry.subject, entry.data) for entry in entries]


def _opened(subject: str, told: Mapping[str, Any]) -> Matter:
    facts = Facts(
        number=told["number"], category=told["category"], procedure=told["procedure"], channel=told["channel"],
        layer=told["layer"], place_path=told["place_path"], holder=told["holder"],
    )  # fmt: skip
    return Matter(
        commitment=int(subject.partition(":")[2]), facts=facts, against=told["against"], given=told["category"],
        guessed=None, procedure=told["procedure"], procedure_version=told["version"], state=told["state"],
        opened_at=datetime.fromisoformat(told["opened_at"]),
    )  # fmt: skip


def routed(rows: Iterable[Routing], *, state: str = "") -> list[Matter]:
    """Matters that were sent before, to be decided anew; `state`: where they stand now, if known."""
    return [_routed(row, state) for row in rows]


def _routed(row: Routing, state: str) -> Matter:
    facts = replace(Facts.of(row.facts), category=row.category, certainty=row.certainty)
    guessed = Guess(row.category_guessed, row.certainty, tuple(row.words)) if row.category_guessed else None
    return Matter(
        commitment=row.commitment_id, facts=facts, against=None, given=row.category_given, guessed=guessed,
        procedure=row.procedure, procedure_version=row.procedure_version, state=state, opened_at=row.decided_at,
        declined=frozenset(row.declined),
    )  # fmt: skip


def gather(matters: Sequence[Matter], *, now: datetime) -> tuple[list[Matter], Known]:
    """The matters with all facts, and what to decide them with. Six statements, one more with complaints."""
    rules, chosen = table.current(), policy()
    on = calendar.local_day(now, settings.CALENDAR)
    voices = intake.shown_many(matter.facts.number for matter in matters)
    against = people.bodies({m.against for m in matters if m.against is not None})
    sought = rules.words | chosen.words
    whole = [
        _whole(m, voices.get(m.facts.number), sought, against[m.against].path if m.against else "")
        for m in matters
    ]
    paths = {m.facts.against_path for m in whole if m.facts.against_path}
    bodies = people.directory(
        on=on,
        codes=rules.codes | {code for path in paths for code in codes_of(path)},
        place_paths={m.facts.place_path for m in whole},
        ids={m.facts.holder for m in whole},
    )
    return whole, Known(rules, chosen, Bodies(bodies), on)


def _whole(matter: Matter, voice: intake.VoiceView | None, sought: frozenset[str], against: str) -> Matter:
    facts = matter.facts
    hour = timezone.localtime(matter.opened_at).hour if not facts.kind else facts.hour
    facts = replace(facts, hour=hour, against_path=against or facts.against_path)
    if voice is None:
        return replace(matter, facts=facts)
    text = f"{voice.subject}\n{voice.text}".lower()
    facts = replace(
        facts, kind=voice.kind, level=voice.level, mode=voice.mode, source=voice.source,
        owner=str(voice.extra.get("asset_owner", "")), found=frozenset(word for word in sought if word in text),
    )  # fmt: skip
    if facts.category:
        return replace(matter, facts=facts)
    return _with_guess(replace(matter, facts=facts), voice)


def _with_guess(matter: Matter, voice: intake.VoiceView) -> Matter:
    tree = intake.categories()
    found = guess(voice.subject, voice.text, {code: category.words for code, category in tree.items()})
    if found is None:
        return replace(matter, facts=replace(matter.facts, certainty=0.0))
    facts = replace(
        matter.facts, category=found.category, certainty=found.certainty, layer=tree[found.category].layer
    )
    return replace(matter, facts=facts, guessed=found)


def decide(matter: Matter, known: Known, *, now: datetime) -> Decision:
    """Where it should go, and whether a person decides."""
    choice = choose(
        known.rules.matching(matter.facts, on=known.on), matter.facts, known.bodies, declined=matter.declined
    )
    return Decision(choice, "" if choice.how == "stays" else _by_hand(matter, choice, known.policy, now))


def _by_hand(matter: Matter, choice: Choice, policy: Policy, now: datetime) -> str:
    checks = (
        ("nobody", choice.body is None),
        ("not_automatic", not policy.automatic),
        *((code, test.holds(matter.facts)) for code, (test, _) in policy.by_hand.items()),
        ("conflict", bool(choice.conflicts)),
        ("uncertain", matter.facts.certainty < policy.least_certainty),
        ("long_ago", (now - matter.opened_at).days > policy.recent_days),
        ("not_by_rule", not offer_action(matter)),
    )
    return next((code for code, met in checks if met), "")


def offer_action(matter: Matter) -> str:
    """The action by which a rule of the city may offer the matter where it stands; empty when there is none."""
    procedure = commitments.pinned(matter.procedure, matter.procedure_version)
    for action in procedure.actions.values():
        by_rule = action.effect == "offer" and "system" in action.by
        if by_rule and (not matter.state or matter.state in action.sources):
            return action.name
    return ""
