"""The door of decisions."""

from cocity.answer.decisions.contracts import FEW, Announced, Audience, DecisionView, Words, people_words
from cocity.answer.decisions.operations import MOST, ROLES, announce, count_of
from cocity.answer.decisions.queries import recent, texts_of

__all__ = [
    "FEW",
    "MOST",
    "ROLES",
    "Announced",
    "Audience",
    "DecisionView",
    "Words",
    "announce",
    "count_of",
    "people_words",
    "recent",
    "texts_of",
]
