"""The door of needs."""

from cocity.listen.needs.contracts import (
    FEW,
    WHY_JOINED,
    WHY_LEFT,
    MemberRow,
    MemberView,
    NeedPage,
    NeedRow,
    NeedView,
    NeedWhole,
    others_words,
)
from cocity.listen.needs.lists import listed, stream, whole
from cocity.listen.needs.operations import join, leave
from cocity.listen.needs.queries import fitting, of_matter, others
from cocity.listen.needs.rules import JOINERS, MOST

__all__ = [
    "FEW",
    "JOINERS",
    "MOST",
    "WHY_JOINED",
    "WHY_LEFT",
    "MemberRow",
    "MemberView",
    "NeedPage",
    "NeedRow",
    "NeedView",
    "NeedWhole",
    "fitting",
    "join",
    "leave",
    "listed",
    "of_matter",
    "others",
    "others_words",
    "stream",
    "whole",
]
