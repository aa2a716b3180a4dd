"""A procedure drawn: as SVG for pages (`svg`) and as Mermaid text for documents (`mermaid`)."""

from html import escape

from cocity.kit.text import Text

from .layout import BOX, EDGE, WORDS, WORDS_WIDTH, Layout, Move, Row, Track, em, lay_out
from .model import Action, Procedure

# The page's tokens where it has them, else the house's colours: attributes, so no inline style is needed.
INK, MUTE = "var(--ink, #1c2321)", "var(--mute, #55605a)"
RULE, LINE = "var(--rule, #dcd9cd)", "var(--line, #737c76)"
JADE, ON_JADE = "var(--jade, #17624f)", "var(--on-jade, #fbfaf6)"
HIGHER = " (上级 higher body)"
PAPER, TINT = "var(--paper, #fbfaf6)", "var(--tint, #f1efe6)"


def svg(procedure: Procedure, *, current: str | None = None) -> str:
    """The procedure as one SVG element; the state `current` is filled. Names are drawn in both languages, where a way
    leads in the reader's.

    It may stand several times on a page only with different procedures: its ids carry the name and version.
    """
    layout = lay_out(procedure)
    key = f"{procedure.name}-{procedure.version}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width} {layout.height}" '
        f'width="{layout.width}" height="{layout.height}" role="img" '
        f'aria-labelledby="title-{key} desc-{key}" font-family="system-ui, sans-serif">',
        f'<title id="title-{key}">{_both(procedure)}</title>',
        f'<desc id="desc-{key}">{escape(described(procedure, current))}</desc>',
        f'<rect width="{layout.width}" height="{layout.height}" fill="{PAPER}"/>',
        _words(EDGE, 32, procedure.title.zh, 18, INK, bold=True, after=(procedure.title.en, 14)),
    ]
    parts.extend(_track(track) for track in layout.tracks)
    parts.extend(_row(row, procedure, layout, current) for row in layout.rows)
    return "\n".join([*parts, "</svg>"])


def described(procedure: Procedure, current: str | None = None) -> str:
    """The drawing in words, for those who do not see it, in the reader's language."""
    lines = []
    if current:
        now = Text("现在：{state}", "Now: {state}")
        lines.append(str(now.with_values(state=procedure.states[current].title)))
    between = str(Text("、", ", "))
    step = Text("{names} — {title}{higher}{sign} → {target}", "{names} — {title}{higher}{sign} → {target}")
    for action in procedure.actions.values():
        for target, sign in ((action.target, ""), (action.otherwise, Text("，否则", ", otherwise"))):
            if target:
                sources = between.join(
                    str(procedure.states[name].title) for name in _in_order(procedure, action)
                )
                higher = Text("（上级）", " (higher body)") if action.to_body else ""
                said = step.with_values(
                    names=sources,
                    title=action.title,
                    higher=higher,
                    sign=sign,
                    target=procedure.states[target].title,
                )
                lines.append(str(said))
    return str(Text("；", "; ")).join(lines)


def mermaid(procedure: Procedure) -> str:
    """The same as a Mermaid state diagram; actions that stay where they are are left out."""
    lines = ["stateDiagram-v2"]
    for state in procedure.states.values():
        lines.append(f"    {state.name}: {_plain(state.title.zh)} {_plain(state.title.en)}")
    lines.append(f"    [*] --> {procedure.initial}")
    for action in procedure.actions.values():
        for source in _in_order(procedure, action):
            if action.target and action.target != source:
                lines.append(f"    {source} --> {action.target}: {_label(action)}")
            if action.otherwise:
                lines.append(f"    {source} --> {action.otherwise}: {_label(action)} ✗")
    lines.extend(f"    {state.name} --> [*]" for state in procedure.states.values() if state.end)
    return "\n".join(lines) + "\n"


def _in_order(procedure: Procedure, action: Action) -> list[str]:
    return [name for name in procedure.states if name in action.sources]


def _label(action: Action) -> str:
    return f"{_plain(action.title.zh)} {_plain(action.title.en)}{HIGHER if action.to_body else ''}"


def _plain(words: str) -> str:
    """Without the signs Mermaid reads as its own."""
    return "".join(" " if letter in ':;#"<>{}' else letter for letter in words)


def _both(procedure: Procedure) -> str:
    return escape(f"{procedure.title.zh} {procedure.title.en}")


