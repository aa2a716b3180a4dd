"""Witnesses and the log: who is asked when, and what follows from their answers."""

import time
from dataclasses import dataclass, field

import structlog

from cocity.answer.citylog import trust
from cocity.answer.citylog.asking import Answer, Asked, ask_all, due
from cocity.answer.citylog.disputes import Dispute, dispute, weigh
from cocity.answer.citylog.files import Published
from cocity.answer.citylog.refusal import WITNESSES_AWAITED, WillNotSign
from cocity.answer.citylog.store import CheckpointStore, Kept
from cocity.engines.merkle import Note, Policy, Prover, joined, parse_note

log = structlog.get_logger(__name__)
REST, LONGEST_REST = 2.0, 120.0  # seconds a witness is left alone after failures, doubling
LONGEST_WAIT = 10.0  # the same while nothing is signed before it has answered


@dataclass(slots=True)
class Heard:
    """What this process heard from the witnesses of one log."""

    begun: bool = False  # everybody was asked once
    answered: set[str] = field(default_factory=set)  # cosigned, and did not contradict since
    disputes: dict[str, Dispute] = field(default_factory=dict)


_resting: dict[str, tuple[float, float]] = {}  # name → (until, for how long); of this process
_heard: dict[str, Heard] = {}  # by the folder of the log


def forget() -> None:
    """As in a process just begun."""
    _resting.clear()
    _heard.clear()


class Cosigning:
    """The witnesses of a policy, and what the store knows of them."""

    def __init__(self, store: CheckpointStore, files: Published, policy: Policy, at: int) -> None:
        self.store, self.files, self.policy, self.at = store, files, policy, at
        self.heard = _heard.setdefault(str(files.folder), Heard())

    def remind(self, latest: Kept) -> int:
        """Before a process signs for the first time it shows everybody its latest checkpoint: where this whole machine
        was set back, with its store, a witness still knows. Silence is no answer: until enough of those who ever
        cosigned have, it goes on asking. 1 where one cosigned late. Raises WillNotSign."""
        if not latest.note:
            return 0
        gained, names = 0, sorted(self.policy.addresses)
        if not self.heard.begun:
            gained = self._ask(latest, names, at_start=True)
            self.heard.begun = True
        elif self.heard.disputes or self._awaited(latest):
            waiting = {name: "" for name in names if name not in self.heard.answered}
            gained = self._ask(latest, self._due(waiting), at_start=True)
        weigh(self.heard.disputes, self.policy)
        if awaited := self._awaited(latest):
            raise WillNotSign(WITNESSES_AWAITED.with_values(names=", ".join(sorted(awaited))))
        return gained

    def gather(self, latest: Kept) -> int:
        """Ask those who have not cosigned the latest checkpoint; 1 where one did. Raises WillNotSign."""
        if not latest.note:
            return 0
        there = trust.cosigners(parse_note(latest.note), self.policy)
        missing = {name: url for name, url in self.policy.addresses.items() if name not in there}
        gained = self._ask(latest, self._due(missing))
        weigh(self.heard.disputes, self.policy)
        return gained

    def _awaited(self, latest: Kept) -> set[str]:
        """Witnesses that cosigned in the past and have yet to answer this process; none where those that did are at least
        one and all that a quorum needs (of who never cosigned nothing can be learned)."""
        there = trust.cosigners(parse_note(latest.note), self.policy)
        ever = {
            name for name in self.policy.addresses if name in there or self.store.witness(name)[1] is not None
        }
        heard = ever & self.heard.answered
        never = self.policy.witnesses.keys() - ever
        if not ever or (heard and self.policy.met_by(heard | never)):
            return set()
        return ever - heard

    def _due(self, names: dict[str, str]) -> list[str]:
        until = {name: rest[0] for name, rest in _resting.items()}
        return due(names, until, time.monotonic())

    def _ask(self, latest: Kept, names: list[str], *, at_start: bool = False) -> int:
        if not names:
            return 0
        note, prover = parse_note(latest.note), Prover(latest.size, self.files.read)
        asked = [self._asked(name, latest.size if at_start else None) for name in names]
        answers = ask_all(asked, note, prover)
        for answer in answers:
            self._take(answer, latest, LONGEST_WAIT if at_start else LONGEST_REST)
        return self._joined(latest, note, answers)

    def _asked(self, name: str, old: int | None) -> Asked:
        known = self.store.witness(name)[0] if old is None else old
        return Asked(name, self.policy.addresses[name], self.policy.witnesses[name], known)

    def _take(self, answer: Answer, latest: Kept, most: float) -> None:
        name, heard = answer.name, self.heard
        if answer.signatures:
            self.store.cosigned_by(name, latest.size, self.at)
            _resting.pop(name, None)
            heard.answered.add(name)
            heard.disputes.pop(name, None)
            return
        against = dispute(answer, latest, self.policy, self.files)
        if against is not None:
            heard.answered.discard(name)
            heard.disputes[name] = against
        self.store.refused_by(name, answer.said)
        _, lasted = _resting.get(name, (0.0, REST / 2))
        rest = min(most, lasted * 2)
        _resting[name] = (time.monotonic() + rest, rest)
        event = "witness_silent" if against is None else "witness_disagrees"
        log.warning(event, witness=name, said=answer.said, rest=rest)

    def _joined(self, latest: Kept, note: Note, answers: list[Answer]) -> int:
        """Keep the cosignatures; 1 where a witness signed that had not."""
        before = trust.cosigners(note, self.policy)
        fresh = [each for answer in answers if answer.name not in before for each in answer.signatures]
        if not fresh:
            return 0
        whole = joined(note, fresh, self.policy.witnesses.values())
        self.store.signed(latest.size, whole.to_bytes(), quorum=trust.has_quorum(whole, self.policy))
        return 1
