"""What every channel has in common: which are configured, and how sending can go wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from django.conf import settings

from cocity.answer.notices.mail import Mailer
from cocity.answer.notices.outcomes import Parcel
from cocity.answer.notices.sms import Gateway


class Sender(Protocol):
    """Holds what a round needs (a connection) and hands over one parcel at a time.

    Raises Outage when the other side cannot be reached, Refused when it does not want this parcel.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, parcel: Parcel) -> None: ...


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out. `address` tells whether it is set up; letters leave by hand and have none."""

    name: str
    address: Callable[[], str]
    sender: Callable[[], Sender]


CHANNELS: Mapping[str, Channel] = {
    "email": Channel("email", lambda: settings.SMTP, Mailer),
    "sms": Channel("sms", lambda: settings.SMS_URL, Gateway),
}


def configured(name: str) -> bool:
    """Whether there is somewhere to send to. A synthetic city writes to nobody."""
    channel = CHANNELS.get(name)
    return channel is not None and bool(channel.address()) and not settings.SYNTHETIC
