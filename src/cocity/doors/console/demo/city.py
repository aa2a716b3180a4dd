"""Setting the demo city up: places with areas, bodies, workers. Again changes nothing."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cocity.doors.console.demo.data import read
from cocity.doors.console.demo.geography import boundaries
from cocity.doors.console.demo.plan import Spot, spots
from cocity.ground.people import api as people
from cocity.ground.places import api as places

SOURCE = "CoCity demo: drawn by rule, not a map"
LICENCE = "CC0-1.0"
BODY_KINDS = {"district": "district", "street": "sub_district", "community": "committee"}
CODE_PREFIX = {"district": "gov", "street": "street", "community": "committee"}


@dataclass(frozen=True, slots=True)
class City:
    """The demo city once it stands: bodies by code, and who acts for them."""

    spots: Sequence[Spot]
    bodies: Mapping[str, people.BodyInfo]

    @property
    def paths(self) -> dict[int, str]:
        return {body.id: body.path for body in self.bodies.values()}


@dataclass(frozen=True, slots=True)
class Account:
    """Someone a visitor can sign in as."""

    username: str
    role: str
    body: str


def body_code(spot_code: str, kind: str) -> str:
    """The code of the body of a place."""
    return f"{CODE_PREFIX[kind]}-{spot_code}"


def found_places(now: datetime) -> list[Spot]:
    """Places with their drawn areas."""
    plan = spots()
    source = read("districts")["source"]
    rows = [
        {
            "code": spot.code, "kind": spot.kind, "name_zh": spot.zh, "name_en": spot.en, "parent": spot.parent,
            "population": spot.people, "population_source": source if spot.people else None,
        }
        for spot in plan
    ]  # fmt: skip
    places.import_places(rows, now=now, actor=people.SYSTEM)
    of = places.MapSource(datum="WGS84", source=SOURCE, licence=LICENCE, synthetic=True)
    places.import_boundaries(boundaries(plan), of=of, now=now, actor=people.SYSTEM)
    return plan


def found_bodies(plan: Sequence[Spot]) -> dict[str, people.BodyInfo]:
    """Government, offices, committees, firms and associations, by code."""
    ids = {place.code: place.id for place in places.tree()}
    return people.add_bodies([*_central(ids), *_local(plan, ids)])


def _central(ids: Mapping[str, int]) -> Iterator[people.NewBody]:
    data, top = read("bodies"), read("districts")["city"]["code"]
    city = data["city"]
    yield people.NewBody(
        code=city["code"], kind="city", name_zh=city["zh"], name_en=city["en"], place=ids[top], phone="12345"
    )
    for number, (code, row) in enumerate(data["bodies"].items(), 1):
        yield people.NewBody(
            code=code, kind=row["kind"], name_zh=row["zh"], name_en=row["en"], parent=city["code"],
            intake=row.get("intake", False), fallback=row.get("fallback", False), phone=f"021-0000-{number:04d}",
        )  # fmt: skip


def _local(plan: Sequence[Spot], ids: Mapping[str, int]) -> Iterator[people.NewBody]:
    kinds, root = read("bodies")["kinds"], read("bodies")["city"]["code"]
    level = {spot.code: spot.kind for spot in plan}
    for number, spot in enumerate(plan):
        if spot.kind not in BODY_KINDS:
            continue
        word = "town" if spot.kind == "street" and not spot.zh.endswith("街道") else spot.kind
        said = kinds["committee" if word == "community" else word]
        stem = spot.zh.removesuffix("居委会") if spot.kind == "community" else spot.zh
        above = level.get(spot.parent, "")
        yield people.NewBody(
            code=body_code(spot.code, spot.kind), kind=BODY_KINDS[spot.kind],
            name_zh=said["zh"].format(name=stem), name_en=said["en"].format(name=spot.en),
            parent=body_code(spot.parent, above) if above in CODE_PREFIX else root, place=ids[spot.code],
            phone=f"021-0001-{number:04d}",
        )  # fmt: skip


def found_workers(bodies: Mapping[str, people.BodyInfo], *, password: str) -> dict[str, people.Actor]:
    """One handler for every body that handles, and the working set with its password; actors by user name."""
    since = read("staff")["since"]
    return people.add_workers(list(_workers(bodies)), since=since, password=password)


def _workers(bodies: Mapping[str, people.BodyInfo]) -> Iterator[people.NewWorker]:
    data = read("staff")
    signing = handler_names()
    names = _names(data)
    for role, row in data["roles"].items():
        for number in range(1, row["count"] + 1):
            yield people.NewWorker(
                username=f"{role}{number}", name=next(names), body=row["body"], duty_title=row["zh"],
                roles=((role, row["over"]),),
            )  # fmt: skip
    for district in data["district_supervisors"]:
        at = body_code(district, "district")
        yield people.NewWorker(
            username=f"supervisor.{at}", name=next(names), body=at, duty_title=data["roles"]["supervisor"]["zh"],
            roles=(("supervisor", at),),
        )  # fmt: skip
    idle = {code for code, row in read("bodies")["bodies"].items() if not row.get("handles", True)}
    for code in bodies:
        if code not in idle:
            yield people.NewWorker(
                username=f"handler.{code}", name=next(names), body=code, duty_title="承办人",
                roles=(("handler", code),), signs_in=f"handler.{code}" in signing,
            )  # fmt: skip


def _names(data: Mapping[str, Any]) -> Iterator[str]:
    choose = random.Random(1)  # noqa: S311 - names of nobody
    while True:
        given = choose.choice(data["given"]) + choose.choice(data["given"])
        yield choose.choice(data["surnames"]) + given


def working_set() -> tuple[list[str], list[str]]:
    """Codes of streets and of communities whose handlers may sign in."""
    data = read("staff")["handlers"]
    streets = list(data["streets"])
    communities = [
        f"{street}-c{n}" for street in streets for n in range(1, data["committees_per_street"] + 1)
    ]
    return streets, communities


def handler_names() -> list[str]:
    """User names of handlers who may sign in, departments first."""
    streets, communities = working_set()
    central = read("bodies")["bodies"]
    codes = [
        code
        for code in central
        if central[code]["kind"] == "department" and central[code].get("handles", True)
    ]
    codes += read("staff")["handlers"]["others"]
    codes += [body_code(street, "street") for street in streets]
    codes += [body_code(community, "community") for community in communities]
    return [f"handler.{code}" for code in codes]


def accounts() -> list[Account]:
    """The working set: who can sign in, in the order of a matter's way."""
    data = read("staff")
    found = [
        Account(f"{role}{number}", role, row["body"])
        for role, row in data["roles"].items()
        for number in range(1, row["count"] + 1)
    ]
    for district in data["district_supervisors"]:
        at = body_code(district, "district")
        found.append(Account(f"supervisor.{at}", "supervisor", at))
    for name in handler_names():
        found.append(Account(name, "handler", name.removeprefix("handler.")))
    return found
