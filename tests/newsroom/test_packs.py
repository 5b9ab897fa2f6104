"""Packs: read with sentences for what is wrong, laid over each other by id."""

from __future__ import annotations

import pytest

from newsroom.errors import PackError
from newsroom.fold import fold
from newsroom.numbers import find_numbers
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
[topic_rule]
threshold = 1
[[topic]]
id = "talent"
words.en = ["staff"]
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
        words.en = ["crew"]
        [[topic]]
        id = "strategy"
        """,
    )
    assert packs.name_of("acme") == "ACME Corp"
    assert {alias.text for alias in packs.orgs["acme"].aliases} == {"ACME Corp", "Acmé", "AC"}
    assert packs.concepts["leave"].forms["en"] == ("leave*", "step* down", "depart*")
    assert packs.concepts["leave"].forms["de"] == ("verlass*",)
    assert packs.topics == ("talent", "strategy")
    assert packs.raw_topics["topic"][0]["words"] == {"en": ["crew"]}


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
    (
        "[[org]]\nid='a'\nname=\"\\u001b[31mA\"",
        "p.toml has a control character in it: take it out of '\\x1b[31mA'.",
    ),
    ("[[org]]\nid='a'\nseen.en=['\u202eA']", "p.toml has a control character in it"),
    ('"\\u009b" = 1', "p.toml has a control character in it"),
    ("[subject" + 50 * ".a" + "]", "p.toml has tables in tables without end; correct it there."),
    ("[subject" + 5000 * ".a" + "]", "p.toml is not valid TOML: tables in tables without end"),
    ("org = " + 5000 * "[", "p.toml is not valid TOML: tables in tables without end"),
    ("schema = 2", "p.toml has schema 2, this program reads 1; update llamawatch or the pack."),
    ("[[orgs]]\nid='a'", "p.toml: the file has the unknown key 'orgs'; did you mean 'org'?"),
    (
        "[[org]]\nid='a'\nnmae='A'",
        "p.toml: org 'a' has the unknown key 'nmae'; did you mean 'name'?",
    ),
    (
        "[[org]]\nid='A b'",
        "p.toml: a table [[org]] has the id 'A b'; an id is made of small letters, digits, dots",
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
    assert [hit.concept for hit in packs.matcher.search("a painted tunnel", "en").find_acts()] == [
        "detour"
    ]
    assert packs.matcher.search("the painted tunnel of love", "en").find_acts() == []
    assert check_examples(packs) == ()


def test_a_denial_touches_its_own_concept_in_its_own_place_only() -> None:
    packs = _compiled(
        '[[concept]]\nid = "leave"\nforms.en = ["leave"]\ndeny.en = ["sick leave"]',
        '[[concept]]\nid = "illness"\nforms.en = ["sick"]',
    )
    found = packs.matcher.search("they leave while on sick leave", "en").find_acts()
    assert [(hit.concept, hit.start) for hit in found] == [("leave", 5), ("illness", 20)]


def test_english_words_hold_where_a_language_has_none_of_its_own() -> None:
    packs = _compiled(
        '[[concept]]\nid = "legal"\nforms.en = ["sue"]\nforms.it = ["causa"]\nforms.ja = ["訴訟"]'
    )
    held = [
        bool(packs.matcher.search("sue", each).find_acts()) for each in ("en", "sv", "ja", "", "it")
    ]
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


def test_every_name_that_needs_more_than_itself_is_tried_both_ways(packs: Packs) -> None:
    untried = [
        f"{entity.kind} {entity.id}"
        for table in (packs.people, packs.orgs, packs.models)
        for entity in table.values()
        if any(alias.certainty != "strong" or alias.case for alias in entity.aliases)
        if not (entity.match and entity.no_match)
    ]
    assert untried == []


def test_every_house_the_shipped_roster_speaks_of_is_known(packs: Packs) -> None:
    unknown = [
        (person.id, house)
        for person in packs.people.values()
        for house in (
            person.org,
            *(end for move in person.moves for end in (move.origin, move.destination)),
        )
        if house and house not in packs.orgs
    ]
    assert unknown == []
    assert [model.id for model in packs.models.values() if model.owner not in packs.orgs] == []


WRITTEN = [
    ("en", "$14.3 billion and 3 crore rupees", ("14300000000", "30000000")),
    ("en", "eleven of fourteen authors", ("11", "14", "78%", "79%")),
    ("de", "14,3 Milliarden Dollar, 2 Billionen Euro", ("14300000000", "2000000000000")),
    ("de", "elf von vierzehn Autoren", ("11", "14", "78%", "79%")),
    ("de", "siebzig Prozent", ("70%",)),
    ("fr", "14,3 milliards de dollars", ("14300000000",)),
    ("fr", "onze des quatorze auteurs", ("11", "14", "78%", "79%")),
    ("fr", "soixante-dix pour cent", ("70%",)),
    ("fr", "70 pour cent", ("70%",)),
    ("es", "70 por ciento", ("70%",)),
    ("pt", "70 por cento", ("70%",)),
    ("it", "70 per cento", ("70%",)),
    ("es", "14.300 millones de dólares", ("14300000000",)),
    ("es", "dos billones: 2 billones", ("2000000000000",)),
    ("es", "once de los catorce autores", ("11", "14", "78%", "79%")),
    ("pt", "14,3 bilhões de dólares", ("14300000000",)),
    ("pt", "onze dos catorze autores", ("11", "14", "78%", "79%")),
    ("it", "14,3 miliardi di dollari", ("14300000000",)),
    ("it", "undici dei quattordici autori", ("11", "14", "78%", "79%")),
    ("nl", "14,3 miljard dollar", ("14300000000",)),
    ("nl", "elf van de veertien auteurs", ("11", "14", "78%", "79%")),
    ("pl", "14,3 mld dolarów", ("14300000000",)),
    ("pl", "jedenastu z czternastu autorów", ("11", "14", "78%", "79%")),
    ("tr", "14,3 milyar dolar", ("14300000000",)),
    ("tr", "yüzde 10", ("10%",)),
    ("ru", "14,3 миллиарда долларов", ("14300000000",)),
    ("ru", "одиннадцать из четырнадцати авторов", ("11", "14", "78%", "79%")),
    ("ru", "сорок процентов", ("40%",)),
    ("ja", "143億ドル", ("14300000000",)),
    ("ja", "14人中11人", ("14", "11", "78%", "79%")),
    ("ja", "3兆円", ("3000000000000",)),
    ("zh", "143亿美元", ("14300000000",)),
    ("zh", "百分之30", ("30%",)),
    ("zh", "投资2万亿元", ("2000000000000",)),
    ("ko", "143억 달러", ("14300000000",)),
    ("ko", "14명 중 11명", ("14", "11", "78%", "79%")),
    ("ar", "14.3 مليار دولار", ("14300000000",)),
    ("ar", "أحد عشر من أربعة عشر", ("11", "14", "78%", "79%")),
    ("hi", "14.3 अरब डॉलर, 5 करोड़ और 3 लाख", ("14300000000", "50000000", "300000")),
    ("hi", "चौदह में से ग्यारह", ("14", "11", "78%", "79%")),
]


@pytest.mark.parametrize(("language", "text", "numbers"), WRITTEN)
def test_numbers_say_the_same_in_every_language(
    packs: Packs, language: str, text: str, numbers: tuple[str, ...]
) -> None:
    assert find_numbers(fold(text), packs, language) == numbers


def test_every_language_has_its_large_numbers_and_its_percent(packs: Packs) -> None:
    for language in LANGUAGES:
        speech = packs.languages[language]
        assert max(speech.units.values()) >= 10**9, language
        assert speech.percent, language
        assert {11, 14, 20, 30} <= set(speech.numbers.values()), language
