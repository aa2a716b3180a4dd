"""A guard against floods: how often one network address may do something that costs the city work.

It counts in this process and keeps nothing: a guard, not a right. An address may be a whole estate, a service hall or
a telephone company's customers, so it lets through far more than people say and stops only machines. Who is refused
loses nothing: what they wrote stays with them, and the telephone is open.
"""

import time
from collections import OrderedDict
from math import ceil
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

from cocity.kit.errors import TooMany
from cocity.kit.text import Text
from cocity.kit.web.client import address_of

HOUR = 3600.0
WAIT = Text(
    "从您所在的网络发来的太多了，请 {n} 分钟后再试；您写的内容不会丢。急事请打电话",
    "Too much has come from your network. Try again in {n} minutes; what you wrote is not lost. Telephone if it is urgent",
)
MOST = 10_000  # addresses remembered; the one not seen for longest is forgotten


class Flood:
    """So many an hour an address, refilled evenly (a token bucket)."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address → (left, as of)
        self._lock = Lock()

    def take(self, address: str, per_hour: int) -> None:
        """Count one; `per_hour` 0 is no limit. Raises TooMany, saying when to come again."""
        if not per_hour:
            return
        now, refill = time.monotonic(), per_hour / HOUR
        with self._lock:
            left, since = self._left.pop(address, (float(per_hour), now))
            left = min(left + (now - since) * refill, float(per_hour))
            self._left[address] = (max(left - 1, 0.0) if left >= 1 else left, now)
            if len(self._left) > MOST:
                self._left.popitem(last=False)
        if left < 1:
            minutes = max(1, ceil((1 - left) / refill / 60))
            raise TooMany(WAIT.with_values(n=minutes), minutes=minutes)

    def forget(self) -> None:
        """As at the start."""
        self._left.clear()


_VOICES = Flood()


def one_more_voice(request: HttpRequest) -> None:
    """Count a voice from the sender's address. Raises TooMany."""
    _VOICES.take(address_of(request), settings.VOICES_PER_HOUR)


def forget_all() -> None:
    """Between tests."""
    _VOICES.forget()
