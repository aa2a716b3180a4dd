"""What is remembered: for seconds, and on while its edition is the same; never as newer than it is."""

from types import SimpleNamespace

import pytest

from cocity.kit.remember import SECONDS, Remembered


class Source:
    """Something that changes, with an edition of its own, and how often it was read."""

    def __init__(self) -> None:
        self.value, self.edition, self.loads = 1, "first", 0

    def load(self, wanted: set[str]) -> dict[str, int]:
        self.loads += 1
        return dict.fromkeys(wanted, self.value)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr("cocity.kit.remember.time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def later(clock: SimpleNamespace) -> None:
    clock.now += SECONDS + 1


def test_without_an_edition_it_is_read_again_after_some_seconds(clock: SimpleNamespace) -> None:
    source = Source()
    kept = Remembered(source.load)
    assert (kept.get("a"), kept.get("a"), source.loads) == (1, 1, 1)
    source.value = 2
    assert kept.get("a") == 1
    later(clock)
    assert (kept.get("a"), source.loads) == (2, 2)


def test_while_the_edition_is_the_same_nothing_is_read_again(clock: SimpleNamespace) -> None:
    source = Source()
    kept = Remembered(source.load, edition=lambda: source.edition)
    for _ in range(9):
        assert kept.get("a") == 1
        later(clock)
    assert source.loads == 2, "once before the edition was known, once of that edition"
    source.value, source.edition = 2, "second"
    assert (kept.get("a"), source.loads) == (2, 3)
    later(clock)
    assert (kept.get("a"), source.loads) == (2, 3)


def test_where_there_is_no_edition_yet_it_is_read_again(clock: SimpleNamespace) -> None:
    source = Source()
    kept = Remembered(source.load, edition=lambda: None)
    for expected in (1, 2, 3):
        source.value = expected
        assert kept.get("a") == expected
        later(clock)


def test_what_was_read_before_a_change_is_not_kept_as_after_it(clock: SimpleNamespace) -> None:
    """The edition is asked first: a change between that and the reading is seen at the next look at the latest."""
    source = Source()

    def changing() -> str:
        before = source.edition
        source.edition = "second"
        return before

    kept = Remembered(source.load, edition=changing)
    kept.get("a")
    later(clock)
    kept.get("a")
    source.value = 2
    later(clock)
    assert kept.get("a") == 2
    assert Remembered(source.load).many(["a", "b"]) == {"a": 2, "b": 2}
