"""Each indicator on a handful of matters, reckoned by hand."""

import pytest

from cocity.learn.performance.catalogue import indicators
from cocity.learn.performance.contracts import Figure
from tests.learn.cases import OTHER, Matter, figure, figures, matter, period


def shares(made: Figure) -> tuple[float | None, int]:
    return made.numerator, made.denominator


def test_on_time_counts_what_is_not_finished() -> None:
    in_time = matter(1).opened(0).claimed(3)
    late = matter(2).opened(0).claimed(9)
    never = matter(3).opened(0)
    made = figure("on_time_declared", in_time, late, never)
    assert shares(made) == (1, 3)
    assert made.value == 1 / 3


def test_a_matter_not_due_yet_is_not_in_the_rate_until_it_is() -> None:
    quick, waiting = matter(1).opened(0).claimed(1), matter(2).opened(0, due=20)
    assert shares(figure("on_time_declared", quick, waiting, now=10)) == (1, 1)
    assert shares(figure("on_time_declared", quick, waiting, now=20)) == (1, 2)


def test_a_claim_that_was_found_false_is_not_done() -> None:
    lied = matter(1).opened(0).claimed(2).checked(3, true=False)
    redone_late = matter(2).opened(0).claimed(2).judged(3, "no", 1).claimed(9)
    assert shares(figure("on_time_declared", lied, redone_late)) == (0, 2)


def test_what_done_on_time_means_is_all_in_its_formula() -> None:
    """Reckoned from the journal by the formula alone, the published figure came out three points lower: it did not say
    that a suggestion is done when it is answered, nor that what the person calls solved is done."""
    about = {"procedure": "suggestion", "disposes": True}
    answered = matter(1, **about).opened(0, due=60).decided(10, "adopted")
    unhappy = matter(2).opened(0).claimed(2).judged(3, "no", 1).judged(4, "yes", 5)
    late = matter(3, **about).opened(0, due=9).decided(10, "not_adopted")
    made = figure("on_time_declared", answered, unhappy, late, within=period(0, 100))
    assert shares(made) == (2, 3)
    for words in ("建议为作出答复", "本人说已解决", "重办推翻"):
        assert words in indicators()["on_time_declared"].formula.zh


def test_confirmed_on_time_needs_a_check_or_the_persons_word_by_the_due_time() -> None:
    checked = matter(1).opened(0).claimed(2).checked(4)
    checked_late = matter(2).opened(0).claimed(2).checked(6)
    person = matter(3).opened(0).claimed(2).judged(3, "yes", 5)
    only_said = matter(4).opened(0).claimed(2)
    cases = (checked, checked_late, person, only_said)
    assert shares(figure("on_time_declared", *cases)) == (4, 4)
    assert shares(figure("on_time_confirmed", *cases)) == (2, 4)


def test_a_date_moved_by_an_announced_calendar_moves_the_promise() -> None:
    moved = matter(1).opened(0).due_moved(1, due=8).claimed(7)
    assert shares(figure("on_time_declared", moved)) == (1, 1)


def test_what_stands_still_by_a_granted_pause_is_left_out_and_counted() -> None:
    standing = matter(1).opened(0).paused(2)
    resumed = matter(2).opened(0).paused(2).resumed(6, due=9).claimed(8)
    made = figure("on_time_declared", standing, resumed)
    assert (shares(made), made.excluded) == ((1, 1), {"paused": 1})


def test_what_was_not_accepted_or_withdrawn_is_left_out_by_the_step_that_did_it() -> None:
    refused, withdrawn = matter(1).opened(0).not_accepted(1), matter(2).opened(0).withdrawn(2)
    kept = matter(3).opened(0).claimed(2)
    made = figure("on_time_declared", refused, withdrawn, kept)
    assert (shares(made), made.excluded) == ((1, 1), {"no_duty": 1, "withdraw": 1})
    share = figure("left_out_share", refused, withdrawn, kept)
    assert shares(share) == (2, 3)
    assert [(part.name, part.count) for part in share.parts] == [("no_duty", 1), ("withdraw", 1)]


def test_an_appeal_brings_a_refused_matter_back() -> None:
    refused = matter(1).opened(0).not_accepted(1)
    heard = (
        matter(2).opened(0).not_accepted(1).act(2, "appeal", "reopen", "opened", actor="receipt").claimed(4)
    )
    assert shares(figure("appeal_rate", refused, heard)) == (1, 2)
    assert shares(figure("on_time_declared", refused, heard)) == (1, 1)


def test_first_contact_counts_contact_only_not_a_clock_stopped_by_the_end() -> None:
    contacted = matter(1).opened(0).contacted(0.5)
    late = matter(2).opened(0).contacted(1.5)
    never = matter(3).opened(0).claimed(0.2).act(0.3, "close", to="closed", ended=True, met=["first_contact"])
    assert shares(figure("first_contact_rate", contacted, late, never)) == (1, 3)


