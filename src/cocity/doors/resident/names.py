"""Codes as residents read them."""

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import CommitmentRow
from cocity.ground.places import api as places
from cocity.ground.places.api import PlaceInfo
from cocity.kit.errors import NotFound
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

NOT_SURE = Text("不确定，请你们来定", "Not sure: please decide for me")
NO_PLACE = Text("不针对某个地方", "Not about a place")


def category_words(code: str) -> Text:
    """A category's title with the one above it."""
    return intake.category_title(code) if code else NOT_SURE


def kind_words(name: str) -> Text:
    """A kind's title."""
    found = intake.kinds().get(name)
    return Text.of(found.title) if found else Text("", "")


def districts() -> tuple[PlaceInfo, ...]:
    """What the city is divided into first, as residents know it."""
    return places.tree(kind="district")


def place_words(code: str) -> Text | None:
    """A place's name; None for none or one that is no more."""
    if not code:
        return None
    try:
        return places.get(code).name
    except NotFound:
        return None


def procedure_words(row: CommitmentRow) -> Text:
    """The title of the procedure a matter is pinned to."""
    return Text.of(commitments.pinned(row.procedure, row.procedure_version).title)
