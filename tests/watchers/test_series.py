"""Live feeds captured over weeks, replayed capture by capture: needs ../shared.

Generators of these feeds changed how they write addresses, dropped entries and brought them back.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.watchers.faulty_web import SHARED
from watchers.identity import Moment, identify
from watchers.worker import read_document

if TYPE_CHECKING:
    from newsroom.records import Article

INDEX = SHARED / "feeds" / "index.jsonl"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.skipif(not INDEX.exists(), reason=f"{INDEX} is not there"),
]

AGAIN = {
    # The site moved one article to another folder, and gave one a new slug: guid and link are both
    # new, and one known title alone may be a column's. The others of the document are known.
    "Olshansk_feed_anthropic_news": ["Claude’s extended thinking"],
    "conoro_anthropic_engineering_rss": ["How we built our multi-agent research system"],
}
"""By series: titles that count as new though one in the same words was there before."""


def series() -> dict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    lines = INDEX.read_text().splitlines() if INDEX.exists() else []
    for row in map(json.loads, lines):
        if row.get("series"):
            found[row["series"]].append(row)
    return {name: sorted(rows, key=lambda row: row["seq"]) for name, rows in found.items()}


SERIES = series()


@pytest.mark.parametrize("name", sorted(SERIES))
def test_no_known_title_is_new_again_and_every_other_is_once(name: str) -> None:
    again: list[str] = []
    lost: set[str] = set()
    seen: set[str] = set()
    keys: dict[str, str] = {}
    articles: dict[str, Article] = {}
    for row in SERIES[name]:
        body = (SHARED / "feeds" / row["path"]).read_bytes()
        entries = read_document(body, "", "https://feeds.example/").entries
        now = datetime.fromisoformat(row["committed"])
        found = identify("s", entries, keys, articles.get, Moment(now))
        new = Counter(a.title for a in found.articles if a.id not in articles)
        # A known item in other words: shown as it is worded now, and not new.
        retitled = {a.title for a in found.articles if a.id in articles}
        for article in found.articles:
            before = articles.get(article.id)
            kept = dict.fromkeys((*(before.keys if before else ()), *article.keys))
            articles[article.id] = replace(article, keys=tuple(kept))
            for key in article.keys:
                keys.setdefault(key, article.id)
        again += [title for title in new if title in seen]
        # One headline at two addresses is two items: Hacker News has such.
        places = Counter(title for title, _ in {(e.title, e.link) for e in entries})
        assert new <= places
        lost |= {entry.title for entry in entries} - seen - new.keys() - retitled
        seen |= {entry.title for entry in entries}
    assert again == AGAIN.get(name, [])
    assert lost == set()