def test_a_response_is_a_contact_a_notice_or_an_answer_before_the_due_time() -> None:
    told = matter(1).opened(0).act(1, "extend", "extend", tells=["beneficiary"])
    answered = matter(2).opened(0).claimed(4)
    silent = matter(3).opened(0).act(1, "note")
    assert shares(figure("response_rate", told, answered, silent)) == (2, 3)


def test_the_offices_word_and_the_persons_word_are_two_figures() -> None:
    cases = [
        matter(1).opened(0).claimed(1).judged(2, "yes", 5),
        matter(2).opened(0).claimed(1).judged(2, "no", 1).claimed(3),
        matter(3).opened(0).claimed(1, "partly").judged(2, "yes", 4),
        matter(4).opened(0).claimed(1).closed_unreached(4),
    ]
    assert shares(figure("declared_resolution_rate", *cases)) == (3, 4)
    assert shares(figure("confirmed_resolution_rate", *cases)) == (2, 3)


def test_no_answer_is_not_satisfied_and_the_share_who_answered_is_shown() -> None:
    cases = [
        matter(1).opened(0).claimed(1).judged(2, "yes", 5),
        matter(2).opened(0).claimed(1).judged(2, "yes", 3),
        matter(3).opened(0).claimed(1).judged(2, "yes", None),
        matter(4).opened(0).claimed(1).closed_unreached(4),
    ]
    made = figure("satisfaction_rate", *cases)
    assert shares(made) == (1, 2)
    assert made.missing is not None
    assert "2 gave no answer" in made.missing.en
    assert shares(figure("verdict_response_rate", *cases)) == (3, 4)
    assert figure("satisfaction_mean", *cases).value == 4.0


def test_the_silent_are_told_apart_by_whether_anyone_called_them() -> None:
    called = matter(1).opened(0).claimed(1).called_in_vain(2).called_in_vain(3).closed_unreached(4)
    never = [matter(n).opened(0).claimed(1).closed_unreached(4) for n in (2, 3)]
    parts = figure("verdict_response_rate", called, *never).parts
    assert [(part.name, part.count) for part in parts] == [("called_in_vain", 1), ("never_called", 2)]


def test_answers_are_weighted_by_who_was_asked_where_few_answered() -> None:
    phone = [matter(n, channel="phone").opened(0).claimed(1).judged(2, "yes", 5) for n in (1, 2)]
    web = [matter(3).opened(0).claimed(1).judged(2, "yes", 1)]
    silent = [matter(n).opened(0).claimed(1).closed_unreached(3) for n in (4, 5, 6)]
    unheard = [matter(7, channel="paper").opened(0).claimed(1).closed_unreached(3)]
    made = figure("satisfaction_mean", *phone, *web, *silent, *unheard)
    assert made.value == 11 / 3
    assert made.adjusted == (2 * 5 + 4 * 1) / 6
    assert made.missing is not None
    assert "1 stand in strata" in made.missing.en


def test_what_fewer_than_five_answered_is_not_shown_by_stratum() -> None:
    four = [matter(n).opened(0).claimed(1).judged(2, "yes", 5) for n in range(1, 5)]
    five = [matter(n, channel="phone").opened(0).claimed(1).judged(2, "yes", 5) for n in range(5, 10)]
    six = [matter(n, channel="paper").opened(0).claimed(1).judged(2, "yes", 4) for n in range(10, 16)]
    parts = {part.name: part for part in figure("satisfaction_mean", *four, *five, *six).parts}
    hidden, with_it, shown = (parts[f"noise × {channel}"] for channel in ("web", "phone", "paper"))
    assert (hidden.count, hidden.value, hidden.of) == (None, None, None)
    assert with_it.value is None, "or the four could be found by subtracting from the whole"
    assert (shown.count, shown.value, shown.of) == (6, 4.0, 6)


def test_what_a_few_said_in_one_street_is_not_told_but_their_work_is_counted() -> None:
    few = [matter(n, place="/c/d1/s1/").opened(0).claimed(1).judged(2, "yes", 5) for n in range(1, 4)]
    many = [matter(n, place="/c/d1/s2/").opened(0).claimed(1).judged(2, "yes", 5) for n in range(10, 20)]
    more = [matter(n, place="/c/d1/s3/").opened(0).claimed(1).judged(2, "yes", 5) for n in range(20, 40)]
    made = figures([*few, *many, *more], "satisfaction_mean", "on_time_declared", by="street")
    s1, s2, s3 = made["satisfaction_mean"]
    assert (s1.value, s2.value, s3.value) == (None, None, 5.0)
    assert s1.missing is not None
    assert "few" in s1.missing.en
    assert [f.denominator for f in made["on_time_declared"]] == [3, 10, 20]


