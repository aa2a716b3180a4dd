"""Needs for programs: which matters say the same. Nobody learns of a matter here that is not theirs to see."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from cocity.doors.api import told
from cocity.doors.api.shapes import DeskNeedsOut, DeskNeedWholeOut, NeedsOut, NeedWholeOut, Problem
from cocity.doors.api.who import Key, program
from cocity.ground.commitments.api import Filters
from cocity.ground.people.api import ANONYMOUS
from cocity.ground.places import api as places
from cocity.listen.needs import api as needs

router = Router(tags=["needs"])
PROBLEMS = {400: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem}
CLOSED = {**PROBLEMS, 401: Problem, 403: Problem}
Cursor = Annotated[str, Query("", max_length=200)]
Place = Annotated[str, Query("", max_length=40)]
Category = Annotated[str, Query("", max_length=80)]
Words = Annotated[str, Query("", max_length=100)]
Size = Annotated[int, Query(25, ge=1, le=200)]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/needs", summary="Needs with public matters, newest first", response={200: NeedsOut, **PROBLEMS})
def public_needs(
    request: HttpRequest, cursor: Cursor, place: Place, category: Category, q: Words, size: Size
) -> HttpResponse:
    """`place`, `category` and `q` narrow by the public matters of a need."""
    filters = _filters(place, category, q, public_only=True)
    return _page(needs.listed(ANONYMOUS, filters, cursor=cursor, size=size), _for_all)


@router.get(
    "/needs/{need}", summary="One need and its public matters", response={200: NeedWholeOut, **PROBLEMS}
)
def public_need(request: HttpRequest, need: Id, cursor: Cursor, size: Size) -> HttpResponse:
    found = needs.whole(ANONYMOUS, need, cursor=cursor, size=size)
    matters = [told.matter(each.row) for each in found.members]
    return told.as_json({"need": _for_all(found.row), "matters": matters, "next": found.next})


@router.get(
    "/desk/needs", auth=Key(), summary="Needs with matters this key may see",
    response={200: DeskNeedsOut, **CLOSED},
)  # fmt: skip
def desk_needs(
    request: HttpRequest, cursor: Cursor, place: Place, category: Category, q: Words, size: Size
) -> HttpResponse:
    actor = program(request, "matters:read")
    return _page(needs.listed(actor, _filters(place, category, q), cursor=cursor, size=size), _for_workers)


@router.get(
    "/desk/needs/{need}", auth=Key(), summary="One need and those of its matters this key may see",
    response={200: DeskNeedWholeOut, **CLOSED},
)  # fmt: skip
def desk_need(request: HttpRequest, need: Id, cursor: Cursor, size: Size) -> HttpResponse:
    found = needs.whole(program(request, "matters:read"), need, cursor=cursor, size=size)
    matters = [
        {
            "matter": told.matter(each.row),
            "at": each.at,
            "by": each.by.as_dict(),
            "why": each.why.as_dict(),
        }
        for each in found.members
    ]
    return told.as_json({"need": _for_workers(found.row), "matters": matters, "next": found.next})


def _filters(place: str, category: str, q: str, **more: Any) -> Filters:
    return Filters(place_path=places.get(place).path if place else "", category=category, words=q, **more)


def _page(page: needs.NeedPage, shape: Any) -> HttpResponse:
    return told.as_json({
        "needs": [shape(row) for row in page.rows], "next": page.next, "count": page.count, "capped": page.capped,
    })  # fmt: skip


def _for_all(row: needs.NeedRow) -> Mapping[str, Any]:
    """What the pages of its public matters say too. Needs with few hidden matters are not listed for all."""
    others = row.seen + row.hidden - 1
    said = needs.others_words(others)
    return {**_both(row), "others_say": said.as_dict() if said else {}, "size": others + 1}


def _for_workers(row: needs.NeedRow) -> Mapping[str, Any]:
    return {**_both(row), "hidden": row.hidden}


def _both(row: needs.NeedRow) -> dict[str, Any]:
    return {"id": row.id, "opened_at": row.opened_at, "newest": told.matter(row.newest), "matters": row.seen}
