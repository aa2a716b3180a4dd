"""Going from page to page: what a test does next must not meet the page it is leaving.

A click ends when the browser has taken it, not when the next page stands; on a busy machine the page read, printed
or left in between is the old one, or none.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page


@contextmanager
def turning(page: Page) -> Iterator[None]:
    """What is done inside leads to another page; ends when that page has loaded."""
    with page.expect_navigation():
        yield


def follow(control: Locator) -> None:
    """Presses a link or button that leads to another page."""
    with turning(control.page):
        control.click()
