"""A downloaded table opens in a spreadsheet without running anything."""

import csv
import io

import pytest

from cocity.kit.tables.sent import csv_lines


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    sent = "".join(csv_lines([["a", cell]]))
    assert next(csv.reader(io.StringIO(sent.removeprefix("\ufeff"), newline="")))[1] == f"'{cell}"


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert list(csv_lines([["n", -5.2, None]])) == ["\ufeff", "n,-5.2,\r\n"]


def test_what_it_is_stands_on_top() -> None:
    assert list(csv_lines([["x"]], about=["licence: CC0"]))[1] == "# licence: CC0\r\n"
