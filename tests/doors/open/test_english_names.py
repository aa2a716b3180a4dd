"""Open pages in English name bodies in English wherever there is an English name."""

import re

from django.test import Client

from cocity.ground.people.models import Body
from cocity.kit.remember import forget_all
from tests.doors.open.conftest import City
from tests.doors.open.urls import pages


def test_no_chinese_name_of_a_body_where_there_is_an_english_one(reader: Client, city: City) -> None:
    bodies = list(Body.objects.all())
    for body in bodies:
        body.name_en = f"Office {body.pk} of the city"
    Body.objects.bulk_update(bodies, ["name_en"])
    forget_all()
    reader.cookies["cocity_language"] = "en"
    for path in (each for each in pages(city) if "?" not in each or each.endswith("sort=name&")):
        said = re.sub(r"<[^>]+>", " ", reader.get(path, follow=True).content.decode())
        assert not [body.name_zh for body in bodies if body.name_zh in said], path
