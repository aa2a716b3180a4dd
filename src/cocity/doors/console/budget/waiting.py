"""A bar on standard error, drawn only when there is something to wait for."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cocity.kit.text import Text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 0.7  # seconds without a word


class Waiting:
    """Call it with what is done, how far, and of how much. Nothing is drawn where no one looks."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __call__(self, what: Text, done: int, of: int) -> None:
        if not sys.stderr.isatty() or time.monotonic() - self._began < PATIENCE:
            return
        if self._progress is None:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.start()
        if what.en not in self._tasks:
            self._tasks[what.en] = self._progress.add_task(f"{what.zh} {what.en}", total=of)
        self._progress.update(self._tasks[what.en], completed=done, total=of)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress:
            self._progress.stop()
