"""Finding commitments by words: PostgreSQL by its index over cut words, SQLite by looking."""

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Q, QuerySet

from cocity.ground.commitments.models import Commitment
from cocity.kit.errors import Invalid
from cocity.kit.numbers import read_number
from cocity.kit.words import segmented

MOST_WORDS = 8
VECTOR = SearchVector("words", config="simple")


def matching(rows: QuerySet[Commitment], text: str) -> QuerySet[Commitment]:
    """Rows whose number is `text`, or that hold all of its words."""
    try:
        return rows.filter(number=read_number(text))
    except Invalid:
        words = segmented(text).split()[:MOST_WORDS]
    if not words:
        return rows.none()
    if connection.vendor == "postgresql":
        query = SearchQuery(words[0], config="simple")
        for word in words[1:]:
            query &= SearchQuery(word, config="simple")
        return rows.annotate(vector=VECTOR).filter(vector=query)
    found = Q()
    for word in words:
        found &= Q(words__contains=word)
    return rows.filter(found)
