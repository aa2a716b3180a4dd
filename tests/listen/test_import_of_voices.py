"""Rows of another system become voices with receipts and clocks; bad ones come back; again changes nothing."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from cocity.doors.desk.names import category_words as desk_words
from cocity.doors.open.words import category_words as open_words
from cocity.doors.resident.names import category_words as resident_words
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.api import SYSTEM, body_by_code
from cocity.kit.errors import Invalid
from cocity.listen.hotline.api import mapping
from cocity.listen.intake import operations
from cocity.listen.intake.api import Report, import_voices, read_mapping
from cocity.listen.intake.models import Voice
from cocity.listen.intake.titles import category_title, learn_titles, readable
from tests.world import World

HEAD = "编号,标题,内容,时间,经度,纬度\n"
GOOD = "1,路灯,楼下路灯不亮三天了,2026/3/2 9:30:00,121.47,31.23\n"
MAPPING = {
    "source": "test_mail",
    "title": {"zh": "测试", "en": "Test"},
    "channel": {"name": "mailbox", "class": "matter"},
    "time_zone": "Asia/Shanghai",
    "area": [120.8, 30.6, 122.2, 31.9],
    "external_id": "编号",
    "fields": {
        "subject": "标题",
        "text": "内容",
        "received_at": {"column": "时间", "formats": ["%Y/%m/%d %H:%M:%S"]},
        "kind": {"column": "标题", "contains": {"咨询": "consult"}, "otherwise": "help"},
        "lon": "经度",
        "lat": "纬度",
    },
}


class Desk:
    """Imports texts as files."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder, self.now, self.back = folder, now, folder / "bad.csv"
        self.mapping = dict(MAPPING)

    def read(self, text: str | bytes, name: str = "in.csv") -> Report:
        file, rules = self.folder / name, self.folder / "mapping.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        rules.write_text(yaml.safe_dump(self.mapping, allow_unicode=True))
        self.back.unlink(missing_ok=True)
        return import_voices(file, read_mapping(rules), now=self.now, actor=SYSTEM, bad_rows=self.back)

    def refused(self) -> list[dict[str, str]]:
        with self.back.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    return Desk(tmp_path, world.now)


def test_a_row_becomes_a_voice_with_its_time_its_clock_and_two_entries(desk: Desk) -> None:
    report = desk.read(HEAD + GOOD)
    assert (report.read, report.added, report.bad) == (1, 1, 0)
    voice = Voice.objects.get()
    assert (voice.source, voice.external_id, voice.subject, voice.channel) == (
        "test_mail",
        "1",
        "路灯",
        "mailbox",
    )
    assert voice.received_at.isoformat() == "2026-03-02T01:30:00+00:00"
    assert voice.commitment.opened_at == voice.received_at
    assert voice.commitment.procedure == "help_or_complaint"
    told = JournalEntry.objects.order_by("seq")
    assert [entry.kind for entry in told] == ["commitment.opened", "voice.received"]
    assert {entry.at for entry in told} == {voice.received_at}


def test_history_that_is_overdue_at_once_is_said_with_the_command_for_it(desk: Desk) -> None:
    today = f"2,路灯,不亮,{desk.now.astimezone():%Y/%m/%d} 00:00:00,121.4,31.2\n"
    report = desk.read(HEAD + GOOD + today)
    assert report.added == 2
    [(said, count)] = report.notes.items()
    assert count == 1, "the old one, not the one of today"
    assert "已过期限" in said
    assert "cocity replay" in said
    assert desk.read(HEAD + GOOD).notes == {}, "nothing new came in"


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.read(HEAD + GOOD)
    before = list(Voice.objects.values())
    report = desk.read(HEAD + GOOD)
    assert (report.added, report.unchanged, report.bad) == (0, 1, 0)
    assert list(Voice.objects.values()) == before
    assert JournalEntry.objects.count() == 2


def test_a_known_number_with_other_words_comes_back_instead_of_being_lost_or_rewritten(desk: Desk) -> None:
    desk.read(HEAD + GOOD)
    report = desk.read(HEAD + GOOD.replace("不亮", "太亮"))
    assert (report.added, report.unchanged, report.bad) == (0, 0, 1)
    assert "不亮" in Voice.objects.get().text
    assert "太亮" in desk.refused()[0]["内容"]


def test_a_number_that_stands_twice_in_one_file_is_taken_once(desk: Desk) -> None:
    report = desk.read(HEAD + GOOD + GOOD)
    assert (report.added, report.unchanged) == (1, 1)


