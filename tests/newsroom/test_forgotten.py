"""People who are taken out of the packs: nobody reads their name any more, nobody meets them."""

from __future__ import annotations

import pytest

from newsroom.errors import PackError
from newsroom.moves import find_moves
from newsroom.pack_examples import examples_in, holds
from newsroom.packs import Packs, compile_packs, parse_pack
from newsroom.records import Article
from newsroom.scan import scan
from newsroom.suggestions import suggest
from store.pack_files import compile_files, read_packs
from tests.newsroom.articles import NOON

GONE = '[[person]]\nid = "guillaume-lample"\nforgotten = true\n'
TEXT = "Guillaume Lample, a research scientist at Meta, has left Meta for Apple with Angela Fan."


def packs_with(*texts: str) -> Packs:
    """The shipped packs under files of the user's own."""
    files, problems = read_packs(["meta-ai"])
    own = [parse_pack(f"own-{n}.toml", text) for n, text in enumerate(texts)]
    packs, _, misfits = compile_files([*files, *own])
    assert (problems, misfits) == ([], [])
    return packs


@pytest.fixture(scope="module")
def without() -> Packs:
    return packs_with(GONE)


def article(text: str) -> Article:
    return Article("i1", "paper", title="Meta news", summary=text, first_seen=NOON)


def test_two_lines_take_a_person_of_the_shipped_pack_out(without: Packs) -> None:
    assert "guillaume-lample" not in without.people
    assert without.resolve("person", "Lample") == ()
    read = scan(article(TEXT), without, ("ai",))
    assert {m.entity for m in read.mentions if m.kind == "person"} == {"angela-fan"}


@pytest.mark.parametrize(
    "name", ["Guillaume Lample", "ギヨーム・ランプル", "Ada Lind"], ids=["latin", "kana", "other"]
)
def test_they_are_not_met_anew_under_any_spelling(name: str) -> None:
    text = f"Meta: {name}, Timothée Lacroix and Angela Fan founded it."
    if not name.isascii():
        text = f"Metaを退社した{name}氏、Timothée Lacroix、Angela Fanが設立した。"
    without = packs_with(f"{GONE}spellings = ['ギヨーム・ランプル']\n")
    found = suggest([(article(text), scan(article(text), without, ("ai",)))], without)
    assert [one.name for one in found] == (["Ada Lind"] if name == "Ada Lind" else [])


def test_no_move_of_theirs_is_found(without: Packs) -> None:
    one = article(TEXT)
    everybody = packs_with()
    assert "guillaume-lample" in {
        move.person for move in find_moves(one, scan(one, everybody, ("ai",)), everybody, ["meta"])
    }
    left = find_moves(one, scan(one, without, ("ai",)), without, ["meta"])
    assert "guillaume-lample" not in {move.person for move in left}


def test_a_later_file_brings_somebody_back_whole() -> None:
    packs = packs_with(GONE, GONE.replace("true", "false"))
    assert packs.people["guillaume-lample"].org == "mistral"
    assert not packs.forgotten


def test_whoever_is_named_elsewhere_in_the_packs_may_be_taken_out_too() -> None:
    packs = packs_with(GONE.replace("guillaume-lample", "mark-zuckerberg"))
    assert "mark-zuckerberg" in packs.forgotten
    assert "mark-zuckerberg" not in packs.people


def test_somebody_no_pack_knows_any_more_stays_out() -> None:
    packs = packs_with('[[person]]\nid = "nobody-else"\nforgotten = true\n')
    assert packs.forgotten["nobody-else"] == frozenset()


def test_their_examples_are_not_asked_for(without: Packs) -> None:
    text = '[[person]]\nid = "guillaume-lample"\nmatch = ["Guillaume Lample joins Apple"]\n'
    (example,) = examples_in([parse_pack("own.toml", text)])
    assert holds(example, packs_with())
    assert holds(example, without)


def test_forgotten_is_true_or_false() -> None:
    with pytest.raises(PackError, match=r"forgotten of person 'x' must be true or false"):
        parse_pack("own.toml", '[[person]]\nid = "x"\nforgotten = "yes"\n')


def test_spellings_added_by_hand_are_as_good_as_the_name() -> None:
    text = '[[person]]\nid = "ada"\nname = "Ada Lind"\nspellings = ["エイダ・リンド"]\n'
    packs = compile_packs([parse_pack("own.toml", text)])
    assert {a.text: (a.certainty, a.source) for a in packs.people["ada"].aliases} == {
        "Ada Lind": ("strong", "name"),
        "エイダ・リンド": ("strong", "added"),
    }
