"""Frames of movement, a sentence at a time: who, from where, to where, how sure."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.claims import alternation, combine, lower, one_of
from newsroom.due import facts_of
from newsroom.known import Known, Overlay
from newsroom.ledger import enter, phrase_of
from newsroom.moves import Found, find_moves
from newsroom.records import Article, Reading, Story
from newsroom.scan import scan
from store.pack_files import load_packs
from tests.newsroom.articles import NOON
from tests.newsroom.move_cases import HEADLINES, NO_FACTS, STRANGERS, TOLD

if TYPE_CHECKING:
    from newsroom.packs import Packs


@cache
def _loaded() -> Packs:
    loaded, problems = load_packs(["meta-ai"])
    assert not problems
    return loaded


@pytest.fixture(scope="module")
def packs() -> Packs:
    return _loaded()


def moves_of(text: str, packs: Packs) -> list[Found]:
    article = Article("i", "paper", title=text, first_seen=NOON)
    return list(find_moves(article, scan(article, packs, ("ai",)), packs, ("meta",)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Angela Fan quits Meta for Anthropic", ("angela-fan", "left", "meta", "anthropic")),
        ("Meta loses Angela Fan to OpenAI", ("angela-fan", "left", "meta", "openai")),
        ("Meta poaches Jack Rae from DeepMind", ("jack-rae", "joined", "google-deepmind", "meta")),
        (
            "Jack Rae was hired by Meta from DeepMind",
            ("jack-rae", "joined", "google-deepmind", "meta"),
        ),
        ("Rob Fergus returns to Meta", ("robert-fergus", "returned", "", "meta")),
        ("Hugo Touvron stays at Meta", ("hugo-touvron", "stayed", "meta", "meta")),
        (
            "Angela Fan verlässt Meta und wechselt zu OpenAI",
            ("angela-fan", "left", "meta", "openai"),
        ),
        (
            "Angela Fan geht von Meta zu Google DeepMind",
            ("angela-fan", "left", "meta", "google-deepmind"),
        ),
        ("Angela Fan quitte Meta pour Mistral", ("angela-fan", "left", "meta", "mistral")),
        ("Angela Fan deja Meta y se une a OpenAI", ("angela-fan", "left", "meta", "openai")),
        ("Angela Fan lascia Meta per OpenAI", ("angela-fan", "left", "meta", "openai")),
        ("Angela Fan stapt over van Meta naar OpenAI", ("angela-fan", "left", "meta", "openai")),
        ("Angela Fan troca a Meta pela OpenAI", ("angela-fan", "left", "meta", "openai")),
        ("Ян Лекун уходит из Meta", ("yann-lecun", "left", "meta", "")),
        ("Yann LeCun odchodzi z Mety", ("yann-lecun", "left", "meta", "")),
        ("Yann LeCun Meta'dan ayrıldı", ("yann-lecun", "left", "meta", "")),
        ("ヤン・ルカン氏がMetaを退社", ("yann-lecun", "left", "meta", "")),
        ("庞若鸣离开苹果,加入Meta", ("ruoming-pang", "joined", "apple", "meta")),
        ("얀 르쿤, 메타를 떠나 창업", ("yann-lecun", "left", "meta", "")),
        ("يان ليكون يغادر ميتا", ("yann-lecun", "left", "meta", "")),
        ("यान लेकुन ने मेटा छोड़ा", ("yann-lecun", "left", "meta", "")),
    ],
)
def test_a_move_is_read(text: str, wanted: tuple[str, ...], packs: Packs) -> None:
    (move,) = moves_of(text, packs)
    assert (move.person, move.kind, move.origin, move.destination) == wanted
    assert move.status == "reported"
    assert move.quote == text


@pytest.mark.parametrize(
    "text",
    [
        "Angela Fan says Meta will compete with OpenAI",
        "Meta hires Angela Fan's lawyer",
        "Mark Zuckerberg left the stage at Meta's conference",
        "Angela Fan and OpenAI met at a Meta event",
        "Meta and OpenAI leave the talks",
        "Anthropic holt Angela Fans Schüler von Meta",
        "Meta umwirbt Mira Muratis Mitgründer",
    ],
)
def test_mere_company_is_no_move(text: str, packs: Packs) -> None:
    assert moves_of(text, packs) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Yann LeCun denies he is leaving Meta", "denied"),
        ("Yann LeCun dementiert Abgang bei Meta", "denied"),
        ("ヤン・ルカン氏、Meta退社を否定", "denied"),
        ("Yann LeCun may leave Meta", "rumoured"),
        ("Yann LeCun könnte Meta verlassen", "rumoured"),
        ("Yann LeCun pourrait quitter Meta", "rumoured"),
        ("Yann LeCun has left Meta", "reported"),
    ],
)
def test_hedges_and_denials_keep_their_status(text: str, status: str, packs: Packs) -> None:
    assert [m.status for m in moves_of(text, packs)] == [status]


@pytest.mark.parametrize(("title", "body", "wanted"), [*TOLD, *HEADLINES])
def test_a_move_is_read_however_it_is_told(
    title: str, body: str, wanted: set[tuple[str, ...]], packs: Packs
) -> None:
    article = Article("i", "paper", title=title, summary=body, first_seen=NOON)
    moves = find_moves(article, scan(article, packs, ("ai",)), packs, ("meta",))
    assert {(m.person, m.kind, m.origin, m.destination, m.status) for m in moves} == wanted


@pytest.mark.parametrize("text", NO_FACTS)
def test_what_is_rumoured_denied_asked_or_offered_is_never_told_as_a_fact(
    text: str, packs: Packs
) -> None:
    sure = {"reported", "confirmed"}
    moved = {"left", "joined", "returned"}
    assert [m for m in moves_of(text, packs) if m.status in sure and m.kind in moved] == []


@pytest.mark.parametrize(
    "tail",
    [
        "(See also: Angela Fan quits Meta for OpenAI.)",
        "Related: Yann LeCun leaves Meta",
        "Lesen Sie auch: Yann LeCun verlässt Meta",
        "関連記事:ヤン・ルカン氏がMetaを退社",
        "[관련기사] 얀 르쿤, 메타 퇴사",
        "Читайте также: Ян Лекун уходит из Meta",
    ],
)
def test_what_points_to_another_article_moves_nobody(tail: str, packs: Packs) -> None:
    body = f"Meta said on Tuesday that it would spend more on data centres next year.\n\n{tail}"
    article = Article("i", "paper", title="Meta plans", summary=body, first_seen=NOON)
    assert find_moves(article, scan(article, packs, ("ai",)), packs, ("meta",)) == ()


def test_a_sentence_longer_than_any_sentence_moves_nobody(packs: Packs) -> None:
    flood = ", ".join(["Angela Fan", "Mike Lewis", "and some more of them"] * 40)
    assert moves_of(f"Those who left: {flood} joined OpenAI from Meta", packs) == []


@pytest.mark.parametrize(("title", "body", "wanted"), STRANGERS)
def test_a_full_name_no_pack_knows_moves_only_in_an_explicit_frame(
    title: str, body: str, wanted: set[tuple[str, ...]], packs: Packs
) -> None:
    article = Article("i", "paper", title=title, summary=body, first_seen=NOON)
    moves = find_moves(article, scan(article, packs, ("ai",)), packs, ("meta",))
    unknown = [m for m in moves if m.person not in packs.people]
    assert not any(m.known for m in unknown)
    assert all(m.known for m in moves if m.person in packs.people)
    assert {(m.person, m.kind, m.origin, m.destination, m.status) for m in unknown} == wanted


def test_a_story_lends_its_people_their_surnames(packs: Packs) -> None:
    article = Article("i", "paper", title="Martinet has left Meta", first_seen=NOON)
    found = scan(article, packs, ("ai",))
    assert find_moves(article, found, packs, ("meta",)) == ()
    (move,) = find_moves(article, found, packs, ("meta",), cast=("xavier-martinet",))
    assert (move.person, move.kind) == ("xavier-martinet", "left")


def test_a_surname_two_people_of_a_story_share_is_nobodys(packs: Packs) -> None:
    article = Article("i", "paper", title="Sun has left Meta", first_seen=NOON)
    found = scan(article, packs, ("ai",))
    suns = [p.id for p in packs.people.values() if any(a.text == "Sun" for a in p.aliases)]
    assert len(suns) > 1
    assert find_moves(article, found, packs, ("meta",), cast=suns) == ()


def test_another_first_name_makes_another_person(packs: Packs) -> None:
    article = Article("i", "paper", title="Paul Martinet has left Meta", first_seen=NOON)
    found = scan(article, packs, ("ai",))
    moves = find_moves(article, found, packs, ("meta",), cast=("xavier-martinet",))
    assert not [m for m in moves if m.known]


def test_where_somebody_came_from_is_completed_from_what_packs_knew_by_then(packs: Packs) -> None:
    title = "Alexandr Wang has joined Meta"
    late = Article("i", "paper", title=title, first_seen=NOON, published=NOON, event_time=NOON)
    early = replace(late, published=NOON.replace(year=2024), event_time=NOON.replace(year=2024))
    undated = replace(late, published=None, event_time=None)
    origins = [
        m.origin
        for a in (late, early, undated)
        for m in find_moves(a, scan(a, packs, ("ai",)), packs, ("meta",))
    ]
    assert origins == ["scale-ai", "", ""]


@given(st.text(alphabet="AaÉßİ .,;—–-()'’“は氏との에서가يوдиे\n", max_size=120))
def test_wild_text_around_names_never_raises(noise: str) -> None:
    loaded = _loaded()
    text = f"{noise} Angela Fan {noise} leaves Meta {noise} for OpenAI, Jane Doe {noise}"
    article = Article("i", "paper", title=text[:300], summary=text, first_seen=NOON)
    for move in find_moves(article, scan(article, loaded, ("ai",)), loaded, ("meta",)):
        assert move.quote in text


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        (("rumoured", "reported"), ["rumoured", "reported"]),
        (("reported", "denied"), ["reported", "denied"]),
        (("rumoured", "confirmed"), ["rumoured", "reported"]),
        (("reported", "confirmed"), ["reported"]),
        (("confirmed", "denied"), ["reported", "denied"]),
        (("reported", "rumoured"), ["reported"]),
    ],
)
def test_a_change_of_status_is_a_new_fact(
    statuses: tuple[str, ...], told: list[str], packs: Packs
) -> None:
    known = Known()
    story = Story("s1", "A move", first_seen=NOON, last_seen=NOON)
    facts: dict[str, None] = {}
    for n, status in enumerate(statuses):
        article = Article(f"i{n}", "paper", first_seen=NOON)
        found = replace(LEFT, status=status, quote=f"{n}")  # type: ignore[arg-type]
        moves = enter([found], Reading(article=article, language="en"), "s1", Overlay(known), packs)
        known.learn(Reading(article=article, moves=moves))
        facts |= dict.fromkeys(f.rpartition(":")[2] for f in facts_of(story, moves, 99))
    assert list(facts) == told


def enter_all(rows: list[Found], packs: Packs) -> Known:
    known = Known()
    for n, found in enumerate(rows):
        article = Article(f"i{n}", "paper", first_seen=NOON)
        reading = Reading(article=article, language="en")
        moves = enter([found], reading, "s1", Overlay(known), packs)
        known.learn(Reading(article=article, moves=moves))
    return known


LEFT = Found("ann", "Ann Lee", "left", origin="meta", quote="She left.")


def test_a_new_employer_completes_a_move(packs: Packs) -> None:
    known = enter_all(
        [LEFT, Found("ann", "Ann Lee", "left", "meta", "mistral", quote="To P.")], packs
    )
    (move,) = known.moves()
    assert (move.origin, move.destination) == ("meta", "mistral")
    assert [e.quote for e in move.evidence] == ["She left.", "To P."]
    assert phrase_of(move, packs) == "Ann Lee left Meta for Mistral"


def test_a_part_of_a_house_is_that_house(packs: Packs) -> None:
    known = enter_all([LEFT, Found("ann", "Ann Lee", "left", "fair", quote="FAIR.")], packs)
    assert len(list(known.moves())) == 1


def test_coming_and_going_are_two_moves(packs: Packs) -> None:
    known = enter_all([LEFT, Found("ann", "Ann Lee", "joined", "", "meta", quote="In.")], packs)
    assert {m.kind for m in known.moves()} == {"left", "joined"}


def test_the_same_sentence_again_changes_nothing(packs: Packs) -> None:
    known = enter_all([LEFT], packs)
    reading = Reading(article=Article("i0", "paper", first_seen=NOON), language="en")
    assert enter([LEFT], reading, "s1", Overlay(known), packs) == ()


@pytest.mark.parametrize(
    ("before", "now", "after"),
    [
        ("rumoured", "reported", "reported"),
        ("reported", "rumoured", "reported"),
        ("reported", "denied", "denied"),
        ("denied", "reported", "denied"),
        ("denied", "confirmed", "confirmed"),
        ("confirmed", "denied", "denied"),
        ("confirmed", "reported", "confirmed"),
        ("confirmed", "rumoured", "confirmed"),
    ],
)
def test_status_of_a_claim_told_twice(before: str, now: str, after: str) -> None:
    assert combine(before, now) == after  # type: ignore[arg-type]  # parametrised literals


def test_cues_stand_at_word_borders_of_their_script() -> None:
    pattern = one_of(["may", "hedg*", "tritt~zurück", "検討", "قد"])
    assert pattern is not None
    for text in ("he may go", "hedging", "tritt er bald zurück", "Metaが検討中", "وقد غادر"):
        assert pattern.search(lower(text)), text
    for text in ("mayor", "dismay", "نقد", "betritt zurück"):
        assert not pattern.search(lower(text)), text
    assert alternation([]) == ""
    assert one_of([]) is None


def test_lower_case_keeps_every_character_in_its_place() -> None:
    assert len(lower("İSTANBUL'DA")) == len("İSTANBUL'DA")
