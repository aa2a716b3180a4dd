"""No page changes anything for a form that another site sends along with somebody's session."""

from django.test import Client
from django.urls import get_resolver

from cocity.ground.commitments.models import Commitment
from tests.architecture.rules import addresses
from tests.world import World

# Without a token: programs, which carry a key and are known by nothing else, and two forms that set the reader's own
# language and type size, which a cached page without a session must be able to send.
WITHOUT_TOKEN = ("api/v1/", "open311/v2/", "preferences/language", "preferences/type")


def test_only_programs_addresses_take_requests_without_a_token() -> None:
    exempt = [
        at
        for at, found in addresses(get_resolver().url_patterns)
        if getattr(found.callback, "csrf_exempt", False)
    ]
    assert exempt
    assert [at for at in exempt if not at.startswith(WITHOUT_TOKEN)] == []


def test_a_workers_session_opens_nothing_to_programs(world: World) -> None:
    client = Client()
    client.force_login(world.workers["dispatcher"].user)
    number = world.say().number
    step = {"version": 1, "body": "lamps"}
    assert client.get("/api/v1/desk/matters").status_code == 401
    for path in (f"/api/v1/desk/matters/{number}", f"/api/v1/desk/matters/{number}/offer"):
        answer = client.post(path, step, content_type="application/json")
        assert answer.status_code in {401, 405}, path
    assert client.post("/open311/v2/requests.json", {"service_code": "x"}).status_code in {401, 403}


def test_the_desk_refuses_a_step_without_its_token(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.workers["dispatcher"].user)
    number = world.say().number
    assert strict.get(f"/desk/send/{number}/").status_code == 200
    before = Commitment.objects.get(number=number).version
    for address in (f"/desk/send/{number}/", f"/desk/matters/{number}/do/offer/", "/my/leave/"):
        assert strict.post(address, {"version": before, "body": "lamps"}).status_code == 403, address
    assert Commitment.objects.get(number=number).version == before
