"""Every component in a real browser: no barrier axe can find, nothing cut off, and usable by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.turning import follow, turning

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.browser.urls"),
    pytest.mark.django_db(transaction=True),
]

TARGETS = ".button, input[type=text], input[type=tel], input[type=file], select, textarea, .choice, summary"
SEEN = ["/kit/", "/kit/question", "/kit/error/404"]


@pytest.fixture(autouse=True)
def _synthetic(settings) -> None:
    settings.SYNTHETIC = True
    settings.CITY_NAME_ZH, settings.CITY_NAME_EN = "示例市", "Sample City"


def remember(page: Page, address: str, **cookies: str) -> None:
    page.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )


@pytest.mark.parametrize("path", SEEN)
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_axe_finds_nothing(browser_page: Page, live_server, audit: Callable, path: str, scheme: str) -> None:
    browser_page.emulate_media(color_scheme=scheme)
    browser_page.goto(live_server.url + path)
    audit(browser_page)


@pytest.mark.parametrize("language", ["zh-hans", pytest.param("en", marks=pytest.mark.slow)])
def test_axe_finds_nothing_in_large_type_on_a_phone(
    browser_page: Page, live_server, audit, language: str
) -> None:
    remember(browser_page, live_server.url, cocity_type="large", cocity_language=language)
    browser_page.set_viewport_size({"width": 360, "height": 740})
    browser_page.goto(f"{live_server.url}/kit/")
    browser_page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    audit(browser_page)


@pytest.mark.parametrize("path", SEEN)
@pytest.mark.parametrize("size", ["standard", "large"])
@pytest.mark.parametrize("language", ["zh-hans", pytest.param("en", marks=pytest.mark.slow)])
def test_nothing_sticks_out_of_a_phone(browser_page: Page, live_server, path, size, language) -> None:
    remember(browser_page, live_server.url, cocity_type=size, cocity_language=language)
    browser_page.set_viewport_size({"width": 360, "height": 740})
    browser_page.goto(live_server.url + path)
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(("size", "text", "target"), [("standard", 17, 44), ("large", 23, 60)])
def test_one_token_sets_letters_and_targets(browser_page: Page, live_server, size, text, target) -> None:
    remember(browser_page, live_server.url, cocity_type=size)
    browser_page.goto(f"{live_server.url}/kit/")
    assert browser_page.evaluate("getComputedStyle(document.body).fontSize") == f"{text}px"
    low = browser_page.evaluate(
        "([q, least]) => [...document.querySelectorAll(q)].filter(e => e.offsetParent && e.offsetHeight < least)"
        ".map(e => e.outerHTML)",
        [TARGETS, target],
    )
    assert low == []


def test_a_reader_switches_language_and_size_and_stays(browser_page: Page, live_server) -> None:
    browser_page.goto(f"{live_server.url}/kit/question?from=here")
    follow(browser_page.get_by_role("button", name="长者版"))
    follow(browser_page.get_by_role("button", name="English"))
    assert browser_page.url.endswith("/kit/question?from=here")
    assert browser_page.locator("html").get_attribute("data-type") == "large"
    assert browser_page.get_by_role("button", name="Standard text").is_visible()


def test_an_error_is_found_by_keyboard(browser_page: Page, live_server) -> None:
    browser_page.goto(f"{live_server.url}/kit/question")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.className") == "skip"
    browser_page.locator("textarea").focus()
    browser_page.keyboard.press("Tab")
    with turning(browser_page):
        browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.className") == "trouble"
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "id_text"


def test_a_draft_outlives_a_lost_page_until_it_is_sent(browser_page: Page, live_server) -> None:
    address = f"{live_server.url}/kit/question"
    browser_page.goto(address)
    browser_page.locator("textarea").fill("路灯坏了")
    browser_page.goto(address)
    assert browser_page.locator("textarea").input_value() == "路灯坏了"
    assert "1996" in browser_page.locator("[data-script=count]").inner_text()


def test_pictures(browser_page: Page, live_server, shots: Callable) -> None:
    for path, name in (("/kit/", "gallery"), ("/kit/question", "question"), ("/kit/error/404", "error")):
        browser_page.goto(live_server.url + path)
        shots(browser_page, name)
        assert browser_page.locator("main h1").count() >= 1
