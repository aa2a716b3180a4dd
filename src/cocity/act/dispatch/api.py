"""The door of dispatch."""

from cocity.act.dispatch.contracts import (
    BodyNamed,
    Considered,
    Explanation,
    Guess,
    Proposal,
    RoutingView,
    RuleProblem,
    RuleRow,
    RulesAt,
    RulesImported,
)
from cocity.act.dispatch.doctor import problems
from cocity.act.dispatch.guess import guess
from cocity.act.dispatch.operations import change_category, offer_proposed
from cocity.act.dispatch.queries import explain, explanations, propose
from cocity.act.dispatch.reactions import take
from cocity.act.dispatch.sheet import problems_as_csv
from cocity.act.dispatch.table import export_rules, history, import_default, import_rules, save_rules
from cocity.kit.rows import RowProblem

__all__ = [
    "BodyNamed",
    "Considered",
    "Explanation",
    "Guess",
    "Proposal",
    "RoutingView",
    "RowProblem",
    "RuleProblem",
    "RuleRow",
    "RulesAt",
    "RulesImported",
    "change_category",
    "explain",
    "explanations",
    "export_rules",
    "guess",
    "history",
    "import_default",
    "import_rules",
    "offer_proposed",
    "problems",
    "problems_as_csv",
    "propose",
    "save_rules",
    "take",
]
