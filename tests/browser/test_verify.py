"""The verify page in a real browser: receipts made by the engine are checked on the device, with the network off."""

import gzip
import json
import os
import random
import struct
from base64 import b64encode
from hashlib import sha256, sha512
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, Page

from cocity.engines.merkle import is_weak
from cocity.kit.canonical import canonical
from tests.browser.conftest import SHOTS
from tests.browser.test_resident import LIGHT, PHONE, weight
from tests.browser.turning import follow
from tests.support import adversarial
from tests.support.receipt_cases import CASES
from tests.support.receipts import POLICY, sample

pytestmark = pytest.mark.browser
served = pytest.mark.django_db(transaction=True)
HOLDS = "这份凭据是真的"
FLIP = """async ({bytes, policy, every}) => {
  const whole = Uint8Array.from(atob(bytes), c => c.charCodeAt(0)), held = [];
  const steps = new Set();
  for (let at = 0; at < whole.length; at++) for (let n = 0; n < 8; n += every) {
    const bit = 1 << ((at + n) % 8), changed = whole.slice();
    changed[at] ^= bit;
    try { await cocityVerify.check(changed, policy, ""); held.push(at); }
    catch (e) { if (!(e instanceof cocityVerify.Refused)) throw e; steps.add(e.step); }
  }
  await cocityVerify.check(whole, policy, "");
  return {held, steps: [...steps].sort(), length: whole.length};
}"""


@pytest.fixture(autouse=True)
def city(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.SYNTHETIC = True
    settings.CITY_NAME_ZH, settings.CITY_NAME_EN = "示例市", "Sample City"
    monkeypatch.setattr("cocity.doors.resident.verify.city_policy", lambda: POLICY.decode())
    return tmp_path


@pytest.fixture
def saved(browser_page: Page, city: Path) -> Page:
    """The page as somebody saved it, opened from a file with the network off."""
    file = city / "cocity-verify.html"
    file.write_bytes(Client().get("/verify/page.html").content)
    browser_page.context.set_offline(True)
    browser_page.goto(file.as_uri())
    return browser_page


def give(page: Page, receipt: bytes, name: str = "a.tlog-proof", field: str = "#id_receipt") -> None:
    page.set_input_files(field, {"name": name, "mimeType": "application/octet-stream", "buffer": receipt})


def picture(page: Page, name: str) -> None:
    """Into shots/, where COCITY_SHOTS asks for pictures."""
    if os.environ.get("COCITY_SHOTS"):
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"verify-{name}.png", full_page=True)


def press(page: Page, words: str = "核对") -> str:
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_selector("#result:not([hidden])")
    return page.locator("#result").inner_text()


@served
def test_a_receipt_is_checked_on_the_device_and_the_page_shows_itself(
    browser_page: Page, live_server, audit, shots
) -> None:
    browser_page.goto(f"{live_server.url}/verify/")
    audit(browser_page)
    shots(browser_page, "verify")
    browser_page.goto(f"{live_server.url}/verify/")
    browser_page.context.set_offline(True)
    give(browser_page, sample().receipt)
    said = press(browser_page)
    for words in (
        HOLDS,
        "第 124 条",
        "300 条",
        "university.example/witness",
        "2026年11月27日",
        "没有证明什么",
    ):
        assert words in said, words
    assert browser_page.evaluate("document.activeElement.id") == "result"
    picture(browser_page, "holds")
    browser_page.context.set_offline(False)
    audit(browser_page)
    browser_page.emulate_media(color_scheme="dark")
    audit(browser_page)
    picture(browser_page, "holds-dark")


@served
@pytest.mark.parametrize(
    "cookies",
    [
        {"cocity_type": "large"},
        pytest.param({}, marks=pytest.mark.slow),
        pytest.param({"cocity_language": "en"}, marks=pytest.mark.slow),
    ],
)
def test_the_answer_has_no_barriers_and_sticks_out_of_no_phone(
    browser_page: Page, live_server, audit, cookies: dict[str, str]
) -> None:
    browser_page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    browser_page.set_viewport_size(PHONE)
    browser_page.goto(f"{live_server.url}/verify/")
    browser_page.fill("#id_text", sample().text.replace("\n", "\r\n").strip())
    said = press(browser_page, "Check" if "cocity_language" in cookies else "核对")
    assert ("This receipt holds" if "cocity_language" in cookies else HOLDS) in said
    picture(browser_page, "holds-phone-" + ("-".join(cookies.values()) or "standard"))
    browser_page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    audit(browser_page)
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_saved_page_works_from_a_file_without_network(saved: Page, audit) -> None:
    give(saved, sample().receipt)
    give(saved, sample().opening, "content.json", "#id_opening")
    said = press(saved)
    assert HOLDS in said
    assert "一字未改" in said
    audit(saved)
    give(saved, sample().opening.replace("电梯".encode(), "扶梯".encode()), "content.json", "#id_opening")
    assert "不是当时的内容" in press(saved)
    picture(saved, "fails")


def test_the_saved_page_may_connect_to_nothing(saved: Page) -> None:
    page = saved.context.new_page()  # not watched for errors: the refusal is one
    page.goto(saved.url)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate("fetch('https://example.invalid/').catch(() => null)")
    assert any("Content Security Policy" in text for text in said)


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_no_byte_of_a_receipt_can_be_changed(saved: Page, every: int) -> None:
    """One bit of each byte, and in CI each bit of each."""
    given = {"bytes": b64encode(sample().receipt).decode(), "policy": POLICY.decode(), "every": every}
    found = saved.evaluate(FLIP, given)
    assert found == {
        "held": [],
        "steps": ["content", "format", "included", "signed"],
        "length": len(sample().receipt),
    }


