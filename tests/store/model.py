"""The store as plainly as it can be said: dictionaries, gone with the process.

It satisfies `store.repository.Repository` and shares no code with the archive but the records, so
that what both say alike is not the same mistake twice. A reader beside a writer is a second one
that copies the first one's contents when it is refreshed.
"""

from __future__ import annotations

from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from newsroom.errors import Ambiguous, NotFound, StoreError
from newsroom.records import Alert, Item, SourceState
from store.archive import HORIZON
from store.changes import Change, ChangeKind
from store.contents import Counts, Wording
from store.recording import Recorded
from store.remembering import recollect
from store.segment import story_rank

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from newsroom.known import Known
    from newsroom.needs import Needs
    from newsroom.records import (
        AlertState,
        Check,
        Correction,
        Decision,
        Due,
        FullText,
        Move,
        Mute,
        Reading,
        Review,
        Story,
    )

WAITING = ("pending", "held", "failed")
KEYS = 64
"""Identity keys that stand in an item: the first half and the latest half."""
LOUDNESS = ("high", "normal", "low")

_Record = TypeVar("_Record")


@dataclass(slots=True)
class Tables:
    """All there is. Records are frozen, so that copying the dictionaries copies everything."""

    items: dict[str, Item] = field(default_factory=dict)
    """Without bodies, marks, copies and alerts."""
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[datetime, datetime, int]] = field(default_factory=dict)
    """First seen, event time, and when they came there."""
    wordings: dict[str, tuple[Wording, ...]] = field(default_factory=dict)
    marks: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    """Read, starred."""
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    """Item by source and identity key."""
    folded: dict[str, None] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    moves: dict[str, Move] = field(default_factory=dict)
    corrections: dict[str, Correction] = field(default_factory=dict)
    sources: dict[str, SourceState] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    mutes: dict[str, Mute] = field(default_factory=dict)
    ticks: int = 0

    def copied(self) -> Tables:
        """The same, to go on by itself."""
        return Tables(**{one.name: copy(getattr(self, one.name)) for one in fields(self)})


