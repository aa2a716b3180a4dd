"""Several doings at one moment, each over a connection of its own."""

from collections.abc import Callable, Iterable
from threading import Barrier, Thread

from django.db import connections


def at_once(doings: Iterable[Callable[[], object]]) -> list[object]:
    """What each gave, done in a thread of its own from one start; an error where one came. In no order."""
    doings = list(doings)
    start, results = Barrier(len(doings)), []

    def run(doing: Callable[[], object]) -> None:
        start.wait()
        try:
            results.append(doing())
        except Exception as error:  # noqa: BLE001 - looked at by the test
            results.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(doing,)) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
