"""The secret of a sample: nobody knows before asking is over whom it drew, the city can choose neither seed nor secret,
and once it is open everyone can check and nobody finds a number by it."""

import hashlib
import json
import logging
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cocity.answer.citylog import leaves
from cocity.answer.verdicts import announcing, draws, ending, rules
from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.api import Word
from cocity.answer.verdicts.models import Envelope, Member, Sample
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from cocity.kit import pulse
from cocity.kit.errors import Conflict, Errors, Forbidden, Invalid, NotFound
from tests.answer.stories import HOUSING
from tests.support.samples import DAY, SEED, announce, asked, draw, drawn, end, ended, of_old, sealed
from tests.world import World

db = pytest.mark.django_db
TERMS = {
    "method": "电话", "reason": "抽查", "since": "2026-11-01T00:00:00+00:00", "until": "2026-11-02T00:00:00+00:00",
    "place_path": "", "body_path": "", "category": "", "procedure": "", "size": 2, "population": 5, "frame": "",
    "seed_from": "开奖", "seed_on": "2026-11-04", "ask_until": "2026-12-01",
}  # fmt: skip


def say(world: World, sample: int, rank: int, outcome: str = "answered", days: int = 3) -> None:
    number = Member.objects.get(sample=sample, rank=rank).commitment.number
    word = Word(solved="yes", stars=5) if outcome == "answered" else None
    verdicts.record_sample_answer(
        now=world.now + days * DAY, actor=world.actor("caller"), sample=sample, number=number, outcome=outcome,
        word=word,
    )  # fmt: skip


def kinds(sample: int) -> list[str]:
    return [entry.kind.removeprefix("verdict.sample_") for entry in journal.of_subject(f"sample:{sample}")]


# What an office could do with what it knows.


@db
def test_an_office_that_knows_its_numbers_and_the_seed_ranks_nothing_before_asking_is_over(
    world: World,
) -> None:
    """All that is public between draw and end, and every number: those drawn cannot be told by it."""
    numbers = ended(world, 12)
    sample = draw(world, 4).id
    shown = verdicts.published_sample(sample, step=5)
    really = set(Member.objects.filter(sample=sample).values_list("commitment__number", flat=True))
    known = [shown.seed, shown.commit, shown.frame, shown.cut, ""]
    for secret in ("", *(hashlib.sha256(each.encode()).hexdigest() for each in known)):
        below = {n for n in numbers if verdicts.rank(n, seed=shown.seed, secret=secret) < shown.cut}
        assert below != really, "a chance of 1 in 495"
    assert (shown.secret, verdicts.sample_summary(sample).secret) == ("", "")


