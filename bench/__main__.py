"""`make bench` or `python -m bench NAME …`: http, beside, places, calendar, performance, merkle, budget, agreement, opinion, citylog, text."""

import argparse
import getpass
import importlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

OWN_DATABASE = {"places", "performance", "citylog"}  # benches that make a throw-away database of their own
WITHOUT_DATABASE = {"budget", "agreement"}
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))


def main() -> None:
    """Choose a bench and set Django up on the bench's own PostgreSQL database."""
    parser = argparse.ArgumentParser(description="Measure speed; print a table.")
    parser.add_argument("name", nargs="?", default="http")
    parser.add_argument("--size", type=int, action="append", help="commitments in the city (http)")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--database", default=f"postgresql://{getpass.getuser()}@127.0.0.1:5432/cocity_bench")
    chosen, rest = parser.parse_known_args()
    here = Path(__file__).resolve().parent
    os.environ["PYTHONPATH"] = f"{here.parent / 'src'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "cocity.config.settings"
    os.environ.setdefault("COCITY_HOME", "var/bench")
    os.environ.setdefault("COCITY_LOG_LEVEL", "WARNING")
    os.environ["COCITY_VOICES_PER_HOUR"] = "0"  # one address sends them all
    if chosen.name in OWN_DATABASE:
        sys.exit(subprocess.call([sys.executable, here / f"{chosen.name}.py", *rest]))
    if chosen.name in WITHOUT_DATABASE:
        importlib.import_module(f"bench.{chosen.name}").main()
        return
    os.environ.setdefault("COCITY_DATABASE", chosen.database)
    make_database(os.environ["COCITY_DATABASE"])
    import django

    django.setup()
    module = importlib.import_module(f"bench.{chosen.name}")
    if chosen.name == "http":
        module.main(chosen.size or [10_000], chosen.seconds)
    else:
        module.main()


def make_database(address: str) -> None:
    """The bench's own PostgreSQL database, where it is not there yet."""
    server, _, name = address.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


if __name__ == "__main__":
    main()
