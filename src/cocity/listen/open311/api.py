"""The door of open311."""

from pathlib import Path

from cocity.listen.intake import api as intake
from cocity.listen.open311.contracts import (
    AskedUpdates,
    Attribute,
    Near,
    Search,
    Service,
    ServiceRequest,
    UpdateView,
)
from cocity.listen.open311.operations import Asked, submit, update
from cocity.listen.open311.queries import MOST, by_number, by_numbers, search, updates
from cocity.listen.open311.services import known, service, services

__all__ = [
    "MOST",
    "Asked",
    "AskedUpdates",
    "Attribute",
    "Near",
    "Search",
    "Service",
    "ServiceRequest",
    "UpdateView",
    "by_number",
    "by_numbers",
    "known",
    "mapping",
    "search",
    "service",
    "services",
    "submit",
    "update",
    "updates",
]
MAPPINGS = Path(__file__).parent / "mappings"


def mapping(name: str) -> intake.Mapping:
    """A mapping file of this channel by name, or any by its path. Raises Invalid(mapping)."""
    return intake.find_mapping(name, MAPPINGS)
