"""hacker-news: stories of Hacker News that hold a phrase, by its search at Algolia.

The search knows no OR: each phrase is a request of its own. What it finds is asked for from some
hours before the last answer on, because stories enter the index late.

The format is described at https://hn.algolia.com/api.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from newsroom.links import safe_link
from watchers.document import RawEntry, RawFeed
from watchers.kinds import Kind, Misfit, Request, with_parameters
from watchers.loose_json import read_object, text_of

if TYPE_CHECKING:
    from newsroom.records import Source
    from watchers.kinds import Document

ENDPOINT: Final = "https://hn.algolia.com/api/v1/search_by_date"
PAGE: Final = "https://hn.algolia.com/"
ITEM_PAGE: Final = "https://news.ycombinator.com/item?id="
MARGIN: Final = timedelta(hours=6)
"""How far before the last answer a search begins."""
_LONG: Final = timedelta(days=1)
_HITS, _HITS_AFTER_A_GAP = 100, 1000
"""Stories in one answer; the service gives no more than 1,000."""
_OR = re.compile(r"(?:^|\s+)OR(?:\s+|$)")


def requests(source: Source, last_ok: datetime | None, now: datetime) -> tuple[Request, ...]:
    """One search a phrase, newest first."""
    parameters = {"tags": "story", "typoTolerance": "false", "advancedSyntax": "true"}
    hits = _HITS
    if last_ok is not None:
        since = int((last_ok - MARGIN).timestamp())
        parameters["numericFilters"] = f"created_at_i>{since}"
        hits = _HITS_AFTER_A_GAP if now - last_ok > _LONG else _HITS
    parameters["hitsPerPage"] = str(hits)
    endpoint = source.url or ENDPOINT
    return tuple(
        Request(with_parameters(endpoint, {"query": phrase, **parameters}))
        for phrase in _phrases(source.text("query"))
    )


def read(document: Document) -> RawFeed | None:
    """The stories found."""
    answer = read_object(document.text)
    if answer is None or not isinstance(answer.get("hits"), list):
        return None
    hits = [hit for hit in answer["hits"] if isinstance(hit, dict)]
    return RawFeed("hacker-news", "Hacker News", "en", tuple(map(_entry, hits)))


def _entry(hit: dict[str, Any]) -> RawEntry:
    number = text_of(hit.get("objectID"))
    link = safe_link(text_of(hit.get("url")))
    if not link and number.isascii() and number.isdigit():
        link = f"{ITEM_PAGE}{number}"
    return RawEntry(
        guid=number,
        link=link,
        title=text_of(hit.get("title")),
        summary=text_of(hit.get("story_text")),
        dates=(text_of(hit.get("created_at")), _date(hit.get("created_at_i"))),
        author=text_of(hit.get("author")),
    )


def _date(seconds: object) -> str:
    try:
        return datetime.fromtimestamp(int(text_of(seconds)), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _phrases(query: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in _OR.split(query.strip()) if phrase.strip())


def _check(source: Source) -> Misfit | None:
    if _phrases(source.text("query")):
        return None
    return Misfit("query", '"query" is empty: write what to search for, as in "Llama OR FAIR"')


def _shown(source: Source) -> str:
    first, *others = _phrases(source.text("query")) or ("",)
    page = with_parameters(PAGE, {"query": first, "sort": "byDate", "type": "story"})
    return f"{page} and {len(others)} more" if others else page


KIND = Kind(
    requests,
    read,
    may_be_empty=True,
    most=_HITS,
    expects="an answer of the search of Hacker News",
    check=_check,
    shown=_shown,
)
