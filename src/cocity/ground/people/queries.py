"""Reading people and bodies."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet

from cocity.ground.people.contracts import ANONYMOUS, Actor, BodyInfo, Held
from cocity.ground.people.models import Body, RoleHeld, User, Worker
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.frozen import FrozenQuery
from cocity.kit.remember import Remembered
from cocity.kit.text import Text


def in_force(rows: QuerySet[Body], on: date) -> QuerySet[Body]:
    """Bodies that exist on a day."""
    began = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return rows.filter(began, Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def info(body: Body) -> BodyInfo:
    """A body as a contract."""
    name = body.name
    return BodyInfo(
        body.id, body.code, body.kind, body.hand, name.zh, name.en, body.path, body.phone, body.address_zh
    )


def body_by_code(code: str) -> BodyInfo:
    """The body with this code, remembered for a few seconds. Raises NotFound."""
    found = _CODED.get(code)
    if found is None:
        raise NotFound(Text("没有这个单位", "There is no such body"), field="body")
    return found


_CODED: Remembered[str, BodyInfo] = Remembered(
    lambda codes: {row.code: info(row) for row in Body.objects.filter(code__in=codes)}
)


def bodies(ids: Iterable[int] | None = None, *, on: date | None = None) -> dict[int, BodyInfo]:
    """Bodies by id; all of them without `ids`, only those in force on `on` when given. One query."""
    wanted = None if ids is None else set(ids)
    if wanted is not None and len(wanted) == 1:
        one = [Body.from_db(None, _COLUMNS, row) for row in _BODY.rows(id=wanted.pop())]
        return {row.id: info(row) for row in one if on is None or _in_force(row, on)}
    rows = Body.objects.all() if wanted is None else Body.objects.filter(id__in=wanted)
    if on is not None:
        rows = in_force(rows, on)
    return {row.id: info(row) for row in rows}


def bodies_coded(codes: Iterable[str]) -> dict[str, BodyInfo]:
    """Bodies by code, also those no longer in force, as they are shown: remembered for a few seconds."""
    return _CODED.many(codes)


# Whoever hands a matter on names one body, so this is compiled once.
_COLUMNS = [field.attname for field in Body._meta.concrete_fields]
_BODY = FrozenQuery(lambda hole: Body.objects.filter(pk=hole["id"]).order_by().values_list(*_COLUMNS), id=int)


def body_rows(*, paths: Iterable[str] = (), below: str = "", above: str = "") -> QuerySet[Body]:
    """Bodies with one of `paths`, or at and below `below`, or at and above `above`, for another component's
    subquery."""
    if above:
        parts = above.strip("/").split("/")
        paths = ["/" + "/".join(parts[: i + 1]) + "/" for i in range(len(parts))]
    return Body.objects.filter(path__startswith=below) if below else Body.objects.filter(path__in=list(paths))


def intake_body(*, on: date, place_path: str = "", not_below: str = "") -> BodyInfo:
    """The body that takes voices in for a place: the one whose own place lies deepest around it. For a complaint
    about the body of the path `not_below` another one, in need the fallback body.

    Raises Invalid when the city has none: then nobody could be accountable, so nothing may be accepted.
    """
    found = _INTAKE.get(on) or ()
    near = [body for path, body, intake in found if intake and (not path or place_path.startswith(path))]
    if near and not_below:
        others = (*near, *(body for _, body, intake in found if not intake))
        near = [body for body in others if not body.path.startswith(not_below)]
        if not near:
            raise Invalid(
                Text(
                    "请选择具体的单位；整个城市没有别的单位可以受理这项投诉",
                    "Choose the unit concerned; nobody outside this body could take the complaint in",
                ),
                field="against",
            )
    if not near:
        raise Invalid(Text("本市还没有受理单位", "The city has no body that takes voices in"), field="body")
    return near[0]


def _load_intake(days: set[date]) -> dict[date, tuple[tuple[str, BodyInfo, bool], ...]]:
    """Bodies that take voices in, those of the deepest places first, then the oldest; fallback bodies besides."""
    rows = list(Body.objects.filter(Q(intake=True) | Q(fallback=True)).select_related("place").order_by("pk"))
    deepest = sorted(rows, key=lambda row: -len(row.place.path) if row.place else 0)
    return {
        on: tuple(
            (row.place.path if row.place else "", info(row), row.intake)
            for row in deepest
            if _in_force(row, on)
        )
        for on in days
    }


def _in_force(row: Body, on: date) -> bool:
    return (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or row.valid_to > on)


_INTAKE = Remembered(_load_intake)
_NAMED: Remembered[int, BodyInfo] = Remembered(lambda ids: bodies(ids))


def body_names(ids: Iterable[int]) -> dict[int, BodyInfo]:
    """Bodies by id as they are shown, remembered for a few seconds; `bodies` is for what decides."""
    return _NAMED.many(ids)


def signed_in(user: int) -> User | None:
    """The account a session belongs to, with what it stands for, so that `actor_of` asks no more. One query."""
    found = _ACCOUNT.rows(user=user)
    if not found:
        return None
    account = User.from_db(DEFAULT_DB_ALIAS, list(_OF_ACCOUNT), found[0][: len(_OF_ACCOUNT)])
    account.standing = [row[len(_OF_ACCOUNT) :] for row in found]
    return account


def actor_of(user: User, *, on: date) -> Actor:
    """The actor a signed-in user is today; one query, none where `signed_in` found them."""
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    if user.standing is None:
        return _actor([row[len(_OF_ACCOUNT) :] for row in _ACCOUNT.rows(user=user.pk)], on)
    return _actor(user.standing, on)


def worker_today(worker: int, *, on: date) -> Actor:
    """The actor a worker is on that day; nobody once their account is closed. One query."""
    rows = User.objects.filter(worker=worker, is_active=True)
    return _actor(list(rows.values_list(*_STANDING)), on)


def _actor(standing: Sequence[tuple[Any, ...]], on: date) -> Actor:
    """Of rows of `_STANDING`, one for each role ever held."""
    if not standing:
        return ANONYMOUS
    resident, worker, body, path = standing[0][:4]
    if worker is None:
        return Actor("resident", resident) if resident else ANONYMOUS
    roles = frozenset(Held(*row[4:7]) for row in standing if row[4] and _held(row[7], row[8], on))
    return Actor("worker", worker, body, path, roles, resident=resident)


def _held(since: date, until: date | None, on: date) -> bool:
    return since <= on and (until is None or until > on)


_STANDING = (
    "resident__id", "worker__id", "worker__body_id", "worker__body__path", "worker__roles_held__role",
    "worker__roles_held__body__path", "worker__roles_held__body_id", "worker__roles_held__since",
    "worker__roles_held__until",
)  # fmt: skip
_OF_ACCOUNT = tuple(field.attname for field in User._meta.concrete_fields)
_ACCOUNT = FrozenQuery(
    lambda hole: User.objects.filter(pk=hole["user"]).values_list(*_OF_ACCOUNT, *_STANDING), user=int
)


def token_digest(key: str) -> str:
    """SHA-256 of a program's key: keys are long and random, so a plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def actor_of_token(key: str, *, now: datetime, on: date) -> tuple[Actor, frozenset[str]] | None:
    """(the worker a program acts for, its scopes); None for a key that is unknown, ended or revoked, and for a
    worker who holds no role today. One query."""
    found = _TOKEN.rows(digest=token_digest(key))
    if not found:
        return None
    expires, revoked, scopes, active, worker, body, path, resident = found[0][:8]
    if expires <= now or revoked is not None or not active:
        return None
    roles = frozenset(
        Held(role, at, held) for *_, role, at, held, since, until in found if _held(since, until, on)
    )
    actor = Actor("worker", worker, body, path, roles, resident=resident)
    return (actor, frozenset(scopes)) if roles else None


_TOKEN = FrozenQuery(
    lambda hole: RoleHeld.objects.filter(worker__tokens__digest=hole["digest"]).values_list(
        "worker__tokens__expires_at", "worker__tokens__revoked_at", "worker__tokens__scopes",
        "worker__user__is_active", "worker_id", "worker__body_id", "worker__body__path",
        "worker__user__resident__id", "role", "body__path", "body_id", "since", "until",
    ),
    digest=str,
)  # fmt: skip


def worker_named(username: str) -> int:
    """Id of the worker who signs in by this name. Raises NotFound."""
    found = Worker.objects.filter(user__username=username).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound(Text("没有这个工作人员", "There is no such worker"), field="username")
    return found
