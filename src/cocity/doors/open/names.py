"""What the key of a figure stands for: its words and the page that tells more."""

from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlencode

from django.urls import reverse

from cocity.doors.open.words import MODES, NOT_SAID, category_words, procedure_words
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.parts import Link, Words
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

Named = Mapping[str, Words | Link]


def named(by: str, keys: Collection[str], same: str) -> Named:
    """Key → words, or a link where there is a page; `same` is the query that keeps the period. One query at most."""
    made = MAKERS[by](keys, same)
    return {key: made.get(key) or key or NOT_SAID for key in keys}


def _places(kind: str) -> Callable[[Collection[str], str], Named]:
    def make(keys: Collection[str], same: str) -> Named:
        found = {place.code: place for place in places.tree(kind=kind)}
        return {
            code: Link(found[code].name, reverse("open:place", args=[code]) + same)
            for code in keys
            if code in found
        }

    return make


def _bodies(keys: Collection[str], same: str) -> Named:
    found = people.body_names(int(key) for key in keys if key)
    return {
        str(id_): Link(_body_name(body), reverse("open:body", args=[body.code]) + same)
        for id_, body in found.items()
    }


def _body_name(body: people.BodyInfo) -> Text:
    return Text(body.name_zh, body.name_en or body.name_zh)


def _categories(keys: Collection[str], same: str) -> Named:
    return {
        key: Link(category_words(key), f"{reverse('open:matters')}?{urlencode({'category': key})}")
        for key in keys
        if key
    }


def _procedures(keys: Collection[str], same: str) -> Named:
    return {key: Link(procedure_words(key), reverse("open:procedure", args=[key])) for key in keys if key}


MAKERS: Mapping[str, Callable[[Collection[str], str], Named]] = {
    "district": _places("district"),
    "street": _places("street"),
    "body": _bodies,
    "category": _categories,
    "category_top": _categories,
    "channel": lambda keys, same: {key: intake.channel_title(key) for key in keys if key},
    "mode": lambda keys, same: {key: MODES[key] for key in keys if key in MODES},
    "procedure": _procedures,
}