def test_the_one_private_word_among_public_ones_is_not_found_by_subtracting() -> None:
    def street(name: str, first: int, private: int, many: int = 9) -> list[Matter]:
        place = f"/c/d1/{name}/"
        return [
            matter(first + n, place=place, visibility="private" if n < private else "public")
            .opened(0)
            .claimed(1)
            .judged(2, "yes", 5)
            for n in range(many)
        ]

    told = [*street("s1", 0, private=1), *street("s2", 10, private=5), *street("s3", 20, private=0)]
    first, second, third = figures(told, "satisfaction_mean", by="street")["satisfaction_mean"]
    assert first.value is None, "eight of nine stand on public pages"
    assert second.value is None, "or the one could be found by subtracting from the whole"
    assert third.value == 5.0, "all of them stand on public pages"


def test_a_closing_without_the_persons_word_or_reopened_within_30_days_is_false() -> None:
    confirmed = matter(1).opened(0).claimed(1).judged(2, "yes", 5)
    unconfirmed = matter(2).opened(0).claimed(1).closed_unreached(4)
    soon = matter(3).opened(0).claimed(1).judged(2, "yes", 5).reopened(20)
    long_after = matter(4).opened(0).claimed(1).judged(2, "yes", 5).reopened(40)
    fresh = matter(5).opened(0).claimed(1).judged(25, "yes", 5)
    made = figure("false_closure_rate", confirmed, unconfirmed, soon, long_after, fresh, now=50)
    assert (shares(made), made.excluded) == ((2, 4), {"younger_than_30_days": 1})


def test_a_repeat_is_the_same_place_or_person_with_the_same_category_within_90_days_of_a_closing() -> None:
    first = matter(1, person=9).opened(0).claimed(1).judged(2, "yes", 5)
    same_place = matter(2).opened(10)
    same_person = matter(3, person=9, place="/c/d2/s9/").opened(10)
    other_thing = matter(4, category="water/leak").opened(10)
    before_closing = matter(5, place="/c/d1/s1/").opened(1)
    cases = (first, same_place, same_person, other_thing, before_closing)
    assert shares(figure("repeat_rate", *cases)) == (2, 5)
    assert shares(figure("repeat_person_rate", *cases)) == (1, 2)
    assert shares(figure("first_time_fix_rate", *cases)) == (0, 1)


def test_a_repeat_is_also_what_was_joined_into_a_need_in_which_one_was_closed() -> None:
    """Whatever its category and place; the journal's last word on the need counts."""
    first = matter(1, place="/c/d1/s1/").opened(0).claimed(1).judged(2, "yes", 5).joined(12, 4)
    again = matter(2, category="water/leak", place="/c/d2/s9/").opened(10).joined(12, 3).joined(13, 4)
    before = matter(3, category="water/leak", place="/c/d2/s8/").opened(1).joined(12, 4)
    out = matter(4, category="water/leak", place="/c/d2/s7/").opened(10).joined(12, 4).left(13, 4)
    elsewhere = matter(5, category="water/leak", place="/c/d2/s6/").opened(10).joined(12, 9)
    late = matter(6, category="water/leak", place="/c/d2/s5/").opened(93).joined(94, 4)
    cases = (first, again, before, out, elsewhere, late)
    for code in ("repeat_need_rate", "repeat_rate"):
        assert shares(figure(code, *cases, within=period(0, 100))) == (1, 6), code
    assert shares(figure("repeat_need_rate", first, out, within=period(0, 100))) == (0, 2)
    assert shares(figure("first_time_fix_rate", *cases, within=period(0, 100), now=100)) == (0, 1)
    assert shares(figure("first_time_fix_rate", first, out, within=period(0, 100), now=100)) == (1, 1)


def test_a_matter_closed_the_moment_it_was_opened_is_no_repeat_of_itself() -> None:
    at_once = matter(1).opened(3).claimed(3).judged(3, "yes", 5)
    assert shares(figure("repeat_rate", at_once)) == (0, 1)
    assert shares(figure("first_time_fix_rate", at_once)) == (1, 1)


def test_after_90_days_it_is_not_a_repeat() -> None:
    first = matter(1).opened(0).claimed(1).judged(2, "yes", 5)
    on_the_day, a_day_late = matter(2).opened(92), matter(3, place="/c/d1/s2/").opened(93)
    again = matter(4, place="/c/d1/s2/").opened(0).claimed(1).judged(2, "yes", 5)
    made = figures((first, on_the_day, a_day_late, again), "repeat_rate", within=period(50, 100))
    assert shares(made["repeat_rate"][0]) == (1, 2)


