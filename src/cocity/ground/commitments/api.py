"""The spine's door."""

from cocity.ground.commitments.bulk import act_many
from cocity.ground.commitments.clocks import asked_until
from cocity.ground.commitments.contracts import (
    NOTHING,
    Acted,
    CommitmentRow,
    CommitmentView,
    Concerned,
    Doing,
    EvidenceGiven,
    Given,
    Opened,
    Opening,
    Page,
    Seen,
    VerdictGiven,
)
from cocity.ground.commitments.deciding import decide
from cocity.ground.commitments.filters import NO_FILTERS, Filters
from cocity.ground.commitments.forgetting import forget_words
from cocity.ground.commitments.health import (
    ProcedureState,
    in_hand,
    note_first_uses,
    procedures,
    provisional_count,
    unfired,
)
from cocity.ground.commitments.lives import Life, Told, begin_life, in_order, store_lives
from cocity.ground.commitments.operations import OTHER_CONTENT, act, open_many, open_one
from cocity.ground.commitments.procedure.diagram import svg as diagram
from cocity.ground.commitments.procedure.load import current, every_version, load_all, pinned
from cocity.ground.commitments.procedure.model import Action, Procedure
from cocity.ground.commitments.procedure.words import duration
from cocity.ground.commitments.pulse import fire, recompute_provisional
from cocity.ground.commitments.queries import (
    count,
    counts,
    first_contact_due,
    for_outsiders,
    listed,
    newest_of_each,
    numbers_of_beneficiary,
    own,
    people_overseen,
    public_view,
    rows_of,
    rows_seen,
    running_clocks,
    seen_among,
    stream_rows,
    view,
)

__all__ = [
    "NOTHING",
    "NO_FILTERS",
    "OTHER_CONTENT",
    "Acted",
    "Action",
    "CommitmentRow",
    "CommitmentView",
    "Concerned",
    "Doing",
    "EvidenceGiven",
    "Filters",
    "Given",
    "Life",
    "Opened",
    "Opening",
    "Page",
    "Procedure",
    "ProcedureState",
    "Seen",
    "Told",
    "VerdictGiven",
    "act",
    "act_many",
    "asked_until",
    "begin_life",
    "count",
    "counts",
    "current",
    "decide",
    "diagram",
    "duration",
    "every_version",
    "fire",
    "first_contact_due",
    "for_outsiders",
    "forget_words",
    "in_hand",
    "in_order",
    "listed",
    "load_all",
    "newest_of_each",
    "note_first_uses",
    "numbers_of_beneficiary",
    "open_many",
    "open_one",
    "own",
    "people_overseen",
    "pinned",
    "procedures",
    "provisional_count",
    "public_view",
    "recompute_provisional",
    "rows_of",
    "rows_seen",
    "running_clocks",
    "seen_among",
    "store_lives",
    "stream_rows",
    "unfired",
    "view",
]
