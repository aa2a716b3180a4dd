"""What the log remembers of itself in four places, held against each other before anything is signed: the database, the
store of checkpoints, the published checkpoint, and (`cosigning`) its witnesses. Where one was set back, nothing is signed.
"""

from datetime import UTC, datetime

from cocity.answer.citylog import sequencing
from cocity.answer.citylog.files import Published
from cocity.answer.citylog.models import Head
from cocity.answer.citylog.refusal import CLOCK_BACK, OTHER_PAST, SET_BACK, STORE_GONE, WillNotSign
from cocity.answer.citylog.store import Kept
from cocity.engines.merkle import Edge, LogError, SigningKey, grow, parse_checkpoint, parse_note, verified

SKEW = 300  # seconds a clock may go back, as when it is set by the network
STEP = 65_536  # leaves at a time


def check(latest: Kept, head: Head, files: Published, signers: tuple[SigningKey, ...], at: int) -> None:
    """Raise WillNotSign unless all of them tell one history and the clock goes forward."""
    told = max(head.signed, published_size(files, signers))
    if latest.size < told:
        raise WillNotSign(STORE_GONE.with_values(there=told, here=latest.size))
    if head.size < latest.size:
        raise WillNotSign(SET_BACK.with_values(there=latest.size, here=head.size))
    if at < latest.at - SKEW:
        raise WillNotSign(CLOCK_BACK.with_values(there=_moment(latest.at), here=_moment(at)))
    if head.signed == latest.size:
        if latest.size and bytes(head.root) != latest.root:
            raise WillNotSign(OTHER_PAST.with_values(there=latest.size))
        return
    _same_past(latest, head, files)
    note(latest.size, latest.root)


def note(size: int, root: bytes) -> None:
    """The database too remembers what was signed."""
    Head.objects.filter(pk=1).update(signed=size, root=root)


def published_size(files: Published, signers: tuple[SigningKey, ...]) -> int:
    """The size of the published checkpoint, where it bears our own signature; 0 for none."""
    try:
        found = parse_note(files.checkpoint())
        verified(found, [signer.public for signer in signers])
        return parse_checkpoint(found.text).size
    except LogError:
        return 0


def _same_past(latest: Kept, head: Head, files: Published) -> None:
    """The database does not know of the latest checkpoint: a death in between, or a backup put back. Its leaves decide."""
    edge = files.edge(head.signed, bytes(head.root))
    if grown(edge, latest.size).root() != latest.root:
        raise WillNotSign(OTHER_PAST.with_values(there=latest.size))


def grown(edge: Edge, size: int) -> Edge:
    """The edge with the database's leaves up to `size`, in constant memory."""
    while edge.size < size:
        edge, _ = grow(edge, sequencing.hashes(edge.size, min(size, edge.size + STEP)))
    return edge


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
