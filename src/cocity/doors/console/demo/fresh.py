"""Emptying a demo, and telling one from a city."""

from django.core.management import call_command
from django.db import connection

from cocity.doors.console.demo.fill import filled
from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import SYSTEM
from cocity.kit.errors import Conflict
from cocity.kit.text import Text


def hold_real_matters() -> bool:
    """Whether the database holds matters and no demo."""
    return filled() is None and commitments.count(SYSTEM, commitments.NO_FILTERS)[0] > 0


def clear() -> None:
    """Drop every table of a demo and make them anew. Raises Conflict where the journal tells of no demo."""
    if filled() is None:
        raise Conflict(Text("这里没有演示城", "There is no demo here"), field="database")
    tables = [
        *connection.introspection.django_table_names(only_existing=True, include_views=False),
        "django_migrations",
    ]
    with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
        for table in tables:
            cascade = " CASCADE" if connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TABLE {connection.ops.quote_name(table)}{cascade}")
    call_command("migrate", verbosity=0, skip_checks=True)
