"""A city of a given size in PostgreSQL, filled through the same intake as any import."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from cocity.ground.people.api import ANONYMOUS, add_body, issue_token
from cocity.ground.people.models import Body, RoleHeld, User, Worker
from cocity.ground.places import edition
from cocity.ground.places.models import Place
from cocity.listen.intake.api import Channel, Said, categories, receive_many

BATCH = 1000
STREETS = 215
TEXT = "{street}附近的路灯坏了三天，晚上走路看不清台阶，老人很不方便，请尽快安排维修。第{n}件"


def prepare() -> dict[str, Any]:
    """Places, bodies, a dispatcher and a handler with a key each; again is harmless."""
    if not Body.objects.exists():
        _build()
    return {"key": _key("bench"), "handler": _key("handler"), "body": "street-001"}


def session(username: str) -> str:
    """Somebody signed in: the key of a session."""
    user, store = User.objects.get(username=username), SessionStore()
    store.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0]})
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def _key(username: str) -> str:
    worker = Worker.objects.get(user__username=username)
    return issue_token(worker_id=worker.pk, scopes=["matters:read", "matters:act"], now=timezone.now())


def _build() -> None:
    city = Place.objects.create(code="city", kind="city", name_zh="测速市", path="/city/")
    root = add_body(code="city", kind="city", name_zh="测速市政府", place=city)
    hotline = add_body(code="hotline", kind="department", name_zh="热线", parent=root, intake=True)
    for n in range(STREETS):
        code = f"street-{n:03d}"
        place = Place.objects.create(
            code=code, kind="street", name_zh=f"第{n}街道", parent=city, path=f"/city/{code}/"
        )
        add_body(code=code, kind="sub_district", name_zh=f"第{n}街道办", parent=root, place=place)
    with transaction.atomic():
        edition.lock()  # written past the import, which says so itself
        edition.advance()
    worker = Worker.objects.create(user=User.objects.create(username="bench"), body=hotline, name="派单")
    for role in ("dispatcher", "supervisor"):
        RoleHeld.objects.create(worker=worker, role=role, body=root, since="2020-01-01")
    street = Body.objects.get(code="street-001")
    handler = Worker.objects.create(user=User.objects.create(username="handler"), body=street, name="承办")
    RoleHeld.objects.create(worker=handler, role="handler", body=street, since="2020-01-01")


def fill(total: int, *, progress: Callable[[int, float], None]) -> float:
    """Bring the number of voices to `total`; voices a second."""
    from cocity.ground.commitments.models import Commitment

    have = Commitment.objects.count()
    began, first = time.perf_counter(), have
    while have < total:
        size = min(BATCH, total - have)
        receive_many(list(_voices(have, size)), now=timezone.now(), actor=ANONYMOUS)
        have += size
        if have % (10 * BATCH) == 0:
            progress(have, (have - first) / (time.perf_counter() - began))
    return (total - first) / (time.perf_counter() - began) if total > first else 0.0


def _voices(start: int, size: int) -> Iterator[Said]:
    chance = random.Random(start)
    leaves = [code for code in categories() if "/" in code]
    now = timezone.now()
    for n in range(start, start + size):
        street = chance.randrange(STREETS)
        yield Said(
            kind="help",
            text=TEXT.format(street=street, n=n),
            channel=Channel("web"),
            place=f"street-{street:03d}",
            category=chance.choice(leaves),
            publish=chance.random() < 0.5,
            received_at=now - timedelta(minutes=chance.randrange(60 * 24 * 90)),
        )
