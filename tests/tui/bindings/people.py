"""The keys of the people, of a form and of a question."""

from __future__ import annotations

from textual.widgets import Input, OptionList, Static

from newsroom.enrolment import Entry
from tests.tui.bindings.table import At, Table
from tui.screens.choice import ChoiceScreen
from tui.screens.form import FormScreen
from tui.screens.news import NewsScreen
from tui.screens.people import PeopleScreen
from tui.screens.sources import SourcesScreen
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.row_list import RowList

LAMPLE = "guillaume-lample"


async def begin(at: At) -> None:
    """Show the roster, everybody on it, with the cursor on somebody who comes with a pack."""
    await at.press("P")
    screen = at.on_top(PeopleScreen)
    screen._show_everything()
    await at.select(lambda row: row.key == LAMPLE)
    assert at.text_of("#people-title").startswith("Roster by name: ")


PEOPLE = Table(PeopleScreen, begin)


async def packs_read(at: At) -> None:
    """Wait for what was written by hand, and for the screen that shows it."""
    await at.board.session.packs_read()
    at.board.screen.refresh_rows()
    await at.board.settle()


@PEOPLE.pressed("add", "n")
async def asks_for_somebody_new(at: At, key: str) -> None:
    await at.press(key)
    assert str(at.on_top(FormScreen).query_one("#form-title", Static).content) == (
        "New on the roster"
    )
    await at.press(*"Ada Lind", "ctrl+s")
    await packs_read(at)
    assert at.said() == "Added ada-lind. ctrl+z takes it back."
    assert "ada-lind" in at.shown()
    await at.press("ctrl+z")
    await packs_read(at)
    assert "ada-lind" not in at.shown()


@PEOPLE.pressed("edit", "e")
async def edits_whom_the_user_added(at: At, key: str) -> None:
    await at.press(key)
    assert at.said() == "Guillaume Lample comes with a pack: only whom you add can be edited."
    at.on_top(PeopleScreen)
    entry = Entry("Ada Lind", (), "", ())
    added = at.board.session.add_person(entry)
    await packs_read(at)
    await at.select(lambda row: row.key == added)
    await at.press(key)
    form = at.on_top(FormScreen)
    assert str(form.query_one("#form-title", Static).content) == "Edit Ada Lind"
    await at.press("escape", "ctrl+z")
    await packs_read(at)


@PEOPLE.pressed("forget", "d")
async def takes_somebody_off_the_roster(at: At, key: str) -> None:
    before = at.shown()
    await at.press(key)
    assert at.said() == "Forgot Guillaume Lample. ctrl+z brings them back."
    assert at.shown() == [one for one in before if one != LAMPLE]
    assert at.board.session.packs.forgotten.keys() == {LAMPLE}
    await at.press("ctrl+z")
    await packs_read(at)
    assert at.shown() == before


@PEOPLE.pressed("filter", "slash")
async def asks_for_words(at: At, key: str) -> None:
    await at.press(key)
    field = at.on_top(PeopleScreen).query_one("#people-filter", Input)
    assert field.display
    assert at.focused() is field
    await at.press(*"lample")
    assert at.shown() == [LAMPLE]


@PEOPLE.pressed("group", "f")
async def shows_one_group(at: At, key: str) -> None:
    everybody = len(at.rows())
    await at.press(key)
    assert at.text_of("#people-title") == (
        f"Roster by name: 14 of {everybody} people, in Llama authors"
    )
    assert {"llama-authors" in row.groups for row in at.rows()} == {True}


@PEOPLE.pressed("sort", "s")
async def sorts_by_the_next_column(at: At, key: str) -> None:
    by_name = at.shown()
    await at.press(key)
    assert at.text_of("#people-title").startswith("Roster by where: ")
    assert at.listed.cursor == 0
    await at.press(*[key] * 3)
    assert at.shown() == by_name


