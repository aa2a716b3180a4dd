"""`count_queries(name)`: holds the number of queries of a read or write against the committed figure.

    def test_the_inbox_is_three_queries(count_queries):
        with count_queries("act/orders: inbox of 25"):
            queries.inbox(...)

The figures stand in tests/query_counts.json, by component. A change, up or down, fails with the new number and
the queries; `COCITY_UPDATE_COUNTS=1` writes it, so the change is seen in review. Pages (`doors/…`) are counted as a
reader meets them after a quiet minute, with nothing remembered, and make at most twelve.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cocity.kit.remember import forget_all

PAGES, MOST = "doors/", 12
COUNTS = Path(__file__).resolve().parent.parent / "query_counts.json"
Counter = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def count_queries(db: None, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """A context manager; its name is `component: what is read`."""
    # What is remembered for seconds must not grow old in the middle of a page that a busy machine draws slowly.
    monkeypatch.setattr("cocity.kit.remember.time", SimpleNamespace(monotonic=lambda: 1.0))

    @contextmanager
    def counted(name: str) -> Iterator[None]:
        if name.startswith(PAGES):
            forget_all()
        with CaptureQueriesContext(connection) as captured:
            yield
        complaint = compare(COUNTS, name, [each["sql"] for each in captured.captured_queries])
        if complaint:
            pytest.fail(complaint, pytrace=False)

    return counted


def compare(file: Path, name: str, queries: list[str]) -> str:
    """Empty when the figure is the committed one, or was just written; else what to say."""
    component, _, what = name.partition(": ")
    if not what:
        return f"count_queries({name!r}): name it 'component: what is read'"
    with file.open("r+") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        counts = json.load(opened)
        before = counts.get(component, {}).get(what)
        if component.startswith(PAGES) and len(queries) > MOST:
            return f"{name}: {len(queries)} queries, a page makes at most {MOST}\n{_listed(queries)}"
        if before == len(queries):
            return ""
        if not os.environ.get("COCITY_UPDATE_COUNTS"):
            told = "not recorded yet" if before is None else f"{before} committed"
            return f"{name}: {len(queries)} queries, {told} (COCITY_UPDATE_COUNTS=1 writes it)\n{_listed(queries)}"
        counts.setdefault(component, {})[what] = len(queries)
        opened.seek(0)
        opened.truncate()
        opened.write(json.dumps(counts, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    return ""


def _listed(queries: list[str]) -> str:
    return "\n".join(f"  {number}. {sql[:200]}" for number, sql in enumerate(queries, 1))
