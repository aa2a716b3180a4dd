"""A receipt on paper: one QR code, drawn by a browser, read by another's decoder, and checked."""

import io
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler
from PIL import Image
from playwright.sync_api import Browser

from cocity.kit.proof.checking import check, pasted
from cocity.kit.proof.paper import sheet
from tests.support.large_log import of_a_million
from tests.support.receipts import POLICY, sample
from tests.support.zbar import decoded

pytestmark = pytest.mark.browser
PRINTER = 3  # 288 dots to the inch, as a plain office printer has


def page_of(receipt: bytes) -> str:
    part = Template(CottonCompiler().process('<c-proof-sheet :sheet="sheet" />'))
    shown = Context(
        {"sheet": sheet(receipt, "https://city.example/verify/"), "request": RequestFactory().get("/")}
    )
    style = Path(str(finders.find("cocity/cocity.css"))).read_text()
    head = f"<!doctype html><html lang=zh><meta charset=utf-8><title>x</title><style>{style}</style>"
    return f"{head}<main>{part.render(shown)}</main>"


@pytest.mark.parametrize(
    "receipt", [sample().receipt, of_a_million()], ids=["300 entries", "a million entries"]
)
def test_what_is_printed_is_read_by_another_decoder_and_holds(chromium: Browser, receipt: bytes) -> None:
    context = chromium.new_context(device_scale_factor=PRINTER, viewport={"width": 794, "height": 1123})
    page = context.new_page()
    page.set_content(page_of(receipt))
    page.emulate_media(media="print")
    code = page.locator(".code")
    assert 330 <= code.bounding_box()["width"] <= 341, "90 mm"
    read = decoded(Image.open(io.BytesIO(code.screenshot())))
    context.close()
    assert read == receipt
    assert check(pasted(read.decode()), POLICY).holds
