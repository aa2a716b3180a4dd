"""The fast way through the votes: it takes what is plain, and says the same as the slow way about everything else."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.budget import BadFile, Election, election_of, read, read_document
from cocity.engines.budget.scan import Columns, Scanned, _plain, _scan, scan
from cocity.engines.budget.utf8 import looked, sound
from tests.support.effort import examples

HEAD = "META\nkey;value\nbudget;100\nvote_type;{kind}\nPROJECTS\nproject_id;cost\n{projects}VOTES\n{titles}\n"
IDS = ["a", "b", "M/01/X", "12345678", "123456789", "123456789012345678", "é", "Meta"]
VOTERS = [
    "1", "2", "10", "voter 7", "Meta", "VOTES", "projects", "vote\u017f", "12345678", "123456789", "1234567890123456",
    "1234567890123457", "12345678901234567", "12345678901234568", "é", "1\u00a0", "\u30001", "1 ", "\x1f2", "",
]  # fmt: skip
OTHERS = ["", "F", " ", "Śródmieście", "区" * 30, "internet" * 9, "\x7f", '"x"', "a,b", "\r"]


def ballots(election: Election) -> Counter[tuple[object, ...]]:
    """Every ballot, however it was grouped."""
    held, found = election.ballots, Counter[tuple[object, ...]]()
    for g, voters in enumerate(held.voters.tolist()):
        part = slice(held.start[g], held.start[g + 1])
        points = (held.points[part] / election.point_scale).tolist()
        found[tuple(held.projects[part].tolist()), tuple(points)] += voters
    return found


def said(reading: Callable[[bytes], Election], raw: bytes) -> object:
    """What comes of reading: everybody's ballots and the remarks, or a refusal."""
    try:
        election = reading(raw)
    except BadFile:
        return "refused"
    return election.voters, ballots(election), election.remarks


@st.composite
def odd_files(draw: st.DrawFn) -> bytes:
    """Rows in which anything may be unusual, in columns of any order."""
    kind = draw(st.sampled_from(["approval", "ordinal", "cumulative"]))
    titles = draw(st.permutations(["voter_id", "vote", "points", "place"]))
    rows = []
    for _ in range(draw(st.integers(0, 5))):
        named = draw(st.lists(st.sampled_from(IDS), max_size=6))
        cells = {
            "voter_id": draw(st.sampled_from(VOTERS)),
            "vote": ",".join(named),
            "points": ",".join(str(draw(st.integers(0, 12))) for _ in named),
            "place": draw(st.sampled_from(OTHERS)),
        }
        rows.append(";".join(cells[title] for title in titles))
    end = draw(st.sampled_from(["\n", "\r\n", "\n\n"]))
    text = HEAD.format(kind=kind, projects="".join(f"{key};5\n" for key in IDS), titles=";".join(titles))
    return text.encode() + end.join([*rows, *draw(st.sampled_from([[], [""]]))]).encode()


@settings(max_examples=examples(400), deadline=None)
@given(odd_files())
def test_both_ways_say_the_same_of_the_same_bytes(raw: bytes) -> None:
    assert said(read, raw) == said(lambda data: election_of(read_document(data)), raw)


@settings(max_examples=examples(400), deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=4), st.text(max_size=3).map(str.encode),
            st.sampled_from([b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe0\x80\x80", b"\xf0\x8f\xbf\xbf", b"\xc2"]),
        )
    )
)  # fmt: skip
def test_utf8_is_told_from_what_is_not(parts: list[bytes]) -> None:
    data = b"abc" + b"".join(parts) + b"\n"
    try:
        data.decode()
        good = True
    except UnicodeDecodeError:
        good = False
    assert sound(np.frombuffer(data, np.uint8)) == good


@settings(max_examples=examples(400), deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                b"a",
                b"bc" * 20,
                b",",
                b"\n",
                b"\r\n",
                b"\xc5",
                b"\x81",
                b"\xc0\x80",
                "ł".encode(),
                "区".encode(),
            ]
        ),
        max_size=40,
    ),
    st.sampled_from([b"", b"\r", b'"', b"\0"]),
)
def test_one_look_tells_what_bytes_there_are(parts: list[bytes], odd: bytes) -> None:
    data = b"".join(parts) + odd + b"x\n"
    newlines, commas, found, doubtful = looked(np.frombuffer(data, np.uint8))
    assert (newlines, commas, found) == (data.count(b"\n"), data.count(b","), odd != b"")
    try:
        assert doubtful == any(len(letter.encode()) > 2 for letter in data.decode())
    except UnicodeDecodeError:
        assert doubtful


