"""Silence for a while: what can be muted, and doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom.errors import Ambiguous, NotFound
from newsroom.records import Mute
from store.moments import must_read_time
from store.mutes import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llamawatch.session import LiveSession
    from store.inbox import Wish


def find_thing(session: LiveSession, given: str) -> str:
    """What is to be muted, as a mute names it.

    Args:
        session: Open.
        given: "all"; or the id of a watch, a source, a story or an item (its story), whole or its
            beginning.

    Raises:
        NotFound: There is nothing of that id.
        Ambiguous: There are several.
    """
    if given == EVERYTHING:
        return EVERYTHING
    configured = dict(_configured(session))
    if given in configured:
        return configured[given]
    found = {thing for one, thing in configured.items() if given and one.startswith(given)}
    try:
        kind, one = session.archive.find(given, "story", "item")
    except NotFound:
        pass
    else:
        story = one if kind == "story" else session.archive.item(one).story
        if not story:
            raise NotFound(f"the item {one} belongs to no story: nothing is told of it anyway")
        found.add(f"story:{story}")
    if len(found) > 1:
        raise Ambiguous(f'"{given}" could be {", ".join(sorted(found))}; give more of the id.')
    if not found:
        raise NotFound(f'nothing has the id "{given}": name a story, a watch, a source, or all')
    return found.pop()


def describe(session: LiveSession, mute: Mute) -> str:
    """A mute in words: what is silent, and until when."""
    kind, _, one = mute.what.partition(":")
    if kind == "story":
        try:
            name = session.archive.story(one).headline
        except NotFound:
            name = one
    else:
        name = session.name_of(one) if one else ""
    until = "until it is lifted"
    if mute.until is not None:
        until = f"until {mute.until.astimezone(session.timezone):%Y-%m-%d %H:%M}"
    return f"{f'{kind} {name}' if name else 'everything'}: silent {until}"


def carry_out(session: LiveSession, wish: Wish) -> None:
    """Mute what a wish names, or end that.

    Raises:
        StoreError: the disk refused.
    """
    (what,) = wish.ids
    mutes = session.archive.mutes
    if wish.values.get("lift"):
        mutes.lift(what)
        return
    until = wish.values["until"]
    now = session.clock()
    mutes.put(Mute(what, None if until is None else must_read_time(until), now))


def _configured(session: LiveSession) -> Iterator[tuple[str, str]]:
    for source in session.config.sources:
        yield source.id, f"source:{source.id}"
    # Where both have an id, the watch is what is told.
    for watch in session.config.watches:
        yield watch.id, f"watch:{watch.id}"
