"""Watches: all that is given must hold; what is broken is shown and never matches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsroom.records import Article, Story, WatchSpec
from newsroom.scan import scan
from newsroom.subject import Subject
from newsroom.watches import compile_watches
from tests.newsroom.conftest import SEEN

if TYPE_CHECKING:
    from newsroom.packs import Packs
    from newsroom.records import Status


def _matches(
    packs: Packs, spec: WatchSpec, title: str, topics: tuple[str, ...] = (), hint: str = ""
) -> bool:
    article = Article(id="a", source="s", title=title, language_hint=hint, first_seen=SEEN)
    subject = Subject.of_article(article, scan(article, packs), topics=topics)
    return bool(compile_watches([spec], packs).match(subject))


def test_an_empty_watch_matches_anything(packs: Packs) -> None:
    assert _matches(packs, WatchSpec("all"), "Baker closes shop")


def test_any_keyword_is_enough_in_every_script(packs: Packs) -> None:
    spec = WatchSpec("w", keywords=("Zuckerberg", "Cohere"))
    for title in ("扎克伯格重组团队", "Цукерберг и ИИ", "Cohere at work", "ザッカーバーグの計画"):
        assert _matches(packs, spec, title), title
    assert not _matches(packs, spec, "Baker closes shop")


def test_keywords_that_no_pack_knows_are_words(packs: Packs) -> None:
    spec = WatchSpec("w", keywords=("sourdough", "Berliner Brot"))
    assert _matches(packs, spec, "Sourdough’s comeback")
    assert _matches(packs, spec, "Das BERLINER BROT")
    assert not _matches(packs, spec, "Brot aus Berlin")


def test_a_keyword_that_is_an_ordinary_word_too_is_not_the_word(packs: Packs) -> None:
    spec = WatchSpec("w", keywords=("Meta", "Llama"))
    for title in (
        "La meta del gobierno es reducir la inflación",
        "Meta-analysis of 40 trials",
        "Metaverse games",
        "The Dalai Llama speaks",
        "Llama farm opens",
        "メタバースの市場",
    ):
        assert not _matches(packs, spec, title), title
    assert _matches(packs, spec, "Llama is out")
    assert _matches(packs, spec, "메타, AI 연구원 영입")


def test_what_is_excluded_never_matches(packs: Packs) -> None:
    spec = WatchSpec("w", keywords=("OpenAI",), exclude=("podcast", "Dalai Llama"))
    assert _matches(packs, spec, "OpenAI hires")
    assert not _matches(packs, spec, "OpenAI podcast of the week")


def test_keywords_and_query_must_both_hold(packs: Packs) -> None:
    spec = WatchSpec("w", keywords=("Mistral",), query="act:hire")
    assert _matches(packs, spec, "Mistral hires Llama authors")
    assert not _matches(packs, spec, "Mistral ships Llama rival")
    assert not _matches(packs, spec, "OpenAI hires Llama authors")


def test_topics_and_languages_must_hold_too(packs: Packs) -> None:
    spec = WatchSpec("w", topics=("talent",), languages=("de", "ja"))
    assert _matches(packs, spec, "メタ、研究者を採用", ("talent", "strategy"))
    assert not _matches(packs, spec, "メタ、研究者を採用", ("strategy",))
    assert not _matches(packs, spec, "The researchers have left the company", ("talent",))


def test_a_broken_watch_says_why_and_never_matches(packs: Packs) -> None:
    specs = [
        WatchSpec("ok", keywords=("OpenAI",)),
        WatchSpec("bracket", query="(a"),
        WatchSpec("topic", topics=("talents",)),
    ]
    watches = compile_watches(specs, packs)
    assert [watch.error for watch in watches.compiled] == [
        "",
        "The bracket at character 1 is never closed; add a bracket.",
        f'There is no topic "talents"; known are {", ".join(packs.topics)}.',
    ]
    article = Article(id="a", source="s", title="OpenAI (a talents", first_seen=SEEN)
    found = watches.match(Subject.of_article(article, scan(article, packs)))
    assert [match.watch for match in found] == ["ok"]
    assert [span.text for span in found[0].spans] == ["OpenAI"]


def test_a_concept_counts_in_a_sentence_with_whom_the_watch_names(packs: Packs) -> None:
    spec = WatchSpec("w", keywords=("Mistral",), query="act:acquisition")
    near = "A quiet day. Mistral acquires a startup. OpenAI watches."
    far = "A quiet day. Mistral watches AI. OpenAI acquires a startup."
    for text, wanted in ((near, True), (far, False)):
        article = Article(id="a", source="s", title="News in brief", text=text, first_seen=SEEN)
        subject = Subject.of_article(article, scan(article, packs))
        assert bool(compile_watches([spec], packs).match(subject)) is wanted


def test_a_watch_whose_pattern_takes_too_long_is_broken_and_the_rest_goes_on(packs: Packs) -> None:
    specs = [
        WatchSpec("slow", query="/(a|aa)+$/"),
        WatchSpec("quick", query="/bread$/"),
        WatchSpec("bread", keywords=("bread",)),
    ]
    watches = compile_watches(specs, packs)

    def matched(text: str) -> list[str]:
        article = Article(id="a", source="s", title="On bread", text=text, first_seen=SEEN)
        found = watches.match(Subject.of_article(article, scan(article, packs)))
        return [match.watch for match in found]

    assert matched("aaaa") == ["slow", "quick", "bread"]
    assert not watches.errors()
    assert matched("a" * 80 + "b") == ["quick", "bread"]
    assert "takes more than 20 ms on one item" in watches.errors()["slow"]
    assert matched("aaaa") == ["quick", "bread"]


def test_a_rehearsal_finds_what_takes_too_long(packs: Packs) -> None:
    watches = compile_watches([WatchSpec("slow", query="/(a|aa)+$/"), WatchSpec("all")], packs)
    titles = ("bread", "a" * 80 + "b")
    articles = [Article(id=t, source="s", title=t, first_seen=SEEN) for t in titles]
    watches.rehearse(Subject.of_article(each, scan(each, packs)) for each in articles[:1])
    assert not watches.errors()
    watches.rehearse(Subject.of_article(each, scan(each, packs)) for each in articles)
    assert list(watches.errors()) == ["slow"]


def test_a_watch_may_build_on_those_before_it(packs: Packs) -> None:
    specs = [
        WatchSpec("bread", keywords=("bread",)),
        WatchSpec("english-bread", query="watch:bread lang:en"),
        WatchSpec("salt", query="watch:salty OR source:a-paper-that-closed"),
    ]
    watches = compile_watches(specs, packs)
    assert not watches.errors()
    article = Article(
        id="a", source="s", title="Bread is dear in the whole of the country", first_seen=SEEN
    )
    found = watches.match(Subject.of_article(article, scan(article, packs)))
    assert [match.watch for match in found] == ["bread", "english-bread"]


def test_a_watch_may_ask_how_well_a_story_is_founded(packs: Packs) -> None:
    watches = compile_watches([WatchSpec("sure", query="sources:>=3 status:confirmed")], packs)
    article = Article(id="a", source="s", title="Bread", first_seen=SEEN)

    def holds(story: Story | None, own: Status = "reported") -> bool:
        subject = Subject.of_article(article, scan(article, packs), story=story, status=lambda: own)
        return bool(watches.match(subject))

    story = Story("st", "Bread", status="confirmed", first_seen=SEEN, last_seen=SEEN)
    assert holds(replace(story, independent_sources=3))
    assert not holds(replace(story, independent_sources=2))
    assert not holds(replace(story, independent_sources=3, status="rumoured"))
    assert not holds(None, "confirmed")
    alone = compile_watches([WatchSpec("said", query="status:confirmed sources:1")], packs)
    subject = Subject.of_article(article, scan(article, packs), status=lambda: "confirmed")
    assert alone.match(subject)


def test_a_concept_inside_a_name_is_no_concept(packs: Packs) -> None:
    spec = WatchSpec("w", query="act:superintelligence")
    assert not _matches(packs, spec, "Meta Superintelligence Labs moves house")
    assert _matches(packs, spec, "The race to superintelligence")


def test_a_relevant_article_is_shown_by_the_words_that_make_it_so(packs: Packs) -> None:
    article = Article(
        "a", "s", title="Meta lays off 600 researchers", summary="A memo says so.", first_seen=SEEN
    )
    subject = Subject.of_article(article, scan(article, packs, ("ai",)), relevant=True)
    watches = compile_watches(
        [WatchSpec("all", query="is:relevant"), WatchSpec("one", query="is:relevant act:layoff")],
        packs,
    )
    everything, one = watches.match(subject)
    assert {span.text for span in everything.spans} == {"Meta", "lays off"}
    assert {span.text for span in one.spans} == {"lays off"}
    other = Subject.of_article(article, scan(article, packs, ("ai",)), relevant=False)
    assert not watches.match(other)
