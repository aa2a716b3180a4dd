"""The door of the telephone."""

from pathlib import Path

from cocity.listen.hotline.contracts import Call, Caller
from cocity.listen.hotline.operations import check_call, take_call, tell_answered
from cocity.listen.hotline.queries import caller, likely_categories
from cocity.listen.intake import api as intake

__all__ = [
    "Call",
    "Caller",
    "caller",
    "check_call",
    "likely_categories",
    "mapping",
    "take_call",
    "tell_answered",
]
MAPPINGS = Path(__file__).parent / "mappings"


def mapping(name: str) -> intake.Mapping:
    """A mapping file of this channel by name, or any by its path. Raises Invalid(mapping)."""
    return intake.find_mapping(name, MAPPINGS)
