"""What is written about a version agrees."""

from __future__ import annotations

import pytest

from tests.docs.names import script
from tests.packaging.commands import ROOT

if not (ROOT / "docs" / "release.py").exists():
    pytest.skip("docs/ is not here", allow_module_level=True)

problems = script("release").problems

PROJECT = '[project]\nversion = "{}"\n'
CHANGES = "# Changelog\n\n## {} ({})\n\n- More.\n\n## 0.1.0 (2026-01-02)\n\n- First.\n"


def test_what_is_here_agrees() -> None:
    texts = [
        (ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "CHANGELOG.md")
    ]
    assert list(problems(*texts, "")) == []


def test_a_dated_version_with_its_tag_is_released() -> None:
    changes = CHANGES.format("0.2.0", "2026-03-02")
    assert list(problems(PROJECT.format("0.2.0"), changes, "v0.2.0")) == []
    rc = CHANGES.format("0.2.0rc1", "2026-03-02")
    assert list(problems(PROJECT.format("0.2.0rc1"), rc, "v0.2.0rc1")) == []


@pytest.mark.parametrize(
    ("version", "heading", "day", "tag", "said"),
    [
        ("0.2.0", "0.2.0", "unreleased", "v0.2.0", "write the day 0.2.0 is released"),
        ("0.2.0", "0.3.0", "unreleased", "", "begins with 0.3.0, pyproject.toml says 0.2.0"),
        ("0.2.0", "0.2.0", "2026-03-02", "0.2.0", 'The tag "0.2.0" is not "v0.2.0"'),
        ("0.2.0", "0.2.0", "2026-03-02", "v0.3.0", 'The tag "v0.3.0" is not "v0.2.0"'),
        ("0.2", "0.2", "2026-03-02", "", 'version "0.2" is not as in 1.2.3'),
        ("0.2.0", "0.2.0", "2026-02-30", "", "has a day that no calendar has"),
        ("0.2.0", "0.2.0", "soon", "", '"## 0.2.0 (soon)" is not as in'),
    ],
)
def test_what_does_not_agree_is_said(
    version: str, heading: str, day: str, tag: str, said: str
) -> None:
    (problem,) = problems(PROJECT.format(version), CHANGES.format(heading, day), tag)
    assert said in problem


def test_an_earlier_version_cannot_be_unreleased_and_nothing_may_be_uncommitted() -> None:
    changes = CHANGES.format("0.2.0", "2026-03-02").replace("2026-01-02", "unreleased")
    assert list(problems(PROJECT.format("0.2.0"), changes, "v0.2.0", "a.py\nb.py\n")) == [
        "CHANGELOG.md: only the first version can be unreleased",
        "Not committed: a.py, b.py",
    ]
