"""The words of a step as they are kept: tidied, and screened of what identifies anyone, whoever wrote them."""

from dataclasses import replace
from typing import Any

from cocity.ground.commitments.contracts import EvidenceGiven, Given, VerdictGiven
from cocity.kit.screening import screened, tidy


def clean(text: str) -> str:
    """One text of a step."""
    return screened(tidy(text)) if text else ""


def cleaned(given: Given) -> Given:
    """Everything someone wrote with a step; the very same object where there is nothing to hide or mend."""
    more: dict[str, Any] = {
        name: said
        for name in ("reason", "note")
        if (said := clean(getattr(given, name))) != getattr(given, name)
    }
    if given.evidence:
        more["evidence"] = tuple(_evidence(item) for item in given.evidence)
    if given.verdict is not None:
        more["verdict"] = _verdict(given.verdict)
    return replace(given, **more) if more else given


def _evidence(item: EvidenceGiven) -> EvidenceGiven:
    return replace(item, text=clean(item.text))


def _verdict(word: VerdictGiven) -> VerdictGiven:
    return replace(word, text=clean(word.text), method=clean(word.method))
