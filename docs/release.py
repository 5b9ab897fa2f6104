"""Says whether what is written about a version agrees: pyproject.toml, CHANGELOG.md, the tag.

python docs/release.py            what is there, before it is decided to release
python docs/release.py v0.2.0     everything that must hold for this tag
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
_VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:(?:a|b|rc)[1-9]\d*)?")
_UNRELEASED: Final = "unreleased"
_HEADING: Final = re.compile(rf"## (\S+) \(({_UNRELEASED}|\d{{4}}-\d\d-\d\d)\)")


def problems(project: str, changelog: str, tag: str, changed: str = "") -> Iterator[str]:
    """What does not agree, a sentence each.

    Args:
        project: pyproject.toml.
        changelog: CHANGELOG.md.
        tag: The tag that is to be set; "": none yet, and the version may be unreleased.
        changed: Files that differ from what is committed.
    """
    version = tomllib.loads(project)["project"]["version"]
    if not _VERSION.fullmatch(version):
        yield f'pyproject.toml: version "{version}" is not as in 1.2.3 or 1.2.3rc1'
    headings = [line for line in changelog.splitlines() if line.startswith("## ")]
    read = [_HEADING.fullmatch(line) for line in headings]
    yield from _strange(headings)
    first = read[0] if read else None
    if first and first[1] != version:
        yield f"CHANGELOG.md begins with {first[1]}, pyproject.toml says {version}"
    if any(found and found[2] == _UNRELEASED for found in read[1:]):
        yield "CHANGELOG.md: only the first version can be unreleased"
    if tag and tag != f"v{version}":
        yield f'The tag "{tag}" is not "v{version}", which is a v and the version of pyproject.toml'
    if tag and first and first[2] == _UNRELEASED:
        yield f"CHANGELOG.md: write the day {version} is released instead of (unreleased)"
    if tag and changed:
        yield f"Not committed: {', '.join(changed.split())}"


def _strange(headings: list[str]) -> Iterator[str]:
    for line in headings:
        found = _HEADING.fullmatch(line)
        if found is None:
            yield f'CHANGELOG.md: "{line}" is not as in "## 1.2.3 (2026-03-02)"'
        elif found[2] != _UNRELEASED and not _is_date(found[2]):
            yield f'CHANGELOG.md: "{line}" has a day that no calendar has'


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def main() -> None:
    """Check the checkout this script lies in."""
    tag = sys.argv[1] if len(sys.argv) > 1 else ""
    changed = subprocess.run(
        ["git", "diff", "--name-only", "HEAD"],  # noqa: S607 -- the maintainer's own
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout if tag else ""  # fmt: skip
    texts = [
        (ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "CHANGELOG.md")
    ]
    found = list(problems(*texts, tag, changed))
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
