"""Votes out of the text of exports: both shapes, odd ids, and what is refused with its line."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.opinion import BadVotes, read_comments, read_votes
from tests.engines.opinion.making import entries, equal
from tests.support.effort import examples

LONG = "timestamp,datetime,comment-id,voter-id,vote\n"
WIDE = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,10,9,2\n"


def read(text: str):  # type: ignore[no-untyped-def]
    return read_votes(text.encode())


def table(text: str) -> dict[tuple[str, str], int]:
    of = read(text)
    columns = zip(*entries(of.votes), strict=True)
    return {(of.people[who], str(of.statements[what])): int(said) for who, what, said in columns}


def test_the_sign_is_turned_and_statements_are_in_order() -> None:
    text = LONG + "1,x,10,7,1\n2,x,9,7,-1\n3,x,2,5,0\n"
    assert table(text) == {("7", "10"): -1, ("7", "9"): 1, ("5", "2"): 0}
    of = read(text)
    assert (list(of.people), list(of.statements)) == (["7", "5"], ["2", "9", "10"])


def test_the_later_time_wins_whatever_the_order_of_lines() -> None:
    lines = [
        f"{when},x,{what},{who},{said}\n"
        for when, what, who, said in [(9, 1, 1, 1), (3, 1, 1, -1), (4, 2, 1, 0), (5, 1, 2, 1), (5, 1, 2, -1)]
    ]
    assert table(LONG + "".join(lines)) == {("1", "1"): -1, ("1", "2"): 0, ("2", "1"): 1}
    quoted = LONG + "".join(lines).replace(",x,", ',"x",')
    assert table(quoted) == table(LONG + "".join(lines))


def test_without_times_the_later_line_wins() -> None:
    assert table("voter-id,comment-id,vote\na,s1,1\nb,s1,1\na,s1,0\n") == {("a", "s1"): 0, ("b", "s1"): -1}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_ends_of_lines_blank_lines_and_a_byte_order_mark(ends: str, start: str) -> None:
    text = start + (LONG + "1,x,4,7,1\n\n2,x,5,7,-1").replace("\n", ends)
    assert table(text) == {("7", "4"): -1, ("7", "5"): 1}


def test_wide_keeps_people_without_votes_and_drops_empty_columns() -> None:
    of = read(WIDE + "5,0,0,2,1,1,1,,-1\n3,,0,0,0,0,,,\n")
    assert (list(of.people), list(of.statements)) == (["5", "3"], ["2", "10"])
    assert of.votes.cast.tolist() == [2, 0]


def test_odd_ids_columns_and_votes_in_words() -> None:
    text = "Voter_ID,Comment ID,extra,Vote\nu-1,q,,agree\nü 2,q,z,Disagree\nu-1,00,,pass\nu-1,r,,\n"
    assert table(text) == {("u-1", "q"): -1, ("ü 2", "q"): 1, ("u-1", "00"): 0}
    assert table("participant,xid,s1,s2\na,?,1,\nb,?,,-1.0\n") == {("a", "s1"): -1, ("b", "s2"): 1}


def test_large_ids_and_ids_with_leading_zeros() -> None:
    big = 2**40
    assert table(LONG + f"1,x,{big},3000000000,1\n") == {("3000000000", str(big)): -1}
    assert table(LONG + "1,x,07,1,1\n1,x,7,1,-1\n") == {("1", "07"): -1, ("1", "7"): 1}
    assert table(LONG + "1,x,1,2000000000,1\n1,x,1,5,-1\n") == {("2000000000", "1"): -1, ("5", "1"): 1}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("what,is,this\n1,2,3\n", 1),
        ("comment-id,vote\n1,1\n", 1),
        (LONG + "1,x,1,1,1\n1,x,1,1,2\n", 3),
        (LONG + "1,x,1,1,1\n1,x,1,,1\n", 3),
        (LONG + "1,x,1,1,1\n\n1,x,1\n", 4),
        (LONG + "1,x,1,1,1\n1,x,1,1,yes\n", 3),
        (LONG + '1,x,1,1,1\n1,"x,1,1,1\n', 3),
        (WIDE + "1,0,0,1,1,0,1,7,\n", 2),
        (WIDE + "1,0,0,1,1,0,1,,\n1,0,0,1,1,0,1,,\n", 3),
        (WIDE + ",0,0,1,1,0,1,,\n", 2),
    ],
)
def test_what_is_no_vote_is_named_by_its_line(text: str, line: int) -> None:
    with pytest.raises(BadVotes) as said:
        read(text)
    assert said.value.line == line
    assert said.value.zh
    assert said.value.en


def test_bytes_that_are_no_text_are_named_by_their_line() -> None:
    with pytest.raises(BadVotes) as said:
        read_votes(LONG.encode() + b"1,x,1,1,1\n1,\xff\xfe,1,a,1\n")
    assert said.value.line == 3


@settings(max_examples=examples(200), deadline=None)
@given(st.text(alphabet='0123456789,-"\n\r.xé\x00 ', max_size=120), st.sampled_from([LONG, WIDE, ""]))
def test_noise_is_read_or_refused_and_nothing_else(noise: str, head: str) -> None:
    try:
        found = read(head + noise)
    except BadVotes:
        return
    assert found.votes.people == len(found.people)
    assert found.votes.width == len(found.statements)


@settings(max_examples=examples(100), deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes(noise: bytes) -> None:
    try:
        read_votes(LONG.encode() + noise)
    except BadVotes:
        return


def test_the_fast_way_and_the_careful_way_agree() -> None:
    """A quote anywhere sends the whole file the careful way."""
    rng = random.Random(4)
    rows = [
        f"{rng.randrange(50)},d,{rng.randrange(30)},{rng.randrange(40)},{rng.choice([-1, 0, 1])}\n"
        for _ in range(2000)
    ]
    fast, careful = read(LONG + "".join(rows)), read(LONG + "".join(rows).replace(",d,", ',"d",', 1))
    assert list(fast.people) == list(careful.people)
    assert equal(fast.votes, careful.votes)
    assert np.array_equal(fast.votes.vote, careful.votes.vote)


def test_texts_and_moderation_of_statements() -> None:
    text = 'comment-id,moderated,is-meta,comment-body\n1,-1,,"a, ""b""\nc"\n2,1,true,d\n3,0\n'
    found = read_comments(text)
    assert [(one.text, one.rejected, one.meta) for one in found.values()] == [
        ('a, "b"\nc', True, False), ("d", False, True), ("", False, False),
    ]  # fmt: skip
    with pytest.raises(BadVotes):
        read_comments("a,b\n1,2\n")
