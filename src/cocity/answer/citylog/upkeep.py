"""Looking after the log: check everything, write the files anew, take up again after a loss."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from cocity.answer.citylog import folders, keys, memory, sequencing, trust
from cocity.answer.citylog.files import Published, written
from cocity.answer.citylog.leaves import kind_of
from cocity.answer.citylog.models import Chain, Head, Leaf
from cocity.answer.citylog.refusal import OTHER_PAST, TILES_GONE, WillNotSign
from cocity.answer.citylog.store import CheckpointStore, opened
from cocity.engines.merkle import (
    Checkpoint,
    Edge,
    LogError,
    Prover,
    bundle_with,
    grow,
    leaf_hash,
    parse_checkpoint,
    parse_note,
    parse_verifier,
    unpack,
    verified,
)
from cocity.engines.merkle.tiles import FULL
from cocity.kit.errors import Conflict
from cocity.kit.text import Text

STEP = 64 * FULL  # leaves at a time
Progress = Callable[[int, int], None]
BUSY = Text("另一个进程正在写存证簿", "Another process is at the log right now")
NO_CHECKPOINT = Text("没有可用的已发布检查点", "There is no published checkpoint to take up from")
STRANGE = Text("已发布的检查点不是本存证簿签的：{why}", "The published checkpoint is not this log's: {why}")


def silent(done: int, of: int) -> None:
    """Nobody watches."""


def fsck(*, progress: Progress = silent) -> list[Text]:
    """What is wrong between database, store and published files, every leaf and tile read up to the checkpoint there is
    when it begins, however the log grows meanwhile; empty when all is well."""
    with opened(folders.store_file()) as store:
        latest = store.latest()
    found: list[Text] = []
    files, edge = Published(folders.public()), Edge()
    for begin in range(0, latest.size, STEP):
        end = min(begin + STEP, latest.size)
        try:
            entries = sequencing.entries(begin, end)
        except ValueError as error:
            return [*found, Text(f"数据库缺少条目：{error}", f"Leaves are missing: {error}")]
        edge, tiles = grow(edge, [leaf_hash(entry) for entry in entries])
        wanted = written(tiles, begin, entries)
        found += [
            Text(f"文件不符：{path}", f"The file differs or is missing: {path}")
            for path, content in _final(wanted, end == latest.size)
            if not files.holds(path, content)
        ]
        progress(end, latest.size)
    if latest.size and edge.root() != latest.root:
        found.append(Text("数据库里的条目与签名的根不符", "The leaves are not those that were signed"))
    return found


def _final(files: list[tuple[str, bytes]], last: bool) -> Iterator[tuple[str, bytes]]:
    """Partial files stand only at the end."""
    return ((path, content) for path, content in files if last or ".p/" not in path)


def rebuild(*, progress: Progress = silent) -> int:
    """Write every tile and bundle anew from the database, and publish the last checkpoint; how many leaves.

    Raises WillNotSign, and writes nothing further, where the database's leaves are not those that were signed.
    """
    with folders.alone() as mine:
        if not mine:
            raise Conflict(BUSY)
        with opened(folders.store_file()) as store:
            latest = store.latest()
        files = Published(folders.public())
        if latest.size and memory.grown(Edge(), latest.size).root() != latest.root:
            raise WillNotSign(OTHER_PAST.with_values(there=latest.size))
        edge = Edge()
        for begin in range(0, latest.size, STEP):
            end = min(begin + STEP, latest.size)
            entries = sequencing.entries(begin, end)
            edge, tiles = grow(edge, [leaf_hash(entry) for entry in entries])
            wanted = written(tiles, begin, entries)
            files.put(_final(wanted, end == latest.size), over=True)
            progress(end, latest.size)
        if latest.note:
            files.publish(latest.note)
    return latest.size


def recover(*, now: datetime) -> int:
    """After a backup was put back: take the published checkpoint, which this log signed, and every leaf under it from
    the published bundles, into database and store, so that the log can go on from there; how many leaves were missing.

    What those leaves committed to is lost where its facts are: they stay, and nobody can open them. Facts that are
    still in the journal get new leaves. Raises WillNotSign or Conflict where the published files do not hold together.
    """
    with folders.alone() as mine:
        if not mine:
            raise Conflict(BUSY)
        files = Published(folders.public())
        with opened(folders.store_file(), make=True) as store:
            checkpoint, note = _published(files, store)
            _check_past(checkpoint, store)
            missing = _take_in(files, checkpoint)
            if store.latest().size < checkpoint.size:
                store.adopt(checkpoint.size, checkpoint.root, int(now.timestamp()), note)
                policy = trust.read(folders.policy_file(), store.verifiers())
                store.signed(checkpoint.size, note, quorum=trust.has_quorum(parse_note(note), policy))
        memory.note(checkpoint.size, checkpoint.root)
    return missing


def _published(files: Published, store: CheckpointStore) -> tuple[Checkpoint, bytes]:
    note = files.checkpoint()
    if not note:
        raise Conflict(NO_CHECKPOINT)
    known = [parse_verifier(vkey) for vkey in store.verifiers()]
    try:
        verified(parse_note(note), [*(signer.public for signer in keys.load(folders.key_file())), *known])
        checkpoint = parse_checkpoint(parse_note(note).text)
    except LogError as error:
        raise Conflict(STRANGE.with_values(why=error)) from None
    if Prover(checkpoint.size, files.read).root() != checkpoint.root:
        raise WillNotSign(TILES_GONE.with_values(why=f"root of {checkpoint.size}"))
    return checkpoint, note


def _check_past(checkpoint: Checkpoint, store: CheckpointStore) -> None:
    latest = store.latest()
    if latest.size > checkpoint.size or (latest.size == checkpoint.size and latest.root != checkpoint.root):
        raise Conflict(NO_CHECKPOINT)


@transaction.atomic
def _take_in(files: Published, checkpoint: Checkpoint) -> int:
    """Leaves from the published bundles, in place of what the database gave out since the backup."""
    held = Head.objects.select_for_update().get(pk=sequencing.head().pk)
    same = _agreeing(files, min(held.size, checkpoint.size))
    # Leaves stand in the journal's order, which is not that of its numbers where transactions overlapped.
    again = Leaf.objects.filter(index__gte=same).exclude(entry=None).order_by("index").first()
    Leaf.objects.filter(index__gte=same).delete()
    Chain.objects.all().delete()  # what comes is told under new names
    for begin in range(same, checkpoint.size, STEP):
        end = min(begin + STEP, checkpoint.size)
        sequencing.append(
            [_unopened(at, entry) for at, entry in enumerate(read_entries(files, begin, end), begin)]
        )
    held.size = checkpoint.size
    if again is not None and again.entry is not None:
        held.tx, held.seq = sequencing.before(again.entry)
    held.save()
    return checkpoint.size - same


def _agreeing(files: Published, size: int) -> int:
    """How many leaves, from the first, are the same in the database and in the published bundles."""
    for begin in range(0, size, STEP):
        end = min(begin + STEP, size)
        ours, theirs = sequencing.entries(begin, end), read_entries(files, begin, end)
        for at, (one, other) in enumerate(zip(ours, theirs, strict=True), begin):
            if one != other:
                return at
    return size


def read_entries(files: Published, low: int, high: int) -> list[bytes]:
    """Leaves [low, high) from bundles of whatever width holds them. Raises WillNotSign where none does."""
    made: list[bytes] = []
    for index in range(low // FULL, -(-high // FULL)):
        wanted = bundle_with(min(high, (index + 1) * FULL) - 1, high)
        path = files.folder / wanted.path
        full = files.folder / wanted.path.partition(".p/")[0]
        path = full if full.is_file() else path
        if not path.is_file():
            raise WillNotSign(TILES_GONE.with_values(why=wanted.path))
        width = FULL if path == full else wanted.width
        made += unpack(path.read_bytes(), width)[: wanted.width]
    return made[low % FULL :]


def _unopened(index: int, entry: bytes) -> sequencing.Row:
    text = entry.decode()
    return index, kind_of(entry), text, None, "", ""
