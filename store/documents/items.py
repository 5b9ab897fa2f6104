"""Items, what was understood of them, and corrections."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, cast

from newsroom.records import (
    Article,
    Correction,
    FullText,
    Item,
    PageVerdict,
    Reading,
    SharedFeature,
    StoryLink,
)
from store.documents.fields import compact, read_topics, topics_document
from store.moments import must_read_time, read_time, write_time

if TYPE_CHECKING:
    from store.tables import Row


def item_document(reading: Reading) -> Row:
    """A reading as the document of its item; the user's marks lie elsewhere.

    Of the body it holds only the CRC-32, by which another body is told from the same.
    """
    article, link = reading.article, reading.link
    return compact(
        {
            "source": article.source,
            "url": article.url,
            "title": article.title,
            "summary": article.summary,
            "author": article.author,
            "outlet": article.outlet,
            "hint": article.language_hint,
            "published": write_time(article.published),
            "seen": write_time(article.first_seen),
            "event": write_time(article.event_time),
            "keys": list(article.keys),
            "version": article.version,
            "alertable": article.alertable,
            "backlog": article.backlog,
            "full": full_text_document(article.full_text) if article.full_text else None,
            "language": reading.language,
            "people": list(reading.people),
            "orgs": list(reading.orgs),
            "models": list(reading.models),
            "concepts": list(reading.concepts),
            "acting": list(reading.acting),
            "topics": topics_document(reading.topics),
            "unclassified": reading.unclassified,
            "relevant": reading.relevant,
            "watches": [match.watch for match in reading.matches],
            "story": link.story if link else "",
            "link": _link_document(link) if link else None,
            "copy_of": reading.copy_of,
            "facts": list(reading.facts),
            "body": _fingerprint(article.text),
        },
        version=1,
        alertable=True,
        link=None,
        body=None,
    )


def full_text_document(full: FullText) -> Row:
    """What came of fetching an article's page, as a part of its item's document."""
    return compact(
        {
            "verdict": full.verdict,
            "at": write_time(full.at),
            "url": full.url,
            "characters": full.characters,
            "tries": full.tries,
            "note": full.note,
        },
        tries=1,
    )


def _read_full_text(row: Row | None) -> FullText | None:
    if row is None:
        return None
    return FullText(
        verdict=cast("PageVerdict", row.get("verdict", "failed")),
        at=must_read_time(row["at"]),
        url=row.get("url", ""),
        characters=row.get("characters", 0),
        tries=row.get("tries", 1),
        note=row.get("note", ""),
    )


def _fingerprint(text: str) -> int | None:
    return zlib.crc32(text.encode()) if text else None


def _link_document(link: StoryLink) -> Row:
    return compact(
        {
            "score": link.score,
            "shared": [[one.feature, one.weight] for one in link.shared],
            "runner_up": link.runner_up,
            "runner_up_score": link.runner_up_score,
        }
    )


def read_article(key: str, row: Row, text: str = "") -> Article:
    """The article of an item's document.

    Args:
        key: the item's id.
        row: its document.
        text: its body, which the document does not hold.
    """
    get = row.get
    return Article(
        id=key,
        source=get("source", ""),
        url=get("url", ""),
        title=get("title", ""),
        summary=get("summary", ""),
        text=text,
        author=get("author", ""),
        outlet=get("outlet", ""),
        language_hint=get("hint", ""),
        published=read_time(get("published")),
        first_seen=must_read_time(row["seen"]),
        event_time=read_time(get("event")),
        keys=tuple(get("keys", ())),
        version=get("version", 1),
        alertable=get("alertable", True),
        backlog=get("backlog", False),
        full_text=_read_full_text(get("full")),
    )


def read_item(
    key: str, row: Row, *, mark: Row | None = None, copies: int = 0, alerted: bool = False
) -> Item:
    """An item from its document and what is kept beside it.

    Args:
        key: the item's id.
        row: its document.
        mark: the document of the user's marks on it, if there is one.
        copies: how many items are near-identical copies of it.
        alerted: whether its story was told.
    """
    get = row.get
    marked = mark or {}
    return Item(
        article=read_article(key, row),
        language=get("language", ""),
        people=tuple(get("people", ())),
        orgs=tuple(get("orgs", ())),
        models=tuple(get("models", ())),
        concepts=tuple(get("concepts", ())),
        acting=tuple(get("acting", ())),
        topics=read_topics(get("topics", ())),
        unclassified=get("unclassified", False),
        relevant=get("relevant", False),
        watches=tuple(get("watches", ())),
        story=get("story", ""),
        link=_read_link(get("link"), get("story", "")),
        copy_of=get("copy_of", ""),
        facts=tuple(get("facts", ())),
        copies=copies,
        read=marked.get("read", False),
        starred=marked.get("starred", False),
        alerted=alerted,
    )


def _read_link(row: Row | None, story: str) -> StoryLink | None:
    if row is None:
        return None
    return StoryLink(
        story=story,
        score=row.get("score", 0.0),
        shared=tuple(SharedFeature(name, weight) for name, weight in row.get("shared", ())),
        runner_up=row.get("runner_up", ""),
        runner_up_score=row.get("runner_up_score", 0.0),
    )


def correction_document(correction: Correction) -> Row:
    """What the user said an article is about, as a document."""
    return compact({"title": correction.title, "topics": list(correction.topics)})


def read_correction(key: str, row: Row) -> Correction:
    """What the user said an article is about, from its document."""
    return Correction(key, row.get("title", ""), tuple(row.get("topics", ())))
