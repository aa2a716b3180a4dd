"""Tables are read whatever office sent them; what cannot be read says why, and goes back in the same format."""

import csv
import gzip
import json
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocity.kit.errors import Invalid
from cocity.kit.tables import BadRows, Row, opened
from cocity.kit.tables.delimited import FURTHER
from cocity.kit.tables.sheet import checked_header

TABLE = '编号,内容\n1,第一行\n2,"两行\n的话"\n'


def rows_in(path: Path) -> list[Row]:
    with opened(path) as sheet:
        return list(sheet.rows)


def cells_in(path: Path) -> list[dict[str, str]]:
    return [dict(row.cells) for row in rows_in(path)]


EXPECTED = [{"编号": "1", "内容": "第一行"}, {"编号": "2", "内容": "两行\n的话"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_of_an_office_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(TABLE.encode(encoding))
    assert cells_in(file) == EXPECTED


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(TABLE.replace(",", delimiter))
    assert cells_in(file) == EXPECTED


def test_a_row_is_named_by_the_line_it_begins_on(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(TABLE + "3,x\n")
    assert [row.line for row in rows_in(file)] == [2, 3, 5]


def test_gzip_is_read_and_a_broken_one_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.csv.gz"
    file.write_bytes(gzip.compress(TABLE.encode()))
    assert cells_in(file) == EXPECTED
    file.write_bytes(gzip.compress(TABLE.encode() * 500)[:-9])
    with pytest.raises(Invalid) as refused:
        rows_in(file)
    assert refused.value.field == "file"


def test_json_lines_and_arrays(tmp_path: Path) -> None:
    objects = [{"编号": 1, "内容": "第一行"}, {"编号": 2, "内容": "两行\n的话"}]
    lines, array = tmp_path / "t.jsonl", tmp_path / "t.json"
    lines.write_text("\n".join(json.dumps(each) for each in objects))
    array.write_text(json.dumps(objects, indent=1))
    assert cells_in(lines) == cells_in(array) == EXPECTED


def test_half_a_surrogate_pair_in_json_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text('{"a": "x\\ud83d"}\nnot json\n[1]\n')
    found = rows_in(file)
    found[0].cells["a"].encode()
    assert [row.problem is None for row in found] == [True, False, False]


def make_xlsx(path: Path, rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)


def test_xlsx_is_read_with_whole_numbers_and_times_as_text(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    make_xlsx(file, [["编号", "时间"], [1.0, datetime(2026, 1, 2, 3, 4, 5)], [None, None], ["x"]])  # noqa: DTZ001 - cells have no zone
    assert cells_in(file) == [{"编号": "1", "时间": "2026-01-02 03:04:05"}, {"编号": "x", "时间": ""}]


def test_a_zip_bomb_is_refused_unread(tmp_path: Path) -> None:
    good, bomb = tmp_path / "good.xlsx", tmp_path / "bomb.xlsx"
    make_xlsx(good, [["a"], [1]])
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, source.read(part))
        target.writestr("xl/worksheets/more.xml", b" " * (60 << 20))
    assert bomb.stat().st_size < 1 << 20
    with pytest.raises(Invalid, match="zip bomb"):
        rows_in(bomb)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE t [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_and_outside_documents_in_a_workbook_are_refused(tmp_path: Path, doctype: str) -> None:
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    make_xlsx(good, [["a"], ["word"]])
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            text = source.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                assert b"<worksheet" in text
                text = doctype.encode() + text.replace(b"<sheetData>", b"<sheetData>&c;")
            target.writestr(part.filename, text)
    with pytest.raises(Invalid):
        rows_in(bad)


@pytest.mark.parametrize("content", [b"PK\x03\x04 no archive", b"\xd0\xcf\x11\xe0old", b"", b"\xff\x00\x81"])
def test_what_is_no_table_is_refused_saying_what_to_do(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        rows_in(file)
    assert refused.value.field == "file"
    assert refused.value.message.zh
    assert refused.value.message.en


def test_a_nul_an_extra_cell_and_a_missing_one_spoil_their_own_row_only(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,x\0y\n2,x,more\n3\n4,good\n5,good,\n")
    found = rows_in(file)
    assert [row.problem is None for row in found] == [False, False, False, True, True]
    assert found[1].cells[FURTHER] == "more"


def test_an_unclosed_quote_spoils_what_follows_and_says_where_it_began(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('a,b\n1,good\n2,"never closed\n3,lost\n')
    good, broken = rows_in(file)
    assert good.problem is None
    assert broken.line == 3
    assert broken.problem is not None


def test_two_hundred_columns_are_read_and_thousands_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(",".join(f"c{n}" for n in range(200)) + "\n" + ",".join("x" * 200) + "\n")
    assert len(rows_in(file)[0].cells) == 200
    file.write_text(",".join(f"c{n}" for n in range(2000)) + "\n")
    with pytest.raises(Invalid):
        rows_in(file)


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b,a\n1,2,3\n")
    with pytest.raises(Invalid, match="each once"):
        rows_in(file)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "jsonl"])
def test_bad_rows_come_back_in_the_format_they_came_in(tmp_path: Path, kind: str) -> None:
    file, back = tmp_path / f"t.{kind}", tmp_path / f"bad.{kind}"
    if kind == "xlsx":
        make_xlsx(file, [["a", "b"], ["1", "x"], ["2", "y"]])
    elif kind == "csv":
        file.write_text("a;b\n1;x\n2;y\n")
    else:
        both = [{"a": "1", "b": "x"}, {"a": "2", "b": "y"}]
        file.write_text(json.dumps(both) if kind == "json" else "\n".join(map(json.dumps, both)))
    with opened(file) as sheet, BadRows(back, sheet) as bad:
        for row in sheet.rows:
            bad.add(row, "理由 why")
    with opened(back) as again:
        assert again.kind == kind
        found = list(again.rows)
    assert [(row.cells["a"], row.cells["b"]) for row in found] == [("1", "x"), ("2", "y")]
    assert "理由 why" in found[0].cells.values()


def test_no_file_is_made_where_no_row_is_bad(tmp_path: Path) -> None:
    file, back = tmp_path / "t.csv", tmp_path / "bad.csv"
    file.write_text(TABLE)
    with opened(file) as sheet, BadRows(back, sheet):
        pass
    assert not back.exists()


words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.tuples(words, words).filter(any), max_size=8))
def test_what_a_spreadsheet_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list
) -> None:
    file = tmp_path_factory.mktemp("t") / "t.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("a", "b"), *table])
    assert [(row["a"], row["b"]) for row in cells_in(file)] == table


@pytest.mark.parametrize("names", [[], [""], ["\ufeff", " "]])
def test_a_file_without_column_names_is_said_to_be_empty(names: list[str]) -> None:
    with pytest.raises(Invalid) as raised:
        checked_header(names)
    assert "empty" in raised.value.message.en
