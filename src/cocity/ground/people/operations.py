"""Writing people and bodies."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from cocity.ground.journal import api as journal
from cocity.ground.people.contracts import SYSTEM
from cocity.ground.people.events import ContactExpired, ResidentErased
from cocity.ground.people.models import ApiToken, Body, Resident, User
from cocity.ground.people.queries import token_digest
from cocity.kit import bulk, crypto
from cocity.kit.errors import Invalid
from cocity.kit.remember import forget_all
from cocity.kit.text import Text

_PHONE_NOISE = re.compile(r"[\s\-()（）]")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋", "0123456789+")


def normal_phone(text: str) -> str:
    """A telephone number as it is compared: digits only, the country code of a mainland mobile dropped.

    Raises Invalid when it has fewer than 7 or more than 15 digits (E.164).
    """
    digits = _PHONE_NOISE.sub("", text.translate(_FULL_WIDTH))
    digits = digits.removeprefix("+86") if re.fullmatch(r"\+861\d{10}", digits) else digits.removeprefix("+")
    if not re.fullmatch(r"[0-9]{7,15}", digits):
        raise Invalid(Text("电话号码应为 7 至 15 位数字", "A phone number has 7 to 15 digits"), field="phone")
    return digits


def phone_key(text: str) -> str:
    """The keyed hash by which a phone finds its resident."""
    return crypto.fingerprint(normal_phone(text), purpose="phone")


def resident_by_contact(
    *, phone: str = "", email: str = "", language: str = "zh-hans", place_id: int | None = None
) -> Resident:
    """The resident with this phone, or a new one; without a phone the e-mail tells people apart.

    An e-mail beside a phone is not the person's for good: nobody has proved that it is theirs, so whoever knows a
    telephone number must not be able to have that person's news sent to an address of their own. Only the row's `pk`
    may be relied on: of a known person the other fields are not read.
    """
    fresh = bulk.fresh(Resident, language=language, place_id=place_id)
    if phone:
        fresh.contact_key = phone_key(phone)
        fresh.contact_sealed = crypto.seal(normal_phone(phone), bound_to=fresh.pseudonym)
        return _found_or_made(fresh, "contact_key")
    if email:
        fresh.email_key = _email_key(email)
        fresh.email_sealed = crypto.seal(email.strip(), bound_to=fresh.pseudonym)
        return _found_or_made(fresh, "email_key")
    fresh.save()
    return fresh


def _found_or_made(fresh: Resident, key: str) -> Resident:
    """One statement finds or makes the row; two voices of one new contact at one moment share it."""
    fresh.pk = bulk.find_or_make(fresh, unique=key)
    return fresh


def _email_key(email: str) -> str:
    return crypto.fingerprint(email.strip().lower(), purpose="email")


def contact_of(resident: Resident) -> tuple[str, str]:
    """(phone, e-mail) in clear, for the delivery machine and for an audited reveal only."""
    phone = (
        crypto.unseal(resident.contact_sealed, bound_to=resident.pseudonym) if resident.contact_sealed else ""
    )
    email = crypto.unseal(resident.email_sealed, bound_to=resident.pseudonym) if resident.email_sealed else ""
    return phone, email


@transaction.atomic
def erase(*, resident_id: int, now: datetime) -> None:
    """Forget a person: contacts and strata go, the account is closed, the pseudonym stays so that promises remain accountable."""
    User.objects.filter(resident=resident_id).update(is_active=False)
    Resident.objects.filter(pk=resident_id).update(
        contact_sealed=None, contact_key=None, email_sealed=None, email_key=None, age_band="", sex="", origin="",
        disability=None, place=None, household=None, erased_at=now,
    )  # fmt: skip
    journal.record([ResidentErased(subject=f"resident:{resident_id}")], at=now, actor=SYSTEM.ref)


@transaction.atomic
def forget_contacts(*, resident_ids: Iterable[int], now: datetime) -> int:
    """Delete the sealed contacts of people whose time is past; the pseudonyms stay. How many; each is noted."""
    rows = Resident.objects.filter(pk__in=list(resident_ids)).exclude(contact_sealed=None, email_sealed=None)
    ids = list(rows.values_list("pk", flat=True))
    Resident.objects.filter(pk__in=ids).update(
        contact_sealed=None, contact_key=None, email_sealed=None, email_key=None, erased_at=now
    )
    journal.record([ContactExpired(subject=f"resident:{pk}") for pk in ids], at=now, actor=SYSTEM.ref)
    return len(ids)


@transaction.atomic
def account_of_phone(*, phone: str, language: str = "zh-hans") -> User:
    """The account of whoever has proved to hold this telephone; the first time one is made, named by the pseudonym
    and without a password. Raises Invalid(phone)."""
    pk = resident_by_contact(phone=phone, language=language).pk
    resident = Resident.objects.select_for_update().get(pk=pk)
    if resident.user is None:
        user = User(username=resident.pseudonym)
        user.set_unusable_password()
        user.save()
        resident.user = user
        resident.save(update_fields=["user"])
    return resident.user


def add_body(*, code: str, kind: str, name_zh: str, parent: Body | None = None, **more: Any) -> Body:
    """A new body below `parent`; its path follows from there."""
    path = f"{parent.path if parent else '/'}{code}/"
    forget_all()
    return Body.objects.create(code=code, kind=kind, name_zh=name_zh, parent=parent, path=path, **more)


def issue_token(
    *, worker_id: int, scopes: Iterable[str], now: datetime, days: int = 90, label: str = ""
) -> str:
    """A new key for a program that acts for a worker. It is shown once; the city keeps its hash."""
    key = f"cocity_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(
        worker_id=worker_id, digest=token_digest(key), scopes=sorted(scopes), label=label, created_at=now,
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    return key


def revoke_token(*, key_or_label: str, now: datetime) -> int:
    """End keys by their text or label; how many."""
    rows = ApiToken.objects.filter(Q(digest=token_digest(key_or_label)) | Q(label=key_or_label))
    return rows.filter(revoked_at__isnull=True).update(revoked_at=now)
