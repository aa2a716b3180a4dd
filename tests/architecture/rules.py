"""The rules import-linter cannot say, as functions from a tree or a list to complaints (empty: all is well)."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db.models import Model
from django.urls import URLPattern, URLResolver

from cocity.kit.web.access import access_of

COMPONENT_STAGES = ("ground", "listen", "act", "answer", "learn")
UPSTREAM_FIRST = ("kit", "ground", "listen", "act", "answer", "learn", "doors")
OPEN_MODULES = {"api", "contracts", "events"}
LONGEST, LONG = 500, 300


def python_files(package: Path) -> list[Path]:
    return [file for file in sorted(package.rglob("*.py")) if "migrations" not in file.parts]


# --- components meet only at api, contracts and events


def crossings(package: Path) -> list[str]:
    """Imports that reach into another component past its open modules."""
    found = []
    for file in python_files(package):
        module = _module(file, package)
        for line, target in _imports(file, module, package):
            if _reaches_inside(module, target):
                found.append(f"{module}:{line} imports {'.'.join(target)}")
    return found


def _reaches_inside(module: str, target: tuple[str, ...]) -> bool:
    if len(target) < 3 or target[0] != "cocity" or target[1] not in COMPONENT_STAGES:
        return False
    if module.split(".")[:3] == list(target[:3]):
        return False
    return len(target) == 3 or target[3] not in OPEN_MODULES


def _module(file: Path, package: Path) -> str:
    parts = file.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(file: Path, module: str, package: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, module imported) for every import, wherever it stands in the file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, tuple(name.name.split("."))) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            inside = file.name == "__init__.py"
            base = _base(node, module.split("."), inside=inside)
            for name in node.names:
                whole = (*base, name.name)
                path = package.parent.joinpath(*whole)
                yield node.lineno, whole if path.is_dir() or path.with_suffix(".py").is_file() else base


def _base(node: ast.ImportFrom, importer: list[str], *, inside: bool) -> tuple[str, ...]:
    named = tuple(node.module.split(".")) if node.module else ()
    if not node.level:
        return named
    up = node.level - 1 if inside else node.level
    return (*importer[: len(importer) - up], *named)


# --- records point upstream


def downstream_keys(models: Iterable[type[Model]]) -> list[str]:
    """Foreign keys of our records that point to a later stage; to a neighbour is allowed."""
    found = []
    for model in models:
        own = _stage(model)
        for field in model._meta.get_fields():
            other = field.related_model if field.concrete and field.is_relation else None
            if isinstance(other, type) and own >= 0 and _stage(other) > own:
                found.append(f"{model._meta.label}.{field.name} points downstream to {other._meta.label}")
    return found


def _stage(model: type[Model]) -> int:
    """Position of the stage; -1 for a record that is not ours."""
    stage = model._meta.app_label.split("_")[0]
    return UPSTREAM_FIRST.index(stage) if stage in UPSTREAM_FIRST else -1


# --- every address has its decision


def addresses(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """(address, pattern) of every view."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        else:
            yield address, pattern


def undecided(patterns: Iterable[URLPattern | URLResolver]) -> list[str]:
    return [
        f"/{at} has no access decision" for at, found in addresses(patterns) if not access_of(found.callback)
    ]


# --- files stay short


def long_files(package: Path) -> list[str]:
    """None over 500 lines; nine in ten at most 300."""
    lengths = {file: len(file.read_text().splitlines()) for file in python_files(package)}
    found = [f"{_module(file, package)} has {n} lines" for file, n in lengths.items() if n > LONGEST]
    over = [f"{_module(file, package)} ({n})" for file, n in lengths.items() if n > LONG]
    if len(over) * 10 > len(lengths):
        found.append(f"more than one file in ten is over {LONG} lines: {', '.join(over)}")
    return found


# --- nothing of one machine or one registry

# Joined here so that this file does not break its own rule.
REGISTRIES = re.compile(
    "|".join(("py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.", "yarn" + r"pkg\."))
)
MACHINE = re.compile(
    r"(?<![\w.$}])/(?:" + "|".join(("root", r"home/[a-z]\w*", r"Users/\w+", r"work/[a-z]\w*")) + r")\b"
)


def traces(files: Iterable[Path]) -> list[str]:
    """Host names of package registries and paths of somebody's machine."""
    found = []
    for file in files:
        try:
            text = file.read_text()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for what, pattern in (("a registry", REGISTRIES), ("a machine", MACHINE)):
                if pattern.search(line):
                    found.append(f"{file}:{number} names {what}: {line.strip()[:80]}")
    return found


# --- nothing written twice

SAME = 10


def repeats(package: Path, least: int = SAME) -> list[str]:
    """Runs of at least `least` equal lines of code in two places; imports and blank lines do not count."""
    windows: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for file in python_files(package):
        lines = [
            (number, line.strip())
            for number, line in enumerate(file.read_text().splitlines(), 1)
            if line.strip() and not re.match(r"\s*(from\s.+import|import\s|#|\)$)", line)
        ]
        for at in range(len(lines) - least + 1):
            run = lines[at : at + least]
            windows[tuple(text for _, text in run)].append(f"{_module(file, package)}:{run[0][0]}")
    seen: set[tuple[str, ...]] = set()
    found = []
    for places in windows.values():
        modules = tuple(sorted({place.split(":")[0] for place in places}))
        if len(places) > 1 and modules not in seen:
            seen.add(modules)
            found.append(f"the same {least} lines stand at {' and '.join(places)}")
    return found
