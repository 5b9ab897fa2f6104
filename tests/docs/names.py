"""What the pages of docs/ must tell: every command, option, key and name of the configuration."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from llamawatch.commands.main import llamawatch
from llamawatch.commands.options import global_options
from store.config_schema import FILTER, KINDS, SOURCE, TABLES, TOP, WATCH
from tests.docs.pages import DOCS, codes, rows, sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

_SHARED = "Every command"


@dataclass(frozen=True, order=True)
class Name:
    """One thing that must be told, and where."""

    page: str
    heading: str
    """Of the section that tells it."""
    code: str = ""
    """As it stands in the first column of a table there; "": the heading tells it."""


def script(name: str) -> ModuleType:
    """A script of docs/."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Where dataclasses look for the module they stand in.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def commands() -> Iterator[Name]:
    """Every command of the program, and its options."""
    shared = [option for one in global_options() for option in one.opts]
    yield from (Name("commands.md", _SHARED, option) for option in [*shared, "--help"])
    waiting: list[tuple[str, click.Command]] = [("llamawatch", llamawatch)]
    while waiting:
        path, command = waiting.pop()
        heading = f"`{path}`"
        yield Name("commands.md", heading)
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                names = {*parameter.opts, *parameter.secondary_opts}.difference(shared)
                yield from (Name("commands.md", heading, name) for name in names)
        if isinstance(command, click.Group):
            context = click.Context(command)
            inner = {
                name: command.get_command(context, name) for name in command.list_commands(context)
            }
            waiting += [(f"{path} {name}", one) for name, one in inner.items() if one is not None]


def configuration() -> Iterator[Name]:
    """Every table and key of config.toml."""
    tables: dict[str, Mapping[str, object]] = {f"[{name}]": keys for name, keys in TABLES.items()}
    tables |= {"edition": TOP, "[[watch]]": WATCH, "[[filter]]": FILTER, "[[source]]": SOURCE}
    tables |= {f'[[source]] kind = "{kind}"': keys for kind, keys in KINDS.items()}
    for table, keys in tables.items():
        yield Name("configuration.md", f"`{table}`")
        yield from (Name("configuration.md", f"`{table}`", key) for key in keys)


def keys() -> Iterator[Name]:
    """Every key of every screen of the dashboard, read off its bindings."""
    groups: dict[str, set[str]] = {}
    for name, found in asyncio.run(script("keys").read_keys()).items():
        for title, group in zip([name, *(one.title for one in found[1:])], found, strict=True):
            groups.setdefault(title, set()).update(key for line in group.lines for key in line.keys)
    for heading, names in groups.items():
        yield from (Name("dashboard.md", heading, key) for key in names)


def told(pages: Mapping[str, str]) -> set[Name]:
    """What pages tell: headings, and what stands in the first column of the tables below each."""
    found = set()
    for page, text in pages.items():
        for heading, lines in sections(text):
            found.add(Name(page, heading))
            firsts = (code for row in rows(lines) for code in codes(row[0]))
            found |= {Name(page, heading, code) for code in firsts}
    return found


def without(text: str, name: Name) -> str:
    """A page that does not tell one name: its code, or its heading, is taken out by hand."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.lstrip("# ") == name.heading)
    if not name.code:
        return "\n".join(lines[:start] + lines[start + 1 :])
    end = next((n for n in range(start + 1, len(lines)) if lines[n].startswith("#")), len(lines))
    inside = [line.replace(f"`{name.code}`", "") for line in lines[start:end]]
    return "\n".join(lines[:start] + inside + lines[end:])
