"""Spellings of a name one by one: listed, told apart in an article, and left out of a watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.desk import read as read_articles
from newsroom.known import Known
from newsroom.records import Article, Item, Source, WatchSpec
from newsroom.scan import scan
from newsroom.spellings import folded_spelling, spellings_of, standing
from newsroom.subject import Subject
from newsroom.watches import compile_watch, compile_watches
from newsroom.why import explain
from tests.newsroom.conftest import SEEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsroom.packs import Packs
    from newsroom.records import Scan

    Asked = Callable[..., Subject]


def read(packs: Packs, title: str, text: str = "") -> Subject:
    """An article while it comes in."""
    article = Article(id="a", source="s", title=title, text=text, first_seen=SEEN)
    return Subject.of_article(article, scan(article, packs, ("ai",)))


def stored(packs: Packs, title: str, text: str = "") -> Subject:
    """The same article asked again once it is kept: its body is fetched when it is needed."""
    article = Article(id="a", source="s", title=title, first_seen=SEEN)
    found = scan(Article(id="a", source="s", title=title, text=text, first_seen=SEEN), packs)
    named = {kind: tuple(m.entity for m in found.mentions if m.kind == kind) for kind in KINDS}
    item = Item(article, people=named["person"], orgs=named["org"], models=named["model"])
    return Subject.of_item(item, packs, text_of=lambda _: text, context=("ai",))


KINDS = ("person", "org", "model")
ZUCKERBERG = {
    "latin": "Mark Zuckerberg reorganises",
    "han": "扎克伯格重组团队",
    "cyrillic": "Цукерберг и его планы",
    "katakana": "ザッカーバーグの計画",
    "arabic": "مارك زوكربيرج يعيد تنظيم الفريق",
}
"""One headline a script."""


def spelling_in(packs: Packs, title: str) -> str:
    """How the packs' spelling in a headline is written."""
    mention = next(m for m in scan(_article(title), packs).mentions if m.entity)
    return mention.span.text


def _article(title: str) -> Article:
    return Article(id="a", source="s", title=title, first_seen=SEEN)


@pytest.mark.parametrize("asked", [read, stored])
@pytest.mark.parametrize("script", ZUCKERBERG)
@pytest.mark.parametrize(
    "spec", [WatchSpec("w", keywords=("Zuckerberg",)), WatchSpec("w", query="person:zuckerberg")]
)
def test_a_spelling_left_out_does_not_match_and_the_others_do(
    packs: Packs, asked: Asked, script: str, spec: WatchSpec
) -> None:
    left_out = spelling_in(packs, ZUCKERBERG[script])
    without = WatchSpec("w", keywords=spec.keywords, query=spec.query, without=(left_out,))
    watch = compile_watch(without, packs)
    for each, title in ZUCKERBERG.items():
        subject = asked(packs, title)
        assert compile_watch(spec, packs).match(subject), title
        assert bool(watch.match(subject)) is (each != script), title


@pytest.mark.parametrize("asked", [read, stored])
def test_an_article_that_names_it_otherwise_too_still_matches_by_that(
    packs: Packs, asked: Asked
) -> None:
    spec = WatchSpec("w", keywords=("Zuckerberg",), without=("扎克伯格",))
    match = compile_watch(spec, packs).match(
        asked(packs, "扎克伯格重组团队", "Mark Zuckerberg has told his staff. 扎克伯格。")
    )
    assert match is not None
    assert {span.text for span in match.spans} == {"Mark Zuckerberg"}


def test_the_keyword_as_it_is_typed_can_be_left_out_too(packs: Packs) -> None:
    spec = WatchSpec("w", keywords=("Zuckerberg",), without=("zuckerberg",))
    watch = compile_watch(spec, packs)
    assert not watch.match(read(packs, "ZUCKERBERG on stage"))
    assert watch.match(read(packs, "Mark Zuckerberg on stage"))
    assert watch.match(read(packs, ZUCKERBERG["han"]))


def test_a_longer_spelling_left_out_takes_the_shorter_inside_it_along(packs: Packs) -> None:
    spec = WatchSpec("w", keywords=("LeCun",), without=("Yann LeCun",))
    watch = compile_watch(spec, packs)
    for title in ("Yann LeCun leaves Meta", "Yann  LECUN leaves Meta"):
        assert not watch.match(read(packs, title)), title
    assert watch.match(read(packs, "Meta loses LeCun"))


