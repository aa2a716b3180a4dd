"""Passkeys: at which address they are good, what a browser hands over, and the count that betrays a copy."""

import ipaddress
import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from fido2.cose import CoseKey
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from cocity.kit.text import Text

MOST = 10  # of one account
_KIND = "public-key"
# What fido2 raises for bytes that are no answer of an authenticator.
_UNREADABLE = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, NotImplementedError,
    OverflowError, RecursionError, struct.error,
)  # fmt: skip
log = structlog.get_logger("cocity.accounts")


class Unreadable(ValueError):
    """What came is no answer of an authenticator."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An authenticator's answer: the parts worth keeping, the page it was given to, and what it says of itself."""

    credential: dict[str, Any]
    origin: str
    count: int
    verified: bool


# --- where


def origin() -> str:
    """The one origin passkeys are good at, as browsers write it: that of `COCITY_PUBLIC_URL`."""
    at = urlsplit(settings.PUBLIC_URL)
    port = at.port if at.port not in {None, {"https": 443, "http": 80}.get(at.scheme)} else None
    return f"{at.scheme}://{host()}" + (f":{port}" if port else "")


def host() -> str:
    """The name passkeys belong to; one in Chinese as browsers spell it."""
    name = urlsplit(settings.PUBLIC_URL).hostname or ""
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def offered() -> bool:
    """Browsers know passkeys by a name, over TLS; `localhost` alone needs none. No bare number is a name."""
    scheme, name = urlsplit(settings.PUBLIC_URL).scheme, host()
    if scheme == "http":
        return name == "localhost" or name.endswith(".localhost")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return scheme == "https" and bool(name)
    return False


# --- what is asked


def creation(user: AbstractBaseUser) -> Mapping[str, Any]:
    """What a browser needs to make a passkey: one that can sign in alone where the device can do that."""
    asked: dict[str, Any] = dict(auth.begin_registration(user, False)["publicKey"])
    asked["authenticatorSelection"] = {
        **asked["authenticatorSelection"],
        "residentKey": "preferred",
        "requireResidentKey": False,
    }
    return asked


def usable(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a browser needs to use one of the account's passkeys; None where there is none to use."""
    asked: Mapping[str, Any] = options["publicKey"]
    return asked if offered() and asked.get("allowCredentials") else None


# --- what comes back


def registration(given: Any) -> Answer:
    """Reads the answer to `creation`. Raises Unreadable."""
    try:
        credential = _picked(given, ("clientDataJSON", "attestationObject"))
        told = dict(given.get("clientExtensionResults") or {}).get("credProps")
        if isinstance(told, dict) and isinstance(told.get("rk"), bool):
            credential["clientExtensionResults"] = {"credProps": {"rk": told["rk"]}}
        where = _origin(credential)
        about = RegistrationResponse.from_dict(credential).response.attestation_object.auth_data
        made = about.credential_data
        if made is None or made.public_key.ALGORITHM not in CoseKey.supported_algorithms():
            raise Unreadable
        # Its name in one way of writing, so that the same passkey is found again.
        credential["id"] = credential["rawId"] = websafe_encode(made.credential_id)
        return Answer(credential, where, about.counter, about.is_user_verified())
    except _UNREADABLE as error:
        raise Unreadable from error


def assertion(given: Any) -> Answer:
    """Reads the answer to a request. Raises Unreadable."""
    try:
        credential = _picked(given, ("clientDataJSON", "authenticatorData", "signature"), "userHandle")
        where = _origin(credential)
        about = AuthenticationResponse.from_dict(credential).response.authenticator_data
        return Answer(credential, where, about.counter, about.is_user_verified())
    except _UNREADABLE as error:
        raise Unreadable from error


def _picked(given: Any, parts: Sequence[str], may_lack: str = "") -> dict[str, Any]:
    """Only the parts that are needed, all of them texts: for a whole number fido2 makes as many bytes."""
    inner = {name: given["response"][name] for name in parts}
    if given["response"].get(may_lack) is not None:
        inner[may_lack] = given["response"][may_lack]
    outer = {name: given[name] for name in ("id", "rawId", "type")}
    if not _texts(*inner.values(), *outer.values()) or outer["type"] != _KIND:
        raise Unreadable
    return {**outer, "response": inner, "clientExtensionResults": {}}


def _origin(credential: Mapping[str, Any]) -> str:
    """The page the browser was asked by; empty for one inside a page of somebody else's."""
    said = json.loads(websafe_decode(credential["response"]["clientDataJSON"]))
    if not _texts(said["type"], said["challenge"], said["origin"]):
        raise Unreadable
    return "" if said.get("crossOrigin") else str(said["origin"])


def _texts(*values: Any) -> bool:
    return all(isinstance(each, str) and each.isascii() for each in values)


# --- passkeys kept


def held_by(user: AbstractBaseUser) -> list[Authenticator]:
    """The account's passkeys, the oldest first."""
    rows = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return list(rows.order_by("created_at", "pk"))


def registered(credential: Mapping[str, Any]) -> bool:
    """Whether anybody holds this very passkey already."""
    return bool(Authenticator.objects.filter(data__credential__rawId=credential["rawId"]).exists())


def goes_on(authenticator: Authenticator, count: int) -> bool:
    """Whether the passkey's own count went on. One that stands still or goes back was copied: it is stopped, and its
    owner sees so. A device that never counts says 0 each time."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=authenticator.pk).first()
        if row is None or row.data.get("stopped"):
            return False
        last = row.data.get("count", row.wrap().authenticator_data.counter)
        went_on = count > last or count == last == 0
        row.data |= {"count": count} if went_on else {"stopped": True}
        row.save(update_fields=["data"])
    if not went_on:
        log.warning("a passkey was stopped: its count did not go on")
    return bool(went_on)


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the list."""

    row: Authenticator

    @property
    def name(self) -> str:
        return str(self.row.data["name"])

    @property
    def stopped(self) -> bool:
        return bool(self.row.data.get("stopped"))

    @property
    def use(self) -> Text | None:
        """What it signs in as, where the browser said so."""
        alone = self.row.wrap().is_passwordless
        if alone is None:
            return None
        if alone:
            return Text("可以不用密码直接登录", "Signs in without a password")
        return Text("输入密码后作第二步用", "For the second step, after the password")
