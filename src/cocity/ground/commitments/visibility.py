"""What a reader may see of commitments: one queryset, used by list, detail, search, export, count and API."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from cocity.ground.commitments.models import Commitment, Leg
from cocity.ground.commitments.rules import OVERSEERS
from cocity.ground.people.api import Actor, body_rows


def visible_to(actor: Actor) -> QuerySet[Commitment]:
    """Commitments this reader may know of.

    Everyone sees public ones; a resident and a receipt their own; a handler those its body holds, was offered,
    carries a leg of; an overseer those held below. A body complained about never sees its own complaint.
    """
    rows = Commitment.objects.all()
    if actor.kind == "system":
        return rows
    seen = Q(visibility=Commitment.Visibility.PUBLIC)
    if actor.kind == "resident" and actor.id is not None:
        seen |= Q(beneficiary_id=actor.id)
    if actor.kind == "receipt":
        seen |= Q(number=actor.receipt)
    if actor.kind == "worker":
        if _sees_all(actor):
            return rows.filter(_not_about(actor))
        return rows.filter(seen | _by_work(actor)).filter(_not_about(actor))
    return rows.filter(seen)


def unseen(actor: Actor, numbers: Iterable[str]) -> set[str]:
    """Those of these numbers this reader may not know of. One statement, none without numbers.

    Whoever may not know of a matter hears of any step on it what they would hear of a number nobody has: another
    refusal would tell that it is there.
    """
    asked = set(numbers)
    if not asked or actor.kind == "system":
        return set()
    return asked - set(visible_to(actor).filter(number__in=asked).values_list("number", flat=True))


def overseen_by(actor: Actor, roles: Iterable[str]) -> QuerySet[Commitment]:
    """Commitments held at or below the bodies where the actor holds one of `roles` (overseers' roles; at the root of
    the tree: all of them), public or not. Never a complaint about a body the actor acts for, or one above it."""
    over = tuple(role for role in roles if role in OVERSEERS)
    rows = Commitment.objects.filter(_not_about(actor))
    return rows if _sees_all(actor, over) else rows.filter(_below(actor, over))


def _sees_all(actor: Actor, roles: tuple[str, ...] = OVERSEERS) -> bool:
    """An overseer at the root of the tree of bodies."""
    return any(held.role in roles and held.body_path.count("/") == 2 for held in actor.roles)


def _below(actor: Actor, roles: tuple[str, ...] = OVERSEERS) -> Q:
    """Held at or below a body where the actor holds one of `roles`."""
    held_there = Q(pk__in=())
    for held in actor.roles:
        if held.role in roles:
            held_there |= Q(holder__in=body_rows(below=held.body_path))
    return held_there


def _by_work(actor: Actor) -> Q:
    mine = Q(pk__in=())
    own = [held.body for held in actor.roles if held.role == "handler"]
    if own:
        mine |= Q(holder__in=own) | Q(offered_to__in=own)
        taking_part = Leg.objects.filter(
            commitment=OuterRef("pk"), body__in=own, joint=True, state__in=("offered", "working")
        )
        mine |= Q(Exists(taking_part))
    return mine | _below(actor)


def _not_about(actor: Actor) -> Q:
    """No complaint about a body the actor acts for or one above it; about a body below, those above may look."""
    own = {actor.body_path, *(held.body_path for held in actor.roles)}
    above = body_rows(paths={prefix for path in own for prefix in _prefixes(path)})
    # Most are about nobody: asked first, for lists count thousands of rows by it.
    return Q(against__isnull=True) | ~Q(against__in=above)


def _prefixes(path: str) -> list[str]:
    parts = [part for part in path.split("/") if part]
    return ["/" + "/".join(parts[: i + 1]) + "/" for i in range(len(parts))]
