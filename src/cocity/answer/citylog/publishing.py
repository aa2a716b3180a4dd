"""One round: what is sequenced becomes tiles, a checkpoint, signed, cosigned and published; in that order, so that a
death between any two steps is made good by the next round and never leads to two histories.

1. leaves are in the database (`sequencing`)          4. the checkpoint is signed, the note kept
2. tiles and bundles are written and synced           5. witnesses are asked to cosign
3. compare and swap in the store of checkpoints       6. `checkpoint` is replaced by rename
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import structlog

from cocity.answer.citylog import folders, keys, memory, sequencing, trust
from cocity.answer.citylog.cosigning import Cosigning
from cocity.answer.citylog.files import Published, written
from cocity.answer.citylog.leaves import kind_of
from cocity.answer.citylog.models import Head
from cocity.answer.citylog.national import with_national_line
from cocity.answer.citylog.refusal import KEY_GONE, NOT_SOUND, NOT_WRITTEN, TILE_CHANGED, WillNotSign
from cocity.answer.citylog.store import CheckpointStore, Kept, opened
from cocity.engines.merkle import Checkpoint, Edge, Note, SigningKey, Tile, grow, leaf_hash, sign
from cocity.engines.merkle.tiles import FULL
from cocity.kit.faults import told

log = structlog.get_logger(__name__)
CHUNK = 256 * FULL  # leaves under one checkpoint at most, so that memory does not grow with what waits
APART = (
    1  # seconds of the clock: at most one new checkpoint in each, while a receipt still comes within 1.5 s
)


def advance(now: datetime) -> int:
    """One beat: sequence what was recorded, publish what was sequenced; how much was done."""
    return sequencing.sequence(now) + publish(now)


def beat(now: datetime) -> int:
    """`advance` as the pulse does it: a new checkpoint at most every `APART` seconds, so that the store grows with time
    and not with every submission. What waits then comes with the next beats."""
    return sequencing.sequence(now) + publish(now, apart=APART)


def publish(now: datetime, *, apart: int = 0) -> int:
    """How many leaves came under a new checkpoint, and one more where a cosignature came late. 0 when another process
    is at it, and when nothing may be signed, which is noted."""
    with folders.alone() as mine:
        if not mine:
            return 0
        try:
            with opened(folders.store_file(), make=True) as store:
                return _told(store, now, apart)
        except (OSError, sqlite3.Error) as error:
            log.error("log_not_written", error=str(error))  # not even the trouble can be noted
            return 0


def _told(store: CheckpointStore, now: datetime, apart: int) -> int:
    """A round whose trouble is noted."""
    at = int(now.timestamp())
    try:
        done = Round(store, Published(folders.public()), at, apart).run()
    except WillNotSign as why:
        refused = why
    except (OSError, sqlite3.Error) as error:
        refused = WillNotSign(NOT_WRITTEN.with_values(why=told(error)))
    except ValueError as error:  # a leaf is missing, a setting or a note cannot be read: the pulse beats on
        refused = WillNotSign(NOT_SOUND.with_values(why=error))
    else:
        store.well()
        return done
    log.error("log_will_not_sign", why=refused.message.en)
    store.in_trouble(at, refused.message.zh, refused.message.en)
    return 0


class Round:
    """What a round works with. `run` raises WillNotSign, OSError or sqlite3.Error, and then nothing was signed that
    should not have been."""

    def __init__(self, store: CheckpointStore, files: Published, at: int, apart: int = 0) -> None:
        self.store, self.files, self.at, self.apart = store, files, at, apart

    def run(self) -> int:
        latest, head = self.store.latest(), sequencing.head()
        if latest.size == head.size == 0:
            return 0
        signers = self._signers(latest, head)
        latest = self._resumed(latest, signers)
        memory.check(latest, head, self.files, signers, self.at)
        policy = trust.read(folders.policy_file(), self.store.verifiers())
        cosigning = Cosigning(self.store, self.files, policy, self.at)
        with self._published():
            gained = cosigning.remind(latest)
        latest = self.store.latest()
        grown = self._grown(latest, head, signers)
        with self._published():
            gained += cosigning.gather(grown)
        return grown.size - latest.size + gained

    @contextmanager
    def _published(self) -> Iterator[None]:
        """Whatever witnesses said, the latest note with their signatures is shown."""
        try:
            yield
        finally:
            if note := self.store.latest().note:
                self.files.publish(note)

    def _signers(self, latest: Kept, head: Head) -> tuple[SigningKey, ...]:
        path = folders.key_file()
        if not path.exists():
            if latest.size or head.signed or self.files.checkpoint():
                raise WillNotSign(KEY_GONE.with_values(path=path))
            keys.make(path)
        signers = keys.load(path)
        for signer in reversed(signers):
            self.store.remember_verifier(signer.public.text, self.at)
        return signers

    def _resumed(self, latest: Kept, signers: tuple[SigningKey, ...]) -> Kept:
        """A checkpoint that was decided on before a death is signed now: the same text, so the same signature."""
        if latest.size and not latest.note:
            self._sign(Checkpoint(signers[0].name, latest.size, latest.root), signers)
        return self.store.latest()

    def _grown(self, latest: Kept, head: Head, signers: tuple[SigningKey, ...]) -> Kept:
        """The checkpoint after the next leaves; the latest one where there are none, or it is too new for another."""
        size = min(head.size, latest.size + CHUNK)
        if size == latest.size or self._too_soon(latest, size):
            return latest
        edge, kinds = self._written(self.files.edge(latest.size, latest.root), size)
        checkpoint = Checkpoint(signers[0].name, edge.size, edge.root())
        self.store.propose(checkpoint, after=latest, at=self.at, kinds=kinds)
        self._sign(checkpoint, signers)
        memory.note(checkpoint.size, checkpoint.root)
        return self.store.latest()

    def _too_soon(self, latest: Kept, size: int) -> bool:
        """By the clock's whole seconds, as the store keeps them; a full chunk never waits, nor does a clock set back."""
        return latest.size > 0 and 0 <= self.at - latest.at < self.apart and size - latest.size < CHUNK

    def _written(self, edge: Edge, size: int) -> tuple[Edge, Mapping[str, int]]:
        """The tree with leaves up to `size`, its new tiles and bundles on disk; how many new leaves of each kind."""
        begin = edge.size - edge.size % FULL
        entries = sequencing.entries(begin, size)
        known = edge.size - begin
        if b"".join(map(leaf_hash, entries[:known])) != (edge.rows[0] if known else b""):
            raise WillNotSign(TILE_CHANGED.with_values(path=Tile(0, begin // FULL, known).path))
        fresh = entries[known:]
        grown, tiles = grow(edge, list(map(leaf_hash, fresh)))
        wanted = written(tiles, begin, entries)
        self.files.put(wanted)
        self.files.tidy(name for name, _ in wanted)
        return grown, Counter(map(kind_of, fresh))

    def _sign(self, checkpoint: Checkpoint, signers: tuple[SigningKey, ...]) -> None:
        own = Note(checkpoint.text, tuple(sign(checkpoint.text, signer) for signer in signers))
        note = with_national_line(own, self.store, self.at)
        policy = trust.read(folders.policy_file(), self.store.verifiers())
        self.store.signed(checkpoint.size, note.to_bytes(), quorum=trust.has_quorum(note, policy))
