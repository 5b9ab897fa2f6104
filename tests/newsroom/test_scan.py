"""What one pass over an article finds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.fold import fold
from newsroom.numbers import find_numbers
from newsroom.pack_examples import check_examples
from newsroom.packs import compile_packs, parse_pack
from newsroom.records import Article
from newsroom.scan import scan
from tests.newsroom.conftest import SEEN

if TYPE_CHECKING:
    from newsroom.packs import Packs
    from tests.newsroom.conftest import Read


def _ids(read: Read, title: str, text: str = "", context: tuple[str, ...] = ()) -> set[str]:
    return {mention.entity for mention in read(title, text, context=context).mentions}


def test_every_example_in_the_shipped_packs_holds(packs: Packs) -> None:
    assert check_examples(packs) == ()


def test_an_example_that_fails_is_named_in_a_sentence() -> None:
    pack = parse_pack(
        "x.toml", '[[org]]\nid = "acme"\nname = "Acme"\nmatch = ["Apex"]\nno_match = ["Acme"]'
    )
    assert check_examples(compile_packs([pack])) == (
        "org 'acme' is not found in its own example 'Apex'.",
        "org 'acme' is wrongly found in its own example 'Acme'.",
    )


def test_spans_show_the_original_spelling(read: Read) -> None:
    found = read("ＭＥＴＡ verliert Joe\u0308lle Pineau an Cohere")
    assert {mention.span.text for mention in found.mentions} == {
        "ＭＥＴＡ",
        "Joe\u0308lle Pineau",
        "Cohere",
    }
    for mention in found.mentions:
        assert mention.span.term == f"{mention.kind}:{mention.entity}"


def test_the_longest_name_wins(read: Read) -> None:
    assert _ids(read, "Google DeepMind trains a model") == {"google-deepmind"}


@pytest.mark.parametrize(
    ("title", "entity"),
    [
        ("Meta at its peak", "meta"),
        ("Cohere in Toronto", "cohere"),
        ("Avocado is here", "muse-spark"),
    ],
)
def test_a_weak_name_alone_does_not_count(read: Read, title: str, entity: str) -> None:
    assert entity not in _ids(read, title)


def test_what_a_source_is_about_lets_a_weak_name_count(read: Read) -> None:
    assert "meta" in _ids(read, "Meta at its peak", context=("ai",))
    assert "muse-spark" not in _ids(read, "Avocado is here", context=("ai",))
    assert "muse-spark" in _ids(read, "Avocado is here", context=("meta",))


def test_weak_names_need_their_capitals(read: Read) -> None:
    assert "meta" not in _ids(read, "Google reaches its ai meta")
    assert "meta" in _ids(read, "GOOGLE AND META IN AI")


def test_a_short_name_needs_the_full_one_in_the_same_article(read: Read) -> None:
    assert "alexandr-wang" not in _ids(read, "Wang leads Meta's AI lab")
    found = read("Alexandr Wang leads Meta's AI lab", "People like Wang, say others.")
    assert [m.span.text for m in found.mentions if m.entity == "alexandr-wang"] == [
        "Alexandr Wang",
        "Wang",
    ]


def test_a_guess_needs_another_name(read: Read) -> None:
    assert _ids(read, "Antrópico e o clima") == set()
    assert "anthropic" in _ids(read, "Antrópico e OpenAI")


def test_what_a_pack_denies_is_no_mention(read: Read) -> None:
    assert "llama" not in _ids(read, "Dalai Llama speaks about AI, Meta and OpenAI")


def test_concepts_are_found_outside_names_only(read: Read) -> None:
    found = read("Meta Superintelligence Labs loses staff")
    assert "superintelligence" not in {hit.concept for hit in found.concepts}


def test_latin_forms_of_another_language_do_not_count(read: Read) -> None:
    english = read("Meta is part of the story: the sale is on, OpenAI says")
    assert "leave" not in {hit.concept for hit in english.concepts}


def test_words_for_and_against_the_subject_are_no_acts(read: Read) -> None:
    found = read("Meta puts AI into WhatsApp and smart glasses")
    assert {"counter-apps", "counter-hardware"} <= {hit.concept for hit in found.cues}
    assert not {hit.concept for hit in found.concepts if hit.concept.startswith("counter")}


def test_the_name_of_the_outlet_itself_is_no_name(packs: Packs) -> None:
    article = Article(
        "i",
        "s",
        title="Meta AI has now quietly shelved Garlic - Radio Orbit 24",
        outlet="Radio Orbit 24",
        first_seen=SEEN,
    )
    found = scan(replace(article, summary="Garlic is off, Radio Orbit 24 says."), packs)
    assert (found.names, found.numbers) == (("garlic",), ())


def test_an_article_that_names_nothing_is_left_alone_unless_asked(packs: Packs) -> None:
    article = Article(
        id="a",
        source="s",
        title="Baker closes shop",
        text="She sold 1,400 loaves.",
        first_seen=SEEN,
    )
    assert scan(article, packs).numbers == ()
    assert scan(article, packs, whole=True).numbers == ("1400",)


def test_the_tail_of_a_page_names_nobody(read: Read) -> None:
    text = "Meta opens an AI lab in Paris. " * 10
    found = _ids(read, "Meta opens a lab", f"{text}Related articles: Sam Altman visits Berlin.")
    assert "sam-altman" not in found
    assert "meta" in found


NUMBERS = [
    ("Eleven of the 14 authors", "en", {"11", "14", "78%", "79%"}),
    ("14人中11人が退社", "ja", {"11", "14", "78%", "79%"}),
    ("14 yazarından 11'i", "tr", {"11", "14", "78%", "79%"}),
    ("78 Prozent der Autoren", "de", {"78%"}),
    ("elf der vierzehn Autoren", "de", {"11", "14", "78%", "79%"}),
    ("$14.3 billion", "en", {"14300000000"}),
    ("14,3 Milliarden Dollar", "de", {"14300000000"}),
    ("143億ドル", "ja", {"14300000000"}),
    ("143亿美元", "zh", {"14300000000"}),
    ("143억 달러", "ko", {"14300000000"}),
    ("1.000 empregos, 600 vagas", "pt", {"1000", "600"}),
    ("in 2025, on 25 May at 10:30", "en", set()),
    ("am 3. Mai 2026", "de", set()),
    ("7月25日に発表", "ja", set()),
    ("GPT-45 and H100 and 3 others", "en", set()),
    ("on the way, ten men", "en", {"10"}),
    ("on the way", "de", set()),
]


@pytest.mark.parametrize(("text", "language", "wanted"), NUMBERS)
def test_numbers_have_one_spelling_in_every_language(
    packs: Packs, text: str, language: str, wanted: set[str]
) -> None:
    assert set(find_numbers(fold(text), packs, language)) == wanted


def test_unknown_names_are_those_a_headline_capitalises_inside(read: Read) -> None:
    assert "garlic" in read("Meta calls its new AI model Garlic, says OpenAI").names
    assert "garlic" in read("Metaが新AIモデル「Garlic」を開発").names
    assert read("Meta Poaches Three OpenAI Engineers For Its Team").names == ()


def test_sentences_end_in_every_script(read: Read) -> None:
    text = "Dr. Pineau left Meta. She said so。次に行く。وداعا؟ अच्छा। Ende."
    found = read("Meta and OpenAI", text)
    parts = [text[start:end] for start, end in found.sentences["text"]]
    assert parts == [
        "Dr. Pineau left Meta.",
        "She said so。",
        "次に行く。",
        "وداعا؟",
        "अच्छा।",
        "Ende.",
    ]


@given(st.lists(st.text(max_size=40), min_size=3, max_size=3))
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_every_span_shows_itself(packs: Packs, texts: list[str]) -> None:
    title, summary, text = texts
    article = Article(
        id="a",
        source="s",
        title=f"{title} Meta’s OpenAI",
        summary=summary,
        text=text,
        first_seen=SEEN,
    )
    found = scan(article, packs, ("ai",))
    for span in (
        *(mention.span for mention in found.mentions),
        *(hit.span for hit in (*found.concepts, *found.cues)),
    ):
        assert getattr(article, span.field)[span.start : span.end] == span.text
        assert span.text


def test_five_thousand_wild_texts_raise_nothing(packs: Packs) -> None:
    import random

    rng = random.Random(7)
    pools = [(32, 127), (0xA0, 0x250), (0x300, 0x370), (0x400, 0x530), (0x590, 0x700)]
    pools += [(0x900, 0xA00), (0x1100, 0x1200), (0x3000, 0x3100), (0x4E00, 0x4F00)]
    pools += [(0xAC00, 0xAD00), (0xD800, 0xE000), (0xFB00, 0xFFFF), (0x1F300, 0x1F700)]
    words = ["Meta", "メタ", "ميتا", "메타", "Llama", "11", "of", "14", "leaves", "%", "("]
    for _ in range(5000):
        chars = [chr(rng.randrange(*rng.choice(pools))) for _ in range(rng.randrange(12))]
        chars += rng.sample(words, 3)
        rng.shuffle(chars)
        title = rng.choice(["", " "]).join(chars)
        article = Article(id="a", source="s", title=title, first_seen=SEEN)
        scan(article, packs, ("ai",), whole=True)


@given(
    st.sampled_from(["Meta hires Lucas Beyer from OpenAI", "메타, 오픈AI 연구원 영입"]),
    st.text(max_size=60),
)
@settings(max_examples=100, deadline=None)
def test_other_fields_take_nothing_away(packs: Packs, title: str, rest: str) -> None:
    alone = Article(id="a", source="s", title=title, first_seen=SEEN)
    both = replace(alone, summary=rest)
    names = {mention.span for mention in scan(alone, packs).mentions}
    assert names <= {mention.span for mention in scan(both, packs).mentions}
