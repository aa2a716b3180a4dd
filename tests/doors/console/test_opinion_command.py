"""`cocity opinion` from a file to text, JSON and a page."""

import csv
import gzip
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from lxml import html

from cocity.kit.errors import CityError
from tests.engines.opinion.making import BIODIVERSITY, alike, entries, planted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eighty people in two groups, thirty statements of which one is rejected; strata and a census."""
    of = planted(80, 30, 2, share=0.7, seed=6)
    with (tmp_path / "votes.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["timestamp", "datetime", "comment-id", "voter-id", "vote"])
        for n, (who, what, said) in enumerate(zip(*entries(of.votes), strict=True)):
            out.writerow([n, "x", what, f"p{who}" if who % 2 else int(who), -int(said)])
    lines = [f'{n},{-1 if n == 3 else 1},"意见 <{n}>"' for n in range(30)]
    (tmp_path / "comments.csv").write_text("\n".join(["comment-id,moderated,comment-body", *lines]))
    (tmp_path / "strata.csv").write_text(
        "participant,sex\n" + "".join(f"p{n},f\n{n - 1},m\n" for n in range(1, 80, 2))
    )
    (tmp_path / "census.csv").write_text("stratum,category,share\nsex,f,3\nsex,m,1\n")
    return tmp_path


def told(folder: Path, *words: str, votes: str = "votes.csv") -> dict[str, Any]:
    call_command("opinion", str(folder / votes), "--json", str(folder / "out.json"), *words)
    found: dict[str, Any] = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return found


def test_json_holds_what_was_computed(folder: Path) -> None:
    found = told(folder)
    group = planted(80, 30, 2, share=0.7, seed=6).group
    assert (found["k"], found["people"], found["in_conversation"], found["statements"]) == (2, 80, 80, 30)
    mine = np.array([found["membership"][f"p{n}" if n % 2 else str(n)] for n in range(80)])
    assert alike(mine, group) == 1
    assert sorted(one for of in found["groups"] for one in of["members"]) == sorted(found["membership"])
    assert 0.3 < found["silhouette"] <= 1
    named = {one["statement"] for of in found["representative"].values() for one in of}
    named |= {one["statement"] for side in ("agree", "disagree") for one in found["consensus"][side]}
    assert named
    assert 3 not in named
    assert set(found["certainty"]) == set(found["membership"])
    assert set(found["next"]) == {str(n) for n in range(30)}


def test_without_moderation_a_statement_only_its_author_voted_on_is_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (folder / "votes.csv").open("a", newline="") as file:
        csv.writer(file).writerow([9_999, "x", 99, "p1", 1])
    assert told(folder)["taken_for_rejected"] == 0, "comments.csv tells what is rejected"
    (folder / "comments.csv").unlink()
    assert told(folder)["taken_for_rejected"] == 1
    assert told(folder, "--every-statement")["taken_for_rejected"] == 0
    call_command("opinion", str(folder / "votes.csv"), "--html", str(folder / "out.html"))
    assert "只有一人投过票的 1 条意见" in (folder / "out.html").read_text(encoding="utf-8")
    capsys.readouterr()
    call_command("opinion", str(folder / "votes.csv"))
    assert "one person voted" in capsys.readouterr().out


def test_json_goes_to_standard_output_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    call_command("opinion", "votes.csv", "--json", "-")
    assert json.loads(capsys.readouterr().out)["people"] == 80
    assert not (folder / "-").exists()


def test_a_wide_file_and_a_packed_file_give_the_same(folder: Path) -> None:
    of = told(folder)
    (folder / "packed.csv.gz").write_bytes(gzip.compress((folder / "votes.csv").read_bytes()))
    assert told(folder, votes="packed.csv.gz") == of
    (folder / "other.csv").write_bytes((folder / "votes.csv").read_text().encode("utf-16"))
    assert told(folder, votes="other.csv") == of


def test_people_read_it_at_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("opinion", str(folder / "votes.csv"))
    said = capsys.readouterr().out
    assert "2 组 groups" in said
    assert "A 组 group A" in said
    assert "意见 <" in said


@pytest.mark.parametrize(("language", "words"), [("zh", "意见分组"), ("en", "Opinion groups")])
def test_the_page_has_pictures_that_are_told(folder: Path, language: str, words: str) -> None:
    out = folder / "out.html"
    strata = ("--strata", str(folder / "strata.csv"), "--census", str(folder / "census.csv"))
    call_command("opinion", str(folder / "votes.csv"), "--html", str(out), "--language", language, *strata)
    page = html.fromstring(out.read_bytes())
    assert page.get("lang") == {"zh": "zh-Hans", "en": "en"}[language]
    assert page.findtext(".//h1") == words
    pictures = page.xpath("//svg[@role='img']")
    assert len(pictures) > 5
    assert all(each.findtext("title") and each.findtext("desc") for each in pictures)
    assert len(page.xpath("//table")) == len(page.xpath("//details")) >= 4
    assert not page.xpath("//script|//link|//img")
    shapes = {each.get("d") for each in page.xpath("//path[contains(@class, 'mark')]")}
    assert len(shapes) == 2
    assert page.xpath("count(//text[@class='letter'])") == 2
    assert "意见 <" in page.text_content()
    assert not re.search(r"\{\{|\{%|None", out.read_text())


def test_weights_by_the_census(folder: Path) -> None:
    strata = ("--strata", str(folder / "strata.csv"), "--census", str(folder / "census.csv"))
    found = told(folder, *strata)["agreement"]
    assert found["effective_people"] == pytest.approx(80**2 / (40 * 1.5**2 + 40 * 0.5**2))
    assert found["weighted"]["0"] != found["raw"]["0"]
    with pytest.raises(CityError):
        told(folder, *strata[:2])
    (folder / "census.csv").write_text("stratum,category,share\nsex,f,3\nsex,m,much\n")
    with pytest.raises(CityError, match="line 3"):
        told(folder, *strata)


def test_few_people_are_not_put_into_groups(folder: Path) -> None:
    lines = [
        "comment-id,voter-id,vote",
        *(f"{what},{who},{(-1) ** who}" for who in range(6) for what in range(9)),
    ]
    (folder / "few.csv").write_text("\n".join(lines))
    found = told(folder, votes="few.csv")
    assert (found["shown"], found["k"], found["membership"], found["groups"]) == (False, 0, {}, [])
    assert found["why_not"]["zh"]
    assert told(folder, "--least", "5", votes="few.csv")["k"] == 2
    call_command("opinion", str(folder / "few.csv"), "--html", str(folder / "few.html"))
    assert "少于" in (folder / "few.html").read_text()


def test_copies_are_told_and_left_out_on_request(folder: Path) -> None:
    row = "".join(f"9,x,{what},copy{n},{(-1) ** (what // 2)}\n" for n in range(9) for what in range(30))
    with (folder / "votes.csv").open("a") as file:
        file.write(row)
    found = told(folder)
    assert found["doubtful"]["copied"] == [[f"copy{n}" for n in range(9)]]
    assert found["doubtful"]["left_out"] == 0
    without = told(folder, "--without-doubtful")
    assert without["doubtful"]["left_out"] == 8
    assert without["people"] == found["people"]
    assert without["in_conversation"] == found["in_conversation"] - 8


def test_what_is_wrong_is_said_with_file_and_line(folder: Path) -> None:
    (folder / "bad.csv").write_text("comment-id,voter-id,vote\n1,1,1\n1,2,perhaps\n")
    with pytest.raises(CityError, match=r"line 3.*perhaps") as said:
        told(folder, votes="bad.csv")
    assert said.value.field.endswith("bad.csv")
    assert "第 3 行" in said.value.message.zh
    for name in ("nowhere.csv", "."):
        with pytest.raises(CityError):
            told(folder, votes=name)
    with pytest.raises(CityError):
        call_command("opinion", str(folder / "votes.csv"), "--json", str(folder / "no" / "out.json"))


@pytest.mark.shared
def test_a_real_export_with_meta_statements(shared: Path, tmp_path: Path) -> None:
    votes = shared / "conversations" / BIODIVERSITY / "votes.csv"
    call_command("opinion", str(votes), "--json", str(tmp_path / "o.json"), "--meta", "0,1,4")
    found = json.loads((tmp_path / "o.json").read_text())
    assert found["k"] == 2
    assert [found["next"][one] for one in ("0", "1", "4")] == [49.0] * 3
    assert sorted(len(one["members"]) for one in found["groups"]) == [72, 369]
