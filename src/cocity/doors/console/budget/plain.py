"""The result for programs."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from cocity.doors.console.budget.told import Told
from cocity.engines.budget import Figures, Outcome, Reason


def number(amount: Fraction) -> int | float:
    """A whole number where it is one."""
    return int(amount) if amount.denominator == 1 else float(amount)


def plain(told: Told, others: Iterable[tuple[Outcome, Figures]] = ()) -> dict[str, Any]:
    """`winners` in order of selection, `cost`, and all that is known about why."""
    election, outcome = told.election, told.outcome
    found: dict[str, Any] = {
        "winners": told.ids(outcome.winners),
        "cost": number(outcome.cost),
        "budget": number(election.budget),
        "voters": election.voters,
        "vote_type": str(election.vote_type),
        "rule": str(outcome.rule.method),
        "utility": str(outcome.rule.utility),
        "completion": str(outcome.rule.completion),
        "endowment": None if outcome.endowment is None else float(outcome.endowment),
        "endowment_exact": None if outcome.endowment is None else str(outcome.endowment),
        "steps": outcome.steps,
        "filled": told.ids(outcome.filled),
        "figures": _figures(told.election.projects, told.figures),
        "projects": [_reason(told, one) for one in told.reasons],
        "remarks": [{"zh": zh, "en": en} for zh, en in election.remarks],
    }
    compared = [_other(told, other, with_) for other, with_ in others]
    if compared:
        found["compare"] = compared
    return found


def _other(told: Told, outcome: Outcome, of: Figures) -> dict[str, Any]:
    return {
        "rule": str(outcome.rule.method),
        "completion": str(outcome.rule.completion),
        "winners": told.ids(outcome.winners),
        "cost": number(outcome.cost),
        "figures": _figures(told.election.projects, of),
    }


def _figures(projects: tuple[Any, ...], of: Figures) -> dict[str, Any]:
    return {
        "exclusion_ratio": of.exclusion_ratio,
        "excluded": of.excluded,
        "budget_used": of.used,
        "winners_named_per_voter": of.named,
        "worth_per_voter": of.worth,
        "ejr_plus_violations": [projects[p].id for p in of.unfair],
    }


def _reason(told: Told, one: Reason) -> dict[str, Any]:
    project = told.election.projects[one.project]
    found: dict[str, Any] = {
        "id": project.id,
        "name": project.name,
        "cost": number(project.cost),
        "how": str(one.how),
        "supporters": one.supporters,
        "votes": one.votes / told.election.point_scale if told.election.point_scale > 1 else one.votes,
        "turn": one.turn,
    }
    if one.payments:
        paid = one.payments
        found |= {
            "effective_votes": one.effective_votes,
            "paid_in_full": paid.full,
            "paid_all_left": paid.all_left,
            "paid_nothing": paid.nothing,
            "median_payment": paid.median,
            "highest_payment": paid.most,
            "payments": [{"up_to": up_to, "people": people} for up_to, people in paid.bars],
        }
    else:
        found |= {"money_behind": one.money, "after_purchases": one.after}
        ids = told.election.projects
        found["spent_on"] = [{"id": ids[p].id, "amount": amount} for p, amount in one.spent_on]
        found["votes_needed"] = told.needed.get(one.project)
    return found
