"""The units a source names, as bodies of the city; those not there yet are added when the mapping says so."""

import re
from collections.abc import Iterable
from datetime import date

from cocity.ground.people import api as people
from cocity.ground.people.api import Actor, BodyInfo, Held
from cocity.kit.errors import NotFound
from cocity.listen.intake.imports.mapping import Bodies, Mapping

_NO_CODE = re.compile(r"[^0-9a-z_一-鿿\-]+")


class Units:
    """Bodies by the name the source gives them, and who acts for each."""

    def __init__(self, mapping: Mapping, *, on: date) -> None:
        self.rule: Bodies | None = mapping.bodies
        self.source, self.on = mapping.source, on
        self.added = 0
        self._found: dict[str, BodyInfo] = {}
        self._by_id: dict[int, BodyInfo] = {}

    def code(self, name: str) -> str:
        """The body's code: the source's name, told apart from other sources'."""
        return f"{self.source}-{_NO_CODE.sub('-', name.lower()).strip('-')}"[:60]

    def make(self, names: Iterable[str]) -> None:
        """Find or add the bodies with these names. Raises NotFound when the mapping's parent is not there."""
        if self.rule is None:
            return
        for name in dict.fromkeys(names):
            if name and name not in self._found:
                self._found[name] = self._found_or_added(name, self.rule)

    def _found_or_added(self, name: str, rule: Bodies) -> BodyInfo:
        code = self.code(name)
        try:
            return people.body_by_code(code)
        except NotFound:
            said = rule.names.get(name, {})
            above = people.body_rows(paths=[self._above(rule)]).get()
            people.add_body(
                code=code,
                kind=rule.kind,
                name_zh=said.get("zh", name),
                name_en=said.get("en", name),
                parent=above,
            )
            self.added += 1
            return people.body_by_code(code)

    def _above(self, rule: Bodies) -> str:
        """Path of the body new ones stand below: the one the mapping names, else the city's topmost."""
        if rule.parent:
            return people.body_by_code(rule.parent).path
        return f"/{people.intake_body(on=self.on).path.split('/')[1]}/"

    def paths(self) -> dict[int, str]:
        """Paths of all bodies by id, the new ones too: one statement."""
        return {number: body.path for number, body in people.bodies().items()}

    def body(self, number: int) -> BodyInfo:
        """Any body by its id."""
        if number not in self._by_id:
            self._by_id.update(people.bodies([number]))
        return self._by_id[number]

    def named(self, name: str) -> BodyInfo:
        """The body of this name. Raises KeyError for one not made before."""
        return self._found[name]


def handler_of(body: BodyInfo) -> Actor:
    """The unit itself, acting through the source's record: no worker of ours did it."""
    return Actor(
        "system", body_id=body.id, body_path=body.path, roles=frozenset({Held("handler", body.path)})
    )


def registrar_of(body: BodyInfo) -> Actor:
    """The intake body, sending a case on as the source says it was sent."""
    return Actor(
        "system", body_id=body.id, body_path=body.path, roles=frozenset({Held("dispatcher", body.path)})
    )
