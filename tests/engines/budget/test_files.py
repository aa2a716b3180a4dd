"""Pabulib files: what is accepted, what is refused with the line at fault, and that writing keeps everything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.budget import (
    BadFile,
    BudgetError,
    Document,
    Rule,
    Utility,
    decide,
    election_of,
    read,
    read_document,
    write,
)
from cocity.engines.budget.cells import Row
from cocity.engines.budget.document import Table
from tests.engines.budget.strategies import files
from tests.support.effort import examples

GOOD = """META
key;value
description;a park
budget;100
vote_type;approval
max_length;2
PROJECTS
project_id;cost;name
a;40;"Trees; many"
b;12,5;Swing
c;0;Paint
VOTES
voter_id;vote;age
1;a,b;30
2;b;41
3;;50
"""


def changed(old: str, new: str) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new).encode()


def test_a_sound_file() -> None:
    election = read(GOOD.encode())
    assert [(p.id, str(p.cost), p.name) for p in election.projects] == [
        ("a", "40", "Trees; many"), ("b", "25/2", "Swing"), ("c", "0", "Paint"),
    ]  # fmt: skip
    assert (election.voters, election.ballots.voters.tolist(), election.remarks) == (3, [1, 1, 1], ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("META", "\ufeffMETA"),
        ("\n", "\r\n"),
        ("PROJECTS", "\n\nprojects;;"),
        ("1;a,b;30", '"1"; a , b ;30'),
        ("\n3;;50\n", "\n3;;50"),
        ("2;b;41", "2;b;41;;"),
        ("voter_id;vote;age", "Voter_ID;Vote;age"),
        ("3;;50", "3;None;50"),
    ],
)
def test_the_same_in_other_clothes(old: str, new: str) -> None:
    plain, dressed = read(GOOD.encode()), read(changed(old, new))
    assert dressed.projects == plain.projects
    assert decide(dressed, Rule()) == decide(plain, Rule())


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("META\n", "", 1, "META"),
        ("key;value", "key;wert", 2, "key;value"),
        ("budget;100", "budget;much", 4, "budget"),
        ("budget;100\n", "", 5, "budget is missing"),
        ("budget;100", "budget;-1", 4, "budget"),
        ("vote_type;approval", "vote_type;stars", 5, "stars"),
        ("max_length;2", "budget;3", 6, "twice in META"),
        ("max_length;2", "max_length;two", 6, "max_length"),
        ("PROJECTS\nproject_id", "VOTES\nproject_id", 7, "PROJECTS should come here"),
        ("project_id;cost;name", "project_id;price;name", 8, "cost"),
        ("project_id;cost;name", "project_id;cost;cost", 8, "twice"),
        ("a;40;", "a;;", 9, "cost is missing"),
        ("a;40;", "a;1 000;", 9, "not a number"),
        ("a;40;", "a;-40;", 9, "not a number"),
        ("b;12,5", "a;12,5", 10, "twice"),
        ("b;12,5", ";12,5", 10, "id is missing"),
        ("c;0;Paint", "c;0;Paint;red", 11, "4 cells"),
        ("VOTES\n", "", 15, "section VOTES"),
        ("voter_id;vote;age\n1;a,b;30\n2;b;41\n3;;50\n", "", 12, "header"),
        ("voter_id;vote;age", "voter_id;ballot;age", 13, "vote"),
        ("1;a,b;30", "1;a,z;30", 14, "'z'"),
        ("1;a,b;30", "1;a,,b;30", 14, "no project"),
        ("2;b;41", "1;b;41", 15, "already in line 14"),
        ("2;b;41", ";b;41", 15, "voter id"),
        ("2;b;41", "2;b;41;7", 15, "4 cells"),
        ("3;;50", "META", 16, "should not follow"),
        ('"Trees; many"', '"Trees', 9, "quote"),
    ],
)
def test_a_fault_is_named_by_its_line(old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(BadFile) as caught:
        read(changed(old, new))
    assert (caught.value.line, said in str(caught.value)) == (line, True), str(caught.value)
    assert f"第 {line} 行" in caught.value.zh


def test_bytes_that_are_no_text_are_named_too() -> None:
    with pytest.raises(BadFile, match="line 10: this is not UTF-8"):
        read(GOOD.encode().replace(b"Swing", b"\xff\xfe"))


CUMULATIVE = GOOD.replace("approval", "cumulative").replace("vote;age", "vote;points")


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ("1;a,b;3", 14, "2 projects are named and 1"),
        ("1;a;-3", 14, "points"),
        ("1;a;x", 14, "points"),
        ("1;a,a;1,2", 14, "twice"),
        ("1;a;99999999999999999999", 14, "too many"),
    ],
)
def test_points_are_checked(rows: str, line: int, said: str) -> None:
    head = CUMULATIVE[: CUMULATIVE.index("1;a,b")]
    with pytest.raises(BadFile, match=said) as caught:
        read((head + rows + "\n").encode())
    assert caught.value.line == line


def test_points_may_be_decimals_and_zero() -> None:
    head = CUMULATIVE[: CUMULATIVE.index("1;a,b")]
    election = read((head + "1;a,b;1.5,0\n2;b;2\n").encode())
    assert (election.point_scale, election.ballots.points.tolist()) == (2, [3, 0, 4])


def test_what_is_odd_is_remarked_and_counts() -> None:
    text = GOOD.replace("max_length;2", "max_length;1\nnum_votes;7").replace("2;b;41", "2;b,b;41")
    election = read(text.encode())
    said = " ".join(en for _, en in election.remarks)
    assert "num_votes is 7" in said
    assert "1 ballots do not keep max_length" in said
    assert "name a project twice" in said
    assert election.voters == 3


def test_points_asked_of_ballots_without_are_refused() -> None:
    with pytest.raises(BudgetError, match="no points"):
        decide(read(GOOD.encode()), Rule(utility=Utility.POINTS))


cell = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8).map(str.strip)
cell = cell.filter(
    lambda t: "\r" not in t and "\n" not in t and t.upper() not in ("META", "PROJECTS", "VOTES")
)


@st.composite
def tables(draw: st.DrawFn, *titles: str) -> Table:
    rows = draw(st.lists(st.tuples(*[cell.filter(bool)] * len(titles)), max_size=4))
    return Table(Row(titles), tuple(map(Row, rows)))


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(st.tuples(cell.filter(bool), cell), max_size=3),
    tables("project_id", "cost", "n"),
    tables("v", "vote"),
)
def test_what_is_written_is_read_again(meta: list[tuple[str, str]], projects: Table, votes: Table) -> None:
    document = Document(tuple(map(Row, meta)), projects, votes)
    again = read_document(write(document).encode())
    assert again == document
    assert write(again) == write(document)


@settings(max_examples=examples(60), deadline=None)
@given(files())
def test_the_fast_way_and_the_slow_way_read_the_same(text: str) -> None:
    fast, slow = read(text.encode()), election_of(read_document(text.encode()))
    assert fast.projects == slow.projects
    assert fast.voters == slow.voters
    assert decide(fast, Rule()) == decide(slow, Rule())


@settings(max_examples=examples(100), deadline=None)
@given(st.data())
def test_damage_is_refused_in_words_or_read(data: st.DataObject) -> None:
    """Bytes cut out, doubled, overwritten: never anything but BadFile, and never two readings."""
    raw = bytearray(data.draw(files()).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 6))] = data.draw(
            st.one_of(
                st.binary(max_size=3), st.sampled_from([b";", b",", b"\n", b'"', b"META", b"VOTES\n", b" "])
            )
        )
        if not raw:
            return
    try:
        document = read_document(bytes(raw))
        slow = election_of(document)
    except BadFile:
        with pytest.raises(BadFile):
            read(bytes(raw))
        return
    assert read(bytes(raw)).voters == slow.voters