@db
def test_the_secret_stands_nowhere_before_it_is_opened(
    world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    ended(world, 9)
    sample = draw(world, 4).id
    secret = sealed(sample)
    told = [json.dumps([dict(e.data), dict(e.public or {})], ensure_ascii=False) for e in journal.stream()]
    pages = [f"/open/samples/{sample}/", "/open/samples/"]
    files = ["/open/data/samples.json", "/open/data/samples.csv"]
    pages += ["/api/v1/samples", f"/api/v1/samples/{sample}"]
    seen = [Client().get(page).content.decode() for page in pages]
    seen += [b"".join(Client().get(file).streaming_content).decode() for file in files]
    kept = [bytes(each.sealed) + bytes(each.numbers) for each in Envelope.objects.all()]
    rows = serialize("json", [*Sample.objects.all(), *Envelope.objects.all()])
    everywhere = [*told, *seen, rows, caplog.text, *capsys.readouterr(), repr(verdicts.samples())]
    assert all(secret not in each for each in everywhere)
    assert all(secret.encode() not in each and bytes.fromhex(secret) not in each for each in kept)
    assert any(Sample.objects.get().commit in each for each in told), "its fingerprint is"


@db
def test_the_database_refuses_a_secret_before_the_end(world: World) -> None:
    sample = announce(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.filter(pk=sample.id).update(secret="00" * 32)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.filter(pk=sample.id).update(drawn_at=world.now)


# What the city could do.


@db
def test_the_seed_is_unknown_when_the_secret_is_fixed(world: World) -> None:
    """Neither a seed of today nor a draw before the seed's day."""
    at = world.now + DAY
    for seed_on in (at.date() - DAY, at.date(), at.date() + timedelta(days=32)):
        with pytest.raises(Errors) as found:
            announce(world, seed_on=seed_on)
        assert [error.field for error in found.value.errors] == ["seed_on"]
    made = announce(world)
    with pytest.raises(Invalid):
        drawn(world, made.id, at=at)
    assert not Member.objects.exists()


@db
def test_what_was_announced_cannot_be_changed_afterwards(world: World) -> None:
    """Not the list, not a term, not the secret: nothing is drawn, and nothing opens."""
    ended(world, 6)
    for change in ({"size": 1}, {"reason": "另一个"}, {"frame": "00" * 32}, {"commit": "00" * 32}):
        made = announce(world, 3)
        Sample.objects.filter(pk=made.id).update(**change)
        with pytest.raises(Conflict):
            drawn(world, made.id)
    first, other = announce(world, 3), announce(world, 3)
    Envelope.objects.filter(sample=first.id).update(sealed=Envelope.objects.get(sample=other.id).sealed)
    with pytest.raises(Conflict):
        drawn(world, first.id)


@db
def test_the_list_is_that_of_the_announcement(world: World) -> None:
    """What is closed or opened again between announcement and draw changes nothing."""
    numbers = ended(world, 6)
    made = announce(world, 6)
    Commitment.objects.filter(number__in=numbers[:2]).update(ended_at=None)
    late = world.say("又一盏灯")
    Commitment.objects.filter(number=late.number).update(ended_at=world.now + timedelta(hours=2))
    assert drawn(world, made.id).drawn == 6
    assert set(Member.objects.values_list("commitment__number", flat=True)) == set(numbers)


@db
def test_every_announcement_stays_in_sight(world: World) -> None:
    """Who announces ten and draws the one they like shows nine that lapsed or were withdrawn."""
    ended(world, 3)
    made = [announce(world).id for _ in range(3)]
    drawn(world, made[0])
    end(world, made[1], "不要了")
    ending.fire(world.now + 40 * DAY)
    shown = {each.id: verdicts.state_words(each).name for each in verdicts.published_samples(step=5).rows}
    assert shown == {made[0]: "late", made[1]: "withdrawn", made[2]: "lapsed"}
    assert all(each.secret for each in verdicts.samples())


# Opening.


@db
def test_the_last_answer_opens_it_in_the_same_transaction(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(world, 3)
    sample = draw(world, 3).id
    say(world, sample, 1)
    say(world, sample, 2, "refused")
    say(world, sample, 3, "no_answer")
    assert kinds(sample)[-1] == "answered", "who did not pick up may be asked again"

    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(ending, "SampleOpened", full)
        with pytest.raises(OSError, match="disk full"):
            say(world, sample, 3)
    assert (verdicts.sample_summary(sample).no_answer, verdicts.sample_summary(sample).ended) == (1, "")
    secret = sealed(sample)
    say(world, sample, 3)
    assert kinds(sample) == [
        "announced",
        "drawn",
        "answered",
        "answered",
        "answered",
        "answered",
        "ended",
        "opened",
    ]
    shown = verdicts.published_sample(sample, step=5)
    assert (shown.ended, shown.secret) == ("done", secret)
    opened = journal.of_subject(f"sample:{sample}")[-1]
    told = {"sample": sample, "secret": secret, "commit": shown.commit, "seed": SEED}
    assert told.items() <= dict(opened.public or {}).items()
    assert bytes(Envelope.objects.get().sealed) == b""


@db
def test_the_pulse_opens_it_on_its_day_and_nobody_is_asked_after_that(world: World) -> None:
    ended(world, 3)
    sample = draw(world, 3).id
    say(world, sample, 1)
    beat = next(each for each in pulse.beats() if each.name == "samples")
    last = world.now + 30 * DAY
    assert beat.run(last) == 0
    say(world, sample, 2, "no_answer", days=30)
    with pytest.raises(Conflict):
        say(world, sample, 2, days=31)
    assert beat.run(last + DAY) == 1
    assert beat.run(last + DAY) == 0
    shown = verdicts.sample_summary(sample)
    assert (shown.ended, bool(shown.secret), shown.asking) == ("late", True, False)
    with pytest.raises(Conflict):
        say(world, sample, 3, days=29)
    say(world, sample, 1)  # what was noted before is still the same


@db
def test_one_that_is_never_drawn_lapses_and_opens_too(world: World) -> None:
    ended(world, 3)
    made, soon = announce(world), announce(world, ask_until=(world.now + 3 * DAY).date())
    assert ending.fire(world.now + 3 * DAY) == 0
    assert ending.fire(world.now + 4 * DAY) == 1
    assert verdicts.sample_summary(soon.id).ended == "lapsed"
    last = world.now + 2 * DAY + rules.DRAW_WITHIN
    assert ending.fire(last) == 0
    with pytest.raises(Conflict):
        drawn(world, made.id, at=last + DAY)
    assert ending.fire(last + DAY) == 1
    assert kinds(made.id) == ["announced", "ended", "opened"]
    with pytest.raises(Conflict):
        drawn(world, made.id)


@db
def test_who_ends_it_early_says_why_and_everyone_reads_it(world: World) -> None:
    ended(world, 3)
    sample = draw(world, 3).id
    with pytest.raises(Forbidden):
        verdicts.end_sample(
            now=world.now + 3 * DAY, actor=world.actor(HOUSING), sample=sample, why="我们不想被问"
        )
    with pytest.raises(Invalid):
        end(world, sample, " ")
    assert end(world, sample, "时段写错了，打13812345678").ended == "withdrawn"
    assert end(world, sample, "再来一次").ended_why == verdicts.sample_summary(sample).ended_why
    assert "13812345678" not in verdicts.sample_summary(sample).ended_why
    for rank in (1, 2, 3):
        say_all = draw(world, 3, seed=f"again {rank}").id
    for rank in (1, 2, 3):
        say(world, say_all, rank, "no_answer")
    assert end(world, say_all, "").ended == "done", "everybody was asked once"
    with pytest.raises(NotFound):
        end(world, say_all + 1)


@db
def test_a_key_lost_with_a_backup_is_said_and_made_good_when_it_is_back(world: World, settings: Any) -> None:
    ended(world, 3)
    sample, waiting = draw(world, 3).id, announce(world)
    secret, key = sealed(sample), settings.CONTACT_KEY
    settings.CONTACT_KEY = "a new one, made because the old one was not in the backup"
    with pytest.raises(Conflict):
        drawn(world, waiting.id)
    say(world, sample, 1)  # asking goes on
    assert ending.fire(world.now + 31 * DAY) == 2
    assert ending.fire(world.now + 31 * DAY) == 0, "a beat that can do nothing rests"
    shown = verdicts.published_sample(sample, step=5)
    assert (shown.unopened, shown.secret, verdicts.state_words(shown).name) == (True, "", "unopened")
    assert verdicts.samples_due(world.now + 31 * DAY).unopened == (sample, waiting.id)
    assert verdicts.draw_again(sample).same_secret is False
    settings.CONTACT_KEY = key
    assert ending.fire(world.now + 32 * DAY) == 2
    assert verdicts.published_sample(sample, step=5).secret == secret
    assert kinds(sample)[-2:] == ["ended", "opened"]
    assert verdicts.samples_due(world.now + 33 * DAY) == verdicts.SamplesDue((), ())


@db
def test_samples_of_the_older_kind_stay_as_they_were(world: World) -> None:
    ended(world, 3)
    sample = draw(world, 3).id
    of_old(sample)
    Envelope.objects.all().delete()
    say(world, sample, 1, "no_answer")
    say(world, sample, 1, days=60)
    say(world, sample, 2)
    say(world, sample, 3)
    assert ending.fire(world.now + 400 * DAY) == 0
    shown = verdicts.sample_summary(sample)
    assert (shown.answered, shown.ended, shown.asking, shown.unopened) == (3, "", False, False)
    assert verdicts.state_words(shown).name == "asked"
    assert "旧办法" in str([pair.value for pair in verdicts.how_drawn(shown)])
    with pytest.raises(Conflict):
        end(world, sample)


# What opening tells.


@given(st.text(max_size=30), st.integers(0, 2**256 - 1))
def test_the_fingerprint_can_be_made_again_by_hand_and_holds_every_term(reason: str, n: int) -> None:
    terms, secret = {**TERMS, "reason": reason}, f"{n:064x}"
    by_hand = {**terms, "secret": secret}
    text = "cocity sample 1\n" + json.dumps(
        by_hand, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    made = verdicts.fingerprint(terms, secret)
    assert made == hashlib.sha256(text.encode()).hexdigest()
    others = [{**terms, name: f"{terms[name]} " if isinstance(terms[name], str) else 99} for name in terms]
    assert all(verdicts.fingerprint(other, secret) != made for other in others)
    assert verdicts.fingerprint(terms, f"{n ^ 1:064x}") != made


@db
def test_the_fingerprint_is_made_of_nothing_that_is_not_published(world: World) -> None:
    """With one private matter on a list of public ones, what is committed to is the same whatever its number is."""
    all_of_them = ended(world, 5)
    Commitment.objects.update(visibility="public")
    Commitment.objects.filter(number=all_of_them[0]).update(visibility="private")
    sample = draw(world, 2).id
    end(world, sample)
    row, shown = Sample.objects.get(pk=sample), verdicts.published_sample(sample, step=5)
    assert shown.frame == ""
    plain = {name: getattr(shown, name) for name in verdicts.TERMS}
    moments = {name: plain[name].astimezone(UTC).isoformat() for name in ("since", "until")}
    days = {name: plain[name].isoformat() for name in ("seed_on", "ask_until")}
    assert verdicts.fingerprint({**plain, **moments, **days}, shown.secret) == row.commit
    for entry in journal.of_subject(f"sample:{sample}"):
        content = leaves.content_of(entry) or ""
        assert not any(number in content for number in all_of_them)


def test_an_open_secret_leaves_very_many_numbers_a_private_matter_could_have() -> None:
    """Everybody knows seed, secret, cut, how many were drawn and all numbers but one. Over 60 secrets, of 150 numbers it
    could have, how many give the very same; a hash of the list would leave the true one alone."""
    listed = [f"261123{n * 48_271_003 % 10**9:09}0" for n in range(1, 21)]
    others, shares = listed[1:], []
    for n in range(60):
        secret = hashlib.sha256(str(n).encode()).hexdigest()
        seen = draws.drawing(listed, seed=SEED, size=5, secret=secret).cut
        guesses = (f"261123{guess * 6_299_999 % 10**9:09}0" for guess in range(150))
        same = [draws.drawing([*others, g], seed=SEED, size=5, secret=secret).cut == seen for g in guesses]
        shares.append(sum(same) / len(same))
        alone = draws.frame(listed)
    assert sum(shares) / len(shares) > 0.5
    assert sum(share == 0 for share in shares) <= 6, (
        "where it lies at the cut itself: a few digits of one hash"
    )
    assert draws.frame([*others, f"261123{'0' * 10}"]) != alone


@db
def test_what_few_answered_stays_untold_when_the_secret_is_open(world: World) -> None:
    ended(world, 9)
    sample = draw(world, 9).id
    asked(world, sample, ["no"] * 4 + ["no_answer"] * 4)
    page = "/open/samples/{}/"
    end(world, sample)
    assert (
        "回答的人太少"
        in Client(headers={"accept-language": "zh-hans"}).get(page.format(sample)).content.decode()
    )
    assert verdicts.published_sample(sample, step=5).secret


@given(st.integers(0, 40), st.integers(1, 7))
def test_the_end_tells_at_least_a_step_of_people_more_or_nothing_that_is_shown(
    answers: int, step: int
) -> None:
    before = rules.told_in_steps(answers, asking=True, step=step)
    after = rules.told_in_steps(answers, asking=False, step=step)
    assert after - before >= step or after < step


@db
def test_no_list_or_page_of_samples_loads_an_envelope(world: World, django_assert_num_queries: Any) -> None:
    ended(world, 3)
    draw(world, 2)
    with django_assert_num_queries(2) as seen:
        verdicts.samples()
    assert not any("envelope" in each["sql"].lower() for each in seen.captured_queries)


@db
def test_a_sample_keeps_its_numbers_sixteen_digits_long(world: World) -> None:
    assert draws.unpacked(draws.packed(["0000000000000007", "9999999999999999"])) == [
        "0000000000000007",
        "9999999999999999",
    ]
    assert announcing.numbers_of(Sample.objects.get(pk=announce(world, **{}).id)) == []
