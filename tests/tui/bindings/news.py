"""The keys of the news: the list, the article under its cursor, what a filter lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Input

from tests.tui.bindings.table import At, Table
from tui.messages import ArchiveChanged, LookChanged
from tui.screens.choice import ChoiceScreen
from tui.screens.news import NewsScreen
from tui.screens.watch_editor import WatchEditor
from tui.widgets.filter_bar import FilterBar
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from newsroom.records import Item


async def begin(at: At) -> None:
    """Show all stories, with the cursor on the first."""
    await at.press("N")
    at.on_top(NewsScreen).bar.text = ""
    at.listed.focus()
    await at.press("home")


NEWS = Table(NewsScreen, begin)


def bar(at: At) -> str:
    """What stands in the filter."""
    return at.on_top(NewsScreen).bar.text


def item_of(at: At, row: Any) -> Item:  # noqa: ANN401 -- a row
    """The article a row shows."""
    return at.board.session.archive.item(row.item)


async def filter_by(at: At, text: str) -> None:
    at.on_top(NewsScreen).bar.text = text
    await at.board.settle()


# The list


@NEWS.pressed("fold", "space", "right", "left")
async def unfolds_a_story_and_folds_it_again(at: At, key: str) -> None:
    before = at.shown()
    row = await at.select(lambda row: row.articles >= 3)
    await at.press(key)
    place = at.listed.cursor
    assert len(at.rows()) == len(before) + row.articles
    assert {one.depth for one in at.rows()[place + 1 : place + 1 + row.articles]} == {1}
    assert list(at.board.app.state.open_stories) == [row.story]
    await at.press(key)
    assert at.shown() == before
    assert list(at.board.app.state.open_stories) == []


@NEWS.pressed("everything", "e")
async def shows_what_names_nothing_watched(at: At, key: str) -> None:
    before = at.shown()
    await at.press(key)
    assert sum(row.articles or 1 for row in at.rows()) == at.board.session.archive.counts().items
    assert at.said() == "Showing everything stored"
    await at.press(key)
    assert at.shown() == before
    assert at.said() == "Showing what names your subject"


@NEWS.pressed("back", "escape")
async def leaves_the_article_then_the_filter(at: At, key: str) -> None:
    await filter_by(at, "topic:talent")
    await at.press("enter")
    assert isinstance(at.focused(), ReadingPane)
    await at.press(key)
    assert at.focused() is at.listed
    assert bar(at) == "topic:talent"
    at.board.messages.clear()
    await at.press(key)
    assert bar(at) == ""
    assert [one.text for one in at.posted(FilterBar.Changed)] == [""]
    await at.press("plus")
    await at.press(key)
    assert at.said() == "The stories stay apart."


# The filter


@NEWS.pressed("filter", "slash")
async def goes_into_the_filter(at: At, key: str) -> None:
    await at.press(key)
    assert at.focused() is at.on_top(NewsScreen).query_one("#filter", Input)
    await at.press("q")
    assert bar(at) == "q"
    assert [one.text for one in at.posted(FilterBar.Changed)] == ["q"]


@NEWS.pressed("topic", "t")
async def steps_through_the_topics(at: At, key: str) -> None:
    seen = []
    for _ in range(3):
        await at.press(key)
        seen.append((bar(at), {topic for row in at.rows() for topic in row.topics}))
    assert [text for text, _ in seen] == ["topic:talent", "topic:strategy", ""]
    assert "talent" in seen[0][1]
    assert [one.text for one in at.posted(FilterBar.Changed)] == [text for text, _ in seen]


@NEWS.pressed("language", "l")
async def keeps_the_language_of_the_row(at: At, key: str) -> None:
    row = at.rows()[-1]
    at.listed.select(row.key)
    language = item_of(at, row).language
    await at.press(key)
    assert bar(at) == f"lang:{language}"
    assert {one.language for one in at.rows()} == {language}
    await at.press(key)
    assert bar(at) == ""


@NEWS.pressed("source", "s")
async def keeps_the_source_of_the_row(at: At, key: str) -> None:
    source = item_of(at, at.selected).article.source
    await at.press(key)
    assert bar(at) == f"source:{source}"
    assert {item_of(at, one).article.source for one in at.rows()} == {source}
    await at.press(key)
    assert bar(at) == ""


@NEWS.pressed("unread", "u")
async def keeps_what_is_unread(at: At, key: str) -> None:
    await at.press("m", "home")
    read = at.shown()[0]
    await at.press(key)
    assert bar(at) == "is:unread"
    assert read not in at.shown()
    await at.press(key, "ctrl+z")
    assert bar(at) == ""
    assert at.shown()[0] == read


@NEWS.pressed("seen", "v")
async def marks_what_is_summed_up_as_seen(at: At, key: str) -> None:
    archive, since = at.board.session.archive, at.board.app.looking.since
    assert since is not None
    unread = archive.counts().unread_news
    assert unread > 0
    await at.press(key)
    assert archive.counts().unread_news == 0
    assert at.board.app.looking.since is None
    assert at.posted(LookChanged)
    assert at.said() == f"Seen, {unread} items. ctrl+z takes it back."
    await at.press("ctrl+z")
    assert archive.counts().unread_news == unread
    assert at.board.app.looking.since == since
    at.board.app.mark_seen()
    await at.press(key)
    assert at.said() == "Nothing new is summed up."


@NEWS.pressed("read_all", "M")
async def marks_all_that_the_filter_lets_through(at: At, key: str) -> None:
    archive = at.board.session.archive
    await filter_by(at, "topic:talent")
    items = list(archive.items())
    talent = {one.id for one in items if any(topic.topic == "talent" for topic in one.topics)}
    before = {one.id for one in items if one.read}
    assert before < before | talent < {one.id for one in items}
    await at.press(key)
    assert {one.id for one in archive.items() if one.read} == before | talent
    assert at.said() == f"{len(talent)} items marked as read. ctrl+z takes it back."
    assert at.posted(ArchiveChanged)
    await at.press("ctrl+z")
    assert {one.id for one in archive.items() if one.read} == before


# The article and its story


@NEWS.pressed("read", "m")
async def marks_a_story_read_and_goes_on(at: At, key: str) -> None:
    archive = at.board.session.archive
    row = await at.select(lambda row: row.articles >= 3)
    place = at.listed.cursor
    await at.press(key)
    assert all(one.read for one in archive.story_items(row.story))
    assert at.listed.cursor == place + 1
    assert at.posted(ArchiveChanged)
    at.listed.select(row.key)
    await at.press(key)
    assert not any(one.read for one in archive.story_items(row.story))


@NEWS.pressed("star", "asterisk")
async def stars_the_row(at: At, key: str) -> None:
    row = at.selected
    await at.press(key)
    assert item_of(at, row).starred
    assert at.selected.starred
    await at.press(key)
    assert not item_of(at, row).starred


@NEWS.pressed("fetch", "f")
async def fetches_the_page_of_the_article(at: At, key: str) -> None:
    row, asked = at.selected, []

    # Its page lies on no server here; `test_full_text` fetches one.
    async def fetch(item_id: str) -> str:
        asked.append(item_id)
        return "Fetched 3 paragraphs."

    at.patch.setattr(at.board.session, "fetch_full_text", fetch)
    await at.board.pilot.press(key)
    fetching = [one for one in at.board.app.workers if one.group == "fetch"]
    await at.board.app.workers.wait_for_complete(fetching)
    assert asked == [row.item]
    assert at.said() == "Fetched 3 paragraphs."


@NEWS.pressed("why", "b")
async def goes_to_where_the_article_says_why(at: At, key: str) -> None:
    await at.select(lambda row: row.articles >= 3)
    await at.press(key)
    pane = at.on_top(NewsScreen).query_one(ReadingPane)
    assert at.focused() is pane
    assert pane.render_line(0).text.strip() == "Why"
    assert pane.render_line(1).text.strip().startswith("Watches that matched: ")


@NEWS.pressed("mute", "x")
async def silences_the_story_and_lets_it_be_heard(at: At, key: str) -> None:
    archive, row = at.board.session.archive, at.selected
    await at.press(key)
    assert [one.what for one in archive.mutes.lasting(at.board.clock())] == [f"story:{row.story}"]
    assert at.said() == "This story is silent; x ends that."
    await at.press(key)
    assert not archive.mutes.lasting(at.board.clock())
    assert at.said() == "This story is told again."


@NEWS.pressed("browse", "o")
async def shows_and_copies_a_link_where_there_is_no_browser(at: At, key: str) -> None:
    url = item_of(at, at.selected).article.url
    await at.press(key)
    assert at.said() == f"No browser here: {url} (copied)"
    assert at.board.app.clipboard == url
    at.patch.setenv("BROWSER", "true")
    await at.press(key)
    assert item_of(at, at.selected).read
    at.board.session.mark([at.selected.item], read=False, by_hand=False)


@NEWS.pressed("copy", "c")
async def copies_the_link(at: At, key: str) -> None:
    url = item_of(at, at.selected).article.url
    await at.press(key)
    assert at.board.app.clipboard == url
    assert at.said() == f"Copied: {url}"


@NEWS.pressed("quote", "y")
async def copies_a_quotation(at: At, key: str) -> None:
    article = item_of(at, at.selected).article
    await at.press(key)
    lines = at.board.app.clipboard.splitlines()
    assert lines[0].startswith("“")
    assert article.url in lines
    assert at.said() == f"Copied:\n{at.board.app.clipboard}"


@NEWS.pressed("topics", "T")
async def asks_what_the_story_is_about(at: At, key: str) -> None:
    archive = at.board.session.archive
    row = await at.select(lambda row: row.topics == ("talent",))
    await at.press(key)
    at.on_top(ChoiceScreen)
    await at.press("s")
    at.on_top(NewsScreen)
    assert archive.story(row.story).topics == ("strategy",)
    assert at.said() == "Remembered; ctrl+z takes it back."
    await at.press("ctrl+z")
    assert archive.story(row.story).topics == ("talent",)


@NEWS.pressed("watch_name", "w")
async def begins_a_watch_of_what_is_filtered(at: At, key: str) -> None:
    await at.press(key)
    assert at.said() == "No name in this story is unknown: type what to watch."
    at.on_top(WatchEditor)
    await at.press("escape")
    await filter_by(at, "topic:talent")
    await at.press(key)
    values = at.on_top(WatchEditor).fields.values()
    assert (values["query"], values["keywords"]) == ("topic:talent", "")


@NEWS.pressed("split", "minus")
async def takes_an_article_out_of_its_story(at: At, key: str) -> None:
    archive = at.board.session.archive
    row = await at.select(lambda row: row.articles >= 3)
    await at.press(key)
    assert at.said().startswith("Unfold the story")
    await at.press("space", "down")
    split = at.selected.item
    await at.press(key)
    assert split not in {one.id for one in archive.story_items(row.story)}
    assert len(archive.story_items(row.story)) == row.articles - 1
    assert at.said() == "A story of its own now; ctrl+z takes it back."
    await at.press("ctrl+z")
    assert len(archive.story_items(row.story)) == row.articles
    at.listed.select(row.story)
    await at.press("space")


@NEWS.pressed("merge", "plus")
async def makes_two_stories_one(at: At, key: str) -> None:
    first, second = at.rows()[:2]
    before = {row.story: row.articles for row in at.rows()}
    await at.press(key)
    assert at.said().startswith("Now + at the story that is the same")
    await at.press("down", key)
    assert at.said() == "One story now; ctrl+z takes it back."
    after = {row.story: row.articles for row in at.rows()}
    assert len(after) == len(before) - 1
    assert max(after.get(first.story, 0), after.get(second.story, 0)) == (
        first.articles + second.articles
    )
    await at.press("ctrl+z")
    assert sorted(row.articles for row in at.rows()) == sorted(before.values())


# The filter bar


async def begin_in_the_filter(at: At) -> None:
    """Put the cursor into an empty filter."""
    await begin(at)
    await at.press("slash")


FILTER = Table(FilterBar, begin_in_the_filter)


@FILTER.pressed("complete(1)", "tab")
async def completes_what_is_typed(at: At, key: str) -> None:
    await filter_by(at, "topic:")
    at.board.messages.clear()
    await at.press(key)
    assert bar(at) == "topic:talent "
    await at.press(key)
    assert bar(at) == "topic:strategy "
    said = [one.text for one in at.posted(FilterBar.Changed)]
    assert said == ["topic:talent ", "topic:strategy "]
    assert all("strategy" in row.topics for row in at.rows())


@FILTER.pressed("complete(-1)", "shift+tab")
async def goes_back_to_the_term_before(at: At, key: str) -> None:
    await filter_by(at, "topic:")
    await at.press("tab", "tab", key)
    assert bar(at) == "topic:talent "
    assert at.posted(FilterBar.Changed)[-1].text == "topic:talent "


@FILTER.pressed("keep", "ctrl+s")
async def keeps_the_filter_on_a_number_key(at: At, key: str) -> None:
    before = [one.query for one in at.board.session.config.filters]
    await filter_by(at, "LeCun")
    await at.press(key)
    assert [one.text for one in at.posted(FilterBar.Kept)] == ["LeCun"]
    assert [one.query for one in at.board.session.config.filters] == [*before, "LeCun"]
    assert at.said() == f"Kept on {len(before) + 1}. ctrl+z takes it back."
    await at.press("ctrl+z", "escape", "ctrl+z")
    assert [one.query for one in at.board.session.config.filters] == before


@FILTER.pressed("leave", "escape", "enter", "down")
async def goes_back_to_the_list_with_what_was_typed(at: At, key: str) -> None:
    await filter_by(at, "lang:ja")
    assert not isinstance(at.focused(), RowList)
    await at.press(key)
    assert isinstance(at.focused(), RowList)
    assert bar(at) == "lang:ja"
    assert {row.language for row in at.rows()} == {"ja"}
