"""Whoever is complained about decides nothing about the complaint, not even what others ask for."""

from datetime import timedelta

import pytest

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import Given
from cocity.ground.commitments.models import Commitment
from cocity.kit.errors import NotFound
from tests.world import World


def test_a_supervisor_of_the_body_complained_about_approves_nothing(world: World) -> None:
    number = world.say(kind="complaint", against="watch").number

    def act(who: str, action: str, **given: object) -> commitments.Acted:
        version = Commitment.objects.get(number=number).version
        return commitments.act(
            now=world.now, actor=world.actor(who), number=number, action=action, version=version,
            given=Given(**given),  # type: ignore[arg-type]
        )  # fmt: skip

    act("dispatcher", "offer", body=world.bodies["d1-s1"].pk)
    act("handler:d1-s1", "accept")
    until = (Commitment.objects.get(number=number).due_at + timedelta(days=2)).date()
    asked = act("handler:d1-s1", "extend", reason="要查阅记录", until=until)

    def decide(who: str) -> commitments.Acted:
        return commitments.decide(
            now=world.now, actor=world.actor(who), number=number, step=asked.step, granted=True,
            version=asked.version,
        )  # fmt: skip

    with pytest.raises(NotFound):  # of the body complained about: to it there is no such matter
        decide("supervisor")
    assert not decide("supervisor:d1").pending
