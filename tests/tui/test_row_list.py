"""A list that keeps its place while rows come and go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.app import App, ComposeResult
from textual.screen import Screen

from tui.cells import Cell
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    import pytest
    from textual.css.styles import RenderStyles
    from textual.strip import Strip

HEIGHT = 20


@dataclass(frozen=True)
class Plain:
    key: str


OLD = [Plain(f"old {number}") for number in range(50)]


class ListApp(App[None]):
    """Nothing but a list."""

    CSS = ".row--muted { color: ansi_white; }"

    def __init__(self) -> None:
        super().__init__()
        self.ends = 0

    def compose(self) -> ComposeResult:
        yield RowList[Plain](lambda row, _: (Cell(row.key),), id="list")

    def on_row_list_near_end(self) -> None:
        self.ends += 1

    @property
    def rows(self) -> RowList[Plain]:
        return self.query_one(RowList)

    def line(self, y: int) -> str:
        return self.rows.render_line(y).text


async def test_the_count_of_what_came_above_cuts_no_word() -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        first = Plain("Meta plans data centres in the United States")
        app.rows.show_rows([first, *OLD])
        await pilot.pause()
        app.rows.show_rows([Plain("new"), first, *OLD])
        await pilot.pause()
        assert app.line(0).split() == [
            "Meta",
            "plans",
            "data",
            "centres…",
            "▲",
            "1",
            "new",
            "above",
        ]
        assert len(app.line(0)) == 39  # beside the scrollbar


async def test_what_comes_below_the_screen_paints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.rows.show_rows(OLD[:HEIGHT])
        await pilot.pause()
        painted: list[object] = []
        monkeypatch.setattr(app.rows, "refresh", lambda *_, **__: painted.append(1))
        app.rows.show_rows(OLD)
        assert not painted
        app.rows.show_rows(OLD[1:])
        assert painted


async def test_a_list_that_fills_and_empties_has_nothing_laid_out_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        await pilot.pause()
        laid_out: list[object] = []
        monkeypatch.setattr(Screen, "_refresh_layout", lambda *_, **__: laid_out.append(1))
        for shown in (OLD, OLD[:3], [], OLD):
            app.rows.show_rows(shown)
            await pilot.pause()
        assert not laid_out
        assert app.line(1).split() == ["old", "1"]


async def test_what_comes_above_is_counted_and_nothing_moves() -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.rows.show_rows(OLD)
        await pilot.pause()
        app.rows.show_rows([Plain("new 1"), Plain("new 2"), *OLD])
        await pilot.pause()
        assert app.rows.selected == OLD[0]
        assert app.line(0).startswith("old 0")
        assert app.line(0).endswith("▲ 2 new above ")
        app.rows.show_rows([Plain("new 0"), Plain("new 1"), Plain("new 2"), *OLD])
        await pilot.pause()
        assert app.line(0).endswith("▲ 3 new above ")
        await pilot.press("up")
        assert app.rows.come_above == 2
        await pilot.press("home")
        assert app.rows.come_above == 0
        assert "above" not in app.line(0)


async def test_rows_that_come_below_are_not_counted() -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.rows.show_rows(OLD)
        await pilot.press("end")
        app.rows.show_rows([*OLD, Plain("older")])
        await pilot.pause()
        assert app.rows.come_above == 0


async def test_a_list_nobody_looks_at_goes_on_to_what_comes() -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.rows.show_rows(OLD)
        app.rows.follows = True
        app.rows.show_rows([Plain("new"), *OLD])
        await pilot.pause()
        assert app.rows.selected == Plain("new")
        await pilot.press("down")
        app.rows.show_rows([Plain("newer"), Plain("new"), *OLD])
        assert app.rows.selected == OLD[0], "a cursor that was moved stays on its row"


async def test_the_end_is_told_when_it_comes_into_sight() -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.rows.show_rows(OLD[:3])
        await pilot.pause()
        assert app.ends == 1, "a list shorter than the screen is at its end"
        app.rows.show_rows([Plain(str(number)) for number in range(1000)])
        await pilot.pause()
        assert app.ends == 1
        await pilot.press("end")
        assert app.ends >= 2


async def test_a_badge_leaves_out_what_has_no_room() -> None:
    app = ListApp()
    async with app.run_test(size=(10, HEIGHT)) as pilot:
        app.rows.show_rows(OLD)
        await pilot.pause()
        app.rows.show_rows([Plain("new"), *OLD])
        await pilot.pause()
        assert app.line(0) == "old 0    "


async def test_other_rows_lay_nothing_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.rows.show_rows(OLD)
        await pilot.pause()
        laid_out: list[Screen[Any]] = []
        monkeypatch.setattr(Screen, "_refresh_layout", lambda screen, *_: laid_out.append(screen))
        app.rows.show_rows(OLD * 2)
        await pilot.pause()
        assert not laid_out
        assert app.rows.max_scroll_y == 2 * len(OLD) - HEIGHT
        await pilot.press("end")
        app.rows.show_rows(OLD)
        await pilot.pause()
        assert not laid_out
        assert app.rows.scroll_offset.y <= len(OLD) - HEIGHT


async def test_the_cursor_has_only_the_two_rows_drawn_that_it_concerns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.rows.show_rows(OLD)
        app.rows.focus()
        await pilot.pause()
        drawn: set[int] = set()
        draw = RowList.render_line

        def counted(rows: RowList[Plain], y: int) -> Strip:
            drawn.add(y)
            return draw(rows, y)

        monkeypatch.setattr(RowList, "render_line", counted)
        await pilot.press("j")
        await pilot.pause()
        assert drawn == {0, 1}


async def test_the_cursor_has_no_style_worked_out_anew_until_the_theme_is_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.rows.show_rows(OLD)
        await pilot.press("j")
        asked: list[str] = []
        work_out = app.rows.get_component_styles

        def counted(*names: str) -> RenderStyles:
            asked.extend(names)
            return work_out(*names)

        monkeypatch.setattr(app.rows, "get_component_styles", counted)
        await pilot.press("j", "j", "k")
        assert app.rows.cursor == 2
        assert asked == []
        app.theme = "textual-light"
        await pilot.press("j")
        assert set(asked) == {"row--plain", "row--cursor"}


async def test_a_row_that_is_scrolled_is_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.rows.show_rows(OLD)
        app.rows.focus()
        await pilot.press(*["down"] * (HEIGHT - 1))
        drawn: list[int] = []
        draw = RowList.render_line

        def counted(rows: RowList[Plain], y: int) -> Strip:
            drawn.append(y + rows.scroll_offset.y)
            return draw(rows, y)

        monkeypatch.setattr(RowList, "render_line", counted)
        await pilot.press("down")
        assert app.rows.scroll_offset.y == 1
        assert sorted(drawn) == [HEIGHT - 1, HEIGHT]


async def test_rows_whose_cells_are_others_are_drawn_anew() -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        words = ["before"]
        app.rows._cells = lambda row, _: (Cell(f"{words[0]} {row.key}"),)
        app.rows.show_rows(OLD)
        await pilot.pause()
        words[0] = "after"
        app.rows.redraw(lambda row: row.key == "old 3")
        await pilot.pause()
        shown = screen_text(app)
        assert "after old 3" in shown
        assert "before old 4" in shown
        app.rows.redraw()
        await pilot.pause()
        assert "before" not in screen_text(app)


def screen_text(app: App[None]) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def test_rows_of_another_question_did_not_come() -> None:
    app = ListApp()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.rows.show_rows(OLD)
        app.rows.cursor = 30
        await pilot.pause()
        app.rows.show_rows([Plain("new"), *OLD])
        await pilot.pause()
        assert app.rows.come_above == 1
        app.rows.show_rows(OLD[25:])
        app.rows.show_rows([Plain("other"), *OLD], anew=True)
        await pilot.pause()
        assert app.rows.come_above == 0
