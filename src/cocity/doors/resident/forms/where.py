"""Questions about the place: district first, then as exactly as the person knows."""

from typing import Any

from django import forms

from cocity.doors.resident import names
from cocity.doors.resident.forms.base import Plain, Question
from cocity.ground.places import api as places
from cocity.kit.errors import Invalid, NotFound
from cocity.kit.forms import words
from cocity.kit.text import Text
from cocity.listen.web.api import Draft

NOWHERE = "-"
LONGEST_ADDRESS = 200


class AreaForm(Question):
    title = Text("事情在哪个区？", "Which district is it in?")
    area = forms.ChoiceField(
        label=words("区", "District"),
        help_text=words(
            "有了地点，才能交给最近的单位。", "With a place we can send it to the office nearest to it."
        ),
    )

    def prepare(self) -> None:
        named = [(place.code, place.name) for place in names.districts()]
        self.choices("area", [("", Text("请选择", "Please choose")), (NOWHERE, names.NO_PLACE), *named])

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        return {"area": draft.area or (NOWHERE if "area" in draft.done else "")}

    def answers(self) -> dict[str, Any]:
        chosen = self.cleaned_data["area"]
        return {"area": "" if chosen == NOWHERE else chosen}


class PlaceForm(Question):
    title = Text("具体在哪里？", "Where exactly?")
    about = Text(
        "知道多少填多少，都不填也可以继续。", "Fill in what you know; you may also leave it all empty."
    )
    part = "place"
    place = forms.ChoiceField(label=words("街道或镇", "Street or town"), required=False)
    address = Plain(
        label=words("地址或附近的标志", "Address, or what is near"),
        max_length=LONGEST_ADDRESS,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    lon = forms.FloatField(
        label=words("经度", "Longitude"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"}),
    )
    lat = forms.FloatField(
        label=words("纬度", "Latitude"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"}),
    )

    def prepare(self) -> None:
        try:
            streets = places.children(self.draft.area)
        except NotFound:
            streets = ()
        named = [(place.code, place.name) for place in streets]
        self.choices("place", [("", Text("不知道", "I do not know")), *named])
        for name in ("lon", "lat"):
            self.fields[name].error_messages["invalid"] = Text(
                "请填写数字，如 121.47；也可以不填", "Write a number such as 121.47, or leave it empty"
            )  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        lon, lat = given.get("lon"), given.get("lat")
        if "lon" in self.errors or "lat" in self.errors:
            return given
        if (lon is None) != (lat is None):
            missing = "lon" if lon is None else "lat"
            both = Text("经度和纬度要一起填，或都不填", "Give both longitude and latitude, or neither")
            self.refuse(Invalid(both, field=missing))
        elif lon is not None and lat is not None:
            self._check_point(lon, lat)
        return given

    def _check_point(self, lon: float, lat: float) -> None:
        try:
            city = places.get(self.draft.area).path.strip("/").split("/")[0]
            places.check_point(lon, lat, "WGS84", city)
        except Invalid as error:
            self.refuse(error)
        except NotFound:
            return  # the district has ended since it was chosen: intake says so
