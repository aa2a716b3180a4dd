"""Whose turn it is to judge, when nobody could be reached, and how many answers may be told. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cocity.answer.verdicts.contracts import Word
from cocity.ground.commitments.api import Action, Procedure
from cocity.ground.people.api import Actor
from cocity.kit.errors import Errors, Forbidden, Invalid
from cocity.kit.text import Text

SOLVED = ("yes", "partly", "no")
MISSED = frozenset({"no_answer", "refused"})
OUTCOMES = ("reached", "no_answer", "refused")
LONGEST = 1000
LARGEST_SAMPLE = 100_000
FEWEST_LISTED = (
    3  # the SHA-256 of a list with one or two unknown numbers is undone by trying all there can be
)
FINAL = frozenset({"answered", "refused", "no_contact"})  # nobody is asked again after these
SEED_WITHIN, DRAW_WITHIN, ASK_WITHIN = timedelta(days=31), timedelta(days=14), timedelta(days=92)


def check_word(word: Word) -> None:
    """Raises Errors naming every field at fault."""
    found = []
    if word.solved not in SOLVED:
        found.append(
            Invalid(Text("请选择是否解决", "Choose whether it is solved: yes, partly or no"), field="solved")
        )
    if word.stars is not None and not 1 <= word.stars <= 5:
        found.append(Invalid(Text("星级为 1 至 5", "Give one to five stars"), field="stars"))
    if len(word.text) > LONGEST:
        found.append(
            Invalid(Text("最多 1000 字，请缩短", "At most 1,000 characters; shorten it"), field="text")
        )
    if found:
        raise Errors(found)


def step_of(procedure: Procedure, state: str, *, effect: str, role: str) -> Action | None:
    """The action of `effect` that `role` may take in `state`; the procedure's first, None when there is none."""
    return next((a for a in procedure.actions_from(state) if a.effect == effect and role in a.by), None)


@dataclass(frozen=True, slots=True)
class Unreached:
    """How a procedure ends a call-back nobody answers: `closing` after `attempt` was taken on `days` days."""

    attempt: str
    closing: str
    days: int


def unreached(procedure: Procedure, state: str) -> Unreached | None:
    """Read from the procedure: the caller's action that is open only `after` another one was taken so often."""
    for action in procedure.actions_from(state):
        if "caller" in action.by and action.after:
            name, times = action.after[0]
            return Unreached(name, action.name, times)
    return None


def missed_days(attempts: Iterable[tuple[date, str]]) -> int:
    """On how many days the person was tried and gave no word, of (day, outcome)."""
    return len({day for day, outcome in attempts if outcome in MISSED})


def seed_fault(*, today: date, seed_on: date, ask_until: date) -> tuple[str, Text] | None:
    """What is wrong with the days of an announcement: (field, what to do), or None.

    A seed of today could be known already, and whoever knows it could look for a secret that suits them.
    """
    if not today < seed_on <= today + SEED_WITHIN:
        return "seed_on", Text(
            "种子要在明天以后、{days} 天以内才有：今天已经知道的，可以挑着用",
            "The seed must be of tomorrow or later, within {days} days: one known today could be picked",
        ).with_values(days=SEED_WITHIN.days)
    if not seed_on < ask_until <= seed_on + ASK_WITHIN:
        return "ask_until", Text(
            "最迟询问日要晚于种子那天，最多晚 {days} 天",
            "Asking ends after the day of the seed, {days} days later at most",
        ).with_values(days=ASK_WITHIN.days)
    return None


def draw_until(seed_on: date, ask_until: date) -> date:
    """The last day on which an announced sample is drawn; after it, it has lapsed."""
    return min(seed_on + DRAW_WITHIN, ask_until)


def told_in_steps(answers: int, *, asking: bool, step: int, at_first: int | None = None) -> int:
    """How many of the answers, the oldest first, may be told. All of them once everybody was asked.

    Until then they are told `step` at a time and the newest `step` at least are kept back, so that between two looks
    at the page, the last one included, at least `step` people have spoken and none can be told from the others. Who was
    missed may be asked again: what comes after the `at_first` answers there were then is told `step` at a time too.
    """
    if asking:
        return max(0, answers // step - 1) * step
    told = answers if at_first is None else at_first if at_first >= step else 0
    return told + (answers - told) // step * step


def check_asker(actor: Actor, *, holder_path: str, handled_by: Sequence[int], against_path: str) -> None:
    """A caller over the holder, never of a unit that handled it or is complained about. Raises Forbidden."""
    own = bool(actor.units & set(handled_by))
    about_us = bool(against_path) and actor.stands_below(against_path)
    if own or about_us or not actor.holds("caller", holder_path):
        raise Forbidden(
            Text(
                "评价不能由承办单位代为记录，请由回访员办理",
                "A verdict is never taken by the unit that handled the matter; a caller does it",
            )
        )
