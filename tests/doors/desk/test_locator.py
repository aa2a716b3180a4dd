"""Where it is, drawn from the city's own boundaries; nothing where there are none."""

import pytest
import shapely

from cocity.ground.places import edition
from cocity.ground.places.models import Boundary
from tests.doors.desk.conftest import At
from tests.world import World


@pytest.fixture(autouse=True)
def _an_edition_of_its_own(world: World) -> None:
    """Rows are written past the import here, so another edition is said by hand."""
    edition.lock()
    edition.advance()


def bounded(
    world: World, code: str, box: tuple[float, float, float, float], *, synthetic: bool = False
) -> None:
    wkb = shapely.to_wkb(shapely.box(*box))
    Boundary.objects.create(
        place=world.places[code],
        datum="WGS84",
        as_given=wkb,
        wgs84=wkb,
        source="测试边界",
        map_approval="沪S(2026)001号",
        synthetic=synthetic,
    )


def test_the_matter_shows_its_place_the_point_and_the_source(world: World, at: At) -> None:
    bounded(world, "d1", (121.4, 31.2, 121.5, 31.3))
    bounded(world, "d1-s1", (121.42, 31.22, 121.45, 31.25))
    number = world.say(lon=121.43, lat=31.24).number
    page = at("dispatcher").get(f"/desk/matters/{number}/").content.decode()
    assert 'class="locator"' in page
    assert 'class="spot"' in page
    assert "沪S(2026)001号" in page
    assert "来源：测试边界" in page


def test_boundaries_the_demo_drew_say_so_in_the_readers_language(world: World, at: At) -> None:
    bounded(world, "d1", (121.4, 31.2, 121.5, 31.3), synthetic=True)
    number = world.say(lon=121.43, lat=31.24).number
    client = at("dispatcher")
    assert "来源：共城演示城，按规则绘出，不是地图" in client.get(f"/desk/matters/{number}/").content.decode()
    client.cookies["cocity_language"] = "en"
    assert "Source: CoCity demo: drawn by rule" in client.get(f"/desk/matters/{number}/").content.decode()


def test_without_boundaries_there_is_no_drawing(world: World, at: At) -> None:
    page = at("dispatcher").get(f"/desk/matters/{world.say().number}/").content.decode()
    assert 'class="locator"' not in page


def spot(world: World, at: At, lon: float, lat: float) -> tuple[float, float]:
    """Where the point of a matter said there stands in the drawing."""
    page = at("dispatcher").get(f"/desk/matters/{world.say(lon=lon, lat=lat).number}/").content.decode()
    part = page.split('class="spot" cx="')[1]
    return float(part.split('"')[0]), float(part.split('cy="')[1].split('"')[0])


def test_north_is_up_and_east_is_right(world: World, at: At) -> None:
    bounded(world, "d1", (121.4, 31.2, 121.5, 31.3))
    bounded(world, "d1-s1", (121.42, 31.22, 121.45, 31.25))
    (ex, ey), (wx, wy) = spot(world, at, 121.44, 31.24), spot(world, at, 121.43, 31.23)
    assert ex > wx
    assert ey < wy
