"""`sources check` and `sources add`: what lies behind an address."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import click

from llamawatch.commands.options import Command, Options, pass_options
from llamawatch.output import counted, say, say_json
from llamawatch.shapes import when
from newsroom.durations import rough_age
from newsroom.errors import NotFound
from store.finding import pick

if TYPE_CHECKING:
    from llamawatch.sampling import WatchSample
    from llamawatch.session import LiveSession
    from watchers.discovery import Discovery


@click.command(cls=Command)
@click.argument("url", metavar="URL")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@pass_options
def check(options: Options, url: str, as_json: bool) -> None:
    """What lies behind an address, or what a source by its id answers now; nothing is stored.

    Tells the feeds found, how many items the first holds and how often they come, their language,
    and which watches they match.
    """
    from llamawatch.sampling import sample_watches

    session = options.session(write=False)
    found = _discover(session, url)
    samples: tuple[WatchSample, ...] = ()
    if found.entries:
        session.compile()
        samples = sample_watches(url, found.entries, session.watches, session.clock())
    if as_json:
        say_json(_shape(found, samples))
    else:
        _tell(found, samples, session)


@click.command(cls=Command)
@click.argument("url")
@click.option("--name", help="Default: the feed's own title.")
@pass_options
def add(options: Options, url: str, name: str | None) -> None:
    """Look behind an address and add the feed found there to config.toml."""
    from store.config_file import add_table

    session = options.session(write=False)
    found = _discover(session, url)
    if not found.feeds:
        raise NotFound(found.error or f"no feed lies behind {url}: give the feed's own address")
    feed = found.feeds[0]
    if any(source.url == feed for source in session.config.sources):
        raise NotFound(f"{feed} is a source already: nothing was added")
    values = {"name": name or found.title or feed, "url": feed, "language": found.language}
    added = add_table(session.places.config, "source", values).sources[-1]
    say(f"Added {added.id}: {feed}")


def _discover(session: LiveSession, url: str) -> Discovery:
    from llamawatch.user_agent import compose_user_agent
    from watchers.discovery import discover, discover_source

    agent = compose_user_agent(session.config)
    by_id = {source.id: source for source in session.config.sources}
    if any(one.startswith(url) for one in by_id):
        source = by_id[pick(url, by_id, "source")]
        contact = bool(session.config.poll.contact)
        asking = discover_source(source, user_agent=agent, contact=contact, clock=session.clock)
        return asyncio.run(asking)
    return asyncio.run(discover(url, user_agent=agent, now=session.clock()))


def _shape(found: Discovery, samples: tuple[WatchSample, ...]) -> dict[str, Any]:
    return {
        "url": found.url,
        "title": found.title,
        "feeds": list(found.feeds),
        "items": len(found.entries),
        "language": found.language or None,
        "newest": when(found.newest),
        "per_week": None if found.per_week is None else round(found.per_week, 1),
        "watches": [{"id": one.watch, "items": one.items} for one in samples],
        "error": found.error or None,
    }


def _tell(found: Discovery, samples: tuple[WatchSample, ...], session: LiveSession) -> None:
    if found.error:
        say(found.error)
    else:
        said = [counted(len(found.entries), "item")]
        if found.newest is not None:
            age = rough_age(session.clock() - found.newest)
            said.append("the newest from now" if age == "now" else f"the newest {age} old")
        if found.per_week is not None:
            said.append(f"about {max(round(found.per_week), 1)} a week")
        say(f"{found.title or found.url}: {', '.join(said)}")
    if found.language:
        say(f"language: {found.language}")
    for feed in found.feeds:
        say(f"feed: {feed}")
    for one in samples:
        say(f"matches {session.name_of(one.watch)}: {counted(one.items, 'item')}, {one.example}")
    if found.entries and not samples:
        say("matches no watch: nothing it holds now would be told")
