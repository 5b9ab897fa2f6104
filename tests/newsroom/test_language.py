"""Which language a text is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.language import WordDetector, detect, make_detector

if TYPE_CHECKING:
    from newsroom.packs import Packs

TITLES = [
    ("en", "The researchers have left for a rival in Paris"),
    ("de", "Die Forscher haben das Labor für immer verlassen"),
    ("fr", "Les chercheurs ont quitté le laboratoire pour une start-up"),
    ("es", "Los investigadores dejan el laboratorio por una empresa nueva"),
    ("pt", "Os pesquisadores deixam o laboratório e não voltam mais"),
    ("it", "I ricercatori lasciano il laboratorio per una nuova azienda"),
    ("nl", "De onderzoekers verlaten het laboratorium voor een nieuw bedrijf"),
    ("pl", "Badacze odchodzą z laboratorium, które założyli w Paryżu"),
    ("tr", "Araştırmacılar yeni bir şirket için laboratuvardan ayrıldı"),
    ("ja", "AI研究者がMetaを退社"),
    ("zh", "三名研究员离开实验室"),
    ("ko", "메타, OpenAI 연구원 영입"),
    ("ar", "الباحثون يغادرون ميتا إلى Mistral"),
    ("fa", "پژوهشگران شرکت را ترک کردند"),
    ("ru", "Исследователи уходят из Meta"),
    ("uk", "Дослідники йдуть із компанії"),
    ("hi", "शोधकर्ताओं ने Meta छोड़ा"),
    ("bn", "গবেষকরা প্রতিষ্ঠান ছাড়লেন"),
    ("he", "החוקרים עוזבים את מטא"),
    ("el", "Οι ερευνητές φεύγουν"),
    ("th", "นักวิจัยลาออก"),
]


@pytest.mark.parametrize(("language", "title"), TITLES)
def test_titles_are_told_apart(packs: Packs, language: str, title: str) -> None:
    assert detect(title, "", make_detector(packs.languages)) == language


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ru", "Marietta Osterhagen уходит из Meta AI в Mistral"),
        ("zh", "Marietta Osterhagen离开Meta AI加入Mistral"),
        ("ar", "Marietta Osterhagen يغادر Meta AI إلى Mistral"),
    ],
)
def test_latin_names_do_not_outweigh_the_words_of_a_source_that_writes_otherwise(
    packs: Packs, language: str, title: str
) -> None:
    assert detect(title, language, make_detector(packs.languages)) == language


def test_keys_and_hashes_are_words_of_no_language(packs: Packs) -> None:
    keys = " ".join(f"{n:x}e7d{n}a9" for n in range(40))
    title = "研究员离开实验室"
    assert detect(f"{title} {keys}", "", make_detector(packs.languages)) == "zh"


@pytest.mark.parametrize(("language", "title"), TITLES[:9])
def test_function_words_do_where_the_library_has_no_build(
    packs: Packs, language: str, title: str
) -> None:
    def missing() -> WordDetector:
        raise ImportError

    assert detect(title, "", make_detector(packs.languages, missing)) == language


def test_the_source_decides_what_the_text_cannot(packs: Packs) -> None:
    detector = make_detector(packs.languages)
    assert detect("", "de", detector) == "de"
    assert detect("Llama 4", "de-AT", detector) == "de"
    assert detect("1 + 1", "", detector) == ""
    assert detect("人工智能", "ja", detector) == "ja"
    assert detect("text without a detector", "en") == "en"
