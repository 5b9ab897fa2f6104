"""Packs: read with sentences for what is wrong, laid over each other by id."""

from __future__ import annotations

import pytest

from newsroom.errors import PackError
from newsroom.pack_examples import check_examples
from newsroom.packs import Packs, compile_packs, parse_pack

BASE = """
[subject]
organisations = ["acme"]
[[org]]
id = "acme"
name = "Acme"
seen.de = ["Akme"]
weak = ["AC"]
[[org]]
id = "acme-labs"
name = "Acme Labs"
parent = "acme"
[[model]]
id = "anvil"
name = "Anvil"
owner = "acme"
[[person]]
id = "wile"
name = "Wile Coyote"
groups = ["founders"]
mt = ["Wille Kojote"]
short = ["Coyote"]
[[person.move]]
from = "acme"
to = "acme-labs"
date = "2024-05"
[[concept]]
id = "leave"
forms.en = ["leave*", "step* down"]
[topics_rule]
threshold = 1
[[topic]]
id = "talent"
words = ["staff"]
"""


def _compiled(*texts: str) -> Packs:
    return compile_packs(parse_pack(f"{n}.toml", text) for n, text in enumerate(texts))


def test_names_carry_where_they_come_from_and_how_far_they_count() -> None:
    packs = _compiled(BASE)
    acme = {alias.text: alias for alias in packs.orgs["acme"].aliases}
    assert (acme["Acme"].source, acme["Acme"].certainty) == ("name", "strong")
    assert (acme["Akme"].source, acme["Akme"].language) == ("seen", "de")
    assert (acme["AC"].certainty, acme["AC"].case) == ("weak", True)
    wile = {alias.text: alias for alias in packs.people["wile"].aliases}
    assert wile["Wille Kojote"].certainty == "guess"
    assert wile["Coyote"].short
    assert packs.people["wile"].moves[0].destination == "acme-labs"


def test_the_subject_is_the_house_with_its_parts_and_models() -> None:
    packs = _compiled(BASE)
    assert packs.subject.organisations == {"acme", "acme-labs"}
    assert packs.subject.models == {"anvil"}
    assert packs.is_part_of("acme-labs", "acme")
    assert not packs.is_part_of("acme", "acme-labs")
    assert packs.parts_of("acme") == {"acme", "acme-labs"}


def test_a_later_pack_overlays_an_earlier_one_by_id() -> None:
    packs = _compiled(
        BASE,
        """
        [[org]]
        id = "acme"
        name = "ACME Corp"
        seen.fr = ["Acmé"]
        remove = ["Akme"]
        [[concept]]
        id = "leave"
        forms.en = ["depart*"]
        forms.de = ["verlass*"]
        [[topic]]
        id = "talent"
        words = ["crew"]
        [[topic]]
        id = "strategy"
        """,
    )
    assert packs.name_of("acme") == "ACME Corp"
    assert {alias.text for alias in packs.orgs["acme"].aliases} == {"ACME Corp", "Acmé", "AC"}
    assert packs.concepts["leave"].forms["en"] == ("leave*", "step* down", "depart*")
    assert packs.concepts["leave"].forms["de"] == ("verlass*",)
    assert packs.topics == ("talent", "strategy")
    assert packs.raw_topics["topic"][0]["words"] == ["crew"]


def test_names_and_unique_beginnings_resolve() -> None:
    packs = _compiled(BASE)
    assert packs.resolve("org", "acme") == ("acme",)
    assert packs.resolve("org", "Akme") == ("acme",)
    assert packs.resolve("org", "ac") == ("acme",)
    assert packs.resolve("org", "acme-") == ("acme-labs",)
    assert packs.resolve("person", "coyote") == ("wile",)
    assert packs.resolve("group", "found") == ("founders",)
    assert packs.resolve("act", "le") == ("leave",)
    assert packs.resolve("org", "zz") == ()
    assert packs.name_of("nobody") == "nobody"


def test_what_is_derived_from_packs_is_made_once() -> None:
    packs = _compiled(BASE)
    made: list[int] = []
    for _ in range(2):
        packs.derive("mine", lambda _: made.append(1))
    assert made == [1]


