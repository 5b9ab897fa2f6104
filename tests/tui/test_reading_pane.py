"""The pane an article is read in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.screen import Screen

from tui.cells import LRM
from tui.widgets.reading_pane import ReadingPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.strip import Strip

NUMBERED = Text("\n".join(f"line {number}" for number in range(100)))


class PaneApp(App[None]):
    """Nothing but a pane."""

    CSS = "ReadingPane { padding: 0 1; scrollbar-size-vertical: 1; }"

    def compose(self) -> ComposeResult:
        yield ReadingPane(id="reading")

    @property
    def pane(self) -> ReadingPane:
        return self.query_one(ReadingPane)

    def strips(self) -> list[Strip]:
        return self.screen._compositor.render_strips()

    def lines(self) -> list[str]:
        return ["".join(segment.text for segment in strip) for strip in self.strips()]


async def test_words_and_wide_characters_stay_whole() -> None:
    async with PaneApp().run_test(size=(24, 12)) as pilot:
        pilot.app.pane.show_page(Text("superintelligence researchers leave\n\n" + "研究所" * 8))  # type: ignore[attr-defined]
        await pilot.pause()
        shown = [line.strip() for line in pilot.app.lines()]  # type: ignore[attr-defined]
    assert shown[:5] == ["superintelligence", "researchers leave", "", "研究所研究所研究所研",
                         "究所研究所研究所研究所"[:10]]  # fmt: skip
    assert {cell_len(line) for line in shown} <= set(range(22))


@pytest.mark.parametrize(
    ("keys", "top"),
    [
        ("j", 1), ("down", 1), ("j k", 0), ("down up", 0), ("space", 10), ("pagedown", 10),
        ("space pageup", 0), ("G", 90), ("end", 90), ("G g", 0), ("end home", 0),
    ],
)  # fmt: skip
async def test_keys_scroll(keys: str, top: int) -> None:
    app = PaneApp()
    async with app.run_test(size=(30, 10)) as pilot:
        app.pane.show_page(NUMBERED)
        app.pane.focus()
        app.animation_level = "none"
        await pilot.pause()
        await pilot.press(*keys.split())
        await pilot.pause()
        assert app.lines()[0].strip().rstrip("▁▂▃▄▅▆▇█ ") == f"line {top}"


async def test_the_mouse_wheel_scrolls() -> None:
    app = PaneApp()
    async with app.run_test(size=(30, 10)) as pilot:
        app.pane.show_page(NUMBERED)
        app.animation_level = "none"
        await pilot.pause()
        await pilot._post_mouse_events([events.MouseScrollDown], app.pane, offset=(3, 3))
        await pilot.pause()
        assert app.pane.scroll_offset.y > 0


async def test_the_place_is_kept_for_the_same_article_alone() -> None:
    app = PaneApp()
    async with app.run_test(size=(30, 10)) as pilot:
        app.pane.show_page(NUMBERED)
        await pilot.pause()
        app.pane.scroll_to(y=40, animate=False, immediate=True)
        app.pane.show_page(NUMBERED + Text("\nand more"), keep_place=True)
        await pilot.pause()
        assert app.lines()[0].split()[:2] == ["line", "40"]
        app.pane.show_page(Text("\n".join("abcdefghijklmnopqr")), keep_place=True)
        await pilot.pause()
        assert app.pane.scroll_offset.y == app.pane.max_scroll_y == 8
        app.pane.show_page(NUMBERED)
        await pilot.pause()
        assert app.lines()[0].split()[:2] == ["line", "0"]


async def test_in_another_width_the_same_words_are_on_top() -> None:
    app = PaneApp()
    words = Text(" ".join(f"word{number:03}" for number in range(300)))
    async with app.run_test(size=(30, 10)) as pilot:
        app.pane.show_page(words)
        await pilot.pause()
        app.pane.scroll_to(y=33, animate=False, immediate=True)
        await pilot.pause()
        first = app.lines()[0].split()[0]
        for width in (50, 80, 30):
            await pilot.resize_terminal(width, 10)
            await pilot.pause()
            assert first in app.lines()[0]
            assert all(cell_len(line) == width for line in app.lines())


async def test_a_line_of_arabic_cannot_move_what_stands_beside_it() -> None:
    app = PaneApp()
    async with app.run_test(size=(24, 10)) as pilot:
        app.pane.show_page(Text("غادر الباحث الشركة وانضم إلى مختبر جديد في باريس\nplain"))
        await pilot.pause()
        lines = app.lines()
    written = [line for line in lines if any("\u0600" <= char <= "\u06ff" for char in line)]
    assert len(written) > 1
    for line in written:
        assert line.strip().startswith(LRM)
        assert line.rstrip("▁▂▃▄▅▆▇█ ").endswith(LRM)
        assert cell_len(line) == 24
    assert not any(LRM in line for line in lines if line not in written)


async def test_marked_words_keep_their_style_over_the_end_of_a_line() -> None:
    app = PaneApp()
    text = Text("one two three four five six")
    text.stylize("bold", 4, 18)
    async with app.run_test(size=(16, 10)) as pilot:
        app.pane.show_page(text)
        await pilot.pause()
        marked = "".join(
            segment.text
            for strip in app.strips()
            for segment in strip
            if segment.style is not None and segment.style.bold
        )
    assert marked == "two threefour"


async def test_what_the_mouse_selects_is_copied_as_it_was_written() -> None:
    app = PaneApp()
    async with app.run_test(size=(24, 10)) as pilot:
        app.pane.show_page(Text("the researchers of the laboratory leave\nfor another"))
        await pilot.pause()
        await pilot.mouse_down(app.pane, offset=Offset(5, 0))
        await pilot.hover(app.pane, offset=Offset(3, 2))
        await pilot.mouse_up(app.pane, offset=Offset(4, 2))
        await pilot.pause()
        selected = app.screen.get_selected_text()
        assert selected is not None
        assert selected.startswith("researchers of the laboratory leave\nfor"[:29])
        assert "\n" not in selected[:28]
        painted = app.screen.get_component_rich_style("screen--selection").bgcolor
        assert any(
            s.style and s.style.bgcolor == painted for s in app.strips()[1] if s.text.strip()
        )
        app.pane.show_page(Text("another article"))
        await pilot.pause()
        assert not app.screen.get_selected_text()


async def test_another_theme_is_drawn_at_once() -> None:
    app = PaneApp()
    async with app.run_test(size=(24, 10)) as pilot:
        app.pane.show_page(Text("a headline"))
        await pilot.pause()
        before = [segment.style for segment in app.strips()[0]]
        app.theme = "textual-light"
        await pilot.pause()
        assert [segment.style for segment in app.strips()[0]] != before


async def test_an_article_that_is_passed_lays_nothing_out_anew(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[Screen[Any]] = []
    layout = Screen._refresh_layout

    def counted(screen: Screen[Any], *given: Any, **named: Any) -> None:  # noqa: ANN401 -- whatever Textual gives
        laid_out.append(screen)
        layout(screen, *given, **named)

    monkeypatch.setattr(Screen, "_refresh_layout", counted)
    async with dashboard(120, 30) as board:
        await board.press("home", "v")
        await board.press("j", "j", "k")
        pane = board.app.screen.query_one(ReadingPane)
        heights, pages = set(), set()
        laid_out.clear()
        for key in ("j", "j", "j", "k", "k"):
            scrollbar = pane.show_vertical_scrollbar
            await board.press(key)
            pages.add(pane.page.plain)
            heights.add(pane.virtual_size.height)
            if pane.show_vertical_scrollbar == scrollbar:
                assert not laid_out
            laid_out.clear()
        assert len(pages) > 2
        assert len(heights) > 2
