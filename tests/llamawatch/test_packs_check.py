"""`packs check`: one line a problem, a summary, and the exit status a script can ask."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from llamawatch.commands.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = """
[[org]]
id = "acme"
name = "Acme Robotics"
match.de = ["Acme Robotics stellt ein"]
no_match = ["the acme of art"]
"""
FAILING = """
[[org]]
id = "acme"
name = "Acme"
match = ["Apex hires"]
[[concept]]
id = "leave"
no_match.de = ["Sie verlassen Acme"]
"""


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, list[str]]]:
    """Runs the command in a directory of its own; answers exit status and the lines printed."""
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, list[str]]:
        capfd.readouterr()
        where = ["--config", str(tmp_path / "config.toml"), "--data", str(tmp_path / "data")]
        status = main([*where, "packs", "check", *words])
        return status, capfd.readouterr().out.splitlines()

    return command


def test_the_shipped_packs_are_good(check: Callable[..., tuple[int, list[str]]]) -> None:
    status, lines = check()
    assert status == 0
    assert len(lines) == 1
    assert lines[0].endswith(" examples, 0 wrong")


def test_a_good_file_is_counted_on_top_of_the_others(
    check: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    before = json.loads(check("--json")[1][-1])
    status, lines = check("mine.toml", "--json")
    after = json.loads(lines[-1])
    assert status == 0
    assert after["entities"] == before["entities"] + 1
    assert after["examples"] == before["examples"] + 2


def test_an_example_that_fails_is_a_line_with_file_thing_and_advice(
    check: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(FAILING, encoding="utf-8")
    status, lines = check("mine.toml")
    assert status == 2
    assert lines[0] == (
        "mine.toml: org 'acme' is not found in its own example 'Apex hires'. "
        "Add the spelling, name its house beside a weak one, or correct the example."
    )
    assert lines[1] == (
        "mine.toml: concept 'leave' is wrongly found in its own example 'Sie verlassen Acme' (de). "
        "Make the form that is found longer, add a denial, or correct the example."
    )
    assert lines[2].endswith(", 2 wrong")


def test_json_tells_the_same_by_keys(
    check: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(FAILING, encoding="utf-8")
    status, lines = check("--json", "mine.toml")
    first, second, summary = map(json.loads, lines)
    assert status == 2
    assert (first["file"], first["kind"], first["id"], first["wanted"]) == (
        "mine.toml",
        "org",
        "acme",
        True,
    )
    assert (second["language"], second["example"]) == ("de", "Sie verlassen Acme")
    assert summary["summary"] is True
    assert summary["wrong"] == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[org]\n", "is not valid TOML"),
        ("[[orgs]]\nid = 'a'", "did you mean 'org'?"),
        ("[[org]]\nid = 'a'\nname = 'A b'\nparent = 'metta'", "did you mean 'meta'?"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_the_rest_is_checked(
    check: Callable[..., tuple[int, list[str]]], tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    status, lines = check("mine.toml")
    assert status == 2
    assert lines[0].startswith("mine.toml: ")
    assert words in lines[0]
    assert lines[-1].endswith(", 1 wrong")


def test_a_file_that_breaks_the_examples_of_others_is_found_out(
    check: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(
        '[[model]]\nid = "llama"\nremove = ["Lama"]', encoding="utf-8"
    )
    status, lines = check("mine.toml")
    assert status == 2
    assert any(line.startswith("models.toml: model 'llama' is not found") for line in lines)


def test_a_file_that_is_not_there_is_wrong_usage(
    check: Callable[..., tuple[int, list[str]]],
) -> None:
    assert check("nowhere.toml") == (2, [])


def test_the_users_own_packs_are_checked_too(
    check: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "meta-ai.toml").write_text(FAILING, encoding="utf-8")
    status, lines = check()
    assert status == 2
    assert [line.split(":")[0] for line in lines[:-1]] == ["meta-ai.toml", "meta-ai.toml"]


BROKEN = [
    ("[moves.cues.en]\nhedge = 3", "hedge of [moves.cues.en] must be a list of strings"),
    ('[stories.rule]\nthreshold = "x"', "threshold of [stories.rule] must be a number"),
    ("[stories.rule]\nfloo = 1", "did you mean 'floor'?"),
    ('[stories.prior]\n"who:x" = 1', "its keys must be person:"),
    ('[relevance.acts]\nhard = "x"', "hard of [relevance.acts] must be a number"),
    ("[topic_rule]\nplace = 1", "[topic_rule.place] must be a table"),
    ("[[topic]]\nid = 'talent'\nfoo = 1", "[[topic]] 'talent' has the unknown key 'foo'"),
    ('[subject]\norganisations = ["metta"]', "did you mean 'meta'?"),
    ('[subject]\nheads = ["nobody-at-all"]', "names the person 'nobody-at-all'"),
    ("[[person]]\nid = 'q'\nname = ' '", "without a letter or digit"),
    ("[[person]]\nid = 'q'\nname = 'Qu Quux'\norg = 'metta'", "did you mean 'meta'?"),
    ("[[org]]\nid = 'meta'\nparent = 'meta'", "'meta' is a part of itself"),
    ("[[concept]]\nid = 'leave'\nforms.en = ['*']", "fits any text"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_what_would_break_a_poll_is_named_with_file_and_key(
    check: Callable[..., tuple[int, list[str]]], tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    status, lines = check("mine.toml")
    assert status == 2
    assert len(lines) == 2
    assert lines[0].startswith("mine.toml: ")
    assert words in lines[0]
    assert lines[-1].endswith(", 1 wrong")


@pytest.mark.parametrize("text", [FAILING, *(text for text, _ in BROKEN[:1]), BROKEN[7][0]])
def test_a_file_that_is_in_force_already_is_told_once(
    check: Callable[..., tuple[int, list[str]]], tmp_path: Path, text: str
) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "meta-ai.toml").write_text(text, encoding="utf-8")
    status, lines = check("packs/meta-ai.toml")
    assert status == 2
    assert len(set(lines)) == len(lines)
    assert [line.split(":")[0].removeprefix("packs/") for line in lines[:-1]] == [
        "meta-ai.toml"
    ] * (len(lines) - 1)
