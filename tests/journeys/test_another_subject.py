"""Another company, in an installation that the shipped pack was taken out of.

The rooms lie as a wheel lays them, without the pack; every command is a program of its own. The
company, its people and what is written of them are made up.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pytest

from tests.journeys.home import ROOT, Ended
from tests.journeys.press import UNRELATED, Piece, ago
from tests.watchers.newsstand import FEED_TYPE, Answer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.home import Home
    from tests.watchers.newsstand import Newsstand

ROOMS = ("newsroom", "store", "watchers", "alerts", "tui")
NOTE = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read() + b'\\n')"
LEAVES = Piece(
    "leaves",
    "Ada Lind leaves Zephyra Labs for Norrsken Robotics",
    "Ada Lind, chief scientist of Zephyra Labs, is leaving the company after six years and will "
    "join Norrsken Robotics in spring, she said.",
)
LEAVES_DE = Piece(
    "geht",
    "Ada Lind verlässt Zephyra Labs und wechselt zu Norrsken Robotics",
    "Die Chefwissenschaftlerin Ada Lind verlässt Zephyra Labs nach sechs Jahren und wechselt im "
    "Frühjahr zu Norrsken Robotics.",
)
DELAYS = Piece(
    "delays",
    "Zephyra Labs delays its Kolibri model and plans a data centre in Narvik",
    "Zephyra Labs will delay the release of Kolibri by a quarter; the company says that it invests "
    "300 million euros in a data centre in Narvik.",
)
WIND = Piece(
    "wind",
    "Zephyra brings a mild evening to the coast",
    "The wind that sailors call zephyra brings mild air to the coast until Sunday.",
)
"""What is only spelled like the alias."""
TRAM = Piece("tram", "Neue Straßenbahn fährt ab Montag", "Die Linie 4 fährt bis zum Hafen.")


def search_answer(stand: Newsstand, outlet: str, *pieces: Piece) -> Answer:
    """What a news search answers: headlines with the outlet behind them, the pages not there."""
    items = "".join(
        f"<item><title>{escape(piece.title)} - {outlet}</title>"
        f"<link>{stand.url(f'/{outlet}/{piece.id}')}</link>"
        f'<guid isPermaLink="false">{piece.id}</guid>'
        f"<pubDate>{format_datetime(ago(minutes=20 + n))}</pubDate>"
        f"<description>{escape(piece.text)}</description>"
        f'<source url="https://paper.example/{outlet}">{outlet}</source></item>'
        for n, piece in enumerate(pieces)
    )
    feed = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    return Answer(body=feed.encode(), headers=FEED_TYPE)


@dataclass(frozen=True)
class Installation:
    """The program as it lies in site-packages, and the home of whoever runs it."""

    site: Path
    home: Path

    async def run(self, *words: str) -> Ended:
        """Run a command to its end."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "llamawatch", *words),
            cwd=self.home,
            env={
                **os.environ,
                "PYTHONPATH": str(self.site),
                "PYTHONWARNINGS": "error",
                "HOME": str(self.home),
                "XDG_CONFIG_HOME": str(self.home / "config"),
                "XDG_DATA_HOME": str(self.home / "data"),
            },
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())

    async def do(self, *words: str) -> str:
        """Run a command that must succeed; answers what it says."""
        ended = await self.run(*words)
        assert (ended.status, ended.err) == (0, ""), ended.err
        return ended.out

    async def json(self, *words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (await self.do(*words, "--json")).splitlines()]

    @property
    def config(self) -> Path:
        return next((self.home / "config").rglob("config.toml"))


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """An installation without the shipped pack."""
    package = tmp_path / "site" / "llamawatch"
    shutil.copytree(ROOT / "llamawatch", package)
    for room in ROOMS:
        shutil.copytree(ROOT / room, package / "_app" / room)
    shutil.copy(ROOT / "config.toml", package / "_app")
    shutil.rmtree(package / "_app" / "store" / "packs" / "meta-ai")
    assert [each.name for each in (package / "_app/store/packs").iterdir()] == ["core"]
    (tmp_path / "home").mkdir()
    return Installation(tmp_path / "site", tmp_path / "home")


