"""SECURITY.md names for each threat a test that is there."""

from __future__ import annotations

import ast

import pytest

from tests.docs.pages import ROOT, codes, rows, sections

if not (ROOT / "SECURITY.md").exists():
    pytest.skip("SECURITY.md is not here", allow_module_level=True)

TOPICS = (
    *("markup", "terminal sequences", "Bidi", "unpacks", "entities", "SSRF", "redirect", "browser"),
    *("argument", "header", "password", "0600", "OPML", "pack", "webhook", "backup"),
)


def threats() -> list[list[str]]:
    """The rows of the table: threat, what stands against it, test."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    return [row for _, lines in sections(text) for row in rows(lines)]


def is_there(test: str) -> bool:
    """Whether a test, as pytest names it, can be run."""
    path, _, name = test.partition("::")
    file = ROOT / path
    if not path.startswith("tests/") or not file.is_file():
        return False
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
    return name in names if name else any(each.startswith("test_") for each in names)


def test_each_threat_has_a_defence_and_a_test_that_is_there() -> None:
    assert len(threats()) > 30
    for threat, defence, held in threats():
        assert threat
        assert defence
        (test,) = codes(held)
        assert is_there(test), test
        assert not is_there(f"{test}_no_more")


@pytest.mark.parametrize("topic", TOPICS)
def test_no_kind_of_threat_is_left_out(topic: str) -> None:
    assert any(topic in f"{threat} {defence}" for threat, defence, _ in threats())