def test_given_back_sent_again_and_hops() -> None:
    straight = matter(1).opened(0).offered_to(0.1).accepted(0.2)
    bounced = matter(2).opened(0).offered_to(0.1).declined(0.2).offered_to(0.3, OTHER).accepted(0.4)
    handed_on = matter(3).opened(0).offered_to(0.1).accepted(0.2).offered_to(1, OTHER).accepted(1.1)
    taken_back = matter(4).opened(0).offered_to(0.1)
    taken_back.offered = None
    taken_back.act(0.2, "take_back", "decline", "opened")
    cases = (straight, bounced, handed_on, taken_back)
    assert shares(figure("return_rate", *cases)) == (1, 4)
    assert shares(figure("dispatch_accuracy", *cases)) == (3, 4)
    assert figure("mean_hops", *cases).value == 4 / 4


def test_percentiles_of_time_count_the_unfinished_as_waiting_still() -> None:
    done = [matter(n).opened(0).claimed(n) for n in (1, 2, 3, 4)]
    waiting = [matter(n).opened(0) for n in (5, 6, 7, 8, 9, 10)]
    made = figure("time_to_done", *done, *waiting, now=10)
    assert made.value is None
    assert made.missing is not None
    finished = figure("time_to_done", *done, *waiting[:4], now=10)
    assert finished.value == 4 * 24
    assert [part.value for part in finished.parts] == [96.0, None, None]


def test_working_hours_leave_out_nights_and_days_off() -> None:
    # Monday 2 March 2026, 08:00 in Shanghai, to Tuesday 08:00: one working day of 6.5 office hours.
    made = figure("time_to_done_working", matter(1).opened(0).claimed(1))
    assert made.value == pytest.approx(6.5)
    assert figure("time_to_done", matter(1).opened(0).claimed(1)).value == 24.0


def test_the_backlog_by_age_and_the_days_overdue() -> None:
    cases = [matter(1).opened(0), matter(2).opened(8), matter(3).opened(0).claimed(1)]
    backlog = figure("backlog", *cases, now=10)
    assert backlog.value == 2
    assert {p.name: p.count for p in backlog.parts if p.count} == {"0-2": 1, "6-15": 1}
    overdue = figure("overdue_exposure", *cases, now=10)
    assert (overdue.value, overdue.denominator) == (5.0, 1)


def test_suggestions_are_rated_over_all_that_came_in() -> None:
    about = {"disposes": True, "procedure": "suggestion"}
    cases = [
        matter(1, **about).opened(0, due=60).decided(10, "adopted").claimed(20).checked(25),
        matter(2, **about).opened(0, due=60).decided(10, "partly", reasoned=False),
        matter(3, **about).opened(0, due=60).decided(10, "not_adopted"),
        matter(4, **about).opened(0, due=60),
        matter(5).opened(0).claimed(1),
    ]
    expected = {
        "handled_rate": (3, 4),
        "reply_with_reason_rate": (2, 3),
        "adoption_rate_all": (1, 4),
        "adoption_rate_with_partly": (2, 4),
        "implementation_rate": (1, 2),
    }
    made = figures(cases, *expected, "time_to_disposition", "implementation_lag")
    assert {code: shares(made[code][0]) for code in expected} == expected
    assert made["time_to_disposition"][0].value == 10.0
    assert made["implementation_lag"][0].value == 15.0


def test_online_and_offline_are_compared_by_time_and_by_clock() -> None:
    online = [matter(n).opened(0).claimed(2) for n in (1, 2)]
    offline = [matter(n, mode="offline", channel="phone").opened(0).claimed(3) for n in (3, 4)]
    made = figures(online + offline, "channel_time_gap", "channel_same_clock")
    assert made["channel_time_gap"][0].value == -24.0
    assert shares(made["channel_same_clock"][0]) == (1, 1)
    slower = matter(5, mode="offline", procedure="paper_help").opened(0)
    assert shares(figure("channel_same_clock", *online, *offline, slower)) == (0, 1)


def test_without_data_there_is_no_value_and_a_reason() -> None:
    for code in ("connect_rate", "adoption_rate_curated", "on_time_declared", "time_to_done", "backlog"):
        made = figure(code)
        assert (made.value, made.denominator) == (None, 0), code
        assert made.missing is not None
        assert made.missing.en.startswith("No data")


@pytest.mark.parametrize("by", ["channel", "category_top"])
def test_answers_can_be_kept_by_what_their_strata_are_made_of(by: str) -> None:
    told = [matter(n).opened(0).claimed(1).judged(2, "yes", 5) for n in range(6)]
    (figure,) = figures(told, "satisfaction_rate", by=by)["satisfaction_rate"]
    assert (figure.numerator, figure.denominator) == (6, 6)
