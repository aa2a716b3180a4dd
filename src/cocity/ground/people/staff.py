"""Setting up a city: its bodies and the people who work there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cocity.ground.people.contracts import Actor, BodyInfo, Held
from cocity.ground.people.models import Body, RoleHeld, User, Worker
from cocity.ground.people.queries import info
from cocity.kit.errors import Conflict, Errors, Invalid
from cocity.kit.remember import forget_all
from cocity.kit.text import Text

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBody:
    """A body to be set up; `parent` is a code, `place` the id of a place."""

    code: str
    kind: str
    name_zh: str
    name_en: str = ""
    parent: str = ""
    place: int | None = None
    intake: bool = False
    fallback: bool = False
    phone: str = ""
    address_zh: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorker:
    """Someone who will act for the body `body` (a code). `roles`: (role, code of the body it is held at)."""

    username: str
    name: str
    body: str
    roles: tuple[tuple[str, str], ...]
    duty_title: str = ""
    signs_in: bool = True


@transaction.atomic
def add_bodies(rows: Sequence[NewBody]) -> dict[str, BodyInfo]:
    """Set up bodies, those above first; all bodies of the city by code come back. Bodies already there stay as
    they are. Two statements a level. Raises Invalid for a parent that is nowhere."""
    held = {body.code: body for body in Body.objects.all()}
    waiting = [row for row in rows if row.code not in held]
    while waiting:
        ready = [row for row in waiting if not row.parent or row.parent in held]
        if not ready:
            said = Text("没有上级单位 {code}", "There is no body {code} above it")
            raise Invalid(said.with_values(code=waiting[0].parent), field="parent")
        made = Body.objects.bulk_create([_body(row, held.get(row.parent)) for row in ready], batch_size=BATCH)
        held.update({body.code: body for body in made})
        waiting = [row for row in waiting if row.code not in held]
    forget_all()
    return {code: info(body) for code, body in held.items()}


def _body(row: NewBody, parent: Body | None) -> Body:
    path = f"{parent.path if parent else '/'}{row.code}/"
    return Body(
        code=row.code, kind=row.kind, name_zh=row.name_zh, name_en=row.name_en, parent=parent, path=path,
        place_id=row.place, intake=row.intake, fallback=row.fallback, phone=row.phone, address_zh=row.address_zh,
    )  # fmt: skip


@transaction.atomic
def add_workers(rows: Sequence[NewWorker], *, since: date, password: str = "") -> dict[str, Actor]:
    """Set up workers with their roles; each as an actor, by user name. Without a password nobody can sign in yet.

    A constant number of statements. Raises Errors naming unknown bodies or roles, Conflict(username) for names
    already in use.
    """
    bodies = _bodies_of(rows)
    # One hash for the batch: a password given to many protects none of them better than one.
    known, unknown = make_password(password or None), make_password(None)
    users = User.objects.bulk_create(
        [User(username=row.username, password=known if row.signs_in else unknown) for row in rows],
        batch_size=BATCH,
    )
    workers = Worker.objects.bulk_create(
        [
            Worker(user=user, body=bodies[row.body], name=row.name, duty_title=row.duty_title)
            for user, row in zip(users, rows, strict=True)
        ],
        batch_size=BATCH,
    )
    pairs = list(zip(workers, rows, strict=True))
    RoleHeld.objects.bulk_create(
        [
            RoleHeld(worker=worker, role=role, body=bodies[at], since=since)
            for worker, row in pairs
            for role, at in row.roles
        ],
        batch_size=BATCH,
    )
    return {row.username: _actor(worker, row, bodies) for worker, row in pairs}


def check_workers(rows: Sequence[NewWorker]) -> None:
    """Raises what `add_workers` would raise, and changes nothing."""
    _bodies_of(rows)


def _bodies_of(rows: Sequence[NewWorker]) -> dict[str, Body]:
    """The bodies the rows name, by code; raises as `add_workers` says."""
    codes = {row.body for row in rows} | {at for row in rows for _, at in row.roles}
    bodies = {body.code: body for body in Body.objects.filter(code__in=codes)}
    _check(rows, set(bodies))
    return bodies


def _check(rows: Sequence[NewWorker], bodies: set[str]) -> None:
    wrong: list[Invalid] = []
    for row in rows:
        for code in sorted(({row.body} | {at for _, at in row.roles}) - bodies):
            wrong.append(
                Invalid(
                    Text("没有单位 {code}", "There is no body {code}").with_values(code=code), field="body"
                )
            )
        for role in sorted({role for role, _ in row.roles} - set(RoleHeld.Role.values)):
            said = Text("没有角色 {role}；可用：{known}", "There is no role {role}; use one of {known}")
            known = ", ".join(RoleHeld.Role.values)
            wrong.append(Invalid(said.with_values(role=role, known=known), field="role"))
    if wrong:
        raise Errors(wrong)
    taken = User.objects.filter(username__in=[row.username for row in rows]).values_list(
        "username", flat=True
    )
    if taken:
        said = Text("用户名 {name} 已有人使用", "The user name {name} is taken")
        raise Conflict(said.with_values(name=taken[0]), field="username")


def _actor(worker: Worker, row: NewWorker, bodies: dict[str, Body]) -> Actor:
    held = frozenset(Held(role, bodies[at].path, bodies[at].pk) for role, at in row.roles)
    return Actor("worker", worker.pk, worker.body_id, bodies[row.body].path, held)
