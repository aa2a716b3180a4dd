"""Everything the command tells, computed once, and as plain data for JSON."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from cocity.doors.console.opinion.reading import Conversation
from cocity.engines.opinion import (
    Agreement,
    Bridge,
    Doubt,
    Opinion,
    Representative,
    Shared,
    Weights,
    agreement,
    bridges,
    certainty,
    consensus,
    doubtful,
    group_consensus,
    opinion_of,
    priorities,
    representative,
    without,
)
from cocity.kit.text import Text

LEAST = (
    10  # people below whom no groups are shown: two groups of five are the smallest that hide who said what
)
NAMES = "ABCDE"
TOO_FEW = Text(
    "参加的有 {n} 人，少于 {least} 人，不显示分组。",
    "{n} people take part; below {least} no groups are shown.",
)
UNHEARD = Text(
    "没有 comments.csv：只有一人投过票的 {n} 条意见当作未通过审核（--every-statement 则全部计入）。",
    "No comments.csv: {n} statements on which one person voted are taken for rejected (--every-statement counts them).",
)
ALIKE = Text(
    "所有人的投票没有可分的差别，不成组。", "People's votes do not differ in a way that makes groups."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The groups and what they say; `why` tells why no groups are shown, if so. Lists are in the order told."""

    conversation: Conversation
    opinion: Opinion
    certainty: Any
    representative: list[list[Representative]]
    consensus: tuple[list[Shared], list[Shared]]
    bridges: list[Bridge]
    next_up: Any
    doubt: Doubt
    left_out: int
    raw: Agreement
    weights: Weights | None
    weighted: Agreement | None
    why: Text | None

    @property
    def shown(self) -> bool:
        return self.why is None

    @property
    def assumed(self) -> Text | None:
        """What is assumed of the statements because no moderation was told."""
        unheard = self.conversation.unheard
        return UNHEARD.with_values(n=unheard) if unheard else None


def outcome_of(
    conversation: Conversation,
    *,
    least: int = LEAST,
    leave_out_doubtful: bool = False,
    weights: Weights | None = None,
    progress: Callable[[Text], None] = lambda _: None,
) -> Outcome:
    """Groups, statements and figures; `progress` is called before each longer step."""
    votes, live = conversation.export.votes, conversation.live
    progress(Text("求意见分组", "finding the groups"))
    opinion = opinion_of(votes, live)
    progress(Text("查看可疑投票", "looking for doubtful votes"))
    doubt, left_out = doubtful(votes, opinion), 0
    if leave_out_doubtful and (left_out := doubt.left_out().size):
        votes = without(votes, doubt.left_out())
        opinion = opinion_of(votes, live)
    progress(Text("计算把握与共识", "certainty and consensus"))
    return Outcome(
        conversation,
        opinion,
        certainty(votes, opinion),
        representative(opinion.counts, live),
        consensus(opinion.overall, live),
        bridges(opinion.counts, live),
        priorities(opinion.counts, opinion.axes.extremity, conversation.meta),
        doubt,
        left_out,
        agreement(votes),
        weights,
        agreement(votes, weights.weight) if weights else None,
        _why(opinion, least),
    )


def _why(opinion: Opinion, least: int) -> Text | None:
    taking_part = int(np.count_nonzero(opinion.inside))
    if taking_part < least:
        return TOO_FEW.with_values(n=taking_part, least=least)
    return ALIKE if opinion.groups < 2 else None


