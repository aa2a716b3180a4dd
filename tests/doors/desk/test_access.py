"""Every address of the desk, every role, and a record that is somebody else's."""

import pytest
from django.test import Client

from cocity.doors.desk.urls import urlpatterns
from cocity.ground.people.models import RoleHeld
from cocity.kit.web.access import access_of
from cocity.listen.paper import api as paper
from tests.doors.desk.conftest import At
from tests.world import World

ROLES = {
    "agent": "agent",
    "dispatcher": "dispatcher",
    "handler:dept-housing": "handler",
    "verifier": "verifier",
    "caller": "caller",
    "supervisor": "supervisor",
    "auditor": "auditor",
}
STRANGER = "handler:d2-s1"


def address(pattern: str, number: str, sheet: str, batch: int) -> str:
    """A pattern filled with a record that exists."""
    filled = (
        pattern.replace("<slug:digest>", "0" * 64)
        .replace("<slug:action>", "accept")
        .replace("<int:step>", "1")
        .replace("<int:delivery>", "1")
        .replace("<int:ordinal>", "1")
        .replace("<int:sample>", "1")
    )
    if pattern.startswith("paper/"):
        filled = filled.replace("<slug:number>", sheet).replace("<int:number>", str(batch))
    return "/desk/" + filled.replace("<slug:number>", number)


@pytest.fixture
def records(world: World) -> tuple[str, str, int]:
    """A matter held by the hotline, a sheet and a batch of its own."""
    world.worker("clerk", "hotline", "editor")
    clerk = world.actor("clerk")
    [sheet] = paper.print_sheets(now=world.now, actor=clerk, count=1)
    batch = paper.open_batch(now=world.now, actor=clerk, handed_in_on=world.now.date())
    return world.say().number, sheet.number, batch


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda p: str(p.pattern))
def test_only_the_roles_it_names_open_it(
    world: World, at: At, records: tuple[str, str, int], pattern
) -> None:
    where = address(str(pattern.pattern), *records)
    allowed = access_of(pattern.callback).names
    assert Client().get(where).status_code == 302, "a stranger is led to the sign-in page"
    for name, role in ROLES.items():
        status = at(name).get(where).status_code
        if allowed and role not in allowed:
            assert status == 403, f"{role} at {where}"
        else:
            assert status != 403 and status < 500, f"{role} at {where}: {status}"  # noqa: PT018


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda p: str(p.pattern))
def test_a_record_of_others_is_as_if_it_were_not_there(
    world: World, at: At, records: tuple[str, str, int], pattern
) -> None:
    if "number" not in str(pattern.pattern):
        return
    where = address(str(pattern.pattern), *records)
    for name in (STRANGER, "handler:dept-water"):
        client = at(name)
        assert client.get(where).status_code in {403, 404, 405}
        assert client.post(where, {"version": "1", "decision": "grant"}).status_code in {403, 404, 405}


def test_a_takers_of_another_unit_sees_neither_sheet_nor_batch(
    world: World, at: At, records: tuple[str, str, int]
) -> None:
    _, sheet, batch = records
    world.worker("elsewhere", "d1-s1", "editor")
    client = at("elsewhere")
    for where in (
        f"batches/{batch}/",
        f"sheets/{sheet}/print",
        f"sheets/{sheet}/read-back/",
        f"sheets/{sheet}/receipt",
    ):
        assert client.get(f"/desk/paper/{where}").status_code == 404


def test_a_body_complained_about_finds_nothing_anywhere(world: World, at: At) -> None:
    receipt = world.say("窗口态度恶劣", kind="complaint", against="dept-housing", category="conduct/service")
    client = at("handler:dept-housing")
    assert receipt.number not in client.get("/desk/?tab=all").content.decode()
    found = client.get(f"/desk/?tab=all&words={receipt.number}").content.decode()
    assert f"/desk/matters/{receipt.number}/" not in found
    export = b"".join(client.get("/desk/export.csv?tab=all").streaming_content).decode()
    assert receipt.number[:4] not in export
    assert client.get(f"/desk/matters/{receipt.number}/").status_code == 404


@pytest.mark.parametrize("where", ["/desk/", "/desk/news/", "/desk/export.csv"])
def test_whose_role_ended_yesterday_reads_nothing_of_the_unit(world: World, at: At, where: str) -> None:
    RoleHeld.objects.filter(worker=world.workers["handler:dept-housing"]).update(until=world.now.date())
    answer = at("handler:dept-housing").get(where)
    assert answer.status_code == 403
    assert "您今天没有岗位" in answer.content.decode()


def test_a_passer_by_is_not_told_that_nothing_was_done(world: World, at: At) -> None:
    number = world.say(publish=True).number
    page = at(STRANGER).get(f"/desk/matters/{number}/").content.decode()
    assert "只有经手和监督的单位能看到" in page
    assert "还没有人办理" not in page
    assert "还没有人办理" in at("dispatcher").get(f"/desk/matters/{number}/").content.decode()
