"""A procedure is drawn readably, for eyes and for those who do not see; the documentation follows the files."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from cocity.ground.commitments.procedure.diagram import mermaid, svg
from cocity.ground.commitments.procedure.docs import not_current, write_docs
from cocity.ground.commitments.procedure.layout import lay_out
from cocity.ground.commitments.procedure.load import built_in, load
from cocity.ground.commitments.procedure.model import Procedure

from .procedure_files import SMALL, written

ROOT = Path(__file__).resolve().parents[2]
ALL = list(built_in().values())
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.name)
def test_every_state_stands_in_both_languages(procedure: Procedure) -> None:
    drawing = ElementTree.fromstring(svg(procedure))
    words = [element.text for element in drawing.iter(f"{SVG}text")]
    for state in procedure.states.values():
        assert state.title.zh in words
        assert state.title.en in words


@pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.name)
def test_boxes_do_not_overlap_and_tracks_do_not_share_a_line(procedure: Procedure) -> None:
    layout = lay_out(procedure)
    for above, below in zip(layout.rows, layout.rows[1:], strict=False):
        assert above.y + above.height < below.y
    spans = [(t.x, min(*t.sources, t.y), max(*t.sources, t.y)) for t in layout.tracks]
    for place, (x, low, high) in enumerate(spans):
        for other_x, other_low, other_high in spans[place + 1 :]:
            assert x != other_x or high < other_low or other_high < low
    assert max(t.x for t in layout.tracks) < layout.width


def test_every_way_between_two_states_has_its_track() -> None:
    for procedure in ALL:
        layout = lay_out(procedure)
        reached = {track.target for track in layout.tracks}
        assert reached == procedure.states.keys() - ({procedure.initial} - reached)


def test_only_the_current_state_is_filled(tmp_path: Path) -> None:
    small = load(written(tmp_path, SMALL))
    assert svg(small).count('fill="var(--jade, #17624f)" stroke') == 0
    assert svg(small, current="done").count('fill="var(--jade, #17624f)" stroke') == 1


def test_it_has_a_title_and_a_description_and_no_inline_style(tmp_path: Path) -> None:
    drawing = ElementTree.fromstring(svg(load(written(tmp_path, SMALL)), current="done"))
    said = {element.tag.removeprefix(SVG): element.text or "" for element in drawing}
    assert "小规程 Small one" in said["title"]
    assert "现在：已办" in said["desc"]
    assert "已办 — 回访 → 办结" in said["desc"]
    assert not [element for element in drawing.iter() if "style" in element.attrib]


def test_titles_cannot_break_out_of_the_drawing(tmp_path: Path) -> None:
    text = SMALL.replace("en: Small one", "en: '<script>&'")
    ElementTree.fromstring(svg(load(written(tmp_path, text))))
    assert "<script>" not in svg(load(written(tmp_path, text)))


def test_mermaid_names_beginning_ways_and_ends(tmp_path: Path) -> None:
    lines = [line.strip() for line in mermaid(load(written(tmp_path, SMALL))).splitlines()]
    assert lines[0] == "stateDiagram-v2"
    assert "[*] --> opened" in lines
    assert "done --> opened: 回访 Call ✗" in lines
    assert "closed --> [*]" in lines


def test_the_documentation_is_current() -> None:
    assert not_current(ROOT / "docs" / "procedures") == [], "type make docs"


def test_a_changed_page_is_noticed_and_written_again(tmp_path: Path) -> None:
    write_docs(tmp_path)
    (tmp_path / "consult.md").write_text("old", encoding="utf-8")
    assert not_current(tmp_path) == ["consult.md"]
    assert write_docs(tmp_path) == ["consult.md"]
    assert not_current(tmp_path) == []
