"""Two real witnesses for a whole module, and a log of its own for every test."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cocity.engines.merkle import Kind, SigningKey
from tests.answer.citylog.stand import Witness, own_log, trust, witnesses

MOST_TESTS = 40  # of a module


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Witness], list[SigningKey]]]:
    """Witnesses that run, and keys of logs they know, one for each test."""
    signers = [
        SigningKey(f"log{n}.example/open/log", Kind.NOTE, secrets.token_bytes(32)) for n in range(MOST_TESTS)
    ]
    folder = tmp_path_factory.mktemp("witnesses")
    with witnesses(folder, "uni", "notary", logs=tuple(key.public.text for key in signers)) as running:
        yield running, signers


@pytest.fixture
def signer(standing: tuple[list[Witness], list[SigningKey]]) -> SigningKey:
    """The key of this test's log."""
    return standing[1].pop()


@pytest.fixture
def key(settings: Any, tmp_path: Path, signer: SigningKey) -> str:
    """This test's log, asking nobody; its key as it is passed on."""
    return own_log(settings, tmp_path, signer)


@pytest.fixture
def two(key: str, standing: tuple[list[Witness], list[SigningKey]]) -> Iterator[list[Witness]]:
    """This test's log, asking two witnesses for their signatures; both are up again afterwards."""
    trust(standing[0])
    yield standing[0]
    for each in standing[0]:
        if each.process is None:
            each.start()
