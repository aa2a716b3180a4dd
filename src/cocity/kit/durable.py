"""Files that are whole or not there at all, also after the current fails: written beside, synced, then renamed."""

import ctypes
import os
import secrets
from collections.abc import Collection, Sequence
from pathlib import Path

from cocity.kit.batches import batched

AT_ONCE = 512  # files held open side by side
MANY = 32  # from so many files on the whole file system is synced at once, which takes a fraction of the time
ANYBODY, OWNER = 0o666, 0o600  # who may read a file that is made, as far as the umask lets
_LIBRARY = ctypes.CDLL(None, use_errno=True)


def write(path: Path, data: bytes, *, mode: int = ANYBODY) -> None:
    """Put `data` at `path`, in place of whatever was there. Raises OSError, and then nothing has changed."""
    write_all([(path, data)], mode=mode)


def create(path: Path, data: bytes, *, mode: int = ANYBODY) -> None:
    """As `write`, but never in place of anything. Raises FileExistsError where something is there, also if it came this
    very moment; other OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside, _, held = _beside(path, data, mode)
    try:
        os.fsync(held)
        os.link(beside, path)
    finally:
        os.close(held)
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def write_all(files: Collection[tuple[Path, bytes]], *, mode: int = ANYBODY) -> None:
    """As `write`, for many: each whole or not there; all of them there when this returns.

    All are written before any is synced: the disk then takes them together, many times as fast.
    """
    folders = {path.parent for path, _ in files}
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for some in batched(files, AT_ONCE):
        _placed(some, mode)
    for changed in folders | {folder.parent for folder in folders}:
        sync_folder(changed)


def _placed(files: Collection[tuple[Path, bytes]], mode: int) -> None:
    fresh: list[tuple[Path, Path, int]] = []
    try:
        for path, data in files:
            fresh.append(_beside(path, data, mode))
        _synced([held for _, _, held in fresh])
        for beside, path, _ in fresh:
            beside.replace(path)
    finally:
        for beside, _, held in fresh:
            os.close(held)
            beside.unlink(missing_ok=True)


def _synced(files: Sequence[int]) -> None:
    """Return when what was written to these open files lasts. Raises OSError."""
    if len(files) < MANY or not hasattr(_LIBRARY, "syncfs"):
        for held in files:
            os.fsync(held)
    elif _LIBRARY.syncfs(files[0]) != 0:
        raise OSError(ctypes.get_errno(), "syncfs")


def _beside(path: Path, data: bytes, mode: int) -> tuple[Path, Path, int]:
    """(the file beside, where it belongs, still open)."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    held = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        _written(held, data)
    except BaseException:
        os.close(held)
        beside.unlink(missing_ok=True)
        raise
    return beside, path, held


def _written(held: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(held, left) :]


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
