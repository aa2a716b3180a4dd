"""How good it is on real messages; thresholds lie slightly below what was measured (docs/developers/text.md)."""

import csv
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from cocity.engines.text import Message, expected_error, pairs_of, topics_of, train

pytestmark = pytest.mark.shared


def table(folder: Path, name: str) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with (folder / "messages" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day(time: str) -> float:
    """Days since 1970 of a time written 2019/2/28 11:25:05."""
    found = datetime.strptime(time.strip().replace("-", "/"), "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC)
    return found.timestamp() / 86400


def test_near_duplicates_of_the_mailbox_are_the_true_ones(shared: Path) -> None:
    texts = [row["留言主题"] + row["留言详情"] for row in table(shared, "mailbox_hot.csv")]
    truth = json.loads((shared / "messages" / "near_duplicate_pairs.json").read_text())["pairs"]
    assert {(p.first, p.second, round(p.similarity, 4)) for p in pairs_of(texts)} == {
        (a, b, s) for a, b, s in truth
    }


@pytest.mark.slow
def test_classes_of_unseen_rows(shared: Path) -> None:
    rows = table(shared, "labelled_tokens.csv")
    held = [hashlib.sha256("".join(row["tokens"].split())[:60].encode()).digest()[0] < 51 for row in rows]
    model = train(
        *zip(*((r["tokens"], r["label"]) for r, h in zip(rows, held, strict=True) if not h), strict=True)
    )
    unseen = [row for row, h in zip(rows, held, strict=True) if h and not model.knows(row["tokens"])]
    answers = model.predict([row["tokens"] for row in unseen])
    right = np.array([a.label == row["label"] for a, row in zip(answers, unseen, strict=True)])
    assert right.mean() > 0.91
    assert expected_error(np.array([a.probability for a in answers]), right) < 0.035


@pytest.mark.slow
def test_well_known_topics_are_near_the_top(shared: Path) -> None:
    messages = [
        Message(
            row["留言主题"].strip(), " ".join(row["留言详情"].split()), row["留言用户"],
            day(row["留言时间"]),
            int(row["点赞数"]), int(row["反对数"]),
        )
        for row in table(shared, "mailbox_hot.csv")
    ]  # fmt: skip
    top = topics_of(messages)[:10]
    for words in (("人才", "补贴"), ("搅拌站",), ("车位",), ("车贷",)):
        assert any(all(word in topic.title for word in words) for topic in top), words
    assert [(t.title, t.heat) for t in topics_of(messages[::-1])[:10]] == [(t.title, t.heat) for t in top]
