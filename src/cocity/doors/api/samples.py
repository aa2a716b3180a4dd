"""Samples of closed matters, for programs: what their pages say, in the shape of their files."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from cocity.answer.verdicts import api as verdicts
from cocity.doors.api import told
from cocity.doors.api.figures import FigureOut
from cocity.doors.api.shapes import Problem
from cocity.learn.performance import api as performance

router = Router(tags=["samples"])
PROBLEMS = {400: Problem, 404: Problem, 422: Problem}
Id = Annotated[int, Path(ge=1, le=2**63 - 1, description="the number in the address of its page")]
Day = Annotated[str | None, Field(description="YYYY-MM-DD")]
Moment = Annotated[str | None, Field(description="ISO 8601, in UTC")]


class SampleOut(Schema):
    """One sample: why it was drawn, from what and how, how many were reached, and what they said."""

    sample: int
    scheme: str = Field(description="secret | seed: by a sealed secret and a public seed, or the older way")
    state: str = Field(description="announced | asking | asked | done | late | withdrawn | lapsed | unopened")
    reason: str
    drawing_method: str = Field(description="how people are asked")
    commit: str = Field(description="SHA-256 of `committed`, told with the announcement")
    secret: str = Field(description="64 hexadecimal digits once asking is over; empty before")
    seed_from: str = Field(description="what the seed will be, told with the announcement")
    seed_on: Day = Field(description="YYYY-MM-DD; nobody knows the seed before")
    ask_until: Day
    announced_at: Moment
    size: int | None = Field(description="how many were to be drawn")
    seed: str
    since: str = Field(description="drawn from matters closed since then, ISO 8601")
    until: str = Field(description="and before then")
    place_path: str = Field(description="codes from the city down; empty: anywhere")
    body_path: str = Field(description="codes from the top down, with those below; empty: any")
    category: str = Field(description="a code of /categories; empty: any")
    procedure: str = Field(description="name of a procedure; empty: any")
    drawn_at: Moment
    population: int = Field(description="matters on the list")
    drawn: int
    frame: str = Field(
        description="SHA-256 of all numbers on the list, sorted, one a line; empty where it could give numbers away"
    )
    cut: str = Field(description="numbers that rank below were drawn; empty: the whole list")
    ended: str = Field(description="done | late | withdrawn | lapsed; empty: still going on")
    ended_at: Moment
    ended_why: str
    answered: int
    no_answer: int
    refused: int
    no_contact: int = Field(description="no contact was left")
    not_asked: int
    told: int = Field(description="of how many answers the figures speak")
    committed: str = Field(description="the text whose SHA-256 is `commit`; empty until the secret is open")
    figures: list[FigureOut]


class AboutSamplesOut(Schema):
    """What the answer says of itself. `rule`: how to check a draw."""

    licence: str
    what: str
    rule: str
    missing: str
    made_at: str
    synthetic: str


class SamplesOut(Schema):
    """A page of samples; `next` is handed in as `cursor`. `cocity sample verify` reads it as it reads the file."""

    about: AboutSamplesOut
    samples: list[SampleOut]
    next: str


class SampleWholeOut(Schema):
    """One sample."""

    about: AboutSamplesOut
    sample: SampleOut


@router.get("", summary="Samples, newest first", response={200: SamplesOut, **PROBLEMS})
def samples(
    request: HttpRequest,
    cursor: Annotated[str, Query("", max_length=200)],
    size: Annotated[int, Query(25, ge=1, le=200)],
) -> HttpResponse:
    """As on /open/samples/ and in its files. No numbers of matters are published."""
    found = verdicts.published_samples(step=_step(), cursor=cursor, size=size)
    rows = [performance.sample_document(each) for each in found.rows]
    return told.as_json({"about": performance.about_samples(), "samples": rows, "next": found.next})


@router.get("/{sample}", summary="One sample", response={200: SampleWholeOut, **PROBLEMS})
def sample(request: HttpRequest, sample: Id) -> HttpResponse:
    """By which rule, seed and secret it was drawn, how many answered and what they said."""
    found = performance.sample_document(verdicts.published_sample(sample, step=_step()))
    return told.as_json({"about": performance.about_samples(), "sample": found})


def _step() -> int:
    return performance.thresholds().hidden_below
