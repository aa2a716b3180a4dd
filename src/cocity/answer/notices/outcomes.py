"""What is handed over, and how that can fail."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one contact, in clear only while it is being sent."""

    to: str
    subject: str
    text: str
    language: str
    key: str

    def __repr__(self) -> str:
        """Without the contact and the words, which no traceback or log may show."""
        return f"Parcel({self.key})"


class Outage(Exception):
    """The other side cannot be reached or does not let us in: nobody's parcel can go, so it is nobody's fault.

    `doubtful`: the connection broke after the parcel was handed over; it may have gone out.
    """

    def __init__(self, reason: str, *, doubtful: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.doubtful = doubtful


class Refused(Exception):
    """The other side does not take this parcel; `for_good`: it would not help to try again."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_good = for_good
