"""What keeps a command from running at all, in words an operator can act on: settings, the home folder, the database."""

import re
from collections.abc import Iterator

MISSING = re.compile(r"no such (table|column)|(relation|column) .* does not exist", re.IGNORECASE)
FULL = ("disk i/o error", "database or disk is full", "no space left")


def words(error: Exception) -> list[str]:
    """Lines to print in place of a traceback; empty for anything that is not the machine's or a setting's doing."""
    from django.db import DatabaseError, OperationalError, ProgrammingError
    from pydantic import ValidationError

    if isinstance(error, ValidationError) and error.title == "Environment":
        return list(_settings(error))
    if isinstance(error, ValueError) and str(error).startswith("COCITY_"):
        return [str(error)]
    if isinstance(error, OperationalError | ProgrammingError):
        return _database(error)
    if isinstance(error, DatabaseError):
        return []
    return _home(error) if isinstance(error, OSError) else []


def _settings(error: object) -> Iterator[str]:
    for each in error.errors():  # type: ignore[attr-defined]
        name = "_".join(str(part) for part in each["loc"]).upper()
        yield f"COCITY_{name}: {each['msg'].removeprefix('Value error, ')}"


def _database(error: Exception) -> list[str]:
    from django.db import OperationalError

    said = " ".join(str(error).split())
    if MISSING.search(said):
        return ["数据库还没有建好，或比程序旧；先运行 cocity migrate / The database is not made yet, or older than the program; run cocity migrate first"]  # fmt: skip
    if any(part in said.lower() for part in FULL):
        return [f"磁盘写不进去（{said}）；清理磁盘后再来，已经收到的都还在 / The disk takes nothing more ({said}); make room and come again, what was taken in is safe"]  # fmt: skip
    if isinstance(error, OperationalError):
        return [f"数据库不可用：{said}；检查 COCITY_DATABASE，或运行 cocity doctor / The database cannot be used: {said}; check COCITY_DATABASE, or run cocity doctor"]  # fmt: skip
    return []


def _home(error: OSError) -> list[str]:
    """The home folder that settings make; any other file is some command's own business."""
    import os
    from pathlib import Path

    from cocity.kit.faults import why

    home = Path(os.environ.get("COCITY_HOME", "var")).resolve()
    at = Path(str(error.filename)).resolve() if error.filename else None
    if at is None or not (at in (home, *home.parents) or at.parent == home / "keys"):
        return []
    said = why(error)
    return [
        f"COCITY_HOME: {error.filename} 建不了或写不了（{said.zh}） / cannot be made or written ({said.en})"
    ]
