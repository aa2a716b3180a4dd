"""The desk in a real browser: no barrier axe can find, nothing cut off at 360 px, keyboard and no script."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from cocity.answer.verdicts import api as verdicts
from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import EvidenceGiven, Given
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from cocity.listen.needs import api as needs
from cocity.listen.paper import api as paper
from tests.browser.conftest import SHOTS
from tests.browser.turning import follow, turning
from tests.support import samples
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def now() -> datetime:
    """An hour ago: pages are opened in real time."""
    return timezone.localtime() - timedelta(hours=1)


@pytest.fixture(autouse=True)
def _synthetic(settings) -> None:
    settings.SYNTHETIC = True
    settings.CITY_NAME_ZH, settings.CITY_NAME_EN = "示例市", "Sample City"


def act(world: World, who: str, number: str, action: str, **given: object) -> commitments.Acted:
    version = Commitment.objects.get(number=number).version
    return commitments.act(
        now=world.now,
        actor=world.actor(who),
        number=number,
        action=action,
        version=version,
        given=Given(**given),
    )


@pytest.fixture
def city(world: World) -> dict[str, str]:
    """A morning's work: something in every tray."""
    housing = world.bodies["dept-housing"].pk
    texts = (
        "三号楼电梯这周第二次停运，住在十二楼的老人下不了楼，物业说在等配件，没有说等到哪一天",
        "地下车库出口的排水沟盖板缺了一块，晚上看不清，电瓶车轮子卡进去两次",
        "楼道灯坏了三天，晚上看不见台阶，能不能先装个临时的",
        "菜场门口早上六点就有人占道摆摊，推轮椅过不去",
        "小区垃圾厢房开放时间太短，下班回来已经锁门",
    )
    numbers = [world.say(text, now=world.now - timedelta(days=d)).number for d, text in enumerate(texts)]
    for number in numbers[1:]:
        act(world, "dispatcher", number, "offer", body=housing)
    for number in numbers[2:]:
        act(world, "handler:dept-housing", number, "accept")
    act(world, "handler:dept-housing", numbers[2], "contact", note="已电话联系，约今天下午三点上门")
    act(
        world,
        "handler:dept-housing",
        numbers[2],
        "extend",
        reason="配件要从外地调",
        until=(world.now + timedelta(days=9)).date(),
    )
    proof = (EvidenceGiven(text="已与城管、市场方到场清理，划了通行线，早六点至八点有人值守"),)
    act(world, "handler:dept-housing", numbers[3], "claim", claim="yes", evidence=proof, note="已清理")
    act(world, "verifier", numbers[3], "verify", finding=True, note="今早六点半现场看过")
    while journal.deliver_all(timezone.now()):
        pass
    world.worker("clerk", "hotline", "editor", "agent", "dispatcher", over="city")
    clerk = world.actor("clerk")
    [sheet] = paper.print_sheets(now=world.now, actor=clerk, count=1)
    day = timezone.localdate(world.now)
    batch = paper.open_batch(now=timezone.now(), actor=clerk, handed_in_on=day, place="d1-s1")
    entry = paper.Entry(
        kind="help", text="五号楼二单元的楼梯扶手松了，老人扶着会晃", place="d1-s1", address="五号楼二单元"
    )
    paper.type_in(now=timezone.now(), actor=clerk, batch=batch, number=sheet.number, entry=entry)
    needs.join(
        now=world.now, actor=world.actor("agent"), number=numbers[2], other=numbers[0], reason="found_there"
    )
    return dict(zip(("new", "offered", "working", "verified", "do"), numbers, strict=True)) | {
        "sheet": sheet.number,
        "batch": str(batch),
        "drawn": numbers[4],
        "sample": str(sampled(world, numbers[4])),
        "announced": str(samples.announce(world, 1, since=world.now - timedelta(days=9)).id),
    }


