"""What the dashboard needs of the running program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from tui.session.deciding import DecidingSession
from tui.session.discovery import DiscoveringSession
from tui.session.people import People
from tui.session.trials import Trials

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from alerts.surroundings import Surroundings
    from newsroom.brief import Brief
    from newsroom.brief_page import BriefPage
    from newsroom.glossary import Glossary
    from newsroom.query import Query
    from newsroom.records import Check, Item, Story
    from newsroom.watches import Watches
    from newsroom.why import Why
    from store.changes import Change
    from store.repository import Repository
    from store.settings import Config


class Session(DecidingSession, DiscoveringSession, People, Trials, Protocol):
    """The running program: an open archive, the station that polls, the dispatcher that alerts.

    Nothing here waits for the network except what is `async`. Until the archive is open, only
    `ready`, `clock`, `timezone`, `config` and `data` may be used.
    """

    config: Config
    watches: Watches
    ready: bool
    """True once the archive is open."""

    @property
    def archive(self) -> Repository:
        """What is stored."""
        ...

    @property
    def data(self) -> str:
        """Where the archive lies, for messages."""
        ...

    @property
    def timezone(self) -> tzinfo | None:
        """In which times are shown; None: the system's."""
        ...

    @property
    def clock(self) -> Callable[[], datetime]:
        """Answers the time, UTC."""
        ...

    async def open(
        self, *, surroundings: Surroundings, on_ready: Callable[[], Awaitable[None]]
    ) -> None:
        """Open the archive, start polling and alerting.

        Args:
            surroundings: what alerts may use of the screen and its user.
            on_ready: awaited once the archive can be read, before anything else is begun.

        Raises:
            LlamawatchError: the data directory or the configuration cannot be used.
        """
        ...

    async def close(self) -> None:
        """Stop polling and alerting, close the archive."""
        ...

    @property
    def writes(self) -> bool:
        """True for the one program that watches; the others read along."""
        ...

    @property
    def writer(self) -> str:
        """Who watches while this program reads along, in words; "" while nobody does."""
        ...

    @property
    def wishes_waiting(self) -> int:
        """Changes asked of the writer that are not made yet."""
        ...

    def mark(
        self,
        item_ids: Sequence[str],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        by_hand: bool = True,
    ) -> None:
        """Set the user's marks on items: at once, or by whoever writes.

        Args:
            item_ids: which.
            read: None leaves the mark as it is.
            starred: likewise.
            by_hand: False: it follows from something else, as from opening an article, and `undo`
                leaves it.

        Raises:
            LlamawatchError: one of them is not there, or the disk refused.
        """
        ...

    def mute(self, what: str, *, until: datetime | None = None, lift: bool = False) -> None:
        """Let something be silent, or heard again; at once, or by whoever writes.

        Args:
            what: "all", "story:ID", "watch:ID" or "source:ID".
            until: UTC; None: until it is lifted.
            lift: end it.

        Raises:
            LlamawatchError: the disk refused.
        """
        ...

    def retry(self, alert_id: str) -> None:
        """Have an alert tried again now, by this program or by whoever writes.

        Raises:
            LlamawatchError: it was sent already, or the disk refused.
        """
        ...

    def snooze(self, alert_id: str, until: datetime | None) -> None:
        """Have an alert told, or told again, later; by this program or by whoever writes.

        Args:
            alert_id: which.
            until: UTC; None ends a snooze.

        Raises:
            LlamawatchError: there is none with this id, or the disk refused.
        """
        ...

    def brief(self, since: datetime) -> Brief:
        """What happened since a moment (UTC); may be asked from any thread."""
        ...

    def brief_page(self, *, week: bool = False) -> BriefPage:
        """What happened since the brief was last marked as seen; of the first one, in a week.

        May be asked from any thread.

        Args:
            week: In the last week in any case.
        """
        ...

    def note_briefed(self, until: datetime) -> None:
        """Note up to when the user was briefed: at once, or by whoever writes.

        Raises:
            LlamawatchError: the disk refused.
        """
        ...

    def polls_now(self, sources: Sequence[str] | None) -> bool:
        """Have the writer poll, if this program only looks; False: it is for this one to do."""
        ...

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the configuration, packs or archive, a sentence each."""
        ...

    @property
    def held(self) -> str:
        """That the disk refuses what comes, and what waits in memory; "" while it takes all."""
        ...

    @property
    def told_of_disk(self) -> str:
        """What is to be said once of what waited for the disk; "" if nothing ever did."""
        ...

    @property
    def offline(self) -> datetime | None:
        """Since when nobody can be reached, UTC; None while somebody can, or nobody was asked."""
        ...

    @property
    def paused(self) -> bool:
        """True while polling rests."""
        ...

    @property
    def next_poll(self) -> datetime | None:
        """When the next source is due, UTC."""
        ...

    def give_way(self) -> None:
        """Somebody waits at the screen: what was brought in is read a moment later."""
        ...

    def pause(self) -> None:
        """Let polling rest."""
        ...

    def resume(self) -> None:
        """Poll again."""
        ...

    def poll(self, sources: Sequence[str] | None = None) -> AsyncIterator[Check]:
        """Ask sources now, due or not."""
        ...

    async def fetch_full_text(self, item_id: str) -> str:
        """Fetch the page of an item now, for its whole text.

        Returns:
            What came of it, in one sentence.

        Raises:
            LlamawatchError: there is no such item, or it cannot be kept.
        """
        ...

    def parse_query(self, text: str) -> Query:
        """Read a query.

        Raises:
            QueryError: it does not parse.
        """
        ...

    def subscribe(self, callback: Callable[[Change], None]) -> None:
        """Hear of every change of the archive and the configuration, once open."""
        ...

    def matcher(self, query: Query) -> Callable[[Item], bool]:
        """What tells of many stored items whether they satisfy a query now.

        It raises PatternTooSlow where a pattern in the query takes too long on an item.
        """
        ...

    def story_of(self, story_id: str) -> Story | None:
        """A story; None if there is none, as of one that was united with another meanwhile."""
        ...

    def name_of(self, thing: str) -> str:
        """The name of a source, person, organisation or model by id; the id if it has none."""
        ...

    @property
    def glossary(self) -> Glossary:
        """What things are called in the reader's language."""
        ...

    def strangers(self, item_id: str) -> tuple[str, ...]:
        """Names of people no pack knows, in an article or in the moves its story tells of.

        Raises:
            NotFound: there is no such article.
        """
        ...

    def watch_errors(self) -> Mapping[str, str]:
        """What is wrong with the queries of watches, by watch id."""
        ...

    def explain(self, item_id: str, *, search: bool = True) -> Why:
        """Say why an item is where it is.

        Args:
            item_id: Which.
            search: False: another story is named only where that takes no reading of months.
        """
        ...

    def add(self, array: str, values: Mapping[str, Any]) -> None:
        """Add a "watch", "source" or "filter" to config.toml; in force at once.

        Raises:
            LlamawatchError: it would be wrong; nothing changed.
        """
        ...

    def add_all(self, array: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add several at once, all or none; taken back as one; raises as `add`."""
        ...

    def change(self, array: str, name: str, values: Mapping[str, Any]) -> None:
        """Change keys of a "watch", "source" or "filter" in config.toml; in force at once."""
        ...

    def change_table(self, name: str, values: Mapping[str, Any]) -> None:
        """Change keys of a plain table of config.toml, as [reader]; in force at once.

        Raises:
            LlamawatchError: it would be wrong; nothing changed.
        """
        ...

    def remove(self, array: str, name: str) -> None:
        """Take a "watch", "source" or "filter" out of config.toml; `undo` brings it back."""
        ...

    def undoable(self, what: str, back: Callable[[], Awaitable[None] | None]) -> None:
        """Remember something that was done by hand.

        Args:
            what: in words that follow "Taken back: ".
            back: undoes it; raises LlamawatchError where that cannot be done.
        """
        ...

    async def undo(self) -> str:
        """Take back what was done by hand last, be it a mark, a silence or a change of config.toml.

        Returns:
            What was taken back; empty if there was nothing.

        Raises:
            LlamawatchError: it cannot be taken back any more.
        """
        ...

    async def test_alert(self, channel: str) -> str:
        """Send a test over a channel.

        Returns:
            What the other side answered; possibly empty.

        Raises:
            Undelivered: it was not taken.
        """
        ...
