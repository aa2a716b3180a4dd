"""The tree of places held in memory while an import changes it, and written level by level."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from cocity.ground.places import rules
from cocity.ground.places.models import Place

WRITTEN = tuple(f.attname for f in Place._meta.concrete_fields if not f.primary_key)
UPDATED = tuple(f.name for f in Place._meta.concrete_fields if not f.primary_key and f.name != "code")


class Draft:
    """All rows of all places; two queries a level to write, whatever the number of rows."""

    def __init__(self) -> None:
        self.versions: dict[str, list[Place]] = defaultdict(list)
        self.children: dict[str, set[str]] = defaultdict(set)
        self._new: dict[str, list[Place]] = defaultdict(list)
        self._dirty: dict[str, dict[int, Place]] = defaultdict(dict)
        for place in Place.objects.order_by("valid_from"):
            self._hold(place)

    def _hold(self, place: Place) -> None:
        held = self.versions[place.code]
        held.append(place)
        held.sort(key=lambda p: p.valid_from or date.min)
        self.children[parent_code(place.path)].add(place.code)

    def at(self, code: str, day: date | None) -> Place | None:
        """The row of `code` on `day`; failing that, its newest."""
        held = self.versions.get(code)
        return (rules.version_at(held, day) if day else None) or held[-1] if held else None

    def create(self, values: Mapping[str, Any]) -> Place:
        place = Place(**values)
        self._hold(place)
        self._new[place.kind].append(place)
        return place

    def amend(self, place: Place, changes: Mapping[str, Any]) -> None:
        """Corrects a row; with a corrected path those below follow for as long as the row holds."""
        before = place.path
        for field, value in changes.items():
            setattr(place, field, value)
        if place.pk:
            self._dirty[place.kind][place.pk] = place
        if place.path != before:
            self.children[parent_code(place.path)].add(place.code)
            self._carry(place, before, place.valid_from)

    def renew(self, place: Place, day: date, changes: Mapping[str, Any]) -> Place:
        """Closes a row on `day` and opens the next, to which those below follow."""
        kept = {field: getattr(place, field) for field in WRITTEN}
        if "parent" in changes:
            del kept["parent_id"]
        fresh = self.create(kept | dict(changes) | {"valid_from": day})
        self.amend(place, {"valid_to": day})
        self._carry(fresh, place.path, day)
        return fresh

    def _carry(self, upper: Place, before: str, day: date | None) -> None:
        """Rows right below the path `before` that hold on or after `day` follow to `upper`.

        A row that began earlier is closed and renewed on that day if its path changes.
        """
        for below in self._below(upper.code, before):
            if below.valid_to and day and below.valid_to <= day:
                continue
            moved = {"parent": upper, "path": f"{upper.path}{below.code}/"}
            if day and rules.period_of(below).begins_before(day) and upper.path != before:
                self.renew(below, day, moved)
            else:
                self.amend(below, moved)

    def _below(self, code: str, path: str) -> list[Place]:
        return [p for c in sorted(self.children[code]) for p in self.versions[c] if p.path == f"{path}{c}/"]

    def write(self, kind: str) -> None:
        """Writes what changed at one level; the levels above must be written before."""
        new, dirty = self._new.pop(kind, []), self._dirty.pop(kind, {})
        if dirty:
            Place.objects.bulk_update(dirty.values(), UPDATED, batch_size=400)
        if new:
            Place.objects.bulk_create(new)


def parent_code(path: str) -> str:
    """The code above the last one of a path; empty at the top."""
    codes = path.strip("/").split("/")
    return codes[-2] if len(codes) > 1 else ""
