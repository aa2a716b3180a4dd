"""Where and when: administrative names, roads with house numbers, estates, metro stations and times in a text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

LONGEST = 20_000
_NUMBER = r"[0-9０-９一二三四五六七八九十百]"
_BEFORE = re.compile(
    r".*(?:住在|位于|座落在|坐落在|坐落|靠近|附近|关于|反映|投诉|咨询|建议|请问|区|市|县|镇|乡|街道|和|与|在|到|从|由|往|向|沿|于|的|是|至|及|了|把|将|请|给|我|你|他|有|为|对|去|经|因|该|条|这|那|通过|们|变|算|拐|进入|路过|过|就|没|能|快|本|来|上|下|里|内|外|边|以及|修|走|每|个|号)"
)
_ROAD = re.compile(
    rf"([一-鿿A-Z0-9]{{1,7}}?(?:大道|公路|大街|路|街|巷|胡同))(?!道|面|口|边|上|灯|人|况|政|线|段|由|过|费)(\s?{_NUMBER}{{1,5}}(?:弄|号)(?:\s?{_NUMBER}{{1,4}}(?:号|支弄))?)?"
)
_ESTATE = re.compile(
    r"([一-鿿A-Z0-9]{2,9}?(?:小区|花园|公寓|新村|家园|名邸|雅苑|花苑|佳苑|嘉园|新城|华庭|豪庭|御景湾|公馆|府邸|滨河苑|苑(?=[0-9一-十]|小区|的|，|,|。|业主)))"
)
_STATION = re.compile(r"([一-鿿]{2,7}?)(?:地铁站|轻轨站|站(?=[0-9A-Z一二三四五六七八九十]{1,2}号?口))")
_LINE = re.compile(rf"(?:地铁|轨交|轨道交通)?({_NUMBER}{{1,3}})号线")
_CODED = re.compile(r"(?<![A-Za-z])[A-Z][0-9]{0,2}(?:市|区|县)")  # names made anonymous: A市, A3区
_DIGITS = {char: str(n) for n, char in enumerate("零一二三四五六七八九")} | {
    chr(0xFF10 + n): str(n) for n in range(10)
}
_COMMON = frozenset(
    {
        "马路",
        "公路",
        "道路",
        "大街",
        "街",
        "路",
        "大道",
        "一条路",
        "小区",
        "本小区",
        "我小区",
        "住宅小区",
        "新城",
        "公寓",
        "花园",
    }
)


@dataclass(frozen=True, slots=True)
class Name:
    """An entry of a gazetteer: `kind` district | street | estate | station | …; `within`: code of what holds it.

    `lon`, `lat`: degrees, or None where the place is known only by name.
    """

    name: str
    kind: str
    code: str = ""
    within: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters `start` to `end` name a place. `name` is its normal form; `confidence` from 0 to 1."""

    start: int
    end: int
    kind: str
    name: str
    confidence: float
    code: str = ""
    lon: float | None = None
    lat: float | None = None


