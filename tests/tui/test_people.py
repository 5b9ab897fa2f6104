"""The people screen, driven by its keys over a real archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from textual.widgets import Input, Static

from newsroom.errors import PackError
from newsroom.records import Move
from tui.screens.form import FormScreen
from tui.screens.news import NewsScreen
from tui.screens.people import PeopleScreen
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.tui.conftest import Dashboard

LAMPLE = "guillaume-lample"


def rows_of(board: Dashboard) -> list[Any]:
    return list(board.app.screen.query_one("#list", RowList).rows)


def keys_of(board: Dashboard) -> list[str]:
    return [row.key for row in rows_of(board)]


def title_of(board: Dashboard) -> str:
    return str(board.app.screen.query_one("#people-title", Static).content)


def card_of(board: Dashboard) -> str:
    return str(board.app.screen.query_one(ReadingPane).page)


def said(board: Dashboard) -> list[str]:
    return [notice.message for notice in board.app._notifications]


async def put_cursor_on(board: Dashboard, key: str) -> None:
    assert board.app.screen.query_one("#list", RowList).select(key)
    await board.settle()


async def packs_read(board: Dashboard) -> None:
    """Wait for what was written by hand, and for the screen that shows it."""
    await board.session.packs_read()
    board.screen.refresh_rows()
    await board.settle()


async def test_capital_p_opens_the_board_the_roster_and_a_card(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P")
        assert isinstance(board.app.screen, PeopleScreen)
        groups = board.app.screen.query_one("#groups", RowList).rows
        assert (groups[0].name, groups[0].here, groups[0].size) == ("Llama authors", 3, 14)
        shown = board.text()
        assert "3 of 14 still at Meta; 5 at Mistral" in shown
        assert "not heard of since" in shown
        names = [row.name for row in rows_of(board)]
        assert names == sorted(names, key=str.casefold)
        assert title_of(board) == f"Roster by name: {len(names)} people"
        assert card_of(board).startswith(f"{names[0]}\n")


async def test_articles_are_counted_as_the_archive_holds_them(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P")
        stored = [item for item in board.session.archive.items() if LAMPLE in item.people]
        row = next(row for row in rows_of(board) if row.key == LAMPLE)
        assert row.items == len(stored) > 0


async def test_they_are_counted_once_however_often_the_screen_is_opened(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        walks = 0
        walk = board.session.people_named

        def counted() -> Iterator[tuple[str, ...]]:
            nonlocal walks
            walks += 1
            return walk()  # type: ignore[no-any-return]

        monkeypatch.setattr(board.session, "people_named", counted)
        await board.press("P", "N", "P", "N", "P")
        assert walks == 1


async def test_the_roster_is_shown_while_articles_are_still_counted(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    async with dashboard() as board:
        counts = Event()

        def waits() -> Iterator[tuple[str, ...]]:
            counts.wait(30)
            yield (LAMPLE,)

        monkeypatch.setattr(board.session, "people_named", waits)
        await board.pilot.press("P")
        screen = board.app.screen
        try:
            while not title_of(board).endswith("counting their articles"):
                await board.pilot.pause()
            assert {row.items for row in rows_of(board)} == {None}
            await board.pilot.press("j", "j")
            assert screen.query_one("#list", RowList).cursor == 2
        finally:
            counts.set()
        await board.settle()
        assert next(row for row in rows_of(board) if row.key == LAMPLE).items == 1


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40), (200, 60), (80, 12)])
async def test_every_line_is_as_wide_as_the_terminal(
    dashboard: Callable[..., Any], size: tuple[int, int]
) -> None:
    async with dashboard(*size) as board:
        for keys in (["P"], ["f"], ["v"], ["slash"]):
            await board.press(*keys)
            lines = board.lines()
            assert len(lines) == size[1]
            assert {cell_len(line) for line in lines} == {size[0]}


async def test_at_80_columns_all_keys_stand_in_the_footer_and_the_card_below(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard(80, 24) as board:
        await board.press("P")
        footer = board.lines()[-1]
        for key in ("n New", "e Edit", "d Forget", "/ Filter", "f Group", "s Sort", "v Moves"):
            assert key.replace(" ", "") in footer.replace(" ", "")
        assert "qQuit" in footer.replace(" ", "")
        labels = next(line for line in board.lines() if line.startswith(" Name"))
        row = next(row for row in rows_of(board) if row.key == LAMPLE)
        await put_cursor_on(board, LAMPLE)
        line = next(line for line in board.lines() if line.startswith(" Guillaume Lample"))
        assert line.index(row.where) == labels.index("Where")
        assert line.index(row.evidence_age) == labels.index("Last seen")
        assert line[labels.index("News") : labels.index("News") + 4].strip() == str(row.items)
        listed, pane = (board.app.screen.query_one(one).region for one in ("#list", "#reading"))
        assert pane.y >= listed.bottom
        assert listed.height >= 6
        assert pane.height >= 6


async def test_s_steps_through_the_orders_and_the_title_says_which(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P")
        by_name = keys_of(board)
        await board.press("j", "s")
        assert title_of(board).startswith("Roster by where")
        assert board.app.screen.query_one("#list", RowList).cursor == 0
        await board.press("s")
        assert title_of(board).startswith("Roster by last seen")
        seen = [row.last_seen for row in rows_of(board)]
        assert seen == sorted(seen, reverse=True)
        await board.press("s")
        counts = [row.items for row in rows_of(board)]
        assert counts == sorted(counts, reverse=True)
        await board.press("s")
        assert keys_of(board) == by_name


async def test_f_shows_one_group_after_the_other_and_escape_everybody(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P")
        everybody = len(rows_of(board))
        await board.press("f")
        assert title_of(board) == f"Roster by name: 14 of {everybody} people, in Llama authors"
        assert {"llama-authors" in row.groups for row in rows_of(board)} == {True}
        await board.press("f")
        assert title_of(board).endswith("in FAIR")
        board_cursor = board.app.screen.query_one("#groups", RowList).cursor
        assert board_cursor == 1
        await board.press("escape")
        assert len(rows_of(board)) == everybody


async def test_f_comes_round_to_everybody(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("P")
        everybody = len(rows_of(board))
        groups = len(board.app.screen.query_one("#groups", RowList).rows)
        await board.press(*["f"] * (groups + 1))
        assert len(rows_of(board)) == everybody


async def test_enter_on_the_board_picks_a_group_and_lets_it_go(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P")
        everybody = len(rows_of(board))
        board.app.screen.query_one("#groups", RowList).focus()
        await board.press("j", "enter")
        assert title_of(board).endswith("in FAIR")
        await board.press("enter")
        assert len(rows_of(board)) == everybody
        await board.press("escape")
        assert board.app.screen.focused is board.app.screen.query_one("#list")


async def test_slash_filters_by_words_and_escape_clears(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("P")
        everybody = len(rows_of(board))
        await board.press("slash", *"mistral left", "enter")
        assert {row.where for row in rows_of(board)} == {"Mistral"}
        assert board.app.screen.focused is board.app.screen.query_one("#list")
        await board.press("slash", *" zzz", "escape")
        assert rows_of(board) == []
        assert "Nobody fits. Escape shows everybody." in board.text()
        await board.press("escape")
        assert len(rows_of(board)) == everybody
        assert not board.app.screen.query_one("#people-filter", Input).display


async def test_a_filter_knows_every_script(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("P", "slash")
        board.app.screen.query_one("#people-filter", Input).value = "ギヨーム"
        await board.settle()
        assert keys_of(board) == [LAMPLE]


async def test_a_card_has_moves_evidence_spellings_and_articles(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P")
        await put_cursor_on(board, LAMPLE)
        card = card_of(board)
        assert "ギヨーム・ランプル" in card
        assert "(reported) left Meta for Mistral" in card
        assert "“" in card
        newest = next(
            item for item in board.session.archive.items() if LAMPLE in item.people
        ).article
        assert newest.title in card
        assert card.endswith("o shows them all in the News")


async def test_a_card_that_is_read_stays_where_it_is_when_news_come(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard(80, 24) as board:
        await board.press("P")
        await put_cursor_on(board, LAMPLE)
        await board.press("enter", "j", "j")
        pane = board.app.screen.query_one(ReadingPane)
        before, card = pane.scroll_offset.y, card_of(board)
        assert before > 0
        board.screen.refresh_rows()
        await board.settle()
        assert (pane.scroll_offset.y, card_of(board)) == (before, card)
        await board.press("escape", "j")
        assert pane.scroll_offset.y == 0


async def test_enter_goes_into_the_card_and_from_there_to_the_news(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P")
        await put_cursor_on(board, LAMPLE)
        await board.press("enter")
        assert isinstance(board.app.screen.focused, ReadingPane)
        await board.press("escape")
        assert board.app.screen.focused is board.app.screen.query_one("#list")
        await board.press("enter", "enter")
        assert isinstance(board.app.screen, NewsScreen)
        assert board.app.screen.bar.text == f"person:{LAMPLE}"
        assert rows_of(board)


async def test_o_shows_in_the_news_what_names_the_person(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("P")
        await put_cursor_on(board, LAMPLE)
        await board.press("o")
        assert isinstance(board.app.screen, NewsScreen)
        assert board.app.screen.bar.text == f"person:{LAMPLE}"


async def test_v_switches_to_the_ledger_and_back_and_each_keeps_its_place(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard(80, 24) as board:
        await board.press("P")
        await put_cursor_on(board, LAMPLE)
        await board.press("v")
        moves = {move.id: move for move in board.session.archive.moves()}
        assert set(keys_of(board)) == set(moves)
        assert title_of(board) == f"Moves by date: {len(moves)}"
        dates = [row.date for row in rows_of(board)]
        assert dates == sorted(dates, reverse=True)
        footer = board.lines()[-1].replace(" ", "")
        assert "vRoster" in footer
        assert "Forget" not in footer
        await board.press("j")
        second = rows_of(board)[1]
        assert card_of(board).startswith(f"{second.name}\n({second.status}) ")
        assert f"“{moves[second.key].evidence[0].quote}”" in card_of(board)
        await board.press("v")
        assert board.app.screen.query_one("#list", RowList).selected.key == LAMPLE
        await board.press("v")
        assert board.app.screen.query_one("#list", RowList).selected.key == second.key


async def test_the_ledger_is_sorted_and_opens_the_story_of_a_move(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P", "v", "s")
        names = [row.name for row in rows_of(board)]
        assert names == sorted(names, key=str.casefold)
        for order in ("from", "to", "status", "date"):
            await board.press("s")
            assert title_of(board).startswith(f"Moves by {order}")
        story = board.session.archive.move(rows_of(board)[0].key).stories[-1]
        await board.press("o")
        assert isinstance(board.app.screen, NewsScreen)
        assert board.app.screen.bar.text == f"story:{story}"


async def test_d_forgets_a_person_and_their_moves_until_it_is_taken_back(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P")
        everybody = len(rows_of(board))
        await put_cursor_on(board, LAMPLE)
        await board.press("d")
        assert said(board) == ["Forgot Guillaume Lample. ctrl+z brings them back."]
        assert LAMPLE not in keys_of(board)
        assert len(rows_of(board)) == everybody - 1
        assert board.session.packs.forgotten.keys() == {LAMPLE}
        groups = board.app.screen.query_one("#groups", RowList).rows
        assert groups[0].size == 13
        await board.press("v")
        assert "Guillaume Lample" not in {row.name for row in rows_of(board)}
        await board.press("v", "ctrl+z")
        await packs_read(board)
        assert said(board)[-1] == "Taken back: Guillaume Lample forgotten"
        assert len(rows_of(board)) == everybody
        await board.press("v")
        assert "Guillaume Lample" in {row.name for row in rows_of(board)}


async def test_a_disk_that_refuses_is_said_and_nobody_is_forgotten(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> None:
        raise PackError(
            "packs/meta-ai.toml: cannot be written (No space left): nothing was changed"
        )

    async with dashboard() as board:
        await board.press("P")
        before = keys_of(board)
        monkeypatch.setattr(board.session, "forget_person", refuse)
        await board.press("d")
        assert said(board) == [
            "packs/meta-ai.toml: cannot be written (No space left): nothing was changed"
        ]
        assert keys_of(board) == before


async def test_n_adds_a_person_who_is_shown_and_can_be_edited(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P", "f", "n")
        assert isinstance(board.app.screen, FormScreen)
        fields = {"name": "Ada Lind", "spellings": "エイダ・リンド, Lind", "org": "Mistral"}
        for key, value in fields.items():
            board.app.screen.query_one(f"#field-{key}", Input).value = value
        board.app.screen.query_one("#field-groups", Input).value = "our-list"
        await board.press("ctrl+s")
        await board.press()
        assert said(board) == ["Added ada-lind. ctrl+z takes it back."]
        selected: Any = board.app.screen.query_one("#list", RowList).selected
        assert (selected.key, selected.status, selected.where) == ("ada-lind", "at", "Mistral")
        assert selected.last_seen == board.session.clock().date().isoformat()
        assert "added by you" in card_of(board)
        assert "Our list" in {
            row.name for row in board.app.screen.query_one("#groups", RowList).rows
        }
        await board.press("e")
        form = board.app.screen
        assert form.query_one("#field-org", Input).value == "mistral"
        form.query_one("#field-groups", Input).value = "fair"
        await board.press("ctrl+s")
        await board.press()
        assert board.session.packs.people["ada-lind"].groups == ("fair",)
        await board.press("ctrl+z")
        await packs_read(board)
        assert board.session.packs.people["ada-lind"].groups == ("our-list",)
        await board.press("ctrl+z")
        await packs_read(board)
        assert "ada-lind" not in keys_of(board)


async def test_a_form_that_is_wrong_says_so_and_keeps_what_was_typed(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P", "n", *"Ada Lind")
        board.app.screen.query_one("#field-org", Input).value = "mistrall"
        await board.press("ctrl+s")
        assert isinstance(board.app.screen, FormScreen)
        problem = str(board.app.screen.query_one("#form-problem", Static).content)
        assert problem == 'no pack knows the organisation "mistrall": did you mean "mistral"?'
        assert board.app.screen.query_one("#field-name", Input).value == "Ada Lind"
        await board.press("escape")
        assert isinstance(board.app.screen, PeopleScreen)
        assert not (board.session.places.packs / "meta-ai.toml").exists()


async def test_who_comes_with_a_pack_cannot_be_edited_and_that_is_said(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("P")
        await put_cursor_on(board, LAMPLE)
        await board.press("e")
        assert said(board) == [
            "Guillaume Lample comes with a pack: only whom you add can be edited."
        ]


async def test_n_on_the_ledger_offers_the_name_no_pack_knows(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        stranger = Move(
            "m1",
            "jane-doe",
            "Jane Doe",
            "left",
            origin="meta",
            status="rumoured",
            first_reported=board.session.clock(),
            known_person=False,
        )
        monkeypatch.setattr(board.session, "ledger", lambda since=None: (stranger,))
        await board.press("P", "v")
        assert "(rumoured) left Meta" in board.text()
        await board.press("n")
        assert board.app.screen.query_one("#field-name", Input).value == "Jane Doe"
        await board.press("escape")


async def test_an_empty_ledger_says_what_will_stand_there(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        monkeypatch.setattr(board.session, "ledger", lambda since=None: ())
        await board.press("P", "v")
        assert "No moves yet: what the news tells of people stands here" in board.text()
        await board.press("o", "enter")
        assert isinstance(board.app.screen, PeopleScreen)
