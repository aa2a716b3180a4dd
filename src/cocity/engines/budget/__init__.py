"""Participatory budgets: votes in Pabulib's format, greedy and equal shares, completions, and the reasons why."""

from cocity.engines.budget.addone import jumped, stepped
from cocity.engines.budget.contracts import (
    Ballots,
    Completion,
    Election,
    Method,
    Outcome,
    Project,
    Purchase,
    Rule,
    Utility,
    VoteType,
)
from cocity.engines.budget.document import Document, read_document
from cocity.engines.budget.election import election_of, read
from cocity.engines.budget.errors import BadFile, BadQuestion, BudgetError
from cocity.engines.budget.figures import Figures, figures
from cocity.engines.budget.needed import AUTOMATIC, effort, votes_needed
from cocity.engines.budget.reasons import How, Payments, Reason, reasons
from cocity.engines.budget.rules import decide
from cocity.engines.budget.writer import write

__all__ = [
    "AUTOMATIC",
    "BadFile",
    "BadQuestion",
    "Ballots",
    "BudgetError",
    "Completion",
    "Document",
    "Election",
    "Figures",
    "How",
    "Method",
    "Outcome",
    "Payments",
    "Project",
    "Purchase",
    "Reason",
    "Rule",
    "Utility",
    "VoteType",
    "decide",
    "effort",
    "election_of",
    "figures",
    "jumped",
    "read",
    "read_document",
    "reasons",
    "stepped",
    "votes_needed",
    "write",
]