@pytest.mark.parametrize("before", range(126, 131))
def test_one_look_holds_where_64_bytes_end(before: int) -> None:
    for raw, odd, doubtful in [
        (b"\xc5\x81", False, False), (b"\xc5", False, True), (b"\x81", False, True), (b"\xff", False, True),
        (b"\xc0", False, True), (b"\xe5\x8c\xba", False, True), (b"\r\n", False, False), (b"\rx", True, False),
    ]:  # fmt: skip
        data = np.frombuffer(b"a" * before + raw + b"x" * 70 + b"\n", np.uint8)
        assert looked(data)[2:] == (odd, doubtful), raw


@pytest.mark.parametrize("width", [1, 7, 8, 9, 15])
@pytest.mark.parametrize("end", ["", ";x" * 3, ";" + "x" * 70])
def test_ballots_of_any_length_are_told_apart_wherever_they_stand(width: int, end: str) -> None:
    """Around 64 bytes, around 8 bytes an id, and so near the end of the file that 64 bytes cannot be read."""
    ids = [f"{n:x}".rjust(width, "z") for n in range(15 if width == 1 else 40)]
    long = [ids[:n] for n in range(1, len(ids))] + [[*ids[: n - 1], ids[-1]] for n in range(1, len(ids) - 1)]
    named = [*long, *long, *long]
    rows = "".join(f"{n + 100};{','.join(one)}{end}\n" for n, one in enumerate(named))
    titles = ";".join(["voter_id", "vote", *(f"more{n}" for n in range(end.count(";")))])
    found = scanned(rows, ids, titles)
    assert found is not None
    assert (found.people, len(found.voters)) == (len(named), len(set(map(tuple, long))))
    parts = (found.projects[found.start[g] : found.start[g + 1]].tolist() for g in range(len(found.voters)))
    told = {tuple(ids[p] for p in part): int(many) for part, many in zip(parts, found.voters, strict=True)}
    assert told == Counter(tuple(sorted(one, key=ids.index)) for one in named)


def test_a_long_id_is_compared_letter_by_letter() -> None:
    assert scanned("1;123456789\n", ["123456789", "123456780"], "voter_id;vote") is not None
    assert scanned("1;123456788\n", ["123456789", "123456780"], "voter_id;vote") is None


def scanned(
    rows: str, ids: list[str], titles: str = "voter_id;vote;place", *, ranked: bool = False
) -> Scanned | None:
    names = titles.split(";")
    at = [names.index(name) if name in names else -1 for name in ("voter_id", "vote", "points")]
    return scan(rows.encode(), 0, Columns(len(names), *at), [one.encode() for one in ids], ranked=ranked)


@pytest.mark.parametrize(
    ("voters", "ascend"),
    [
        (["1", "2", "10"], True), (["1", "10", "2"], True), (["133-0", "133-1", "133-10", "133-2"], True),
        (["a", "b", "abcdefgh1", "abcdefgh2"], True), (["10", "9", "11"], False), (["2", "10", "1"], False),
        (["1" * 16, "1" * 17], False),
    ],
)  # fmt: skip
def test_voters_that_ascend_need_no_table_and_others_are_compared(voters: list[str], ascend: bool) -> None:
    def read_(one: list[str]) -> tuple[bool, bool]:
        raw = "".join(f"{voter};a\n" for voter in one).encode()
        plain, columns = _plain(raw, 0), Columns(2, 0, 1, -1)
        assert plain
        return (
            _scan(*plain, columns, [b"a"], ranked=False, keep=False) is not None,
            scan(raw, 0, columns, [b"a"], ranked=False) is not None,
        )

    assert read_(voters) == (ascend, True)
    assert read_([*voters, voters[-1]]) == (False, False)
    assert read_([*voters, voters[0]]) == (False, False)


