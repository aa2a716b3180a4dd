"""Who may join what with what. Pure."""

from collections.abc import Collection, Mapping

from cocity.ground.commitments.contracts import CommitmentRow
from cocity.ground.people.api import Actor
from cocity.kit.errors import Forbidden, Invalid
from cocity.kit.text import Text

JOINERS = ("agent", "dispatcher", "supervisor")
MOST = 500  # matters of one need


def joiner(actor: Actor) -> int:
    """The body of a worker who may join matters. Raises Forbidden."""
    if actor.body_id is None or not actor.has_role(*JOINERS):
        said = Text(
            "只有话务员、派单员和督办人可以把事项并在一起",
            "Only call agents, dispatchers and supervisors join matters",
        )
        raise Forbidden(said)
    return actor.body_id


def check_reason(reason: str, known: Mapping[str, Text]) -> None:
    """Raises Invalid(reason)."""
    if reason not in known:
        raise Invalid(Text("请选择原因", "Choose why"), field="reason")


def fits(one: int | None, other: int | None) -> bool:
    """Whether matters that complain about these bodies (None: about none) may be of one need. A complaint stands with
    complaints about the same body alone: whoever works on a matter of that need then has nothing to guess from."""
    return one == other


def roots(procedure: str, begun: Collection[str], becomes: Mapping[str, Collection[str]]) -> frozenset[str]:
    """What a matter under this procedure began as: the procedure itself where people begin one by it (`begun`), else
    those from which it is reached by reclassification (`becomes`: to which others from each)."""
    found: set[str] = set()
    looked: set[str] = set()
    ahead = [procedure]
    while ahead:
        name = ahead.pop()
        if name in looked:
            continue
        looked.add(name)
        if name in begun:
            found.add(name)
        else:
            ahead.extend(before for before, after in becomes.items() if name in after)
    return frozenset(found or {procedure})


def check_pair(one: CommitmentRow, other: CommitmentRow, *, fit: bool) -> None:
    """Raises Invalid(other)."""
    if one.id == other.id:
        raise Invalid(Text("这就是本事项的编号", "This is the number of the matter itself"), field="other")
    if not fit:
        said = Text(
            "投诉一个单位的事项，只和投诉同一单位的并在一起",
            "A complaint about a body is joined with complaints about the same body alone",
        )
        raise Invalid(said, field="other")


def check_size(matters: int) -> None:
    """Raises Invalid(other) beyond `MOST`."""
    if matters > MOST:
        said = Text("同一件事最多并 {n} 件", "At most {n} matters are joined").with_values(n=MOST)
        raise Invalid(said, field="other")