def as_data(outcome: Outcome) -> dict[str, Any]:
    """For JSON. Ids are the file's own; statements as numbers where they are numbers; figures unrounded."""
    opinion, export = outcome.opinion, outcome.conversation.export
    shown = outcome.shown
    return {
        "people": export.votes.people,
        "in_conversation": int(np.count_nonzero(opinion.inside)),
        "statements": export.votes.width,
        "taken_for_rejected": outcome.conversation.unheard,
        "votes": int(export.votes.vote.size),
        "shown": shown,
        "why_not": outcome.why.as_dict() if outcome.why else None,
        "k": opinion.groups if shown else 0,
        "silhouette": opinion.silhouette if shown else None,
        "silhouettes": {str(k): found.silhouette for k, found in opinion.found.items()} if shown else {},
        "groups": _groups(outcome) if shown else [],
        "membership": _per_person(outcome, opinion.group) if shown else {},
        "certainty": _per_person(outcome, outcome.certainty) if shown else {},
        "not_grouped": [export.people[n] for n in np.flatnonzero(opinion.group < 0).tolist()]
        if shown
        else list(export.people),
        "representative": {
            str(g): [_statement(outcome, one) for one in of] for g, of in enumerate(outcome.representative)
        }
        if shown
        else {},
        "consensus": {
            "agree": [_statement(outcome, one) for one in outcome.consensus[0]],
            "disagree": [_statement(outcome, one) for one in outcome.consensus[1]],
            **(_informed(outcome) if shown else {}),
        },
        "bridges": [_statement(outcome, one) for one in outcome.bridges] if shown else [],
        "next": dict(zip(map(str, export.statements), outcome.next_up.tolist(), strict=True)),
        "doubtful": _doubtful(outcome),
        "agreement": _agreement(outcome),
    }


def _groups(outcome: Outcome) -> list[dict[str, Any]]:
    opinion = outcome.opinion
    return [
        {
            "id": g, "name": NAMES[g], "people": int(opinion.sizes[g]), "center": opinion.middles[g].tolist(),
            "members": [outcome.conversation.export.people[n] for n in np.flatnonzero(opinion.group == g).tolist()],
            "votes": {
                str(name): dict(zip(("agree", "disagree", "seen"), row, strict=True))
                for name, row in zip(outcome.conversation.export.statements, opinion.counts[g].tolist(), strict=True)
            },
        }
        for g in range(opinion.groups)
    ]  # fmt: skip


def _per_person(outcome: Outcome, values: Any) -> dict[str, Any]:
    people = outcome.conversation.export.people
    held = np.flatnonzero(outcome.opinion.group >= 0)
    return dict(zip((people[n] for n in held.tolist()), values[held].tolist(), strict=True))


def _statement(outcome: Outcome, one: Representative | Shared | Bridge) -> dict[str, Any]:
    told = asdict(one)
    told["text"] = outcome.conversation.text(one.statement)
    told["statement"] = _id(outcome.conversation.export.statements[one.statement])
    return told


def _id(name: str) -> int | str:
    return int(name) if name.isascii() and name.isdigit() and len(name) < 16 else name


def _informed(outcome: Outcome) -> dict[str, Any]:
    agree, disagree = group_consensus(outcome.opinion.counts)
    names = [str(name) for name in outcome.conversation.export.statements]
    return {
        "group_informed": dict(zip(names, agree.tolist(), strict=True)),
        "group_informed_disagree": dict(zip(names, disagree.tolist(), strict=True)),
    }


def _doubtful(outcome: Outcome) -> dict[str, Any]:
    people = outcome.conversation.export.people
    return {
        "same_to_everything": {kind: [people[n] for n in who] for kind, who in outcome.doubt.same.items()},
        "copied": [[people[n] for n in who] for who in outcome.doubt.copied],
        "left_out": outcome.left_out,
    }


def _agreement(outcome: Outcome) -> dict[str, Any]:
    names = [str(name) for name in outcome.conversation.export.statements]
    told: dict[str, Any] = {"raw": _shares(names, outcome.raw)}
    if outcome.weights and outcome.weighted:
        told["weighted"] = _shares(names, outcome.weighted)
        told["effective_people"] = outcome.weights.effective
        told["settled"] = outcome.weights.settled
        told["missing"] = {name: list(missing) for name, missing in outcome.weights.missing.items()}
    return told


def _shares(names: list[str], of: Agreement) -> dict[str, dict[str, float]]:
    columns = {name: values.tolist() for name, values in asdict(of).items()}
    return {name: {key: values[n] for key, values in columns.items()} for n, name in enumerate(names)}
