"""A receipt is checked step by step, and what does not hold is named; one altered byte is enough."""

import random
from typing import Any

import pytest

from cocity.kit.canonical import canonical
from cocity.kit.proof.checking import check, pasted
from cocity.kit.proof.codes import Names
from cocity.kit.proof.saying import SAYINGS
from cocity.kit.proof.telling import fields, tell, universal
from cocity.kit.text import Text
from tests.support.receipt_cases import CASES, ERASED, Case
from tests.support.receipts import AT, CONTENT, POLICY, SALT, WITNESSES, leaf, sample


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_does_not_hold_is_named(case: Case) -> None:
    checked = check(case.receipt, case.policy, opening=case.opening or None)
    assert (checked.step, checked.holds) == (case.step, not case.step)
    told = tell(checked)
    assert (told.reason is None) == checked.holds


def test_the_facts_are_those_of_the_receipt() -> None:
    facts = check(sample().receipt, POLICY).facts
    assert facts is not None
    assert (facts.origin, facts.size, facts.index) == ("log.example/city", 300, 123)
    assert [(each.name, each.at) for each in facts.witnesses] == [(key.name, AT + 2) for key in WITNESSES]
    assert dict(facts.entry) == {
        "kind": "commitment.acted",
        "ref": leaf(123)["ref"],
        "seq": "123",
        "hour": "2026-11-27T10",
    }
    assert (facts.content, facts.content_known) == (CONTENT, True)


def test_no_byte_can_be_changed() -> None:
    whole, noise = sample().receipt, random.Random(3)
    for at in range(len(whole)):
        changed = bytes([*whole[:at], whole[at] ^ noise.randint(1, 255), *whole[at + 1 :]])
        assert not check(changed, POLICY).holds, at


def test_a_receipt_without_its_entry_is_checked_with_the_entry_beside_it() -> None:
    bare = b"\n".join(line for line in sample().receipt.split(b"\n") if not line.startswith(b"extra "))
    assert check(bare, POLICY).undecided
    facts = check(bare, POLICY, entry=sample().entry).facts
    assert facts is not None
    assert not facts.content_known
    assert check(bare, POLICY, entry=sample().entry, opening=sample().opening).holds
    assert check(bare, POLICY, entry=sample().entry + b" ").step == "included"


def test_pasted_text_is_a_receipt_again() -> None:
    for spoilt in (sample().text.strip(), sample().text.replace("\n", "\r\n"), f"\n {sample().text}\n\n"):
        assert pasted(spoilt) == sample().receipt


def test_a_name_twice_in_the_content_is_refused() -> None:
    twice = f'{{"salt": "{SALT.hex()}", "content": {{"a": 1, "a": 2}}}}'.encode()
    assert check(sample().receipt, POLICY, opening=twice).step == "opening"


def test_what_is_not_proved_is_always_said() -> None:
    whole, erased = (tell(check(receipt, POLICY)) for receipt in (sample().receipt, ERASED))
    assert set(erased.unproved) - set(whole.unproved) == {SAYINGS["no_content"]}
    assert {SAYINGS[name] for name in ("no_truth", "no_whole", "no_delivery", "no_owner")} == set(
        whole.unproved
    )
    alone = tell(check(sample(witnesses=0).receipt, POLICY.split(b"\nwitness")[0] + b"\nquorum none\n"))
    assert SAYINGS["unwitnessed"] in alone.proved


def test_a_time_beyond_all_calendars_is_still_told() -> None:
    assert universal(2**63 - 1) == f"{2**63 - 1} s"
    assert universal(AT) == "2026-11-27 12:00:00 UTC"


def test_the_content_is_told_by_names_people_know_and_without_what_says_nothing() -> None:
    told = {label.en: value for label, value in tell(check(sample().receipt, POLICY)).content}
    assert told["The body's word"] == "电梯已修好，更换了钢索"
    assert (told["share"], told["Ended"]) == ("4.5", Text("否 (false)", "No (false)"))
    assert "finding" not in told


def test_codes_and_moments_stand_behind_the_words_for_them() -> None:
    names: Names = {
        "action": {"claim": Text("报告办好", "Say it is done")},
        "body": {"7": Text("房管局", "Housing")},
    }
    content = {
        "action": "claim",
        "at": "2026-11-27T10:21:07.123456+00:00",
        "holder": 7,
        "by_body": 8,
        "claim": "partly",
        "verdict": {"solved": "yes", "stars": 4, "voice": "self"},
        "place_path": "/sh/d1/d1-s1/",
    }
    told = {label.en: value for label, value in fields(content, names, lambda at: f"<{at}>")}
    assert told["Step"] == Text("报告办好 (claim)", "Say it is done (claim)")
    assert str(told["Time"]) == "<1795774867> (2026-11-27T10:21:07.123456+00:00)"
    assert told["Responsible (no.)"] == Text("房管局 (7)", "Housing (7)")
    assert told["By (no.)"] == "8", "a number nobody names stands alone"
    assert told["The body's word"] == Text("部分解决 (partly)", "Partly solved (partly)")
    assert str(told["Your verdict"]).startswith("已解决，4 星，本人 (")
    assert told["Place"] == "/sh/d1/d1-s1/"


@pytest.mark.parametrize(
    ("field", "value"),
    [("at", "yesterday"), ("at", "2026-11-27T10:21:07"), ("at", {}), ("holder", [1]), ("verdict", []),
     ("hour", "x"), ("at", "0001-01-01T00:00:00+23:59x"), ("claim", {"yes": 1})],
)  # fmt: skip
def test_what_a_made_up_receipt_holds_is_shown_as_it_is(field: str, value: Any) -> None:
    [(_, told)] = fields({field: value}, {}, lambda at: f"<{at}>")
    assert told == (value if isinstance(value, str) else canonical(value))


def test_everything_a_receipt_says_has_a_name_among_people() -> None:
    """What a resident reads of their receipt is no code: fields and kinds that stand in the log all have words."""
    from cocity.answer.citylog import leaves
    from cocity.kit.proof.saying import FIELDS, KINDS

    named = {name for names in leaves.FIELDS.values() for name in names}
    assert named - FIELDS.keys() == set()
    assert {*leaves.FIELDS, *leaves.ALIKE.values()} - KINDS.keys() == set()