@pytest.mark.parametrize("late", [0, 499, 600, 2900])
def test_brief_ballots_among_which_a_long_one_stands(late: int) -> None:
    """They are kept in another way where the first rows have none; both in tables that grow."""
    ids = [f"{n:x}" for n in range(800)]
    brief = [[ids[n % 790], ids[-1 - n % 7]] for n in range(1000) for _ in range(3)]
    named = [*brief[:late], ids[:40], *brief[late:], ids[:41], ids[:40], *brief[:5]]
    found = scanned("".join(f"{n};{','.join(one)};\n" for n, one in enumerate(named)), ids)
    assert found is not None
    parts = (found.projects[found.start[g] : found.start[g + 1]].tolist() for g in range(len(found.voters)))
    told = {tuple(ids[p] for p in part): int(many) for part, many in zip(parts, found.voters, strict=True)}
    assert told == Counter(tuple(sorted(one, key=ids.index)) for one in named)


LINES = "1;a,b;x\n2;b;x\n3;b,a;x\n4;;x\n"


@pytest.mark.parametrize(
    "rows",
    [
        LINES,
        LINES.replace("\n", "\r\n"),
        LINES.replace("\n", "\n\n")[:-2],
        LINES.replace("1;a", "9;a"),
        LINES.replace("x", "Łódź" * 40),
        LINES.replace("4;", "ward-west-0000000000000000000004;"),
    ],
)
def test_what_is_plain_is_taken(rows: str) -> None:
    found = scanned(rows, ["a", "b"])
    assert found is not None
    assert (found.people, found.voters.tolist(), found.projects.tolist()) == (4, [2, 1, 1], [0, 1, 1])


@pytest.mark.parametrize(
    "rows",
    [
        LINES.replace("2;b", '2;"b"'), LINES.replace("2;b", "2; b"), LINES.replace("2;b", "2;c"),
        LINES.replace("2;b", "2;b,"), LINES.replace("2;b", "2;b,b"), LINES.replace("2;b;x", "2;b"),
        LINES.replace("2;b;x", "2;b;x;y"), LINES.replace("2;b", ";b"), LINES.replace("2;b", "1;b"),
        LINES.replace("4;;x", "Votes;;"), LINES.replace("2;b;x", "2;b;\rx"), LINES.replace("2;b;x", "2;b;\0"),
    ],
)  # fmt: skip
def test_what_is_not_is_left_to_the_slow_way(rows: str) -> None:
    assert scanned(rows, ["a", "b"]) is None


@pytest.mark.parametrize("many", [3, 64, 65, 1000, 5000])
def test_thousands_of_ballots_and_projects_are_grouped_whatever_the_order(many: int) -> None:
    """Tables grow several times, and ballots are sorted in either of two ways."""
    rng = np.random.default_rng(many)
    named = [rng.choice(many, size=min(many, 1 + n % 9), replace=False).tolist() for n in range(6000)]
    rows = "".join(f"{n};{','.join(f'P{p}' for p in one)}\n" for n, one in enumerate(named))
    found = scanned(rows, [f"P{p}" for p in range(many)], "voter_id;vote")
    assert found is not None
    told = Counter(
        {
            tuple(found.projects[found.start[g] : found.start[g + 1]].tolist()): int(voters)
            for g, voters in enumerate(found.voters)
        }
    )
    assert told == Counter(tuple(sorted(one)) for one in named)


def test_points_stay_with_their_projects() -> None:
    rows = "1;b,a;2,13\n2;a,b;13,2\n3;a,b;2,13\n"
    found = scanned(rows, ["a", "b"], "voter_id;vote;points")
    assert found is not None
    assert (found.voters.tolist(), found.points.tolist()) == ([2, 1], [13, 2, 2, 13])
    apart = scanned("13,2;1;a,b\n2,13;2;b,a\n", ["a", "b"], "points;voter_id;vote")
    assert apart is not None
    assert (apart.voters.tolist(), apart.points.tolist()) == ([2], [13, 2])
    ranked = scanned("1;b,a\n2;b,a\n3;a,b\n", ["a", "b"], "voter_id;vote", ranked=True)
    assert ranked is not None
    assert (ranked.voters.tolist(), ranked.points.tolist()) == ([2, 1], [1, 2, 2, 1])
