"""Texts made to take long: what reading costs grows with their length, not with its square."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from newsroom.desk import read
from newsroom.known import Known
from newsroom.records import Article, WatchSpec
from newsroom.watches import DeskPolicy, Watches, compile_watches
from tests.newsroom.articles import NOON

if TYPE_CHECKING:
    from newsroom.packs import Packs

SENTENCES = (
    "Meta AI chief Yann LeCun leaves for AMI Labs, people said. Llama may not be open source. "
)
FLOODS = {
    "sentences": SENTENCES,
    "one sentence": SENTENCES.replace(".", ","),
    "a list of names": "Yann LeCun, Meta, Mistral, OpenAI leaves ",
    "a sentence without a stop": "元メタのヤン・ルカンが退社し、ミストラルに移籍",
    "one name": "Meta ",
}
LONG = 20_000
"""Characters: the longest text an article holds."""


@pytest.fixture(scope="module")
def watches(packs: Packs) -> Watches:
    query = "org:meta AND (act:leave OR act:join OR act:open-source)"
    specs = (WatchSpec("moves", query=query), WatchSpec("person", query="person:yann-lecun"))
    return compile_watches(specs, packs, {}, DeskPolicy(organisations=("meta",)))


def cost(text: str, watches: Watches) -> float:
    """Seconds of CPU time that one article takes, at best."""
    article = Article(id="a", source="s", title="Meta", first_seen=NOON, text=text)
    taken = []
    for _ in range(3):
        started = time.thread_time()
        list(read((article,), Known(), watches, NOON))
        taken.append(time.thread_time() - started)
    return min(taken)


@pytest.mark.parametrize("name", FLOODS)
def test_four_times_the_text_takes_about_four_times_as_long(name: str, watches: Watches) -> None:
    text = FLOODS[name] * (LONG // len(FLOODS[name]))
    assert cost(text, watches) < 8 * max(cost(text[: LONG // 4], watches), 0.005)


def test_a_move_in_a_long_text_is_still_found_in_its_own_sentence(watches: Watches) -> None:
    text = "Nothing of note was said about the weather by anybody. " * 300 + SENTENCES
    article = Article(id="a", source="s", title="The week", first_seen=NOON, text=text)
    (reading,) = read((article,), Known(), watches, NOON)
    found = [span.text for span in reading.matches[0].spans if span.term.startswith("act:")]
    assert found == ["leaves"]
