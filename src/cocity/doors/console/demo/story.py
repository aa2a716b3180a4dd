"""What happened to one matter, told step by step: the time that passes, the steps, the words, the replies."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cocity.answer.replies import api as replies
from cocity.doors.console.demo.arrivals import Arrival
from cocity.doors.console.demo.corpus import word
from cocity.doors.console.demo.crew import Crew, after, slowness
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import EvidenceGiven, Given, Life, VerdictGiven
from cocity.ground.people.api import SYSTEM, Actor

BY_RULE = 0.8  # of the offers are made by the city's own rules


class NotYet(Exception):
    """The next step lies after today: the matter stays as it is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply a unit wrote with a step."""

    life: Life
    step: int
    at: datetime
    actor: Actor
    claim: str
    disposition: str
    words: replies.Words


@dataclass(slots=True)
class Story:
    """One matter under way. `until` is today; nothing is told beyond it."""

    life: Life
    arrival: Arrival
    crew: Crew
    rng: random.Random
    until: datetime
    at: datetime
    answers: list[Answer] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)  # bodies it was offered to

    # --- time

    def wait(self, hours: float, spread: float = 0.6) -> None:
        """Let about `hours` of office time pass. Raises NotYet."""
        self._move(after(self.at, hours * self.rng.lognormvariate(0, spread)))

    def wait_any(self, hours: float, spread: float = 0.6) -> None:
        """The same for those who work round the clock."""
        self._move(self.at + timedelta(hours=hours * self.rng.lognormvariate(0, spread)))

    def wait_holder(self, hours: float, spread: float = 0.6) -> None:
        """Office time at the pace of the body that holds the matter."""
        pace = slowness(self.holder.body_path)
        self.wait(hours * pace, spread)

    def _move(self, to: datetime) -> None:
        if to >= self.until:
            raise NotYet
        self.at = max(to, self.at + timedelta(seconds=20))

    # --- who

    @property
    def holder(self) -> Actor:
        return self.crew.handlers[self.life.holder]

    @property
    def offered(self) -> Actor:
        return self.crew.handlers[self.life.offered_to or self.life.holder]

    @property
    def person(self) -> Actor:
        """The one who spoke, by the receipt."""
        return Actor("receipt", receipt=self.life.number)

    def staff(self, role: str) -> Actor:
        return self.crew.one(role, self.rng)

    # --- steps

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def word(self, kind: str) -> str:
        return word(kind, self.rng)

    def do(self, actor: Actor, action: str, **given: object) -> str:
        """Take a step now; the state it leads to."""
        return self.life.act(at=self.at, actor=actor, action=action, given=Given(**given))  # type: ignore[arg-type]

    def ask(self, actor: Actor, action: str, *, granted: float, hours: float = 3.0, **given: object) -> bool:
        """Ask for approval and wait for it; whether it was granted."""
        self.do(actor, action, **given)
        self.wait(hours)
        yes = self.chance(granted)
        boss = self.staff("supervisor")
        self.life.decide(at=self.at, actor=boss, granted=yes, note=self.word("granted" if yes else "refused"))
        return yes

    def offer(self) -> None:
        """Send it to a body: mostly by rule, else by a dispatcher."""
        body = self.next_body()
        self.do(SYSTEM if self.chance(BY_RULE) else self.staff("dispatcher"), "offer", body=body)

    def next_body(self) -> int:
        """A body that has not been asked yet."""
        body = self.crew.target(self.arrival, self.rng, not_=(*self.seen, self.life.holder))
        self.seen.append(body)
        return body

    def day(self, days: int) -> object:
        """The date so many days after the present due date."""
        return (max(self.life.due_at, self.at) + timedelta(days=days)).date()

    def answer(
        self, actor: Actor, action: str, words: replies.Words, *, claim: str = "", disposition: str = ""
    ) -> None:
        """Answer the person through a step."""
        needs = commitments.current(self.life.procedure).actions[action].needs
        evidence = (EvidenceGiven(text=self.word("evidence")),) if "evidence" in needs else ()
        index = self.life.steps
        self.do(
            actor, action, reason=words.reasons or words.public, note=words.public, claim=claim, disposition=disposition,
            evidence=evidence,
        )  # fmt: skip
        self.answers.append(Answer(self.life, index, self.at, actor, claim, disposition, words))

    def judge(self, actor: Actor, action: str, *, good: float, voice: str) -> str:
        """The person's word; good with this share, the rest partly or not at all. The state it leads to."""
        solved = "yes" if self.chance(good) else self.rng.choices(("partly", "no"), (0.55, 0.45))[0]
        stars, kind = {
            "yes": (self.rng.choices((5, 4, 3), (0.56, 0.34, 0.1))[0], "verdict_good"),
            "partly": (self.rng.choices((3, 2), (0.6, 0.4))[0], "verdict_partly"),
            "no": (self.rng.choices((1, 2), (0.7, 0.3))[0], "verdict_bad"),
        }[solved]
        text = self.word(kind)
        method = "phone" if voice == "call_back" else "receipt"
        verdict = VerdictGiven(
            solved=solved, stars=stars if self.chance(0.9) else None, voice=voice, method=method, text=text
        )
        return self.do(actor, action, verdict=verdict, note=text)
