"""A draft between two pages: sealed, so that a copied database of sessions shows no text and no contact."""

import json
from dataclasses import asdict, fields

from cocity.kit import crypto
from cocity.listen.web.contracts import Draft

_SEAL = "web-draft"


def sealed_draft(draft: Draft) -> str:
    """The draft as it may lie in a session."""
    return crypto.seal(json.dumps(asdict(draft)), bound_to=_SEAL).hex()


def opened_draft(sealed: str) -> Draft | None:
    """The draft of `sealed_draft`; None for anything this city did not seal, or an older shape of it."""
    try:
        kept = json.loads(crypto.unseal(bytes.fromhex(sealed), bound_to=_SEAL))
    except ValueError:
        return None
    known = {field.name for field in fields(Draft)}
    if not known.issuperset(kept) or "key" not in kept:
        return None
    lists = {name: tuple(kept.get(name, ())) for name in ("done", "files")}
    return Draft(**{**kept, **lists})
