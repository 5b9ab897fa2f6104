"""Every command, option, key and name of the configuration is told, where one would look for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.names import Name, commands, configuration, keys, script, told, without
from tests.docs.pages import DOCS, ROOT, page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

if not (DOCS / "commands.md").exists():
    pytest.skip("docs/ is not here", allow_module_level=True)

PAGES = ("commands.md", "configuration.md", "dashboard.md")
ROOMS = ("newsroom", "store", "watchers", "alerts", "tui", "llamawatch")
ENVIRONMENT = re.compile(r'"(LLAMAWATCH_[A-Z_]+)"')


@pytest.mark.parametrize("wanted", [commands, configuration, keys])
def test_every_name_is_told_and_each_that_is_taken_out_is_missed(
    wanted: Callable[[], Iterator[Name]],
) -> None:
    names = set(wanted())
    texts = {one: page(one) for one in PAGES}
    assert len(names) > 80
    assert sorted(names - told(texts)) == []
    for name in names:
        lacking = {name.page: without(texts[name.page], name)}
        assert lacking[name.page] != texts[name.page]
        assert name not in told(lacking), name


def test_nothing_is_told_that_is_not_there() -> None:
    texts = {one: page(one) for one in ("commands.md", "configuration.md")}
    names = {*commands(), *configuration()}
    apart = {"Environment", "Commands"}
    strange = {name for name in told(texts) - names if name.code and name.heading not in apart}
    assert strange == set()


@pytest.mark.parametrize("name", ["commands.md", "configuration.md"])
def test_the_pages_made_of_the_program_are_up_to_date(name: str) -> None:
    reference = script("reference")
    text = page(name)
    assert reference.made(text, reference.PAGES[name]()) == text, "run `make reference`"
    assert reference.made(text, "") != text


def test_every_variable_of_the_environment_is_told() -> None:
    sources = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    names = {one for path in sources for one in ENVIRONMENT.findall(path.read_text("utf-8"))}
    assert {"LLAMAWATCH_CONFIG", "LLAMAWATCH_DATA"} <= names
    assert {name for name in names if f"| `{name}` |" not in page("configuration.md")} == set()
