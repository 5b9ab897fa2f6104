"""What the lists show: pure view-models, from records to cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from sys import intern
from typing import TYPE_CHECKING

from rich.cells import cell_len

from newsroom.durations import rough_age
from newsroom.records import Article, Item, TopicScore
from tui.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from newsroom.records import Alert, FullText, Source, SourceState, Story, WatchSpec

TOPIC_LETTERS = {"talent": "T", "strategy": "S"}
"""Topics told apart without colour."""
_HEALTH_STYLE = {"ok": "good", "new": "muted", "off": "muted", "quiet": "muted", "waiting": "alert"}
_STATE_STYLE = {"sent": "good", "pending": "alert", "failed": "bad", "dead": "bad"}
_NARROW = 90
_ROOM_FOR_HINT = 50
"""Cells of a headline from which some are given to its hint."""
_GLYPHS = {"unread": "●", "starred": "★", "alerted": "!", "closed": "▸", "open": "▾"}


@dataclass(frozen=True, slots=True)
class NewsRow:
    """One line of the news: a story, or an article."""

    key: str
    """Id of the story or item; unique in a list."""
    item: str
    """The article the reading pane shows for it."""
    headline: str
    when: datetime
    topics: tuple[str, ...] = ()
    language: str = ""
    source: str = ""
    sources: int = 1
    languages: int = 1
    articles: int = 1
    unread: bool = True
    starred: bool = False
    alerted: bool = False
    status: str = ""
    story: str = ""
    depth: int = 0
    """0: a story or a lone article; 1: an article inside an open story."""
    is_open: bool = False
    full_text: FullText | None = None
    """What came of fetching the page of the article that is shown."""


def as_listed(item: Item) -> Item:
    """An item with no more than its line needs: thousands are held while a list is made."""
    article = item.article
    return Item(
        article=Article(
            id=article.id,
            source=intern(article.source),
            title=article.title or article.summary or article.url,
            outlet=intern(article.outlet),
            first_seen=article.first_seen,
            full_text=article.full_text,
        ),
        language=intern(item.language),
        topics=tuple(TopicScore(intern(score.topic), score.score) for score in item.topics),
        story=item.story,
        read=item.read,
        starred=item.starred,
        alerted=item.alerted,
    )


@dataclass(slots=True)
class _Group:
    story: str
    items: list[Item] = field(default_factory=list)


def group_items(items: Iterable[Item]) -> list[_Group]:
    """Fold items, newest first, into stories in order of their newest item."""
    groups: dict[str, _Group] = {}
    for item in items:
        key = item.story or item.id
        groups.setdefault(key, _Group(item.story)).items.append(item)
    return list(groups.values())


def news_rows(
    items: Iterable[Item],
    story_of: Callable[[str], Story | None],
    *,
    open_stories: frozenset[str] = frozenset(),
    source_names: Mapping[str, str] | None = None,
) -> list[NewsRow]:
    """Turn items into the lines of the news list.

    Args:
        items: newest first.
        story_of: looks a story up by id.
        open_stories: stories whose articles are shown under them.
        source_names: names by source id.

    Returns:
        Lines, top to bottom.
    """
    names = source_names or {}
    rows: list[NewsRow] = []
    for group in group_items(items):
        story = story_of(group.story) if group.story else None
        if story is None or len(group.items) == 1:
            rows.extend(_item_row(item, names) for item in group.items)
            continue
        opened = story.id in open_stories
        rows.append(_story_row(story, group.items, opened, names))
        if opened:
            rows.extend(_item_row(item, names, depth=1) for item in group.items)
    return rows


def _item_row(item: Item, names: Mapping[str, str], depth: int = 0) -> NewsRow:
    article = item.article
    return NewsRow(
        key=item.id,
        item=item.id,
        headline=article.title or article.summary or article.url,
        when=article.first_seen,
        topics=tuple(score.topic for score in item.topics),
        language=item.language,
        source=article.outlet or names.get(article.source, article.source),
        unread=not item.read,
        starred=item.starred,
        alerted=item.alerted,
        story=item.story,
        depth=depth,
        full_text=item.full_text,
    )


def _story_row(story: Story, items: list[Item], opened: bool, names: Mapping[str, str]) -> NewsRow:
    newest = items[0]
    shown = next((item for item in items if item.article.title == story.headline), newest)
    return NewsRow(
        key=story.id,
        item=shown.id,
        headline=story.headline,
        when=newest.article.first_seen,
        topics=story.topics,
        language=story.language,
        source=names.get(story.origin_source, story.origin_source),
        sources=len({item.article.source for item in items}),
        languages=len({item.language for item in items}),
        articles=len(items),
        unread=any(not item.read for item in items),
        starred=any(item.starred for item in items),
        alerted=story.alerts > 0,
        status=story.status,
        story=story.id,
        is_open=opened,
        full_text=shown.full_text,
    )


def news_cells(row: NewsRow, width: int, now: datetime, hint: str = "") -> tuple[Cell, ...]:
    """Lay one line of the news out; the headline takes what is left.

    Args:
        row: What is laid out.
        width: Terminal cells.
        now: UTC.
        hint: What the headline says to a reader who cannot read it; shown beside it where there is
            room.
    """
    fold = " " if row.depth or row.articles == 1 else _GLYPHS["open" if row.is_open else "closed"]
    star = _GLYPHS["starred"] if row.starred else _GLYPHS["alerted"] if row.alerted else " "
    topic = row.topics[0] if row.topics else ""
    letters = "".join(TOPIC_LETTERS.get(one, "·") for one in row.topics[:2]) or "·"
    told = f"{row.articles}×{row.languages}L" if row.articles > 1 else row.language
    headline = f"  {row.headline}" if row.depth else row.headline
    if row.status in ("rumoured", "denied"):
        headline = f"({row.status}) {headline}"
    cells = [
        Cell(fold, "muted", 1),
        Cell(_GLYPHS["unread"] if row.unread else " ", "strong", 1),
        Cell(star, "alert", 1),
        Cell(letters, topic or "muted", 2),
        Cell(rough_age(now - row.when), "muted", 4, "right"),
        Cell(told, "muted", 5, "right"),
    ]
    if width >= _NARROW:
        cells.append(Cell(row.source, "muted", 18))
    style = "muted" if row.depth else "unread" if row.unread else ""
    cells.append(Cell(headline, style))
    room = width - sum(cell.width + 1 for cell in cells if cell.width is not None)
    if hint and room >= _ROOM_FOR_HINT:
        cells.append(Cell(hint, "muted", min(cell_len(hint), room * 2 // 5)))
    return tuple(cells)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One line of the sources."""

    key: str
    name: str
    health: str
    enabled: bool
    language: str
    items: int
    last_poll: datetime | None
    next_poll: datetime | None
    error: str
    latency_ms: int | None = None
    url: str = ""

    @property
    def failing(self) -> bool:
        """Whether something is wrong with it: a source that waits for the user is in order."""
        return bool(self.error) and self.health != "waiting"


