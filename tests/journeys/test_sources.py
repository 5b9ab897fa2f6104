"""Sources from the command line: looked at, added, handed on, moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from store.settings import load_config
from tests.journeys.home import QUIET, shipped_watches
from tests.journeys.press import CLOSES, LEAVES, UNRELATED, dated
from tests.watchers.documents import item, rss
from tests.watchers.newsstand import FEED_TYPE, Answer

if TYPE_CHECKING:
    from tests.journeys.home import Home
    from tests.journeys.press import Paper
    from tests.watchers.newsstand import Newsstand

PAGE = (
    b'<!doctype html><html lang="en"><title>The Paper</title>'
    b'<link rel="alternate" type="application/rss+xml" href="/paper.xml">'
)


async def test_an_address_is_looked_at_and_tells_what_it_would_bring(
    home: Home, paper: Paper, stand: Newsstand
) -> None:
    home.configure(QUIET, shipped_watches())
    paper.print(dated(LEAVES, days=1), dated(CLOSES, days=3), dated(UNRELATED, days=8))
    feed = paper.url
    page = stand.serve(
        "/", Answer(200, PAGE.replace(b"/paper.xml", feed.encode()), {"Content-Type": "text/html"})
    )
    (found,) = await home.json("sources", "check", page)
    assert (found["feeds"], found["items"], found["error"]) == ([feed], 3, None)
    assert found["per_week"] == 2.0
    assert {"people", "plans"} <= {watch["id"] for watch in found["watches"]}
    told = await home.type("sources", "check", page)
    assert "3 items, the newest 1d old, about 2 a week" in told.out
    assert f"matches Meta's AI people: 1 item, {LEAVES.title}" in told.out
    paper.pieces.clear()
    paper.print(UNRELATED)
    told = await home.type("sources", "check", feed)
    assert "matches no watch: nothing it holds now would be told" in told.out


async def test_a_source_is_looked_at_by_its_id(home: Home, paper: Paper) -> None:
    home.configure(QUIET, shipped_watches(), paper.source)
    paper.print(dated(LEAVES, days=1))
    (found,) = await home.json("sources", "check", paper.id)
    assert (found["items"], found["url"]) == (1, paper.url)
    assert await home.json("items") == []


LIST = """<opml version="2.0"><body><outline text="Harbours">
<outline text="The Quay" xmlUrl="https://quay.example/feed" language="en"/>
<outline text="The Quay" xmlUrl="https://other.example/feed"/>
<outline text="Here already" xmlUrl="http://www.here.example/feed/"/>
<outline text="A program" xmlUrl="|rm -rf ~"/></outline></body></opml>"""
HERE = '[[source]]\nid = "here"\nurl = "https://here.example/feed"\n'


async def test_feeds_are_taken_from_another_reader_and_handed_back(home: Home) -> None:
    home.configure(QUIET, "# mine\n" + HERE)
    listed = home.folder / "feeds.opml"
    listed.write_text(LIST)
    done = await home.type("sources", "import", str(listed))
    assert done.status == 0
    assert done.out.splitlines() == [
        "Added the-quay: https://quay.example/feed",
        "Added the-quay-2: https://other.example/feed",
        "2 sources added, 1 there already",
    ]
    assert "Left out, because only http and https addresses can be asked: |rm -rf ~" in done.err
    assert "# mine" in home.config.read_text()
    sources = load_config(home.config).sources
    assert [(s.id, s.kind) for s in sources[1:]] == [("the-quay", "feed"), ("the-quay-2", "feed")]
    again = await home.type("sources", "import", str(listed))
    assert again.out == "0 sources added, 3 there already\n"
    out = home.folder / "out.opml"
    assert (await home.type("sources", "export", str(out))).status == 0
    assert "https://quay.example/feed" in out.read_text()
    assert (await home.type("sources", "export")).out == out.read_text()


async def test_a_file_that_lists_nothing_is_said_to(home: Home) -> None:
    home.configure(QUIET, HERE)
    listed = home.folder / "feeds.opml"
    missing = await home.type("sources", "import", str(listed))
    assert (missing.status, missing.out) == (2, "")
    assert missing.err == (
        f"llamawatch: {listed}: cannot be read (No such file or directory): "
        "give the path of an OPML file\n"
    )
    listed.write_text("words")
    empty = await home.type("sources", "import", str(listed))
    assert empty.err == (
        f"llamawatch: {listed}: lists no feeds: an OPML file has outlines with xmlUrl\n"
    )


async def test_a_source_that_moved_for_good_is_followed_on_the_users_word(
    home: Home, stand: Newsstand
) -> None:
    new = stand.serve("/new", Answer(200, rss(item(1)), FEED_TYPE))
    old = stand.serve("/old", Answer(301, headers={"Location": new}))
    home.configure(QUIET, f'[[source]]\nid = "paper"\nurl = "{old}" # the old place\n')
    early = await home.type("sources", "follow", "paper")
    assert early.err == "llamawatch: paper has not moved: its address stays as it is\n"
    await home.type("poll", "--all")
    (listed,) = await home.json("sources")
    assert listed["state"] == "moved"
    assert "`llamawatch sources follow paper`" in listed["error"]
    assert load_config(home.config).sources[0].url == old
    assert (await home.type("sources", "follow", "paper")).status == 0
    assert load_config(home.config).sources[0].url == new
    done = await home.json("poll", "--all")
    assert done[0]["outcome"] == "unchanged"
    (listed,) = await home.json("sources")
    assert (listed["state"], listed["items"], listed["error"]) == ("ok", 1, None)


async def test_a_search_that_moved_is_followed_without_what_it_asks(
    home: Home, stand: Newsstand
) -> None:
    new = stand.serve("/new", Answer(200, rss(item(1)), FEED_TYPE))
    asked = "key=1&q=Meta+AI+when%3A2d&hl=en-US&gl=US&ceid=US%3Aen"
    old = stand.serve("/old", Answer(301, headers={"Location": f"{new}?{asked}"}))
    search = 'id = "search"\nkind = "google-news"\nquery = "Meta AI"'
    home.configure(QUIET, f'[[source]]\n{search}\nurl = "{old}"\n')
    done = await home.type("poll", "--all")
    assert f"1 new: search has moved for good to {new}?{asked}" in done.out
    assert (await home.json("sources"))[0]["moved_to"] == f"{new}?{asked}"
    assert (await home.type("sources", "follow", "search")).status == 0
    assert load_config(home.config).sources[0].url == f"{new}?key=1"
    await home.type("poll", "--all")
    assert stand.asked[-1].path == f"/new?{asked}"


async def test_the_beginning_of_an_id_is_enough_if_it_is_one_sources_alone(home: Home) -> None:
    more = HERE.replace("here", "harbour") + HERE.replace("here", "harbour-two")
    home.configure(QUIET, HERE + more)
    assert (await home.type("sources", "pause", "he")).out == "Paused here\n"
    assert not load_config(home.config).sources[0].enabled
    assert (await home.type("sources", "pause", "harbour")).out == "Paused harbour\n"
    unclear = await home.type("sources", "remove", "har")
    assert unclear.status != 0
    assert unclear.err == (
        'llamawatch: "har" could be source harbour, source harbour-two; give more of the id.\n'
    )


async def test_who_is_no_source_cannot_be_followed(home: Home) -> None:
    home.configure(QUIET, HERE)
    done = await home.type("sources", "follow", "nobody")
    assert (
        done.err == 'llamawatch: no source has the id "nobody": `llamawatch sources` lists them\n'
    )


async def test_keys_of_a_source_are_changed_one_by_one(home: Home) -> None:
    home.configure(QUIET, HERE)
    done = await home.type("sources", "set", "here", "--interval", "2h", "--trusted")
    assert done.out == "Changed here\n"
    (source,) = load_config(home.config).sources
    assert (source.interval.total_seconds(), source.trusted) == (7200, True)
    assert (await home.type("sources", "set", "here")).status == 2
    assert (await home.type("sources", "set", "nowhere", "--name", "X")).status != 0


async def test_an_edited_article_keeps_how_it_was_worded_before(home: Home, paper: Paper) -> None:
    home.configure(QUIET, shipped_watches(), paper.source)
    paper.print(LEAVES)
    await home.type("poll", "--all")
    paper.pieces.clear()
    paper.print(replace(LEAVES, title="Joelle Pineau to leave Meta after eight years"))
    done = await home.json("poll", "--all")
    assert (done[0]["new"], done[0]["updated"]) == (0, 1)
    (item,) = await home.json("items")
    (shown,) = await home.json("show", item["id"])
    assert shown["title"] == "Joelle Pineau to leave Meta after eight years"
    assert [one["title"] for one in shown["earlier"]] == [LEAVES.title]