def test_a_shorter_spelling_left_out_leaves_the_longer_ones_alone(packs: Packs) -> None:
    spec = WatchSpec("w", keywords=("Yann LeCun",), without=("LeCun",))
    watch = compile_watch(spec, packs)
    assert watch.match(read(packs, "Yann LeCun leaves Meta"))
    assert not watch.match(read(packs, "Meta loses LeCun"))


def test_what_is_excluded_stays_excluded_in_every_spelling(packs: Packs) -> None:
    spec = WatchSpec("w", keywords=("Meta",), exclude=("Zuckerberg",), without=("扎克伯格",))
    assert not compile_watch(spec, packs).match(read(packs, "扎克伯格重组Meta"))
    spec = WatchSpec("w", query="org:meta NOT person:zuckerberg", without=("扎克伯格",))
    assert not compile_watch(spec, packs).match(read(packs, "扎克伯格重组Meta"))


def test_a_keyword_no_pack_knows_can_be_left_out_inside_a_phrase(packs: Packs) -> None:
    spec = WatchSpec("w", keywords=("bread",), without=("bread and butter",))
    watch = compile_watch(spec, packs)
    assert not watch.match(read(packs, "A bread and butter issue"))
    assert watch.match(read(packs, "Bread, and a bread and butter issue"))


def test_why_does_not_show_what_is_left_out(packs: Packs) -> None:
    specs = (WatchSpec("zuck", keywords=("Zuckerberg",), without=("扎克伯格",)),)
    watches = compile_watches(specs, packs, {"s": Source("s", "S", context=("ai",))})
    article = Article(
        id="a",
        source="s",
        title="扎克伯格: Mark Zuckerberg reorganises Meta",
        first_seen=SEEN,
        event_time=SEEN,
    )
    (reading,) = read_articles([article], Known(), watches, SEEN)
    assert [span.text for match in reading.matches for span in match.spans] == ["Mark Zuckerberg"]
    item = Item(article, people=reading.people, orgs=reading.orgs, watches=("zuck",))
    (reason,) = explain(item, Known(), watches).watches
    assert {span.text for span in reason.spans} == {"Mark Zuckerberg"}


def test_every_spelling_of_a_name_is_listed_with_its_script(packs: Packs) -> None:
    found = spellings_of(" Zuckerberg ", packs)
    assert found[0].text == "Zuckerberg"
    assert {"latin", "han", "cyrillic", "katakana", "arabic", "hangul"} <= {s.script for s in found}
    assert len({spelling.folded for spelling in found}) == len(found)
    known = packs.people["mark-zuckerberg"].aliases
    assert {spelling.folded for spelling in found} == {folded_spelling(a.text) for a in known}


def test_a_word_no_pack_knows_has_one_spelling(packs: Packs) -> None:
    assert [spelling.text for spelling in spellings_of("sourdough", packs)] == ["sourdough"]
    assert spellings_of("  ", packs) == ()


def test_an_article_is_written_with_the_longest_spellings_it_holds(packs: Packs) -> None:
    spellings = [spelling.folded for spelling in spellings_of("Yann LeCun", packs)]
    subject = read(
        packs, "Yann LeCun leaves", "ヤン・ルカン氏。 Yann\nLeCun, whom none calls Lecunian."
    )
    assert standing(subject, spellings, packs.boundaries) == {"yann lecun", "ヤン・ルカン"}
    assert standing(read(packs, "LeCun"), spellings, packs.boundaries) == {"lecun"}


def test_what_is_left_without_any_spelling_is_not_scanned_for(
    packs: Packs, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = WatchSpec("w", keywords=("Zuckerberg",), without=("扎克伯格", "Meta"))
    watch = compile_watch(spec, packs)
    only, other = stored(packs, ZUCKERBERG["han"]), stored(packs, "Mark Zuckerberg, 扎克伯格")
    unconcerned = stored(packs, "Meta's Mark Zuckerberg")
    scanned: list[str] = []
    found: Callable[[Subject], Scan] = vars(Subject)["scan"].fget

    def scan_noted(subject: Subject) -> Scan:
        scanned.append(subject.text("title"))
        return found(subject)

    monkeypatch.setattr(Subject, "scan", property(scan_noted))
    assert not watch.root.holds(only)
    assert watch.root.holds(unconcerned)
    assert scanned == []
    assert watch.root.holds(other)
    assert set(scanned) == {"Mark Zuckerberg, 扎克伯格"}
