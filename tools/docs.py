"""Writes the tables in docs/ that are made from the code: settings, events, commands, pages.

`--check` writes nothing and fails when a table is not current. Everything around the marks is written by hand.
"""

import importlib
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from inspect import getdoc, unwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocity.config.settings")

Row = tuple[str, ...]


def settings_rows() -> Iterator[Row]:
    """Every variable read from the environment."""
    from cocity.config.env import Environment

    for name, field in Environment.model_fields.items():
        default = "" if field.default in ("", None) else f"`{field.default}`"
        yield f"`COCITY_{name.upper()}`", default, field.description or ""


def event_rows() -> Iterator[Row]:
    """Every event class of the components' `events.py`, found by its base."""
    import cocity
    from cocity.ground.journal.api import Event

    for found in pkgutil.walk_packages(cocity.__path__, "cocity."):
        if found.name.endswith(".events"):
            importlib.import_module(found.name)
    for event in sorted(descendants(Event), key=lambda each: (each.__module__, each.kind)):
        if event.__module__.startswith("cocity.") and event.kind:
            carried = ", ".join(f"`{field.name}`" for field in fields(event) if field.name != "subject")
            component = "/".join(event.__module__.split(".")[1:-1])
            yield f"`{event.kind}`", event.__name__, component, first_line(event), carried


def descendants(base: type) -> Iterator[type]:
    """Every class below. A dataclass with slots is made twice, the second in place of the first, which may live on."""
    found = {}
    for each in base.__subclasses__():
        for one in (each, *descendants(each)):
            found[one.__module__, one.__qualname__] = one
    yield from found.values()


def command_rows() -> Iterator[Row]:
    """Every command of our own apps; `cocity NAME` and `manage.py NAME` are the same."""
    from django.core.management import get_commands, load_command_class

    for name, app in sorted(get_commands().items()):
        if isinstance(app, str) and app.startswith("cocity."):
            yield f"`cocity {name}`", load_command_class(app, name).help


def indicator_rows() -> Iterator[Row]:
    """Every indicator with its formula in both languages."""
    from cocity.learn.performance.api import indicators

    for code, of in indicators().items():
        yield of.number, f"`{code}`", of.unit, f"{of.title.zh}<br>{of.title.en}", of.formula.zh, of.formula.en


def page_rows() -> Iterator[Row]:
    """Every named address with its access decision and what its view says it is."""
    from django.urls import get_resolver
    from tests.architecture.rules import addresses

    from cocity.kit.web.access import access_of

    for address, pattern in sorted(addresses(get_resolver().url_patterns), key=lambda each: each[0]):
        view = getattr(pattern.callback, "view_class", None) or unwrap(pattern.callback)
        if view.__module__.startswith("cocity."):
            named = f"`{pattern.name}`" if pattern.name else ""
            yield f"`/{address}`", named, str(access_of(pattern.callback) or ""), first_line(view)


def first_line(thing: object) -> str:
    return (getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")


TABLES: dict[str, tuple[str, Row, Callable[[], Iterator[Row]]]] = {
    "settings": ("operators/settings.md", ("variable", "default", "meaning"), settings_rows),
    "events": ("developers/events.md", ("kind", "class", "component", "when", "carries"), event_rows),
    "commands": ("operators/commands.md", ("command", "what it does"), command_rows),
    "indicators": (
        "indicators.md",
        ("no.", "code", "unit", "title", "公式", "what it is"),
        indicator_rows,
    ),
    "pages": ("developers/pages.md", ("address", "name", "open to", "what it is"), page_rows),
}


def table(head: Row, rows: Sequence[Row]) -> str:
    """Markdown; a row without a description is refused, since an empty cell documents nothing."""
    if not rows:
        return "None yet."
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)


def undescribed(rows: Sequence[Row], head: Row) -> list[str]:
    """Names of rows whose description is empty."""
    at = next(n for n, title in enumerate(head) if title in {"meaning", "when", "what it does", "what it is"})
    return [row[0] for row in rows if not row[at].strip()]


def filled(text: str, name: str, made: str) -> str:
    """`text` with what stands between the marks of `name` replaced. Raises ValueError without the marks."""
    begin, end = f"<!-- made from the code: {name} -->", "<!-- end -->"
    pattern = re.compile(re.escape(begin) + r".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"the marks {begin} … {end} are missing")
    return pattern.sub(lambda _: f"{begin}\n{made}\n{end}", text)


def complaints(docs: Path, *, write: bool) -> list[str]:
    """What is not documented or not current; with `write` the tables are brought up to date first."""
    found = []
    for name, (file, head, rows_of) in TABLES.items():
        rows = list(rows_of())
        found += [f"{each} has no description ({file})" for each in undescribed(rows, head)]
        path = docs / file
        now = filled(path.read_text(), name, table(head, rows))
        if write:
            path.write_text(now)
        elif path.read_text() != now:
            found.append(f"{file} is not current: type make docs")
    return found


def procedure_pages(docs: Path, *, write: bool) -> list[str]:
    """Pages of the procedures built in that are not current; with `write` they are written first."""
    from cocity.ground.commitments.procedure.docs import not_current, write_docs

    if write:
        write_docs(docs / "procedures")
    return [f"procedures/{name} is not current: type make docs" for name in not_current(docs / "procedures")]


def main(arguments: list[str]) -> int:
    import django

    django.setup()
    write = "--check" not in arguments
    found = complaints(ROOT / "docs", write=write) + procedure_pages(ROOT / "docs", write=write)
    for each in found:
        print(f"docs: {each}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