BAD = {
    "no such day": ("2,x,内容,2026/2/30 9:00:00,121.4,31.2\n", "时间"),
    "a time still to come": ("2,x,内容,2036/2/3 9:00:00,121.4,31.2\n", "时间"),
    "no time": ("2,x,内容,,121.4,31.2\n", "时间"),
    "swapped coordinates": ("2,x,内容,2026/2/3 9:00:00,31.2,121.4\n", "swapped"),
    "in the sea": ("2,x,内容,2026/2/3 9:00:00,125.0,31.2\n", "at sea"),
    "half a point": ("2,x,内容,2026/2/3 9:00:00,121.4,\n", "经度"),
    "not a number": ("2,x,内容,2026/2/3 9:00:00,east,31.2\n", "经度"),
    "nothing said": ("2,x,   ,2026/2/3 9:00:00,121.4,31.2\n", "内容"),
    "no number": (",x,内容,2026/2/3 9:00:00,121.4,31.2\n", "编号"),
    "a number too long": ("9" * 90 + ",x,内容,2026/2/3 9:00:00,121.4,31.2\n", "编号"),
    "far too long": (f"2,x,{'长' * 20_001},2026/2/3 9:00:00,121.4,31.2\n", "内容"),
    "a NUL": ("2,x,内\0容,2026/2/3 9:00:00,121.4,31.2\n", "NUL"),
    "a cell too many": ("2,x,内容,2026/2/3 9:00:00,121.4,31.2,7\n", "cells"),
    "an unclosed quote": ('2,x,"内容,2026/2/3 9:00:00,121.4,31.2\n', "quote"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_comes_back_with_its_line_and_reason_and_the_rest_goes_in(desk: Desk, name: str) -> None:
    row, told = BAD[name]
    report = desk.read(HEAD + GOOD + row)
    assert (report.read, report.added, report.bad) == (2, 1, 1)
    [back] = desk.refused()
    assert back["原行号 line"] == "3"
    assert told in back["导入错误 import error"]


def test_a_mended_file_of_bad_rows_can_be_imported_as_it_is(desk: Desk) -> None:
    desk.read(HEAD + BAD["swapped coordinates"][0])
    mended = desk.back.read_text(encoding="utf-8-sig").replace("31.2,121.4", "121.4,31.2")
    assert desk.read(mended).added == 1


@pytest.mark.parametrize(
    "text",
    [
        "长" * 5000,
        "🏮🧑‍🦽 家门口坡道",
        "<script>alert(1)</script><b>吵</b>",
        "a\u202eb\u200bc",
        '=HYPERLINK("x")',
    ],
    ids=["5000 characters", "emoji", "html", "invisible characters", "formula"],
)
def test_odd_texts_are_kept_as_words(desk: Desk, text: str) -> None:
    quoted = text.replace('"', '""')
    assert desk.read(f'{HEAD}3,标题,"{quoted}",2026/2/3 9:00:00,,\n').added == 1
    kept = Voice.objects.get().text
    assert kept == text.replace("\u202e", "").replace("\u200b", "")


def test_phone_numbers_are_screened_as_in_any_channel(desk: Desk) -> None:
    desk.read(HEAD + "3,标题,请打 13800001234 找我,2026/2/3 9:00:00,,\n")
    assert "13800001234" not in Voice.objects.get().text


def test_gb18030_is_read(desk: Desk) -> None:
    assert desk.read((HEAD + GOOD).encode("gb18030")).added == 1
    assert Voice.objects.get().subject == "路灯"


def test_a_missing_column_is_one_error_and_nothing_is_written(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        desk.read("编号,标题\n1,路灯\n")
    assert "内容" in refused.value.message.en
    assert refused.value.field == "file"
    assert not Voice.objects.exists()


def test_json_lines_go_in_like_csv(desk: Desk) -> None:
    row = dict(zip(HEAD.strip().split(","), GOOD.strip().split(","), strict=True))
    assert desk.read(json.dumps(row), "in.jsonl").added == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"fields": {"text": "内容"}}, "missing"),
        ({"time_zone": "Asia/Nowhere"}, "time zone"),
        ({"colour": "red"}, "colour"),
        ({"source": "含空格 的"}, "source"),
    ],
)
def test_a_mapping_that_cannot_be_meant_names_the_place_in_it(desk: Desk, change: dict, told: str) -> None:
    desk.mapping.update(change)
    with pytest.raises(Invalid) as refused:
        desk.read(HEAD + GOOD)
    assert refused.value.field == "mapping"
    assert told in refused.value.message.en


def test_a_word_the_mapping_does_not_know_is_refused_unless_it_says_otherwise(desk: Desk) -> None:
    strict = {"column": "标题", "map": {"路灯": "help"}}
    desk.mapping["fields"] = {**MAPPING["fields"], "kind": strict}
    report = desk.read(HEAD + GOOD + GOOD.replace("1,路灯", "2,别的"))
    assert (report.added, report.bad) == (1, 1)
    assert "别的" in desk.refused()[0]["导入错误 import error"]


