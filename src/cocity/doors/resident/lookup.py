"""Look up a matter by number and code, without an account."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cocity.doors.resident.pages import page
from cocity.doors.resident.who import now_of, open_receipt
from cocity.ground.commitments import api as commitments
from cocity.ground.entry import api as entry
from cocity.ground.people.api import Actor
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.forms import Form, words
from cocity.kit.numbers import read_number
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.kit.web.client import address_of
from cocity.listen.intake import api as intake

# One answer for a wrong number and a wrong code: nobody learns which numbers there are.
WRONG = Text(
    "编号或查询码不对，请对照回执检查", "The number or the code is not right; check both on the receipt"
)


class LookUpForm(Form):
    number = forms.CharField(
        label=words("编号（16 位）", "Number (16 digits)"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=words("查询码（6 位）", "Code (6 digits)"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
    )

    def clean_number(self) -> str:
        try:
            return read_number(self.cleaned_data["number"])
        except Invalid as error:
            raise forms.ValidationError(str(error.message)) from error


@public
@require_http_methods(["GET", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Number and code open the matter for two hours in this session; too many wrong tries are asked to wait."""
    if request.method != "POST":
        form = LookUpForm(initial={"number": request.GET.get("number", "")[:40]})
        return page(request, "lookup", {"form": form})
    form = LookUpForm(request.POST)
    if not form.is_valid():
        return page(request, "lookup", {"form": form}, status=422)
    number = form.cleaned_data["number"]
    tries = entry.receipt_tries(number, address_of(request))
    entry.take_try(now=now_of(request), tries=tries)
    if not _opens(request, number, form.cleaned_data["code"]):
        form.refuse(Invalid(WRONG, field="code"))
        return page(request, "lookup", {"form": form}, status=422)
    entry.give_back(tries=tries)
    open_receipt(request, number)
    return redirect("resident:matter", number=number)


def _opens(request: HttpRequest, number: str, code: str) -> bool:
    plain = entry.digits_of(code)
    if not (plain.isascii() and intake.code_opens(number, plain)):
        return False
    try:
        commitments.view(Actor("receipt", receipt=number), number, now=now_of(request))
    except NotFound:
        return False
    return True