WRONG = [
    ("[[org]\n", "p.toml is not valid TOML: "),
    ("schema = 2", "p.toml has schema 2, this program reads 1; update llamawatch or the pack."),
    ("[[orgs]]\nid='a'", "p.toml: the file has the unknown key 'orgs'; did you mean 'org'?"),
    (
        "[[org]]\nid='a'\nnmae='A'",
        "p.toml: org 'a' has the unknown key 'nmae'; did you mean 'name'?",
    ),
    (
        "[[org]]\nid='A b'",
        "p.toml: a org has the id 'A b'; an id is made of small letters, digits, dots and dashes.",
    ),
    ("[[org]]\nid='a'\nweak='A'", "p.toml: weak of org 'a' must be a list of strings."),
    ("[[org]]\nid='a'\nseen=['A']", "p.toml: seen of org 'a' must be a table."),
    ("[[org]]\nid='a'\ndeny=['(']", "p.toml: deny pattern '(' of org 'a' is no regular expression"),
    (
        "[[person]]\nid='a'\nstatus='gone'",
        "p.toml: status of person 'a' is 'gone'; it must be at, left or unknown.",
    ),
    ("[[concept]]\nid='a'\nforms.en='x'", "p.toml: en of concept 'a', forms must be a list"),
    ("org = 1", "p.toml: write org as [[org]] tables."),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_pack_says_file_entity_and_problem(text: str, message: str) -> None:
    with pytest.raises(PackError) as error:
        parse_pack("p.toml", text)
    assert str(error.value).startswith(message)


def test_a_house_that_no_pack_knows_is_named() -> None:
    with pytest.raises(PackError) as error:
        _compiled(BASE.replace('parent = "acme"', 'parent = "acmee"'))
    assert str(error.value) == (
        "0.toml: org 'acme-labs' names the parent 'acmee', which no pack knows; "
        "did you mean 'acme'?"
    )


def test_an_entity_without_a_name_is_refused() -> None:
    with pytest.raises(PackError, match="org 'a' has no name"):
        _compiled("[[org]]\nid='a'")


LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "ja",
    "zh",
    "ko",
    "ar",
    "ru",
    "tr",
    "pl",
    "hi",
)
HOUSE = """
[[person]]
id = "wile"
unverified.ru = ["Вайл Койот"]
remove = ["Wille Kojote"]
org = "acme-labs"
[[person]]
id = "beep"
name = "Beep Beep"
org = "acme"
[[org]]
id = "acme-labs"
name = "Acme Research"
parent = ""
[[concept]]
id = "detour"
forms.en = ["painted tunnel*"]
forms.de = ["gemalt* Tunnel*"]
deny.en = ["painted tunnel of love"]
match.en = ["It runs into a painted tunnel"]
no_match.en = ["The painted tunnel of love opens"]
match.de = ["Er läuft in einen gemalten Tunnel"]
"""


def test_the_users_pack_adds_and_takes_away_spellings_people_and_houses() -> None:
    packs = _compiled(BASE, HOUSE)
    assert {alias.text for alias in packs.people["wile"].aliases} == {
        "Wile Coyote",
        "Вайл Койот",
        "Coyote",
    }
    assert packs.people["wile"].org == "acme-labs"
    assert packs.people["wile"].groups == ("founders",)
    assert packs.name_of("beep") == "Beep Beep"
    assert packs.name_of("acme-labs") == "Acme Research"
    assert packs.subject.organisations == {"acme"}


def test_the_users_concept_is_found_denied_and_checked() -> None:
    packs = _compiled(BASE, HOUSE)
    assert [hit.concept for hit in packs.matcher.find_forms("a painted tunnel", "en")] == ["detour"]
    assert packs.matcher.find_forms("the painted tunnel of love", "en") == []
    assert check_examples(packs) == ()


def test_a_denial_touches_its_own_concept_in_its_own_place_only() -> None:
    packs = _compiled(
        '[[concept]]\nid = "leave"\nforms.en = ["leave"]\ndeny.en = ["sick leave"]',
        '[[concept]]\nid = "illness"\nforms.en = ["sick"]',
    )
    found = packs.matcher.find_forms("they leave while on sick leave", "en")
    assert [(hit.concept, hit.start) for hit in found] == [("leave", 5), ("illness", 20)]


def test_english_words_hold_where_a_language_has_none_of_its_own() -> None:
    packs = _compiled(
        '[[concept]]\nid = "legal"\nforms.en = ["sue"]\nforms.it = ["fa causa"]\nforms.ja = ["訴訟"]'
    )
    held = [bool(packs.matcher.find_forms("sue", each)) for each in ("en", "sv", "ja", "", "it")]
    assert held == [True, True, True, True, False]


def test_examples_join_whether_listed_or_told_by_language() -> None:
    packs = _compiled(
        '[[org]]\nid = "acme"\nname = "Acme"\nmatch = ["Acme grows"]',
        '[[org]]\nid = "acme"\nmatch.de = ["Acme wächst"]\nremove = ["Acme grows"]',
    )
    assert packs.orgs["acme"].match == {"": ("Acme grows",), "de": ("Acme wächst",)}


def test_every_act_has_both_kinds_of_examples_in_every_language(packs: Packs) -> None:
    missing = [
        f"{concept.id}: {kind}.{language}"
        for concept in packs.concepts.values()
        if concept.kind == "act"
        for kind, examples in (("match", concept.match), ("no_match", concept.no_match))
        for language in LANGUAGES
        if not examples.get(language)
    ]
    assert missing == []


def test_every_act_of_the_contract_has_forms_in_every_language(packs: Packs) -> None:
    missing = [
        f"{concept.id}: {language}"
        for concept in packs.concepts.values()
        if concept.kind == "act"
        for language in LANGUAGES
        if not concept.forms.get(language)
    ]
    assert missing == []
    assert len([each for each in packs.concepts.values() if each.kind == "act"]) >= 24
