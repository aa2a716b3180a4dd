"""The update extension: what moved is told, and a handling system says what it did."""

from defusedxml import ElementTree
from django.utils import timezone

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.models import Commitment
from cocity.ground.journal import api as journal
from tests.support.open311 import ERRORS, REQUESTS, UPDATES, System, read
from tests.world import World


def test_updates_tell_how_public_requests_moved(transactional_db: None, world: World, system: System) -> None:
    number = system.say()
    housing = world.bodies["dept-housing"]
    commitments.act(
        now=timezone.now(), actor=world.actor("dispatcher"), number=number, action="offer", version=1,
        given=commitments.Given(body=housing.pk),
    )  # fmt: skip
    commitments.act(
        now=timezone.now(),
        actor=world.actor("handler:dept-housing"),
        number=number,
        action="accept",
        version=2,
    )
    while journal.deliver_all(timezone.now()):
        pass
    found = read(system.get("servicerequestupdates.json"), UPDATES)
    assert [each["service_request_id"] for each in found] == [number] * 3
    at = "servicerequestupdates.json"
    ids = [each["update_id"] for each in found]
    pages = [read(system.get(at, page_size=2, page=page), UPDATES) for page in (1, 2)]
    assert [[each["update_id"] for each in page] for page in pages] == [ids[:2], ids[2:]]
    other = system.say()
    while journal.deliver_all(timezone.now()):
        pass
    for wanted, numbers in ((number, {number}), (f"{other},{number}", {number, other}), ("12", set())):
        told = read(system.get(at, service_request_id=wanted), UPDATES)
        assert {each["service_request_id"] for each in told} == numbers
    early = {"start_date": "2020-01-01T00:00:00Z", "end_date": "2020-01-02T00:00:00Z"}
    assert len(read(system.get(at, service_request_id=number, **early), UPDATES)) == 3, "overrides the dates"
    read(system.get(at, page_size="0"), ERRORS, 400)
    tree = ElementTree.fromstring(system.get("servicerequestupdates.xml", service_request_id=number).content)
    assert (tree.tag, tree[0].tag, len(tree)) == ("service_request_updates", "request_update", 3)


def test_a_page_of_updates_is_full_while_more_are_there(system: System) -> None:
    """What is public no more is left out before pages are cut, not after."""
    numbers = [system.say() for _ in range(6)]
    while journal.deliver_all(timezone.now()):
        pass
    Commitment.objects.filter(number__in=numbers[:2]).update(visibility="private")
    whole = read(system.get("servicerequestupdates.json"), UPDATES)
    assert {each["service_request_id"] for each in whole} == set(numbers[2:])
    assert len(whole) >= 4
    pages = [
        read(system.get("servicerequestupdates.json", page_size=2, page=page), UPDATES)
        for page in range(1, len(whole) // 2 + 1)
    ]
    assert [len(each) for each in pages] == [2] * len(pages)
    assert [update for page in pages for update in page] == whole


def test_a_handling_system_notes_and_claims_and_the_person_still_judges(world: World, system: System) -> None:
    number = system.say()
    handler = System(world, worker="handler:dept-housing")
    refused = handler.post(
        "servicerequestupdates.json", service_request_id=number, status="open", description="x"
    )
    assert refused.status_code in {400, 403, 404}
    for who, action, given in (
        ("dispatcher", "offer", commitments.Given(body=world.bodies["dept-housing"].pk)),
        ("handler:dept-housing", "accept", commitments.NOTHING),
    ):
        version = Commitment.objects.get(number=number).version
        commitments.act(
            now=timezone.now(),
            actor=world.actor(who),
            number=number,
            action=action,
            version=version,
            given=given,
        )
    say = lambda **given: handler.post("servicerequestupdates.json", service_request_id=number, **given)  # noqa: E731
    assert say(status="open", description="已派人").status_code == 201
    assert say(status="closed", description="已更换灯泡").status_code == 201
    row = Commitment.objects.get(number=number)
    assert (row.state, row.claim, row.confirmed) == ("claimed_done", "yes", "")
    [one] = read(system.get(f"requests/{number}.json"), REQUESTS)
    assert one["status"] == "open", "closed is the person's to say"
    read(say(status="done", description="x"), ERRORS, 400)
    read(handler.post("servicerequestupdates.json", service_request_id="12", description="x"), ERRORS, 400)
