"""ARCHITECTURE.md is true to the code: libraries by room, and every module it names."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import ROOT, codes, rows, sections
from tests.docs.strings import ROOMS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if not (ROOT / "ARCHITECTURE.md").exists():
    pytest.skip("ARCHITECTURE.md is not here", allow_module_level=True)

IMPORTED_AS = {"pyahocorasick": "ahocorasick", "dbus-fast": "dbus_fast"}
FILES = re.compile(r"\.\w+$|-|/.*\.|[ :*{]")
"""What is no module among what stands in backticks: files of the archive, commands, patterns."""


def page() -> str:
    return (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The table below a heading."""
    return [row for name, lines in sections(page()) if name == heading for row in rows(lines)]


def imported(path: Path) -> Iterator[str]:
    """The libraries a module loads, by their top-level name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hints = [n for n in ast.walk(tree) if isinstance(n, ast.If) and _is_hint(n)]
    hidden = {id(inner) for node in hints for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def _is_hint(node: ast.If) -> bool:
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@cache
def libraries(room: str) -> dict[str, set[str]]:
    """What a room loads that is neither of Python nor ours, and in which modules."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / room).rglob("*.py"):
        for name in set(imported(path)) - {*ROOMS, *sys.stdlib_module_names}:
            found.setdefault(name, set()).add(path.stem)
    return found


@pytest.mark.parametrize("row", table("The house"), ids=lambda row: row[0].strip("`"))
def test_a_room_opens_the_libraries_that_are_told_and_no_others(row: list[str]) -> None:
    room, _, told = row
    loaded = libraries(codes(room)[0].rstrip("/"))
    words = {IMPORTED_AS.get(word.lower(), word.lower()) for word in re.findall(r"[\w-]+", told)}
    assert set(loaded) <= words
    known = {one for each in ROOMS for one in libraries(each)}
    assert words & known == set(loaded)
    doors = {door for modules in re.findall(r"\(([^)]*)\)", told) for door in codes(modules)}
    assert doors <= {module for modules in loaded.values() for module in modules}


def test_every_room_is_told_and_every_dependency_has_a_room() -> None:
    rooms = [codes(row[0])[0].rstrip("/") for row in table("The house")]
    assert sorted(rooms) == sorted(ROOMS)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[>=<;\[ ]", one)[0] for one in project["dependencies"]}
    loaded = {name for room in ROOMS for name in libraries(room)}
    assert {IMPORTED_AS.get(one, one) for one in wanted} <= loaded


def modules() -> set[str]:
    """Every module and package, by its dotted name and by its last word."""
    found = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            dotted = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
            dotted = dotted.removesuffix(".__init__")
            found |= {dotted, dotted.rpartition(".")[2]}
    return found


def is_there(name: str, known: set[str]) -> bool:
    """Whether a module is there, or something in one."""
    owner, _, attribute = name.rpartition(".")
    if name in known or not owner:
        return name in known
    return owner in known and any(
        re.search(rf"\b{attribute}\b", path.read_text("utf-8"))
        for room in ROOMS
        for path in (ROOT / room).rglob(f"{owner.rpartition('.')[2]}.py")
    )


def test_every_module_that_is_named_is_there() -> None:
    known = modules()
    where = [code for _, lines in sections(page()) for row in rows(lines) for code in codes(row[1])]
    text = {code for code in codes(page()) if code.partition(".")[0] in ROOMS}
    names = {code.rstrip("/") for code in {*where, *text} if not FILES.search(code.rstrip("/"))}
    assert len(names) > 80
    assert {name for name in names if not is_there(name.replace("/", "."), known)} == set()
    assert not is_there("store.nowhere", known)
    assert not is_there("nowhere", known)
