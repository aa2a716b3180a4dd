"""Components: what they are given is escaped, said in words, and never told by colour alone."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.test import Client
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from cocity import kit
from cocity.kit import charts
from cocity.kit.dates import day_words, left_words
from cocity.kit.icons import STROKES, icon
from cocity.kit.parts import Column, Link, Pair, Task

TEMPLATES = Path(kit.__file__).parent / "templates"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
EVIL = '"><script>x</script>'


def drawn(source: str, **context: object) -> str:
    with translation.override("zh-hans"):
        return engines["django"].from_string(CottonCompiler().process(source)).render(context)


@pytest.mark.parametrize(
    "source",
    [
        '<c-button :href="evil" :data-x="evil">{{ evil }}</c-button>',
        '<c-notice-banner :title="evil">{{ evil }}</c-notice-banner>',
        '<c-number-to-quote :number="evil" :note="evil" />',
        '<c-field name="a" :label="evil" :hint="evil" :value="evil" :error="evil" :placeholder="evil" />',
        '<c-summary-list :pairs="pairs" />',
        '<c-task-list :tasks="tasks" :label="evil" />',
        '<c-table :caption="evil" :head="head" :rows="rows" />',
        '<c-chart :chart="chart" />',
        '<c-empty-state :title="evil" />',
        '<c-details :summary="evil" :id="evil">{{ evil }}</c-details>',
    ],
)
def test_no_component_lets_markup_through(source: str) -> None:
    page = drawn(
        source,
        evil=EVIL,
        pairs=[Pair(EVIL, EVIL, EVIL)],
        tasks=[Task(EVIL, EVIL, EVIL, hint=EVIL)],
        head=[Column(EVIL), Column(EVIL)],
        rows=[[EVIL, Link(EVIL, EVIL)]],
        chart=charts.bars(EVIL, [charts.Bar(EVIL, 1, EVIL)], about=EVIL),
    )
    assert "<script" not in page
    assert '"">' not in page


def test_no_template_prints_cotton_s_unescaped_attributes() -> None:
    guilty = [
        path.name for path in TEMPLATES.rglob("*.html") if re.search(r"{{\s*attrs\s*[|}]", path.read_text())
    ]
    assert guilty == []


def test_no_template_holds_inline_style_or_script() -> None:
    for path in TEMPLATES.rglob("*.html"):
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script>", path.read_text()), path.name


def test_a_component_does_not_pick_up_the_page_s_variables() -> None:
    assert "stray" not in drawn('<c-field name="a" label="A" />', hint="stray", error="stray", title="stray")


def test_overdue_is_said_in_words_and_with_an_icon() -> None:
    page = drawn('<c-due :at="at" :words="words" state="overdue" />', at=NOW, words="已超过 3 天")
    assert "逾期" in page
    assert STROKES["alert"] in page


def test_a_date_that_may_move_is_marked() -> None:
    assert "暂定" in drawn('<c-due :at="at" :provisional="True" />', at=NOW)
    assert "暂定" not in drawn('<c-due :at="at" />', at=NOW)


def test_a_number_is_shown_in_fours_and_read_digit_by_digit() -> None:
    page = drawn('<c-number-to-quote number="2611-2348-1057-6393" />')
    assert "2611 2348 1057 6393" in page
    assert "2 6 1 1, 2 3 4 8" in page


def test_a_row_that_does_not_fit_its_head_is_not_shown_crooked() -> None:
    with pytest.raises(ValueError, match="zip"):
        drawn('<c-table caption="x" :head="head" :rows="rows" />', head=[Column("a")], rows=[["1", "2"]])


def test_an_icon_speaks_only_with_a_label() -> None:
    assert 'aria-hidden="true"' in icon("clock")
    assert 'role="img" aria-label="期限"' in icon("clock", "期限")


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(days=5), "还剩 5 天"),
        (timedelta(hours=30), "还剩 30 小时"),
        (timedelta(minutes=5), "不到 1 小时"),
        (-timedelta(minutes=5), "已超过不到 1 小时"),
        (-timedelta(days=3), "已超过 3 天"),
    ],
)
def test_what_is_left_is_said(gap: timedelta, said: str) -> None:
    assert left_words(NOW + gap, NOW).zh == said


def test_a_moment_is_said_in_the_city_s_time() -> None:
    assert day_words(datetime(2026, 11, 22, 17, 0, tzinfo=ZoneInfo("UTC"))).zh == "2026年11月23日 星期一"
    assert day_words(date(2026, 11, 23)).en == "Monday 23 November 2026"


def test_a_chart_stays_inside_its_frame_and_carries_its_table() -> None:
    chart = charts.bars(
        "率", [charts.Bar("甲", 50, "50 %", 40, 120), charts.Bar("乙", 150, "150 %")], top=100
    )
    assert max(float(x) for x in re.findall(r'"([\d.]+)%"', chart.svg)) <= 100
    assert chart.rows == (("甲", "50 %"), ("乙", "150 %"))


def test_a_gap_in_a_line_is_left_open() -> None:
    def pieces(*values: float | None) -> int:
        return charts.line("x", [charts.Point(str(i), v) for i, v in enumerate(values)]).svg.count('"trace"')

    assert (pieces(1, 2, 3), pieces(1, None, 3), pieces()) == (2, 0, 0)


def test_a_bar_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        charts.bars("x", [charts.Bar("a", -1, "-1")])


def test_the_gallery_is_not_served_in_a_city(client: Client) -> None:
    assert client.get("/kit/").status_code == 404
