"""The form of a source, by its kind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsroom.records import Source
from store.config_schema import KINDS, SOURCE
from tui.source_form import (
    as_changed,
    changed_keys,
    misfit_text,
    source_fields,
    source_note,
    source_values,
)

PAGES = Source("p", "Pages", kind="wikipedia", options={"pages": ("en:Pier", "de:Kai, Hafen")})


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_kind_can_be_changed(kind: str) -> None:
    keys = {field.key for field in source_fields(kind)}
    # A program has no address; what is on and off has a key of its own.
    left_out = {"id", "kind", "enabled"} | ({"url"} if kind == "command" else set())
    assert keys == (set(SOURCE) | set(KINDS[kind])) - left_out


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_touched_is_not_written(kind: str) -> None:
    source = Source("x", "X", kind=kind, options={"argv": ("a", "b c"), "pages": ("en:A",)})
    assert changed_keys(source, source_values(source)) == {}


def test_only_a_program_comes_with_a_warning() -> None:
    assert "runs a program" in source_note("command")
    assert {source_note(kind) for kind in KINDS if kind != "command"} == {""}


def test_lists_are_written_as_people_read_them_and_read_back() -> None:
    values = source_values(PAGES)
    assert values["pages"] == "en:Pier | de:Kai, Hafen"
    changed = changed_keys(PAGES, {**values, "pages": "en:Pier|ja:港|", "context": "ai, chips,"})
    assert changed == {"pages": ["en:Pier", "ja:港"], "context": ["ai", "chips"]}
    assert as_changed(PAGES, changed).texts("pages") == ("en:Pier", "ja:港")


def test_a_program_is_written_as_in_a_shell() -> None:
    program = Source("c", "C", kind="command", options={"argv": ("feed", "--q", "a b")})
    values = source_values(program)
    assert values["argv"] == "feed --q 'a b'"
    assert changed_keys(program, {**values, "argv": 'feed "c d"'}) == {"argv": ["feed", "c d"]}
    with pytest.raises(ValueError, match="a quote is missing"):
        changed_keys(program, {**values, "argv": "feed 'a"})


def test_what_could_not_be_asked_is_said_with_what_to_write() -> None:
    assert misfit_text(PAGES) == ""
    empty = as_changed(PAGES, {"pages": []})
    assert misfit_text(empty).startswith('"pages" is empty: write language and title')
    feed = Source("f", "F", "https://f.example/feed", interval=timedelta(hours=1))
    assert "cannot be" in misfit_text(as_changed(feed, {"url": "gopher://x"}))
    assert source_values(feed)["interval"] == "1h"
