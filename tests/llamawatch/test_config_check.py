"""`config check` names the line of what cannot work; sources say why they wait."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from llamawatch.commands.main import main
from newsroom.records import SourceState
from store.settings import load_config
from tui.source_rows import source_rows

if TYPE_CHECKING:
    from pathlib import Path

WRITE = 'write an address that begins with https:// or http://, as in "https://example.org/feed"'
OFF = "[alerts.desktop]\nenabled = false\n[reader]\nsemantic = false\n"


def run(folder: Path, text: str, *words: str) -> int:
    (folder / "config.toml").write_text(text + OFF, encoding="utf-8")
    where = ["--config", str(folder / "config.toml"), "--data", str(folder / "data")]
    return main([*where, *words])


def source(*lines: str) -> str:
    first = ("[[source]]", 'id = "one"', 'url = "https://a.example/feed"', "")
    return "\n".join((*first, "[[source]]", 'id = "two"', *lines, ""))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            source('url = "ftp://b.example/feed"'),
            f'line 7: [[source]] two: "url" cannot be "ftp://b.example/feed": {WRITE}',
        ),
        (source('url = "b.example/feed"'), 'line 7: [[source]] two: "url" cannot be "b.example/'),
        (source('url = "javascript:alert(1)"'), 'line 7: [[source]] two: "url" cannot be "javas'),
        (source('url = ""'), 'line 7: [[source]] two: "url" is empty: write an address'),
        (
            source('kind = "page"', 'url = "https://b.example/"', 'selector = "h2 >"'),
            'line 9: [[source]] two: "selector" cannot be "h2 >"',
        ),
        (
            source('kind = "wikipedia"', 'pages = ["Old Pier"]'),
            'line 8: [[source]] two: "pages" cannot hold "Old Pier": write language and title',
        ),
        (
            source('kind = "edgar"', 'company = "Meta"'),
            'line 8: [[source]] two: "company" cannot be "Meta"',
        ),
        (source('kind = "command"', "argv = []"), 'line 8: [[source]] two: "argv" is empty'),
        (
            '[subject]\norganisations = ["meta", "metta"]\n',
            'line 2: "organisations" names "metta", which no pack knows: did you mean "meta"?',
        ),
        (
            '[subject]\norganisations = ["zzzz"]\n',
            'line 2: "organisations" names "zzzz", which no pack knows: write the id of one in',
        ),
    ],
)
def test_what_cannot_work_is_named_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    assert run(tmp_path, text, "config", "check") == 2
    (problem,) = capsys.readouterr().out.splitlines()
    assert problem.startswith(f"{tmp_path / 'config.toml'}, {said}")
    # One thing that is wrong keeps nothing else from working.
    assert run(tmp_path, text, "sources") == 0


def test_no_file_of_somebody_else_s_speaks_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "meta-ai.toml").write_text('[[org]]\nid = "a"\nname = "\\u001b[31mA"\n')
    for text in ('[poll]\ncontact = "\\u001b[31m@a"\n', '"\\u001b[31mx" = 1\n', ""):
        for words in (("config", "check"), ("config", "show"), ("packs", "check"), ("people",)):
            run(tmp_path, text, *words)
            out, err = capsys.readouterr()
            assert "\x1b" not in out + err, (text, words)
            assert "31m" in out + err or not text, (text, words)


def test_one_source_and_one_watch_are_counted_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '[[source]]\nid = "one"\nurl = "https://a.example/feed"\n[[watch]]\nid = "w"\n'
    assert run(tmp_path, text, "config", "check") == 0
    assert capsys.readouterr().out.endswith(": good, 1 source, 1 watch\n")


@pytest.mark.parametrize(
    "text",
    [
        source('kind = "page"', 'url = "https://b.example/"', 'selector = "main h2 > a.news"'),
        source('kind = "command"', 'argv = ["print-feed"]'),
        "[subject]\npacks = []\n",
        "\ufeff[subject]\n",
    ],
)
def test_what_works_is_good(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert run(tmp_path, text, "config", "check") == 0
    assert ": good, " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (('kind = "page"', 'url = "https://b.example/"'), '[[source]] needs "selector": CSS'),
        (('kind = "wikipedia"',), '[[source]] needs "pages": pages to watch'),
        (('kind = "edgar"',), '[[source]] needs "company": the company'),
        (('kind = "command"',), '[[source]] needs "argv": a program'),
        (('url = "https://b.example/"', 'selector = "a"'), '"selector" is a key of kind page'),
        (('kind = "edgar"', "company = 42"), '"company" must be a text, not 42'),
    ],
)
def test_a_key_that_is_missing_or_another_kind_s_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: tuple[str, ...], said: str
) -> None:
    assert run(tmp_path, source(*lines), "config", "check") == 2
    assert said in capsys.readouterr().err


EVERY = source(
    'kind = "wikipedia"', 'pages = ["en:Old Pier", "fr:Vieux quai"]',
    "[[source]]", 'id = "report"', 'kind = "edgar"', 'company = "42"',
    "[[source]]", 'id = "program"', 'kind = "command"',
    'argv = ["/opt/bin/print-feed", "--token", "s3cret"]',
)  # fmt: skip


def listed(folder: Path, capsys: pytest.CaptureFixture[str], text: str) -> dict[str, Any]:
    assert run(folder, text, "sources", "--json") == 0
    lines = capsys.readouterr().out.splitlines()
    return {one["id"]: one for one in map(json.loads, lines)}


def test_sources_that_wait_say_so_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = listed(tmp_path, capsys, EVERY)
    states = {name: one["state"] for name, one in found.items()}
    assert states == {"one": "new", "two": "waiting", "report": "waiting", "program": "new"}
    assert found["report"]["error"] == (
        "report waits: the SEC answers only who gives a contact address; "
        "set contact under [poll] in config.toml to your e-mail address."
    )
    contact = '[poll]\ncontact = "ada@gazette.example"\n'
    assert {one["state"] for one in listed(tmp_path, capsys, contact + EVERY).values()} == {"new"}
    assert run(tmp_path, EVERY, "status", "--json") == 0
    assert json.loads(capsys.readouterr().out)["failing"] == []


def test_every_kind_is_listed_by_something_to_look_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    urls = {name: one["url"] for name, one in listed(tmp_path, capsys, EVERY).items()}
    assert urls["two"] == "https://en.wikipedia.org/wiki/Old_Pier and 1 more page"
    assert urls["report"].startswith("https://www.sec.gov/cgi-bin/browse-edgar?")
    assert urls["program"] == "/opt/bin/print-feed"
    assert run(tmp_path, EVERY, "sources") == 0
    assert "s3cret" not in capsys.readouterr().out


def test_the_dashboard_lists_a_waiting_source_behind_those_that_fail(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(EVERY, encoding="utf-8")
    sources = load_config(tmp_path / "config.toml").sources
    states = {"program": SourceState("program", "broken", failures=2, error="It failed.")}
    rows = source_rows(sources, states)
    assert [row.key for row in rows] == ["program", "one", "report", "two"]
    assert [row.health for row in rows] == ["broken", "new", "waiting", "waiting"]
    assert [row.failing for row in rows] == [True, False, False, False]
    assert {row.health for row in source_rows(sources, {}, contact=True)} == {"new"}
    assert source_rows(sources, {}, contact=True)[1].url == "/opt/bin/print-feed"
