"""`config`: what is in force, and where it came from."""

from __future__ import annotations

import difflib
import tomllib
from typing import TYPE_CHECKING, Any

import click

from llamawatch.commands.options import Group, Options, pass_options
from llamawatch.diagnostics import USAGE
from llamawatch.output import columns, say
from store.config_schema import TABLES
from store.config_text import locate
from store.settings import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsroom.packs import Packs
    from store.settings import Config


@click.group(cls=Group)
def config() -> None:
    """The configuration: check, show, path."""


@config.command()
@pass_options
def path(options: Options) -> None:
    """Which file is the configuration."""
    say(str(options.places().config))


@config.command()
@pass_options
def check(options: Options) -> int:
    """Check the configuration, its packs, every watch's query and every source."""
    session = options.session(write=False)
    session.compile()
    text = session.places.config.read_text(encoding="utf-8")
    problems = (
        *session.problems,
        *_strange_organisations(session.config, session.packs, text),
        *_misfit_sources(session.config, text),
    )
    for problem in problems:
        say(problem)
    if not problems:
        sources, watches = session.config.sources, session.config.watches
        say(f"{session.places.config}: good, {len(sources)} sources, {len(watches)} watches")
    return USAGE if problems else 0


@config.command()
@pass_options
def show(options: Options) -> None:
    """The values in force, and where each came from."""
    places, loaded = options.load()
    text = places.config.read_text(encoding="utf-8")
    say(f"# {places.config} ({places.config_from}); data in {places.data}")
    for line in columns(_effective(tomllib.loads(text), text)):
        say(line)
    on = sum(source.enabled for source in loaded.sources)
    say(f"{len(loaded.sources)} sources, {on} of them on; {len(loaded.watches)} watches")


def _strange_organisations(config: Config, packs: Packs, text: str) -> Iterator[str]:
    """Organisations that the file names and no pack knows, a sentence each."""
    known = packs.orgs
    given = tomllib.loads(text.removeprefix(BYTE_ORDER_MARK)).get("subject", {})
    line = locate(text, ("subject", "organisations"))
    for name in given.get("organisations", ()):
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        advice = f'did you mean "{near[0]}"?' if near else "write the id of one in a pack"
        yield (
            f'{config.path}, line {line}: "organisations" names "{name}", '
            f"which no pack knows: {advice}"
        )


def _misfit_sources(config: Config, text: str) -> Iterator[str]:
    """Sources that cannot be asked as they are configured, a sentence each."""
    from watchers.kinds import misfit_of

    for index, source in enumerate(config.sources):
        misfit = misfit_of(source)
        if misfit is not None:
            line = locate(text, ("source", index, misfit.key))
            yield f"{config.path}, line {line}: [[source]] {source.id}: {misfit.problem}"


def _effective(raw: dict[str, Any], text: str) -> Iterator[tuple[str, str, str]]:
    for name, options in TABLES.items():
        table: dict[str, Any] = raw
        for part in name.split("."):
            table = table.get(part, {})
        for key, option in options.items():
            given = key in table
            value = table[key] if given else option.default
            origin = f"line {locate(text, (*name.split('.'), key))}" if given else "default"
            yield f"{name}.{key}", _written(value), origin


def _written(value: Any) -> str:  # noqa: ANN401 -- any value of TOML
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
