"""Copies are recognised by their words, not by their address."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.copies import Trace, find_copy, keys_of, title_key
from newsroom.known import Known, Overlay
from newsroom.records import Item
from tests.newsroom.articles import EXODUS, NOON

FIRST = EXODUS[0].article(source="origin")


def known_with_first() -> Known:
    return Known(items=[Item(FIRST, story="s1")])


def test_same_headline_in_another_source_is_a_copy() -> None:
    other = replace(FIRST, id="b", source="mirror", summary="Cut short.")
    copied = find_copy(other, Overlay(known_with_first()))
    assert copied is not None
    assert copied.item == FIRST.id


def test_same_text_under_another_headline_is_a_copy() -> None:
    other = replace(FIRST, id="b", source="mirror", title="Brain drain")
    assert find_copy(other, Overlay(known_with_first())) is not None


def test_another_text_on_the_same_event_is_no_copy() -> None:
    other = EXODUS[1].article(source="mirror")
    assert find_copy(other, Overlay(known_with_first())) is None


def test_the_same_voice_never_copies_itself() -> None:
    again = replace(FIRST, id="b")
    assert find_copy(again, Overlay(known_with_first())) is None


def test_a_headline_used_again_a_month_later_is_no_copy() -> None:
    other = replace(FIRST, id="b", source="mirror", event_time=NOON + timedelta(days=30))
    assert find_copy(other, Overlay(known_with_first())) is None


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Meta loses four more researchers - The Daily", "meta loses four more researchers"),
        (
            "Meta loses four more researchers (Ann Lee/The Daily)",
            "meta loses four more researchers",
        ),
        ("Update", ""),
        ("Metaの研究者が退職", "metaの研究者が退職"),
        ("更新", ""),
    ],
)
def test_title_keys_drop_the_outlet_and_refuse_what_says_too_little(title: str, key: str) -> None:
    assert title_key(title) == key


@given(st.text(max_size=300), st.text(max_size=2000))
def test_any_text_has_keys(title: str, text: str) -> None:
    article = replace(FIRST, title=title, summary=text)
    assert keys_of(article) == keys_of(replace(article, id="other"))
    assert Trace.of_article(article).item == FIRST.id
