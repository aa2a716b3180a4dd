"""What `make run` and `make test` do before anything else."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "tools" / "setup.py"


@pytest.fixture
def setup() -> ModuleType:
    spec = importlib.util.spec_from_file_location("setting_up", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_was_compiled_of_another_source_is_forgotten(setup: ModuleType, tmp_path: Path) -> None:
    """A compiled function keeps the functions it calls; numba would not notice that one of those changed."""
    source, stamp = tmp_path / "engines", tmp_path / "compiled.txt"
    kept = source / "__pycache__" / "count.py312.nbi"
    kept.parent.mkdir(parents=True)
    called = source / "called.py"
    called.write_text("ONE = 1")

    def compiled() -> bool:
        """Compile, then set up again: whether what was compiled is still there."""
        kept.write_text("compiled")
        again = setup.forget_stale(source, stamp)
        assert again is not kept.exists()
        return kept.exists()

    assert not compiled(), "nothing is known of what lies there at first"
    assert compiled()
    called.write_text("ONE = 2")
    assert not compiled()
    assert compiled()
    called.rename(source / "renamed.py")
    assert not compiled()
