"""What a batch of voices shares: each place, body and person is looked up once."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from cocity.engines.geo import Datum, convert
from cocity.ground.calendar import api as calendar
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.text import Text
from cocity.listen.intake.contracts import Said

NO_PLACE = Text("没有这个地点，请重新选择", "There is no such place; choose again")

WORTH_A_BATCH = 3  # points; fewer are looked up one by one


class Surroundings:
    """Look-ups for one batch, remembered for its length only."""

    def __init__(self, now: datetime, batch: Sequence[Said] = ()) -> None:
        self.day = calendar.local_day(now, settings.CALENDAR)
        self._places: dict[object, places.PlaceInfo | None] = {}
        self._locate(batch)
        self._residents: dict[tuple[str, str], int] = {}
        self._holders: dict[tuple[str, str], people.BodyInfo] = {}
        self._bodies: dict[str, people.BodyInfo] = {}

    def _locate(self, batch: Sequence[Said]) -> None:
        """Find the places of all points of a batch in two statements, however many there are."""
        points: dict[str, dict[tuple[float, float], None]] = {}
        for said in batch:
            if not said.place and said.lon is not None and said.lat is not None:
                points.setdefault(said.datum, {})[said.lon, said.lat] = None
        for datum, found in points.items():
            if len(found) < WORTH_A_BATCH:
                continue
            ids = places.places_of([lon for lon, _ in found], [lat for _, lat in found], datum=datum)
            known = places.by_ids(int(number) for number in set(ids.tolist()) - {places.NOWHERE})
            for (lon, lat), number in zip(found, ids.tolist(), strict=True):
                self._places[lon, lat, datum] = known.get(number)

    def place_of(self, said: Said) -> places.PlaceInfo | None:
        """The place named, else the one the point lies in. Raises Invalid(place) for an unknown code."""
        if not said.place and (said.lon is None or said.lat is None):
            return None
        key = said.place or (said.lon, said.lat, said.datum)
        if key not in self._places:
            self._places[key] = self._found(said)
        return self._places[key]

    def point_of(self, said: Said) -> tuple[float | None, float | None]:
        """Longitude and latitude as they are kept: WGS-84. Raises Invalid(datum)."""
        if said.datum not in list(Datum):
            raise Invalid(
                Text("不认识这种坐标：{datum}", "This datum is not known: {datum}").with_values(
                    datum=said.datum[:12]
                ),
                field="datum",
            )
        if said.lon is None or said.lat is None or said.datum == Datum.WGS84:
            return said.lon, said.lat
        lon, lat = convert(said.lon, said.lat, said.datum, Datum.WGS84)
        return float(lon), float(lat)

    def _found(self, said: Said) -> places.PlaceInfo | None:
        if not said.place:
            return places.place_of(lon=said.lon or 0.0, lat=said.lat or 0.0, datum=said.datum)
        try:
            return places.get(said.place)
        except NotFound as error:
            raise Invalid(NO_PLACE, field="place") from error

    def resident_of(self, said: Said) -> int | None:
        """The person behind a contact; None when nobody left one."""
        if not (said.phone or said.email):
            return None
        key = (said.phone, said.email)
        if key not in self._residents:
            place = self.place_of(said)
            self._residents[key] = people.resident_by_contact(
                phone=said.phone,
                email=said.email,
                language=said.language,
                place_id=place.id if place else None,
            ).pk
        return self._residents[key]

    def intake_for(self, place_path: str, *, against: str = "") -> people.BodyInfo:
        """The body that takes voices in for a place, never one complained about. Raises Invalid(against) when nobody
        else is left: then no worker could ever see the complaint."""
        key = (place_path, against)
        if key not in self._holders:
            about = self._body(against).path if against else ""
            self._holders[key] = people.intake_body(on=self.day, place_path=place_path, not_below=about)
        return self._holders[key]

    def body_id(self, code: str) -> int | None:
        """Id of the body complained about. Raises Invalid(against) for an unknown code."""
        return self._body(code).id if code else None

    def _body(self, code: str) -> people.BodyInfo:
        if code not in self._bodies:
            try:
                self._bodies[code] = people.body_by_code(code)
            except NotFound as error:
                raise Invalid(Text("没有这个单位", "There is no such body"), field="against") from error
        return self._bodies[code]