def sampled(world: World, number: str) -> int:
    """A sample of what was closed three days ago: this matter, whose person did not answer."""
    day = timedelta(days=1)
    Commitment.objects.filter(number=number).update(ended_at=world.now - 3 * day)
    made = samples.announce(
        world, 1, since=world.now - 4 * day, until=world.now - 2 * day, at=world.now - 2 * day, category="housing",
        seed_on=timezone.localdate(world.now), ask_until=timezone.localdate(world.now + 30 * day),
        method="按种子和暗号随机抽取，由回访员电话询问", reason="每月抽查",
    )  # fmt: skip
    sample = samples.drawn(world, made.id, "2026-11-23 03 11 17 24 29 33", at=world.now).id
    caller = world.actor("caller")
    verdicts.record_sample_answer(
        now=world.now, actor=caller, sample=sample, number=number, outcome="no_answer"
    )
    return sample


@pytest.fixture
def desk(browser_page: Page, live_server, world: World) -> Callable[[str, str], Page]:
    """Opens a page of the desk as a worker."""

    def opened(who: str, path: str) -> Page:
        client = Client()
        client.force_login(world.workers[who].user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        browser_page.context.add_cookies([cookie])  # type: ignore[list-item]
        browser_page.goto(f"{live_server.url}/desk/{path}")
        return browser_page

    return opened


PAGES = (
    ("inbox", "handler:dept-housing", ""),
    ("accept", "handler:dept-housing", "?tab=to_accept"),
    ("overdue", "supervisor", "?tab=overdue"),
    ("matter", "handler:dept-housing", "matters/{working}/"),
    ("judged", "supervisor", "matters/{verified}/"),
    ("request", "supervisor", "matters/{working}/"),
    ("of-one-need", "dispatcher", "matters/{working}/"),
    ("one-hidden", "handler:dept-housing", "matters/{working}/"),
    ("join", "agent", "matters/{working}/same/"),
    ("join-first", "supervisor", "matters/{do}/same/?with={offered}"),
    ("take-out", "dispatcher", "matters/{working}/same/leave/"),
    ("background", "supervisor", "matters/{working}/background/"),
    ("contact", "handler:dept-housing", "matters/{working}/contact/"),
    ("claim", "handler:dept-housing", "matters/{do}/do/claim/"),
    ("hand-over", "handler:dept-housing", "matters/{do}/do/hand_over/"),
    ("gone", "handler:dept-housing", "matters/{verified}/do/claim/"),
    ("replies", "handler:dept-housing", "matters/{verified}/replies/"),
    ("news", "handler:dept-housing", "news/"),
    ("letters", "agent", "letters/"),
    ("letters-print", "agent", "letters/print"),
    ("sending", "dispatcher", "send/"),
    ("send-one", "dispatcher", "send/{new}/"),
    ("call-backs", "caller", "call-backs/"),
    ("call-back", "caller", "call-backs/{verified}/"),
    ("samples", "supervisor", "samples/"),
    ("sample-announce", "auditor", "samples/new"),
    ("sample-draw", "auditor", "samples/{announced}/draw"),
    ("sample-end", "auditor", "samples/{sample}/end"),
    ("sample", "caller", "samples/{sample}/"),
    ("sample-asked", "caller", "samples/{sample}/{drawn}/"),
    ("call", "agent", "call/"),
    ("paper", "clerk", "paper/"),
    ("batch-new", "clerk", "paper/batches/new"),
    ("batch", "clerk", "paper/batches/{batch}/"),
    ("read-back", "clerk", "paper/sheets/{sheet}/read-back/"),
    ("sheet", "clerk", "paper/sheets/{sheet}/print"),
)


SHARES = 4


# A person who waits sees every fourth page looked at, CI all of them.
@pytest.mark.parametrize(
    "share", [0, *(pytest.param(share, marks=pytest.mark.slow) for share in range(1, SHARES))]
)
def test_every_page_stands_up_to_axe_and_to_a_narrow_screen(
    desk: Callable, city: dict[str, str], stands_up: Callable, share: int
) -> None:
    only = os.environ.get("COCITY_PAGES", "").split()
    for name, who, path in PAGES[share::SHARES]:
        if only and name not in only:
            continue
        stands_up(desk(who, path.format(**city)), f"desk-{name}")


def test_there_is_room_to_write_down_a_call(desk: Callable, city: dict[str, str]) -> None:
    box = desk("agent", "call/").locator("#id_text").bounding_box()
    assert box["width"] >= 480


def test_a_step_is_taken_with_the_keyboard_alone(desk: Callable, city: dict[str, str]) -> None:
    page = desk("handler:dept-housing", f"matters/{city['do']}/do/contact/")
    page.locator("#id_note").focus()
    page.keyboard.type("已联系，明早上门")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "提交":
            break
    with turning(page):
        page.keyboard.press("Enter")
    assert "已联系，明早上门" in page.inner_text("main")


def test_matters_are_joined_and_parted_with_the_keyboard_alone(
    desk: Callable, city: dict[str, str], stands_up: Callable
) -> None:
    page = desk("dispatcher", f"matters/{city['do']}/same/")
    page.locator("#id_other").focus()
    page.keyboard.type(city["offered"])
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with turning(page):
        page.keyboard.press("Enter")
    assert city["offered"] in page.inner_text("section[aria-labelledby=same]").replace("-", "").replace(
        " ", ""
    )
    page.goto(f"{page.url}same/")
    follow(page.locator("main form button[type=submit]"))
    assert page.locator(".trouble a").count() == 2, "which one, and how one knows"
    stands_up(page, "desk-join-refused")
    page.goto(page.url.replace("/same/", "/same/leave/"))
    page.locator("#id_reason_0").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with turning(page):
        page.keyboard.press("Enter")
    assert "没有和别的事项并在一起" in page.inner_text("main")


def test_without_script_a_call_is_looked_up_read_back_and_saved(
    chromium, live_server, world: World, city: dict[str, str]
) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    client = Client()
    client.force_login(world.workers["agent"].user)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/call/")
    page.fill("#id_phone", "13800000001")
    page.check("#id_consent")
    page.check("#id_kind_1")
    page.fill("#id_text", "楼道灯坏了，晚上看不见台阶")
    page.fill("#id_place_words", "d1-s1")
    follow(page.locator("button[name=look]"))
    assert "楼道灯坏了三天" in page.inner_text(".beside-side")
    page.check("#id_place_0")
    follow(page.locator("button[name=read]"))
    follow(page.locator("button[name=save]"))
    assert "已登记" in page.inner_text("h1")
    context.close()


def test_each_sheet_is_one_side_of_a4(desk: Callable, city: dict[str, str]) -> None:
    page = desk("clerk", "paper/")
    page.fill("#id_count", "3")
    follow(page.locator("main form button[type=submit]"))
    page.emulate_media(media="print")
    document = page.pdf(format="A4", prefer_css_page_size=True)
    if os.environ.get("COCITY_SHOTS"):
        (SHOTS / "desk-sheets.pdf").write_bytes(document)
    assert document.count(b"/Type /Page\n") == 3


NARROW = {"width": 320, "height": 700}
SAID_THEN_DONE = (
    ("handler:dept-housing", "matters/{working}/", "#said", "#now-you"),
    ("supervisor", "matters/{working}/", "#said", "#asked"),
    ("dispatcher", "send/{new}/", "blockquote.said", "#choose"),
    ("caller", "call-backs/{verified}/", "blockquote.said", "main form"),
    ("caller", "samples/{sample}/{drawn}/", "blockquote.said", "main form"),
)


def test_on_a_narrow_screen_words_come_before_steps_as_they_do_in_the_document(
    desk: Callable, city: dict[str, str]
) -> None:
    for who, path, words, steps in SAID_THEN_DONE:
        page = desk(who, path.format(**city))
        page.set_viewport_size(NARROW)
        first, then = page.locator(words).first, page.locator(steps).first
        assert first.bounding_box()["y"] < then.bounding_box()["y"], path
        follows = page.evaluate(
            "([a, b]) => !!(document.querySelector(a).compareDocumentPosition(document.querySelector(b)) & 4)",
            [f"main {words}", f"main {steps}".replace("main main", "main")],
        )
        assert follows, path
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
