"""News becomes notices: one row for each who is told, and a delivery for each way it goes out."""

from collections.abc import Sequence

from cocity.answer.notices.facts import gather
from cocity.answer.notices.models import Delivery, Notice
from cocity.answer.notices.rules import KINDS, Draft, drafts
from cocity.answer.notices.templates import templates
from cocity.answer.notices.wording import worded
from cocity.ground.commitments.api import CommitmentRow
from cocity.ground.journal import api as journal
from cocity.kit import crypto
from cocity.listen.intake import api as intake

BATCH = 100
Target = tuple[int, str, int | None, int | None]  # entry, kind, resident, body


def react(entries: Sequence[journal.Entry]) -> None:
    """A number of statements that does not grow with the batch, but for the few steps told with a reason.

    Idempotent: what an entry has told somebody is not told again.
    """
    facts = gather(entries)
    fresh: dict[Target, Notice] = {}
    for entry in entries:
        for draft in drafts(entry, facts):
            row = facts.rows[entry.data["number"]]
            resident = draft.entry.data["beneficiary"] if draft.body is None else None
            if draft.body is not None or resident is not None:
                target = (entry.seq, draft.kind, resident, draft.body)
                fresh.setdefault(target, _notice(draft, row, resident, worded(draft, facts)))
    told = Notice.objects.filter(entry__in=[entry.seq for entry in entries])
    for known in told.values_list("entry", "kind", "resident_id", "body_id"):
        fresh.pop(known, None)
    made = Notice.objects.bulk_create(fresh.values())
    _send_out([notice for notice in made if notice.resident_id], {r.id: r for r in facts.rows.values()})


def _notice(
    draft: Draft, row: CommitmentRow, resident: int | None, words: dict[str, dict[str, str]]
) -> Notice:
    return Notice(
        commitment_id=row.id, number=row.number, kind=draft.kind, resident_id=resident, body_id=draft.body,
        entry=draft.entry.seq, at=draft.entry.at, words=words,
    )  # fmt: skip


def _send_out(made: Sequence[Notice], rows: dict[int, CommitmentRow]) -> None:
    """Deliveries by the ways the person left open; contacts stay sealed here."""
    known = Notice.objects.filter(pk__in=[notice.pk for notice in made]).select_related("resident")
    given = intake.with_email(notice.number for notice in made) if made else frozenset()
    waiting = []
    for notice in known.order_by("id"):
        person = notice.resident
        open_ways = {
            "email": bool(person and person.email_sealed) or notice.number in given,
            "sms": bool(person and person.contact_sealed),
            "letter": rows[notice.commitment_id].channel == "paper",
        }
        for channel in templates()[notice.kind].channels:
            if open_ways[channel]:
                waiting.append(
                    Delivery(notice=notice, channel=channel, key=_key(notice, channel), next_try=notice.at)
                )
    Delivery.objects.bulk_create(waiting)


def _key(notice: Notice, channel: str) -> str:
    """The same for the same notice and channel, whoever asks; another city's differ."""
    return crypto.fingerprint(f"{notice.pk}:{channel}", purpose="delivery")


SUBSCRIBER = journal.Subscriber("answer.notices", KINDS, react, batch=BATCH)
