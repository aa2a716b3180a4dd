"""The published files as a door gives them out."""

from dataclasses import dataclass

from cocity.answer.citylog import folders
from cocity.answer.citylog.files import Published
from cocity.engines.merkle import Malformed, parse_path
from cocity.engines.merkle.tiles import FULL
from cocity.kit.errors import NotFound
from cocity.kit.text import Text

NO_FILE = Text("没有这个文件", "There is no such file")


@dataclass(frozen=True, slots=True)
class File:
    """Content of a published file; `lasting`: it will never be another, and never goes away."""

    content: bytes
    lasting: bool


def checkpoint_file() -> bytes:
    """The checkpoint as published. Raises NotFound before the first."""
    note = Published(folders.public()).checkpoint()
    if not note:
        raise NotFound(NO_FILE)
    return note


def published_file(path: str) -> File:
    """A tile or bundle by its path (`tile/…`). Raises NotFound for every path no file of the log can have."""
    try:
        thing = parse_path(path)
    except Malformed:
        raise NotFound(NO_FILE) from None
    at = folders.public() / thing.path
    if not at.is_file():
        raise NotFound(NO_FILE)
    return File(at.read_bytes(), thing.width == FULL)