def _words(
    x: float, y: float, words: str, size: int, colour: str, *, bold: bool = False, after: tuple[str, int] | None = None
) -> str:  # fmt: skip
    weight = ' font-weight="600"' if bold else ""
    tail = ""
    if after:
        tail = f'<tspan dx="6" font-size="{after[1]}" font-weight="400">{escape(after[0])}</tspan>'
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}"{weight}>{escape(words)}{tail}</text>'
    )


def _row(row: Row, procedure: Procedure, layout: Layout, current: str | None) -> str:
    parts = [_box(row, is_current=row.state.name == current, is_first=row.state.name == procedure.initial)]
    parts.extend(_move(move, procedure, layout) for move in row.moves)
    for place, line in enumerate(row.staying):
        parts.append(_words(WORDS, row.staying_y + 3 + place * 18, line, 12, MUTE))
    return "<g>" + "".join(parts) + "</g>"


def _box(row: Row, *, is_current: bool, is_first: bool) -> str:
    fill, ink = (JADE, ON_JADE) if is_current else (TINT if row.state.end else PAPER, INK)
    border = f'stroke="{JADE if is_first or is_current else LINE}" stroke-width="{2.5 if is_first else 1.5}"'
    shape = (
        f'<rect x="{EDGE}" y="{row.y}" width="{BOX}" height="{row.height}" rx="6" fill="{fill}" {border}/>'
    )
    if row.state.end:
        # A second frame inside, as on a stop sign in a drawing: an end is told apart without colour.
        shape += (
            f'<rect x="{EDGE + 4}" y="{row.y + 4}" width="{BOX - 8}" height="{row.height - 8}" rx="4" '
            f'fill="none" stroke="{ink if is_current else LINE}"/>'
        )
    marks = [("现在 Now", is_current), ("开始 Start", is_first), ("结束 End", row.state.end)]
    mark = next((words for words, holds in marks if holds), "")
    x, y = EDGE + 14, row.y + 28
    return (
        shape
        + _words(x, y, row.state.title.zh, 16, ink, bold=True)
        + _words(x, y + 19, row.state.title.en, 13, ink)
        + (_words(EDGE + BOX - 14 - em(mark) * 11, row.y + 24, mark, 11, ink) if mark else "")
    )


def _move(move: Move, procedure: Procedure, layout: Layout) -> str:
    target = procedure.states[move.target]
    down = next(row.y for row in layout.rows if row.state.name == move.target) > move.y
    track = next(t for t in layout.tracks if t.target == move.target and t.down is down)
    first, second = _move_words(move, str(target.title))
    x = WORDS + (16 if move.otherwise and move.action.target else 0)
    begin = x + em(first) * 14 + 6 + em(second) * 12 + 10
    words = _words(x, move.y + 4, first, 14, INK, after=(second, 12))
    begin = min(begin, WORDS + WORDS_WIDTH)
    return words + f'<path d="M{begin:.0f} {move.y}H{track.x}" fill="none" {_stroke(track)}/>'


def _move_words(move: Move, target: str) -> tuple[str, str]:
    title = move.action.title
    if not move.otherwise:
        return title.zh, f"{title.en}{HIGHER if move.action.to_body else ''} → {target}"
    if move.action.target:
        return "否则", f"otherwise → {target}"
    return f"{title.zh}，不满意", f"{title.en}: unhappy → {target}"


def _track(track: Track) -> str:
    """The vertical line with its way into the box and the arrow's head."""
    low, high = min(*track.sources, track.y), max(*track.sources, track.y)
    box = EDGE + BOX
    line = f"M{track.x} {low}V{high}M{track.x} {track.y}H{box + 7}"
    head = f"M{box + 1} {track.y}l8 -4v8z"
    colour = JADE if track.down else LINE
    # A dot where a way joins: elsewhere lines only cross.
    joins = "".join(f'<circle cx="{track.x}" cy="{y}" r="2.5" fill="{colour}"/>' for y in track.sources)
    return f'<path d="{line}" fill="none" {_stroke(track)}/><path d="{head}" fill="{colour}"/>{joins}'


def _stroke(track: Track) -> str:
    """Onward is a full line; back to an earlier state is dashed."""
    if track.down:
        return f'stroke="{JADE}" stroke-width="1.25"'
    return f'stroke="{LINE}" stroke-width="1.25" stroke-dasharray="4 3"'
