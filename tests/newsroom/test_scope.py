"""What packs are about: all they describe, or those of it that are watched."""

from __future__ import annotations

from newsroom.packs import Packs, compile_packs, parse_pack

ONE = """
[subject]
organisations = ["kranich"]
heads = ["ada-muster"]
tied = ["nordlicht"]
[[org]]
id = "kranich"
name = "Kranich Labs"
[[org]]
id = "kranich-research"
name = "Kranich Research"
parent = "kranich"
[[org]]
id = "nordlicht"
name = "Nordlicht AI"
[[person]]
id = "ada-muster"
name = "Ada Muster"
[[model]]
id = "feder"
name = "Feder-2"
owner = "kranich"
"""
OTHER = """
[subject]
organisations = ["zephyra"]
heads = ["bo-berg"]
[[org]]
id = "zephyra"
name = "Zephyra"
[[person]]
id = "bo-berg"
name = "Bo Berg"
"""
NOBODYS = '[subject]\ntied = ["zephyra"]\n'


def packs(*texts: str) -> Packs:
    return compile_packs(parse_pack(f"{n}.toml", text) for n, text in enumerate(texts))


def test_packs_are_about_all_they_describe_until_somebody_says_less() -> None:
    everything = packs(ONE, OTHER).subject
    assert everything.organisations == {"kranich", "kranich-research", "zephyra"}
    assert everything.heads == {"ada-muster", "bo-berg"}


def test_who_is_not_watched_is_no_subject_with_all_that_belongs_to_them() -> None:
    one = packs(ONE, OTHER).about(["kranich"]).subject
    assert one.organisations == {"kranich", "kranich-research"}
    assert [*one.heads, *one.tied, *one.models] == ["ada-muster", "nordlicht", "feder"]
    other = packs(ONE, OTHER).about(["zephyra"]).subject
    assert other.organisations == {"zephyra"}
    assert [*other.heads, *other.tied, *other.models] == ["bo-berg"]


def test_several_subjects_are_on_together() -> None:
    known = packs(ONE, OTHER)
    assert known.about(["zephyra", "kranich"]) is known


def test_a_part_of_a_subject_is_watched_with_its_heads() -> None:
    part = packs(ONE, OTHER).about(["kranich-research"]).subject
    assert part.organisations == {"kranich-research"}
    assert part.heads == {"ada-muster"}


def test_an_organisation_that_no_pack_calls_a_subject_is_one_if_it_is_watched() -> None:
    assert packs(ONE).about(["nordlicht"]).subject.organisations == {"nordlicht"}


def test_where_nobody_that_is_known_is_watched_all_subjects_are() -> None:
    known = packs(ONE, OTHER)
    assert known.about([]) is known
    assert known.about(["nobody"]) is known


def test_what_a_file_says_of_no_subject_in_particular_goes_for_those_that_are_watched() -> None:
    assert packs(ONE, OTHER, NOBODYS).about(["kranich"]).subject.tied == {"nordlicht", "zephyra"}


def test_what_was_derived_for_one_subject_is_not_used_for_another() -> None:
    known = packs(ONE, OTHER)
    derived = known.derive("subject", lambda each: each.subject.organisations)
    other = known.about(["zephyra"]).derive("subject", lambda each: each.subject.organisations)
    assert derived != other == {"zephyra"}
