"""Announcing a decision: its words, and a copy for each person it concerns, in one transaction."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from cocity.answer.decisions.contracts import Announced, Audience, Words, told_of
from cocity.answer.decisions.events import DecisionAddressed, DecisionAnnounced
from cocity.answer.decisions.models import Decision
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.ground.places import api as places
from cocity.kit.batches import batched
from cocity.kit.canonical import canonical
from cocity.kit.errors import Errors, Forbidden, Invalid
from cocity.kit.keys import scoped_key
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

ROLES = ("supervisor", "editor")
LONGEST_TITLE, LONGEST_TEXT = 100, 2000
MOST = 20_000  # people of one announcement: its copies are written while the worker waits, in one transaction
CHUNK = 1000  # copies made and written at a time


@transaction.atomic
def announce(*, now: datetime, actor: Actor, words: Words, audience: Audience, key: str = "") -> Announced:
    """Tell a decision to everyone it concerns whose matter the worker oversees; each copy is an entry of its own, with
    its own salt and so its own proof. The same `key` again gives the first result back. Raises Errors or Invalid naming
    the field (also for more than `MOST` people), or Forbidden."""
    own = scoped_key("decision", actor.ref, key)
    known = Decision.objects.filter(key=own).first() if own else None
    if known is not None:
        _not_another(known, words, audience)
        return Announced(known.pk, told_of(known.addressed))
    body = _body_of(actor)
    said = _checked(words)
    place = places.get(audience.place) if audience.place else None
    concerned = commitments.newest_of_each(actor, _filters(audience), roles=ROLES, most=MOST)
    _not_too_many(len(concerned))
    digest = _digest(said)
    row = Decision.objects.create(
        at=now, body_id=body, worker=actor.ref, title=said.title, text=said.text, digest=digest,
        place_id=place.id if place else None, category=audience.category, procedure=audience.procedure,
        addressed=len(concerned), key=own or None,
    )  # fmt: skip
    told = DecisionAnnounced(
        subject=f"decision:{row.pk}", decision=row.pk, title=said.title, digest=digest, by_body=row.body_id,
        place_path=place.path if place else "", category=audience.category, procedure=audience.procedure,
        addressed=told_of(len(concerned)),
    )  # fmt: skip
    journal.record([told], at=now, actor=actor.ref)
    for some in batched(concerned, CHUNK):
        journal.record([_copy(row, each) for each in some], at=now, actor=actor.ref)
    return Announced(row.pk, told_of(len(concerned)))


def count_of(*, actor: Actor, audience: Audience) -> int | None:
    """How many people a decision with this audience would be told to; None for fewer than `FEW`. Errors as `announce`."""
    _body_of(actor)
    people = commitments.people_overseen(actor, _filters(audience), roles=ROLES, most=MOST)
    _not_too_many(people)
    return told_of(people)


def _digest(said: Words) -> str:
    return sha256(canonical({"text": said.text, "title": said.title}).encode()).hexdigest()


def _not_another(known: Decision, words: Words, audience: Audience) -> None:
    """Raises Invalid when the key was used for another decision: nothing is taken for told that was not."""
    told = Audience(
        place=known.place.code if known.place else "", category=known.category, procedure=known.procedure
    )
    if (told, known.digest) != (audience, _digest(_checked(words))):
        said = Text(
            "这张表已经发出过，改动没有发出；请打开新的一张再写",
            "This form was sent before and the changes were not; open a new one",
        )
        raise Invalid(said, field="title")


def _copy(row: Decision, to: commitments.Concerned) -> DecisionAddressed:
    return DecisionAddressed(
        subject=f"commitment:{to.id}", number=to.number, decision=row.pk, digest=row.digest, by_body=row.body_id,
        holder=to.holder, beneficiary=to.beneficiary,
    )  # fmt: skip


def _not_too_many(people: int) -> None:
    """Raises Invalid beyond `MOST`."""
    if people > MOST:
        said = Text(
            "超过 {most} 人，一次告知不了；请选小一些的地方或细一些的类别，分几次告知",
            "More than {most} people cannot be told at once; choose a smaller place or a narrower category, several times",
        )
        raise Invalid(said.with_values(most=MOST), field="place")


def _body_of(actor: Actor) -> int:
    """The body in whose name it is told. Raises Forbidden."""
    if not actor.has_role(*ROLES) or actor.body_id is None:
        raise Forbidden(
            Text("只有督办人和管理员可以告知决定", "Only supervisors and administrators announce decisions")
        )
    return actor.body_id


def _checked(words: Words) -> Words:
    """Tidied, and as they may be shown to everyone. Raises Errors."""
    title, text = intake.screened(intake.tidy(words.title)), intake.screened(intake.tidy(words.text))
    wrong = []
    if not 0 < len(title) <= LONGEST_TITLE:
        wrong.append(Invalid(Text("标题 1 到 100 个字", "A title of up to 100 signs"), field="title"))
    if not 0 < len(text) <= LONGEST_TEXT:
        wrong.append(Invalid(Text("正文 1 到 2000 个字", "A text of up to 2,000 signs"), field="text"))
    if wrong:
        raise Errors(wrong)
    return Words(title=title, text=text)


def _filters(audience: Audience) -> commitments.Filters:
    if not (audience.place or audience.category):
        raise Invalid(
            Text("请选一个地方或一个类别：与谁有关", "Choose a place or a category: whom does it concern?"),
            field="place",
        )
    place = places.get(audience.place) if audience.place else None
    if place and not place.parent_code and not audience.category:
        raise Invalid(
            Text(
                "整个城市不是一个范围；请选小一些的地方，或再选一个类别",
                "The whole city is nobody's need; choose a smaller place, or a category as well",
            ),
            field="place",
        )
    path = place.path if place else ""
    return commitments.Filters(place_path=path, category=audience.category, procedure=audience.procedure)
