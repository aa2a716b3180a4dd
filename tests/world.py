"""A small city to test in: two districts, three streets, bodies with workers in every role, one resident."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from cocity.ground.people.api import Actor, actor_of, add_body
from cocity.ground.people.models import Body, Resident, RoleHeld, User, Worker
from cocity.ground.people.operations import resident_by_contact
from cocity.ground.places.models import Place
from cocity.listen.intake.api import Channel, Receipt, Said, receive

WEB = Channel("web")
PHONE = Channel("hotline", mode="offline")
SINCE = date(2020, 1, 1)


@dataclass
class World:
    """Bodies and actors by name; `say` speaks as a resident."""

    now: datetime
    places: dict[str, Place] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)

    def place(self, code: str, kind: str, name: str, parent: str = "") -> Place:
        above = self.places.get(parent)
        path = f"{above.path if above else '/'}{code}/"
        made = Place.objects.create(code=code, kind=kind, name_zh=name, parent=above, path=path)
        self.places[code] = made
        return made

    def body(self, code: str, kind: str, name: str, parent: str = "", place: str = "", **more: bool) -> Body:
        made = add_body(
            code=code,
            kind=kind,
            name_zh=name,
            parent=self.bodies.get(parent),
            place=self.places.get(place),
            phone="021-00000000",
            **more,
        )
        self.bodies[code] = made
        return made

    def worker(self, name: str, body: str, *roles: str, over: str = "") -> Worker:
        """A worker of `body` with roles held at `over` (or at the body itself)."""
        user = User.objects.create(username=name)
        made = Worker.objects.create(user=user, body=self.bodies[body], name=name)
        held_at = self.bodies[over or body]
        RoleHeld.objects.bulk_create(
            RoleHeld(worker=made, role=role, body=held_at, since=SINCE) for role in roles
        )
        self.workers[name] = made
        return made

    def actor(self, name: str) -> Actor:
        """A worker as the rules see them."""
        return actor_of(self.workers[name].user, on=self.now.date())

    @cached_property
    def resident(self) -> Resident:
        return resident_by_contact(phone="13800000001")

    @property
    def person(self) -> Actor:
        """The resident as an actor."""
        return Actor("resident", self.resident.pk)

    def say(self, text: str = "楼道灯坏了三天，晚上看不见台阶", **more: object) -> Receipt:
        """A voice from the web by the resident, unless told otherwise."""
        given: dict[str, object] = {
            "kind": "help",
            "text": text,
            "channel": WEB,
            "phone": "13800000001",
            "consent": True,
            "place": "d1-s1",
            "category": "housing/lift",
        }
        at = more.pop("now", self.now)
        self.resident  # noqa: B018 - the person exists before the voice
        return receive(Said(**{**given, **more}), now=at, actor=Actor("anonymous"))  # type: ignore[arg-type]


def build(now: datetime) -> World:
    """The small city."""
    world = World(now)
    world.place("city", "city", "测试市")
    for d in ("d1", "d2"):
        world.place(d, "district", f"{d}区", "city")
    for s in ("d1-s1", "d1-s2", "d2-s1"):
        world.place(s, "street", f"{s}街道", s[:2])
    world.place("d1-s1-c1", "community", "一居", "d1-s1")
    world.body("city", "city", "测试市政府", place="city")
    world.body("hotline", "department", "市民热线", "city", intake=True)
    world.body("watch", "department", "督办回访中心", "city", fallback=True)
    world.body("dept-housing", "department", "住建部门", "city")
    world.body("dept-water", "department", "水务部门", "city")
    for d in ("d1", "d2"):
        world.body(d, "district", f"{d}区政府", "city", d)
    for s in ("d1-s1", "d1-s2", "d2-s1"):
        world.body(s, "sub_district", f"{s}街道办", s[:2], s)
    world.body("d1-s1-c1", "committee", "一居委", "d1-s1", "d1-s1-c1")
    world.worker("agent", "hotline", "agent", over="city")
    world.worker("dispatcher", "hotline", "dispatcher", over="city")
    for body in ("dept-housing", "dept-water", "d1-s1", "d1-s2", "d2-s1", "d1-s1-c1", "watch"):
        world.worker(f"handler:{body}", body, "handler")
    world.worker("supervisor", "watch", "supervisor", over="city")
    world.worker("verifier", "watch", "verifier", over="city")
    world.worker("caller", "watch", "caller", over="city")
    world.worker("supervisor:d1", "d1", "supervisor")
    world.worker("auditor", "city", "auditor")
    return world
