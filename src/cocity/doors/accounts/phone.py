"""Residents sign in with a code to their telephone: no name, no password."""

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods

from cocity.ground.entry import api as entry
from cocity.ground.people import api as people
from cocity.kit.errors import Invalid
from cocity.kit.forms import Form, words
from cocity.kit.web.access import public
from cocity.kit.web.client import address_of

BACKEND = "cocity.doors.accounts.backends.ByName"
_TICKET = "phone_ticket"


class PhoneForm(Form):
    phone = forms.CharField(
        label=words("手机号", "Mobile number"),
        max_length=40,
        help_text=words("我们发一个 6 位验证码给您。", "We send you a code of six digits."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class CodeForm(Form):
    code = forms.CharField(
        label=words("验证码（6 位）", "Code (6 digits)"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short"}
        ),
    )


def next_of(request: HttpRequest, otherwise: str = "/my/") -> str:
    """The page of ours to go on to."""
    wanted = request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own and wanted.startswith("/") else otherwise


@public
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Ask for a code; the answer is the same whether or not the number is known."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = entry.ask_code(
                now=request.now,  # type: ignore[attr-defined]
                phone=form.cleaned_data["phone"],
                address=address_of(request),
                language=str(getattr(request, "LANGUAGE_CODE", "zh-hans")),
            )
        except Invalid as error:
            form.refuse(error)
        else:
            request.session[_TICKET] = asked.ticket
            return redirect(f"{reverse('accounts:code')}?{urlencode({'next': next_of(request)})}")
    return _page(request, "phone", {"form": form}, 422 if form.errors else 200)


@public
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code: good for five minutes, five attempts, once. A right one signs in."""
    ticket = str(request.session.get(_TICKET, ""))
    if not ticket:
        return redirect(f"{reverse('accounts:phone')}?{urlencode({'next': next_of(request)})}")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = entry.check_code(
                now=request.now,  # type: ignore[attr-defined]
                ticket=ticket,
                code=form.cleaned_data["code"],
            )
        except Invalid as error:
            form.refuse(error)
        else:
            user = people.account_of_phone(
                phone=number, language=str(getattr(request, "LANGUAGE_CODE", "zh-hans"))
            )
            login(request, user, backend=BACKEND)
            request.session.pop(_TICKET, None)
            request.session.set_expiry(settings.RESIDENT_SESSION_SECONDS)
            return redirect(next_of(request))
    shown = {"form": form, "open_code": entry.code_in_the_open(ticket)}
    return _page(request, "code", shown, 422 if form.errors else 200)


def _page(request: HttpRequest, name: str, shown: dict[str, object], status: int) -> HttpResponse:
    response = render(request, f"accounts/{name}.html", shown, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
