"""`cocity witness`: cosigns checkpoints of logs that only grow; needs no city."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cocity.doors.console.witness import program


class Command(BaseCommand):
    help = "Run a witness: a small separate program with its own key and record that cosigns logs (--home --name --log)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        program.arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(program.run(argparse.Namespace(**options)))
