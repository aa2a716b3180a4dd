"""Pages of signing in that say more than allauth's own. A browser without script or passkeys is led to the codes."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from allauth.account.views import BaseReauthenticateView, LoginView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic.edit import FormView

from cocity.doors.accounts import passkeys
from cocity.doors.accounts.passkey_forms import REFUSED
from cocity.doors.accounts.phone import next_of
from cocity.kit.parts import ErrorLink


def ceremony(asked: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the script needs: what to ask the device, and the one address where that is of use."""
    return {"asked": json.dumps(asked) if asked else "", "origin": passkeys.origin()}


class Entrance(LoginView):  # type: ignore[misc]
    """Workers sign in by name and password, or by a passkey alone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refused = [ErrorLink(REFUSED, "")] if "refused" in self.request.GET.getlist("passkey") else []
        shown = {"origin": passkeys.origin(), "refused": refused} if passkeys.offered() else {}
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"passkeys": shown}


class Safety(IndexView):  # type: ignore[misc]
    """What the account is kept safe by, each with the page where it is changed."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"offered": passkeys.offered()}


class AppOff(DeactivateTOTPView):  # type: ignore[misc]
    """Turn the authenticator app off; says what then is left to sign in with."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"passkeys": passkeys.held_by(self.request.user)}


class Fresh:
    """No copy kept by browser or proxy: each page asks something new."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        response.headers["Cache-Control"] = "no-store"
        return response


class Offered(Fresh):
    """404 where no browser would do it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not passkeys.offered():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class SignIn(Offered, views.LoginWebAuthnView):  # type: ignore[misc]
    """Sign in by a passkey alone: JSON says what to ask the device, the form brings its answer."""

    def form_invalid(self, form: Any) -> HttpResponse:
        again = {"passkey": "refused"}
        wanted = next_of(self.request, "")
        return HttpResponseRedirect(
            f"{reverse('account_login')}?{urlencode(again | ({'next': wanted} if wanted else {}))}"
        )


class SecondStep(Fresh, AuthenticateView):  # type: ignore[misc]
    """The second step of signing in: a passkey, or a code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | ceremony(passkeys.usable(context["js_data"]["request_options"]))


class Listed(views.ListWebAuthnView):  # type: ignore[misc]
    """The account's passkeys, each with what it does and when it was last used."""

    def get_queryset(self) -> list[Authenticator]:
        return passkeys.held_by(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "passkeys": [passkeys.Shown(row) for row in context["authenticators"]],
            "offered": passkeys.offered(),
            "full": len(context["authenticators"]) >= passkeys.MOST,
        }


class Add(Offered, views.AddWebAuthnView):  # type: ignore[misc]
    """Add a passkey and name it; with the first second factor come the spare codes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = FormView.get_context_data(self, **kwargs)
        return context | ceremony(passkeys.creation(self.request.user))


class Rename(views.EditWebAuthnView):  # type: ignore[misc]
    """Another name for one of the account's passkeys."""


class Remove(views.RemoveWebAuthnView):  # type: ignore[misc]
    """Remove one of the account's passkeys; says what then is left to sign in with."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = Authenticator.objects.filter(user_id=self.request.user.pk).exclude(pk=self.object.pk)
        last = not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"passkey": passkeys.Shown(self.object), "last": last}


class Again(Offered, views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Show once more who it is, by a passkey."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = BaseReauthenticateView.get_context_data(self, **kwargs)
        return context | ceremony(passkeys.usable(auth.begin_authentication(self.request.user)))
