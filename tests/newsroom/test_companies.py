"""A company as the user writes it down, held against the packs."""

from __future__ import annotations

import pytest

from newsroom.companies import Company, describe, phrases
from newsroom.errors import Ambiguous, DecisionError
from newsroom.packs import Packs, compile_packs, parse_pack
from store.pack_files import load_packs, read_packs


@pytest.fixture(scope="module")
def shipped() -> Packs:
    return load_packs(["meta-ai"])[0]


def test_a_new_company_has_the_names_it_was_given(shipped: Packs) -> None:
    found = describe(Company("Zephyra  Labs", ("Zephyra", "ゼフィラ", "Zephyra Labs")), shipped)
    assert (found.id, found.name, found.known) == ("zephyra-labs", "Zephyra Labs", None)
    assert found.keys["spellings"] == ["ゼフィラ"]
    assert found.weak == ("Zephyra",)
    assert found.prior == {"org:zephyra-labs": 0.1}


@pytest.mark.parametrize(
    ("name", "sure"),
    [
        ("Zephyra Labs", True),
        ("DeepZephyra", True),
        ("株式会社ゼフ", True),
        ("Zephyra", False),
        ("ZEPH", False),
        ("zephyra", False),
        ("ゼフ", False),
    ],
)
def test_what_may_be_something_else_counts_beside_something_related(
    shipped: Packs, name: str, sure: bool
) -> None:
    assert describe(Company(name), shipped).weak == (() if sure else (name,))


def test_a_name_without_latin_letters_has_an_id_of_an_alias(shipped: Packs) -> None:
    assert describe(Company("株式会社ゼフ", ("Zeph Corp",)), shipped).id == "zeph-corp"
    assert describe(Company("株式会社ゼフ"), shipped).id.startswith("org-")


@pytest.mark.parametrize("name", ["Mistral", "mistral ai", "ミストラル", "Mistral!"])
def test_a_company_the_packs_know_is_found_by_any_of_its_names(shipped: Packs, name: str) -> None:
    found = describe(Company(name), shipped)
    assert found.known is shipped.orgs["mistral"]
    assert (dict(found.keys), found.prior) == ({}, {})


def test_a_company_called_like_a_model_or_a_person_has_an_id_of_its_own(shipped: Packs) -> None:
    assert describe(Company("Llama"), shipped).id == "llama-org"
    assert describe(Company("Yann LeCun"), shipped).id == "yann-lecun-org"


def test_companies_may_call_themselves_as_their_models(shipped: Packs) -> None:
    assert describe(Company("Zephyra Labs", ("Llama",)), shipped).weak == ("Llama",)


def test_a_name_of_two_companies_is_ambiguous() -> None:
    text = "".join(f'[[org]]\nid = "{one}"\nname = "Zephyra Labs"\n' for one in ("a-one", "a-two"))
    core, _ = read_packs([])
    with pytest.raises(Ambiguous, match="could be a-one, a-two"):
        describe(Company("Zephyra Labs"), compile_packs([*core, parse_pack("two.toml", text)]))


@pytest.mark.parametrize("word", ["the", "und", "May", "leaves", "AI", "の", "hires"])
def test_ordinary_words_are_no_names(shipped: Packs, word: str) -> None:
    with pytest.raises(DecisionError):
        describe(Company(word), shipped)
    with pytest.raises(DecisionError):
        describe(Company("Zephyra Labs", (word,)), shipped)


def test_news_is_searched_by_names_that_are_nobody_elses(shipped: Packs) -> None:
    new = describe(Company("Zephyra Labs", ("Zephyra", "ゼフィラ")), shipped)
    assert phrases(new, "fr") == ("Zephyra Labs", "ゼフィラ")
    assert phrases(describe(Company("Zephyra"), shipped), "fr") == ("Zephyra",)
    assert phrases(describe(Company("Mistral"), shipped), "fr") == ("Mistral AI",)


def test_what_is_searched_for_cannot_leave_its_quotes(shipped: Packs) -> None:
    hostile = describe(Company('Zeph" OR "a'), shipped)
    assert phrases(hostile, "en") == ("Zeph OR a",)