class Model:
    """Everything but the outbox.

    Args:
        beside: what a reader reads along with; None: this one writes.
    """

    def __init__(self, beside: Model | None = None) -> None:
        self._beside = beside
        self.tables: Tables = beside.tables.copied() if beside else Tables()
        self.refusing = False
        """Whether nothing can be written, as on a full disk."""
        self._guard = RLock()
        self._callbacks: list[Callable[[Change], None]] = []
        self._expected: dict[str, tuple[tuple[str, ...], bool | None, bool | None]] = {}
        self.outbox = ModelOutbox(self)
        self.mutes = ModelMutes(self)
        self.folder = Path("memory")

    @property
    def writing(self) -> bool:
        return self._beside is None

    # Asking

    def item(self, item_id: str) -> Item:
        return self._shown(_one(self.tables.items, item_id))

    def _shown(self, item: Item) -> Item:
        read, starred = self.tables.marks.get(item.id, (False, False))
        for ids, asked_read, asked_starred in self._expected.values():
            if item.id in ids:
                read = read if asked_read is None else asked_read
                starred = starred if asked_starred is None else asked_starred
        alerts = self.tables.alerts.values()
        return replace(
            item,
            read=read,
            starred=starred,
            copies=sum(one.copy_of == item.id for one in self.tables.items.values()),
            alerted=any(
                (one.story and one.story == item.story) or one.item == item.id for one in alerts
            ),
        )

    def whole(self, item_id: str) -> Item:
        item = self.item(item_id)
        return replace(item, article=replace(item.article, text=self.text(item_id)))

    def text(self, item_id: str) -> str:
        _one(self.tables.items, item_id)
        return self.tables.texts.get(item_id, "")

    def bodies(self, item_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        return ((key, text) for key in item_ids if (text := self.tables.texts.get(key)))

    def wordings(self, item_id: str) -> tuple[Wording, ...]:
        _one(self.tables.items, item_id)
        return self.tables.wordings.get(item_id, ())

    def items(self, *, since: datetime | None = None, newest_first: bool = True) -> Iterator[Item]:
        with self._guard:
            tables = self.tables
            order = sorted(tables.places, key=lambda key: tables.places[key], reverse=newest_first)
            found = [tables.items[key] for key in order]
        return (self._shown(item) for item in found if not since or _seen(item) >= since)

    def holding(self, needs: Needs, *, since: datetime | None = None) -> Iterator[Item]:
        return self.items(since=since)

    def looked_for(self, needs: Needs, *, since: datetime | None = None) -> Iterator[Item | None]:
        yield from self.holding(needs, since=since)

    def story(self, story_id: str) -> Story:
        return self._told(_one(self.tables.stories, story_id))

    def _told(self, story: Story) -> Story:
        told = sum(alert.story == story.id for alert in self.tables.alerts.values())
        return replace(story, alerts=told)

    def stories(
        self, *, since: datetime | None = None, newest_first: bool = True
    ) -> Iterator[Story]:
        found = sorted(
            self.tables.stories.values(), key=lambda one: (one.last_seen, story_rank(one.items))
        )
        found = found[::-1] if newest_first else found
        return (self._told(one) for one in found if not since or one.last_seen >= since)

    def story_items(self, story_id: str) -> tuple[Item, ...]:
        items = self.tables.items
        return tuple(self.item(key) for key in self.story(story_id).items if key in items)

    def move(self, move_id: str) -> Move:
        return _one(self.tables.moves, move_id)

    def moves(self, *, since: datetime | None = None, newest_first: bool = True) -> Iterator[Move]:
        found = sorted(self.tables.moves.values(), key=lambda one: one.first_reported)
        found = found[::-1] if newest_first else found
        return (one for one in found if not since or one.first_reported >= since)

    def corrections(self) -> Iterator[Correction]:
        return iter(tuple(self.tables.corrections.values()))

    def source_state(self, source_id: str) -> SourceState:
        state = self.tables.sources.get(source_id, SourceState(source_id))
        items = self.tables.items.values()
        return replace(state, items=sum(one.article.source == source_id for one in items))

    def source_states(self) -> tuple[SourceState, ...]:
        return tuple(map(self.source_state, self.tables.sources))

    def keys(self, source_id: str) -> Mapping[str, str]:
        known = self.tables.keys.items()
        return {key: item for (source, key), item in known if source == source_id}

    def find(self, prefix: str, *kinds: str) -> tuple[str, str]:
        wanted = kinds or ("item", "story", "move", "alert", "source")
        found = [(kind, key) for kind in wanted for key in self.beginning(prefix, kind)]
        exact = [one for one in found if one[1] == prefix]
        if exact:
            return exact[0]
        if not found or not prefix:
            raise NotFound(prefix)
        if len(found) > 1:
            raise Ambiguous(prefix)
        return found[0]

    def beginning(self, prefix: str, kind: str) -> tuple[str, ...]:
        tables = self.tables
        ids = {
            "item": list(tables.items),
            "story": list(tables.stories),
            "move": list(tables.moves),
            "alert": list(tables.alerts),
            "source": list(tables.sources),
        }[kind]
        return (prefix,) if prefix in ids else tuple(one for one in ids if one.startswith(prefix))

    def counts(self) -> Counts:
        items = tuple(map(self.item, self.tables.items))
        alerts = self.tables.alerts.values()
        return Counts(
            items=len(items),
            unread=sum(not one.read for one in items),
            starred=sum(one.starred for one in items),
            stories=len(self.tables.stories),
            moves=len(self.tables.moves),
            sources=len(self.tables.sources),
            alerts=len(alerts),
            alerts_pending=sum(one.state in WAITING for one in alerts),
            unread_news=sum(bool(one.story) and not one.read for one in items),
            news=sum(bool(one.story) for one in items),
        )

    def recall(self, name: str) -> str:
        return self.tables.notes.get(name, "")

    @property
    def known(self) -> Known:
        return recollect(self, HORIZON)

    @property
    def known_so_far(self) -> Known:
        return self.known

    # Writing

    @contextmanager
    def step(self) -> Iterator[Tables]:
        """All that is written within becomes true at its end, or nothing if it raises."""
        with self._guard:
            if self._beside is not None:
                raise StoreError("It is open for reading only.")
            if self.refusing:
                raise StoreError("Nothing can be written.")
            after = self.tables.copied()
            yield after
            self.tables = after

    def record(
        self,
        check: Check,
        readings: Sequence[Reading],
        *,
        channels: Sequence[str] = (),
        suppress: bool = False,
    ) -> Recorded:
        with self.step() as tables:
            tables.sources[check.source] = check.state
            made = _record(tables, readings, check.at, channels, suppress=suppress)
        self.tell("source", (check.source,))
        return self._recorded(*made)

    def record_again(
        self, readings: Sequence[Reading], *, now: datetime, channels: Sequence[str] = ()
    ) -> Recorded:
        with self.step() as tables:
            made = _record(tables, readings, now, channels, suppress=False)
        return self._recorded(*made)

    def _recorded(
        self, new: tuple[str, ...], updated: tuple[str, ...], alerts: tuple[Alert, ...]
    ) -> Recorded:
        if new or updated:
            self.tell("items", new + updated)
        if alerts:
            self.tell("alert", tuple(alert.id for alert in alerts))
        return Recorded(tuple(map(self.item, new)), tuple(map(self.item, updated)), alerts)

    def set_full_text(self, item_id: str, full: FullText) -> None:
        with self.step() as tables:
            item = _one(tables.items, item_id)
            _put(tables, replace(item, article=replace(item.article, full_text=full)))
        self.tell("items", (item_id,))

    def decide(self, decision: Decision) -> None:
        with self.step() as tables:
            gone = dict(decision.united)
            _review(tables, decision.reviews, gone)
            tables.stories |= {story.id: story for story in decision.stories}
            tables.moves |= {move.id: move for move in decision.moves}
            _unite(tables, gone)
            for item in decision.withdrawn:
                tables.corrections.pop(item, None)
            for one in decision.corrections:
                tables.corrections.pop(one.id, None)
                tables.corrections[one.id] = one
        self.tell("items", tuple(review.item for review in decision.reviews))

    def mark(
        self,
        item_id: str,
        *,
        read: bool | None = None,
        starred: bool | None = None,
        now: datetime,
    ) -> Item:
        return self.mark_all((item_id,), read=read, starred=starred, now=now)[0]

    def mark_all(
        self,
        item_ids: Iterable[str],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        now: datetime,
    ) -> tuple[Item, ...]:
        changed = dict[str, tuple[bool, bool]]()
        ids = tuple(item_ids)
        for key in ids:
            _one(self.tables.items, key)
            before = self.tables.marks.get(key, (False, False))
            after = (
                before[0] if read is None else read,
                before[1] if starred is None else starred,
            )
            if after != before:
                changed[key] = after
        if changed:
            with self.step() as tables:
                tables.marks |= changed
            self.tell("mark", tuple(changed))
        return tuple(map(self.item, ids))

    def set_source_state(self, state: SourceState) -> None:
        with self.step() as tables:
            tables.sources[state.source] = state
        self.tell("source", (state.source,))

    def remember(self, name: str, value: str) -> None:
        if self.recall(name) != value:
            with self.step() as tables:
                tables.notes[name] = value

    def fold(self) -> None:
        with self.step() as tables:
            tables.folded = dict.fromkeys(tables.items)

    def folded(self, item_id: str) -> bool:
        return item_id in self.tables.folded

    def forget(self, item_ids: Sequence[str]) -> int:
        with self.step() as tables:
            leaving = [key for key in item_ids if key in tables.folded]
            touched = {tables.items[key].story for key in leaving}
            for key in leaving:
                for table in (tables.items, tables.places, tables.folded):
                    del table[key]
                for beside in (tables.texts, tables.wordings, tables.marks):
                    beside.pop(key, None)
            empty = [
                story
                for story in touched & tables.stories.keys()
                if not any(key in tables.items for key in tables.stories[story].items)
            ]
            for story in empty:
                del tables.stories[story]
        self.tell("items", ())
        return len(empty)

    # Following

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        self._callbacks.append(callback)

        def leave() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return leave

    def tell(self, kind: ChangeKind, ids: tuple[str, ...]) -> None:
        for callback in tuple(self._callbacks):
            callback(Change(kind, ids))

    def refresh(self) -> bool:
        if self._beside is None or self.tables == self._beside.tables:
            return False
        self.tables = self._beside.tables.copied()
        kinds: tuple[ChangeKind, ...] = ("items", "source", "alert", "mark")
        for kind in kinds:
            self.tell(kind, ())
        return True

    def expect(
        self, wish: str, ids: Sequence[str], *, read: bool | None, starred: bool | None
    ) -> None:
        self._expected[wish] = (tuple(ids), read, starred)
        self.tell("mark", tuple(ids))

    def settle(self, waiting: Collection[str]) -> None:
        for wish in self._expected.keys() - set(waiting):
            self.tell("mark", self._expected.pop(wish)[0])

    def close(self) -> None:
        pass


class ModelOutbox:
    """What is to be told."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def alerts(self, state: AlertState | None = None) -> list[Alert]:
        rows = [*self._model.tables.alerts.values()][::-1]
        return [row for row in rows if state is None or row.state == state]

    def alert(self, alert_id: str) -> Alert:
        return _one(self._model.tables.alerts, alert_id)

    def due(self, now: datetime) -> list[Alert]:
        rows = [row for row in self.alerts() if row.state in WAITING and _when(row) <= now]
        return sorted(
            rows,
            key=lambda row: (
                LOUDNESS.index(row.priority),
                row.created,
                row.story,
                row.revision,
                row.id,
            ),
        )

    def next_due(self) -> datetime | None:
        return min((_when(row) for row in self.alerts() if row.state in WAITING), default=None)

    def lease(self, alert_id: str, now: datetime) -> Alert:
        row = self.alert(alert_id)
        if row not in self.due(now):
            raise StoreError(f"{alert_id} is not due.")
        later = now + timedelta(minutes=1)
        return self._put(replace(row, tries=row.tries + 1, not_before=later))

    def mark_sent(self, alert_id: str, now: datetime) -> Alert:
        row = self.alert(alert_id)
        return self._put(replace(row, state="sent", sent=now, not_before=None, error=""))

    def mark_failed(
        self, alert_id: str, error: str, retry_at: datetime, now: datetime, *, awake: int = 0
    ) -> Alert:
        row, again = self.alert(alert_id), max(retry_at, now)
        since = row.failing_since or awake or 1
        return self._put(
            replace(row, state="failed", not_before=again, error=error, failing_since=since)
        )

    def hold(self, alert_id: str, until: datetime, reason: str) -> Alert:
        row = self.alert(alert_id)
        return self._put(
            replace(row, state="held", not_before=until, held_until=until, error=reason)
        )

    def mark_digested(self, alert_id: str, reason: str) -> Alert:
        row = self.alert(alert_id)
        return self._put(replace(row, state="digested", not_before=None, error=reason))

    def snooze(self, alert_id: str, until: datetime) -> Alert:
        row = replace(self.alert(alert_id), tries=0, failing_since=0, asked=True, error="snoozed")
        return self._put(replace(row, state="held", not_before=until, held_until=until))

    def wake(self, alert_id: str, now: datetime) -> Alert:
        row = self.alert(alert_id)
        if row.state != "held":
            return row
        state: AlertState = "sent" if row.sent else "pending"
        return self._put(replace(row, state=state, not_before=None if row.sent else now, error=""))

    def sent_since(self, moment: datetime) -> list[Alert]:
        rows = [row for row in self.alerts() if row.sent and row.sent >= moment]
        return sorted(rows, key=lambda row: (row.sent or row.created, row.id))

    def undigested(self, channel: str) -> list[Alert]:
        rows = [row for row in self.alerts()[::-1] if row.channel == channel]
        told = {one for row in rows if row.since for one in row.covers}
        return [row for row in rows if row.state == "digested" and row.id not in told]

    def digest(
        self,
        channel: str,
        slot: datetime,
        title: str,
        now: datetime,
        *,
        since: datetime,
        covers: Sequence[str] = (),
    ) -> Alert:
        key = _key("digest", channel, slot.isoformat().replace("+00:00", "Z"))
        row = Alert(
            id=key[:10],
            key=key,
            channel=channel,
            story="",
            revision=0,
            reason="digest",
            title=title,
            created=now,
            not_before=now,
            covers=tuple(covers),
            since=since,
        )
        return self._model.tables.alerts.get(row.id) or self._put(row)

    def mark_dead(self, alert_id: str, error: str, now: datetime) -> Alert:
        row = self.alert(alert_id)
        return self._put(replace(row, state="dead", not_before=None, error=error))

    def suppress(self, alert_id: str, reason: str) -> Alert:
        row = self.alert(alert_id)
        return self._put(replace(row, state="suppressed", not_before=None, error=reason))

    def retry(self, alert_id: str, now: datetime) -> Alert:
        row = self.alert(alert_id)
        if row.state == "sent":
            raise StoreError(f"{alert_id} was sent.")
        return self._put(
            replace(row, state="pending", not_before=now, tries=0, failing_since=0, asked=True)
        )

    def report(
        self, channel: str, subject: str, state: str, title: str, now: datetime
    ) -> Alert | None:
        key = _key("report", channel, subject, state)
        row = Alert(
            id=key[:10],
            key=key,
            channel=channel,
            story="",
            revision=0,
            reason=f"{subject}: {state}",
            title=title,
            created=now,
            not_before=now,
        )
        return None if row.id in self._model.tables.alerts else self._put(row)

    def _put(self, row: Alert) -> Alert:
        with self._model.step() as tables:
            tables.alerts[row.id] = row
        self._model.tell("alert", (row.id,))
        return row


class ModelMutes:
    """What is to stay silent."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def lasting(self, now: datetime) -> tuple[Mute, ...]:
        mutes = self._model.tables.mutes.values()
        return tuple(mute for mute in mutes if mute.until is None or mute.until > now)

    def put(self, mute: Mute) -> None:
        with self._model.step() as tables:
            tables.mutes[mute.what] = mute
        self._model.tell("mute", (mute.what,))

    def lift(self, what: str) -> bool:
        if what not in self._model.tables.mutes:
            return False
        with self._model.step() as tables:
            del tables.mutes[what]
        self._model.tell("mute", (what,))
        return True

    def silenced_by(
        self, alert: Alert, stories: Collection[str], source: str, now: datetime
    ) -> str:
        silent = [mute.what for mute in self.lasting(now)]
        about = ["all", *(f"story:{story}" for story in stories), f"source:{source}"]
        watches = [f"watch:{watch}" for watch in alert.watches]
        by = [what for what in about if what in silent]
        return (by or (watches if set(watches) <= set(silent) else []) or [""])[0]


def _one(table: Mapping[str, _Record], key: str) -> _Record:
    if key not in table:
        raise NotFound(key)
    return table[key]


def _seen(item: Item) -> datetime:
    return item.article.first_seen


def _when(row: Alert) -> datetime:
    return row.not_before or row.created


def _key(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()


def _record(
    tables: Tables,
    readings: Sequence[Reading],
    now: datetime,
    channels: Sequence[str],
    *,
    suppress: bool,
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Alert, ...]]:
    """Take readings in; answers what is new, what is updated, and the rows made."""
    before = set(tables.items)
    touched = dict.fromkeys(one.article.id for one in readings if _take(tables, one, now))
    gone = {old: new for one in readings for old, new in one.united}
    for one in readings:
        tables.stories |= {story.id: story for story in one.stories}
        tables.moves |= {move.id: move for move in one.moves}
    _review(tables, (review for one in readings for review in one.reviews), gone)
    told = set(tables.alerts)
    dues = [due for one in readings for due in one.due]
    began, single, summaries = _round(tables, now)
    found = [due for due in dues if due.backlog and not due.digest and not suppress]
    apart = [*dict.fromkeys((*single, *(due.story for due in found)))][: max(3, len(single))]
    rest = [due for due in found if due.story not in apart]
    for due in (due for due in dues if due not in rest):
        _tell(tables, due, channels, now, of=told, suppress=suppress)
    for channel in dict.fromkeys(channels):
        more = [due for due in rest if channel in due.channels]
        known = summaries.get(channel)
        if more and (known is None or (known.state in WAITING and known.tries == 0)):
            _sum_up(tables, known, channel, more, began=began, now=now)
        else:
            for due in more:
                _tell(tables, replace(due, digest=True), [channel], now, of=told, suppress=suppress)
    rows = tuple(row for key, row in tables.alerts.items() if key not in told)
    _unite(tables, gone, of=told)
    new = tuple(key for key in touched if key not in before)
    return new, tuple(key for key in touched if key in before), rows


def _take(tables: Tables, reading: Reading, now: datetime) -> bool:
    """Take one article in; answers whether that changed anything."""
    item, text = _item(reading), reading.article.text
    old = tables.items.get(item.id)
    if old is not None:
        article = replace(
            item.article,
            first_seen=old.article.first_seen,
            event_time=item.article.event_time or old.article.event_time,
            full_text=item.article.full_text or old.article.full_text,
            keys=tuple(dict.fromkeys((*old.article.keys, *item.article.keys))),
        )
        if len(article.keys) > KEYS:
            some = KEYS // 2
            article = replace(article, keys=article.keys[:some] + article.keys[-some:])
        item = replace(
            item,
            article=article,
            story=item.story or old.story,
            link=item.link or old.link,
            facts=tuple(dict.fromkeys((*old.facts, *item.facts))),
        )
        if item == old and text in {"", tables.texts.get(item.id, "")}:
            return False
        was = Wording(old.article.title, old.article.summary, now)
        if (was.title, was.summary) != (article.title, article.summary):
            tables.wordings[item.id] = (*tables.wordings.get(item.id, ()), was)[-20:]
    _put(tables, item)
    if text:
        tables.texts[item.id] = text
    return True


def _item(reading: Reading) -> Item:
    story = reading.link.story if reading.link else ""
    return Item(
        article=replace(reading.article, text=""),
        language=reading.language,
        people=reading.people,
        orgs=reading.orgs,
        models=reading.models,
        concepts=reading.concepts,
        acting=reading.acting,
        topics=reading.topics,
        unclassified=reading.unclassified,
        relevant=reading.relevant,
        watches=tuple(match.watch for match in reading.matches),
        story=story,
        link=reading.link,
        copy_of=reading.copy_of,
        facts=reading.facts,
    )


def _put(tables: Tables, item: Item) -> None:
    article = item.article
    place = (article.first_seen, article.event_time or article.first_seen)
    if tables.places.get(item.id, ())[:2] != place:
        tables.ticks += 1
        tables.places[item.id] = (*place, tables.ticks)
    tables.items[item.id] = item
    tables.folded.pop(item.id, None)
    for key in article.keys:
        tables.keys.setdefault((article.source, key), item.id)


def _review(tables: Tables, reviews: Iterable[Review], gone: Mapping[str, str]) -> None:
    for review in reviews:
        before = tables.items.get(review.item)
        if before is None:
            continue
        story = _now(review.story, gone)
        after = replace(before, story=story, link=before.link and replace(before.link, story=story))
        if review.topics is not None:
            after = replace(after, topics=review.topics, unclassified=review.unclassified)
        if after != before:
            _put(tables, after)


def _now(story: str, gone: Mapping[str, str]) -> str:
    return _now(gone[story], gone) if story in gone else story


def _unite(tables: Tables, gone: Mapping[str, str], of: Collection[str] | None = None) -> None:
    """Take stories away that are others now; rows that were there before follow."""
    for story in gone:
        tables.stories.pop(story, None)
    moved: dict[str, Alert] = {}
    for key, row in tables.alerts.items():
        if of is None or key in of:
            tables.alerts[key] = replace(row, story=_now(row.story, gone))
            if row.story in gone or row.story in gone.values():
                moved[key] = row
    for channel, story in {(row.channel, _now(row.story, gone)) for row in moved.values()}:
        _keep_back(tables, channel, story, moved)


def _keep_back(tables: Tables, channel: str, story: str, before: Mapping[str, Alert]) -> None:
    """Of rows that tell a story for the first time leave one, and those with other moves."""
    rows = [
        row
        for key in before
        if (row := tables.alerts[key]).channel == channel
        and row.story == story
        and row.state in (*WAITING, "sent")
    ]
    moves = {row.move for row in rows if row.revision != 1} | {""}
    first = [row for row in rows if row.revision == 1]
    first.sort(key=lambda row: before[row.id].story == story, reverse=True)
    first.sort(key=lambda row: row.tries > 0, reverse=True)
    first.sort(key=lambda row: row.state == "sent", reverse=True)
    for row in first:
        if row is not first[0] and row.move in moves and row.state in WAITING and not row.asked:
            why = "told as another story, which turned out to be this"
            tables.alerts[row.id] = replace(row, state="suppressed", not_before=None, error=why)
        moves.add(row.move)


def _round(tables: Tables, now: datetime) -> tuple[datetime, list[str], dict[str, Alert]]:
    """When the round of first polls began, the stories it told, and its summaries."""
    hour = timedelta(hours=1)
    began = now
    stories: set[str] = set()
    summaries: dict[str, Alert] = {}
    for row in [*tables.alerts.values()][::-1]:
        if began - row.created > hour:
            break
        if row.backlog and row.state != "suppressed":
            began = row.created
            if not row.story:
                summaries.setdefault(row.channel, row)
            elif row.state != "digested":
                stories.add(row.story)
    return began, sorted(stories), summaries


def _tell(
    tables: Tables,
    due: Due,
    channels: Sequence[str],
    now: datetime,
    *,
    of: Collection[str],
    suppress: bool,
) -> None:
    for channel in dict.fromkeys(channels):
        if channel in due.channels:
            row = _address(due, channel, now, suppress=suppress)
            if row.id not in of:
                tables.alerts[row.id] = _joined(tables.alerts.get(row.id), row)


def _sum_up(
    tables: Tables,
    known: Alert | None,
    channel: str,
    dues: Sequence[Due],
    *,
    began: datetime,
    now: datetime,
) -> None:
    key = _key("first polls", channel, began.isoformat())
    first = replace(_address(dues[0], channel, now, suppress=False), id=key[:10], key=key)
    row = known or replace(first, story="", revision=0, move="")
    covers = tuple(dict.fromkeys((*row.covers, *(due.story for due in dues))))
    names = [due.backlog for due in dues] + ([row.title.split(": ")[0]] if known else [])
    number = "1 more story" if len(covers) == 1 else f"{len(covers)} more stories"
    tables.alerts[row.id] = replace(
        row,
        title=f"{'Several sources' if len(set(names)) > 1 else names[0]}: {number}",
        reason=f"first poll: {number}",
        covers=covers,
        watches=tuple(dict.fromkeys([*row.watches, *(w for due in dues for w in due.watches)])),
        priority=min([row.priority, *(due.priority for due in dues)], key=LOUDNESS.index),
        not_before=max(now, min(now + timedelta(minutes=1), row.created + timedelta(minutes=10))),
    )


def _address(due: Due, channel: str, now: datetime, *, suppress: bool) -> Alert:
    key = _key(channel, due.story, str(due.revision))
    return Alert(
        id=key[:10],
        key=key,
        channel=channel,
        story=due.story,
        revision=due.revision,
        item=due.item,
        move=due.move,
        watches=due.watches,
        priority=due.priority,
        state="suppressed" if suppress else "digested" if due.digest else "pending",
        reason=due.reason,
        title=due.title,
        created=now,
        not_before=None if suppress or due.digest else now,
        backlog=bool(due.backlog),
    )


def _joined(row: Alert | None, more: Alert) -> Alert:
    """Two of one key that came at once are one row."""
    if row is None:
        return more
    return replace(
        row,
        watches=tuple(dict.fromkeys(row.watches + more.watches)),
        priority=min(row.priority, more.priority, key=LOUDNESS.index),
        reason="; ".join(dict.fromkeys((*row.reason.split("; "), more.reason))),
        move=row.move or more.move,
    )
