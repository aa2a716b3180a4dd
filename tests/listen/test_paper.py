"""A sheet of paper: numbered, typed in, read back, confirmed once, and promised the same as any other voice."""

from datetime import date, timedelta

import pytest

from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit.errors import Conflict, Errors, Forbidden, Invalid, NotFound
from cocity.kit.numbers import check_digit
from cocity.listen.intake.models import Voice
from cocity.listen.paper import api as paper
from cocity.listen.paper.models import Sheet
from tests.world import World

WORDS = "三号楼楼道灯坏了，老人晚上不敢下楼"


def entry(**more: object) -> paper.Entry:
    given: dict[str, object] = {"kind": "help", "text": WORDS, "place": "d1-s1", "category": "housing/lift"}
    return paper.Entry(**{**given, **more})  # type: ignore[arg-type]


@pytest.fixture
def clerk(world: World) -> Actor:
    world.worker("clerk", "hotline", "editor")
    return world.actor("clerk")


@pytest.fixture
def checker(world: World) -> Actor:
    world.worker("checker", "hotline", "editor")
    return world.actor("checker")


@pytest.fixture
def sheet(world: World, clerk: Actor) -> str:
    """A sheet printed last Thursday."""
    [made] = paper.print_sheets(now=world.now - timedelta(days=4), actor=clerk, count=1)
    return made.number


def typed(world: World, clerk: Actor, sheet: str, day: date | None = None, **more: object) -> int:
    batch = paper.open_batch(now=world.now, actor=clerk, handed_in_on=day or world.now.date(), place="d1-s1")
    paper.type_in(now=world.now, actor=clerk, batch=batch, number=sheet, entry=entry(**more))
    return batch


def test_sheets_have_numbers_of_their_own_with_a_check_digit(world: World, clerk: Actor) -> None:
    made = paper.print_sheets(now=world.now, actor=clerk, count=20)
    assert len({each.number for each in made}) == 20
    assert all(check_digit(each.number) == 0 for each in made)


def test_nothing_is_promised_before_somebody_has_confirmed_what_was_typed(
    world: World, clerk: Actor, sheet: str
) -> None:
    typed(world, clerk, sheet)
    assert not Commitment.objects.exists()
    receipt = paper.confirm(now=world.now, actor=clerk, number=sheet, way="read_back")
    assert Commitment.objects.get().number == receipt.number
    row = Sheet.objects.get()
    assert (row.confirmed_way, row.confirmed_by, row.sealed) == ("read_back", clerk.ref, None)


def test_the_clock_starts_on_the_day_it_was_handed_in(world: World, clerk: Actor, sheet: str) -> None:
    friday = world.now.date() - timedelta(days=3)
    typed(world, clerk, sheet, friday)
    receipt = paper.confirm(now=world.now, actor=clerk, number=sheet, way="read_back")
    said_then = world.say(WORDS, now=world.now - timedelta(days=3))
    assert receipt.received_at.astimezone(world.now.tzinfo).date() == friday
    assert receipt.due_at == said_then.due_at


@pytest.mark.parametrize("days", [-5, 1])
def test_it_cannot_be_handed_in_before_it_was_printed_nor_tomorrow(
    world: World, clerk: Actor, sheet: str, days: int
) -> None:
    with pytest.raises(Invalid) as refused:
        typed(world, clerk, sheet, world.now.date() + timedelta(days=days))
    assert refused.value.field == "handed_in_on"
    assert Sheet.objects.get().state == "printed"


def test_the_same_sheet_is_not_taken_in_twice_and_leads_to_the_first(
    world: World, clerk: Actor, sheet: str
) -> None:
    batch = typed(world, clerk, sheet)
    first = paper.confirm(now=world.now, actor=clerk, number=sheet, way="read_back")
    with pytest.raises(Conflict):
        paper.type_in(now=world.now, actor=clerk, batch=batch, number=sheet, entry=entry())
    assert paper.taken_in(clerk, sheet) == first.number
    assert paper.confirm(now=world.now, actor=clerk, number=sheet, way="read_back") == first
    assert Voice.objects.count() == 1


def test_whoever_typed_it_is_not_the_second_worker(
    world: World, clerk: Actor, checker: Actor, sheet: str
) -> None:
    typed(world, clerk, sheet)
    with pytest.raises(Forbidden):
        paper.confirm(now=world.now, actor=clerk, number=sheet, way="second_worker")
    paper.confirm(now=world.now, actor=checker, number=sheet, way="second_worker")
    row = Sheet.objects.get()
    assert (row.typed_by, row.confirmed_by) == (clerk.ref, checker.ref)


def test_what_was_typed_can_be_mended_until_it_is_confirmed(world: World, clerk: Actor, sheet: str) -> None:
    batch = typed(world, clerk, sheet)
    mended = entry(text="五号楼楼道灯坏了")
    with pytest.raises(Conflict):
        paper.type_in(now=world.now, actor=clerk, batch=batch, number=sheet, entry=mended)
    paper.type_in(now=world.now, actor=clerk, batch=batch, number=sheet, entry=mended, mend=True)
    paper.confirm(now=world.now, actor=clerk, number=sheet, way="read_back")
    assert Voice.objects.get().text == "五号楼楼道灯坏了"


def test_everything_wrong_is_named_at_once_before_the_read_back(
    world: World, clerk: Actor, sheet: str
) -> None:
    batch = paper.open_batch(now=world.now, actor=clerk, handed_in_on=world.now.date())
    wrong = entry(text=" ", phone="13800000001", place="nowhere")
    with pytest.raises(Errors) as refused:
        paper.type_in(now=world.now, actor=clerk, batch=batch, number=sheet, entry=wrong)
    assert {each.field for each in refused.value.errors} == {"text", "consent", "place"}


def test_the_voice_carries_the_level_of_the_hall_and_who_wrote_it_down(
    world: World, clerk: Actor, sheet: str
) -> None:
    typed(world, clerk, sheet)
    paper.confirm(now=world.now, actor=clerk, number=sheet, way="read_back")
    row = Voice.objects.get()
    assert (row.channel, row.level, row.channel_class, row.mode) == ("paper", "street", "matter", "offline")
    assert row.taken_by == clerk.ref


def test_a_waiting_sheet_is_sealed_and_read_by_its_own_unit_only(
    world: World, clerk: Actor, sheet: str
) -> None:
    batch = typed(world, clerk, sheet, phone="13800000001", consent=True)
    row = Sheet.objects.get()
    assert WORDS.encode() not in bytes(row.sealed)
    assert "13800000001" not in str([(e.kind, e.data) for e in journal.of_subject(f"sheet:{sheet}")])
    world.worker("elsewhere", "d1-s1", "editor")
    stranger = world.actor("elsewhere")
    for look in (lambda: paper.sheet(stranger, sheet), lambda: paper.batch(stranger, batch)):
        with pytest.raises(NotFound):
            look()


def test_a_handler_takes_no_paper(world: World, sheet: str) -> None:
    with pytest.raises(Forbidden):
        paper.print_sheets(now=world.now, actor=world.actor("handler:d1-s1"), count=1)
