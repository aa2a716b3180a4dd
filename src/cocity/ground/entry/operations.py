"""Counting tries and giving out codes."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import override

from cocity.ground.entry import counting, rules
from cocity.ground.entry.contracts import Asked
from cocity.ground.entry.models import PhoneCode, Tries
from cocity.ground.people.api import normal_phone
from cocity.kit import crypto
from cocity.kit.errors import Invalid, TooMany
from cocity.kit.text import Text

BATCH = 50
WRONG = Text(
    "验证码不对或已过期，请核对，或重新获取", "The code is wrong or too old; check it, or ask for a new one"
)

Send = Callable[
    [str, str, str], None
]  # (telephone, words, key); raises OSError when it could not be handed over


class _Sender:
    """Holds the way text messages go out; None until the component that has one says so."""

    send: Send | None = None
    ready: Callable[[], bool] = staticmethod(lambda: False)


def send_by(send: Send, *, ready: Callable[[], bool]) -> None:
    """Wires the component that sends text messages; while it is not `ready`, codes wait and expire."""
    _Sender.send, _Sender.ready = staticmethod(send), staticmethod(ready)


def take_try(*, now: datetime, tries: Mapping[str, str]) -> None:
    """Count one try for each purpose of `rules.LIMITS` with its key (a number, a telephone, a network address).

    Counted before anything is looked at, all by one statement, so parallel tries cannot slip past. Where one is refused,
    those named after it do not count. Raises TooMany saying when to try again.
    """
    with transaction.atomic(savepoint=False):
        refused = _refused(_hashed(tries), now)
    if refused is not None:
        raise refused


def give_back(*, tries: Mapping[str, str]) -> None:
    """A try that was right does not count."""
    counting.less(_hashed(tries))


def _refused(keys: Mapping[str, str], now: datetime) -> TooMany | None:
    """The error of the first limit that is reached, if one is. What was counted stays: it is no error of the database's."""
    counted = counting.more(keys, now)
    full = next((purpose for purpose in keys if purpose not in counted), "")
    if not full:
        return None
    names = list(keys)
    after = {purpose: keys[purpose] for purpose in names[names.index(full) :] if purpose in counted}
    if after:
        counting.undo(after, now)
    return rules.refusal(rules.LIMITS[full], counting.since(full, keys[full]), now)


def _hashed(tries: Mapping[str, str]) -> Mapping[str, str]:
    return {purpose: crypto.fingerprint(text, purpose=f"tries:{purpose}") for purpose, text in tries.items()}


def ask_code(*, now: datetime, phone: str, address: str, language: str = "zh-hans") -> Asked:
    """Make a code for a telephone; it goes out with the next pulse. The same answer whether or not anyone is known
    by it. Raises Invalid(phone) or TooMany."""
    number = normal_phone(phone)
    take_try(now=now, tries={"code_phone": number, "code_address": address})
    ticket, code = (
        secrets.token_urlsafe(32),
        f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}",
    )
    row = PhoneCode.objects.create(
        ticket=ticket, digest=_digest(ticket, code), phone_sealed=crypto.seal(number, bound_to=f"phone:{ticket}"),
        code_sealed=crypto.seal(code, bound_to=f"code:{ticket}"), language=language, made_at=now,
        expires_at=now + rules.CODE_LIFE,
    )  # fmt: skip
    return Asked(row.ticket, row.expires_at)


def _digest(ticket: str, code: str) -> str:
    return crypto.fingerprint(f"{ticket}:{code}", purpose="one_time_code")


def check_code(*, now: datetime, ticket: str, code: str) -> str:
    """The telephone a right code proves; each code is good once. Raises Invalid(code)."""
    live = PhoneCode.objects.filter(ticket=ticket, used_at__isnull=True, expires_at__gt=now)
    counted = live.filter(attempts__lt=rules.CODE_ATTEMPTS).update(attempts=F("attempts") + 1)
    row = live.first() if counted else None
    right = row is not None and hmac.compare_digest(row.digest, _digest(ticket, rules.digits_of(code)))
    if (
        row is None
        or not right
        or not PhoneCode.objects.filter(pk=row.pk, used_at__isnull=True).update(used_at=now)
    ):
        raise Invalid(WRONG, field="code")
    return crypto.unseal(bytes(row.phone_sealed), bound_to=f"phone:{ticket}")


def send_codes(*, now: datetime) -> int:
    """Hand waiting codes to whoever sends text messages. The first that fails ends the round: the gateway is away,
    and the next round tries again, until the codes expire."""
    send, done = _Sender.send, 0
    if send is None or not _Sender.ready():
        return 0
    waiting = PhoneCode.objects.filter(code_sealed__isnull=False, sent_at__isnull=True, expires_at__gt=now)
    for row in waiting.order_by("id")[:BATCH]:
        # Claimed first: two pulses never send the same code twice.
        if not PhoneCode.objects.filter(pk=row.pk, sent_at__isnull=True).update(sent_at=now):
            continue
        code = crypto.unseal(bytes(row.code_sealed or b""), bound_to=f"code:{row.ticket}")
        phone = crypto.unseal(bytes(row.phone_sealed), bound_to=f"phone:{row.ticket}")
        with override(row.language):
            words = str(rules.WORDS.with_values(code=code))
        try:
            send(phone, words, f"code-{row.digest}")
        except OSError:
            PhoneCode.objects.filter(pk=row.pk).update(sent_at=None)
            break
        PhoneCode.objects.filter(pk=row.pk).update(code_sealed=None)
        done += 1
    return done


def forget_old(*, now: datetime) -> int:
    """Delete codes that expired and counts nobody needs any more."""
    codes, _ = PhoneCode.objects.filter(expires_at__lt=now - rules.CODE_LIFE).delete()
    # One that is being tried at this moment is no longer old, and is not waited for.
    old = Tries.objects.filter(since__lt=now - rules.KEPT).select_for_update(skip_locked=True)
    with transaction.atomic(savepoint=False):
        tries, _ = Tries.objects.filter(pk__in=old.values("pk")).delete()
    return codes + tries
