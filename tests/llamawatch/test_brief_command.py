"""`brief` and `replay`, run as a person would."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from llamawatch.session import LiveSession
from newsroom.widths import cells
from store.archive import Archive
from store.lock import holder
from store.places import find_places
from store.settings import load_config

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str]]

REPLAYED = "at watches story revision item move reason title priority digest added"


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_brief_tells_the_week(run: Run) -> None:
    status, out = run("brief", "--since", "99w")
    assert status == 0
    assert "\nMoves\n" in out
    assert "\nTalent\n" in out
    assert "\nWho gained, who lost\n" in out
    lines = [line for line in out.splitlines() if "http://" not in line]
    assert max(map(cells, lines)) <= 80


def test_what_was_briefed_is_not_in_the_next_brief(run: Run) -> None:
    assert run("brief")[1].splitlines()[0] != "Nothing"
    _, again = run("brief")
    assert again.startswith("Nothing since ")
    assert "Talent" not in again
    # With a span the same is told again, and nothing is noted.
    assert "Talent" in run("brief", "--since", "99w")[1]
    assert run("brief", "--since", "last")[1].startswith("Nothing since ")


def test_a_brief_beside_a_writer_asks_it_to_note_the_look(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "home" / "data"
    with Archive.open(data, program="llamawatch run"):
        assert holder(data) is not None
        assert "Talent" in run("brief")[1]
        (wish,) = (data / "inbox").glob("*.json")
        assert json.loads(wish.read_text())["verb"] == "briefed"


async def test_the_writer_notes_the_look(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Archive.open(home / "data", program="llamawatch run"):
        run("brief")
    places = find_places(
        config=str(home / "config.toml"), data=str(home / "data"), environ={}, cwd=home
    )
    session = LiveSession(places, load_config(places.config))
    session.read()
    try:
        assert session.archive.recall("brief") == ""
        await session._wishes.grant_all()
        assert session.archive.recall("brief")
    finally:
        session.archive.close()
    assert run("brief")[1].startswith("Nothing since ")


def test_a_brief_is_written_in_four_forms(run: Run) -> None:
    assert run("brief", "--since", "99w", "--format", "markdown")[1].startswith("# ")
    assert run("brief", "--since", "99w", "--format", "html")[1].startswith("<!DOCTYPE html>")
    found = objects(run("brief", "--since", "99w", "--format", "json")[1])
    assert found[-1]["summary"] is True
    parts = {one["part"] for one in found[:-1]}
    assert {"move", "story", "balance", "alert"} <= parts
    stories = objects(run("stories", "--json")[1])
    assert found[-1]["stories"] == sum(one.get("part") == "story" for one in found)
    assert {one["id"] for one in found[:-1] if one["part"] == "story"} <= {s["id"] for s in stories}


@pytest.mark.parametrize("words", [("--since", "yesterday"), ("--format", "pdf")])
def test_a_brief_of_no_sense_is_wrong_usage(run: Run, words: tuple[str, str]) -> None:
    assert run("brief", *words)[0] == 2


def test_a_replay_of_the_watches_is_what_was_told(run: Run) -> None:
    status, out = run("replay", "--since", "99w", "--json")
    assert status == 0
    *told, summary = objects(out)
    assert all(set(REPLAYED.split()) <= one.keys() for one in told)
    assert {"summary", "items", "stories", "alerts", "added", "removed"} <= summary.keys()
    rows = {
        (one["story"], one["revision"], one["reason"], one["item"], one["move"])
        for one in objects(run("alerts", "--json")[1])
        if one["story"]  # a digest is no alert of a watch
    }
    assert rows
    assert {
        (one["story"], one["revision"], one["reason"], one["item"], one["move"]) for one in told
    } == rows
    assert summary["alerts"] == len(told)
    assert summary["added"] == summary["removed"] == 0


def test_a_replay_says_what_a_change_of_a_watch_changes(run: Run) -> None:
    *saved, as_saved = objects(run("replay", "--watch", "moves", "--since", "99w", "--json")[1])
    assert as_saved["added"] == as_saved["removed"] == 0
    out = run("replay", "--watch", "moves", "topic:talent", "lang:en", "--since", "99w", "--json")[
        1
    ]
    *told, summary = objects(out)
    assert {one["watches"][0] for one in told} == {"moves"}
    assert summary["added"] == sum(one["added"] for one in told)
    assert summary["alerts"] == len(saved) - summary["removed"] + summary["added"]
    assert summary["removed"] > 0


def test_a_replay_is_read_by_people_too(run: Run) -> None:
    out = run("replay", "topic:talent", "--since", "99w")[1].splitlines()
    assert out[-1].endswith("added, 0 removed")
    assert all(line.startswith("+ ") for line in out[:-1])


@pytest.mark.parametrize(
    "words", [("(Llama",), ("--watch", "nothing"), ("--since", "soon"), ("topic:sport",)]
)
def test_a_replay_of_nothing_that_is_there_is_refused(run: Run, words: tuple[str, ...]) -> None:
    assert run("replay", *words)[0] == 2


def test_a_watch_whose_pattern_takes_too_long_stops_no_other(run: Run, tmp_path: Path) -> None:
    before = run("replay", "--since", "99w", "--json")[1]
    with (tmp_path / "home" / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[[watch]]\nid = "slow"\nquery = "/(.|..)+(?<!.)/"\n')
    assert run("replay", "--since", "99w", "--json") == (0, before)
    assert run("replay", "--watch", "slow", "--since", "99w")[0] == 2
