"""What the log's commands share: a monitor that remembers, and the log's standing in lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cocity.answer.citylog.api import Monitor, Standing, Watched
from cocity.engines.merkle import LogError, parse_receipt
from cocity.kit import durable


def look(monitor: Monitor, state: Path, also: Sequence[Path]) -> Watched:
    """One look; what was seen goes to `state`. Raises Contradiction, ValueError or OSError, and then keeps what it had."""
    before = state.read_bytes() if state.exists() else b""
    found = monitor.look(before, also=[_checkpoint(path) for path in also])
    durable.write(state, found.note)
    return found


def _checkpoint(path: Path) -> bytes:
    """The checkpoint in a file: itself, or the one at the end of a proof."""
    content = path.read_bytes()
    try:
        return parse_receipt(content).checkpoint
    except LogError:
        return content


def pairs(standing: Standing) -> Iterator[tuple[str, str]]:
    """The log's standing, line by line."""
    yield "名称 origin", standing.origin or "-"
    yield "条数 size", f"{standing.size} / {standing.sequenced}"
    yield "根 root", standing.root or "-"
    yield "签名 signed", standing.at.isoformat() if standing.at else "-"
    for each in standing.witnesses:
        yield f"见证 witness {each.name}", f"{each.size} {each.said}".strip()
    yield "法定见证 quorum", "yes" if standing.quorum else "no"
    if standing.line:
        yield "没有国密行 no SM2 line", f"{standing.line.at.isoformat()} {standing.line.what.en}"
    if standing.trouble:
        yield "停止签名 trouble", f"{standing.trouble.what.zh} / {standing.trouble.what.en}"
