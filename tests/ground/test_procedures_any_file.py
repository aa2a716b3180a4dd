"""Whatever stands in a file, the loader answers with a procedure or with ProcedureErrors, never otherwise."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocity.ground.calendar.contracts import Unit
from cocity.ground.commitments.procedure.faults import ProcedureErrors
from cocity.ground.commitments.procedure.load import load
from cocity.ground.commitments.procedure.model import Breach, Effect, Need, Procedure, Role
from cocity.ground.commitments.procedure.parse import ACTION, CLOCK, STATE, TOP
from tests.support.effort import examples

from .procedure_files import SMALL

WORDS = [*TOP, *CLOCK, *STATE, *ACTION, *Role, *Need, *Effect, *Breach, *Unit]
WORDS += ["opened", "done", "whole", "zh", "en", "true", "handler", "bad_rating", "small", "2026-01-01"]
word = st.sampled_from(sorted({str(each) for each in WORDS}))
leaf = word | st.integers(-3, 99999) | st.none() | st.booleans() | st.text(max_size=8)
tree = st.recursive(
    leaf, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(word, inner, max_size=6), max_leaves=30
)
QUICK = settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def loaded(folder: Path, data: bytes) -> Procedure | None:
    path = folder / "small.yaml"
    path.write_bytes(data)
    try:
        return load(path)
    except ProcedureErrors as error:
        faults = error.faults
    assert faults
    assert all(fault.line >= 1 and str(fault.message) for fault in faults)
    return None


@QUICK
@given(st.dictionaries(word, tree, max_size=8))
def test_any_tree(tmp_path: Path, content: dict[str, object]) -> None:
    loaded(tmp_path, yaml.safe_dump(content, allow_unicode=True).encode())


@QUICK
@given(
    st.binary(max_size=200)
    | st.text(alphabet="&*!|>%@`{}[],:#-?\"'\\ \n\tabUx019", max_size=60).map(str.encode)
)
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    loaded(tmp_path, data)


@QUICK
@given(st.data())
def test_the_small_one_with_pieces_exchanged(tmp_path: Path, data: st.DataObject) -> None:
    pieces = SMALL.replace(",", " , ").replace("}", " }").split(" ")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        pieces[at] = data.draw(word | st.sampled_from(pieces))
    loaded(tmp_path, " ".join(pieces).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[" * 50_000,
        b"- " * 40_000,
        b"a: &x [*x, *x]",
        b"states: &x {a: *x}\nactions: *x\nclocks: *x",
        b"a: 1\n---\nb: 2",
        b'title: "\\UFFFFFFFF"',
        b"%YAML 99999999999999999999.1\n---\na: 1",
        b"\xff\xfe\x00",
        "标题: 值".encode("gb18030"),
        b"a: \x00",
        b"x" * 200_000,
        b"&a a: *b",
        b"<<: {procedure: x}",
        b"? [a, b]\n: c",
        b"!!python/object/apply:os.system [ls]",
    ],
    ids=lambda data: repr(data[:24]),
)
def test_known_traps(tmp_path: Path, data: bytes) -> None:
    assert loaded(tmp_path, data) is None


def test_aliases_that_multiply_end_quickly(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 9)]
    assert loaded(tmp_path, "\n".join(lines).encode()) is None
