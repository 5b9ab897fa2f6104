"""Writes THIRD_PARTY_NOTICES.md: what llamawatch runs on, by whom, under which licence.

Read off pyproject.toml and the metadata of what is installed, everything that is needed for
something needed included.

python docs/notices.py [--check]
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from dataclasses import dataclass, field
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "THIRD_PARTY_NOTICES.md"
PERMISSIVE: Final = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "ISC", "MIT"}
    | {"PSF-2.0", "Public-Domain"}
)
"""Licences that ask for no more than that they are kept beside the code."""
WEAK: Final = frozenset({"MPL-2.0"})
"""Licences whose files stay under them; a program that only uses them may have any other."""
_CLASSIFIERS: Final = {"MIT License": "MIT", "Apache Software License": "Apache-2.0"}
_PAGES: Final = ("homepage", "source", "source code", "repository", "github", "documentation")
"""What packages call the page where they live, the best first."""
_SURROUNDINGS: Final = tuple(
    {"sys_platform": system, "platform_system": name, "platform_machine": machine}
    for system, name in (("linux", "Linux"), ("darwin", "Darwin"))
    for machine in ("x86_64", "aarch64", "arm64")
)
"""Where llamawatch runs."""
_HEAD: Final = """# Third-party notices

llamawatch is under the MIT licence ([LICENSE](LICENSE)). It bundles none of what it runs on: that
is installed beside it, each package under its own licence, whose text comes with it and stands at
its address:

| package | versions | needed by | licence | address |
|---|---|---|---|---|
"""
_TAIL: Final = """
All of these are permissive but MPL-2.0, under which only changes to its own files would have to be
published; llamawatch changes none. The optional extras (`articles`, `keyring`, `semantic`) bring
packages that are not listed.

Made by `make notices`.
"""


@dataclass(slots=True)
class Needed:
    """A package that is needed to run."""

    name: str
    installed: Distribution | None
    versions: set[str] = field(default_factory=set)
    by: set[str] = field(default_factory=set)
    """Names of packages; empty: llamawatch itself."""

    @property
    def licence(self) -> str:
        """As SPDX writes it, where the package says so; "" if it is not installed."""
        return "" if self.installed is None else licence_of(self.installed)


def licence_of(installed: Distribution) -> str:
    """The licence a package declares: its expression, else its short name, else its classifier."""
    said = installed.metadata
    declared = str(said.get("License-Expression") or said.get("License") or "").strip()
    if declared and "\n" not in declared:
        return re.sub(r"\band\b", "AND", declared)
    classified = (one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or ())
    return next((_CLASSIFIERS[one] for one in classified if one in _CLASSIFIERS), "unknown")


def address_of(installed: Distribution) -> str:
    """The page of a package, or of its source."""
    said = installed.metadata
    pages = {"homepage": str(said.get("Home-page") or "")}
    for line in said.get_all("Project-URL") or ():
        label, _, url = line.partition(", ")
        pages[label.lower()] = url
    return next((pages[name] for name in _PAGES if pages.get(name)), "")


def names_in(licence: str) -> set[str]:
    """The licences an expression names."""
    return set(re.findall(r"[\w.-]+", licence)) - {"AND", "OR", "WITH"}


def needed() -> dict[str, Needed]:
    """Everything that is installed with llamawatch on any system it runs on, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, Needed] = {}
    waiting = [("", Requirement(one)) for one in project["dependencies"]]
    seen: set[tuple[str, str]] = set()
    while waiting:
        by, wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        one = found.setdefault(name, Needed(name, _installed(name)))
        # From the lowest: >=1,<2.
        one.versions.add(",".join(sorted(map(str, wanted.specifier), reverse=True)))
        one.by.add(by)
        for extra in {"", *wanted.extras} - {extra for known, extra in seen if known == name}:
            seen.add((name, extra))
            waiting += [(name, inner) for inner in _wanted(one.installed, extra)]
    return found


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _wanted(installed: Distribution | None, extra: str) -> Iterator[Requirement]:
    for line in (installed.requires or ()) if installed else ():
        wanted = Requirement(line)
        marker = wanted.marker
        if marker is None:
            if not extra:
                yield wanted
        elif any(marker.evaluate({**each, "extra": extra}) for each in _SURROUNDINGS):
            yield wanted


def written(packages: Iterable[Needed]) -> str:
    """The page."""
    lines = [_row(one) for one in sorted(packages, key=lambda one: one.name)]
    return _HEAD + "\n".join(lines) + "\n" + _TAIL


def _row(one: Needed) -> str:
    by = ", ".join(sorted(name or "llamawatch" for name in one.by))
    versions = "; ".join(sorted(filter(None, one.versions))) or "any"
    address = address_of(one.installed) if one.installed else ""
    return f"| {one.name} | {versions} | {by} | {one.licence} | <{address}> |"


def main() -> None:
    """Write the page, or say whether it is as it would be written."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    found = needed().values()
    missing = [one.name for one in found if one.installed is None]
    if missing:
        sys.exit(f"Not installed here, so that nothing is known of them: {', '.join(missing)}")
    text = written(found)
    if not arguments.parse_args().check:
        PAGE.write_text(text, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != text:
        sys.exit(f"{PAGE.name} is not up to date: run make notices")


if __name__ == "__main__":
    main()
