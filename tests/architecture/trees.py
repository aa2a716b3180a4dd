"""A small tree of code to break rules in."""

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STAGES = ("engines", "kit", "ground", "listen", "act", "answer", "learn", "doors", "config")


def plant(folder: Path, files: Mapping[str, str]) -> Path:
    """Writes a package `cocity` with the stages and `files` (path below it → text) into `folder`."""
    package = folder / "cocity"
    for name in ("", *STAGES):
        _package(package / name)
    for name, text in files.items():
        file = package / name
        for parent in reversed(file.relative_to(package).parents):
            _package(package / parent)
        file.write_text(text)
    return package


def _package(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").touch()
