"""The text of an article's page, from the command line."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from store.archive import Archive
from tests.journeys.home import QUIET
from tests.watchers.documents import item, rss
from tests.watchers.newsstand import FEED_TYPE, Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.home import Home
    from tests.watchers.newsstand import Newsstand

SENTENCES = (
    "The company moves its research group to another floor, and not everybody comes along.",
    "Rob Fergus has left Meta for Mistral AI, two people who worked with him said.",
    "The group keeps its name, its machines and the better part of its plans for the year.",
)
PAGE = "<html><article>" + "".join(f"<p>{one}</p>" for one in SENTENCES) + "</article></html>"


def configure(home: Home, stand: Newsstand, more: str = "") -> None:
    stand.serve("/story", Answer(200, PAGE.encode(), {"Content-Type": "text/html"}))
    entry = item("story", "Meta reshuffles its AI group again", link=stand.url("/story"))
    stand.serve("/feed", Answer(200, rss(entry), FEED_TYPE))
    home.configure(
        QUIET,
        more,
        '[[watch]]\nid = "mine"\nquery = "org:meta"\n',
        f'[[source]]\nid = "paper"\nurl = "{stand.url("/feed")}"\n',
    )


def fold(home: Home) -> None:
    """Put what the archive holds into months."""
    with Archive.open(home.data) as archive:
        archive.fold()


async def test_show_fetches_the_text_and_tells_what_it_is(home: Home, stand: Newsstand) -> None:
    configure(home, stand)
    await home.type("poll", "--all")
    (one,) = await home.json("items")
    assert one["full_text"] is None
    assert stand.asked_for("/story") == []
    (shown,) = await home.json("show", one["id"], "--fetch")
    assert shown["text"] == "\n\n".join(SENTENCES)
    assert shown["full_text"]["verdict"] == "article"
    assert shown["full_text"]["url"] == stand.url("/story")
    assert shown["full_text"]["characters"] == len(shown["text"])
    said = (await home.type("show", one["id"])).out
    assert "full_text:" in said
    assert "Full text, 46 words, fetched" in said
    assert said.endswith("\n\n" + "\n\n".join(SENTENCES) + "\n")
    (move,) = await home.json("moves")
    assert [one["quote"] for one in move["evidence"]] == [SENTENCES[1]]
    (found,) = await home.json("items", 'text:"another floor"')
    assert found["id"] == one["id"]
    assert len(stand.asked_for("/story")) == 1


async def watched(home: Home, done: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Watch until the one item is as it is waited for; then stop."""
    process = await home.start("run")
    async with asyncio.timeout(60):
        while not ((items := await home.json("items")) and done(items[0])):  # noqa: ASYNC110 - another program is waited for
            await asyncio.sleep(0.05)
    process.terminate()
    assert await process.wait() == 0
    return items[0]


async def test_a_running_watch_fetches_by_itself_unless_it_is_switched_off(
    home: Home, stand: Newsstand
) -> None:
    configure(home, stand, "[poll]\nfull_text = false\n")
    one = await watched(home, lambda item: True)
    assert one["full_text"] is None
    assert stand.asked_for("/story") == []
    configure(home, stand)
    # What an earlier watch left open is found again by the next one, and by no other.
    one = await watched(home, lambda item: item["full_text"] is not None)
    assert one["full_text"]["verdict"] == "article"
    assert (await home.run("run", "--for", "1s")).status == 0
    assert len(stand.asked_for("/story")) == 1


async def test_the_page_of_an_article_whose_month_is_on_disk_is_fetched_found_and_shown(
    home: Home, stand: Newsstand
) -> None:
    configure(home, stand)
    await home.type("poll", "--all")
    (one,) = await home.json("items")
    fold(home)
    assert await home.json("items", 'text:"another floor"') == []
    (shown,) = await home.json("show", one["id"], "--fetch")
    assert shown["text"] == "\n\n".join(SENTENCES)
    for _ in range(2):
        (found,) = await home.json("items", 'text:"another floor"')
        assert found["id"] == one["id"]
        (shown,) = await home.json("show", one["id"])
        assert (shown["text"], shown["full_text"]["verdict"]) == ("\n\n".join(SENTENCES), "article")
        fold(home)
    assert (await home.type("mark", one["id"], "--star")).status == 0
    await home.type("poll", "--all")
    fold(home)
    (starred,) = await home.json("items", "is:starred")
    assert starred["id"] == one["id"]
    assert len(stand.asked_for("/story")) == 1
