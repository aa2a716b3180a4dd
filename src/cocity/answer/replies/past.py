"""Replies of the past, stored many at once beside the matters they belong to: imports of history and the demo."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cocity.answer.replies import rules
from cocity.answer.replies.contracts import Words
from cocity.answer.replies.events import ReplyGiven
from cocity.answer.replies.models import Reply, ReplyVersion
from cocity.answer.replies.operations import cleaned
from cocity.ground.journal import api as journal
from cocity.kit import crypto
from cocity.kit.errors import Forbidden
from cocity.kit.text import Text

Told = tuple[datetime, str, journal.Event]
BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReply:
    """What a unit wrote with a step already taken. `given_at` is None while the step waits for approval."""

    commitment: int
    number: str
    step: int
    written_at: datetime
    given_at: datetime | None
    body: int
    actor: str
    words: Words
    claim: str = ""
    disposition: str = ""
    beneficiary: int | None = None
    visibility: str = "private"


def store_past(rows: Sequence[PastReply]) -> list[Told]:
    """Store replies, those of one matter in order of time; what they tell comes back for the caller to record in the
    same transaction. Raises Errors naming every field of a reply at fault."""
    ordinals: Counter[int] = Counter()
    words, replies = [], []
    for row in rows:
        shown, _ = cleaned(row.words)
        rules.check(shown, claim=row.claim, disposition=row.disposition)
        words.append(shown)
        ordinals[row.commitment] += 1
        replies.append(_reply(row, ordinals[row.commitment]))
    Reply.objects.bulk_create(replies, batch_size=BATCH)
    versions = [_version(row, reply, shown) for row, reply, shown in zip(rows, replies, words, strict=True)]
    ReplyVersion.objects.bulk_create(versions, batch_size=BATCH)
    return [
        (row.given_at, row.actor, _given(row, reply, version))
        for row, reply, version in zip(rows, replies, versions, strict=True)
        if row.given_at is not None
    ]


def _reply(row: PastReply, ordinal: int) -> Reply:
    state = Reply.State.GIVEN if row.given_at else Reply.State.WAITING
    return Reply(
        commitment_id=row.commitment, number=row.number, ordinal=ordinal, state=state, claim=row.claim,
        disposition=row.disposition, step=row.step, given_at=row.given_at,
    )  # fmt: skip


def _version(row: PastReply, reply: Reply, shown: Words) -> ReplyVersion:
    if not row.body:
        raise Forbidden(Text("只有承办单位可以答复", "Only the unit in charge may answer"))
    made = ReplyVersion(
        reply=reply, version=1, at=row.written_at, public=shown.public, reasons=shown.reasons, body_id=row.body,
        worker=row.actor, digest=rules.digest(shown),
    )  # fmt: skip
    if shown.personal:
        made.personal_sealed = crypto.seal(shown.personal, bound_to=made.seal)
    return made


def _given(row: PastReply, reply: Reply, version: ReplyVersion) -> ReplyGiven:
    return ReplyGiven(
        subject=f"commitment:{row.commitment}", number=row.number, reply=reply.pk, ordinal=reply.ordinal,
        by_body=row.body, claim=row.claim, disposition=row.disposition,
        has_personal=version.personal_sealed is not None, digest=version.digest, step=row.step,
        written_at=row.written_at, beneficiary=row.beneficiary, visibility=row.visibility,
    )  # fmt: skip
