"""`cocity budget`: what it prints, writes and refuses."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from cocity.kit.errors import Invalid

TEXT = """META
key;value
description;Two <parks>
budget;100
vote_type;approval
max_length;2
PROJECTS
project_id;cost;name
a;50;Trees & <shade>
c;50;Swings
b;40;Library
d;90;Tower
VOTES
voter_id;vote
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    votes = "".join(f"{n};a,c\n" for n in range(60)) + "".join(f"{n};b\n" for n in range(60, 100))
    path = tmp_path / "two.pb"
    path.write_text(TEXT + votes + "100;d\n")
    return path


def told(file: Path, *words: str) -> dict[str, object]:
    out = file.with_suffix(".json")
    call_command("budget", str(file), *words, "--json", str(out))
    found: dict[str, object] = json.loads(out.read_text())
    return found


def test_winners_cost_and_reasons_are_written(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(file, "--rule", "mes", "--utility", "cost", "--completion", "none")
    assert (found["winners"], found["cost"]) == (["a"], 50)
    by_id = {one["id"]: one for one in found["projects"]}
    assert by_id["a"]["paid_in_full"] == 60
    assert by_id["b"]["how"] == "lost"
    assert by_id["b"]["money_behind"] == pytest.approx(40 * 100 / 101)
    assert by_id["b"]["votes_needed"] == 1
    assert by_id["c"]["spent_on"] == [{"id": "a", "amount": pytest.approx(50)}]
    assert by_id["d"]["after_purchases"] == 0
    said = capsys.readouterr().out
    assert "均等份额" in said
    assert "equal shares" in said


def test_greedy_leaves_the_minority_out_and_the_figures_say_so(file: Path) -> None:
    found = told(file, "--rule", "greedy")
    assert found["winners"] == ["a", "c"]
    assert found["figures"]["excluded"] == 41


def test_other_rules_stand_beside_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(file, "--compare")
    assert [(one["rule"], one["completion"]) for one in found["compare"]] == [
        ("greedy", "none"), ("mes", "none"), ("mes", "add1"), ("mes", "add1u"),
    ]  # fmt: skip
    assert "what if" in capsys.readouterr().out


def test_the_page_is_sound_and_says_it_in_both_languages(file: Path) -> None:
    page = file.with_suffix(".html")
    call_command("budget", str(file), "--html", str(page), "--compare")
    text = page.read_text()
    assert "Trees &amp; &lt;shade&gt;" in text
    assert "<shade>" not in text
    assert "<script" not in text
    body = ElementTree.fromstring(text[text.index("<body>") : text.index("</html>")].replace("<br>", "<br/>"))
    drawn = body.find(".//svg[@class='flow']")
    assert drawn is not None
    assert drawn.get("role") == "img"
    assert len(body.findall(".//table")) == 3
    assert body.findall(".//*[@lang='en']")


def test_a_fault_is_named_by_its_line(file: Path) -> None:
    file.write_text(file.read_text().replace("100;d\n", "100;zoo\n"))
    with pytest.raises(Invalid) as caught:
        call_command("budget", str(file))
    assert "line 115: the vote names 'zoo'" in caught.value.message.en
    assert caught.value.field == str(file)
    with pytest.raises(Invalid, match="cannot be read: there is no such file"):
        call_command("budget", str(file.with_name("nowhere.pb")))


def test_strict_refuses_what_is_only_odd(file: Path) -> None:
    file.write_text(file.read_text().replace("max_length;2", "max_length;1"))
    assert told(file)["remarks"]
    with pytest.raises(Invalid):
        call_command("budget", str(file), "--strict")


def test_from_the_shell_it_needs_no_city(file: Path, tmp_path: Path) -> None:
    """No settings are loaded: a home that cannot be made would stop them."""
    command = [sys.executable, "-m", "cocity.doors.console.main", "budget", str(file), "--json", "-"]
    root = Path(__file__).resolve().parents[3]
    env = {"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin", "COCITY_DATABASE": "nonsense"}
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["budget"] == 100
    file.write_text("META\n")
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=tmp_path, check=False)
    assert (done.returncode, "line 1" in done.stderr) == (2, True), done.stderr
    wrong = [*command, "--rule", "lottery"]
    done = subprocess.run(wrong, capture_output=True, text=True, env=env, cwd=tmp_path, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "'lottery'" in done.stderr


def test_a_reader_that_leaves_early_and_a_folder_that_is_none_give_no_traceback(
    file: Path, tmp_path: Path
) -> None:
    program = [sys.executable, "-m", "cocity.doors.console.main", "budget", str(file), "--json"]
    with subprocess.Popen([*program, "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as left:
        assert left.stdout is not None
        left.stdout.close()
        assert left.stderr is not None
        assert left.stderr.read() == b""
        assert left.wait(60) == 1
    with pytest.raises(Invalid, match="cannot be written: there is no such file"):
        call_command("budget", str(file), "--json", str(tmp_path / "nowhere" / "x.json"))
