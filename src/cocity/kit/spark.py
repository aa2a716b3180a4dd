"""Parts of a computation on Apache Spark, for what outgrows one machine (the extra `cocity[spark]`, Java 17).

Nothing here imports Spark: whoever has a SparkContext hands it in. Workers need CoCity and its packages on their path.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from cocity.engines.opinion import Spread, Votes

Part = TypeVar("Part")
Next = TypeVar("Next")
Found = TypeVar("Found")


class SparkSpread(Spread[Part]):
    """Numbered parts in an RDD of pairs, one a partition; parts made from others stay in the workers' memory."""

    def __init__(self, rdd: Any) -> None:
        self.rdd = rdd

    def each(self, work: Callable[[Part], Found]) -> Iterator[Found]:
        """In the order of the parts, whichever worker is done first."""
        found = self.rdd.map(lambda pair: (pair[0], work(pair[1]))).collect()
        yield from (one for _, one in sorted(found, key=lambda pair: pair[0]))

    def numbered(self, work: Callable[[int, Part], Next]) -> "SparkSpread[Next]":
        return SparkSpread(self.rdd.map(lambda pair: (pair[0], work(*pair))).cache())


def spread(context: Any, parts: Sequence[Votes]) -> SparkSpread[Votes]:
    """Parts of votes, such as `Votes.parts`, handed to the workers; people stay in the order of the parts."""
    alone = [(number, part.alone()) for number, part in enumerate(parts)]
    return SparkSpread(context.parallelize(alone, max(len(alone), 1)).cache())
