"""The table as a file: good rows in, bad rows back with line and field, the same file again changes nothing."""

import pytest

from cocity.act.dispatch import api as dispatch
from cocity.act.dispatch import sheet
from cocity.act.dispatch.models import Responsibility, RulesVersion
from cocity.act.dispatch.table import DEFAULT
from cocity.ground.people.api import SYSTEM
from cocity.kit.errors import Forbidden, Invalid
from cocity.listen.intake import api as intake
from tests.act.dispatch_world import HEAD, TABLE, Desk


def test_bad_rows_are_named_by_line_and_field_and_the_others_taken(desk: Desk) -> None:
    rows = [
        "good,housing,,,,,dept-housing,,,,,",
        ",housing,,,,,dept-housing,,,,,",
        "b,no-such,,,,,dept-housing,,,,,",
        "c,,nowhere,,,,dept-housing,,,,,",
        "d,,,sea,,,dept-housing,,,,,",
        "e,,,,,hour = 30,dept-housing,,,,,",
        "f,,,,,,{village},,,,,",
        "g,,,,,,dept-housing,soon,,,,",
        "h,,,,,,dept-housing,,2026-02-30,,,",
        "i,,,,,,dept-housing,,2026-02-02,2026-02-01,,",
        "good,,,,,,dept-water,,,,,",
        "j,no-such,,sea,,,,,,,,",
    ]
    done = desk.rules(HEAD + "\n".join(rows) + "\n")
    faults = [(p.line, p.field) for p in done.problems]
    assert faults == [
        (3, "code"), (4, "category"), (5, "area"), (6, "layer"), (7, "condition"), (8, "body"), (9, "priority"),
        (10, "valid_from"), (11, "valid_to"), (12, "code"), (13, "body"), (13, "layer"), (13, "category"),
    ]  # fmt: skip
    assert done.created == 1
    back = dispatch.problems_as_csv(done.problems).splitlines()
    assert back[0].startswith("line,field,problem,code")
    assert "hour = 30" in back[5]


@pytest.mark.parametrize("content", [b"", HEAD.encode(), (HEAD + ",,,,,,,,,,,\n").encode()])
def test_an_empty_table_changes_nothing(desk: Desk, content: bytes) -> None:
    done = dispatch.import_rules(content, name="x.csv", actor=SYSTEM, now=desk.world.now)
    assert (done.created, done.changed, done.problems) == (0, 0, ())


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"code,what\na,b\n", "x.csv"),
        (b"category\nhousing\n", "x.csv"),
        (b"\xff\xfe\x00\xd8", "x.csv"),
        (b"- [1, 2]\n", "x.yaml"),
        (b"a: b\n", "x.yaml"),
        (b"- {a: b\n", "x.yaml"),
        (b"\0,code\n", "x.csv"),
    ],
)
def test_what_is_no_table_is_refused_by_name(desk: Desk, content: bytes, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        dispatch.import_rules(content, name=name, actor=SYSTEM, now=desk.world.now)
    assert refused.value.field == "file"


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_what_was_written_is_read_back_and_the_same_again_changes_nothing(desk: Desk, form: str) -> None:
    before = dispatch.export_rules(form=form)
    done = dispatch.import_rules(before.encode(), name=f"x.{form}", actor=SYSTEM, now=desk.world.now)
    assert (done.created, done.changed, done.unchanged) == (0, 0, 3)
    assert RulesVersion.objects.count() == 1
    assert dispatch.export_rules(form=form) == before


def test_a_file_from_a_chinese_office_is_read(desk: Desk) -> None:
    done = dispatch.import_rules(
        TABLE.replace("归", "属").encode("gb18030"), name="派单.csv", actor=SYSTEM, now=desk.world.now
    )
    assert done.changed == 2
    assert Responsibility.objects.get(code="housing").reason_zh == "住房属住建部门"


def test_replacing_the_table_ends_what_it_no_longer_names_but_never_on_a_bad_file(desk: Desk) -> None:
    kept = TABLE.replace("last,", "l@st,")
    bad = desk.rules(kept + "x,no-such,,,,,b,,,,,\n", replace=True)
    assert (bad.ended, Responsibility.objects.get(code="last").valid_to) == (0, None)
    assert desk.rules(kept, replace=True).ended == 1
    assert Responsibility.objects.get(code="last").valid_to == desk.world.now.date()


def test_only_those_in_charge_change_the_rules(desk: Desk) -> None:
    for name, allowed in (("handler:watch", False), ("caller", False), ("dispatcher", True)):
        actor = desk.world.actor(name)
        if allowed:
            dispatch.import_rules(TABLE.encode(), name="x.csv", actor=actor, now=desk.world.now)
        else:
            with pytest.raises(Forbidden):
                dispatch.import_rules(TABLE.encode(), name="x.csv", actor=actor, now=desk.world.now)


def test_a_change_past_the_publishing_is_seen(desk: Desk) -> None:
    Responsibility.objects.filter(code="last").update(body="dept-water")
    assert "not_published" in {p.kind for p in dispatch.problems(now=desk.world.now)}


def test_the_built_in_table_is_whole(desk: Desk) -> None:
    lines = sheet.read(DEFAULT.read_bytes(), name=DEFAULT.name)
    rows, bad = sheet.rules_of(lines, categories=intake.categories(), areas=lambda codes: codes)
    assert bad == []
    covered = {row.category for row in rows}
    leaves = [c for c in intake.categories() if "/" in c and not c.startswith(("other", "safety"))]
    assert [c for c in leaves if c not in covered and c.split("/")[0] not in covered] == []
    assert all(row.reason_zh and row.reason_en for row in rows)
    assert {"{street}", "{district}", "{committee}"} <= {row.body for row in rows}
