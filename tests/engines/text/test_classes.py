"""Classes: learned, calibrated, explained; the file refuses what it cannot trust."""

import random

import numpy as np
import pytest

from cocity.engines.text import BadModel, Classifier, TextError, expected_error, packed, train, unpacked
from cocity.engines.text.normal import han
from tests.engines.text.corpus import rows


@pytest.fixture(scope="module")
def model() -> Classifier:
    return train(*rows(240))


def test_unseen_messages_are_mostly_right(model: Classifier) -> None:
    texts, labels = rows(80, seed=9)
    right = [a.label == label for a, label in zip(model.predict(texts), labels, strict=True)]
    assert np.mean(right) > 0.95


def test_the_words_that_decided_are_in_the_text(model: Classifier) -> None:
    text = "医院挂号要排队很久，医生态度不好"
    [answer] = model.predict([text])
    assert answer.label == "卫生计生"
    assert answer.reasons
    assert all(reason.word in text and reason.weight > 0 for reason in answer.reasons)


def test_chances_sum_to_one_and_the_answer_is_the_likeliest(model: Classifier) -> None:
    for answer in model.predict(rows(30, seed=3)[0]):
        assert sum(answer.chances) == pytest.approx(1)
        assert answer.probability == max(answer.chances)


@pytest.mark.parametrize("text", ["", "a", "ni hao, che tai shao le", "？！", "😀😀"])
def test_a_text_without_a_known_word_gives_dont_know_only_when_asked(model: Classifier, text: str) -> None:
    assert model.predict([text], abstain=True)[0].label is None
    assert model.predict([text])[0].label in model.labels


def test_the_order_of_rows_changes_nothing() -> None:
    texts, labels = rows(90)
    order = list(range(90))
    random.Random(4).shuffle(order)
    assert packed(train(texts, labels)) == packed(
        train([texts[n] for n in order], [labels[n] for n in order])
    )


def test_raw_and_segmented_and_traditional_texts_are_the_same_to_a_model(model: Classifier) -> None:
    scores = model.scores(["医院 挂号 难", "医院，挂号难!!", "\n醫院\t掛號難"])[0]
    assert han("醫院號") == "医院号"
    assert np.array_equal(scores[0], scores[1])


@pytest.mark.parametrize(
    "text", ["公" * 100_000, "公交" * 50_000, "臺灣 URL http://a.b/?c=1 " * 5_000, "\ud800公\0交"]
)
def test_long_and_odd_texts_are_answered(model: Classifier, text: str) -> None:
    assert 0 < model.predict([text])[0].probability <= 1


def test_a_model_is_the_same_after_a_file(model: Classifier) -> None:
    data = packed(model)
    again = unpacked(data)
    texts = rows(40, seed=5)[0]
    assert packed(again) == data
    assert again.predict(texts) == model.predict(texts)


def test_it_knows_which_texts_it_learned_from(model: Classifier) -> None:
    assert model.knows(rows(240)[0][7])
    assert not model.knows("从来没有见过的一句话")


def test_every_damage_to_a_file_is_found(model: Classifier) -> None:
    data = packed(model)
    rng = random.Random(2)
    for _ in range(60):
        at = rng.randrange(len(data))
        with pytest.raises(BadModel):
            unpacked(data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :])
    for cut in (0, 5, 20, len(data) // 2, len(data) - 1):
        with pytest.raises(BadModel):
            unpacked(data[:cut])
    with pytest.raises(BadModel, match="another version"):
        unpacked(data.replace(b"cocity-text 2", b"cocity-text 9", 1))


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        ([], []),
        (["公交"], ["a"]),
        (["公交", "医院"], ["a"]),
        (["公交", "医院"], ["a", ""]),
        (["x", "y"], ["a", "b"]),
    ],
)
def test_what_cannot_be_learned_from_is_refused(texts: list[str], labels: list[str]) -> None:
    with pytest.raises(TextError):
        train(texts, labels)


def test_the_calibration_error_is_the_gap() -> None:
    assert expected_error(np.full(10, 0.8), np.array([True] * 8 + [False] * 2)) == pytest.approx(0)
    assert expected_error(np.full(10, 0.9), np.array([True] * 4 + [False] * 6)) == pytest.approx(0.5)
