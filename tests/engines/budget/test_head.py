"""What comes before the votes, by columns: the same as row by row, and nothing at all where it is not plain."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.budget import BadFile, Election, election_of, read, read_document
from cocity.engines.budget.head import plain_head
from tests.engines.budget.test_files import changed
from tests.support.effort import examples

CELLS = [
    "a", "b", " c ", "", "12", "12,5", " 7", "-1", "x;y",
     '"q"', '"x;y"', '"open', "votes", "META", "\u00a0d", "a,b", "é", "\x1c",
]  # fmt: skip
TITLES = ["project_id", "cost", "name", "more"]


def said(reading: Callable[[bytes], Election], raw: bytes) -> object:
    """What comes of reading, or the refusal."""
    try:
        election = reading(raw)
    except BadFile as bad:
        return bad.line, str(bad)
    return election.budget, election.projects, election.voters, election.meta


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("META", "META"), ("META", "\ufeffMETA"), ("\n", "\r\n"), ('"Trees; many"', "Żółw"), ("a;40;", " a ; 40 ;"),
        ("description;a park", "description;"), ("project_id;cost;name", "Project_ID; cost;NAME"), ("12,5", "12.5"),
    ],
)  # fmt: skip
def test_what_is_plain_is_taken(old: str, new: str) -> None:
    raw = changed(old, new)
    found = plain_head(raw)
    assert found is not None
    head, projects = found
    assert projects == election_of(read_document(raw)).projects
    assert raw[head.votes_at :].decode().startswith("1;a,b;30")
    assert (head.votes.line, head.votes_line) == (13, 13)
    assert [row.line for row in head.meta] == [3, 4, 5, 6]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("META\n", "\nMETA\n"), ("META\n", ""), ("PROJECTS", "projects"), ("VOTES", "votes"), ("VOTES\n", "VOTES;\n"),
        ("c;0;Paint", "c;0"), ("c;0;Paint", "c;0;Paint;"), ("c;0;Paint", ";0;Paint"), ("c;0;Paint", "a;0;Paint"),
        ("c;0;Paint", "c;;Paint"), ("c;0;Paint", "c,d;0;Paint"), ('"Trees; many"', '"Trees; many'), ("Swing", "Sw\ring"),
        ("Swing", "Sw\0ing"), ("budget;100", "budget;100;"), ("budget;100", "votes;"), ("key;value", "key;value;more"),
        ("project_id;cost;name", "project_id;cost;cost"), ("project_id;cost;name", "project_id;price;name"),
        ("voter_id;vote;age\n1;a,b;30\n2;b;41\n3;;50\n", ""), ("voter_id;vote;age", "META"), ("voter_id;vote;age", '"a;b'),
        ("VOTES\nvoter", "VOTES\n\nvoter"), ("VOTES\nvoter", "VOTES\n ; \nvoter"), ("PROJECTS\n", "PROJECTS\n\n"),
        ("a;40;\"Trees; many\"\nb;12,5;Swing\nc;0;Paint\n", ""),
    ],
)  # fmt: skip
def test_what_is_not_is_left_to_the_rows(old: str, new: str) -> None:
    assert plain_head(changed(old, new)) is None


@settings(max_examples=examples(300), deadline=None)
@given(
    st.permutations(TITLES),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.sampled_from(CELLS)), max_size=3),
    st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=3), max_size=1),
)
def test_both_ways_say_the_same_of_the_same_bytes(
    titles: list[str], odd: list[tuple[int, int, str]], meta: list[list[str]]
) -> None:
    rows = [[{"project_id": f"p{n}", "cost": f"{n}"}.get(title, "") for title in titles] for n in range(3)]
    for row, at, cell in odd:
        rows[row][at : at + 1] = [cell]  # one more at the end of the row
    head = ["META", "key;value", "budget;9", "vote_type;approval", *map(";".join, meta)]
    parts = [*head, "PROJECTS", ";".join(titles), *map(";".join, rows), "VOTES", "voter_id;vote", "1;", ""]
    raw = "\n".join(parts).encode()
    assert said(read, raw) == said(lambda data: election_of(read_document(data)), raw)
