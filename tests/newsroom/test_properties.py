"""What holds for any text: nothing raises, matching minds its own sentence, stories stay apart."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.clean import clean
from newsroom.desk import read as read_articles
from newsroom.fold import fold, fold_map, original_span
from newsroom.known import Known
from newsroom.records import Article, Source, WatchSpec
from newsroom.scan import scan
from newsroom.watches import DeskPolicy, compile_watches
from tests.newsroom import articles as written
from tests.newsroom.conftest import SEEN

if TYPE_CHECKING:
    from newsroom.packs import Packs

STRONG = [
    "Yann LeCun speaks in Paris.",
    "OpenAIとAnthropicが提携。",
    "مارك زوكربيرغ يتحدث.",
    "Цукерберга спросили вчера.",
    "저커버그가 말했다.",
    "मार्क ज़करबर्ग ने कहा।",
    "Joëlle Pineau’s talk.",
]
AROUND = [
    "The bridge was painted.",
    "Der Fluss führt Hochwasser.",
    "市議会は橋を直す。",
    "다리가 닫혔다.",
    "أغلق الجسر.",
    "Мост закрыли.",
    "पुल बंद है।",
    "Ulica jest zamknięta.",
    "🙂🙂",
    "１２３",
    "Zu\u0308rich",
]


@given(
    st.sampled_from(STRONG),
    st.lists(st.sampled_from(AROUND), max_size=5),
    st.lists(st.sampled_from(AROUND), max_size=5),
)
@settings(max_examples=300, deadline=None)
def test_strong_names_are_the_same_whatever_else_is_in_the_text(
    packs: Packs, sentence: str, before: list[str], after: list[str]
) -> None:
    alone = Article(id="a", source="s", title="", summary=sentence, first_seen=SEEN)
    lead = "".join(f"{each} " for each in before)
    text = f"{lead}{sentence} {' '.join(after)}"
    among = Article(id="a", source="s", title="", summary=text, first_seen=SEEN)
    one = [(m.entity, m.span.start, m.span.text) for m in scan(alone, packs).mentions]
    other = [(m.entity, m.span.start - len(lead), m.span.text) for m in scan(among, packs).mentions]
    assert one == other != []


def _wild(rng: random.Random) -> str:
    """Text of every plane: surrogates, direction marks, floods of marks, and names among them."""
    kind = rng.randrange(6)
    length = rng.randrange(1, 30)
    if kind == 0:
        return "".join(chr(rng.randrange(sys.maxunicode + 1)) for _ in range(length))
    if kind == 1:
        return "".join(chr(rng.randrange(0xD800, 0xE000)) for _ in range(length))
    if kind == 2:
        return rng.choice("aмمがक") + chr(rng.randrange(0x300, 0x370)) * rng.randrange(200)
    if kind == 3:
        controls = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2069\u200d\ufeff\x00"
        return "".join(rng.choice(controls + "Meta ميتا") for _ in range(length))
    if kind == 4:
        low, high = rng.choice(
            [
                (0, 592),
                (1424, 1920),
                (2304, 3712),
                (4352, 4608),
                (12288, 55216),
                (63744, 65536),
                (65536, 131072),
                (127744, 129792),
                (917504, 918000),
            ]
        )
        return "".join(chr(rng.randrange(low, high)) for _ in range(length))
    words = ["Meta", "ميتا", "メタ", "메타", "11", "of", "14", "%", "\n", ". ", "Related:", "Llama"]
    return "".join(
        rng.choice(words) + rng.choice(["", " ", chr(rng.randrange(0x110000))])
        for _ in range(length)
    )


def _read_wild(packs: Packs, count: int) -> None:
    rng = random.Random(count)
    for _ in range(count):
        text = _wild(rng)
        folded, origin = fold_map(text)
        assert folded == fold(text)
        assert len(origin) == len(folded) + 1
        clean(text)
        article = Article(
            id="a", source="s", title=text[:60], summary=text, text=text * 3, first_seen=SEEN
        )
        found = scan(article, packs, ("ai",), whole=True)
        for mention in found.mentions:
            span = mention.span
            assert getattr(article, span.field)[span.start : span.end] == span.text


def test_two_thousand_wild_texts_raise_nothing(packs: Packs) -> None:
    _read_wild(packs, 2_000)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_fifty_thousand_wild_texts_raise_nothing(packs: Packs) -> None:
    _read_wild(packs, 50_000)


@given(st.text(max_size=40), st.sampled_from(["Zürich", "Straße", "メタ", "ميتا", "한글", "Łódź"]))
def test_the_original_under_a_folded_span_holds_what_was_looked_for(rest: str, name: str) -> None:
    text = f"{rest} {name} {rest}"
    folded, origin = fold_map(text)
    needle = fold(name)
    at = folded.find(needle)
    while at >= 0:
        start, end = original_span(origin, at, at + len(needle))
        assert 0 <= start <= end <= len(text)
        assert needle in fold(text[start:end])
        at = folded.find(needle, at + 1)


TOLD = tuple(
    each
    for group in vars(written).values()
    if isinstance(group, tuple)
    for each in group
    if isinstance(each, written.Told) and each.story
)


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_different_stories_told_in_any_order_do_not_merge(packs: Packs, rng: random.Random) -> None:
    told = list({each.id: each for each in TOLD}.values())
    rng.shuffle(told)
    specs = (WatchSpec("all", query="org:meta"),)
    sources = {"paper": Source("paper", "Paper", "https://paper.example/")}
    watches = compile_watches(specs, packs, sources, DeskPolicy(organisations=("meta",)))
    stories: dict[str, set[str]] = {}
    for each, reading in zip(
        told,
        read_articles([each.article() for each in told], Known(), watches, written.NOON),
        strict=True,
    ):
        if reading.link is not None:
            stories.setdefault(reading.link.story, set()).add(each.story)
    assert len(stories) > 1
    assert all(len(events) == 1 for events in stories.values())
