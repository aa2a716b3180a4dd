"""Near-duplicates equal brute force, all at once and one at a time."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.text import NearIndex, TextError, jaccard, pairs_of
from cocity.engines.text.near.shingles import SPACE, units_of, units_of_one
from tests.support.effort import examples

SIMILAR = st.lists(st.text(alphabet="路灯坏了修😀 \n", max_size=25), max_size=25)


def brute(texts: list[str], least: float = 0.7) -> set[tuple[int, int]]:
    return {(i, j) for j in range(len(texts)) for i in range(j) if jaccard(texts[i], texts[j]) >= least}


@settings(max_examples=examples(60), deadline=None)
@given(SIMILAR, st.sampled_from([0.7, 0.05, 0.5, 0.9, 1.0]))
def test_pairs_are_those_of_brute_force(texts: list[str], least: float) -> None:
    found = pairs_of(texts, least)
    assert {(p.first, p.second) for p in found} == brute(texts, least)
    assert all(p.similarity == jaccard(texts[p.first], texts[p.second]) for p in found)


def test_edits_in_several_places_are_counted_as_brute_force_counts_them() -> None:
    rng = random.Random(8)
    texts = ["".join(rng.choice("路灯坏了修好") for _ in range(rng.randrange(90))) for _ in range(12)]
    for text in texts[:]:
        for _ in range(3):
            chars = list(text)
            for _ in range(min(rng.randrange(4), len(chars))):
                chars[rng.randrange(len(chars))] = rng.choice(["", "灯", "路灯坏", "修"])
            texts.append("".join(chars))
    for least in (0.1, 0.4, 0.7):
        assert {(p.first, p.second) for p in pairs_of(texts, least)} == brute(texts, least)


@settings(max_examples=examples(25), deadline=None)
@given(SIMILAR, st.integers(0, 25))
def test_one_at_a_time_finds_the_same_also_through_a_file(texts: list[str], at: int) -> None:
    index = NearIndex(texts[:3])
    found = []
    for number, text in enumerate(texts):
        if number == at:
            index = NearIndex.unpacked(index.packed())
            index.renew()
        found += [(other, number) for other, _ in index.add(text)]
    assert set(found) == brute(texts)
    assert len(found) == len(set(found))


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=40))
def test_a_text_alone_is_read_as_in_a_batch(text: str) -> None:
    units, bounds = units_of(["前", text, "后"])
    assert units_of_one(text).tolist() == units[bounds[1] : bounds[2]].tolist()
    assert units_of_one(text).flags.writeable, "another kind of array would be compiled for anew"


def test_what_counts_as_white_space_is_the_same_for_a_text_alone() -> None:
    spaces = "".join(chr(point) for point in SPACE.nonzero()[0])
    assert len(spaces) > 20
    assert units_of_one(f"路{spaces}灯").tobytes().decode("utf-16-le") == "路灯"


def test_edited_copies_are_found_in_any_order() -> None:
    rng = random.Random(3)
    base = [
        "".join(rng.choice("小区电梯停运三天没有人来修老人下不了楼") for _ in range(60)) for _ in range(150)
    ]
    texts = base + [text[:50] + "啊" + text[51:] for text in base]
    pairs = {frozenset((texts[p.first], texts[p.second])) for p in pairs_of(texts)}
    rng.shuffle(texts)
    assert {frozenset((texts[p.first], texts[p.second])) for p in pairs_of(texts)} == pairs
    assert len(pairs) >= 150


def test_a_damaged_index_and_a_senseless_threshold_are_refused() -> None:
    data = NearIndex().packed()
    for broken in (data[:-1], b"", data[:40] + b"x" + data[41:]):
        with pytest.raises(TextError):
            NearIndex.unpacked(broken)
    with pytest.raises(TextError):
        NearIndex(least=0)
    with pytest.raises(ValueError, match="similarity"):
        pairs_of(["路灯坏了"], 1.5)
