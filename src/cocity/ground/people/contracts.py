"""Who is acting, as a plain value that rules can look at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """A role held now, at a body and over everything below it."""

    role: str
    body_path: str
    body: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who acts or reads. `ref` is what the journal keeps: never a name."""

    kind: str  # worker | resident | receipt | anonymous | system
    id: int | None = None
    body_id: int | None = None
    body_path: str = ""
    roles: frozenset[Held] = frozenset()
    receipt: str = ""  # number of the one matter a receipt opens
    resident: int | None = None  # who a worker is in private life, if they use the same account for both

    @property
    def ref(self) -> str:
        """`worker:12`, `resident:7`, `receipt`, `system`."""
        return f"{self.kind}:{self.id}" if self.id is not None else self.kind

    def holds(self, role: str, path: str) -> bool:
        """Whether the actor holds `role` at the body of `path` or above it."""
        return any(held.role == role and path.startswith(held.body_path) for held in self.roles)

    @property
    def units(self) -> frozenset[int | None]:
        """Ids of the bodies the actor handles matters for: their own, and those where they stand in as a handler."""
        return frozenset({self.body_id, *(held.body for held in self.roles if held.role == "handler")}) - {
            None
        }

    def stands_below(self, path: str) -> bool:
        """Whether the actor's own body, or one where they hold a role, is that of `path` or below it."""
        return any(own.startswith(path) for own in (self.body_path, *(held.body_path for held in self.roles)))

    def has_role(self, *roles: str) -> bool:
        """Whether the actor holds one of `roles` anywhere."""
        return any(held.role in roles for held in self.roles)


SYSTEM = Actor("system")
ANONYMOUS = Actor("anonymous")


@dataclass(frozen=True, slots=True)
class BodyInfo:
    """A body as others see it."""

    id: int
    code: str
    kind: str
    hand: str
    name_zh: str
    name_en: str
    path: str
    phone: str
    address_zh: str


@dataclass(frozen=True, slots=True)
class BodyAt:
    """A body with its place. `staffed`: someone is a handler there today."""

    info: BodyInfo
    place_path: str
    intake: bool
    fallback: bool
    staffed: bool
