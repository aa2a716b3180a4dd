"""Codes as staff read them."""

from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

CHANNELS = {
    "web": Text("网上", "Web"),
    "hotline": Text("热线电话", "Hotline"),
    "paper": Text("纸质", "Paper"),
    "open311": Text("Open311 接口", "Open311"),
    "api": Text("接口", "API"),
}


def channel_words(name: str) -> Text | str:
    """A channel in words; its own name where it is a city's own."""
    return CHANNELS.get(name, name)


def category_words(code: str) -> Text:
    """A category's title with the one above it."""
    return intake.category_title(code)


def complained_about(against: int | None) -> Text | str:
    """The body a complaint is about, for those who may see the matter: it is not among them. One statement, none
    where nobody is complained about."""
    if against is None:
        return ""
    found = people.bodies([against]).get(against)
    return Text(found.name_zh, found.name_en or found.name_zh) if found else ""


def responsible_for(number: str) -> Text | str:
    """The body responsible now, for the receipt of whoever has just spoken. One statement."""
    found = commitments.rows_of([number]).get(number)
    return Text.of(found.holder_name) if found else ""