@PEOPLE.pressed("view('moves')", "v")
async def shows_the_ledger(at: At, key: str) -> None:
    await at.press(key)
    assert at.text_of("#people-title").startswith("Moves by date: ")
    assert set(at.shown()) == {move.id for move in at.board.session.archive.moves()}
    await at.press("v")


@PEOPLE.pressed("view('roster')", "v")
async def shows_the_roster_again(at: At, key: str) -> None:
    await at.press("v")
    assert at.text_of("#people-title").startswith("Moves by date: ")
    await at.press(key)
    assert at.text_of("#people-title").startswith("Roster by name: ")
    assert at.selected.key == LAMPLE


@PEOPLE.pressed("open", "o", "enter")
async def shows_articles_in_the_news(at: At, key: str) -> None:
    # On the list Enter goes into the card first.
    at.on_top(PeopleScreen).query_one(ReadingPane).focus()
    await at.press(key)
    assert at.on_top(NewsScreen).bar.text == f"person:{LAMPLE}"
    assert at.rows()


@PEOPLE.pressed("back", "escape")
async def leaves_the_card_then_the_group(at: At, key: str) -> None:
    everybody = at.shown()
    await at.press("f", "enter")
    assert isinstance(at.focused(), ReadingPane)
    await at.press(key)
    assert at.focused() is at.listed
    assert len(at.rows()) == 14
    await at.press(key)
    assert at.shown() == everybody


# A form


async def begin_in_a_form(at: At) -> None:
    """Edit a source whose feed answers."""
    await at.press("S", "home", "e")
    form = at.on_top(FormScreen)
    assert form.check_action("rehearse", ())


FORM = Table(FormScreen, begin_in_a_form)


@FORM.pressed("save", "ctrl+s")
async def saves_what_is_typed(at: At, key: str) -> None:
    at.on_top(FormScreen).query_one("#field-interval", Input).value = "soon"
    await at.press(key)
    at.on_top(FormScreen)
    assert "no duration" in at.text_of("#form-problem")
    before = at.board.session.config
    at.on_top(FormScreen).query_one("#field-interval", Input).value = "5h"
    await at.press(key)
    at.on_top(SourcesScreen)
    assert at.board.session.config.sources != before.sources
    await at.press("ctrl+z")
    assert at.board.session.config.sources == before.sources


@FORM.pressed("rehearse", "ctrl+t")
async def tries_what_is_typed(at: At, key: str) -> None:
    at.on_top(FormScreen).query_one("#field-url", Input).value = at.stand.url("/none.xml")
    await at.press(key)
    at.on_top(FormScreen)
    assert "404" in at.text_of("#form-problem")
    assert [one.path for one in at.stand.asked] == ["/none.xml"]


@FORM.pressed("leave", "escape")
async def leaves_without_saving(at: At, key: str) -> None:
    before = at.board.session.config
    at.on_top(FormScreen).query_one("#field-interval", Input).value = "5h"
    await at.press(key)
    at.on_top(SourcesScreen)
    assert at.board.session.config == before


# A question


async def begin_at_a_question(at: At) -> None:
    """Ask what a story is about."""
    await at.press("N", "T")
    assert options(at).highlighted == 0


QUESTION = Table(ChoiceScreen, begin_at_a_question)


def options(at: At) -> OptionList:
    return at.on_top(ChoiceScreen).query_one(OptionList)


@QUESTION.pressed("down", "j")
async def goes_to_the_next_answer(at: At, key: str) -> None:
    await at.press(key)
    assert options(at).highlighted == 1


@QUESTION.pressed("up", "k")
async def goes_to_the_answer_before(at: At, key: str) -> None:
    await at.press("j", "j", key)
    assert options(at).highlighted == 1


@QUESTION.pressed("leave", "escape")
async def leaves_without_an_answer(at: At, key: str) -> None:
    topics = [story.topics for story in at.board.session.archive.stories()]
    await at.press(key)
    at.on_top(NewsScreen)
    assert isinstance(at.focused(), RowList)
    assert [story.topics for story in at.board.session.archive.stories()] == topics
