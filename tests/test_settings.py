"""The wiring holds together."""

import pytest
from django.core.management import call_command

from cocity.config.env import database_config


def test_every_model_change_has_its_migration(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_an_unknown_database_is_refused_by_name(tmp_path) -> None:
    with pytest.raises(ValueError, match="mysql"):
        database_config("mysql://u@h/x", tmp_path)


def test_a_database_address_is_read_with_its_escapes(tmp_path) -> None:
    read = database_config("postgresql://me:p%40ss@127.0.0.1:5432/city", tmp_path)
    assert (read["USER"], read["PASSWORD"], read["PORT"], read["NAME"]) == ("me", "p@ss", "5432", "city")


def test_prepared_statements_are_turned_off_behind_a_pooler(tmp_path) -> None:
    def threshold(query: str) -> object:
        return database_config(f"postgresql://me@h/city{query}", tmp_path)["OPTIONS"]["prepare_threshold"]

    assert threshold("") == 3
    assert threshold("?prepare_threshold=none") is None
    assert threshold("?prepare_threshold=1000000&sslmode=require") == 1_000_000


def test_statements_are_not_compiled_unless_the_address_says_otherwise(tmp_path) -> None:
    def options(query: str) -> str:
        return database_config(f"postgresql://me@h/city{query}", tmp_path)["OPTIONS"]["options"]

    assert options("") == "-c jit=off"
    assert options("?options=") == ""  # for a pooler that takes none
    assert options("?options=-c%20jit%3Don") == "-c jit=on"
