"""allauth's forms in our words, with our errors."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as SecondFactorAgainForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from django import forms
from django.utils import timezone

from cocity.ground.entry import api as entry
from cocity.kit.forms import Form, words

CODE = words("6 位验证码", "Six-digit code")
PASSWORD = words("密码", "Password")


class Worded(forms.Form):
    """Labels and hints in both languages before the kit makes its error texts from them."""

    labels: ClassVar[Mapping[str, Any]] = {}
    hints: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class Counted(forms.Form):
    """Tries of a code are counted before it is looked at. Raises TooMany."""

    user: Any

    def clean_code(self) -> str:
        tries = {"second_factor": str(self.user.pk)}
        entry.take_try(now=timezone.now(), tries=tries)
        self.cleaned_data["code"] = entry.digits_of(self.cleaned_data["code"])
        code: str = super().clean_code()  # type: ignore[misc]
        entry.give_back(tries=tries)
        return code


class SignIn(Form, Worded, LoginForm):  # type: ignore[misc]
    labels = {"login": words("用户名", "User name"), "password": PASSWORD}


class PasswordAgain(Form, Worded, ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": PASSWORD}


class NewPassword(Form, Worded, ChangePasswordForm):  # type: ignore[misc]
    labels = {
        "oldpassword": words("现在的密码", "Present password"),
        "password1": words("新密码（至少 12 位）", "New password (at least 12 characters)"),
        "password2": words("再输一次新密码", "New password again"),
    }


class SecondFactor(Form, Worded, Counted, AuthenticateForm):  # type: ignore[misc]
    labels = {"code": words("6 位验证码，或一个备用码", "Six-digit code, or a spare code")}


class SecondFactorAgain(Form, Worded, Counted, SecondFactorAgainForm):  # type: ignore[misc]
    labels = {"code": CODE}


class SetUp(Form, Worded, Counted, ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": CODE}


class TakeAway(Form, DeactivateTOTPForm):  # type: ignore[misc]
    """Nothing to fill in."""


class NewSpareCodes(Form, GenerateRecoveryCodesForm):  # type: ignore[misc]
    """Nothing to fill in."""
