"""Frames of movement, a sentence at a time: who, from where, to where, how sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.claims import alternation, combine, lower, one_of
from newsroom.known import Known, Overlay
from newsroom.ledger import enter, phrase_of
from newsroom.moves import Found, find_moves
from newsroom.records import Article, Reading
from newsroom.scan import scan
from store.pack_files import load_packs
from tests.newsroom.articles import NOON

if TYPE_CHECKING:
    from newsroom.packs import Packs


@pytest.fixture(scope="module")
def packs() -> Packs:
    loaded, problems = load_packs(["meta-ai"])
    assert not problems
    return loaded


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
        ("confirmed", "denied", "confirmed"),
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
