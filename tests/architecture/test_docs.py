"""What the code offers is documented: settings, events, commands, pages; and no link in the docs is broken."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.trees import ROOT

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.fixture(scope="module")
def docs() -> ModuleType:
    """tools/docs.py as a module."""
    spec = importlib.util.spec_from_file_location("docs_tool", ROOT / "tools" / "docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_setting_event_command_and_page_is_documented(docs: ModuleType) -> None:
    assert docs.complaints(ROOT / "docs", write=False) == []


def test_a_table_that_is_not_current_is_found_and_mended(docs: ModuleType, tmp_path: Path) -> None:
    for file, _, _ in docs.TABLES.values():
        copy = tmp_path / file
        copy.parent.mkdir(exist_ok=True)
        copy.write_text((ROOT / "docs" / file).read_text())
    settings = tmp_path / "operators" / "settings.md"
    settings.write_text(settings.read_text().replace("COCITY_TIMEZONE", "COCITY_TIDEZONE"))
    assert docs.complaints(tmp_path, write=False) == ["operators/settings.md is not current: type make docs"]
    docs.complaints(tmp_path, write=True)
    assert docs.complaints(tmp_path, write=False) == []


def test_a_row_without_a_description_is_found(docs: ModuleType) -> None:
    assert docs.undescribed([("`COCITY_X`", "", " ")], ("variable", "default", "meaning")) == ["`COCITY_X`"]


def dangling(files: list[Path]) -> list[str]:
    """Links to files that are not there."""
    return [
        f"{file.name} → {target}"
        for file in files
        for target in LINK.findall(file.read_text())
        if not (file.parent / target).exists()
    ]


def test_every_link_in_the_docs_leads_somewhere() -> None:
    assert dangling([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]) == []


def test_a_dangling_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[there](page.md) and [not there](gone.md#part)")
    assert dangling([page]) == ["page.md → gone.md"]
