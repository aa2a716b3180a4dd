"""The register of bodies as a file: whose number it is that receipts of the log and exports name."""

import json
from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings
from django.utils import timezone

from cocity.ground.people import api as people
from cocity.kit.tables.sent import csv_lines

HEAD = ("id", "code", "kind", "name_zh", "name_en", "phone")


def pieces(kind: str) -> Iterator[str]:
    """Every body there is or was, as CSV or JSON."""
    rows = [
        (each.id, each.code, each.kind, each.name_zh, each.name_en, each.phone)
        for _, each in sorted(people.bodies().items())
    ]
    note = {
        "licence": settings.DATA_LICENCE,
        "what": "单位名册：id 是凭据和公共存证里的编号 register of bodies: id is the number in receipts of the log",
        "made_at": timezone.now().isoformat(),
        "synthetic": str(settings.SYNTHETIC).lower(),
    }
    return _csv(rows, note) if kind == "csv" else _json(rows, note)


def _csv(rows: Sequence[tuple[object, ...]], note: Mapping[str, str]) -> Iterator[str]:
    return csv_lines([HEAD, *rows], about=(f"{name}: {value}" for name, value in note.items()))


def _json(rows: Sequence[tuple[object, ...]], note: Mapping[str, str]) -> Iterator[str]:
    plain = [dict(zip(HEAD, row, strict=True)) for row in rows]
    yield json.dumps({"about": note, "bodies": plain}, ensure_ascii=False, indent=1) + "\n"
