"""The door of the web channel."""

from cocity.listen.web.contracts import Draft
from cocity.listen.web.keeping import opened_draft, sealed_draft
from cocity.listen.web.operations import send
from cocity.listen.web.rules import (
    AGE_BANDS,
    ORIGINS,
    SEXES,
    STEPS,
    after,
    answered,
    before,
    new_draft,
    said_of,
    steps_of,
    unanswered,
)

__all__ = [
    "AGE_BANDS",
    "ORIGINS",
    "SEXES",
    "STEPS",
    "Draft",
    "after",
    "answered",
    "before",
    "new_draft",
    "opened_draft",
    "said_of",
    "sealed_draft",
    "send",
    "steps_of",
    "unanswered",
]
