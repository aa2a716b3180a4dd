"""The residents' door in a real browser: the whole way with and without script, by keyboard, on a phone; no barrier
axe can find; and light enough for an old telephone."""

import gzip
import os
import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, Page

from cocity.ground.commitments.contracts import EvidenceGiven
from cocity.ground.commitments.models import Commitment
from cocity.ground.people.api import account_of_phone
from tests.browser.conftest import SHOTS
from tests.browser.turning import follow, turning
from tests.journeys.test_f1_voice_to_verdict import Story
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOCUSED = """(e => e === document.body ? "" : ((e.labels || [])[0] || e).innerText)(document.activeElement)"""
PHONE, LIGHT = {"width": 360, "height": 740}, 25_000


@pytest.fixture(autouse=True)
def city(world: World, settings) -> World:
    settings.SYNTHETIC = True
    settings.CITY_NAME_ZH, settings.CITY_NAME_EN = "示例市", "Sample City"
    world.say("楼道电梯又坏了，三天没人修", publish=True)
    return world


@pytest.fixture
def bare_page(chromium: Browser) -> Iterator[Page]:
    """A browser without script."""
    context = chromium.new_context(locale="zh-CN", viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def go_on(page: Page) -> None:
    follow(page.get_by_role("button", name="继续"))


def say_it(page: Page, address: str, look: Callable[[str], None] = lambda name: None) -> str:
    """From the first page to the receipt; the number. `look` is called on every page with its name."""
    page.goto(address)
    look("home")
    follow(page.get_by_role("link", name="我要说").last)
    look("kind")
    page.get_by_label("投诉", exact=False).first.check()
    go_on(page)
    look("words")
    page.get_by_label("请说说是怎么回事").fill("楼道电梯坏了三天，老人下不了楼，请打 13812345678")
    go_on(page)
    look("photo")
    go_on(page)
    look("area")
    page.get_by_label("事情在哪个区").select_option(label="d1区")
    go_on(page)
    look("place")
    page.get_by_label("街道或镇").select_option(label="d1-s1街道")
    page.get_by_label("地址或附近的标志").fill("测试路 12 弄 3 号")
    go_on(page)
    look("category")
    go_on(page)
    look("about")
    page.get_by_label("d1-s1街道办", exact=True).check()
    go_on(page)
    look("contact")
    page.get_by_label("手机或电话").fill("13812345678")
    page.get_by_label("我同意").check()
    go_on(page)
    look("publish")
    page.get_by_label("不公开").check()
    go_on(page)
    look("you")
    go_on(page)
    look("check")
    follow(page.get_by_role("button", name="提交"))
    look("receipt")
    found = re.search(r"/receipt/(\d{16})/", page.url)
    assert found is not None
    return found[1]


def test_the_whole_way_without_script_on_a_phone(bare_page: Page, live_server) -> None:
    number = say_it(bare_page, live_server.url)
    follow(bare_page.get_by_role("link", name="看办理进度"))
    assert bare_page.get_by_text("我们已收到您说的事").count() == 1
    assert number in bare_page.url


def test_every_page_on_the_way_passes_axe_and_shows_itself(
    browser_page: Page, live_server, audit, shots
) -> None:
    seen = []

    def look(name: str) -> None:
        seen.append(name)
        audit(browser_page)
        shots(browser_page, f"say-{len(seen):02}-{name}")

    say_it(browser_page, live_server.url, look)
    assert len(seen) == 13


def with_matter(page: Page, live_server, city: World) -> str:
    """A matter that waits for the person's word, opened in this browser by number and code."""
    receipt = city.say(
        "楼道电梯坏了三天，老人下不了楼", phone="13812345678", category="housing/lift", publish=True
    )
    story = Story(city, receipt.number)
    story.to_working()
    story.act("handler:dept-housing", "contact", note="已联系")
    story.act("handler:dept-housing", "claim", claim="yes", evidence=(EvidenceGiven(text="已更换钢索"),))
    page.goto(f"{live_server.url}/look-up/")
    page.get_by_label("编号").fill(receipt.number)
    page.get_by_label("查询码").fill(receipt.code)
    follow(page.get_by_role("button", name="查询"))
    return receipt.number


def test_every_page_of_ones_own_matter_passes_axe_and_shows_itself(
    browser_page: Page, live_server, audit, shots, city: World
) -> None:
    browser_page.goto(f"{live_server.url}/look-up/")
    audit(browser_page)
    shots(browser_page, "look-up")
    follow(browser_page.get_by_role("button", name="查询"))
    audit(browser_page)
    shots(browser_page, "look-up-wrong")
    number = with_matter(browser_page, live_server, city)
    for part, name in (
        ("", "matter"),
        ("do/confirm/", "judge"),
        ("do/withdraw/", "withdraw"),
        ("do/reopen/", "moved-on"),
        ("words/", "words"),
        ("erase/", "erase"),
    ):
        browser_page.goto(f"{live_server.url}/my/{number}/{part}")
        audit(browser_page)
        shots(browser_page, f"own-{name}")
    browser_page.goto(f"{live_server.url}/m/{number}/")
    audit(browser_page)
    shots(browser_page, "public")


def test_pages_of_signing_in_pass_axe_and_show_themselves(
    browser_page: Page, live_server, audit, shots, city
) -> None:
    city.say("路灯不亮", phone="13812345678")
    browser_page.goto(f"{live_server.url}/account/login/")
    audit(browser_page)
    shots(browser_page, "account-login")
    browser_page.goto(f"{live_server.url}/my/")
    audit(browser_page)
    shots(browser_page, "account-phone")
    browser_page.get_by_label("手机号").fill("13812345678")
    follow(browser_page.get_by_role("button", name="获取验证码"))
    audit(browser_page)
    shots(browser_page, "account-code")
    browser_page.get_by_label("验证码（6 位）").fill(browser_page.locator(".notice strong").inner_text())
    follow(browser_page.get_by_role("button", name="登录"))
    assert browser_page.get_by_text("路灯不亮").count() == 1
    audit(browser_page)
    shots(browser_page, "my-matters")
    browser_page.goto(f"{live_server.url}/my/notices/")
    audit(browser_page)
    shots(browser_page, "my-notices")


def test_the_person_judges_by_keyboard_alone(browser_page: Page, live_server, city: World) -> None:
    number = with_matter(browser_page, live_server, city)

    def to(name: str) -> None:
        for _ in range(60):
            if name in browser_page.evaluate(FOCUSED):
                return
            browser_page.keyboard.press("Tab")
        pytest.fail(f"the keyboard does not reach {name}")

    to("我来评判")
    with turning(browser_page):
        browser_page.keyboard.press("Enter")
    assert browser_page.url.endswith("/do/confirm/")
    to("解决了")
    browser_page.keyboard.press("Space")
    to("不说")
    browser_page.keyboard.press("ArrowDown")  # from the last to the first: five stars
    to("提交")
    with turning(browser_page):
        browser_page.keyboard.press("Enter")
    assert browser_page.url.endswith(f"/my/{number}/")
    assert "您已确认事情办好" in browser_page.locator("main").inner_text()


@pytest.mark.parametrize("language", ["zh-hans", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("size", ["standard", "large"])
def test_nothing_sticks_out_of_a_phone(browser_page: Page, live_server, city: World, language, size) -> None:
    number = with_matter(browser_page, live_server, city)
    cookies = {"cocity_language": language, "cocity_type": size}
    browser_page.context.add_cookies(
        [{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()]
    )
    browser_page.set_viewport_size(PHONE)
    for path in (
        "/",
        "/say/kind/",
        "/look-up/",
        f"/my/{number}/",
        f"/my/{number}/do/confirm/",
        f"/receipt/{number}/",
    ):
        browser_page.goto(live_server.url + path)
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_text_not_sent_yet_is_still_there_after_the_page_was_left(browser_page: Page, live_server) -> None:
    browser_page.goto(f"{live_server.url}/say/kind/")
    browser_page.get_by_label("请人来办").check()
    go_on(browser_page)
    browser_page.get_by_label("请说说是怎么回事").press_sequentially("写到一半")
    browser_page.goto(f"{live_server.url}/")
    browser_page.go_back()
    assert browser_page.get_by_label("请说说是怎么回事").input_value() == "写到一半"


def test_the_back_button_is_safe_after_sending(browser_page: Page, live_server) -> None:
    number = say_it(browser_page, live_server.url)
    browser_page.go_back()
    if browser_page.get_by_role("button", name="提交").count():
        follow(browser_page.get_by_role("button", name="提交"))
        assert browser_page.url.endswith(f"/receipt/{number}/")
    assert Commitment.objects.count() == 2, "the one that was there, and this one"


def test_the_receipt_fits_one_sheet_of_a6(browser_page: Page, live_server) -> None:
    say_it(browser_page, live_server.url)
    browser_page.set_viewport_size({"width": 336, "height": 500})  # A6 without its margins
    browser_page.emulate_media(media="print")
    if os.environ.get("COCITY_SHOTS"):
        browser_page.screenshot(path=SHOTS / "receipt-a6.png", full_page=True)
    for format_ in ("A6", "A4"):
        document = browser_page.pdf(format=format_)
        assert document.count(b"/Type /Page\n") == 1, format_


def weight(client: Client, path: str) -> int:
    """Bytes on the way for a first visit: the page and what it links, each compressed."""
    page = client.get(path)
    assert page.status_code == 200
    total = len(gzip.compress(page.content))
    for found in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.content.decode()):
        answer = client.get(urljoin(path, found))
        total += len(gzip.compress(b"".join(answer.streaming_content)))
    return total


def test_a_page_is_light(world: World) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client()
    receipt = world.say()
    client.post("/look-up/", {"number": receipt.number, "code": receipt.code})
    for path in ("/", "/say/kind/", "/look-up/", f"/my/{receipt.number}/", f"/receipt/{receipt.number}/"):
        assert weight(client, path) <= LIGHT, path
    client.force_login(account_of_phone(phone="13800000001"))
    assert weight(client, "/my/") <= LIGHT
