"""Files named on the command line; one that cannot be read or written is refused under its name, with why."""

from pathlib import Path

from cocity.kit.errors import Invalid
from cocity.kit.faults import why
from cocity.kit.text import Text

UNREAD = Text("读不到这个文件：{why}", "cannot be read: {why}")
UNWRITTEN = Text("写不进这个文件：{why}", "cannot be written: {why}")


def read_bytes(path: Path) -> bytes:
    """A file's bytes. Raises Invalid when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unread(path, error) from error


def write_bytes(path: Path, data: bytes) -> None:
    """A file, whole or not at all. Raises Invalid when it cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise unwritten(path, error) from error


def unread(path: Path | str, error: OSError) -> Invalid:
    """The error of a file that cannot be read."""
    return Invalid(UNREAD.with_values(why=why(error)), field=str(path))


def unwritten(path: Path | str, error: OSError) -> Invalid:
    """The error of a file that cannot be written."""
    return Invalid(UNWRITTEN.with_values(why=why(error)), field=str(path))
