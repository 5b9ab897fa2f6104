"""What programs are handed: always JSON, always clean, the same however often it is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.messages import Message
from alerts.payload import describe, encode, token
from newsroom.clean import clean

MESSAGE = Message(
    key="k",
    story="s",
    revision=1,
    title="A title",
    lines=("One", "Two"),
    url="https://example.org/",
    priority="low",
    created=datetime(2026, 11, 26, tzinfo=UTC),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def texts(value: Any) -> list[str]:  # noqa: ANN401 -- whatever JSON can say
    """Every text in a document, names too."""
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [value] if isinstance(value, str) else []


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


@given(data=st.dictionaries(st.text(), VALUES, max_size=4), text=st.text())
def test_whatever_it_is_made_of_it_is_json_and_clean(data: dict[str, Any], text: str) -> None:
    told = replace(MESSAGE, title=text, lines=(text,), story=text, url=text, data=data)
    encoded = encode(describe(told))
    assert b"\n" not in encoded
    for one in texts(json.loads(encoded, parse_constant=refuse)):
        assert clean(one, limit=len(one) + 1, lines=True) == one


def test_how_far_the_telling_came_is_not_told() -> None:
    data = {"state": "failed", "tries": 3, "error": "x", "sent": None, "not_before": "y", "item": 1}
    again = replace(MESSAGE, data={**data, "tries": 4, "error": "z"})
    first = describe(replace(MESSAGE, data=data))
    assert first == describe(again)
    assert first["item"] == 1
    assert not {"state", "tries", "error", "sent", "not_before"} & set(first)


def test_what_the_message_says_wins_over_its_data() -> None:
    told = describe(replace(MESSAGE, data={"title": "another", "url": "file:///x", "key": "z"}))
    assert (told["title"], told["url"], told["key"]) == ("A title", "https://example.org/", "k")


def test_depth_and_length_are_bounded() -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = {"a": deep}
    told = replace(MESSAGE, lines=("x" * 5_000,) * 1_000, data={"deep": deep, "long": "y" * 10**6})
    assert len(encode(describe(told))) < 300_000


@pytest.mark.parametrize("key", ["a" * 64, "f00d", "A-b_9"])
def test_a_plain_key_is_its_own_token(key: str) -> None:
    assert token(key) == key


@pytest.mark.parametrize("key", ["", "a" * 65, "-a", "a b", "a\n", "ä", "a.b", "<a>", "\ud800"])
def test_any_other_key_has_a_token_of_its_own(key: str) -> None:
    assert len(token(key)) == 64
    assert token(key).isalnum()
    assert token(key) == token(key) != token(f"{key}x")
