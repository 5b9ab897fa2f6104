"""What the rest of the program asks of the store, and what it may rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from newsroom.known import Known
    from newsroom.needs import Needs
    from newsroom.records import (
        Check,
        Correction,
        Decision,
        FullText,
        Item,
        Move,
        Reading,
        SourceState,
        Story,
    )
    from store.alert_queue import AlertQueue, MuteList
    from store.changes import Change
    from store.contents import Counts, Wording
    from store.recording import Recorded


class Repository(Protocol):
    """Everything that was read, what was made of it, and what the user said to it.

    The Repository pattern (Fowler, "Patterns of Enterprise Application Architecture"): records go
    in and records come out, whatever lies behind. `store.archive.Archive` is the one on disk. What
    follows holds of every one of them. What can be seen from outside has its test in
    tests/store/test_guarantees.py; what is about a disk in tests/store/test_kills.py and
    test_model.py; what is about cost in tests/store/test_order.py and benchmarks/.

    Kept:
        What a call wrote is there once it has returned, and stays over `kill -9`, a full disk and a
        power cut; opened again, everything answers as before. Of checks that brought nothing and
        did not fail a power cut may take the last few dozen back: their sources are asked anew.
    All or nothing:
        A call that writes is one step: opened again, and for a reader, all of it is there or none.
        If it raises StoreError nothing of it is there and the same call may be made again, but for
        `forget`, of which the first items may be gone. What is recorded twice is there once.
    Told once:
        One thing is told once on a channel: a row of the outbox is there once a key, for ever,
        and the key is (channel, story, revision); revision 0 is what only a digest tells. Uniting
        stories leaves the keys of both; the rows follow to the story that is left.
    First polls:
        Of what first polls find (`Due.backlog`) three stories of a round get rows by themselves,
        the first of those given. The rest is one row of a channel that covers them, which waits a
        minute for more and ten at most; once it was tried, what else comes is left to the digest.
        A round ends when nothing of the kind was recorded for an hour. What is suppressed is
        suppressed by itself and is of no round.
    Identity:
        `keys` knows every key that an item of a source came with (of one with more than 64 the
        first and the latest), also of items that were forgotten; the first item that had a key
        keeps it. An item that is recorded again keeps its place among those first seen, its marks,
        its story, body and event time unless others come, its keys, and its earlier wordings (the
        last 20).
    Order:
        Items go by when they were first seen, then by event time (undated: first seen); stories by
        when they were last seen (those of one time in any order, which stays); moves by when they
        were first reported; corrections as the user last said them; the rows of the outbox as they
        were made. Of two items in one place the one that came there later is the newer; the order
        of equals stays while they stay. Lists begin with the newest unless told otherwise;
        `newest_first=False` is the reverse.
    Marks:
        What the user marked stays as it is until the user marks it otherwise, whatever is recorded
        of the item. A mark that is there already writes nothing and tells nobody.
    Readers:
        One may write (`writing` is true), any number read beside it. A reader stands still until
        `refresh`, which takes it to what was written until then; its own writes raise StoreError.
        A list that is read while more is written holds each item once and what was there when it
        was begun; what comes meanwhile is in the next list.
    Following:
        Subscribers hear of a change after it is kept, in the thread that made it.
    Folding:
        `fold` puts what changed lately where it costs no memory. It changes nothing that can be
        asked but `folded`.
    Forgetting:
        `forget` takes away items that are `folded`, with body, marks and the stories that are left
        without an item. The keys stay known, so that nothing that left is news again; so do moves
        and what was told.
    Threads:
        Every call may come from any thread, but for `fold`, of which there is one at a time; writes
        are made one after another. Lists may be read in one thread while another writes.
    Cost:
        A write costs what is written, a list what was taken of it, `counts` and a look-up by id or
        key the same however much there is. Only `known`, when first asked for, costs as much as
        the stories within the horizon.
    """

    @property
    def outbox(self) -> AlertQueue:
        """What is to be told."""

    @property
    def mutes(self) -> MuteList:
        """What is to stay silent."""

    @property
    def folder(self) -> Path:
        """The data directory, for messages."""

    @property
    def writing(self) -> bool:
        """False: this one reads along with whoever writes."""

    # Items, stories, moves

    def item(self, item_id: str) -> Item:
        """One item without its body; raises NotFound."""

    def whole(self, item_id: str) -> Item:
        """One item with its body; raises NotFound."""

    def text(self, item_id: str) -> str:
        """An item's body; "" if it has none; raises NotFound."""

    def bodies(self, item_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Id and body of those items that are there and have one, in that order."""

    def wordings(self, item_id: str) -> tuple[Wording, ...]:
        """How an item was worded before, the oldest wording first; raises NotFound."""

    def items(self, *, since: datetime | None = None, newest_first: bool = True) -> Iterator[Item]:
        """The items first seen at `since` or later; None: all."""

    def holding(self, needs: Needs, *, since: datetime | None = None) -> Iterator[Item]:
        """The items of which a query may hold, newest first; what is left out cannot satisfy it."""

    def looked_for(self, needs: Needs, *, since: datetime | None = None) -> Iterator[Item | None]:
        """As `holding`, with None whenever some milliseconds went by without an item."""

    def story(self, story_id: str) -> Story:
        """One story, with how often it was told; raises NotFound."""

    def stories(
        self, *, since: datetime | None = None, newest_first: bool = True
    ) -> Iterator[Story]:
        """The stories last seen at `since` or later; None: all."""

    def story_items(self, story_id: str) -> tuple[Item, ...]:
        """The items of a story that are there, in the story's order; raises NotFound."""

    def move(self, move_id: str) -> Move:
        """One move; raises NotFound."""

    def moves(self, *, since: datetime | None = None, newest_first: bool = True) -> Iterator[Move]:
        """The moves first reported at `since` or later; None: all."""

    def corrections(self) -> Iterator[Correction]:
        """What the user said articles are about, the oldest first; of an item, the last word."""

    # Sources, identities, counts, notes

    def source_state(self, source_id: str) -> SourceState:
        """What is remembered of a source; of one never checked, that it is new."""

    def source_states(self) -> tuple[SourceState, ...]:
        """What is remembered of every source that was ever checked."""

    def keys(self, source_id: str) -> IdentityKeys:
        """Identity key to item id, for one source."""

    def find(self, prefix: str, *kinds: str) -> tuple[str, str]:
        """Kind and full id of what an id or its beginning names.

        Args:
            prefix: the id, or enough of it; a whole id counts before any longer one.
            kinds: what it may name, of "item", "story", "move", "alert", "source"; none: anything.

        Raises:
            NotFound: nothing begins so, or the prefix is empty.
            Ambiguous: several ids begin so.
        """

    def beginning(self, prefix: str, kind: str) -> tuple[str, ...]:
        """The ids of one kind that begin so; only the whole id if there is one."""

    def counts(self) -> Counts:
        """How much there is."""

    def recall(self, name: str) -> str:
        """The note kept under a name; "" if there is none."""

    @property
    def known(self) -> Known:
        """What reading new articles needs to know, kept up to date by what is written."""

    @property
    def known_so_far(self) -> Known:
        """`known` if it is made; else what answers for single things, without making it."""

    # Writing: all of these raise StoreError if it cannot be kept

    def record(
        self,
        check: Check,
        readings: Sequence[Reading],
        *,
        channels: Sequence[str] = (),
        suppress: bool = False,
    ) -> Recorded:
        """Keep one check: articles, stories, moves, the source's state, and what is to be told.

        Args:
            check: the check; its source's state is kept with it.
            readings: what was understood of the articles, in order; of a story or move that several
                of them changed, the last state counts.
            channels: those that are enabled: each due gets a row on those of them that it asks for.
            suppress: the rows are made as `suppressed` and never sent.

        Returns:
            The items that are new, those that have another text or meaning now, and the rows made.
        """

    def record_again(
        self, readings: Sequence[Reading], *, now: datetime, channels: Sequence[str] = ()
    ) -> Recorded:
        """Keep articles that were read again by themselves; else as `record`."""

    def set_full_text(self, item_id: str, full: FullText) -> None:
        """Remember what came of fetching an item's page; raises NotFound."""

    def decide(self, decision: Decision) -> None:
        """Keep what the user decided about stories."""

    def mark(
        self,
        item_id: str,
        *,
        read: bool | None = None,
        starred: bool | None = None,
        now: datetime,
    ) -> Item:
        """Set marks on one item; None leaves a mark as it is; raises NotFound."""

    def mark_all(
        self,
        item_ids: Iterable[str],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        now: datetime,
    ) -> tuple[Item, ...]:
        """Set marks on several items at once; raises NotFound if one of them is not there."""

    def set_source_state(self, state: SourceState) -> None:
        """Remember a source's state without a check."""

    def remember(self, name: str, value: str) -> None:
        """Keep a short note under a name."""

    def fold(self) -> None:
        """Put what changed lately where it costs no memory."""

    def folded(self, item_id: str) -> bool:
        """Whether an item is there and did not change since the last fold; marks do not count."""

    def forget(self, item_ids: Sequence[str]) -> int:
        """Take those of these items away that are folded.

        Returns:
            How many stories went with them.
        """

    # Following

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Hear of every change from now on; answers a function that ends it, harmless twice."""

    def refresh(self) -> bool:
        """Take in what was written since; for a reader: True if there was something.

        Subscribers then hear of "items", "source", "alert" and "mark" without ids.
        """

    def expect(
        self, wish: str, ids: Sequence[str], *, read: bool | None, starred: bool | None
    ) -> None:
        """Show marks that were asked of the writer as if they were set, until `settle`."""

    def settle(self, waiting: Collection[str]) -> None:
        """Show the marks as they are, but for those of the wishes that still wait."""

    def close(self) -> None:
        """Give everything back; twice is harmless."""


class IdentityKeys(Protocol):
    """Identity key to item id, for one source: asked one at a time, for there may be a million.

    Of an item that was forgotten it is only known that there was one: its id names nothing.
    """

    def __contains__(self, key: object, /) -> bool:
        """Whether an item had the key."""

    def __getitem__(self, key: str, /) -> str:
        """The item that had the key first; raises KeyError."""

    def get(self, key: str, default: str, /) -> str:
        """The same, or `default`."""
