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
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from newsroom.records import FullText, Story

TOPIC_LETTERS = {"talent": "T", "strategy": "S"}
"""Topics told apart without colour."""
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
) -> Iterator[NewsRow]:
    """Turn items into the lines of the news list, one by one.

    Args:
        items: newest first.
        story_of: looks a story up by id.
        open_stories: stories whose articles are shown under them.
        source_names: names by source id.

    Yields:
        Lines, top to bottom.
    """
    names = source_names or {}
    for group in group_items(items):
        story = story_of(group.story) if group.story else None
        if story is None or len(group.items) == 1:
            yield from (_item_row(item, names) for item in group.items)
            continue
        opened = story.id in open_stories
        yield _story_row(story, group.items, opened, names)
        if opened:
            yield from (_item_row(item, names, depth=1) for item in group.items)


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
