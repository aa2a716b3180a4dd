"""Answering and correcting: the words, the procedure's step and the entry in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cocity.answer.replies import contracts, rules
from cocity.answer.replies.contracts import WRITTEN, How, Words
from cocity.answer.replies.events import ReplyCorrected, ReplyGiven
from cocity.answer.replies.models import Reply, ReplyVersion
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit import crypto
from cocity.kit.errors import Conflict, Forbidden, Invalid, NotFound
from cocity.kit.keys import scoped_key
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

NO_SUCH = Text("没有这份答复", "There is no such reply")


def cleaned(words: Words) -> tuple[Words, bool]:
    """The words as they are kept: tidied, the public part screened; and whether screening hid something."""
    public, reasons = intake.tidy(words.public), intake.tidy(words.reasons)
    masked = intake.holds_personal(public) or intake.holds_personal(reasons)
    shown = Words(
        public=intake.screened(public), reasons=intake.screened(reasons), personal=intake.tidy(words.personal)
    )
    return shown, masked


@transaction.atomic
def give_reply(
    *,
    now: datetime,
    actor: Actor,
    number: str,
    action: str,
    version: int,
    words: Words,
    claim: str = "",
    disposition: str = "",
    evidence: Sequence[commitments.EvidenceGiven] = (),
    how: How = WRITTEN,
    key: str = "",
) -> contracts.Given:
    """Answer the person through `action`, a step of the procedure that needs a claim or a disposition; in writing, or
    on the telephone, where the words kept are those read back to the person.

    The same `key` with the same content gives the first result back. Raises Errors or Invalid naming the field,
    NotFound, Forbidden, or Conflict (a stale `version`, a step that is no answer or not open any more, or a `key` used
    for other content).
    """
    shown, masked = cleaned(words)
    given = commitments.Given(
        reason=shown.reasons or shown.public, note=shown.public, claim=claim, disposition=disposition,
        evidence=tuple(evidence),
    )  # fmt: skip
    known = Reply.objects.filter(key=_key(number, key)).select_related("commitment").first() if key else None
    if known is not None:
        commitments.act(
            now=now,
            actor=actor,
            number=number,
            action=action,
            version=version,
            given=given,
            key=_key(number, key),
        )
        _check_content(known.versions.get(version=1), shown)
        return _given(known, known.commitment.version, masked=False)
    rules.check(shown, claim=claim, disposition=disposition)
    rules.check_how(how)
    _check_step(actor, number, action, now, claim=claim, disposition=disposition)
    done = commitments.act(
        now=now, actor=actor, number=number, action=action, version=version,
        given=given, key=_key(number, key),
    )  # fmt: skip
    reply = _begin(done, claim=claim, disposition=disposition, how=how, key=_key(number, key))
    _write(reply, shown, version=1, actor=actor, now=now)
    if not done.pending:
        publish(reply, now=now, actor=actor.ref)
    return _given(reply, done.version, masked=masked)


def _begin(done: commitments.Acted, *, claim: str, disposition: str, how: How, key: str) -> Reply:
    before = Reply.objects.filter(commitment_id=done.id).count()
    return Reply.objects.create(
        commitment_id=done.id, number=done.number, ordinal=before + 1, state=Reply.State.WAITING, claim=claim,
        disposition=disposition, step=done.step, method=how.method, read_back=how.read_back, key=key or None,
    )  # fmt: skip


def _key(number: str, key: str) -> str:
    return scoped_key("reply", number, key)


def _check_content(row: ReplyVersion, words: Words, why: str = "") -> None:
    """A form sent again with other words would seem to have been taken. A personal part erased since matches any."""
    sealed = row.personal_sealed
    personal = crypto.unseal(bytes(sealed), bound_to=row.seal) if sealed is not None else words.personal
    if (row.digest, row.why_corrected, personal) != (rules.digest(words), why, words.personal):
        raise Conflict(commitments.OTHER_CONTENT)


def _check_step(
    actor: Actor, number: str, action: str, now: datetime, *, claim: str, disposition: str
) -> None:
    """The step must be one that answers. Whether it is open to this actor is for `act` to say."""
    row = commitments.view(actor, number, now=now).row
    known = commitments.pinned(row.procedure, row.procedure_version).actions.get(action)
    if known is None:
        raise Invalid(Text("规程里没有这一步", "The procedure knows no such action"), field="action")
    wrong = rules.outcome_needed(known.needs, claim=claim, disposition=disposition)
    if wrong is not None:
        raise wrong


def _write(
    reply: Reply, words: Words, *, version: int, actor: Actor, now: datetime, why: str = "", key: str = ""
) -> ReplyVersion:
    if actor.body_id is None:
        raise Forbidden(Text("只有承办单位可以答复", "Only the unit in charge may answer"))
    row = ReplyVersion(
        reply=reply, version=version, at=now, public=words.public, reasons=words.reasons, body_id=actor.body_id,
        worker=actor.ref, why_corrected=why, digest=rules.digest(words), key=key or None,
    )  # fmt: skip
    if words.personal:
        row.personal_sealed = crypto.seal(words.personal, bound_to=row.seal)
    row.save(force_insert=True)
    return row


def publish(reply: Reply, *, now: datetime, actor: str) -> None:
    """From here the person reads it, and everyone does where the matter is public."""
    reply.state, reply.given_at = Reply.State.GIVEN, now
    reply.save(update_fields=["state", "given_at"])
    first, matter = reply.versions.get(version=1), reply.commitment
    event = ReplyGiven(
        subject=matter.subject, number=reply.number, reply=reply.pk, ordinal=reply.ordinal, by_body=first.body_id,
        claim=reply.claim, disposition=reply.disposition, has_personal=first.personal_sealed is not None,
        digest=first.digest, step=reply.step, written_at=first.at, beneficiary=matter.beneficiary_id,
        visibility=matter.visibility, method=reply.method,
    )  # fmt: skip
    journal.record([event], at=now, actor=actor)


@transaction.atomic
def correct_reply(
    *,
    now: datetime,
    actor: Actor,
    number: str,
    ordinal: int,
    version: int,
    words: Words,
    reason: str,
    key: str = "",
) -> contracts.Given:
    """Put a corrected version beside version `version`, the newest one; the earlier ones stay readable.

    What the unit decided (claim or disposition) is not changed by a correction: that takes a step of the
    procedure. The same `key` with the same words gives the first result back. Raises Errors or Invalid naming the
    field, NotFound, Forbidden (another unit), or Conflict (someone corrected it first, it was never given, or the `key`
    was used for other words).
    """
    if key:
        known = ReplyVersion.objects.filter(key=_key(number, key)).select_related("reply__commitment").first()
        if known is not None:
            _check_content(known, cleaned(words)[0], intake.screened(intake.tidy(reason)))
            return _given(known.reply, known.reply.commitment.version, version=known.version, masked=False)
    commitments.view(actor, number, now=now)
    reply = (
        Reply.objects.select_for_update(of=("self",))
        .select_related("commitment")
        .filter(number=number, ordinal=ordinal)
        .first()
    )
    if reply is None:
        raise NotFound(NO_SUCH, field="ordinal")
    newest = reply.versions.select_related("body").order_by("-version")[0]
    rules.check_corrector(actor, newest.body_id, newest.body.path)
    if reply.state != Reply.State.GIVEN or newest.version != version:
        raise Conflict(
            Text(
                "这份答复已有变化，请刷新后再更正",
                "This reply has changed; reload it before you correct it",
            )
        )
    shown, masked = cleaned(words)
    rules.check(shown, claim=reply.claim, disposition=reply.disposition)
    why = intake.screened(intake.tidy(reason))
    if not why:
        raise Invalid(Text("请写明更正的理由", "Say why it is corrected"), field="reason")
    row = _write(reply, shown, version=version + 1, actor=actor, now=now, why=why, key=_key(number, key))
    matter = reply.commitment
    event = ReplyCorrected(
        subject=matter.subject, number=number, reply=reply.pk, ordinal=ordinal, version=row.version,
        by_body=row.body_id, has_personal=row.personal_sealed is not None, digest=row.digest,
        beneficiary=matter.beneficiary_id, visibility=matter.visibility,
    )  # fmt: skip
    journal.record([event], at=now, actor=actor.ref)
    return _given(reply, matter.version, version=row.version, masked=masked)


@transaction.atomic
def forget_personal(*, resident: int | None = None, commitment: int | None = None) -> int:
    """Erase the personal parts of everything answered to a person who is forgotten, or of one matter whose words
    were erased; how many."""
    rows = ReplyVersion.objects.filter(personal_sealed__isnull=False)
    if commitment is not None:
        rows = rows.filter(reply__commitment_id=commitment)
    else:
        rows = rows.filter(
            reply__commitment__beneficiary_id=resident, reply__commitment__beneficiary__isnull=False
        )
    return rows.update(personal_sealed=None)


def _given(reply: Reply, matter_version: int, *, masked: bool, version: int = 1) -> contracts.Given:
    return contracts.Given(
        reply.pk, reply.ordinal, version, reply.state, matter_version, reply.state == Reply.State.WAITING, masked
    )  # fmt: skip
