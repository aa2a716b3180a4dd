"""What the codes in a receipt are called in this city, for the reader of one: words stand before what was signed."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import Procedure
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.dates import local, moment_words
from cocity.kit.proof.codes import FIXED, Names
from cocity.kit.proof.saying import KINDS, SAYINGS
from cocity.kit.proof.telling import BEYOND, universal
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

BODIES = ("holder", "by_body")
PATHS = {"place_path": "place", "body_path": "body_code"}
LARGEST = 2**63


def city_clock(at: int) -> str | Text:
    """Seconds since 1970 in the city's time, which is named."""
    if at >= BEYOND - 86_400:
        return universal(at)
    moment = datetime.fromtimestamp(at, UTC)
    said = moment_words(moment)
    with_seconds = Text(f"{said.zh}:{local(moment):%S}", f"{said.en}:{local(moment):%S}")
    return SAYINGS["city_time"].with_values(at=with_seconds, zone=settings.TIME_ZONE)


def vocabulary(first: Procedure | None = None) -> dict[str, Mapping[str, Text]]:
    """What the city's own files call things. A step or state two procedures call differently has both titles, but for
    what `first`, the procedure of the matter, says itself."""
    every = [*commitments.load_all().values()]
    return {
        "kind": KINDS,
        "procedure": {each.name: each.title for each in every},
        "action": _titles([(p.actions, p is first) for p in _with(first, every)]),
        "state": _titles([(p.states, p is first) for p in _with(first, every)]),
        "clock": _titles([(p.clocks, p is first) for p in _with(first, every)]),
        "category": {code: intake.category_title(code) for code in intake.categories()},
    }


def names_of(contents: Iterable[Any], first: Procedure | None = None) -> Names:
    """All that these contents hold codes of. Three statements at most."""
    told = [content for content in contents if isinstance(content, dict)]
    return {
        **vocabulary(first),
        "body": _bodies(each[name] for each in told for name in BODIES if name in each),
        **{
            group: _last(group, [str(each[name]) for each in told if each.get(name)])
            for name, group in PATHS.items()
        },
    }


def fixed() -> dict[str, dict[str, str]]:
    """What no city can change, in the reader's language."""
    return _read({**FIXED, "kind": KINDS})


def carried() -> dict[str, dict[str, str]]:
    """That and the city's own files."""
    return _read({**FIXED, **vocabulary()})


def everything() -> dict[str, dict[str, str]]:
    """That with every body by number and every place by code. Two statements."""
    bodies = people.bodies()
    return carried() | _read(
        {
            "body": {str(id_): _body_name(body) for id_, body in bodies.items()},
            "body_code": {body.code: _body_name(body) for body in bodies.values()},
            "place": {place.code: place.name for place in places.tree()},
        }
    )


def _read(names: Names) -> dict[str, dict[str, str]]:
    return {group: {code: str(words) for code, words in titles.items()} for group, titles in names.items()}


def _with(first: Procedure | None, every: list[Procedure]) -> list[Procedure]:
    return every if first is None else [first, *every]


def _titles(given: list[tuple[Mapping[str, Any], bool]]) -> dict[str, Text]:
    found: dict[str, dict[tuple[str, str], None]] = {}
    settled: set[str] = set()
    for named, own in given:
        for code, one in named.items():
            if code not in settled:
                found.setdefault(code, {})[one.title.zh, one.title.en] = None
        settled |= set(named) if own else set()
    return {
        code: Text(
            "／".join(dict.fromkeys(zh for zh, _ in said)), " / ".join(dict.fromkeys(en for _, en in said))
        )
        for code, said in found.items()
    }


def _bodies(given: Iterable[Any]) -> dict[str, Text]:
    """Names by number; whatever else a made-up receipt holds in its place is nobody's number."""
    numbers = {each for each in given if isinstance(each, int) and 0 < each < LARGEST}
    return {str(id_): _body_name(body) for id_, body in people.body_names(numbers).items()} if numbers else {}


def _last(group: str, paths: list[str]) -> dict[str, Text]:
    """Names of the last parts of paths."""
    codes = {path.strip("/").rpartition("/")[2] for path in paths}
    if not codes:
        return {}
    if group == "place":
        return {place.code: place.name for place in places.tree() if place.code in codes}
    return {body.code: _body_name(body) for body in people.bodies().values() if body.code in codes}


def _body_name(body: people.BodyInfo) -> Text:
    return Text(body.name_zh, body.name_en or body.name_zh)
