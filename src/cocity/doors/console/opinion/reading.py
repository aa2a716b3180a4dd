"""From files to a conversation: votes, what statements say, which of them count."""

import gzip
import mmap
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from cocity.doors.console.files import unread
from cocity.doors.console.naming import naming
from cocity.engines.opinion import BadVotes, Export, Statement, read_comments, read_votes
from cocity.kit.errors import Invalid
from cocity.kit.tables.opening import GZIP, magic, text_of
from cocity.kit.text import Text

Found = TypeVar("Found")
BESIDE = "comments.csv"
FEW = 15  # people below whom one vote on a statement says nothing
UTF16 = (b"\xff\xfe", b"\xfe\xff")
SOLID = 1 << 20  # bytes from which a plain file is mapped, not read


@dataclass(frozen=True, slots=True)
class Conversation:
    """Votes with what is known of the statements; `live` is False for those rejected or meta, `meta` True for the latter.

    `unheard`: how many are taken for rejected because nobody but their author voted on them, where no moderation is told.
    """

    export: Export
    about: Mapping[str, Statement]
    live: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    meta: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    unheard: int = 0

    def text(self, statement: int) -> str:
        """What it says, or its id where no text was given."""
        known = self.about.get(self.export.statements[statement])
        return known.text if known and known.text else f"#{self.export.statements[statement]}"


def read(
    votes: Path, comments: Path | None, meta: Collection[str] = (), *, every: bool = False
) -> Conversation:
    """Votes, and `comments` or the comments.csv beside them. Without either a statement on which one person voted is
    taken for rejected, unless `every` says that all count: an author votes at once, and others would have been shown it.

    Raises Invalid with file and line in plain words.
    """
    export = _said(votes, lambda: read_votes(_bytes(votes)))
    beside = votes.parent / BESIDE
    source = comments or (beside if beside.is_file() and beside != votes else None)
    about = _said(source, lambda: read_comments(whole_text(source))) if source else {}
    known = [about.get(name) for name in export.statements]
    is_meta = np.array(
        [name in meta or bool(one and one.meta) for name, one in zip(export.statements, known, strict=True)],
        bool,
    )
    rejected = np.array([bool(one and one.rejected) for one in known], bool)
    told = bool(source) or every or export.votes.people < FEW
    alone = np.bincount(export.votes.statement, minlength=export.votes.width) == 1
    unheard = np.zeros_like(is_meta) if told else alone & ~is_meta
    return Conversation(export, about, ~(is_meta | rejected | unheard), is_meta, int(unheard.sum()))


def whole_text(path: Path) -> str:
    """A file of text, unpacked if it is gzip, whatever its encoding. Raises Invalid(file)."""
    with text_of(path) as text:
        return text.read()


def _bytes(path: Path) -> bytes:
    """The file in UTF-8. A large plain one is mapped: its pages are the system's, not ours."""
    first = magic(path)
    if first[:2] == GZIP and path.suffix == ".gz":
        try:
            return gzip.decompress(path.read_bytes())
        except (OSError, EOFError) as error:
            raise Invalid(
                Text("压缩文件已损坏。", "The compressed file is damaged."), field=str(path)
            ) from error
    if first[:2] in UTF16:
        return whole_text(path).encode()
    if path.stat().st_size < SOLID:
        return path.read_bytes()
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)  # type: ignore[return-value]


def _said(path: Path, work: Callable[[], Found]) -> Found:
    """Runs `work`; what is wrong in the text is told with the file and the line."""
    try:
        with naming(path):
            return work()
    except BadVotes as wrong:
        where = Text("第 {n} 行：", "line {n}: ").with_values(n=wrong.line) if wrong.line else Text("", "")
        raise Invalid(Text(where.zh + wrong.zh, where.en + wrong.en), field=str(path)) from None
    except OSError as error:
        raise unread(path, error) from error
