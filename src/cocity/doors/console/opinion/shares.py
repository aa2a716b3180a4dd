"""Statements one under the other, each with its share as a bar and the interval on it, and all as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cocity.kit.parts import Column
from cocity.kit.text import Text

WHISKER = Text(
    "细线是 95% 区间：{low}% 到 {high}%。", "The thin line is the 95 % interval: {low} % to {high} %."
)
HEAD = (
    Column(Text("意见", "Statement")),
    Column(Text("怎么说", "What people say")),
    Column(Text("区间下端", "Low end"), number=True),
    Column(Text("区间上端", "High end"), number=True),
)


@dataclass(frozen=True, slots=True)
class Share:
    """`text` of a statement, `said` of its share (0…1) with the interval `low`…`high`."""

    text: str
    said: Text
    share: float
    low: float
    high: float

    @property
    def svg(self) -> SafeString:
        """The bar; its title says the share, its description the interval."""
        return format_html(
            '<svg role="img" width="100%" height=".9em"><title>{}</title><desc>{}</desc>'
            '<rect class="track" width="100%" height=".9em"/><rect class="bar-value" width="{}%" height=".9em"/>'
            '<line class="spread" x1="{low}%" x2="{high}%" y1=".45em" y2=".45em"/>'
            '<line class="spread" x1="{low}%" x2="{low}%" y1=".15em" y2=".75em"/>'
            '<line class="spread" x1="{high}%" x2="{high}%" y1=".15em" y2=".75em"/></svg>',
            self.said, WHISKER.with_values(low=_percent(self.low), high=_percent(self.high)), _percent(self.share, 2),
            low=_percent(self.low, 2), high=_percent(self.high, 2),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shares:
    """A heading, what stands under it, the statements, and the same as a table."""

    title: Text
    about: Text | None
    items: tuple[Share, ...]
    head: tuple[Column, ...]
    rows: tuple[tuple[Text | str, ...], ...]


def shares(title: Text, items: Sequence[Share], about: Text | None = None) -> Shares:
    """In the order given."""
    rows = tuple((one.text, one.said, f"{_percent(one.low)}%", f"{_percent(one.high)}%") for one in items)
    return Shares(title, about, tuple(items), HEAD, rows)


def _percent(share: float, digits: int = 0) -> float | int:
    return round(100 * share, digits) if digits else round(100 * share)
