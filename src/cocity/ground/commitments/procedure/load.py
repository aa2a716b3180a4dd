"""The procedures in force: found in the components and in the city's folder, checked, kept in memory.

A component holds its procedures as `procedures/NAME.yaml` or `procedures/NAME@VERSION.yaml`. Files in the city's
folder (`COCITY_CITY/procedures`) add versions and names, or stand in place of the same version built in.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.conf import settings

import cocity
from cocity.kit.errors import NotFound
from cocity.kit.text import Text

from .check import check, check_together
from .faults import Fault, ProcedureErrors
from .model import Procedure
from .parse import Draft, draft

Versions = Mapping[str, Mapping[str, Procedure]]


def load(path: Path) -> Procedure:
    """One file, checked by itself. Raises ProcedureErrors with all its faults."""
    found = _read(path)
    if found.reader.faults:
        raise ProcedureErrors(found.reader.faults)
    return found.procedure


def load_all() -> Mapping[str, Procedure]:
    """Every procedure in its newest version, by name. Raises ProcedureErrors with all faults of all files."""
    return MappingProxyType({name: _newest(versions) for name, versions in library().items()})


def built_in() -> Mapping[str, Procedure]:
    """The newest versions that come with the components, whatever the city's folder says."""
    return MappingProxyType({name: _newest(found) for name, found in together([component_folders()]).items()})


def every_version() -> tuple[Procedure, ...]:
    """Every version of every procedure: what commitments may be pinned to. Raises ProcedureErrors."""
    return tuple(one for versions in library().values() for one in versions.values())


def current(name: str) -> Procedure:
    """The newest version: what a new commitment is pinned to. Raises NotFound."""
    return _newest(_versions(name))


def pinned(name: str, version: str) -> Procedure:
    """The version a commitment was pinned to. Raises NotFound when its file is gone."""
    try:
        return _versions(name)[version]
    except KeyError:
        message = Text(
            "找不到规程“{name}”的版本 {version}；请把这个版本的文件放回去。",
            "Procedure “{name}” has no version {version}; put the file of that version back.",
        )
        raise NotFound(message.with_values(name=name, version=version)) from None


def digest(procedure: Procedure) -> str:
    """SHA-256 (64 hex digits) of what a procedure says, whatever its file is called and however it is laid out.

    Kept beside the first use of a version, it shows when the file was changed afterwards. What is not said is
    left out, so that a key the vocabulary gains later changes no digest.
    """
    said = {key: value for key, value in _plain(procedure).items() if key != "source"}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def clear() -> None:
    """Forget what was loaded, so that changed files are read again."""
    library.cache_clear()


@lru_cache(maxsize=1)
def library() -> Versions:
    """Name → version → procedure, all of them. Raises ProcedureErrors."""
    return together([component_folders(), city_folders()])


def component_folders() -> list[Path]:
    """The `procedures` folders of the installed components and below the stages of the package."""
    root = Path(cocity.__file__).parent
    found = {Path(app.path) / "procedures" for app in apps.get_app_configs()}
    found.update(root.glob("*/*/procedures"))
    return sorted(folder for folder in found if folder.is_dir())


def city_folders() -> list[Path]:
    """The city's own folder, where one is set."""
    return [Path(settings.CITY) / "procedures"] if settings.CITY else []


def together(groups: Iterable[Iterable[Path]]) -> Versions:
    """Read groups of folders; a later group replaces the same version of an earlier one, while within one group
    the same version may stand only once. Raises ProcedureErrors with the faults of every file."""
    kept: dict[tuple[str, str], Draft] = {}
    faults: list[Fault] = []
    for folders in groups:
        group: dict[tuple[str, str], Draft] = {}
        for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
            try:
                found = _read(path)
            except ProcedureErrors as error:
                faults.extend(error.faults)
                continue
            key = (found.procedure.name, found.procedure.version)
            _only_once(found, group.get(key))
            group.setdefault(key, found)
            faults.extend(found.reader.faults)
        kept.update(group)
    faults.extend(_across(list(kept.values())) if not faults else ())
    if faults:
        raise ProcedureErrors(faults)
    versions: dict[str, dict[str, Procedure]] = {}
    for (name, version), found in sorted(kept.items()):
        versions.setdefault(name, {})[version] = found.procedure
    return MappingProxyType({name: MappingProxyType(one) for name, one in versions.items()})


def _across(drafts: list[Draft]) -> list[Fault]:
    newest = {d.procedure.name: d for d in sorted(drafts, key=lambda d: d.procedure.version)}
    check_together(drafts, newest)
    return [fault for found in drafts for fault in found.reader.faults]


def _read(path: Path) -> Draft:
    found = draft(path.read_bytes(), str(path))
    name, version = found.procedure.name, found.procedure.version
    if name and path.stem not in {name, f"{name}@{version}"}:
        found.fault(
            ("procedure",),
            "文件名要与规程一致：请改名为 {name}.yaml 或 {name}@{version}.yaml。",
            "The file must be called after its procedure: rename it {name}.yaml or {name}@{version}.yaml.",
            name=name,
            version=version,
        )
    check(found)
    return found


def _only_once(found: Draft, other: Draft | None) -> None:
    if other is not None:
        found.fault(
            ("version",),
            "版本 {version} 已在 {other} 里；请改版本日期，或删去一个文件。",
            "Version {version} stands in {other} already; give another date, or remove one file.",
            version=found.procedure.version,
            other=other.procedure.source,
        )


def _newest(versions: Mapping[str, Procedure]) -> Procedure:
    return versions[max(versions)]


def _versions(name: str) -> Mapping[str, Procedure]:
    try:
        return library()[name]
    except KeyError:
        message = Text("没有规程“{name}”。", "There is no procedure “{name}”.")
        raise NotFound(message.with_values(name=name)) from None


def _plain(value: Any) -> Any:
    """Plain data in a fixed order, for the digest."""
    if is_dataclass(value):
        plain = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        return {key: item for key, item in plain.items() if item not in (None, False, "", [], {})}
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
