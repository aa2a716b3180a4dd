"""Near-duplicates: pairs of texts whose sets of 4-character shingles have a Jaccard similarity of at least 0.7."""

from cocity.engines.text.near.index import NearIndex
from cocity.engines.text.near.join import Pair, pairs_of
from cocity.engines.text.near.shingles import LEAST, SHINGLE, jaccard, shingles

__all__ = ["LEAST", "SHINGLE", "NearIndex", "Pair", "jaccard", "pairs_of", "shingles"]
