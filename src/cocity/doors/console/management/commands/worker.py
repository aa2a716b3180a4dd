"""`cocity worker`: people who act for a body."""

import getpass
import os
import sys
from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cocity.ground.calendar import api as calendar
from cocity.ground.people import api as people
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.text import Text

# Django's own words for these do not come in Chinese in the version used.
WHY: Mapping[str, Text] = {
    "password_too_short": Text(
        "太短，至少 {min_length} 个字符", "too short; at least {min_length} characters"
    ),
    "password_too_common": Text("太常见，一猜就中", "too common and easily guessed"),
}


class Command(BaseCommand):
    help = (
        "Add a worker with roles: worker add USER --name … --body CODE --role ROLE[@CODE]; the password is asked for. "
        "Who lost every second step: worker second-off USER."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        off = actions.add_parser(
            "second-off", help="the password alone signs in again, until a new one is set up"
        )
        off.add_argument("username")
        add = actions.add_parser("add", help="a new worker")
        add.add_argument("username")
        add.add_argument("--name", required=True, help="as colleagues see it")
        add.add_argument("--body", required=True, help="code of the body")
        add.add_argument(
            "--role", action="append", required=True, help="role, or role@code of the body it is held at"
        )
        add.add_argument("--title", default="", help="what the duty is called")

    def handle(self, *args: Any, action: str, username: str, **options: Any) -> None:
        if action == "second-off":
            self._second_off(username)
        else:
            self._add(username, **{name: options[name] for name in ("name", "body", "role", "title")})

    def _second_off(self, username: str) -> None:
        """Takes app, passkeys and spare codes away. Raises NotFound for a name no worker has."""
        found = get_user_model().objects.filter(username=username, worker__isnull=False).first()
        if found is None:
            raise NotFound(Text("没有这个工作人员", "There is no such worker"), field="username")
        Authenticator.objects.filter(user_id=found.pk).delete()
        ended = _signed_out(found.pk)
        self.stdout.write(f"第二步已关闭 second step off {username}; 已退出 signed out {ended}")

    def _add(self, username: str, name: str, body: str, role: list[str], title: str) -> None:
        roles = tuple((what, at or body) for what, _, at in (each.partition("@") for each in role))
        row = people.NewWorker(username=username, name=name, body=body, roles=roles, duty_title=title)
        today = calendar.local_day(timezone.now(), settings.CALENDAR)
        people.check_workers([row])  # before anyone thinks of a password for a body that does not exist
        people.add_workers([row], since=today, password=_password())
        self.stdout.write(f"已添加 added {username}")


def _signed_out(user: int) -> int:
    """Ends the account's open sessions: what is lost may be in somebody's hands. How many there were."""
    open_still = Session.objects.filter(expire_date__gt=timezone.now())
    theirs = [each.pk for each in open_still.iterator() if each.get_decoded().get(SESSION_KEY) == str(user)]
    Session.objects.filter(pk__in=theirs).delete()
    return len(theirs)


def _password() -> str:
    """From the environment, a pipe or the keyboard; never from the command line, where others could see it."""
    given = os.environ.get("COCITY_NEW_PASSWORD") or (
        getpass.getpass("密码 password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    )
    try:
        validate_password(given)
    except ValidationError as error:
        why = [_said(each) for each in error.error_list]
        said = Text("密码不合要求：{zh}", "That password will not do: {en}")
        both = {"zh": "；".join(each.zh for each in why), "en": "; ".join(each.en for each in why)}
        raise Invalid(said.with_values(**both), field="password") from error
    return given


def _said(error: ValidationError) -> Text:
    found = WHY.get(error.code or "")
    return found.with_values(**(error.params or {})) if found else Text.of(" ".join(error.messages))
