"""`cocity responsibilities`: a table taken in with its errors by line, tried first, looked over and shown over time."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from cocity.act.dispatch.models import Responsibility, RulesVersion
from cocity.doors.console.main import main
from cocity.ground.people.models import Body
from cocity.kit.errors import Invalid
from tests.act.dispatch_world import HEAD, TABLE
from tests.world import World

pytestmark = pytest.mark.django_db


def run(*words: str | Path, bad: bool = False) -> str:
    out = StringIO()
    if not bad:
        call_command("responsibilities", *map(str, words), stdout=out)
        return out.getvalue()
    with pytest.raises(SystemExit) as ended:
        call_command("responsibilities", *map(str, words), stdout=out)
    assert ended.value.code == 3
    return out.getvalue()


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    path = tmp_path / "rules.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_the_same_table_again_changes_nothing(file: Path) -> None:
    assert "created 3" in run("import", file)
    assert "unchanged 3" in run("import", file)
    assert RulesVersion.objects.count() == 1
    file.write_text(run("show"), encoding="utf-8")
    assert "unchanged 3" in run("import", file), "what is shown can be imported again"


def test_a_dry_run_says_what_would_happen_and_changes_nothing(file: Path) -> None:
    assert "created 3" in run("import", file, "--dry-run")
    assert not Responsibility.objects.exists()
    assert not RulesVersion.objects.exists()


def test_a_body_that_is_gone_is_named_with_its_line_and_comes_back(
    file: Path, tmp_path: Path, world: World
) -> None:
    Body.objects.filter(code="dept-water").update(valid_to="2020-01-01")
    file.write_text(TABLE + "who,,,,,,nobody-here,,,,,\n", encoding="utf-8")
    back = tmp_path / "bad.csv"
    said = run("import", file, "--bad-rows", back, bad=True)
    assert "line 3 body: 没有这个单位，或它已撤销：dept-water" in said
    assert "line 5 body" in said
    assert set(Responsibility.objects.values_list("code", flat=True)) == {"housing", "last"}
    assert "nobody-here" in back.read_text(encoding="utf-8-sig")


def test_another_offices_columns_are_mapped(world: World, tmp_path: Path) -> None:
    file = tmp_path / "责任.csv"
    file.write_bytes("编号,事项,承办,备注\nA1,housing,dept-housing,旧\n".encode("gb18030"))
    with pytest.raises(Invalid):
        run("import", file)
    mapped = ("--column", "code=编号", "--column", "category=事项", "--column", "body=承办")
    assert "created 1" in run("import", file, *mapped)
    assert Responsibility.objects.get().body == "dept-housing"
    with pytest.raises(Invalid) as refused:
        run("import", file, *mapped, "--column", "owner=业主")
    assert "业主" in refused.value.message.zh


def test_each_version_of_a_rule_is_kept(file: Path) -> None:
    run("import", file)
    file.write_text(TABLE.replace("text has 漏水", "text has 渗水"), encoding="utf-8")
    run("import", file)
    file.write_text(HEAD + TABLE.splitlines()[1] + "\n", encoding="utf-8")
    assert "ended 2" in run("import", file, "--replace")
    lines = run("show", "leak").splitlines()
    assert len(lines) == 3
    assert "valid_to=" in lines[0]
    assert "渗水" in lines[1]
    assert "漏水" in lines[2]
    assert len(run("show", "--history").splitlines()) == 3


def test_what_is_wrong_with_the_rules_in_force_is_told(file: Path, world: World) -> None:
    run("import", file)
    assert run("check").startswith("0 ")
    Body.objects.filter(code="dept-water").update(valid_to="2020-01-01")
    assert "leak no_body" in run("check", bad=True)


def test_a_file_that_is_not_there_is_said_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in (tmp_path / "none.csv", tmp_path):
        monkeypatch.setattr("sys.argv", ["cocity", "responsibilities", "import", str(file)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        said = capsys.readouterr().err
        why = "这是文件夹，不是文件" if file.is_dir() else "没有这个文件或文件夹"
        assert said == f"cocity: {file}: 读不到这个文件：{why}\n"
        assert "Traceback" not in said
