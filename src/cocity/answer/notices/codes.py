"""One-time codes leave by the same gateway as notices, but not by their queue: they are worth nothing after minutes,
and quiet hours do not hold for someone who waits for one."""

from cocity.answer.notices.channels import configured
from cocity.answer.notices.outcomes import Outage, Parcel, Refused
from cocity.answer.notices.sms import Gateway


def ready() -> bool:
    """Whether text messages can go out at all."""
    return configured("sms")


def send(phone: str, words: str, key: str) -> None:
    """Hand one message to the gateway. Raises OSError when it does not take it now; one it never takes is dropped."""
    try:
        with Gateway() as gateway:
            gateway.send(Parcel(phone, "", words, "zh", key))
    except Outage as error:
        raise OSError(error.reason) from None
    except Refused as error:
        if not error.for_good:
            raise OSError(error.reason) from None
