"""Sending what was answered."""

from datetime import datetime

from cocity.ground.people.api import Actor
from cocity.listen.intake.api import Receipt, receive
from cocity.listen.web.contracts import Draft
from cocity.listen.web.rules import said_of


def send(draft: Draft, *, now: datetime, actor: Actor, language: str) -> Receipt:
    """Hand the voice to intake. The same draft again gives the first receipt back. Errors name the field."""
    return receive(said_of(draft, language=language), now=now, actor=actor)
