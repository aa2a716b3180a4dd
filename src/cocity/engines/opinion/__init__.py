"""Opinion groups: from votes on statements to who thinks alike and what all agree on (docs/developers/opinion.md)."""

from cocity.engines.opinion.axes import Axes, axes_of
from cocity.engines.opinion.bridging import Bridge, bridges, wilson
from cocity.engines.opinion.certainty import certainty
from cocity.engines.opinion.comments import Statement, read_comments
from cocity.engines.opinion.conversation import Opinion, opinion_of, opinion_of_parts
from cocity.engines.opinion.doubt import Doubt, doubtful, without
from cocity.engines.opinion.errors import BadVotes
from cocity.engines.opinion.exports import Export, read_votes
from cocity.engines.opinion.grouping import Grouping, best, groupings, silhouette
from cocity.engines.opinion.places import inside_of, points_of
from cocity.engines.opinion.raking import Agreement, Margin, Weights, agreement, effective, rake
from cocity.engines.opinion.running import Running, advance, begin
from cocity.engines.opinion.spread import Local, Spread
from cocity.engines.opinion.statements import (
    Representative,
    Shared,
    consensus,
    group_consensus,
    priorities,
    representative,
)
from cocity.engines.opinion.sums import PairSums, pair_sums, tallies
from cocity.engines.opinion.votes import AGREE, DISAGREE, PASS, Votes, votes_of

__all__ = [
    "AGREE",
    "DISAGREE",
    "PASS",
    "Agreement",
    "Axes",
    "BadVotes",
    "Bridge",
    "Doubt",
    "Export",
    "Grouping",
    "Local",
    "Margin",
    "Opinion",
    "PairSums",
    "Representative",
    "Running",
    "Shared",
    "Spread",
    "Statement",
    "Votes",
    "Weights",
    "advance",
    "agreement",
    "axes_of",
    "begin",
    "best",
    "bridges",
    "certainty",
    "consensus",
    "doubtful",
    "effective",
    "group_consensus",
    "groupings",
    "inside_of",
    "opinion_of",
    "opinion_of_parts",
    "pair_sums",
    "points_of",
    "priorities",
    "rake",
    "read_comments",
    "read_votes",
    "representative",
    "silhouette",
    "tallies",
    "votes_of",
    "wilson",
    "without",
]
