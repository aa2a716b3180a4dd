"""Whatever is sent in place of an answer is read or refused, and breaks nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from cocity.doors.accounts import passkeys
from tests.support.effort import examples
from tests.support.passkey_pages import (
    ALONE,
    REFUSED,
    SECOND,
    second,
)
from tests.support.passkeys import Device, websafe_encode


def changed(answer: dict[str, Any], path: tuple[str, ...], value: Any) -> Any:
    """The answer with one part replaced."""
    if not path:
        return value
    head, *rest = path
    return {**answer, head: changed(answer.get(head, {}), tuple(rest), value)}


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
) | st.binary(max_size=200).map(websafe_encode)
PARTS = (
    (), ("id",), ("rawId",), ("type",), ("response",), ("response", "clientDataJSON"), ("clientExtensionResults",),
    ("clientExtensionResults", "credProps"), ("response", "attestationObject"), ("response", "authenticatorData"),
    ("response", "signature"), ("response", "userHandle"),
)  # fmt: skip
QUESTION = {"challenge": websafe_encode(b"q" * 32), "user": {"id": "MQ"}}


@pytest.mark.parametrize("read", [passkeys.registration, passkeys.assertion])
@given(part=st.sampled_from(PARTS), junk=JUNK)
@tuned(max_examples=examples(400), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_read_or_refused_and_never_fails(read: Callable, part: tuple, junk: Any) -> None:
    device = Device()
    answer = device.made(QUESTION) if read is passkeys.registration else device.used(QUESTION)
    try:
        found = read(changed(answer, part, junk))
    except passkeys.Unreadable:
        return
    assert found.origin == "https://city.example"


@pytest.mark.parametrize(
    "sent",
    [
        "", "null", "[]", "7", '"text"', "{", "9" * 5000, "[" * 20_000, '{"a": "\\u0000"}',
        '{"type": "public-key", "id": 9, "rawId": 99999999999, "response": {"clientDataJSON": 99999999999}}',
        "x" * 40_000,
    ],
)  # fmt: skip
def test_no_such_form_breaks_a_page(browser, worker, device, sent: str) -> None:
    assert browser.post(ALONE, {"credential": sent}).status_code == 302
    second(browser, worker)
    page = browser.post(SECOND, {"credential": sent})
    assert page.status_code == 200
    assert REFUSED in page.content.decode()


def test_a_whole_number_makes_no_bytes() -> None:
    page = {"type": "webauthn.get", "challenge": 10**11, "origin": "https://city.example"}
    answer = changed(
        Device().used(QUESTION), ("response", "clientDataJSON"), websafe_encode(json.dumps(page).encode())
    )
    with pytest.raises(passkeys.Unreadable):
        passkeys.assertion(answer)
