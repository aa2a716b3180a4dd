"""Bodies as dispatch looks at them: where they stand, and whether someone there takes work on."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from cocity.ground.people.contracts import BodyAt
from cocity.ground.people.models import Body, RoleHeld
from cocity.ground.people.queries import in_force, info


def directory(
    *,
    on: date,
    codes: Iterable[str] = (),
    place_paths: Iterable[str] = (),
    ids: Iterable[int] = (),
    names_only: bool = False,
) -> tuple[BodyAt, ...]:
    """Bodies in force on a day with one of `codes` or `ids`, those at a place on one of `place_paths` or above it,
    and always the intake and fallback bodies. Two statements; nearer places come later. `names_only`: one statement,
    and nobody is looked for who takes work on."""
    around = {prefix for path in set(place_paths) for prefix in _prefixes(path)}
    wanted = Q(code__in=set(codes)) | Q(pk__in=set(ids)) | Q(intake=True) | Q(fallback=True)
    rows = list(in_force(Body.objects.filter(wanted | Q(place__path__in=around)), on).select_related("place"))
    held = RoleHeld.objects.filter(Q(until__isnull=True) | Q(until__gt=on), role="handler", since__lte=on)
    staffed = (
        set()
        if names_only
        else set(held.filter(body__in=[row.pk for row in rows]).values_list("body_id", flat=True))
    )
    found = (
        BodyAt(info(row), row.place.path if row.place else "", row.intake, row.fallback, row.pk in staffed)
        for row in rows
    )
    return tuple(sorted(found, key=lambda body: (len(body.place_path), body.info.id)))


def _prefixes(path: str) -> list[str]:
    codes = [code for code in path.split("/") if code]
    return ["/" + "/".join(codes[: end + 1]) + "/" for end in range(len(codes))]
