"""The door of ground/entry."""

from cocity.ground.entry.contracts import Asked, Limit
from cocity.ground.entry.operations import (
    ask_code,
    check_code,
    forget_old,
    give_back,
    send_by,
    send_codes,
    take_try,
)
from cocity.ground.entry.queries import code_in_the_open
from cocity.ground.entry.rules import digits_of, receipt_tries

__all__ = [
    "Asked",
    "Limit",
    "ask_code",
    "check_code",
    "code_in_the_open",
    "digits_of",
    "forget_old",
    "give_back",
    "receipt_tries",
    "send_by",
    "send_codes",
    "take_try",
]
