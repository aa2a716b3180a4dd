"""Looking at a voice before it is handed in: the same refusals as `receive`, and nothing written."""

from datetime import datetime

from cocity.ground.people import api as people
from cocity.kit.errors import CityError, Errors, Invalid
from cocity.kit.screening import tidy
from cocity.listen.intake.contracts import Said
from cocity.listen.intake.rules import check_words
from cocity.listen.intake.surroundings import Surroundings


def check(said: Said, *, now: datetime) -> None:
    """For channels that show what was written before it counts (a read-back). Raises Errors naming the fields."""
    found = check_words(said, tidy(said.text))
    world = Surroundings(now)
    for look in (
        lambda: world.place_of(said),
        lambda: world.body_id(said.against),
        lambda: people.normal_phone(said.phone) if said.phone else None,
    ):
        try:
            look()
        except CityError as error:
            found.append(Invalid(error.message, field=error.field))
    if found:
        raise Errors(found)
