"""`poll --quiet`: what fails, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from llamawatch.commands.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FEED = """<rss version="2.0"><channel><title>News</title><item><title>A farm is sold</title>
<link>https://news.example/1</link><guid>1</guid></item></channel></rss>"""


@pytest.fixture
def poll(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., tuple[int, list[str], list[str]]]:
    """Polls a source that answers and one that nobody serves: status, output and errors by line."""
    feed = tmp_path / "feed.xml"
    feed.write_text(FEED, encoding="utf-8")
    config = tmp_path / "config.toml"
    config.write_text(
        f"[alerts.desktop]\nenabled = false\n[reader]\nsemantic = false\n"
        f'[[source]]\nid = "good"\nkind = "command"\nargv = ["cat", "{feed}"]\n'
        '[[source]]\nid = "bad"\nurl = "http://127.0.0.1:9/feed"\n',
        encoding="utf-8",
    )

    def run(*words: str) -> tuple[int, list[str], list[str]]:
        status = main(
            ["--config", str(config), "--data", str(tmp_path / "data"), "poll", "--all", *words]
        )
        out, err = capfdbinary.readouterr()
        return status, out.decode().splitlines(), err.decode().splitlines()

    return run


def test_quiet_says_only_what_failed(
    poll: Callable[..., tuple[int, list[str], list[str]]],
) -> None:
    status, out, err = poll("--quiet", "--source", "bad", "--strict")
    assert (status, out) == (4, [])
    (line,) = err
    assert line.startswith("bad: ")
    assert poll("--quiet", "--source", "good") == (0, [], [])


def test_quiet_prints_json_as_ever(poll: Callable[..., tuple[int, list[str], list[str]]]) -> None:
    status, out, _ = poll("--quiet", "--json")
    assert status == 0
    *checks, summary = map(json.loads, out)
    assert {one["source"]: one["outcome"] for one in checks} == {"good": "new", "bad": "failed"}
    assert summary == {
        "summary": True,
        "sources": 2,
        "new": 1,
        "failed": 1,
        "stories": 0,
        "alerts": 0,
    }


def test_without_it_every_source_has_its_line(
    poll: Callable[..., tuple[int, list[str], list[str]]],
) -> None:
    status, out, err = poll()
    assert status == 0
    assert sorted(line.split()[:2] for line in out[:2]) == [["bad", "failed"], ["good", "new"]]
    assert out[2] == "2 sources, 1 new item, 1 failed, 0 new stories, 0 alerts"
    assert err == []
