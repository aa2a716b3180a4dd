"""Which body gets a matter: the documented order, relative bodies, failures seen, the complained-about never chosen."""

from datetime import date

import pytest

from cocity.act.dispatch import api as dispatch
from cocity.act.dispatch.contracts import RuleRow
from cocity.act.dispatch.rules import Facts, RuleSet
from cocity.ground.people.models import RoleHeld
from cocity.kit.errors import Invalid, NotFound
from tests.act.dispatch_world import HEAD, TABLE, Desk

FACTS = Facts(category="housing/leak", place_path="/city/d1/d1-s1/", owner="metro", found=frozenset({"漏水"}))
DAY = date(2026, 11, 23)


def order(*rows: RuleRow) -> list[str]:
    return [rule.row.code for rule in RuleSet.of(1, rows).matching(FACTS, on=DAY)]


def rule(code: str, **more: object) -> RuleRow:
    return RuleRow(code=code, body=f"to-{code}", **more)  # type: ignore[arg-type]


def test_the_order_of_rules_is_the_documented_one() -> None:
    first_to_last = [
        rule("z-priority", priority=5),
        rule("y-owner", owner="metro"),
        rule("x-condition", condition="text has 漏水"),
        rule("w-leaf", category="housing/leak"),
        rule("v-branch-deep-area", category="housing", area="d1-s1"),
        rule("u-branch-area", category="housing", area="d1"),
        rule("t-branch-layer", category="housing", layer="surface"),
        rule("s-branch", category="housing"),
        rule("a-any"),
        rule("b-any"),
        rule("last", priority=-1),
    ]
    assert order(*reversed(first_to_last)) == [row.code for row in first_to_last]


@pytest.mark.parametrize(
    "more",
    [
        {"category": "housing/lift"},
        {"category": "hous"},
        {"area": "d2"},
        {"layer": "air"},
        {"owner": "bus"},
        {"condition": "kind = complaint"},
        {"valid_from": date(2026, 11, 24)},
        {"valid_to": date(2026, 11, 23)},
    ],
)
def test_a_rule_that_does_not_fit_is_left_out(more: dict[str, object]) -> None:
    assert order(rule("no", **more), rule("yes")) == ["yes"]


def test_the_most_specific_rule_decides_and_the_body_gets_an_offer(desk: Desk) -> None:
    row = desk.sent(text="厨房漏水", category="housing/leak")
    assert (row.state, row.how, row.rule) == ("offered", "rule", "leak")
    assert desk.offered(row.number) == "dept-water"


def test_one_row_serves_every_street(desk: Desk) -> None:
    for street in ("d1-s1", "d2-s1"):
        row = desk.sent(text="邻居太吵", category="environment/noise", place=street)
        assert desk.offered(row.number) == street


def test_a_relative_body_without_a_place_is_passed_over_and_the_fallback_takes_it(desk: Desk) -> None:
    row = desk.sent(category="environment/noise", place="")
    assert (row.how, desk.offered(row.number)) == ("fallback", "watch")
    [told] = [
        c for c in dispatch.explain(desk.world.actor("dispatcher"), row.number).considered if c.rule == "last"
    ]
    assert told.outcome == "passed_over"


@pytest.mark.parametrize(("body", "problem"), [("dept-gone", "no_body"), ("d2", "no_handler")])
def test_a_rule_that_fails_is_seen_everywhere_and_the_fallback_takes_the_matter(
    desk: Desk, body: str, problem: str
) -> None:
    desk.rules(HEAD + f"bad,housing/lift,,,,,{body},9,,,,\n")
    row = desk.sent(category="housing/lift")
    assert (row.how, desk.offered(row.number)) == ("fallback", "watch")
    [failed] = dispatch.explain(desk.world.person, row.number).failed
    assert (failed.rule, failed.outcome) == ("bad", "failed")
    met = [p for p in dispatch.problems(now=desk.world.now) if p.matters and p.rule == "bad"]
    assert [(p.kind, p.matters) for p in met] == [(problem, 1)]
    from cocity.ground.journal import api as journal

    [event] = journal.of_subject("rule:bad")
    assert (event.kind, event.data["problem"]) == ("dispatch.rule_failed", problem)


def test_two_rules_of_the_same_rank_are_reported_and_a_person_decides(desk: Desk) -> None:
    desk.rules(HEAD + "a,housing/lift,,,,,dept-housing,0,,,,\nb,housing/lift,,,,,dept-water,0,,,,\n")
    row = desk.sent(category="housing/lift")
    assert (row.state, row.by_hand, desk.offered(row.number)) == ("proposed", "conflict", "")
    assert dispatch.explain(desk.world.actor("dispatcher"), row.number).conflicts == ("b",)
    assert any(p.kind == "conflict" and p.rule == "a" for p in dispatch.problems(now=desk.world.now))


def test_the_body_complained_about_is_never_chosen(desk: Desk) -> None:
    row = desk.sent(text="街道办推诿", category="environment/noise", kind="complaint", against="d1-s1")
    assert row.by_hand == "complaint_against_a_body"
    assert (row.how, row.body.code) == ("fallback", "watch"), "the district has no handler, so the fallback"
    desk.world.worker("handler:d1", "d1", "handler")
    row = desk.sent(text="街道办推诿", category="environment/noise", kind="complaint", against="d1-s1")
    assert (row.how, row.body.code) == ("parent", "d1")
    proposal = dispatch.propose(desk.world.actor("dispatcher"), row.number, now=desk.world.now)
    assert "d1-s1" not in {body.code for body in proposal.alternatives}
    with pytest.raises(NotFound):
        dispatch.explain(desk.world.actor("handler:d1-s1"), row.number)


def test_what_lies_below_the_body_complained_about_is_not_chosen_either(desk: Desk) -> None:
    desk.rules(HEAD + "near,care/elders,,,,,{committee},0,,,,\n")
    row = desk.sent(
        text="助餐点不开门", category="care/elders", place="d1-s1-c1", kind="complaint", against="d1-s1"
    )
    assert row.body.code == "watch"


def test_a_complaint_about_every_body_is_asked_to_name_one(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        desk.sent(category="housing/lift", kind="complaint", against="city")
    assert refused.value.field == "against"


def test_without_a_fallback_body_the_taker_keeps_it(desk: Desk) -> None:
    RoleHeld.objects.filter(worker=desk.world.workers["handler:watch"], role="handler").delete()
    row = desk.sent(category="environment/noise", place="")
    assert (row.state, row.body.code) == ("stays", "hotline")
    assert "no_fallback" in {p.kind for p in dispatch.problems(now=desk.world.now)}


def test_why_this_body_is_told_rule_by_rule_as_it_was_then(desk: Desk) -> None:
    row = desk.sent(category="housing/lift")
    desk.rules(TABLE.replace("住房归住建部门", "改了"))
    told = dispatch.explain(desk.world.person, row.number)
    assert told.reason.zh == "住房归住建部门"
    assert told.body is not None
    assert told.body.code == "dept-housing"
    outcomes = {one.rule: one.outcome for one in told.considered}
    assert outcomes == {"housing": "chosen", "last": "matched", "leak": "no_match"}
    assert "Leaks and repairs" in next(one.why.en for one in told.considered if one.rule == "leak")
