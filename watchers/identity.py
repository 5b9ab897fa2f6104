"""Which entries are new, and which were here before under another guise.

Within a source an item is known by its guid or its canonical link, for ever. The folded title
counts only where nothing better can be had: for sources that make new ids at every fetch, for
entries without guid and link, and while a guard holds (guids repeated in one document, or more
than half of a known feed "new" at once under known titles). Pure: the same entries, keys and time
give the same articles.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from newsroom.fold import fold
from newsroom.ids import short_id
from newsroom.links import canonical
from newsroom.records import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from newsroom.records import Entry, SourceState

ABSENCE = timedelta(hours=24)
"""Without a good answer for longer than this, what is found is a backlog."""

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_FUTURE = timedelta(days=1)
_MIN_WORDS = 4
_MIN_CHARACTERS = 8
"""For titles in scripts that do not part words."""
_MIN_FAMILIAR = 3
"""Known titles under new ids from which on a feed may have changed its ids; fewer may be a column
that has the same title every week."""
_MAX_KEYS = 12
"""Keys of an item from which on new ones are not kept: the feed makes new ones at every fetch."""
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")


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
    known: Mapping[str, str],
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
    titles_count = titles or _guids_repeat(entries)
    found = _matched(candidates, known, titles=titles_count)
    rekeyed = not titles_count and _changed_its_ids(candidates, found, known)
    if rekeyed:
        found = _matched(candidates, known, titles=True)
    tally = Counter[str]()
    articles: dict[str, Article] = {}
    for candidate, item in zip(candidates, found, strict=True):
        keys = _keys(candidate, titles=titles)
        item_id = item or short_id(source, keys[0])
        if item_id in articles:
            continue
        before = stored(item_id)
        if before is None:
            if not item:
                articles[item_id] = _new(source, item_id, candidate.entry, keys, moment)
                tally["new"] += 1
        elif _differs(before, candidate.entry):
            articles[item_id] = _changed(before, candidate.entry, keys)
            tally["updated"] += 1
        else:
            tally["known"] += 1
            if len(before.keys) < _MAX_KEYS and not all(key in known for key in keys):
                articles[item_id] = _rekeyed(before, candidate.entry, keys)
    # Feeds list the newest first; entries of one time are read in the order they were written.
    oldest_first = list(articles.values())[::-1]
    return Identified(
        articles=tuple(sorted(oldest_first, key=_order)),
        new=tally["new"],
        updated=tally["updated"],
        known=tally["known"],
        rekeyed=rekeyed,
    )


def _candidates(entries: Sequence[Entry], known: Mapping[str, str]) -> list[_Candidate]:
    """Each entry with the keys that name it alone within the document."""
    distinct = tuple(dict.fromkeys(entries))
    rows = [
        (entry, _guid_key(entry), link, _title_key(entry))
        for entry, link in zip(distinct, _link_keys(distinct, known), strict=True)
    ]
    # One guid for several addresses, one address for several guids, one title for several of both:
    # those name nothing. Said twice of the same thing, they do.
    guids = _spread((guid, link or title) for _, guid, link, title in rows)
    links = _spread((link, guid or title) for _, guid, link, title in rows)
    titles = _spread((title, guid + link) for _, guid, link, title in rows)
    return [
        _Candidate(
            entry,
            guid=guid if guids[guid] == 1 else "",
            link=link if links[link] == 1 else "",
            title=title if titles[title] == 1 else "",
            last_resort=_last_resort(entry),
        )
        for entry, guid, link, title in rows
    ]


def _spread(pairs: Iterable[tuple[str, str]]) -> Counter[str]:
    """How many different things each name stands for."""
    return Counter(name for name, _ in set(pairs))


def _matched(
    candidates: Sequence[_Candidate], known: Mapping[str, str], *, titles: bool
) -> list[str]:
    """The item each candidate is, or "" if it is none yet."""
    taken = {known[c.guid] for c in candidates if c.guid in known}
    return [_item(candidate, known, taken, titles=titles) for candidate in candidates]


def _item(candidate: _Candidate, known: Mapping[str, str], taken: set[str], *, titles: bool) -> str:
    if candidate.guid in known:
        return known[candidate.guid]
    item = known.get(candidate.link, "")
    # Unless the item of this address stands in the document under its own guid.
    if item and item not in taken:
        return item
    nameless = not candidate.guid and not candidate.link
    if candidate.title in known and (titles or nameless):
        return known[candidate.title]
    return known.get(candidate.last_resort, "") if nameless else ""


def _changed_its_ids(
    candidates: Sequence[_Candidate], found: Sequence[str], known: Mapping[str, str]
) -> bool:
    strange = [c for c, item in zip(candidates, found, strict=True) if not item]
    familiar = sum(1 for c in strange if c.title and c.title in known)
    return familiar >= _MIN_FAMILIAR and familiar * 2 > len(candidates)


def _is_aggregated(entries: Sequence[Entry]) -> bool:
    tagged = sum(1 for e in entries if e.outlet and e.title.endswith(f" - {e.outlet}"))
    return tagged >= _MIN_FAMILIAR and tagged * 10 >= len(entries) * 9


def _guids_repeat(entries: Sequence[Entry]) -> bool:
    distinct = {(entry.guid, canonical(entry.link), entry.title) for entry in entries if entry.guid}
    return len({guid for guid, _, _ in distinct}) < len(distinct)


def _keys(candidate: _Candidate, *, titles: bool) -> tuple[str, ...]:
    if titles and candidate.title:
        # The others are new at every fetch.
        return (candidate.title,)
    keys = tuple(key for key in (candidate.guid, candidate.link, candidate.title) if key)
    return keys or (candidate.last_resort,)


def _guid_key(entry: Entry) -> str:
    guid = entry.guid
    if not guid:
        return ""
    if guid.startswith(("http://", "https://")):
        # What changes in a link (scheme, slash, tracking) changes in a guid made of it.
        bare, _, fragment = guid.partition("#")
        guid = f"{canonical(bare)}#{fragment}" if fragment else canonical(bare)
    return f"g:{guid}"


def _link_key(entry: Entry) -> str:
    key = canonical(entry.link) if entry.link else ""
    # The front page is nobody's address.
    return f"l:{key}" if "/" in key or "?" in key else ""


def _link_keys(entries: Sequence[Entry], known: Mapping[str, str]) -> list[str]:
    """The link key of each entry.

    A fragment tells where a reader came from, and does not count; only where it tells entries
    without guid apart (comments on one page, say), or did so before, it does.
    """
    plain = [_link_key(entry) for entry in entries]
    places = _spread(
        (key, entry.link.partition("#")[2])
        for key, entry in zip(plain, entries, strict=True)
        if key and not entry.guid
    )
    keys = []
    for key, entry in zip(plain, entries, strict=True):
        full = f"{key}#{entry.link.partition('#')[2]}"
        counts = not entry.guid and (places[key] > 1 or full in known)
        keys.append(full if key and counts else key)
    return keys


def _title_key(entry: Entry) -> str:
    title = entry.title
    if entry.outlet:
        for dash in (" - ", " – ", " | "):
            title = title.removesuffix(f"{dash}{entry.outlet}")
    folded = " ".join(re.findall(r"\w+", fold(title)))
    long_enough = (
        len(folded.replace(" ", "")) >= _MIN_CHARACTERS
        if _UNSPACED.search(folded)
        else folded.count(" ") + 1 >= _MIN_WORDS
    )
    if not folded or not long_enough:
        return ""
    if not entry.outlet:
        return f"t:{folded}"
    day = entry.published.date().isoformat() if entry.published else ""
    return f"t:{folded}|{fold(entry.outlet)}|{day}"


def _last_resort(entry: Entry) -> str:
    said = f"{fold(entry.title)}\n{fold(entry.summary)}"
    return f"x:{hashlib.sha256(said.encode()).hexdigest()[:24]}"


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
