"""The user's pack files: a wrong one is left out and named, all others stay in force."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import PackError
from store.pack_files import load_packs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsroom.packs import Packs

GOOD = '[[person]]\nid = "wile"\nname = "Wile Coyote"\norg = "apex"\n'
HOUSE = '[[org]]\nid = "apex"\nname = "Apex Tunnels"\n'
NOWHERE = '[[person]]\nid = "beep"\nname = "Beep Beep"\norg = "nowhere"\n'
CIRCLE = '[[org]]\nid = "apex"\nparent = "apex"\n'


def _load(folder: Path, **files: str) -> tuple[Packs, list[str]]:
    """Every file is a pack of its own, laid over those before it."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_packs(list(files), folder)


def test_files_may_refer_to_what_later_ones_define(tmp_path: Path) -> None:
    packs, problems = _load(tmp_path, a=GOOD, b=HOUSE)
    assert problems == []
    assert packs.people["wile"].org == "apex"


def test_every_wrong_file_is_left_out_and_every_good_one_stays(tmp_path: Path) -> None:
    unread = "[stories.rule]\nkeep = 'x'"
    packs, problems = _load(tmp_path, a=NOWHERE, b=HOUSE, c=CIRCLE, d=unread, e=GOOD)
    named = sorted(each.split(":")[0].rpartition("/")[2] for each in problems)
    assert named == ["a.toml", "c.toml", "d.toml"]
    assert "beep" not in packs.people
    assert packs.orgs["apex"].parent == ""
    assert packs.people["wile"].org == "apex"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.symlink_to("/nowhere/at/all"), "is no file, or a link"),
        (lambda path: path.mkdir(), "is no file, or a link"),
        (os.mkfifo, "is no file, or a link"),
        (lambda path: path.write_bytes(b"\xf5"), "is not UTF-8 text: save it as UTF-8."),
        (lambda path: path.write_bytes(b"["), "is not valid TOML: "),
        (lambda path: path.write_bytes(b"org = 1"), "write org as [[org]] tables."),
    ],
)
@pytest.mark.parametrize("place", ["a.toml", "folder/people.toml"])
def test_what_is_no_text_file_is_named_and_the_rest_stays(
    tmp_path: Path, make: Callable[[Path], object], said: str, place: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "houses.toml").write_text(HOUSE, encoding="utf-8")
    make(tmp_path / place)
    packs, problems = load_packs(["a", "folder"] if place == "a.toml" else ["folder"], tmp_path)
    assert len(problems) == 1
    assert problems[0].startswith(f"{tmp_path / place}: {said}")
    assert "apex" in packs.orgs


def test_a_file_that_stands_on_a_wrong_one_is_named_too(tmp_path: Path) -> None:
    packs, problems = _load(tmp_path, a=HOUSE + NOWHERE, b=GOOD)
    assert [each.split(":")[0] for each in problems] == ["a.toml", "b.toml"]
    assert "wile" not in packs.people
    assert packs.topics


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder, text in (("one", NOWHERE), ("two", HOUSE + GOOD)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "people.toml").write_text(text, encoding="utf-8")
    packs, problems = load_packs(["one", "two"], tmp_path)
    assert len(problems) == 1
    assert "wile" in packs.people
    assert "beep" not in packs.people


def test_what_only_a_trial_shows_costs_that_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def try_packs(packs: Packs, _languages: object) -> None:
        if "apex" in packs.orgs:
            raise PackError("the topics cannot be worked with")

    monkeypatch.setattr("newsroom.pack_trial.try_packs", try_packs)
    good = '[[person]]\nid = "wile"\nname = "Wile Coyote"\n'
    packs, problems = _load(tmp_path, a=HOUSE, b=good)
    assert problems == ["a.toml: the topics cannot be worked with"]
    assert "wile" in packs.people


def test_the_shipped_packs_alone_are_not_put_on_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    def try_packs(_packs: Packs, _languages: object) -> None:
        raise PackError("tried")

    monkeypatch.setattr("newsroom.pack_trial.try_packs", try_packs)
    assert load_packs(["meta-ai"])[1] == []
