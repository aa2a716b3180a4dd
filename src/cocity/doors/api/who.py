"""Who calls: nobody in particular, the holder of a receipt, or a program with a key."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from cocity.ground.calendar import api as calendar
from cocity.ground.entry import api as entry
from cocity.ground.people.api import ANONYMOUS, Actor, actor_of_token
from cocity.kit.errors import Forbidden, NotFound
from cocity.kit.text import Text
from cocity.kit.web.client import address_of
from cocity.listen.intake.api import code_opens

NO_CODE = Text("编号或查询码不对", "The number or the code is not right")


class Key(HttpBearer):
    """`Authorization: Bearer cocity_…`; a call without a valid key gets 401."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        now = timezone.now()
        return actor_of_token(token, now=now, on=calendar.local_day(now, settings.CALENDAR))


def program(request: Any, scope: str) -> Actor:
    """The worker a program acts for. Raises Forbidden when its key does not reach that far."""
    actor, scopes = request.auth
    if scope not in scopes:
        raise Forbidden(Text(f"此密钥没有 {scope} 权限", f"This key does not have the scope {scope}"))
    return actor  # type: ignore[no-any-return]


def reader(request: HttpRequest, number: str = "", code: str = "") -> Actor:
    """The holder of a receipt when the code is right, else anyone. Raises NotFound for a wrong code, TooMany after
    several: the limit is the one of the look-up page, so that neither way in is the easier one to guess at."""
    if not code:
        return ANONYMOUS
    tries = entry.receipt_tries(number, address_of(request))
    entry.take_try(now=timezone.now(), tries=tries)
    if not code_opens(number, code):
        raise NotFound(NO_CODE)
    entry.give_back(tries=tries)
    return Actor("receipt", receipt=number)
