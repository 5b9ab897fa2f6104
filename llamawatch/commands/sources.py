"""`sources`: where news comes from, and how each source does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from llamawatch.commands.options import Group, Options, pass_options
from llamawatch.output import columns, say, say_json, say_lines
from llamawatch.shapes import source_shape
from newsroom.errors import NotFound

if TYPE_CHECKING:
    from store.places import Places
    from watchers.discovery import Discovery


@click.group(cls=Group, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_context
@pass_options
def sources(options: Options, context: click.Context, as_json: bool) -> None:
    """The sources and their health."""
    if context.invoked_subcommand is not None:
        return
    session = options.reader()
    contact = bool(session.config.poll.contact)
    shapes = [
        source_shape(source, session.archive.source_state(source.id), contact=contact)
        for source in session.config.sources
    ]
    if as_json:
        say_lines(shapes)
        return
    for line in columns(
        (one["id"], one["state"], str(one["items"]), one["error"] or one["url"]) for one in shapes
    ):
        say(line)


@sources.command()
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@pass_options
def check(options: Options, url: str, as_json: bool) -> None:
    """What lies behind an address: feeds found, items, language."""
    found = _discover(options, url)
    if as_json:
        say_json(
            {
                "url": found.url,
                "title": found.title,
                "feeds": list(found.feeds),
                "items": found.items,
                "language": found.language or None,
                "error": found.error or None,
            }
        )
        return
    say(found.error or f"{found.title or found.url}: {found.items} items")
    if found.language:
        say(f"language: {found.language}")
    for feed in found.feeds:
        say(f"feed: {feed}")


@sources.command()
@click.argument("url")
@click.option("--name", help="Default: the feed's own title.")
@pass_options
def add(options: Options, url: str, name: str | None) -> None:
    """Look behind an address and add the feed found there to config.toml."""
    from store.config_file import add_table

    found = _discover(options, url)
    if not found.feeds:
        raise NotFound(found.error or f"no feed lies behind {url}: give the feed's own address")
    places, config = options.load()
    feed = found.feeds[0]
    if any(source.url == feed for source in config.sources):
        raise NotFound(f"{feed} is a source already: nothing was added")
    values = {"name": name or found.title or feed, "url": feed, "language": found.language}
    added = add_table(places.config, "source", values).sources[-1]
    say(f"Added {added.id}: {feed}")


@sources.command()
@click.argument("source", metavar="ID")
@pass_options
def pause(options: Options, source: str) -> None:
    """Ask a source no longer; its items stay."""
    _set_enabled(options.load()[0], source, enabled=False)


@sources.command()
@click.argument("source", metavar="ID")
@pass_options
def resume(options: Options, source: str) -> None:
    """Ask a source again."""
    _set_enabled(options.load()[0], source, enabled=True)


@sources.command()
@click.argument("source", metavar="ID")
@pass_options
def remove(options: Options, source: str) -> None:
    """Take a source out of config.toml; its items stay."""
    from store.config_file import remove_table

    remove_table(options.load()[0].config, "source", source)
    say(f"Removed {source}; its items stay in the archive")


def _set_enabled(places: Places, source: str, *, enabled: bool) -> None:
    from store.config_file import set_keys

    set_keys(places.config, "source", source, {"enabled": enabled})
    say(f"{'Resumed' if enabled else 'Paused'} {source}")


def _discover(options: Options, url: str) -> Discovery:
    from llamawatch.session import utc_now
    from llamawatch.user_agent import compose_user_agent
    from watchers.discovery import discover

    _, config = options.load()
    return asyncio.run(discover(url, user_agent=compose_user_agent(config), now=utc_now()))
