"""Reading replies: by the person whole, by everyone the public part of public matters, by workers without the
personal part. Each a constant number of statements."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch

from cocity.answer.replies.contracts import ReplyView, VersionView
from cocity.answer.replies.models import Reply, ReplyVersion
from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import Actor
from cocity.kit import crypto
from cocity.kit.errors import NotFound
from cocity.kit.text import Text


def replies_for_person(
    actor: Actor, number: str, *, now: datetime, seen: commitments.CommitmentView | None = None
) -> tuple[ReplyView, ...]:
    """The person's own, whole; `seen` is the matter where this actor has read it already. Raises NotFound for
    anybody else."""
    if seen is None or seen.row.number != number:
        seen = commitments.view(actor, number, now=now)
    holds_receipt = actor.kind == "receipt" and actor.receipt == number
    is_person = actor.kind == "resident" and actor.id is not None and actor.id == seen.beneficiary
    if not (holds_receipt or is_person):
        raise NotFound(
            Text("没有这个事项，或您无权查看", "There is no such matter, or it is not yours to see")
        )
    return _replies(number, personal=True)


def public_replies(number: str) -> tuple[ReplyView, ...]:
    """The public part, of a public matter. Raises NotFound for a private one, as for none."""
    commitments.public_view(number)
    return _replies(number)


def public_replies_of(numbers: Iterable[str]) -> dict[str, ReplyView]:
    """The newest public part of each matter among `numbers` that is public and answered. Four statements."""
    rows = commitments.rows_of(numbers)
    shown = [number for number, row in rows.items() if row.visibility == "public"]
    found = Reply.objects.filter(number__in=shown, state=Reply.State.GIVEN).order_by("number", "ordinal")
    views = (_view(reply, personal=False, inside=False) for reply in found.prefetch_related("versions__body"))
    return {view.number: view for view in views}


def replies_for_worker(actor: Actor, number: str, *, now: datetime) -> tuple[ReplyView, ...]:
    """Without the personal part; for those who work on it also replies that wait for approval or were refused, whoever
    else passes by reads what everyone may. Raises NotFound."""
    seen = commitments.view(actor, number, now=now)
    return _replies(number, inside=seen.whole and actor.kind in {"worker", "system"})


def steps_replied(steps: Iterable[int]) -> frozenset[int]:
    """Those of `steps` that a reply belongs to: the person is told of the reply. One statement."""
    found = Reply.objects.filter(step__in=set(steps)).values_list("step", flat=True)
    return frozenset(found)


def _replies(number: str, *, personal: bool = False, inside: bool = False) -> tuple[ReplyView, ...]:
    rows = Reply.objects.filter(number=number).order_by("-ordinal")
    if not inside:
        rows = rows.filter(state=Reply.State.GIVEN)
    versions = Prefetch("versions", ReplyVersion.objects.select_related("body"))
    found = list(rows.prefetch_related(versions))
    return tuple(_view(reply, personal=personal, inside=inside) for reply in found)


def _view(reply: Reply, *, personal: bool, inside: bool) -> ReplyView:
    versions = sorted(reply.versions.all(), key=lambda row: -row.version)
    return ReplyView(
        reply.pk, reply.number, reply.ordinal, reply.state, reply.claim, reply.disposition, reply.given_at,
        tuple(_version(row, personal=personal, inside=inside) for row in versions), reply.method,
    )  # fmt: skip


def _version(row: ReplyVersion, *, personal: bool, inside: bool) -> VersionView:
    sealed = row.personal_sealed
    return VersionView(
        row.version, row.at, row.public, row.reasons,
        crypto.unseal(bytes(sealed), bound_to=row.seal) if personal and sealed else "",
        sealed is not None and (personal or inside), row.body_id, row.body.name,
        row.worker if inside else "", row.why_corrected, row.digest,
    )  # fmt: skip
