"""Reading the log: proofs for the person a matter belongs to, the feed of a matter, how the log stands."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings

from cocity.answer.citylog import folders, sequencing, trust
from cocity.answer.citylog.contracts import Proof, ReceiptFile, Recorded, Standing, Trouble, WitnessView
from cocity.answer.citylog.files import Published
from cocity.answer.citylog.models import Leaf
from cocity.answer.citylog.refusal import WillNotSign
from cocity.answer.citylog.store import NONE_YET, CheckpointStore, Kept, opened
from cocity.engines.merkle import Policy, Prover, Receipt, parse_note
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit.canonical import canonical
from cocity.kit.errors import NotFound
from cocity.kit.text import Text

MOST = 500  # leaves of one matter that are shown
NOT_THERE = Text("存证簿里还没有这一条", "The log does not hold this entry yet")


def proofs_of(actor: Actor, number: str) -> tuple[Proof, ...]:
    """Every leaf about one's own matter, in order; at most 500. Raises NotFound for a matter that is not the actor's:
    theirs who hold its receipt or are signed in as its beneficiary."""
    rows = Leaf.objects.filter(subject=_subject(actor, number)).order_by("index")[:MOST]
    return _proofs(list(rows))


def receipt(actor: Actor, number: str, index: int) -> ReceiptFile:
    """The `.tlog-proof` of one leaf of one's own matter. Raises NotFound, also while no checkpoint holds it."""
    subject = _subject(actor, number)
    row = Leaf.objects.filter(subject=subject, index=index).first()
    made = receipt_of(row.entry) if row is not None and row.entry is not None else None
    if made is None:
        raise NotFound(NOT_THERE)
    return made


def receipt_of(entry: int) -> ReceiptFile | None:
    """The proof of a journal entry, whoever asks; None while no signed checkpoint holds it, or after erasure.

    `extra` of the file is canonical JSON `{content, leaf, salt}`: leaf = what is in the log, and its `commit` is
    SHA-256(salt ‖ canonical content). Asked for again later it may be witnessed by more.
    """
    row = Leaf.objects.filter(entry=entry).first()
    if row is None:
        return None
    (proof,) = _proofs([row])
    with opened(folders.store_file()) as store:
        kept = store.covering(row.index, quorum=True) or store.covering(row.index, quorum=False)
    if kept is None:
        return None
    path = Prover(kept.size, Published(folders.public()).read).inclusion(row.index)
    extra = canonical(
        {"content": json.loads(proof.content), "leaf": json.loads(row.leaf), "salt": proof.salt}
    )
    made = Receipt(row.index, tuple(path), kept.note, extra.encode())
    return ReceiptFile(
        f"{proof.ref[:12].replace(':', '-')}-{proof.seq}.tlog-proof", made.to_bytes(), proof.state
    )


def _subject(actor: Actor, number: str) -> str:
    return f"commitment:{commitments.own(actor, number).id}"


def _proofs(rows: Sequence[Leaf]) -> tuple[Proof, ...]:
    salts = journal.salts(row.entry for row in rows if row.entry is not None)
    signed, witnessed, quorum = _sizes()
    made = []
    for row in rows:
        leaf, content = json.loads(row.leaf), row.content or "{}"
        told = json.loads(content)
        state = (
            "quorum" if row.index < quorum
            else "witnessed" if row.index < witnessed
            else "signed" if row.index < signed
            else "pending"
        )  # fmt: skip
        at = (
            datetime.fromisoformat(told["at"])
            if told
            else datetime.strptime(leaf["hour"], "%Y-%m-%dT%H").replace(tzinfo=UTC)
        )
        salt = salts.get(row.entry or 0, b"").hex()
        kind = told.get("kind", row.kind)
        made.append(Proof(row.index, kind, at, leaf["ref"], leaf["seq"], state, row.leaf, content, salt))
    return tuple(made)


def _sizes() -> tuple[int, int, int]:
    """Leaves under a checkpoint that is signed, cosigned by somebody, cosigned by a quorum."""
    with opened(folders.store_file()) as store:
        latest, best = store.latest(), store.newest_with_quorum()
        note = store.covering(0, quorum=False) or NONE_YET
        policy = _policy(store)
    some = bool(note.note and policy and trust.cosigners(parse_note(note.note), policy))
    signed = latest.size if latest.note else note.size
    return signed, max(best.size, note.size if some else 0), best.size


def _policy(store: CheckpointStore) -> Policy | None:
    try:
        return trust.read(folders.policy_file(), store.verifiers())
    except WillNotSign:
        return None


def standing() -> Standing:
    """How the log stands: for the public page, the doctor and monitors."""
    head, oldest = sequencing.head(), None
    for entry in journal.after((head.tx, head.seq), limit=1):
        oldest = entry.at
    with opened(folders.store_file()) as store:
        latest = store.covering(0, quorum=False) or NONE_YET
        policy, trouble, keys = _policy(store), store.trouble(), tuple(store.verifiers())
        seen = tuple(_witness(store, policy, name) for name in policy.witnesses) if policy else ()
        missing = store.line_missing() if settings.LOG_SM2 else None
    return Standing(
        origin=keys[0].partition("+")[0] if keys else "", size=latest.size, root=latest.root.hex(), at=_moment(latest),
        note=latest.note.decode(), quorum=latest.quorum, witnesses=seen, keys=keys, sequenced=head.size,
        waiting_since=oldest,
        trouble=Trouble(datetime.fromtimestamp(trouble[0], UTC), Text(trouble[1], trouble[2])) if trouble else None,
        line=Trouble(datetime.fromtimestamp(missing.since, UTC), Text(missing.said, missing.said)) if missing else None,
    )  # fmt: skip


def _witness(store: CheckpointStore, policy: Policy, name: str) -> WitnessView:
    size, at, said = store.witness(name)
    key = policy.witnesses[name].text
    return WitnessView(
        name, policy.addresses.get(name, ""), key, size, datetime.fromtimestamp(at, UTC) if at else None, said
    )


def _moment(kept: Kept) -> datetime | None:
    return datetime.fromtimestamp(kept.at, UTC) if kept.at else None


def recorded_since(since: datetime) -> Recorded:
    """What came under a checkpoint since then, by kind; `since` is a quarter of an hour, at most eight days ago."""
    with opened(folders.store_file()) as store:
        kinds = store.counts_since(int(since.timestamp()))
    return Recorded(sum(count for _, count in kinds), tuple(kinds))


def policy_text() -> bytes:
    """The policy by which anyone may check this log: its keys of all times, witnesses, quorum."""
    with opened(folders.store_file()) as store:
        return trust.text_of(folders.policy_file(), store.verifiers())
