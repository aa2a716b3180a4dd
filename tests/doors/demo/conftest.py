"""A demo city filled once for all tests of this folder; each test's own changes are rolled back."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from cocity.doors.console.demo.fill import Filled, fill

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD = "only-for-this-test"


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker) -> Iterator[Filled]:
    """Forty days of a very quiet city."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield fill(now=NOW, days=40, password=PASSWORD, per_day=6)
        transaction.set_rollback(True)
