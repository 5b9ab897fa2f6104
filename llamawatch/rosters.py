"""Who is where and who went where, as far as packs and archive know."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime, timedelta

    from newsroom.pack_schema import Entity
    from newsroom.packs import Packs
    from newsroom.records import Item, Move, Person
    from newsroom.suggestions import Suggestion
    from newsroom.watches import Watches
    from store.repository import Repository


class Rosters:
    """Answers about people, over packs and an archive; may be asked from any thread."""

    packs: Packs
    archive: Repository
    watches: Watches
    clock: Callable[[], datetime]

    def roster(self, counts: Mapping[str, int]) -> tuple[Person, ...]:
        """Everybody the packs know, in order of name.

        Args:
            counts: articles that name a person, by id.
        """
        from newsroom.roster import roster

        moves = tuple(self.archive.moves())
        return roster(self.packs, moves, counts, now=self.clock())

    def ledger(self, since: datetime | None = None) -> tuple[Move, ...]:
        """Who went where, the latest reported first, without those who were taken out.

        Args:
            since: first reported then or later; None: all.
        """
        gone = self.packs.forgotten
        return tuple(move for move in self.archive.moves(since=since) if move.person not in gone)

    def people_named(self) -> Iterator[tuple[str, ...]]:
        """Ids of the people each stored article names; empty now and then, where none is found."""
        from newsroom.needs import NAMES_SOMEBODY

        for item in self.archive.looked_for(NAMES_SOMEBODY):
            yield () if item is None else item.people

    def articles_naming(self, person: str) -> Iterator[Item | None]:
        """The stored articles that name a person, newest first; None now and then, between two."""
        from newsroom.needs import naming

        for item in self.archive.looked_for(naming(person)):
            if item is None or person in item.people:
                yield item

    @property
    def houses(self) -> tuple[str, ...]:
        """Ids of the watched organisations and of their parts."""
        policy, packs = self.watches.policy, self.packs
        parts = {part for house in policy.organisations for part in packs.parts_of(house)}
        return (*policy.organisations, *sorted(parts - set(policy.organisations)))

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of the groups there are, in the order of the packs."""
        named = (group for person in self.packs.people.values() for group in person.groups)
        return tuple(dict.fromkeys(named))

    def person(self, person: str) -> Entity | None:
        """What the packs say of somebody; None where they know nobody of that id."""
        return self.packs.people.get(person)


def roster_of(session: Rosters) -> tuple[Person, ...]:
    """The roster, with the articles that name each person counted."""
    counts: Counter[str] = Counter()
    for people in session.people_named():
        counts.update(people)
    return session.roster(counts)


def suggested(session: Rosters, since: timedelta) -> tuple[Suggestion, ...]:
    """Names no pack knows that stood in a list with watched people lately."""
    from newsroom.needs import IN_A_STORY, NAMES_SOMEBODY
    from newsroom.scan import scan
    from newsroom.suggestions import suggest

    archive, packs = session.archive, session.packs
    start = session.clock() - since
    found = []
    for item in archive.holding((*IN_A_STORY, *NAMES_SOMEBODY), since=start):
        if item.story and item.people:
            source = session.watches.sources.get(item.article.source)
            article = archive.whole(item.id).article
            found.append((article, scan(article, packs, source.context if source else ())))
    return suggest(found, packs)
