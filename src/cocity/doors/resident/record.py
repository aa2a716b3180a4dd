"""What the city log holds about a person's own matter: each step with its proof, as files and as a feed."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from cocity.answer.citylog import api as citylog
from cocity.doors.resident import plain
from cocity.doors.resident.pages import page
from cocity.doors.resident.who import own_row
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import CommitmentRow
from cocity.kit.errors import NotFound
from cocity.kit.proof import paper
from cocity.kit.proof.telling import fields
from cocity.kit.text import Text
from cocity.kit.web.access import public
from cocity.kit.web.names import check_taken


@public
@require_GET
def record(request: HttpRequest, number: str) -> HttpResponse:
    """Every step of one's own matter in the city log, each with its proof to download."""
    try:
        actor, row = own_row(request, number)
    except NotFound:
        return _ask_for_receipt(number)
    proofs = citylog.proofs_of(actor, number)
    lines = [
        {
            "proof": proof,
            "what": what,
            "said": said,
            "state": citylog.state_words(proof.state),
            "href": reverse("resident:proof", args=[number, proof.index]) if proof.provable else "",
            "print": reverse("resident:proof_sheet", args=[number, proof.index]) if proof.provable else "",
        }
        for proof, (what, said) in zip(proofs, _in_words(row, proofs), strict=True)
    ]
    return page(request, "record", {"row": row, "lines": lines})


def _in_words(
    row: CommitmentRow, proofs: Sequence[citylog.Proof]
) -> list[tuple[Text, list[tuple[Text, str | Text]]]]:
    """(what happened, all that was recorded of it) of each, as people say it. Two statements at most."""
    contents = [json.loads(proof.content) for proof in proofs]
    names = plain.names_of(contents, commitments.pinned(row.procedure, row.procedure_version))
    return [
        (
            names["action"].get(content.get("action", "")) or citylog.kind_words(proof.kind),
            list(fields(content, names, plain.city_clock)),
        )
        for proof, content in zip(proofs, contents, strict=True)
    ]


@public
@require_GET
def proof(request: HttpRequest, number: str, index: int) -> HttpResponse:
    """The proof of one step of one's own matter, as a `.tlog-proof` file that is checked without us."""
    check_taken(request, ())
    try:
        actor, _ = own_row(request, number)
    except NotFound:
        return _ask_for_receipt(number)
    made = citylog.receipt(actor, number, index)
    return _kept_by_nobody(made.text, "text/plain; charset=utf-8", made.name)


@public
@require_GET
def feed(request: HttpRequest, number: str) -> HttpResponse:
    """The same as JSON: numbered without gaps under `ref`, so that what is missing shows; `in_words` is no part of what
    was signed."""
    check_taken(request, ())
    try:
        actor, row = own_row(request, number)
    except NotFound:
        return _ask_for_receipt(number)
    entries = []
    proofs = citylog.proofs_of(actor, number)
    for each, (what, said) in zip(proofs, _in_words(row, proofs), strict=True):
        told = asdict(each)
        told |= {
            "leaf": json.loads(each.leaf),
            "content": json.loads(each.content),
            "at": each.at.isoformat(),
            "in_words": _both(what, said),
        }
        entries.append(told)
    text = json.dumps({"number": number, "entries": entries}, ensure_ascii=False, indent=2)
    return _kept_by_nobody(text.encode(), "application/json; charset=utf-8", f"cocity-{number}-record.json")


@public
@require_GET
def sheet(request: HttpRequest, number: str, index: int) -> HttpResponse:
    """The proof of one step as one QR code, to be printed."""
    try:
        actor, row = own_row(request, number)
    except NotFound:
        return _ask_for_receipt(number)
    made = citylog.receipt(actor, number, index)
    address = f"{settings.PUBLIC_URL}{reverse('resident:verify')}"
    found = [each for each in citylog.proofs_of(actor, number) if each.index == index]
    what, said = next(iter(_in_words(row, found)), (Text("", ""), []))
    shown = {
        "row": row,
        "index": index,
        "sheet": paper.sheet(made.text, address),
        "what": what,
        "said": said,
    }
    return page(request, "proof", shown)


def _both(what: Text, said: list[tuple[Text, str | Text]]) -> dict[str, Any]:
    """In both languages, whoever opens the file later."""
    values = [(label, Text.of(value)) for label, value in said]
    return {
        "zh": {"what": what.zh, **{label.zh: value.zh for label, value in values}},
        "en": {"what": what.en, **{label.en: value.en for label, value in values}},
    }


def _ask_for_receipt(number: str) -> HttpResponse:
    return redirect(f"{reverse('resident:lookup')}?number={number}")


def _kept_by_nobody(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "no-store",
        },
    )
