"""A rewrite names whom it rewrites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.credits import credit_of, make_voices, voices_of
from newsroom.fold import fold
from newsroom.records import Article, Source
from newsroom.watches import Watches
from tests.newsroom.articles import NOON

if TYPE_CHECKING:
    from newsroom.packs import Packs

CREDITS = [
    ("Meta loses researchers, Business Insider reports", "business insider"),
    ("Meta loses researchers, according to the Wall Street Journal", "wall street journal"),
    ("The hire was first reported by The Information.", "information"),
    ("Meta is in talks, The Daily Lantern reported on Monday.", "daily lantern"),
    ("Meta cuts a team (Jane Doe/Bloomberg)", "bloomberg"),
    ("A person told Reuters that the lab will close.", "reuters"),
    ("Citing Bloomberg, the paper wrote of delays.", "bloomberg"),
    ("Meta verliert Forscher, berichtet Business Insider", "business insider"),
    ("Laut Business Insider sind elf Autoren gegangen.", "business insider"),
    ("Wie das Handelsblatt berichtet, plant Meta ein Labor.", "handelsblatt"),
    ("Einem Bericht der Financial Times zufolge wartet Meta ab.", "financial times"),
    ("Selon Bloomberg, Meta prépare un laboratoire.", "bloomberg"),
    ("Meta perd ses chercheurs, rapporte Business Insider", "business insider"),
    ("Según Business Insider, Meta pierde investigadores", "business insider"),
    ("Meta ficha a tres expertos, informa The Information", "information"),
    ("Segundo o Wall Street Journal, a Meta adiou o modelo.", "wall street journal"),
    ("De acordo com a Bloomberg, a Meta contratou três.", "bloomberg"),
    ("Secondo Bloomberg, Meta cambia strategia", "bloomberg"),
    ("Meta rinvia il modello, riferisce il Financial Times", "financial times"),
    ("Volgens Business Insider vertrekken elf auteurs bij Meta", "business insider"),
    ("Meta stelt model uit, meldt The Information", "information"),
    ("Business Insiderによると、11人がMetaを退社した。", "business insider"),
    ("ロイターが報じた。", "reuters"),
    ("米紙ウォール・ストリート・ジャーナルによれば延期された", "wall street journal"),
    ("据彭博社报道，Meta推迟了模型", "bloomberg"),
    ("据《华尔街日报》报道，Meta推迟了模型", "wall street journal"),
    ("비즈니스 인사이더에 따르면 11명이 메타를 떠났다", "business insider"),
    ("블룸버그가 보도했다", "bloomberg"),
    ("بحسب بلومبرغ، أجلت ميتا النموذج", "bloomberg"),
    ("وفقًا لـ«رويترز» غادر الباحثون", "reuters"),
    ("По данным Bloomberg, Meta отложила модель", "bloomberg"),
    ("Об этом сообщает Business Insider", "business insider"),
    ("Bloomberg'e göre Meta modeli erteledi", "bloomberg"),
    ("Business Insider'ın haberine göre 11 kişi ayrıldı", "business insider"),
    ("Jak podaje Bloomberg, Meta odkłada model", "bloomberg"),
    ("Według Business Insider odeszło 11 autorów", "business insider"),
    ("ब्लूमबर्ग के अनुसार मेटा ने मॉडल टाला", "bloomberg"),
    ("रॉयटर्स की रिपोर्ट के मुताबिक", "reuters"),
    ("За даними Bloomberg, Meta відклала модель", "bloomberg"),
    ("به گزارش بلومبرگ، متا مدل را عقب انداخت", "bloomberg"),
    ("ব্লুমবার্গ জানিয়েছে, মেটা দেরি করছে", "bloomberg"),
    ("Prema Bloombergu, Meta odgađa model", "bloomberg"),
    ("Theo Bloomberg, Meta hoãn mô hình", "bloomberg"),
]
NONE = [
    "Meta reports strong results",
    "According to Meta, the lab is open",
    "According to Alexandr Wang the lab is open",
    "According to a person familiar with the matter",
    "Laut Meta ist das Labor offen",
    "Selon Yann LeCun, les modèles ne suffisent pas",
    "Metaによると、研究所を開設した",
    "메타에 따르면 연구소를 열었다",
    "The time to report is now, Meta said",
    "It is a verge of progress",
    "Via email, the company declined",
]


def _article(text: str, summary: str = "", outlet: str = "") -> Article:
    return Article(
        id="a", source="paper", title=text, summary=summary, outlet=outlet, first_seen=NOON
    )


@pytest.mark.parametrize(("text", "outlet"), CREDITS)
@pytest.mark.parametrize("field", ["title", "summary"])
def test_the_outlet_that_had_it_first_is_told(
    packs: Packs, text: str, outlet: str, field: str
) -> None:
    if field == "summary" and "/" in text:
        return
    article = _article(text) if field == "title" else _article("Meta and its lab", summary=text)
    found = credit_of(article, packs)
    assert (found.outlet if found else "") == outlet
    if found:
        span = found.span
        assert getattr(article, span.field)[span.start : span.end] == span.text


@pytest.mark.parametrize("text", NONE)
def test_who_speaks_for_himself_credits_nobody(packs: Packs, text: str) -> None:
    assert credit_of(_article(text), packs) is None


def test_an_outlet_does_not_credit_itself(packs: Packs) -> None:
    text = "Meta loses researchers, people told Business Insider"
    assert credit_of(_article(text, outlet="Business Insider"), packs) is None
    own = make_voices({"Business Insider": "paper"})
    assert credit_of(_article(text), packs, own) is None
    assert credit_of(_article(text, outlet="The Daily"), packs) is not None


def test_a_source_of_the_configuration_is_known_by_its_name(packs: Packs) -> None:
    voices = make_voices({"The Lantern": "src-lantern", "": "src-nameless"})
    found = credit_of(_article("Ann told the lantern of it"), packs, voices)
    assert found is not None
    assert (found.outlet, found.known) == ("src-lantern", True)


def test_how_many_sources_there_are_costs_an_article_nothing(
    packs: Packs, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = {f"s{n}": Source(f"s{n}", f"Paper {n}", "https://p.example") for n in range(1000)}
    watches = Watches(packs, sources=sources)
    voices = voices_of(watches)
    folded: list[str] = []

    def count(text: str) -> str:
        folded.append(text)
        return fold(text)

    monkeypatch.setattr("newsroom.credits.fold", count)
    assert voices_of(watches) is voices
    found = credit_of(_article("Ann told Paper 999 of it"), packs, voices)
    assert found is not None
    assert found.outlet == "s999"
    assert len(folded) < 20


def test_a_known_outlet_goes_before_a_name_nobody_knows(packs: Packs) -> None:
    text = "According to Grand Tower, it is over. Reuters reports the same."
    found = credit_of(_article("Meta", summary=text), packs)
    assert found is not None
    assert found.outlet == "reuters"


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_may_be_asked(packs: Packs, title: str, text: str) -> None:
    article = _article(f"{title} according to {text}", summary=f"{text}によると{title} reports")
    found = credit_of(article, packs)
    if found is not None:
        span = found.span
        assert getattr(article, span.field)[span.start : span.end] == span.text
