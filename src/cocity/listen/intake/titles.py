"""What categories are called, those of the city's own tree and those of sources it was imported from."""

from collections.abc import Iterable, Mapping

from cocity.kit.remember import Remembered
from cocity.kit.screening import screened, tidy
from cocity.kit.text import Text
from cocity.listen.intake.catalogue import categories
from cocity.listen.intake.models import CategoryTitle

LONGEST = 120
Titles = Mapping[str, Text]


def category_title(code: str) -> Text:
    """A category with the one above it, in words: nobody reads a code. One statement in a few seconds at most, and
    only where the city's tree does not know it."""
    known = categories()
    if code in known:
        titles = [Text.of(known[c].title) for c in (known[code].parent, code) if c in known]
        return Text(" · ".join(t.zh for t in titles), " · ".join(t.en for t in titles))
    learnt = (_LEARNT.get("") or {}).get(code)
    return learnt or readable(code)


CHANNELS: Mapping[str, Text] = {
    "api": Text("其他程序", "Other programs"),
    "hotline": Text("热线电话", "Telephone line"),
    "open311": Text("Open311", "Open311"),
    "paper": Text("纸面", "On paper"),
    "web": Text("网页", "Web pages"),
}


def channel_title(name: str) -> Text:
    """A channel in words; its own name where it is a city's own."""
    return CHANNELS.get(name) or Text(name, name)


def is_category(code: str) -> bool:
    """Whether the city's tree or a source it was imported from knows this code. At most one statement in a few
    seconds."""
    return code in categories() or code in (_LEARNT.get("") or {})


def readable(code: str) -> Text:
    """The last part of a code as words, where nothing says what it is called."""
    words = code.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    said = words[:1].upper() + words[1:]
    return Text(said, said)


def learn_titles(found: Mapping[str, Mapping[str, str]], *, source: str) -> None:
    """Keep titles of a source's categories by code ({zh, en}, either may be missing); what was learnt first stays.
    One statement."""
    CategoryTitle.objects.bulk_create(
        [
            CategoryTitle(
                code=code, source=source, title_zh=_clean(said.get("zh", "")), title_en=_clean(said.get("en", ""))
            )
            for code, said in found.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    _LEARNT.forget()


def _clean(title: str) -> str:
    return screened(tidy(title))[:LONGEST]


def _load(_: Iterable[str]) -> dict[str, Titles]:
    rows = CategoryTitle.objects.values_list("code", "title_zh", "title_en")
    return {"": {code: Text(zh or en, en or zh) for code, zh, en in rows if zh or en}}


_LEARNT: Remembered[str, Titles] = Remembered(_load)
