"""How many queries a page makes, however many lines it has."""

from django.test import Client

from cocity.kit.remember import forget_all
from tests.support.counts import Counter

PAGES = {
    "overview": "/open/",
    "by district": "/open/by/district/",
    "by body": "/open/by/body/?sort=value",
    "one body": "/open/bodies/dept-housing/",
    "one place": "/open/places/d1/",
    "public matters": "/open/matters/?place=d1",
    "suggestions": "/open/suggestions/",
    "samples": "/open/samples/",
    "procedures": "/open/procedures/",
    "data": "/open/data/",
}


def test_a_page_is_a_few_queries(reader: Client, count_queries: Counter) -> None:
    for name, address in PAGES.items():
        reader.get(
            address
        )  # outlines are kept until the places change; which test asked first must not count
        forget_all()
        with count_queries(f"doors/open: {name}"):
            assert reader.get(address).status_code == 200