class Gazetteer:
    """Names to look for, by one pass over a text."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.by_name: defaultdict[str, list[Name]] = defaultdict(list)
        for name in names:
            if len(name.name) >= 2:
                self.by_name[name.name].append(name)
                for short in _shorter(name):
                    self.by_name[short].append(name)
        self.longest = max(map(len, self.by_name), default=0)
        self._firsts: Mapping[str, tuple[int, ...]] = self._lengths()

    def _lengths(self) -> dict[str, tuple[int, ...]]:
        """First two characters → lengths of the names that begin so, longest first."""
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for name in self.by_name:
            lengths[name[:2]].add(len(name))
        return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def found(self, text: str) -> Iterator[tuple[int, int, list[Name]]]:
        """(start, end, entries) of every name, the longest at each place; nothing overlaps."""
        at = 0
        while at < len(text) - 1:
            for length in self._firsts.get(text[at : at + 2], ()):
                if entries := self.by_name.get(text[at : at + length]):
                    yield at, at + length, entries
                    at += length - 1
                    break
            at += 1


def _shorter(name: Name) -> Iterator[str]:
    """A name without its last word, as people say it; only where two characters or more are left."""
    for ending in ("街道", "新区", "区", "镇", "乡"):
        if (
            name.kind in {"district", "street"}
            and name.name.endswith(ending)
            and len(name.name) - len(ending) >= 2
        ):
            yield name.name.removesuffix(ending)
            return


def places_in(text: str, gazetteer: Gazetteer | None = None) -> tuple[Mention, ...]:
    """Every place named in the first `LONGEST` characters, by position; nothing overlaps.

    Confidence: 0.95 a full name that one entry has, 0.9 coded, 0.8 a road with a house number, 0.6 a name by its form
    alone, 0.55 a shortened one; less where several entries share the name, more where a district in the text settles it.
    """
    text = text[:LONGEST]
    taken = bytearray(len(text))
    found: list[Mention] = []
    for mention in _all(text, gazetteer or Gazetteer(())):
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            found.append(mention)
    return tuple(sorted(found, key=lambda each: each.start))


def _all(text: str, gazetteer: Gazetteer) -> Iterator[Mention]:
    yield from _roads(text)
    yield from _known(text, gazetteer)
    yield from (
        Mention(*m.span(), "district" if m[0][-1] != "市" else "city", m[0], 0.9)
        for m in _CODED.finditer(text)
    )
    for pattern, kind, sure in ((_ESTATE, "estate", 0.6), (_STATION, "station", 0.7)):
        for match in pattern.finditer(text):
            begin = _trimmed(text, match.start(1), match.end(1))
            name = text[begin : match.end(1)]
            if len(name) >= 3 and name not in _COMMON:
                yield Mention(begin, match.end(), kind, name, sure)
    yield from (Mention(*m.span(), "line", f"{number_of(m[1])}号线", 0.9) for m in _LINE.finditer(text))


def _roads(text: str) -> Iterator[Mention]:
    for match in _ROAD.finditer(text):
        begin = _trimmed(text, match.start(1), match.end(1))
        name = text[begin : match.end(1)]
        if len(name) < 3 or name in _COMMON:
            continue
        house = "".join(_DIGITS.get(c, c) for c in (match[2] or "")).replace(" ", "")
        yield Mention(begin, match.end(), "address" if house else "road", name + house, 0.8 if house else 0.6)


def _trimmed(text: str, begin: int, end: int) -> int:
    """Where a name probably begins: after the last word that stands before names."""
    match = _BEFORE.match(text, begin, max(begin, end - 1))
    return match.end() if match else begin


def _known(text: str, gazetteer: Gazetteer) -> Iterator[Mention]:
    hits = list(gazetteer.found(text))
    named = {
        entry.code for _, _, entries in hits for entry in entries if entry.kind == "district" and entry.code
    }
    for start, end, entries in hits:
        full = [entry for entry in entries if entry.name == text[start:end]]
        choices = full or entries
        inside = [entry for entry in choices if entry.within in named] or choices
        sure = (0.95 if full else 0.55) / len(inside) ** 0.5
        if len(choices) > len(inside) or inside[0].within in named:
            sure = min(0.98, sure + 0.2)
        best = inside[0]
        yield Mention(start, end, best.kind, best.name, round(sure, 2), best.code, best.lon, best.lat)


def number_of(text: str) -> int:
    """A whole number below a thousand in digits of any width or in Chinese (十二, 二十, 一百零五)."""
    plain = "".join(_DIGITS.get(char, char) for char in text)
    if plain.isdigit():
        return int(plain)
    hundreds, _, rest = plain.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = int(hundreds or 1) * 100 if "百" in plain else 0
    value += int(tens.strip("0") or 1) * 10 if ten else 0
    return value + int(ones.strip("0") or 0)


def best_place(mentions: Sequence[Mention]) -> Mention | None:
    """The most telling mention: the most exact kind first, then the surest, then the first."""
    order = ("address", "estate", "station", "school", "road", "street", "district", "line", "city")
    ranked = {kind: -n for n, kind in enumerate(order)}
    return max(mentions, key=lambda m: (ranked.get(m.kind, -4), m.confidence, -m.start), default=None)


def moved(mention: Mention, by: int) -> Mention:
    """The same mention in a text that begins `by` characters earlier."""
    return replace(mention, start=mention.start + by, end=mention.end + by)
