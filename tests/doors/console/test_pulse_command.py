"""The city's heartbeat outlives a beat that fails."""

from datetime import datetime
from itertools import pairwise

import pytest
from structlog.testing import capture_logs

from cocity.doors.console.management.commands import pulse as command
from cocity.kit import pulse


class Clock:
    """Seconds that pass while the loop sleeps; at the end it is asked to stop."""

    def __init__(self, end: float) -> None:
        self.now, self.end = 0.0, end

    @property
    def asked(self) -> bool:
        return self.now >= self.end

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.django_db
def test_a_beat_that_fails_rests_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(400.0)
    good: list[float] = []
    bad: list[float] = []

    def works(now: datetime) -> int:
        good.append(clock.now)
        return 0

    def fails(now: datetime) -> int:
        bad.append(clock.now)
        if clock.now < 300:
            raise KeyError("张三 13800000001")
        return 0

    beats = (pulse.Beat("bad", 1.0, fails), pulse.Beat("good", 1.0, works))
    monkeypatch.setattr(pulse, "beats", lambda: beats)
    monkeypatch.setattr(command.time, "sleep", clock.sleep)
    monkeypatch.setattr(command, "close_old_connections", lambda: None)
    with capture_logs() as told:
        command._beat_until(clock, lambda: clock.now)  # type: ignore[arg-type]
    assert len(good) == 400
    failed = [at for at in bad if at < 300]
    rests = [later - at for at, later in pairwise(failed)]
    assert rests[:6] == [1, 2, 4, 8, 16, 32]
    assert set(rests[6:]) == {60}
    well = [at for at in bad if at >= 300]
    assert well[1] - well[0] == 1, "well again, it beats as before"
    assert {each["event"] for each in told} == {"beat_failed"}
    assert "13800000001" not in str(told), "an error's words may be a person's"