def test_units_of_the_source_become_bodies_once(desk: Desk, world: World) -> None:
    desk.mapping["bodies"] = {"column": "标题", "names": {"路灯": {"zh": "路灯所", "en": "Lamps"}}}
    assert desk.read(HEAD + GOOD).units == 1
    assert desk.read(HEAD + GOOD).units == 0
    made = body_by_code("test_mail-路灯")
    assert (made.name_zh, made.name_en) == ("路灯所", "Lamps")
    assert made.path.startswith(world.bodies["city"].path)


def test_numbers_that_are_taken_already_are_drawn_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["2603020000000007"] * 100 + [f"26030200000{n:05d}" for n in range(200)])
    monkeypatch.setattr(operations, "new_number", lambda day: next(drawn))
    rows = "".join(GOOD.replace("1,", f"{n},", 1) for n in range(1, 101))
    report = desk.read(HEAD + rows)
    assert (report.added, report.bad) == (100, 0)
    assert Voice.objects.count() == 100


def test_a_batch_is_a_fixed_number_of_statements(desk: Desk, django_assert_max_num_queries) -> None:
    rows = "".join(GOOD.replace("1,", f"{n},", 1) for n in range(1, 201))
    with django_assert_max_num_queries(40):
        assert desk.read(HEAD + rows).added == 200


def test_the_command_tells_how_it_went_by_its_exit_code(
    desk: Desk, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.read(HEAD)
    file = tmp_path / "in.csv"
    file.write_text(HEAD + GOOD)
    given = [str(file), "--mapping", str(tmp_path / "mapping.yaml"), "--json"]
    call_command("import", "hotline", *given)
    assert json.loads(capsys.readouterr().out)["added"] == 1
    file.write_text(HEAD + BAD["no number"][0])
    with pytest.raises(SystemExit) as ended:
        call_command("import", "hotline", *given, "--bad-rows", str(desk.back))
    assert ended.value.code == 3
    assert json.loads(capsys.readouterr().out)["bad_rows"] == str(desk.back)


@pytest.mark.shared
@pytest.mark.slow
def test_a_real_mailbox_goes_in_whole(world: World, shared: Path, tmp_path: Path) -> None:
    file = shared / "messages" / "mailbox_hot.csv"
    report = import_voices(file, mapping("mailbox_hot"), now=world.now, actor=SYSTEM)
    assert (report.read, report.added, report.bad) == (4326, 4326, 0)
    assert Commitment.objects.filter(words__contains="路灯").exists()


@pytest.mark.shared
def test_a_reply_time_that_does_not_parse_comes_back_with_its_line(
    world: World, shared: Path, tmp_path: Path
) -> None:
    back = tmp_path / "bad.csv"
    file = shared / "messages" / "mailbox_replied.csv"
    report = import_voices(file, mapping("mailbox_replied"), now=world.now, actor=SYSTEM, bad_rows=back)
    assert (report.read, report.added, report.bad) == (2112, 2111, 1)
    with back.open(encoding="utf-8-sig", newline="") as opened:
        [row] = csv.DictReader(opened)
    assert "答复时间" in row["导入错误 import error"]
    assert row["原行号 line"] == str(report.first_problems[0][0])
    assert timedelta(0) < world.now - Voice.objects.earliest("received_at").received_at


def test_categories_of_a_source_are_called_what_its_data_calls_them(desk: Desk, settings) -> None:
    desk.mapping |= {
        "category_prefix": "test",
        "fields": {**MAPPING["fields"], "category": {"column": "标题", "map": {"路灯": "street-lights"}, "otherwise": "holes"}},
        "category_titles": {"zh": "标题"},
        "category_names": {"street-lights": {"en": "Street lights"}},
    }  # fmt: skip
    desk.read(HEAD + GOOD + GOOD.replace("1,路灯", "2,路面坑洞"))
    assert {v.category for v in Voice.objects.all()} == {"test/street-lights", "test/holes"}
    lights, holes = category_title("test/street-lights"), category_title("test/holes")
    assert (lights.zh, lights.en) == ("路灯", "Street lights")
    assert (holes.zh, holes.en) == ("路面坑洞", "路面坑洞"), "what has no English title keeps its own"


def test_a_category_nothing_names_is_words_and_not_a_code() -> None:
    assert readable("other_city/broken-park-bench").en == "Broken park bench"
    assert category_title("housing/lift").zh.endswith("电梯")


@pytest.mark.parametrize("words", [desk_words, open_words, resident_words])
def test_no_door_shows_a_code(world: World, words) -> None:
    learn_titles({"boston_311/pothole-repair": {"en": "Pothole Repair"}}, source="boston_311")
    for code in ("boston_311/pothole-repair", "boston_311/unnamed-thing"):
        said = words(code)
        assert code not in (said.zh, said.en)
        assert "/" not in said.en
        assert "-" not in said.en


def test_titles_are_read_once_for_a_page_of_many(world: World, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        for n in range(25):
            category_title(f"boston_311/kind-{n}")
