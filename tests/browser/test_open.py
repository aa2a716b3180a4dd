"""The open pages in a real browser: no barrier axe can find, nothing cut off on a phone in large type."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from cocity.answer.verdicts import api as verdicts
from cocity.learn.performance import api as performance
from tests.support.samples import asked, draw, ended
from tests.world import World, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "overview": "/open/",
    "by-body": "/open/by/body/?sort=value",
    "by-district": "/open/by/district/",
    "body": "/open/bodies/hotline/",
    "matters": "/open/matters/",
    "suggestions": "/open/suggestions/",
    "samples": "/open/samples/",
    "procedures": "/open/procedures/",
    "procedure": "/open/procedures/help_or_complaint/",
    "calendar": "/open/calendar/",
    "data": "/open/data/",
}


@pytest.fixture
def city(transactional_db: None) -> World:
    world = build(timezone.now() - timedelta(days=10))
    for n in range(3):
        world.say(f"第{n}盏路灯不亮", publish=True)
    world.say("建议加一张长椅", kind="suggestion", publish=True)
    performance.rebuild()
    ended(world, 14)
    for seed, came in (("03 11 17", ["yes"] * 9 + ["partly", "no"]), (f"{'9' * 90}", ["yes"] * 10)):
        sample = draw(world, 11, seed=seed).id
        asked(world, sample, came)
    return world


def pages() -> dict[str, str]:
    """The fixed ones, a sample asked to its end and one under way."""
    found = {f"sample-{each.not_asked}-left": f"/open/samples/{each.id}/" for each in verdicts.samples()}
    return {**PAGES, **found}


def test_axe_finds_nothing(
    browser_page: Page, live_server, city: World, audit: Callable, shots: Callable
) -> None:
    for name, path in pages().items():
        browser_page.goto(live_server.url + path)
        audit(browser_page)
        shots(browser_page, f"open-{name}")


@pytest.mark.slow
def test_nothing_sticks_out_of_a_phone_in_large_type(
    browser_page: Page, live_server, city: World, audit: Callable
) -> None:
    browser_page.context.add_cookies([{"name": "cocity_type", "value": "large", "url": live_server.url}])
    browser_page.set_viewport_size({"width": 360, "height": 740})
    for path in pages().values():
        browser_page.goto(live_server.url + path)
        browser_page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        audit(browser_page)
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_figure_opens_by_keyboard(browser_page: Page, live_server, city: World) -> None:
    browser_page.goto(f"{live_server.url}/open/")
    first = browser_page.locator(".figure details").first
    first.locator("summary").focus()
    browser_page.keyboard.press("Enter")
    assert first.get_by_text("分子 / 分母").is_visible() or first.get_by_text("统计对象").is_visible()
