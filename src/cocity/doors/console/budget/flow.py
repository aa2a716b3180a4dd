"""Where the money goes, as an SVG drawn here: no script, readable when printed, with a table beside it."""

from dataclasses import dataclass
from html import escape

WIDTH, LEFT, RIGHT, BAR = 880, 120, 470, 16
TALL, GAP, LEAST = 360.0, 7.0, 13.0


@dataclass(frozen=True, slots=True)
class Stream:
    """One ribbon: what it is called, how much flows, and how it is drawn (`won`, `filled`, `left`)."""

    label: str
    amount: float
    said: str
    kind: str


def flow(streams: list[Stream], source: str, title: str) -> str:
    """Ribbons from one bar of all the money to each winner and to what is left over, in true proportion."""
    total = sum(one.amount for one in streams) or 1.0
    spots, y = [], 30.0
    for one in streams:
        tall = TALL * one.amount / total
        spots.append((y + max(0.0, LEAST - tall) / 2, tall))
        y += max(tall, LEAST) + GAP
    height = y + 10
    top = 30.0 + max(0.0, (y - 30.0 - GAP - TALL) / 2)
    parts = [
        f'<svg class="flow" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-labelledby="flow-title">',
        f'<title id="flow-title">{escape(title)}</title>',
        f'<rect class="source" x="{LEFT - BAR}" y="{top:.1f}" width="{BAR}" height="{TALL:.1f}"/>',
        *_lines(source.split("\n"), top + TALL / 2),
    ]
    begin = top
    for one, (at, tall) in zip(streams, spots, strict=True):
        parts.append(_ribbon(one, begin, at, tall))
        begin += tall
    return "\n".join([*parts, "</svg>"])


def _lines(lines: list[str], middle: float) -> list[str]:
    return [
        f'<text x="{LEFT - BAR - 8}" y="{middle + (n - (len(lines) - 1) / 2) * 18 + 5:.1f}" text-anchor="end">'
        f"{escape(line)}</text>"
        for n, line in enumerate(lines)
    ]


def _ribbon(one: Stream, begin: float, at: float, tall: float) -> str:
    bend = (LEFT + RIGHT) / 2
    path = (
        f"M{LEFT},{begin:.2f}C{bend},{begin:.2f} {bend},{at:.2f} {RIGHT},{at:.2f}V{at + tall:.2f}"
        f"C{bend},{at + tall:.2f} {bend},{begin + tall:.2f} {LEFT},{begin + tall:.2f}Z"
    )
    return (
        f'<g class="{one.kind}"><title>{escape(one.label)}: {escape(one.said)}</title><path d="{path}"/>'
        f'<rect x="{RIGHT}" y="{at:.2f}" width="6" height="{max(tall, 0.8):.2f}"/>'
        f'<text x="{RIGHT + 14}" y="{at + tall / 2 + 4:.1f}">{escape(_cut(one.label))}'
        f'<tspan class="amount" dx="8">{escape(one.said)}</tspan></text></g>'
    )


def _cut(label: str, most: int = 34) -> str:
    wide = 0
    for n, letter in enumerate(label):
        wide += 2 if ord(letter) > 0x2E7F else 1
        if wide > most:
            return label[:n] + "…"
    return label


def bars(heights: list[int], title: str) -> str:
    """A distribution as a row of small bars."""
    most = max(heights, default=0) or 1
    drawn = "".join(
        f'<rect x="{n * 11}" y="{24 - 24 * count / most:.1f}" width="9" height="{24 * count / most:.1f}"/>'
        for n, count in enumerate(heights)
    )
    return (
        f'<svg class="bars" viewBox="0 0 {len(heights) * 11} 24" width="{len(heights) * 11}" height="24" role="img" '
        f'aria-label="{escape(title)}">{drawn}</svg>'
    )
