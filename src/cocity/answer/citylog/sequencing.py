"""Journal entries become leaves, in the journal's own order: read by cursor, numbered in one transaction.

The salt was drawn and stored in the transaction of the fact itself, so from then on the commitment is determined; here
it gets its place. Two loops at once: the second finds the cursor moved and does nothing.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import structlog
from django.db import connection, transaction

from cocity.answer.citylog.leaves import commitment, content_of, leaf, named_openly, shown_kind
from cocity.answer.citylog.models import Chain, Head, Leaf
from cocity.engines.merkle import leaf_hash
from cocity.ground.journal import api as journal
from cocity.kit import bulk

log = structlog.get_logger(__name__)
LIMIT = 2_000  # entries a round
REF_BYTES = 16
CHAIN = ("subject", "ref", "length", "last")
LONGER = f"UPDATE {Chain._meta.db_table} SET length = %s, last = %s WHERE subject = %s"  # noqa: S608
COLUMNS = ("index", "kind", "leaf", "entry", "subject", "content")
Row = tuple[int, str, str, int | None, str, str]


def head() -> Head:
    """How far the log is."""
    found = Head.objects.filter(pk=1).first()
    return found or Head.objects.get_or_create(pk=1)[0]


def sequence(now: datetime, *, limit: int = LIMIT) -> int:
    """Give the next entries their leaves; how many entries were read."""
    position = head()
    batch = journal.after((position.tx, position.seq), limit=limit)
    if not batch:
        return 0
    with transaction.atomic():
        held = Head.objects.select_for_update().get(pk=1)
        if (held.tx, held.seq) != (position.tx, position.seq):
            return 0
        rows = _rows(batch, held.size)
        append(rows)
        held.tx, held.seq, held.size = batch[-1].tx, batch[-1].seq, held.size + len(rows)
        held.save(update_fields=["tx", "seq", "size"])
    return len(batch)


def append(rows: Sequence[Row]) -> None:
    """Store leaves that have their numbers."""
    bulk.append(Leaf, COLUMNS, rows)


def _rows(batch: Iterable[journal.Entry], first: int) -> list[Row]:
    found = [(entry, content) for entry in batch if (content := _content(entry)) is not None]
    salts = journal.salts(entry.seq for entry, _ in found)
    known = Chain.objects.in_bulk({entry.subject for entry, _ in found})
    chains = dict(known)
    rows: list[Row] = []
    for index, (entry, content) in enumerate(found, first):
        salt = salts.get(entry.seq)
        if salt is None or not content:
            rows.append(_closed(index, entry, content))
            continue
        chain = chains.get(entry.subject)
        if chain is None:
            ref = entry.subject if named_openly(entry) else secrets.token_hex(REF_BYTES)
            chain = chains[entry.subject] = Chain(subject=entry.subject, ref=ref, length=0, last="")
        made = _next(entry, commitment(salt, content), chain)
        rows.append((index, shown_kind(entry.kind), made, entry.seq, entry.subject, content))
    _keep(chains, known)
    return rows


def _content(entry: journal.Entry) -> str | None:
    """What is committed to; empty where it has no canonical form: one entry must not stop all that come after it."""
    try:
        return content_of(entry)
    except ValueError as error:
        log.error("entry_not_canonical", entry=entry.seq, kind=entry.kind, error=type(error).__name__)
        return ""


def _keep(chains: Mapping[str, Chain], known: Mapping[str, Chain]) -> None:
    """Store the chains: new ones in bulk; nobody else makes one while the head is held."""
    fresh = [chain for subject, chain in chains.items() if subject not in known]
    bulk.append(Chain, CHAIN, [(each.subject, each.ref, each.length, each.last) for each in fresh])
    with connection.cursor() as cursor:
        cursor.executemany(LONGER, [(each.length, each.last, each.subject) for each in known.values()])


def _closed(index: int, entry: journal.Entry, content: str) -> Row:
    """The salt is erased already (or never was), or the content has no canonical form: a leaf that nobody can open, under
    a name nothing else bears."""
    chain = Chain(subject="", ref=secrets.token_hex(REF_BYTES), length=0, last="")
    return (
        index,
        shown_kind(entry.kind),
        _next(entry, commitment(secrets.token_bytes(32), content), chain),
        None,
        "",
        "",
    )


def _next(entry: journal.Entry, commit: str, chain: Chain) -> str:
    """The next leaf of a chain."""
    chain.length += 1
    kind = shown_kind(entry.kind)
    made = leaf(kind=kind, ref=chain.ref, seq=chain.length, at=entry.at, commit=commit, prev=chain.last)
    chain.last = leaf_hash(made.encode()).hex()
    return made


def hashes(low: int, high: int) -> list[bytes]:
    """Leaf hashes (32 bytes) of leaves [low, high). Raises ValueError where one is missing."""
    return [leaf_hash(entry) for entry in entries(low, high)]


def entries(low: int, high: int) -> list[bytes]:
    """Leaves [low, high) as published. Raises ValueError where one is missing."""
    found = (
        Leaf.objects.filter(index__gte=low, index__lt=high).order_by("index").values_list("leaf", flat=True)
    )
    made = [text.encode() for text in found]
    if len(made) != high - low:
        raise ValueError(f"the database holds {len(made)} of the leaves {low} to {high - 1}")
    return made


def before(entry: int) -> tuple[int, int]:
    """The position (tx, seq) from which the journal is read so that `entry` comes next."""
    found = journal.position_of(entry)
    return found[0], found[1] - 1
