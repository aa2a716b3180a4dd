"""`cocity text` from files to answers."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from cocity.kit.errors import Invalid
from tests.engines.text.corpus import rows

HEAD = ["留言用户", "留言主题", "留言详情", "留言时间", "点赞数", "反对数", "答复意见", "答复时间"]
ROWS = [
    ["u1", "梧桐苑旁的搅拌站扰民", "搅拌站粉尘大，梧桐苑居民睡不着。电话13812345678", "2024/5/1 10:00:00", "3", "0", "您好，经核实已整改。", "2024/5/3 10:00:00"],
    ["u2", "梧桐苑边上搅拌站噪音", "搅拌站粉尘大，梧桐苑居民睡不着。电话13812345678", "2024/5/2 10:00:00", "1", "0", "收到", "2024/9/3"],
    ["u3", "怎么办护照", "住在漕溪路12号，想办护照", "2024/5/2", "0", "0", "请到窗口", "?"],
]  # fmt: skip


def written(path: Path, head: list[str], lines: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *lines])
    return path


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    return written(tmp_path / "mailbox.csv", HEAD, ROWS)


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> object:
    call_command("text", *map(str, arguments), "--json")
    return json.loads(capsys.readouterr().out)


def test_train_predict_eval(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    learn = written(tmp_path / "a.csv", ["t", "l"], [list(row) for row in zip(*rows(160), strict=True)])
    fresh = written(
        tmp_path / "b.csv",
        ["t", "l"],
        [["刚写的新话：" + t, x] for t, x in zip(*rows(30, seed=8), strict=True)] + [["???", "卫生计生"]],
    )
    model = tmp_path / "model"
    assert (
        told(capsys, "train", learn, "--text-column", "t", "--label-column", "l", "--model", model)["rows"]
        == 160
    )  # type: ignore[call-overload,index]
    answers = told(capsys, "predict", fresh, "--text-column", "t", "--model", model)
    assert isinstance(answers, list)
    assert len(answers) == 31
    assert all(a["label"] for a in answers)
    assert all(0 < a["probability"] <= 1 for a in answers)
    assert answers[0]["reasons"]
    unsure = told(capsys, "predict", fresh, "--text-column", "t", "--model", model, "--abstain")
    assert unsure[-1]["label"] is None  # type: ignore[index]
    figures = told(capsys, "eval", fresh, "--text-column", "t", "--label-column", "l", "--model", model)
    assert figures["macro_f1"] > 0.9  # type: ignore[call-overload,index]
    with pytest.raises(Invalid, match="learned from"):
        call_command(
            "text", "eval", str(learn), "--text-column", "t", "--label-column", "l", "--model", str(model)
        )
    capsys.readouterr()


def test_without_a_model_the_small_one_of_the_demo_answers(
    mailbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = told(capsys, "predict", mailbox, "--text-column", "留言主题", "留言详情", "--tags")
    assert len(answers) == 3  # type: ignore[arg-type]


def test_duplicates_topics_places_mask_and_replies(
    mailbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index, page = tmp_path / "index", tmp_path / "page.html"
    assert told(capsys, "duplicates", mailbox, "--text-column", "留言详情")["pairs"][0]["first"] == 2  # type: ignore[call-overload,index]
    assert (
        len(told(capsys, "duplicates", mailbox, "--text-column", "留言详情", "--index", index)["pairs"]) == 1
    )  # type: ignore[call-overload,index]
    assert (
        len(told(capsys, "duplicates", mailbox, "--text-column", "留言详情", "--index", index)["pairs"]) == 6
    )  # type: ignore[call-overload,index]
    topics = told(capsys, "topics", mailbox, "--html", page)
    assert topics[0]["lines"] == [2, 3]  # type: ignore[index]
    assert "<svg" in page.read_text()
    places = told(capsys, "places", mailbox)
    assert places[2]["best"] == "漕溪路12号"  # type: ignore[index]
    hidden = told(capsys, "mask", mailbox)
    assert "1381" not in json.dumps(hidden)
    replies = told(capsys, "reply-quality", mailbox)
    assert [row["timeliness"]["value"] for row in replies["rows"]] == [1.0, 0.2, None]  # type: ignore[call-overload,index]


def test_what_is_wrong_is_named(mailbox: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="lacks"):
        call_command("text", "predict", str(mailbox), "--text-column", "nowhere")
    with pytest.raises(Invalid, match="not a model file"):
        call_command("text", "predict", str(mailbox), "--text-column", "留言主题", "--model", str(mailbox))
    with pytest.raises(Invalid, match="cannot be read: there is no such file"):
        call_command(
            "text", "predict", str(mailbox), "--text-column", "留言主题", "--model", str(tmp_path / "no")
        )


def test_a_bad_row_is_told_by_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [list(row) for row in zip(*rows(40), strict=True)]
    file = written(tmp_path / "a.csv", ["t", "l"], [*lines[:3], ["没有类的一行", ""], *lines[3:]])
    with pytest.raises(SystemExit):
        call_command(
            "text",
            "train",
            str(file),
            "--text-column",
            "t",
            "--label-column",
            "l",
            "--model",
            str(tmp_path / "m"),
        )
    assert "line 5" in capsys.readouterr().err
