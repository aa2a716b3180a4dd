"""`manage.py verify`: the same as `cocity verify`, which needs no city to be set up."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cocity.doors.console.verify import HELP, arguments, run


class Command(BaseCommand):
    help = HELP
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(run(options))
