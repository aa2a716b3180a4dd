"""Forms that carry a passkey's answer from the browser to allauth, with what allauth itself does not look at."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils import timezone

from cocity.doors.accounts import passkeys
from cocity.doors.accounts.forms import Worded
from cocity.ground.entry import api as entry
from cocity.kit.forms import Form, words
from cocity.kit.parts import ErrorLink
from cocity.kit.web.client import address_of

NAME = words("名称", "Name")
SUCH_AS = words("如：单位电脑、我的手机", "Such as: office computer, my telephone")
REFUSED = words(
    "通行密钥没有通过，请再试一次，或用别的方法", "The passkey was not accepted; try again, or another way"
)
FULL = words("最多 10 个通行密钥，请先移除不用的", "Ten passkeys at most; remove one you no longer use first")
KNOWN = words("这个通行密钥已经登记过", "This passkey is registered already")
_LONGEST = 32_000  # characters; an answer has some hundreds, with a certificate a few thousand


class Credential(forms.JSONField):
    """The answer as JSON. What is too long, too deep or a number without end is refused, not looked at."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > _LONGEST:
            raise forms.ValidationError(REFUSED)
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as error:
            raise forms.ValidationError(REFUSED) from error

    def bound_data(self, data: Any, initial: Any) -> None:
        """An answer is good once: a page shown again never holds it."""


class ByPasskey(Form):
    """Errors of the hidden answer lead nowhere: they are about the whole form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"required": REFUSED, "invalid": REFUSED}

    def error_links(self) -> list[ErrorLink]:
        return [
            each if each.target != "id_credential" else ErrorLink(each.message, "")
            for each in super().error_links()
        ]


class Asserted(forms.Form):
    """A passkey used: the try is counted first; then page, person's check and count of the device are looked at."""

    user: Any
    needs_check: ClassVar[bool] = False

    def clean_credential(self) -> Authenticator:
        tries = self.tries()
        entry.take_try(now=timezone.now(), tries=tries)
        try:
            answer = passkeys.assertion(self.cleaned_data["credential"])
            self.cleaned_data["credential"] = answer.credential
            authenticator: Authenticator = super().clean_credential()  # type: ignore[misc]
        except (passkeys.Unreadable, forms.ValidationError) as error:
            raise forms.ValidationError(REFUSED) from error
        if answer.origin != passkeys.origin() or (self.needs_check and not answer.verified):
            raise forms.ValidationError(REFUSED)
        if not passkeys.goes_on(authenticator, answer.count):
            raise forms.ValidationError(REFUSED)
        entry.give_back(tries=tries)
        return authenticator

    def tries(self) -> Mapping[str, str]:
        return {"second_factor": str(self.user.pk)}


class SecondByPasskey(ByPasskey, Asserted, AuthenticateWebAuthnForm):  # type: ignore[misc]
    credential = Credential()


class AgainByPasskey(ByPasskey, Asserted, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    credential = Credential()


class SignInByPasskey(ByPasskey, Asserted, LoginWebAuthnForm):  # type: ignore[misc]
    """Instead of name, password and second step: the device must have checked who holds it."""

    credential = Credential()
    needs_check = True

    def tries(self) -> Mapping[str, str]:
        """By address alone: whoever sends an answer may write any account into it."""
        return {"sign_in_address": address_of(context.request)}


class NewPasskey(ByPasskey, Worded, AddWebAuthnForm):  # type: ignore[misc]
    labels, hints = {"name": NAME}, {"name": SUCH_AS}
    name = forms.CharField(max_length=40, required=False)
    credential = Credential()
    passwordless = None  # allauth's question whether it may sign in alone: the device answers it

    def clean_credential(self) -> dict[str, Any]:
        if len(passkeys.held_by(self.user)) >= passkeys.MOST:
            raise forms.ValidationError(FULL)
        try:
            answer = passkeys.registration(self.cleaned_data["credential"])
        except passkeys.Unreadable as error:
            raise forms.ValidationError(REFUSED) from error
        if answer.origin != passkeys.origin():
            raise forms.ValidationError(REFUSED)
        if passkeys.registered(answer.credential):
            raise forms.ValidationError(KNOWN)
        return answer.credential

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except forms.ValidationError as error:
            raise forms.ValidationError(REFUSED) from error


class PasskeyName(Form, Worded, EditWebAuthnForm):  # type: ignore[misc]
    labels, hints = {"name": NAME}, {"name": SUCH_AS}
    name = forms.CharField(max_length=40)
