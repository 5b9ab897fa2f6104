"""Rules, references and forms that are wrong: refused with a sentence, before the news is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.errors import PackError, PackMisfit
from newsroom.pack_rules import RULES, Each, Is, Shape, check_rules
from newsroom.packs import compile_packs, parse_pack

WRITTEN = [
    ("[moves.cues.en]\nhedge=3", "hedge of [moves.cues.en] must be a list of strings "),
    ('[moves.cues.en]\nhedge=["*"]', "hedge of [moves.cues.en] must be a list of strings "),
    ('[moves.frames.en]\nleave=["("]', "leave of [moves.frames.en] must be a list of strings with"),
    ('[moves.frames.en]\npossessive=[" "]', "possessive of [moves.frames.en] must be a list of s"),
    ("[[org]]\nid='a'\nxyzzy=1", "org 'a' has the unknown key 'xyzzy'; remove it."),
    ('[moves.frames.en]\nleve=["x"]', "[moves.frames.en] has the unknown key 'leve'; did you"),
    ('[moves.frames.en]\norder="x"', "order of [moves.frames.en] must be 'sov' or 'svo', not 'x'."),
    ("[moves.frames]\nen=1", "[moves.frames.en] must be a table, not 1."),
    ("[moves.frames.English]\n", "[moves.frames] has the key 'English'; its keys must be a lang"),
    ("[movs]\na=1", "the file has the unknown key 'movs'; did you mean 'moves'?"),
    ("[moves_x]\na=1", "the file has the unknown key 'moves_x'; did you mean 'moves'?"),
    ('[stories.rule]\nthreshold="x"', "threshold of [stories.rule] must be a number from 0 on, no"),
    ("[stories.rule]\nthreshold=nan", "threshold of [stories.rule] must be a number from 0 on, no"),
    ("[stories.rule]\nkeep=0", "keep of [stories.rule] must be a whole number from 1 on, not 0."),
    ("[stories.rule]\nfloor=0", "floor of [stories.rule] must be a number above 0, not 0."),
    ("[stories.rule]\ncap_days=1e300", "cap_days of [stories.rule] must be a number of days"),
    ("[stories.rule]\nfloo=1", "[stories.rule] has the unknown key 'floo'; did you mean 'floor'?"),
    ("[stories.classes]\nperso=1", "[stories.classes] has the unknown key 'perso'; did you mean"),
    ("[stories.classes]\nperson=true", "person of [stories.classes] must be a number from 0 on"),
    ('[stories.prior]\n"who:x"=1', "[stories.prior] has the key 'who:x'; its keys must be person:"),
    ('[relevance.acts]\nhard="x"', "hard of [relevance.acts] must be a number, not 'x'."),
    ('[relevance.cues]\ncue-cut="x"', "cue-cut of [relevance.cues] must be a number, not 'x'."),
    ("[relevance.named]\nhea=1", "[relevance.named] has the unknown key 'hea'; did you mean 'hea"),
    ("[topic_rule]\nlead=0.5", "lead of [topic_rule] must be a whole number from 0 on, not 0.5."),
    ("[topic_rules]\nlead=1", "the file has the unknown key 'topic_rules'; did you mean 'topic_ru"),
    ("[[topic]]\nid='a'\nfoo=1", "[[topic]] 'a' has the unknown key 'foo'; it may have concepts,"),
    ("[[topic]]\nid='a'\nwords=['x']", "[[topic]] 'a', words must be a table, not ['x']."),
    ("[[topic]]\nname='a'", "a topic has the id None; an id is made of small letters"),
    ("topic=[]", "write topic as [[topic]] tables."),
    ("[subject]\norganisation=['a']", "[subject] has the unknown key 'organisation'; did you mean"),
    ("[subject]\nheads='a'", "heads of [subject] must be a list of strings, not 'a'."),
    ("[[language]]\nid='en'\nnumbers.two='x'", "two of language 'en', numbers must be a whole"),
    ("[[language]]\nid='en'\nmonths=3", "months of language 'en' must be a list of strings, not 3"),
    ("[[concept]]\nid='a'\nsoft=1", "soft of concept 'a' must be true or false, not 1."),
    ("[[concept]]\nid='a'\nforms.en=['*']", "forms.en of concept 'a' has the form '*', which fits"),
    ("[[concept]]\nid='a'\nforms.en=['~']", "forms.en of concept 'a' has the form '~', which fits"),
    ("[[concept]]\nid='a'\nforms.en=[' *x']", "forms.en of concept 'a' has the form ' *x', which"),
    ("[[concept]]\nid='a'\ndeny.en=['']", "deny.en of concept 'a' has the form '', which fits"),
    ("[[person]]\nid='a'\nname=' '", "name of person 'a' has the spelling ' ' without a letter"),
    ("[[org]]\nid='a'\nseen.en=['\u200b']", "seen.en of org 'a' has the spelling '\\u200b' with"),
    ("[[org]]\nid='a'\nweak=['-']", "weak of org 'a' has the spelling '-' without a letter or"),
    ("[[person]]\nid='a'\nmover='no'", "mover of person 'a' must be true or false."),
    (
        "[[person]]\nid='a'\n[[person.move]]\ndate=2024-01-01",
        "date of a move of person 'a' must",
    ),
]
BASE = """
[[org]]
id = "acme"
name = "Acme"
[[model]]
id = "anvil"
name = "Anvil"
owner = "acme"
[[person]]
id = "wile"
name = "Wile Coyote"
org = "acme"
[[concept]]
id = "leave"
forms.en = ["leave*"]
"""
REFERRING = [
    ('[subject]\norganisations=["acmee"]', "organisations of [subject] names the organisation"),
    ('[subject]\nheads=["willy"]', "heads of [subject] names the person 'willy', which no pack"),
    ('[subject]\ntied=["acmee"]', "tied of [subject] names the organisation 'acmee', which no"),
    ('[subject]\nmodels=["anvill"]', "models of [subject] names the model 'anvill', which no pack"),
    ("[[person]]\nid='wile'\norg='acmee'", "person 'wile' names the org 'acmee', which no pack"),
    ("[[person]]\nid='wile'\n[[person.move]]\nto='acmee'", "person 'wile' names the to 'acmee', w"),
    ("[[person]]\nid='wile'\n[[person.move]]\nfrom='acmee'", "person 'wile' names the from 'acme"),
    (
        "[[org]]\nid='acme'\nparent='acme'",
        "org 'acme' is a part of itself by its parent: 'acme' in",
    ),
    (
        "[[org]]\nid='acme'\nparent='b'\n[[org]]\nid='b'\nname='B'\nparent='acme'",
        "org 'acme' is a part of itself by its parent: 'acme' in 'b' in 'acme'; take one parent",
    ),
    ("[[model]]\nid='anvil'\nparent='anvil'", "model 'anvil' is a part of itself by its parent"),
    ("[relevance.cues]\nleav=1", "[relevance.cues] names the concept 'leav', which no pack knows;"),
    ("[stories.rule]\nmoving=['leav']", "moving of [stories.rule] names the concept 'leav', which"),
    ("[topic_rule]\nmovement=['leav']", "movement of [topic_rule] names the concept 'leav', which"),
    ("[[topic]]\nid='a'\nconcepts.leav=1", "concepts of [[topic]] 'a' names the concept 'leav'"),
    ('[stories.prior]\n"org:acmee"=1', "[stories.prior] names 'org:acmee', which no pack knows; d"),
    ('[stories.prior]\n"act:leav"=1', "[stories.prior] names 'act:leav', which no pack knows; did"),
]


@pytest.mark.parametrize(("text", "message"), WRITTEN)
def test_a_wrong_key_or_type_is_told_with_its_table(text: str, message: str) -> None:
    with pytest.raises(PackError) as error:
        parse_pack("p.toml", text)
    assert str(error.value).startswith(f"p.toml: {message}")


@pytest.mark.parametrize(("text", "message"), REFERRING)
def test_a_reference_to_nothing_is_told_of_the_file_that_makes_it(text: str, message: str) -> None:
    texts = {"base.toml": BASE, "p.toml": text, "after.toml": ""}
    with pytest.raises(PackMisfit) as error:
        compile_packs(parse_pack(name, each) for name, each in texts.items())
    assert str(error.value).startswith(f"p.toml: {message}")
    assert error.value.place == 1


def test_ids_and_words_that_are_known_are_taken() -> None:
    text = """
    [subject]
    organisations = ["acme"]
    heads = ["wile"]
    [stories.prior]
    "org:acme" = 0.1
    "n:10" = 0.2
    "name:road runner" = 0
    [topic_rule]
    movement = ["leave"]
    [moves.frames.en]
    from = ["d'"]
    possessive = ["'"]
    """
    packs = compile_packs([parse_pack("base.toml", BASE), parse_pack("p.toml", text)])
    assert packs.subject.heads == {"wile"}


def _paths(shape: Shape, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if isinstance(shape, Is):
        return [path]
    if isinstance(shape, Each):
        return _paths(shape.shape, (*path, "en"))
    return [path, *(each for key in shape for each in _paths(shape[key], (*path, key)))]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@settings(max_examples=200)
@given(path=st.sampled_from(_paths(RULES)).filter(bool), value=VALUES)
def test_whatever_stands_in_a_rule_is_taken_or_refused_with_a_sentence(
    path: tuple[str, ...], value: object
) -> None:
    for key in reversed(path):
        value = {key: value}
    assert isinstance(value, dict)
    sentence = "p.toml: "
    try:
        check_rules("p.toml", value)
    except PackError as error:
        sentence = str(error)
    assert sentence.startswith("p.toml: ")
