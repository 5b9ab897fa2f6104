"""`items`, `stories`, `show`, `why`, `mark`: what is stored."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from llamawatch.commands.options import (
    QUERY_SETTINGS,
    SPAN,
    Command,
    Options,
    joined,
    pass_options,
    query_argument,
)
from llamawatch.output import columns, counted, say, say_json, say_lines
from llamawatch.shapes import (
    alert_shape,
    item_shape,
    move_shape,
    person_shape,
    source_shape,
    story_shape,
    wording_shape,
)
from newsroom.page_words import describe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from llamawatch.session import LiveSession
    from newsroom.records import Item, Story


def found_items(session: LiveSession, query: str, since: timedelta | None) -> Iterator[Item]:
    """Items that hold a query, newest first.

    Args:
        session: Open.
        query: "": everything.
        since: First seen within this; None: ever.

    Raises:
        QueryError: It does not parse.
        PatternTooSlow: While the items are gone through.
    """
    start = session.clock() - since if since else None
    if not query.strip():
        return session.archive.items(since=start)
    parsed = session.parse_query(query)
    items, matches = session.archive.holding(parsed.needs(), since=start), session.matcher(parsed)
    return (item for item in items if matches(item))


@click.command(cls=Command, context_settings=QUERY_SETTINGS)
@query_argument()
@click.option("--since", type=SPAN, help="First seen within this, as in 7d.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def items(
    options: Options,
    query: tuple[str, ...],
    since: timedelta | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """What is stored, newest first."""
    session = options.reader()
    found = islice(found_items(session, joined(query), since), limit)
    if as_json:
        say_lines(item_shape(item) for item in found)
        return
    for item in found:
        topics = "".join(score.topic[:1].upper() for score in item.topics) or "-"
        when = item.article.first_seen.astimezone(session.timezone).strftime("%Y-%m-%d %H:%M")
        shown = item.article.title or item.article.summary or item.article.url
        say(f"{item.id}  {when}  {topics:<2} {item.language or '--':<2}  {shown}")


@click.command(cls=Command, context_settings=QUERY_SETTINGS)
@query_argument()
@click.option("--since", type=SPAN, help="Last seen within this, as in 7d.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def stories(
    options: Options,
    query: tuple[str, ...],
    since: timedelta | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Items grouped into stories, the latest first."""
    session = options.reader()
    found = islice(_stories(session, joined(query), since), limit)
    if as_json:
        say_lines(story_shape(story) for story in found)
        return
    for story in found:
        sources = counted(len(story.sources), "source")
        told = f"{sources}, {counted(len(story.languages), 'language')}"
        say(f"{story.id}  {story.status:<9} {told:<24} {story.headline}")


def _stories(session: LiveSession, query: str, since: timedelta | None) -> Iterator[Story]:
    start = session.clock() - since if since else None
    wanted = None
    if query.strip():
        wanted = {item.story for item in found_items(session, query, None) if item.story}
    for story in session.archive.stories(since=start):
        if wanted is None or story.id in wanted:
            yield story


@click.command(cls=Command)
@click.argument("thing", metavar="ID")
@click.option("--fetch", is_flag=True, help="Fetch the page of an item first.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def show(options: Options, thing: str, *, fetch: bool, as_json: bool) -> None:
    """One item, story, move, person, alert or source, whole."""
    if fetch:
        asyncio.run(_fetch(options.session(write=True, program="llamawatch show"), thing))
    session = options.reader()
    shape = _shape(session, thing)
    if as_json:
        say_json(shape)
        return
    text = shape.pop("text", "")
    if "full_text" in shape:
        shape["full_text"] = _page_line(session, shape["id"], text)
    for line in columns((f"{key}:", _plain(value)) for key, value in shape.items()):
        say(line)
    if text:
        say(f"\n{text}")


async def _fetch(session: LiveSession, thing: str) -> None:
    try:
        await session.open(schedule=False)
        _, found = session.archive.find(thing, "item")
        await session.fetch_full_text(found)
        await session.deliver()
    finally:
        await session.close()


def _page_line(session: LiveSession, item_id: str, text: str) -> str | None:
    full = session.archive.item(item_id).full_text
    return None if full is None else describe(full, session.timezone, text)


def _shape(session: LiveSession, thing: str) -> dict[str, Any]:
    archive = session.archive
    for source in session.config.sources:
        if source.id == thing:
            state = archive.source_state(source.id)
            return source_shape(source, state, contact=bool(session.config.poll.contact))
    person = _person(session, thing)
    if person is not None:
        return person
    kind, found = archive.find(thing, "item", "story", "move", "alert")
    if kind == "item":
        return {
            **item_shape(archive.item(found)),
            "text": archive.text(found),
            "earlier": [wording_shape(wording) for wording in archive.wordings(found)],
        }
    if kind == "story":
        return story_shape(archive.story(found))
    if kind == "move":
        return move_shape(archive.move(found))
    return alert_shape(archive.outbox.alert(found))


def _person(session: LiveSession, thing: str) -> dict[str, Any] | None:
    from llamawatch.rosters import roster_of

    for person in roster_of(session):
        if person.id == thing:
            return person_shape(person)
    return None


def _plain(value: Any) -> str:  # noqa: ANN401 -- whatever a shape holds
    if value is None or value == []:
        return "-"
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(one)}" for key, one in value.items()) or "-"
    return str(value)


@click.command(cls=Command)
@click.argument("item", metavar="ITEM")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@pass_options
def why(options: Options, item: str, as_json: bool) -> None:
    """Which watch matched, on which words; why this topic, why this story."""
    session = options.reader()
    _, found = session.archive.find(item, "item")
    explained = session.explain(found)
    if as_json:
        say_json(explained.as_json())
    else:
        say(explained.as_text())


@click.command(cls=Command)
@click.argument("item", metavar="ID")
@click.option("--read", "read", flag_value="read", help="Mark it read.")
@click.option("--unread", "read", flag_value="unread", help="Mark it unread.")
@click.option("--star", "star", flag_value="star", help="Star it.")
@click.option("--unstar", "star", flag_value="unstar", help="Take the star away.")
@click.option("--topic", "topics", multiple=True, help="It is about this; may be repeated.")
@click.option("--no-topic", is_flag=True, help="It is about none of the topics.")
@click.option("--split", is_flag=True, help="It is no part of its story; give it one of its own.")
@click.option("--merge", metavar="STORY", help="It tells the same story as this one.")
@pass_options
def mark(
    options: Options,
    item: str,
    *,
    read: str | None,
    star: str | None,
    topics: tuple[str, ...],
    no_topic: bool,
    split: bool,
    merge: str | None,
) -> None:
    """Mark an item, or every item of a story; set its topics, split or merge its story."""
    if not (read or star or topics or no_topic or split or merge):
        raise click.UsageError(
            "Give one of --read, --unread, --star, --unstar, --topic, --no-topic, --split, --merge."
        )
    session = options.changer("llamawatch mark")
    try:
        kind, found = session.archive.find(item, "item", "story")
        ids = [found] if kind == "item" else [i.id for i in session.archive.story_items(found)]
        if topics or no_topic:
            session.decide("topics", ids[:1], {"topics": list(topics)})
        if split:
            session.decide("split", ids[:1])
        if merge:
            _, story = session.archive.find(merge, "story")
            session.decide("merge", ids[:1], {"story": story})
        if read or star:
            session.mark(
                ids,
                read=None if read is None else read == "read",
                starred=None if star is None else star == "star",
            )
        if not session.writes and not options.quiet:
            click.echo(f"Asked of {session.writer or 'the next to watch'}", err=True)
    finally:
        session.archive.close()