async def test_a_made_up_company_is_watched_without_the_shipped_pack(
    installation: Installation, stand: Newsstand, tmp_path: Path
) -> None:
    do, note = installation.do, tmp_path / "note"
    # Ten minutes, no TOML.
    said = await do(
        *("init", "--name", "Zephyra Labs", "--alias", "Zephyra", "--languages", "en,de"),
        "--no-check",
    )
    assert "Checked: " in said
    assert "watch: zephyra-labs" in said
    await do("init", "--name", "Norrsken Robotics", "--languages", "en", "--no-check")
    await do("people", "add", "Ada Lind", "--org", "Zephyra Labs")
    await do("watches", "set", "zephyra-labs", "--channel", "command")
    # The searches are asked on loopback, and alerts go to a program: that is the test's alone.
    searches = {
        "google-news-zephyra-labs-en": search_answer(
            stand, "Fjordpost", LEAVES, DELAYS, WIND, UNRELATED
        ),
        "google-news-zephyra-labs-de": search_answer(stand, "Nordblatt", LEAVES_DE, TRAM),
    }
    argv = [sys.executable, "-S", "-E", "-c", NOTE, str(note)]
    changes = {
        "[alerts.desktop]\nenabled = true": "[alerts.desktop]\nenabled = false",
        'mode = "auto"': 'mode = "off"',
        "[alerts.command]\nenabled = false": "[alerts.command]\nenabled = true",
        "\nargv = [] ": f"\nargv = {json.dumps(argv)} ",
    }
    for source, answer in searches.items():
        stand.serve(f"/{source}", answer)
        changes[f'id = "{source}"\n'] = f'id = "{source}"\nurl = "{stand.url(f"/{source}")}"\n'
    text = installation.config.read_text(encoding="utf-8")
    for before, after in changes.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    installation.config.write_text(text, encoding="utf-8")

    looked = await do("sources", "check", "google-news-zephyra-labs-en")
    assert "matches Zephyra Labs: 2 items" in looked
    asked = [word for source in searches for word in ("--source", source)]
    *rounds, total = await installation.json("poll", *asked)
    assert [one["outcome"] for one in rounds] == ["new", "new"]
    assert (total["new"], total["failed"]) == (6, 0)

    watched = await installation.json("items", "watch:zephyra-labs")
    titles = {item["title"].partition(" - ")[0] for item in watched}
    assert titles == {LEAVES.title, LEAVES_DE.title, DELAYS.title}
    assert all("zephyra-labs" in item["orgs"] for item in watched)
    stories = await installation.json("stories", "watch:zephyra-labs")
    languages = {tuple(sorted(one["languages"])): one for one in stories}
    left, delayed = languages["de", "en"], languages["en",]
    assert (left["topics"], delayed["topics"]) == (["talent"], ["strategy"])
    assert left["people"] == ["ada-lind"]

    (move,) = await installation.json("moves")
    assert [move[key] for key in ("person", "kind", "from", "to")] == [
        *("ada-lind", "left", "zephyra-labs", "norrsken-robotics")
    ]
    assert move["status"] in ("reported", "confirmed")
    assert {one["language"] for one in move["evidence"]} == {"en", "de"}
    (ada,) = await installation.json("people")
    assert (ada["status"], ada["org"], ada["items"]) == ("at", "norrsken-robotics", 2)

    (why,) = await installation.json("why", move["evidence"][0]["item"])
    (match,) = (one for one in why["watches"] if one["id"] == "zephyra-labs")
    assert "Zephyra Labs" in {span["text"] for span in match["spans"]}
    assert {one["id"] for one in why["entities"]} == {
        *("ada-lind", "zephyra-labs", "norrsken-robotics")
    }

    alerts = await installation.json("alerts")
    sent = {one["story"]: one["state"] for one in alerts if "zephyra-labs" in one["watches"]}
    assert sent == {left["id"]: "sent", delayed["id"]: "sent"}
    handed = [json.loads(line) for line in note.read_text(encoding="utf-8").splitlines() if line]
    assert {one["story"] for one in handed} == {left["id"], delayed["id"]}
    assert "Ada Lind" in await do("brief", "--since", "7d")


async def test_nothing_of_the_shipped_subject_is_left_in_what_was_made(
    installation: Installation,
) -> None:
    await installation.do("init", "--name", "Zephyra Labs", "--languages", "en,de", "--no-check")
    (watch,) = await installation.json("watches")
    assert watch["id"] == "zephyra-labs"
    asked = [one for one in await installation.json("sources") if one["enabled"]]
    searched = {one["id"] for one in asked if one["kind"] not in ("feed", "page", "command")}
    assert searched == {"google-news-zephyra-labs-en", "google-news-zephyra-labs-de"}
    assert not [one for one in asked if "meta" in f"{one['id']} {one['name']}".lower().split("-")]
    assert "meta-ai" not in await installation.do("packs", "check")
    ended = await installation.run("init")
    assert ended.status == 2
    assert "did not come with this installation" in ended.err


async def test_what_the_new_searches_would_bring_is_told(
    home: Home, stand: Newsstand, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = stand.serve("/search", search_answer(stand, "Fjordpost", LEAVES, DELAYS, UNRELATED))
    monkeypatch.setattr("watchers.kinds.google_news.ENDPOINT", url)
    ended = await home.type("init", "--name", "Zephyra Labs", "--languages", "en,de")
    assert ended.status == 0
    for language in ("en", "de"):
        said = f"google-news-zephyra-labs-{language}: 3 items, 2 of them for the watch zephyra-labs"
        assert said in ended.out
    assert [one.path.partition("ceid=")[2] for one in stand.asked] == ["US%3Aen", "DE%3Ade"]
    # Nothing was stored: that is for polling.
    assert not home.data.exists()
