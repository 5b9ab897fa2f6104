"""The keys of a list, of a text that is read, of the brief and of help: moving about."""

from __future__ import annotations

from rich.text import Text
from textual.containers import VerticalScroll

from tests.tui.bindings import news
from tests.tui.bindings.table import At, Table
from tui.screens.brief import BriefScreen
from tui.screens.help import HelpScreen
from tui.screens.news import NewsScreen
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.row_list import RowList

# The list


async def begin_in_a_list(at: At) -> None:
    """Show everything stored, more than fits on the screen."""
    await news.begin(at)
    if not at.on_top(NewsScreen)._everything:
        await at.press("e")
    assert len(at.rows()) > at.listed.size.height + 1 > 3


LIST = Table(RowList, begin_in_a_list, size=(80, 16))


async def goes(at: At, key: str, start: int, end: int) -> None:
    """Press a key with the cursor on a row: it comes to another, and tells."""
    at.listed.cursor = start
    await at.board.settle()
    at.board.messages.clear()
    await at.press(key)
    assert at.listed.cursor == end
    told = [one.row.key for one in at.posted(RowList.Highlighted) if one.row_list is at.listed]
    assert told == [at.shown()[end]]
    top = at.listed.scroll_offset.y
    assert top <= end < top + at.listed.size.height, "the cursor is on the screen"


@LIST.pressed("move(-1)", "up", "k")
async def goes_up(at: At, key: str) -> None:
    await goes(at, key, 2, 1)


@LIST.pressed("move(1)", "down", "j")
async def goes_down(at: At, key: str) -> None:
    await goes(at, key, 0, 1)


@LIST.pressed("page(-1)", "pageup", "ctrl+b")
async def goes_a_page_up(at: At, key: str) -> None:
    last = len(at.rows()) - 1
    await goes(at, key, last, last - at.listed.size.height + 1)


@LIST.pressed("page(1)", "pagedown", "ctrl+f")
async def goes_a_page_down(at: At, key: str) -> None:
    await goes(at, key, 0, at.listed.size.height - 1)


@LIST.pressed("jump(0)", "home", "g")
async def goes_to_the_top(at: At, key: str) -> None:
    await goes(at, key, 3, 0)


@LIST.pressed("jump(-1)", "end", "G")
async def goes_to_the_end(at: At, key: str) -> None:
    await goes(at, key, 0, len(at.rows()) - 1)
    assert at.posted(RowList.NearEnd)


@LIST.pressed("choose", "enter")
async def opens_the_row(at: At, key: str) -> None:
    row = at.selected
    await at.press(key)
    assert [one.row.key for one in at.posted(RowList.Chosen)] == [row.key]
    assert isinstance(at.focused(), ReadingPane)
    assert at.board.session.archive.item(row.item).read


# The text


async def begin_in_a_text(at: At) -> None:
    """Read a long text, from its twentieth line."""
    await news.begin(at)
    pane = at.on_top(NewsScreen).query_one(ReadingPane)
    pane.show_page(Text("\n".join(f"Line {number}" for number in range(200))))
    pane.focus()
    pane.scroll_to(y=20, animate=False, force=True, immediate=True)
    await at.board.settle()
    assert pane.scroll_offset.y == 20
    assert at.focused() is pane


TEXT = Table(ReadingPane, begin_in_a_text)


async def scrolls(at: At, key: str, end: int) -> None:
    """Press a key in the text: another line comes to the top."""
    pane = at.on_top(NewsScreen).query_one(ReadingPane)
    await at.press(key)
    await at.board.pilot.wait_for_scheduled_animations()
    assert pane.scroll_offset.y == end
    assert pane.render_line(0).text.strip() == f"Line {end}"


@TEXT.pressed("scroll_down", "j")
async def scrolls_down(at: At, key: str) -> None:
    await scrolls(at, key, 21)


@TEXT.pressed("scroll_up", "k")
async def scrolls_up(at: At, key: str) -> None:
    await scrolls(at, key, 19)


@TEXT.pressed("page_down", "space")
async def scrolls_a_page(at: At, key: str) -> None:
    pane = at.on_top(NewsScreen).query_one(ReadingPane)
    await scrolls(at, key, 20 + pane.scrollable_content_region.height)


@TEXT.pressed("scroll_home", "g")
async def scrolls_to_the_top(at: At, key: str) -> None:
    await scrolls(at, key, 0)


@TEXT.pressed("scroll_end", "G")
async def scrolls_to_the_end(at: At, key: str) -> None:
    pane = at.on_top(NewsScreen).query_one(ReadingPane)
    await scrolls(at, key, 200 - pane.scrollable_content_region.height)


# The brief


async def begin_at_the_brief(at: At) -> None:
    """Show what happened, more than fits on the screen."""
    await at.press("B")
    page(at).scroll_to(y=3, animate=False, force=True, immediate=True)
    await at.board.settle()


BRIEF = Table(BriefScreen, begin_at_the_brief, size=(80, 16))


def page(at: At) -> VerticalScroll:
    return at.board.app.screen.query_one("#list", VerticalScroll)


@BRIEF.pressed("scroll('down')", "j")
async def scrolls_the_brief_down(at: At, key: str) -> None:
    await at.press(key)
    assert page(at).scroll_offset.y == 4


@BRIEF.pressed("scroll('up')", "k")
async def scrolls_the_brief_up(at: At, key: str) -> None:
    await at.press(key)
    assert page(at).scroll_offset.y == 2


@BRIEF.pressed("seen", "m")
async def begins_the_next_brief(at: At, key: str) -> None:
    assert "Talent" in at.text_of("#brief")
    await at.press(key)
    assert at.said() == "Seen. w shows the last week."
    assert at.posted(BriefScreen.Gathered)[-1].page == at.board.session.brief_page()
    assert "Nothing since" in at.text_of("#brief")


@BRIEF.pressed("week", "w")
async def shows_the_week_and_what_is_new_again(at: At, key: str) -> None:
    at.board.session.note_briefed(at.board.clock())
    at.board.screen.refresh_rows()
    await at.board.settle()
    assert "Talent" not in at.text_of("#brief")
    await at.press(key)
    assert "Talent" in at.text_of("#brief")
    await at.press(key)
    assert "Talent" not in at.text_of("#brief")


# Help


async def begin_in_help(at: At) -> None:
    """Show the keys of the news from the fifteenth line."""
    await at.press("N", "question_mark")
    lines(at).scroll_to(y=15, animate=False, force=True, immediate=True)
    await at.board.settle()
    assert lines(at).scroll_offset.y == 15


HELP = Table(HelpScreen, begin_in_help)


def lines(at: At) -> VerticalScroll:
    return at.on_top(HelpScreen).query_one("#help-page", VerticalScroll)


def moves(action: str, key: str, end: int) -> None:
    """Enter a key that scrolls the page."""

    @HELP.pressed(action, key)
    async def scrolls_the_page(at: At, key: str) -> None:
        await at.press(key)
        assert lines(at).scroll_offset.y == end


moves("scroll(1)", "down", 16)
moves("scroll(-1)", "up", 14)
moves("scroll(10)", "pagedown", 25)
moves("scroll(-10)", "pageup", 5)


@HELP.pressed("leave", "escape")
async def closes_help(at: At, key: str) -> None:
    await at.press(key)
    at.on_top(NewsScreen)