def source_rows(
    sources: Iterable[Source], states: Mapping[str, SourceState], *, contact: bool = False
) -> list[SourceRow]:
    """Sources that need attention first, then those that are on, then those that are off.

    Args:
        sources: as configured.
        states: what is remembered of them, by source id.
        contact: the user agent says whom to write to.
    """
    rows = [_source_row(source, states.get(source.id), contact) for source in sources]
    return sorted(rows, key=lambda row: (not row.enabled, not row.failing, row.name.casefold()))


def _source_row(source: Source, known: SourceState | None, contact: bool) -> SourceRow:
    from newsroom.records import SourceState
    from watchers.health import as_shown
    from watchers.kinds import shown_address

    state = as_shown(source, known or SourceState(source.id), contact=contact)
    return SourceRow(
        key=source.id,
        name=source.name,
        health=state.health,
        enabled=source.enabled,
        language=source.language,
        items=state.items,
        last_poll=state.last_poll,
        next_poll=state.next_poll,
        error=state.error,
        latency_ms=state.latency_ms,
        url=shown_address(source),
    )


def source_cells(row: SourceRow, width: int, now: datetime) -> tuple[Cell, ...]:
    """Lay one source out."""
    polled = rough_age(now - row.last_poll) if row.last_poll else "-"
    due = "-"
    if row.next_poll:
        due = rough_age(row.next_poll - now) if row.next_poll > now else "due"
    cells = [
        Cell(row.health, _HEALTH_STYLE.get(row.health, "bad"), 10),
        Cell(row.name, "" if row.enabled else "muted", 26 if width >= _NARROW else 20),
        Cell(row.language, "muted", 2),
        Cell(str(row.items), "", 6, "right"),
        Cell(polled, "muted", 4, "right"),
        Cell(due, "muted", 4, "right"),
    ]
    return (*cells, Cell(row.error or row.url, "bad" if row.failing else "muted"))


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One line of the watches."""

    key: str
    name: str
    asks: str
    alert: str
    channels: tuple[str, ...]
    priority: str
    items: int
    error: str = ""


def watch_rows(
    specs: Iterable[WatchSpec], errors: Mapping[str, str], counts: Mapping[str, int]
) -> list[WatchRow]:
    """Watches in the order of config.toml."""
    return [
        WatchRow(
            key=spec.id,
            name=spec.name,
            asks=describe_watch(spec),
            alert=spec.alert,
            channels=spec.channels,
            priority=spec.priority,
            items=counts.get(spec.id, 0),
            error=errors.get(spec.id, ""),
        )
        for spec in specs
    ]


def _in_short(channels: Sequence[str]) -> str:
    """Channels in at most ten cells: the first, and how many more."""
    more = f"+{len(channels) - 1}" if len(channels) > 1 else ""
    return f"{channels[0]}{more}" if channels else "-"


def describe_watch(spec: WatchSpec) -> str:
    """Say in one line what a watch asks for."""
    parts = [
        " or ".join(spec.keywords),
        spec.query,
        "not " + " or ".join(spec.exclude) if spec.exclude else "",
        "topic " + "/".join(spec.topics) if spec.topics else "",
        "in " + "/".join(spec.languages) if spec.languages else "",
    ]
    return "; ".join(part for part in parts if part) or "everything"


def watch_cells(row: WatchRow, width: int, now: datetime) -> tuple[Cell, ...]:  # noqa: ARG001 -- the signature of every row's cells
    """Lay one watch out."""
    loud = {"high": "alert", "low": "muted"}.get(row.priority, "")
    return (
        Cell("broken" if row.error else row.alert, "bad" if row.error else loud, 6),
        Cell(row.name, "", 28 if width >= _NARROW else 24),
        Cell(str(row.items), "strong" if row.items else "muted", 5, "right"),
        Cell(_in_short(row.channels), "muted", 13 if width >= _NARROW else 10),
        Cell(row.error or row.asks, "bad" if row.error else "muted"),
    )


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One line of the alerts."""

    key: str
    state: str
    channel: str
    title: str
    reason: str
    when: datetime
    story: str
    item: str
    error: str = ""
    revision: int = 1


def alert_rows(alerts: Iterable[Alert]) -> list[AlertRow]:
    """Alerts, newest first."""
    rows = [
        AlertRow(
            key=alert.id,
            state=alert.state,
            channel=alert.channel,
            title=alert.title,
            reason=alert.reason,
            when=alert.created,
            story=alert.story,
            item=alert.item,
            error=alert.error,
            revision=alert.revision,
        )
        for alert in alerts
    ]
    return sorted(rows, key=lambda row: row.when, reverse=True)


def alert_cells(row: AlertRow, width: int, now: datetime) -> tuple[Cell, ...]:
    """Lay one alert out."""
    cells = [
        Cell(row.state, _STATE_STYLE.get(row.state, "muted"), 10),
        Cell(row.channel, "", 8),
        Cell(rough_age(now - row.when), "muted", 4, "right"),
    ]
    if width >= _NARROW:
        cells.append(Cell(row.reason, "muted", 24))
    elif row.revision > 1:
        return (*cells, Cell(f"{row.title} ({row.error or row.reason})"))
    return (*cells, Cell(f"{row.title} ({row.error})" if row.error else row.title))
