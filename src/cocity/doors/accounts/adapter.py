"""How allauth behaves here: nobody signs up, tries are counted in the database, secrets are sealed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from cocity.doors.accounts import passkeys
from cocity.ground.calendar import api as calendar
from cocity.ground.entry import api as entry
from cocity.ground.people import api as people
from cocity.kit import crypto
from cocity.kit.forms import words
from cocity.kit.text import Text
from cocity.kit.web.client import address_of

_SEAL = "second-factor"
_PASSKEY = "mfa_reauthenticate:webauthn"
_WAYS = {
    "reauthenticate": Text("用密码", "use the password"),
    "mfa_reauthenticate": Text("用验证码或备用码", "use a code or a spare code"),
    _PASSKEY: Text("用通行密钥", "use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given by an administrator; residents get theirs by proving a telephone."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": words(
            "用户名或密码不对，请再试", "The name or the password is not right; please try again"
        ),
        "incorrect_password": words("密码不对", "The password is not right"),
        "enter_current_password": words("请输入现在的密码", "Enter your present password"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A worker goes to the desk, a resident to their matters."""
        day = calendar.local_day(timezone.now(), settings.CALENDAR)
        who = people.actor_of(request.user, on=day) if request.user.is_authenticated else people.ANONYMOUS
        return "/desk/" if who.kind == "worker" else "/my/"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened themselves."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Workers' accounts have no mail of their own."""

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """The ways to show once more who it is, in our words; the password is the first."""
        ways = [way for way in super().get_reauthentication_methods(user) if way["id"] in _WAYS]
        if not passkeys.offered():
            ways = [way for way in ways if way["id"] != _PASSKEY]
        return [way | {"description": str(_WAYS[way["id"]])} for way in ways]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Counts the try before the password is looked at. Raises TooMany saying when to try again."""
        name = str(credentials.get("username", "")).strip().lower()
        tries = {"sign_in": name, "sign_in_address": address_of(request)}
        entry.take_try(now=timezone.now(), tries=tries)
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            entry.give_back(tries=tries)
        return user


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second factor lie sealed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": words(
            "验证码不对，请看应用里现在显示的 6 位数字",
            "That code is not right: use the six digits shown now",
        ),
        "cannot_generate_recovery_codes": words(
            "请先设置验证器应用或通行密钥", "Set up an authenticator app or a passkey first"
        ),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What a passkey is called until its owner says otherwise."""
        before = len(passkeys.held_by(user))
        return str(Text("通行密钥 {n}", "Passkey {n}").with_values(n=before + 1))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """To whom passkeys belong: the city's own address, whatever the request says."""
        return {"id": passkeys.host(), "name": str(Text(settings.CITY_NAME_ZH, settings.CITY_NAME_EN))}

    def encrypt(self, text: str) -> str:
        return crypto.seal(text, bound_to=_SEAL).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.unseal(bytes.fromhex(encrypted_text), bound_to=_SEAL)
