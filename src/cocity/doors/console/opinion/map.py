"""The opinion map as SVG: a mark for each set of people who voted alike, its shape and letter telling the group.

Positions across are per cent and down are `em`, as in `kit.charts`; marks are drawn about their own origin.
"""

import numpy as np
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cocity.doors.console.opinion.outcome import NAMES, Outcome
from cocity.kit.charts import Chart
from cocity.kit.parts import Column
from cocity.kit.text import Text

HIGH, SIDE, TOP = 24.0, 4.0, 1.5  # em, per cent, em
SMALLEST, LARGEST = 4.0, 16.0  # radius of a mark, in pixels
SHAPES = (
    "M-1,0a1,1 0 1,0 2,0a1,1 0 1,0 -2,0z",
    "M-.9,-.9h1.8v1.8h-1.8z",
    "M0,-1.15L1.1,.8H-1.1z",
    "M0,-1.2L1.2,0L0,1.2L-1.2,0z",
    "M-.4,-1.1h.8v.7h.7v.8h-.7v.7h-.8v-.7h-.7v-.8h.7z",
)
WORDS = (
    Text("圆", "circle"), Text("方", "square"), Text("三角", "triangle"), Text("菱形", "diamond"), Text("十字", "cross"),
)  # fmt: skip
TITLE = Text("意见地图", "Opinion map")
ABOUT = Text(
    "每个记号是一些投票相近的人，离得近就是想得近，记号越大人越多。",
    "Each mark is some people who voted alike; near means thinking alike, larger means more people.",
)
GROUP = Text("{name} 组（{shape}）{people} 人。", "Group {name} ({shape}): {people} people.")


def map_of(outcome: Outcome) -> Chart:
    """The drawing with its title and description, and the groups as a table."""
    opinion = outcome.opinion
    clusters, grouping = opinion.clusters, opinion.found[opinion.chosen]
    across, down = _scaled(clusters.centres)
    radius = SMALLEST + (LARGEST - SMALLEST) * np.sqrt(clusters.counts / clusters.counts.max())
    order = np.argsort(-clusters.counts, kind="stable")
    marks = (
        (across[n], down[n], grouping.labels[n], SHAPES[grouping.labels[n]], round(float(radius[n]), 1))
        for n in order
    )
    body = format_html_join(
        "",
        '<svg x="{}%" y="{}em" overflow="visible"><path class="mark g{}" d="{}" transform="scale({})"/></svg>',
        marks,
    )
    letters = _letters(opinion.middles, clusters.centres, [NAMES[g] for g in range(opinion.groups)])
    groups = [_group(g, int(opinion.sizes[g])) for g in range(opinion.groups)]
    about = " ".join([str(ABOUT), *map(str, groups)])
    svg = format_html(
        '<svg role="img" width="100%" height="{}em"><title>{}</title><desc>{}</desc>{}{}</svg>',
        HIGH, TITLE, about, body, letters,
    )  # fmt: skip
    return Chart(TITLE, svg, _head(), tuple(_row(outcome, g) for g in range(opinion.groups)))


def _scaled(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, high = points.min(axis=0), points.max(axis=0)
    part = (points - low) / np.maximum(high - low, 1e-9)
    across = SIDE + part[:, 0] * (100 - 2 * SIDE)
    return np.round(across, 2), np.round(TOP + (1 - part[:, 1]) * (HIGH - 2 * TOP), 2)


def _letters(middles: np.ndarray, centres: np.ndarray, names: list[str]) -> SafeString:
    across, down = _scaled(np.concatenate([centres, middles]))
    places = zip(across[len(centres) :], down[len(centres) :], names, strict=True)
    # In a drawing of its own: `em` in a text's own place would be of its larger letters.
    return format_html_join(
        "",
        '<svg x="{}%" y="{}em" overflow="visible"><text class="letter" text-anchor="middle" dy=".35em">{}</text></svg>',
        places,
    )


def _group(g: int, people: int) -> Text:
    return GROUP.with_values(name=NAMES[g], shape=WORDS[g], people=people)


def _head() -> tuple[Column, ...]:
    return (
        Column(Text("组", "Group")),
        Column(Text("记号", "Mark")),
        Column(Text("人数", "People"), number=True),
        Column(Text("把握 ≥ 95% 的人", "Placed with 95 % certainty"), number=True),
        Column(Text("中心（横，纵）", "Middle (across, up)"), number=True),
    )


def _row(outcome: Outcome, g: int) -> tuple[Text | str, ...]:
    opinion = outcome.opinion
    sure = int((outcome.certainty[opinion.group == g] >= 0.95).sum())
    x, y = opinion.middles[g]
    return NAMES[g], WORDS[g], f"{opinion.sizes[g]:,}", f"{sure:,}", f"{x:.2f}, {y:.2f}"
