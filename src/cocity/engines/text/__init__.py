"""Chinese civic text understood: class, tags, places, near-duplicates, topics, replies (docs/developers/text.md)."""

from cocity.engines.text.calibration import expected_error
from cocity.engines.text.classify import Answer, Classifier, Reason, train
from cocity.engines.text.dispatch import Leg, Tree, placed, tree_of
from cocity.engines.text.errors import BadModel, TextError
from cocity.engines.text.modelfile import packed, unpacked
from cocity.engines.text.near import NearIndex, Pair, jaccard, pairs_of
from cocity.engines.text.places import Gazetteer, Mention, Name, best_place, places_in
from cocity.engines.text.replies import Part, Quality, agreement, judged, rarity
from cocity.engines.text.tags import Tag, tags_of
from cocity.engines.text.times import People, When, people_in, times_in
from cocity.engines.text.topics import Message, Topic, topics_of

__all__ = [
    "Answer", "BadModel", "Classifier", "Gazetteer", "Leg", "Mention", "Message", "Name", "NearIndex", "Pair",
    "Part", "People", "Quality", "Reason", "Tag", "TextError", "Topic", "Tree", "When", "agreement",
    "best_place", "expected_error", "jaccard", "judged", "packed", "pairs_of", "people_in", "placed",
    "places_in", "rarity", "tags_of", "times_in", "topics_of", "train", "tree_of", "unpacked",
]  # fmt: skip