def test_the_browser_answers_as_the_command_does(saved: Page) -> None:
    given = [
        {
            "bytes": b64encode(case.receipt).decode(),
            "policy": case.policy.decode(),
            "opening": case.opening.decode(),
        }
        for case in CASES
    ]
    steps = saved.evaluate(
        """async (cases) => {
          const steps = [];
          for (const {bytes, policy, opening} of cases) {
            const receipt = Uint8Array.from(atob(bytes), c => c.charCodeAt(0));
            try { await cocityVerify.check(receipt, policy, opening); steps.push(""); }
            catch (e) { if (!(e instanceof cocityVerify.Refused)) throw e; steps.push(e.step); }
          }
          return steps;
        }""",
        given,
    )
    assert {case.name: step for case, step in zip(CASES, steps, strict=True)} == {
        case.name: case.step for case in CASES
    }


def test_the_pages_own_code_answers_the_same_where_the_browser_has_no_ed25519(saved: Page) -> None:
    saved.evaluate("cocityVerify.onlyOwn = true")
    give(saved, sample().receipt)
    said = press(saved)
    assert HOLDS in said
    assert "本页自带的程序" in said
    lines = sample().receipt.split(b"\n")
    signatures = len(b"\n".join(lines[:-4])) + 1
    flips = {"bytes": b64encode(sample().receipt).decode(), "policy": POLICY.decode(), "every": 8}
    found = saved.evaluate(
        FLIP.replace("let at = 0", f"let at = {signatures}").replace("at++", "at += 3"), flips
    )
    assert (found["held"], found["length"] - signatures > 300) == ([], True)


def test_own_hashes_and_signatures_agree_with_other_software(saved: Page) -> None:
    noise = random.Random(11)
    texts = [noise.randbytes(n) for n in (0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 1000)]
    hashed = saved.evaluate(
        """(texts) => texts.map(t => { const b = Uint8Array.from(atob(t), c => c.charCodeAt(0));
             return [cocityVerify.hex(cocityVerify.sha256(b)), cocityVerify.hex(cocityVerify.sha512(b))]; })""",
        [b64encode(text).decode() for text in texts],
    )
    assert hashed == [[sha256(text).hexdigest(), sha512(text).hexdigest()] for text in texts]
    cases = adversarial.cases()
    answers = saved.evaluate(
        """(cases) => cases.map(c => cocityVerify.ed25519(...c.map(t => Uint8Array.from(atob(t), x => x.charCodeAt(0)))))""",
        [[b64encode(part).decode() for part in (case.key, case.signature, case.text)] for case in cases],
    )
    for case, answer in zip(cases, answers, strict=True):
        # The rule of static/resident/verify/ed25519.js: OpenSSL's answer, but for keys anybody could sign for.
        assert answer == (case.openssl and not is_weak(case.key)), case.name
    assert {case.openssl for case in cases} == {True, False}
    assert sum(case.openssl and is_weak(case.key) for case in cases) > 5, (
        "there are such keys, and OpenSSL takes them"
    )


def test_contents_are_written_one_way_in_the_browser_too(saved: Page) -> None:
    noise = random.Random(2)
    values: list[object] = [struct.unpack("<d", noise.randbytes(8))[0] for _ in range(300)]
    values += [noise.uniform(-1e6, 1e6) for _ in range(100)] + [10.0**-n for n in range(1, 30)]
    values = [value for value in values if isinstance(value, float) and abs(value) < 2**52]
    values += [
        {"\U0001f600": 1, "\ufb33": [None, True, -0.0], "a\u2028\x00": '"\\/\x7f'},
        [],
        {},
        "\r\n\t\b\f",
    ]
    written = saved.evaluate(
        "(texts) => texts.map(t => cocityVerify.canonical(JSON.parse(t)))", list(map(json.dumps, values))
    )
    assert written == [canonical(value) for value in values]


def test_what_was_pasted_needs_no_exact_line_ends_and_nothing_given_is_said(saved: Page) -> None:
    assert "请选择凭据文件" in press(saved)
    saved.fill("#id_text", sample().text[:-40])
    assert "请不要相信它" in press(saved)
    saved.fill("#id_text", f"\n{sample().text.strip()}")
    assert HOLDS in press(saved)


def test_a_file_is_dropped_on_the_page(saved: Page) -> None:
    saved.evaluate(
        """(text) => { const carried = new DataTransfer(); carried.items.add(new File([text], "a.tlog-proof"));
             document.getElementById("verify").dispatchEvent(
               new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true})); }""",
        sample().text,
    )
    saved.wait_for_selector("#result:not([hidden])")
    assert HOLDS in saved.locator("#result").inner_text()


@served
def test_without_script_the_server_answers_and_says_so(chromium: Browser, live_server) -> None:
    context = chromium.new_context(locale="zh-CN", viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{live_server.url}/verify/")
    assert "由服务器核对" in page.locator("form#verify").inner_text()
    page.fill("#id_text", sample().text)
    follow(page.get_by_role("button", name="核对", exact=True))
    said = page.locator("#result").inner_text()
    assert HOLDS in said
    assert "服务器核对的" in said
    context.close()


def test_the_answer_is_printed_and_the_form_is_not(saved: Page) -> None:
    give(saved, sample().receipt)
    press(saved)
    saved.emulate_media(media="print")
    assert not saved.locator("form#verify").is_visible()
    assert saved.locator("#result").is_visible()
    saved.set_viewport_size({"width": 794, "height": 1123})
    picture(saved, "print")
    assert saved.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_the_page_is_light_and_so_is_the_saved_one(client: Client) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    assert weight(client, "/verify/") <= LIGHT
    assert len(gzip.compress(client.get("/verify/page.html").content)) <= LIGHT
