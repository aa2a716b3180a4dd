"""Samples at the desk: who draws and who asks, that the same seed draws the same, and that nothing typed is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.models import Member, Sample
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal.models import JournalEntry
from cocity.ground.people.models import User
from cocity.kit.dates import day_words
from tests.answer.stories import HOUSING, Story
from tests.answer.test_samples import closed
from tests.doors.desk.conftest import At
from tests.ground.test_permission_holes import stand_in
from tests.support.samples import sealed
from tests.world import World

pytestmark = pytest.mark.django_db
NEW = "/desk/samples/new"
WANTED = {
    "reason": "每月抽查，电话13812345678",
    "since": "2026-11-23",
    "until": "2026-11-23",
    "size": "2",
    "method": "电话询问",
    "seed_from": "2026-11-26 开奖",
    "seed_on": "2026-11-26",
    "ask_until": "2026-12-20",
    "key": "one",
}
SEED = "03 11 17 24"
SAID = {"outcome": "answered", "solved": "partly", "stars": "3", "text": "灯亮了，扶手还松", "seen": ""}


@pytest.fixture(autouse=True)
def _days_later(now: datetime) -> Iterator[None]:
    with time_machine.travel(now + timedelta(days=2), tick=False):
        yield


@pytest.fixture
def stories(world: World) -> list[Story]:
    """Four closed matters of the housing department."""
    return [closed(world) for _ in range(4)]


def announce(client: Client, **more: str) -> int:
    answer = client.post(NEW, {**WANTED, **more})
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.headers["Location"].strip("/").rpartition("/")[2])


def draw(client: Client, seed: str = SEED, **more: str) -> int:
    """Announced today and drawn tomorrow, when its seed is known."""
    sample, user = announce(client, **more), user_of(client)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=False):
        answer = again(user).post(f"/desk/samples/{sample}/draw", {"seed": seed})
    assert answer.headers["Location"] == f"/desk/samples/{sample}/", answer.content.decode()
    return sample


def user_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def again(user: User) -> Client:
    """Signed in anew: a session does not outlast the day."""
    later = Client(headers={"accept-language": "zh-hans"})
    later.force_login(user)
    return later


def drawn(sample: int) -> list[str]:
    members = Member.objects.filter(sample_id=sample).order_by("rank")
    return list(members.values_list("commitment__number", flat=True))


def ask(client: Client, sample: int, number: str, **more: str) -> Any:
    return client.post(f"/desk/samples/{sample}/{number}/", {**SAID, **more})


def test_each_address_opens_to_its_roles_and_to_nobody_else(
    world: World, at: At, stories: list[Story]
) -> None:
    sample = draw(at("auditor"), size="4")
    readers, drawers = (
        {"caller", "supervisor", "supervisor:d1", "auditor"},
        {"supervisor", "supervisor:d1", "auditor"},
    )
    opened = {
        "/desk/samples/": readers,
        NEW: drawers,
        f"/desk/samples/{sample}/": readers,
        f"/desk/samples/{sample}/draw": drawers,
        f"/desk/samples/{sample}/end": drawers,
        f"/desk/samples/{sample}/{stories[0].number}/": {"caller"},
    }
    for where, allowed in opened.items():
        assert Client().get(where).status_code == 302
        for name in world.workers:
            assert at(name).get(where).status_code == (200 if name in allowed else 403), f"{name} at {where}"
    for name in set(world.workers) - drawers:
        assert at(name).post(NEW, {**WANTED, "key": name}).status_code == 403
        assert at(name).post(f"/desk/samples/{sample}/draw", {"seed": SEED}).status_code == 403
        assert at(name).post(f"/desk/samples/{sample}/end", {"why": "不要了"}).status_code == 403
    for name in set(world.workers) - {"caller"}:
        assert ask(at(name), sample, stories[0].number).status_code == 403
    assert (Sample.objects.count(), Member.objects.exclude(outcome="").count()) == (1, 0)


def test_seed_and_secret_draw_and_the_method_is_shown(world: World, at: At, stories: list[Story]) -> None:
    first = draw(at("auditor"))
    numbers = [s.number for s in stories]
    assert drawn(first) == verdicts.chosen(numbers, seed=SEED, size=2, secret=sealed(first))
    shown = at("supervisor").get(f"/desk/samples/{first}/").content.decode()
    row = Sample.objects.get(pk=first)
    for words in (SEED, "电话询问", "每月抽查", row.frame, row.commit, "2026年11月23日", "封存着"):
        assert words in shown
    assert "13812345678" not in shown, "the reason is screened"
    entry = JournalEntry.objects.filter(kind="verdict.sample_drawn").latest("seq")
    assert (entry.public or {})["reason"] == row.reason


def test_nobody_at_the_desk_sees_the_secret_before_it_is_opened(
    world: World, at: At, stories: list[Story]
) -> None:
    sample = draw(at("auditor"))
    secret = sealed(sample)
    where = ("", "draw", "end", f"{drawn(sample)[0]}/")
    for name in world.workers:
        for each in where:
            assert secret not in at(name).get(f"/desk/samples/{sample}/{each}").content.decode()
    assert at("auditor").post(f"/desk/samples/{sample}/end", {"why": "写错了时段"}).status_code == 302
    shown = at("supervisor").get(f"/desk/samples/{sample}/").content.decode()
    assert secret in shown
    assert "写错了时段" in shown
    assert "撤回了" in shown
    assert ask(at("caller"), sample, drawn(sample)[0]).status_code == 409, "nobody is asked any more"


def test_what_is_wrong_with_seed_or_end_is_named_and_kept(world: World, at: At, stories: list[Story]) -> None:
    client, sample = at("auditor"), announce(at("auditor"))
    user = user_of(client)
    where = f"/desk/samples/{sample}/draw"
    early = client.post(where, {"seed": SEED})
    assert early.status_code == 422
    assert "2026年11月26日" in early.content.decode()
    assert f'value="{SEED}"' in early.content.decode()
    assert client.post(where, {}).status_code == 422
    unsaid = client.post(f"/desk/samples/{sample}/end", {"why": " "})
    assert unsaid.status_code == 422
    assert 'href="#id_why"' in unsaid.content.decode()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=False):
        client = again(user)
        assert client.post(where, {"seed": SEED}).status_code == 302
        assert client.post(where, {"seed": SEED}).status_code == 302, "sent twice is once"
        assert client.post(where, {"seed": "another"}).status_code == 409
    assert JournalEntry.objects.filter(kind="verdict.sample_drawn").count() == 1


def test_place_body_and_category_narrow_what_is_drawn_from(
    world: World, at: At, stories: list[Story]
) -> None:
    other = stories[0].number
    Commitment.objects.filter(number=other).update(
        category="roads/light", place_path=world.places["d2-s1"].path, holder=world.bodies["dept-water"]
    )
    for n, narrowed in enumerate(({"place": "d2"}, {"body": "dept-water"}, {"category": "roads/light"})):
        sample = draw(at("auditor"), size="4", key=str(n), **narrowed)
        assert drawn(sample) == [other]
    assert "dept-water" not in at("auditor").get(f"/desk/samples/{sample}/").content.decode()


def test_what_is_wrong_with_a_draw_is_named_and_nothing_typed_is_lost(
    world: World, at: At, stories: list[Story]
) -> None:
    client = at("auditor")
    empty = client.post(NEW, {"key": "one"})
    assert empty.status_code == 422
    for field in ("reason", "since", "until", "size", "method", "seed_from", "seed_on", "ask_until"):
        assert f'href="#id_{field}"' in empty.content.decode()
    for wrong, field in (
        ({"size": "0"}, "size"),
        ({"size": "many"}, "size"),
        ({"until": "2026-11-22"}, "until"),
        ({"until": "2026-11-25"}, "until"),
        ({"since": "soon"}, "since"),
        ({"seed_on": "2026-11-25"}, "seed_on"),
        ({"seed_on": "2026-12-27"}, "seed_on"),
        ({"ask_until": "2026-11-26"}, "ask_until"),
        ({"ask_until": "2027-03-01"}, "ask_until"),
        ({"place": "nowhere"}, "place"),
        ({"body": "nobody"}, "body"),
    ):
        answer = client.post(NEW, {**WANTED, **wrong})
        shown = answer.content.decode()
        assert answer.status_code == 422, wrong
        assert f'href="#id_{field}' in shown, wrong
        assert "每月抽查" in shown
        assert 'value="2026-11-26 开奖"' in shown
    assert not Sample.objects.exists()


def test_an_announcement_sent_twice_is_one_and_a_changed_one_is_said_not_to_be_taken(
    world: World, at: At, stories: list[Story]
) -> None:
    client = at("auditor")
    assert announce(client) == announce(client)
    for changed in ({"seed_from": "another"}, {"size": "3"}):
        answer = client.post(NEW, {**WANTED, **changed})
        assert answer.status_code == 409
        assert "改动没有生效" in answer.content.decode()
    assert Sample.objects.count() == 1


def test_a_caller_sees_what_is_open_and_notes_what_was_said(
    world: World, at: At, stories: list[Story]
) -> None:
    sample, client = draw(at("auditor"), size="4"), at("caller")
    first, second = drawn(sample)[:2]
    assert ask(client, sample, first).status_code == 302
    assert ask(client, sample, second, outcome="no_answer", solved="", stars="", text="").status_code == 302
    member = Member.objects.get(sample_id=sample, commitment__number=first)
    assert (member.outcome, member.solved, member.stars, member.text) == (
        "answered", "partly", 3, "灯亮了，扶手还松",
    )  # fmt: skip
    wanted = {"open": set(drawn(sample)[2:]), "missed": {second}, "answered": {first}, "": set(drawn(sample))}
    for show, numbers in wanted.items():
        shown = client.get(f"/desk/samples/{sample}/?show={show}").content.decode()
        assert {n for n in drawn(sample) if f"/desk/samples/{sample}/{n}/" in shown} == numbers, show
    assert "25.0%" in shown
    assert "13800000001" not in shown + client.get(f"/desk/samples/{sample}/{first}/").content.decode()


def test_an_answer_without_its_word_or_a_word_without_an_answer_is_named_and_kept(
    world: World, at: At, stories: list[Story]
) -> None:
    sample, client = draw(at("auditor"), size="4"), at("caller")
    number = stories[0].number
    for wrong, field in (
        ({"solved": ""}, "solved"),
        ({"outcome": ""}, "outcome"),
        ({"outcome": "no_answer"}, "outcome"),
        ({"outcome": "asleep"}, "outcome"),
        ({"stars": "9"}, "stars"),
    ):
        answer = ask(client, sample, number, **wrong)
        assert answer.status_code == 422, wrong
        assert f'href="#id_{field}' in answer.content.decode(), wrong
        assert "灯亮了，扶手还松" in answer.content.decode()
    assert not Member.objects.exclude(outcome="").exists()


def test_two_callers_at_once_the_second_is_told_and_keeps_the_words(
    world: World, at: At, stories: list[Story]
) -> None:
    sample, number = draw(at("auditor"), size="4"), stories[0].number
    world.worker("second caller", "watch", "caller", over="city")
    missed = {"outcome": "no_answer", "solved": "", "stars": "", "text": ""}
    assert ask(at("caller"), sample, number, **missed).status_code == 302
    stale = ask(at("second caller"), sample, number)
    assert stale.status_code == 409
    assert "灯亮了，扶手还松" in stale.content.decode()
    assert 'name="seen" value="no_answer"' in stale.content.decode(), (
        "it can be sent again, knowing of the try"
    )
    assert ask(at("second caller"), sample, number, seen="no_answer").status_code == 302
    assert ask(at("second caller"), sample, number, seen="no_answer").status_code == 302, "sent twice is once"
    assert ask(at("caller"), sample, number, solved="yes", seen="answered").status_code == 409
    assert JournalEntry.objects.filter(kind="verdict.sample_answered").count() == 2


def test_a_caller_of_the_unit_that_handled_it_neither_sees_nor_asks(
    world: World, at: At, stories: list[Story]
) -> None:
    sample, number = draw(at("auditor"), size="4"), stories[0].number
    world.worker("housing caller", "dept-housing", "caller", over="city")
    client = at("housing caller")
    assert number not in client.get(f"/desk/samples/{sample}/").content.decode()
    assert client.get(f"/desk/samples/{sample}/{number}/").status_code == 404
    assert ask(client, sample, number).status_code == 404
    world.worker("stand-in", "watch", "caller", over="city")
    stand_in(world, "stand-in", "handler", "dept-housing")
    assert number not in at("stand-in").get(f"/desk/samples/{sample}/").content.decode()
    assert at("stand-in").get(f"/desk/samples/{sample}/{number}/").status_code == 404
    # Held by others by now, but it was this unit that handled it: neither what was said nor the contact is shown.
    Commitment.objects.filter(number=number).update(holder=world.bodies["dept-water"])
    answer = client.get(f"/desk/samples/{sample}/{number}/")
    assert answer.status_code == 403
    assert "看不见台阶" not in answer.content.decode()
    assert ask(client, sample, number).status_code == 403
    assert ask(at(HOUSING), sample, number).status_code == 403
    assert not Member.objects.exclude(outcome="").exists()


def test_a_long_list_is_turned_page_by_page(
    world: World, at: At, stories: list[Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cocity.doors.desk.sampling.PAGE_SIZE", 3)
    sample, client = draw(at("auditor"), size="4"), at("caller")
    first = client.get(f"/desk/samples/{sample}/").content.decode()
    second = client.get(f"/desk/samples/{sample}/?after=3").content.decode()
    assert "after=3" in first
    last = drawn(sample)[3]
    assert f"/desk/samples/{sample}/{last}/" not in first
    assert f"/desk/samples/{sample}/{last}/" in second


def test_the_last_day_of_the_seed_is_said_as_a_date_before_it_is_sent(world: World, at: At) -> None:
    page = at("auditor").get("/desk/samples/new").content.decode()
    assert f"最晚 {day_words(timezone.localdate() + timedelta(days=31)).zh}" in page
