"""A real browser on a real server.

    def test_first_page(browser_page, live_server, audit, shots):
        browser_page.goto(f"{live_server.url}/")
        audit(browser_page)                # axe: fails with each violation and its element
        shots(browser_page, "first")       # six pictures into shots/ when COCITY_SHOTS is set

`browser_page` fails the test at its end when the page logged an error: a refused style, a broken script.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = Path(os.environ.get("COCITY_TEST_CHROMIUM", "/usr/bin/chromium"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SHOTS = Path(__file__).resolve().parents[2] / "shots"
WIDE, PHONE = {"width": 1180, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; a machine without it skips, CI fails."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"no Chromium at {CHROMIUM}; `make services` installs it")
        pytest.skip(f"needs Chromium at {CHROMIUM}")
    # Playwright's loop runs in this thread; Django would take it for an asynchronous view.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def browser_context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh reader: Chinese, no cookies, no motion: axe would measure a colour on its way to another."""
    context = chromium.new_context(
        locale="zh-CN", viewport=WIDE, timezone_id="Asia/Shanghai", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def browser_page(browser_context: BrowserContext) -> Iterator[Page]:
    """A page that must not log an error."""
    page = browser_context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield page
    # A page of ours may answer 4xx on purpose, which the browser reports as an error of its own.
    unexpected = [text for text in wrong if not re.search(r"status of 4\d\d", text)]
    assert not unexpected, unexpected


@pytest.fixture
def audit() -> Callable[[Page], None]:
    """Runs axe on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    def run(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        lines = [f"{v['id']}: {v['help']}: {node['html'][:160]}" for v in found for node in v["nodes"]]
        assert not lines, "\n".join(lines)

    return run


@pytest.fixture
def stands_up(
    audit: Callable[[Page], None], shots: Callable[[Page, str], None]
) -> Callable[[Page, str], None]:
    """Axe finds nothing on the page, as it is and in large type on a phone, where nothing sticks out; and pictures."""

    def look(page: Page, name: str) -> None:
        audit(page)
        shots(page, name)
        page.set_viewport_size(PHONE)
        page.context.add_cookies([{"name": "cocity_type", "value": "large", "url": page.url}])
        page.reload()
        audit(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], f"{name}: {wide} px wide"
        page.context.clear_cookies(name="cocity_type")
        page.set_viewport_size(WIDE)

    return look


@pytest.fixture
def shots() -> Callable[[Page, str], None]:
    """Six pictures of the page: standard, 长者版, English, dark, phone and print. Only with COCITY_SHOTS."""

    def take(page: Page, name: str) -> None:
        if not os.environ.get("COCITY_SHOTS"):
            return
        SHOTS.mkdir(exist_ok=True)
        _picture(page, name, "standard")
        for variant, cookies in (
            ("large", {"cocity_type": "large"}),
            ("english", {"cocity_type": "standard", "cocity_language": "en"}),
        ):
            _remember(page, cookies)
            _picture(page, name, variant)
        _remember(page, {"cocity_language": "zh-hans"})
        page.emulate_media(color_scheme="dark")
        _picture(page, name, "dark")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        _picture(page, name, "phone")
        page.set_viewport_size({"width": 794, "height": 1123})
        page.emulate_media(media="print")
        _picture(page, name, "print")
        page.emulate_media(media="screen")
        page.set_viewport_size(WIDE)

    return take


def _remember(page: Page, cookies: dict[str, str]) -> None:
    origin = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{"name": k, "value": v, "url": origin} for k, v in cookies.items()])
    page.reload()


def _picture(page: Page, name: str, variant: str) -> None:
    page.screenshot(path=SHOTS / f"{name}-{variant}.png", full_page=True)
