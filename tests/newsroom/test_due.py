"""What is told of a story after it was told: each new fact once; a rumour of one source as that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.desk import read
from newsroom.known import Known
from newsroom.records import Article, Source, WatchSpec
from newsroom.watches import DeskPolicy, compile_watches
from store.pack_files import load_packs
from tests.newsroom.articles import NOON

if TYPE_CHECKING:
    from newsroom.watches import Watches

RUMOUR = "Meta may delay its Behemoth model, report says"
SAID = {
    "paper": "Meta is considering a delay of its Llama Behemoth model, people close to it say.",
    "wire": "Engineers were told to wait with Llama Behemoth until autumn, say two of them, "
    "who asked not to be named. It may be cancelled.",
    "gazette": "Nobody at Meta would say when Behemoth, largest of the Llama family, reportedly "
    "comes out; investors ask more and more often.",
}
"""In the words of each, that none is a copy of another."""


@pytest.fixture(scope="module")
def watches() -> Watches:
    packs, problems = load_packs(["meta-ai"])
    assert not problems
    sources = {
        "paper": Source("paper", "The Paper", "https://paper.example/feed"),
        "wire": Source("wire", "The Wire", "https://wire.example/feed"),
        "gazette": Source("gazette", "Gazette", "https://gazette.example/feed", trusted=True),
    }
    specs = (WatchSpec("models", query="model:llama OR model:behemoth"),)
    return compile_watches(specs, packs, sources, DeskPolicy(organisations=("meta",)))


def item(number: int, source: str, title: str = RUMOUR, said: str = "") -> Article:
    at = NOON + timedelta(hours=number)
    return Article(
        id=f"{source}-{number}",
        source=source,
        url=f"https://{source}.example/{number}",
        title=title,
        summary=said or SAID[source],
        published=at,
        first_seen=at,
        event_time=at,
    )


def reasons(watches: Watches, *articles: Article) -> list[str]:
    """Why something is told after each of these, a check each; "" where nothing is."""
    known, found = Known(), []
    for article in articles:
        readings = list(read((article,), known, watches, article.first_seen))
        for reading in readings:
            known.learn(reading)
        found.append("; ".join(due.reason for one in readings for due in one.due))
    assert len(list(known.stories())) == 1
    return found


WEAK = "new story (one unconfirmed source)"


def test_the_rumour_of_one_source_is_marked_so_and_upgraded_once(watches: Watches) -> None:
    told = reasons(
        watches,
        item(0, "paper"),
        item(1, "paper", "Meta may delay Behemoth: what people close to it say"),
        item(2, "wire", "Behemoth, Meta's largest Llama model, may be delayed"),
        item(3, "wire", "Meta may delay Behemoth, and what that would mean"),
    )
    assert told == [WEAK, "", "second independent source", ""]


def test_a_trusted_source_upgrades_it_too(watches: Watches) -> None:
    told = reasons(
        watches,
        item(0, "paper"),
        item(1, "gazette", "Behemoth, Meta's largest Llama model, may be delayed"),
        item(2, "wire", "Meta may delay its Behemoth model, sources say"),
    )
    assert told == [WEAK, "a trusted source says so too", "third independent source"]


def test_a_confirmation_is_the_upgrade(watches: Watches) -> None:
    told = reasons(
        watches,
        item(0, "paper"),
        item(1, "gazette", "Meta delays its Behemoth model", "Meta delays Llama Behemoth."),
        item(2, "wire", "Meta delays its Behemoth model to autumn", "Llama Behemoth is late."),
    )
    assert told == [WEAK, "rumour confirmed", "third independent source"]


def test_what_a_trusted_source_or_two_say_at_first_is_not_marked(watches: Watches) -> None:
    assert reasons(watches, item(0, "gazette")) == ["new story"]
    known = Known()
    both = (item(0, "paper"), item(1, "wire", "Behemoth, Meta's Llama model, may be delayed"))
    readings = list(read(both, known, watches, NOON))
    assert [due.reason for one in readings for due in one.due] == ["new story"]


def test_an_official_statement_is_told_once(watches: Watches) -> None:
    plain = "Meta delays its Behemoth model"
    told = reasons(
        watches,
        item(0, "paper", plain, "Meta delays Llama Behemoth."),
        item(1, "wire", "Meta confirms delay of its Behemoth model", "Llama Behemoth is late."),
        item(2, "gazette", "Meta confirmed it: Behemoth model delayed", "Llama Behemoth is late."),
    )
    assert told == ["new story", "official statement", "third independent source"]


def test_a_story_that_begins_with_a_statement_is_told_with_it(watches: Watches) -> None:
    told = reasons(
        watches,
        item(0, "paper", "Meta confirms delay of its Behemoth model", "Llama Behemoth is late."),
        item(1, "wire", "Meta confirmed the delay of its Behemoth model", "Behemoth is late."),
    )
    assert told == ["new story", ""]


def test_an_article_keeps_how_its_story_stood_when_it_came(watches: Watches) -> None:
    known = Known()
    kept = []
    first = item(0, "paper")
    official = replace(first, title="Meta confirms delay of its Behemoth model", version=2)
    second = item(1, "wire", "Meta reportedly delays Behemoth, its largest Llama")
    for one in (first, second, official):
        for reading in read([one], known, watches, one.first_seen):
            known.learn(reading)
            kept.append(reading.facts)
    # Read again it keeps only what it says itself: how the story stands now is no news of then.
    assert kept == [("status:rumoured",), ("status:rumoured", "voices:2"), ("official",)]


def test_who_is_merely_named_is_no_revision(watches: Watches) -> None:
    told = reasons(
        watches,
        item(0, "gazette", "Meta delays its Behemoth model", "Meta delays Llama Behemoth."),
        item(
            1,
            "wire",
            "Yann LeCun comments on the delay of Meta's Behemoth model",
            "Llama Behemoth is late.",
        ),
    )
    assert told == ["new story", ""]


def test_another_article_by_itself_does_not_use_up_the_upgrade(watches: Watches) -> None:
    every = compile_watches(
        (
            WatchSpec("models", query="model:llama OR model:behemoth"),
            WatchSpec("each", query="model:behemoth", alert="item"),
        ),
        watches.packs,
        watches.sources,
        replace(watches.policy),
    )
    told = reasons(
        every,
        item(0, "paper"),
        item(1, "paper", "Meta may delay Behemoth: what people close to it say"),
        item(2, "wire", "Behemoth, Meta's largest Llama model, may be delayed"),
    )
    assert told == [WEAK, "new article", "second independent source"]
