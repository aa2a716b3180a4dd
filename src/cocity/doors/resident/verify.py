"""The verify page: is a receipt of the public log genuine? With script the browser finds out by itself.

Without script the form is sent here and the server answers, saying that it did the checking. The saved page holds
everything in one file and forbids itself every connection, so it works without network and without this city.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_http_methods

from cocity.answer.citylog import api as citylog
from cocity.doors.resident import plain
from cocity.doors.resident.pages import page
from cocity.kit.parts import ErrorLink
from cocity.kit.proof.checking import Checked, check, pasted
from cocity.kit.proof.codes import COMMA, GROUPS, STARS, TIMES
from cocity.kit.proof.saying import FIELDS, SAYINGS
from cocity.kit.proof.telling import tell
from cocity.kit.text import Text
from cocity.kit.web.access import public

LONGEST = 100_000  # bytes of anything the server is given to check: receipts have some 2,000
SCRIPTS = tuple(f"resident/verify/{name}.js" for name in ("hashes", "ed25519", "formats", "check", "page"))
STYLES = ("cocity/cocity.css", "resident/resident.css")
NOTHING = Text("请选择凭据文件，或粘贴凭据的文字", "Choose the receipt's file, or paste its text")
NO_POLICY = Text(
    "本市还没有公布信任名单。请从见证人或其他来源取得。",
    "This city has not published a list of whom to trust. Please get one from a witness or elsewhere.",
)
PAGE_WORDS = {
    "nothing": NOTHING,
    "by_browser": Text(
        "全部由您的浏览器在本机核对，签名用浏览器自带的 Ed25519；没有发送任何内容。",
        "Checked by your browser on this device, signatures by its own Ed25519; nothing was sent.",
    ),
    "by_page": Text(
        "全部由您的浏览器在本机核对，签名用本页自带的程序；没有发送任何内容。",
        "Checked by your browser on this device, signatures by this page's own code; nothing was sent.",
    ),
}


@public
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a receipt of the public log: in the browser; without script, by the server, which says so."""
    trusted = city_policy()
    shown: dict[str, Any] = {"policy": trusted, "scripts": SCRIPTS} | _words(reverse("resident:verify_names"))
    if request.method != "POST":
        return page(request, "verify", shown)
    text = request.POST.get("text", "")[:LONGEST]
    shown |= {"text": text, "policy": request.POST.get("policy", "")[:LONGEST] or trusted}
    given = _bytes(request, "receipt") or (pasted(text) if text.strip() else b"")
    if not given:
        return page(request, "verify", shown | {"errors": [ErrorLink(NOTHING, "id_receipt")]}, status=422)
    policy = shown["policy"].replace("\r\n", "\n").encode()
    checked = check(given, policy, opening=_bytes(request, "opening") or None)
    return page(request, "verify", shown | _answer(checked))


@public
@require_GET
def names(request: HttpRequest) -> HttpResponse:
    """What the city calls things, all of it at once, so that nobody learns which of them a receipt names."""
    return JsonResponse(plain.everything(), json_dumps_params={"ensure_ascii": False})


@public
@require_GET
def saved(request: HttpRequest) -> HttpResponse:
    """The verify page as one file to keep: it checks without network and forbids itself every connection."""
    script, style = _together(SCRIPTS), _together(STYLES)
    rules = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    shown = {"policy": city_policy(), "script": script, "style": style, "rules": rules, "saved": True}
    whole = render_to_string("resident/verify_saved.html", shown | _words(), request)
    response = HttpResponse(whole)
    response.headers["Content-Disposition"] = 'attachment; filename="cocity-verify.html"'
    response.headers["Content-Security-Policy"] = rules
    return response


def city_policy() -> str:
    """The text of the city's policy: its log's keys, witnesses, quorum; empty while the log has no key."""
    text = citylog.policy_text().decode()
    return text if text.startswith("log ") else ""


def _answer(checked: Checked) -> dict[str, Any]:
    names = plain.names_of([checked.facts.content] if checked.facts else [])
    return {"told": tell(checked, plain.city_clock, names), "holds": checked.holds}


def _words(names: str = "") -> dict[str, Any]:
    """The sentences for the script, in the reader's language. `names`: where it may ask what the city calls things; a
    page that cannot ask carries what it can."""
    return {
        "words": {name: str(text) for name, text in (SAYINGS | PAGE_WORDS).items()}
        | {"fields": {name: str(text) for name, text in FIELDS.items()}}
        | {"codes": plain.fixed() if names else plain.carried(), "groups": GROUPS, "times": TIMES}
        | {"stars": str(STARS), "comma": str(COMMA), "names": names},
        "said": SAYINGS,
        "zone": settings.TIME_ZONE,
        "no_policy": NO_POLICY,
    }


def _bytes(request: HttpRequest, name: str) -> bytes:
    file = request.FILES.get(name)
    return bytes(file.read(LONGEST)) if file else b""


@cache
def _together(names: tuple[str, ...]) -> SafeString:
    """Our own static files, one after the other, to stand inside a page."""
    found = [finders.find(name) for name in names]
    text = "".join(Path(str(path)).read_text("utf-8") for path in found)
    return mark_safe(f"\n{text}")  # noqa: S308 - files of this repository, without closing tags (tested)


def _hash(text: str) -> str:
    """As a content security policy names what may run."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
