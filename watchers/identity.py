"""Which entries are new, and which were here before under another guise.

Within a source an item is known by its guid or its canonical link, for ever. The folded title
counts only where nothing better can be had: for sources that make new ids at every fetch, for
entries without guid and link, and while a guard holds (guids repeated in one document, or more
than half of a known feed "new" at once under known titles). Where guids repeat but addresses hold,
a title used again is news. Pure: the same entries, keys and time give the same articles.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from newsroom.ids import short_id
from newsroom.links import canonical
from newsroom.records import Article
from watchers.keys import (
    guid_key,
    last_resort,
    link_keys,
    minute_key,
    place_of,
    spread,
    title_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsroom.records import Entry, SourceState
    from store.repository import IdentityKeys

ABSENCE = timedelta(hours=24)
"""Without a good answer for longer than this, what is found is a backlog."""

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_FUTURE = timedelta(days=1)
_MIN_FAMILIAR = 3
"""Known titles under new ids from which on a feed may have changed its ids; fewer may be a column
that has the same title every week."""
_MAX_HOSTS = 8
"""Hosts of which a feed is looked for that moved to another."""
_MAX_KEYS = 12
"""Keys of an item from which on new ones are not kept: the feed makes new ones at every fetch."""


@dataclass(frozen=True, slots=True)
class Identified:
    """What one document holds, against what is known."""

    articles: tuple[Article, ...] = ()
    """New and changed ones, in the order they are to be read: by event time, undated first."""
    new: int = 0
    updated: int = 0
    known: int = 0
    """Entries that are stored already, and say the same."""
    rekeyed: bool = False
    """The feed changed its ids all at once; its items were known again by their titles."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When the entries were held, and what that means for their being news."""

    now: datetime
    """UTC."""
    backlog: bool = False
    """A first poll, or one after a long absence."""
    max_age: timedelta = ABSENCE
    """A backlog alerts only what is dated within this."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    entry: Entry
    guid: str
    link: str
    title: str
    """Key of the folded title; empty where titles must not count."""
    minute: str
    """Key of headline, outlet and minute: tells two of one day apart; empty for other entries."""
    last_resort: str


def moment_of(state: SourceState, now: datetime, max_age: timedelta) -> Moment:
    """What a poll at `now` means, given what is remembered of the source.

    Args:
        state: Before the poll.
        now: UTC.
        max_age: How old a backlog's item may be and still alert.
    """
    absent = state.last_ok is None or now - state.last_ok > ABSENCE
    return Moment(now, backlog=absent, max_age=max_age)


def identify(
    source: str,
    entries: Sequence[Entry],
    known: IdentityKeys,
    stored: Callable[[str], Article | None],
    moment: Moment,
    *,
    titles: bool = False,
) -> Identified:
    """Tell new entries from known and changed ones.

    Args:
        source: Id of the source.
        entries: One document's, in its order.
        known: Every identity key the source ever had, and the item it belongs to.
        stored: The article of an item, to compare the wording.
        moment: When.
        titles: The source is known to make new ids at every fetch: titles count. Feeds of the
            same shape (nearly every title ends with its outlet) are taken for such a source.
    """
    candidates = _candidates(entries, known)
    titles = titles or _is_aggregated(entries)
    found = _matched(candidates, known, titles=titles)
    rekeyed = False
    if not titles and _guids_repeat(entries) and not _links_hold(candidates, found):
        found = _matched(candidates, known, titles=True)
    elif not titles and _changed_its_ids(candidates, found, known):
        rekeyed = True
        found = _matched(candidates, known, titles=True)
        found = _moved(candidates, found, known, _hosts(found, stored))
    tally = Counter[str]()
    articles: dict[str, Article] = {}
    for item_id, (entry, keys, is_known) in _items(source, candidates, found, titles).items():
        before = stored(item_id)
        if before is None:
            if not is_known:
                articles[item_id] = _new(source, item_id, entry, keys, moment)
                tally["new"] += 1
        elif _differs(before, entry):
            articles[item_id] = _changed(before, entry, keys)
            tally["updated"] += 1
        else:
            tally["known"] += 1
            if len(before.keys) < _MAX_KEYS and not all(key in known for key in keys):
                articles[item_id] = _rekeyed(before, entry, keys)
    # Feeds list the newest first; entries of one time are read in the order they were written.
    oldest_first = list(articles.values())[::-1]
    return Identified(
        articles=tuple(sorted(oldest_first, key=_order)),
        new=tally["new"],
        updated=tally["updated"],
        known=tally["known"],
        rekeyed=rekeyed,
    )


def _items(
    source: str, candidates: Sequence[_Candidate], found: Sequence[str], titles: bool
) -> dict[str, tuple[Entry, tuple[str, ...], bool]]:
    """By item: the entry that stands for it, the keys of all its entries, whether it is known."""
    items: dict[str, tuple[Entry, tuple[str, ...], bool]] = {}
    for candidate, item in zip(candidates, found, strict=True):
        keys = _keys(candidate, titles=titles)
        item_id = item or short_id(source, keys[0])
        entry, others, is_known = items.get(item_id, (candidate.entry, (), bool(item)))
        items[item_id] = (entry, tuple(dict.fromkeys((*others, *keys))), is_known)
    return items


def _candidates(entries: Sequence[Entry], known: IdentityKeys) -> list[_Candidate]:
    """Each entry with the keys that name it alone within the document."""
    distinct = tuple(dict.fromkeys(entries))
    rows = [
        (entry, guid_key(entry), link, title_key(entry))
        for entry, link in zip(distinct, link_keys(distinct, known), strict=True)
    ]
    # One guid for several addresses, one address for several guids, one title for several of both:
    # those name nothing. Said twice of the same thing, they do.
    guids = spread((guid, link or title) for _, guid, link, title in rows)
    links = spread((link, guid or title) for _, guid, link, title in rows)
    titles = spread((title, guid + link) for _, guid, link, title in rows)
    minutes = spread((minute_key(entry, title), guid + link) for entry, guid, link, title in rows)
    return [
        _Candidate(
            entry,
            guid=guid if guids[guid] == 1 else "",
            link=link if links[link] == 1 else "",
            title=title if titles[title] == 1 else "",
            minute=minute if minutes[minute] == 1 else "",
            last_resort=last_resort(entry),
        )
        for entry, guid, link, title in rows
        for minute in (minute_key(entry, title),)
    ]


def _matched(candidates: Sequence[_Candidate], known: IdentityKeys, *, titles: bool) -> list[str]:
    """The item each candidate is, or "" if it is none yet."""
    by_guid = {known[c.guid] for c in candidates if c.guid in known}
    found = [_named_item(candidate, known, by_guid) for candidate in candidates]
    # A title never takes an item whose own guid or address stands in the document: with the title
    # would go the guid, and the entry of that address would be new at the next check.
    taken = set(found)
    return [
        item or _titled_item(candidate, known, taken, titles=titles)
        for candidate, item in zip(candidates, found, strict=True)
    ]


def _named_item(candidate: _Candidate, known: IdentityKeys, by_guid: set[str]) -> str:
    if candidate.guid in known:
        return known[candidate.guid]
    item = known.get(candidate.link, "")
    # Unless the item of this address stands in the document under its own guid, and this is
    # another guid.
    return item if not candidate.guid or item not in by_guid else ""


def _titled_item(
    candidate: _Candidate, known: IdentityKeys, taken: set[str], *, titles: bool
) -> str:
    nameless = not candidate.guid and not candidate.link
    if titles and candidate.minute in known:
        return known[candidate.minute]
    if candidate.title in known and (nameless or (titles and known[candidate.title] not in taken)):
        return known[candidate.title]
    return known.get(candidate.last_resort, "") if nameless else ""


def _changed_its_ids(
    candidates: Sequence[_Candidate], found: Sequence[str], known: IdentityKeys
) -> bool:
    strange = [c for c, item in zip(candidates, found, strict=True) if not item]
    familiar = sum(1 for c in strange if c.title and c.title in known)
    return familiar >= _MIN_FAMILIAR and familiar * 2 > len(candidates)


def _hosts(found: Sequence[str], stored: Callable[[str], Article | None]) -> list[str]:
    """Where the items that are known again stood, the most usual hosts first."""
    articles = [article for item in dict.fromkeys(found) if item and (article := stored(item))]
    hosts = Counter(host for one in articles for host in {place_of(key)[0] for key in one.keys})
    del hosts[""]
    return [host for host, _ in hosts.most_common(_MAX_HOSTS)]


def _moved(
    candidates: Sequence[_Candidate],
    found: Sequence[str],
    known: IdentityKeys,
    hosts: Sequence[str],
) -> list[str]:
    """What is left of a feed that changed its ids, known again by its paths at another host.

    Titles that stand twice in the document tell nothing; where a site moved to another host, the
    rest of its addresses does.

    Args:
        candidates: The entries.
        found: The item each is, as far as it is known.
        known: Every identity key.
        hosts: Where the items stood of those that are known.
    """
    taken = {*found}
    moved = []
    for candidate, item in zip(candidates, found, strict=True):
        _, path = place_of(candidate.link)
        there = set[str]()
        if path and not item:
            there = {known.get(f"l:{host}/{path}", "") for host in hosts} - taken - {""}
        moved.append(there.pop() if len(there) == 1 else item)
        taken.add(moved[-1])
    return moved


def _links_hold(candidates: Sequence[_Candidate], found: Sequence[str]) -> bool:
    """Whether addresses alone tell most entries apart from what is known."""
    known_again = sum(1 for c, item in zip(candidates, found, strict=True) if c.link and item)
    return known_again * 2 >= len(candidates)


def _is_aggregated(entries: Sequence[Entry]) -> bool:
    tagged = sum(1 for e in entries if e.outlet and e.title.endswith(f" - {e.outlet}"))
    return tagged >= _MIN_FAMILIAR and tagged * 10 >= len(entries) * 9


def _guids_repeat(entries: Sequence[Entry]) -> bool:
    distinct = {(entry.guid, canonical(entry.link), entry.title) for entry in entries if entry.guid}
    return len({guid for guid, _, _ in distinct}) < len(distinct)


def _keys(candidate: _Candidate, *, titles: bool) -> tuple[str, ...]:
    if titles and (candidate.title or candidate.minute):
        # The others are new at every fetch.
        return tuple(key for key in (candidate.title, candidate.minute) if key)
    keys = tuple(key for key in (candidate.guid, candidate.link, candidate.title) if key)
    return keys or (candidate.last_resort,)


def _new(source: str, item_id: str, entry: Entry, keys: tuple[str, ...], moment: Moment) -> Article:
    dated = entry.published is not None and _is_plausible(entry.published, moment.now)
    event = entry.published if dated else None
    fresh = event is not None and moment.now - event <= moment.max_age
    if event is None and not moment.backlog:
        event = moment.now
    return Article(
        id=item_id,
        source=source,
        url=entry.link,
        title=entry.title,
        summary=entry.summary,
        text=entry.text,
        author=entry.author,
        outlet=entry.outlet,
        language_hint=entry.language,
        published=entry.published,
        first_seen=moment.now,
        event_time=event,
        keys=keys,
        alertable=fresh or not moment.backlog,
        backlog=moment.backlog,
    )


def _changed(before: Article, entry: Entry, keys: tuple[str, ...]) -> Article:
    return replace(
        before,
        url=entry.link or before.url,
        title=entry.title or before.title,
        summary=entry.summary or before.summary,
        text=entry.text,
        author=entry.author or before.author,
        keys=keys,
        version=before.version + 1,
    )


def _rekeyed(before: Article, entry: Entry, keys: tuple[str, ...]) -> Article:
    return replace(before, url=entry.link or before.url, text=entry.text, keys=keys)


def _differs(before: Article, entry: Entry) -> bool:
    """Whether the source words it differently now; a part that went missing is no new wording."""
    return bool(
        (entry.title and entry.title != before.title)
        or (entry.summary and entry.summary != before.summary)
    )


def _is_plausible(published: datetime, now: datetime) -> bool:
    return _EARLIEST <= published <= now + _FUTURE


def _order(article: Article) -> tuple[bool, datetime]:
    return article.event_time is not None, article.event_time or article.first_seen
