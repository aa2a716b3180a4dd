"""How often something may be tried, and what a code is. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from cocity.ground.entry.contracts import Limit
from cocity.kit.errors import TooMany
from cocity.kit.text import Text

# By what is tried. An address may serve a whole estate or a service hall, so it is allowed more than one number.
#
# A code is one of 10**6. One address gets 5 wrong ones a quarter of an hour at a number: 480 a day, one chance in 2,000.
# Any number of addresses together get 50 in two hours: 600 a day, one chance in 1,700; trying without a pause for a year
# finds one code in five. One address alone gets at most 44 in any two hours (8 windows, and what was left of the one
# before), so it never reaches the 50: a stranger who guesses at a number stops only himself, not the one whose it is.
LIMITS: Mapping[str, Limit] = {
    "number_address": Limit(5, timedelta(minutes=15)),
    "address": Limit(30, timedelta(minutes=15)),
    "number": Limit(50, timedelta(hours=2)),
    "code_phone": Limit(3, timedelta(minutes=15)),
    "code_address": Limit(20, timedelta(hours=1)),
    "sign_in": Limit(5, timedelta(minutes=15)),
    "second_factor": Limit(5, timedelta(minutes=15)),
    "sign_in_address": Limit(30, timedelta(minutes=15)),
}
CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=5)
CODE_ATTEMPTS = 5
KEPT = timedelta(days=1)

WORDS = Text(
    "【共城】您的验证码是 {code}，5 分钟内有效。工作人员不会向您索要，请勿告诉任何人。",
    "[CoCity] Your code is {code}, good for 5 minutes. Nobody from the city will ask you for it.",
)
TRIED = Text(
    "试的次数太多了，请在 {n} 分钟后再试；急事请打电话",
    "Too many tries. Try again in {n} minutes, or telephone if it is urgent",
)
_WIDTHS = str.maketrans("０１２３４５６７８９", "0123456789")


def receipt_tries(number: str, address: str) -> Mapping[str, str]:
    """What a try at a receipt's code counts for. The number alone comes last: what is refused before does not count
    against it, so that its owner is not made to wait for what one stranger sends."""
    return {"number_address": f"{number} {address}", "address": address, "number": number}


def digits_of(text: str) -> str:
    """A code as it is compared: full-width digits made plain, blanks left out."""
    return "".join(text.translate(_WIDTHS).split())


def window_over(limit: Limit, since: datetime, now: datetime) -> bool:
    """Whether counting begins anew."""
    return now >= since + limit.per


def refusal(limit: Limit, since: datetime, now: datetime) -> TooMany:
    """The error of a limit reached: says after how many minutes to try again."""
    minutes = max(1, -int((now - since - limit.per).total_seconds() // 60))
    return TooMany(TRIED.with_values(n=minutes), minutes=minutes)
