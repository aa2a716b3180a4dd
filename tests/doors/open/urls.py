"""Every open address of the test city, with each of its filters."""

from tests.doors.open.conftest import City

PERIODS = ("", "period=90", "period=365", "from=2026-11&to=2026-12")


def pages(city: City) -> list[str]:
    """Pages, without downloads."""
    groupings = ["district", "street", "body", "category_top", "category", "channel", "mode", "procedure"]
    fixed = [
        "/open/", "/open/by/", "/open/matters/", "/open/suggestions/", "/open/procedures/", "/open/calendar/",
        "/open/data/", "/open/log/", "/open/samples/", f"/open/samples/{city.sample}/", "/open/procedures/suggestion/", "/open/procedures/help_or_complaint/",
        "/open/bodies/dept-housing/", "/open/bodies/dept-water/", "/open/bodies/hotline/", "/open/places/city/",
        "/open/places/d1/", "/open/places/d1-s1/", "/open/places/d1-s1-c1/",
    ]  # fmt: skip
    by = [
        f"/open/by/{g}/?sort={s}&{p}" for g in groupings for s in ("name", "value", "cases") for p in PERIODS
    ]
    found = [f"/open/matters/?{q}" for q in (
        "standing=open", "standing=overdue", "standing=ended", "place=d1", "category=housing", "words=路灯",
        "words=深海蓝鲸", "words=请不要公开", f"words={city.private}",
    )]  # fmt: skip
    one = [f"{p}?{period}" for p in fixed for period in PERIODS[1:]]
    return fixed + by + found + one


def downloads() -> list[str]:
    """Files and the API."""
    found = []
    for kind in ("csv", "json"):
        found += [f"/open/data/{what}.{kind}" for what in ("figures", "months", "matters", "samples")]
        found += [
            f"/open/data/table.{kind}?by={g}" for g in ("district", "street", "body", "category", "channel")
        ]
        found += [f"/open/data/matters.{kind}?standing={s}" for s in ("open", "overdue", "ended")]
        found += [f"/open/data/matters.{kind}?words=深海蓝鲸", f"/open/data/figures.{kind}?place=d1-s1"]
    api = ["/api/v1/figures", "/api/v1/figures?place=d1-s1", "/api/v1/matters", "/api/v1/matters?q=深海蓝鲸"]
    return found + api + [f"/api/v1/figures/backlog/table?by={g}" for g in ("street", "body", "category")]
