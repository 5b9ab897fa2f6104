"""What can be asked of a running program about the news it has stored."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from newsroom.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from newsroom.glossary import Glossary
    from newsroom.packs import Packs
    from newsroom.query import Directory, Query
    from newsroom.records import Item, Source, Story, WatchSpec
    from newsroom.subject import Subject
    from newsroom.watches import Watches
    from newsroom.why import Why
    from store.repository import Repository
    from store.settings import Config


class Questions:
    """Names, queries and reasons, over a configuration, packs, watches and an archive."""

    config: Config
    clock: Callable[[], datetime]
    archive: Repository
    watches: Watches
    packs: Packs
    ready: bool

    _moved: tuple[int, frozenset[str]] = (-1, frozenset())

    def watch_errors(self) -> Mapping[str, str]:
        """What is wrong with the queries of watches, by watch id."""
        return self.watches.errors()

    def name_of(self, thing: str) -> str:
        """The name of a source, watch, person, organisation or model by id."""
        named: tuple[Source | WatchSpec, ...] = (*self.config.sources, *self.config.watches)
        for one in named:
            if one.id == thing:
                return one.name
        return self.packs.name_of(thing)

    @property
    def glossary(self) -> Glossary:
        """What things are called in the reader's language."""
        from newsroom.glossary import Glossary

        return Glossary(self.packs, self.config.reader.languages, self.name_of)

    def parse_query(self, text: str) -> Query:
        """Read a query; raises QueryError."""
        from newsroom.query import parse_query

        return parse_query(text, self.packs, self.directory())

    def directory(self) -> Directory:
        """What queries may name: what is configured, and the sources something was kept of."""
        from newsroom.query import Directory

        watches = {watch.id: watch.name for watch in self.config.watches}
        sources = {source.id: source.name for source in self.config.sources}
        if not self.ready:
            return Directory(sources, watches)
        kept = {source: source for source in self.archive.beginning("", "source")}
        archive = self.archive
        return Directory(kept | sources, watches, lambda start: archive.beginning(start, "story"))

    def subject(
        self, item: Item, *, now: datetime | None = None, moved: frozenset[str] | None = None
    ) -> Subject:
        """What a query is asked of, for a stored item.

        Args:
            item: Which.
            now: What durations in a query count back from; None: the time.
            moved: The stories that tell of moves, for who asks of many items; None: they are
                looked up.
        """
        from newsroom.subject import Subject

        source = self.watches.sources.get(item.article.source)
        return Subject.of_item(
            item,
            self.packs,
            now=now or self.clock(),
            text_of=self.archive.text,
            story_of=self.story_of,
            moved=self.stories_with_moves() if moved is None else moved,
            context=source.context if source else (),
        )

    def story_of(self, story_id: str) -> Story | None:
        """A story; None if there is none, as of one that was united with another meanwhile."""
        try:
            return self.archive.story(story_id)
        except NotFound:
            return None

    def matcher(self, query: Query) -> Callable[[Item], bool]:
        """What tells of many stored items whether they satisfy a query now.

        It raises PatternTooSlow where a pattern in the query takes too long on an item.
        """
        now, moved = self.clock(), self.stories_with_moves()
        return lambda item: query.holds(self.subject(item, now=now, moved=moved))

    def stories_with_moves(self) -> frozenset[str]:
        """Ids of the stories that tell of a move."""
        moves = self.archive.counts().moves
        if self._moved[0] != moves:
            stories = {story for move in self.archive.moves() for story in move.stories}
            self._moved = (moves, frozenset(stories))
        return self._moved[1]

    def explain(self, item_id: str, *, search: bool = True) -> Why:
        """Say why an item is where it is.

        Args:
            item_id: Which.
            search: Where no other story was near when the item came in, one is looked for among
                those of months, which are read when this is first asked; False: only if they were.

        Raises:
            NotFound: There is no such item.
        """
        from newsroom.why import explain

        archive = self.archive
        item = archive.whole(item_id)
        copied = None
        if item.copy_of:
            with contextlib.suppress(NotFound):
                copied = archive.item(item.copy_of)
        known = archive.known if search else archive.known_so_far
        return explain(item, known, self.watches, story_of=self.story_of, copied=copied)

    def strangers(self, item_id: str) -> tuple[str, ...]:
        """Names of people no pack knows: those its story's moves tell of, those beside known ones.

        Raises:
            NotFound: There is no such item.
        """
        from newsroom.scan import scan
        from newsroom.suggestions import suggest

        archive, packs = self.archive, self.packs
        item = archive.whole(item_id)
        moves = archive.story(item.story).moves if item.story else ()
        names = [m.name for m in map(archive.move, moves) if not m.known_person]
        source = self.watches.sources.get(item.article.source)
        found = scan(item.article, packs, source.context if source else ())
        names += [one.name for one in suggest([(item.article, found)], packs)]
        return tuple(dict.fromkeys(names))
