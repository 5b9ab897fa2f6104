"""Colours: what is drawn can be read in every theme, and says the same to everybody."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from store.settings import DashboardSettings
from tests.tui.visits import everything
from tui.contrast import LEAST, ReadableText, as_drawn, contrast, is_text, luminance
from tui.looks import LookingApp
from tui.themes import DEFAULT, NOT_OFFERED, OURS, named_colours, unknown_theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.theme import Theme

    from tests.tui.conftest import Dashboard

INKS = {
    "muted": "text-muted",
    "talent": "text-accent",
    "strategy": "text-secondary",
    "alert": "text-warning",
    "good": "text-success",
    "bad": "text-error",
}
GROUNDS = ("background", "surface", "panel", "primary-muted")
OFFERED = sorted({*(theme.name for theme in OURS), *BUILTIN_THEMES} - NOT_OFFERED)
SEEN_AS = {
    "everybody": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "without red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "without green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "without blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What of linear red, green and blue is seen (Machado, Oliveira and Fernandes 2009, severity 1)."""


def variables_of(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def rgb(variables: dict[str, str], name: str) -> tuple[int, int, int]:
    return Color.parse(variables[name]).rgb


def lab(colour: tuple[int, int, int], seen: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    """A colour as CIE L*a*b*, after a kind of eyes."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    ]
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, linear, strict=True))))
        for row in seen
    )

    def bent(part: float) -> float:
        return part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116

    x = bent((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
    y = bent(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = bent((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def faint(board: Dashboard) -> Counter[str]:
    """Texts on the screen that have too little contrast, with what they have."""
    found: Counter[str] = Counter()
    for strip in board.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if not is_text(text):
                continue
            assert style is not None, text
            assert not style.dim, text
            ink, ground = style.color, style.bgcolor
            assert ink is not None, text
            assert ground is not None, text
            if style.reverse:
                ink, ground = ground, ink
            full = ColorSystem.TRUECOLOR
            reached = contrast(as_drawn(ink, full), as_drawn(ground, full))
            if reached < LEAST:
                found[f"{text.strip()}: {reached:.2f} {ink.name} on {ground.name}"] += 1
    return found


async def all_faint(board: Dashboard) -> dict[str, Counter[str]]:
    """Of everything that can be shown, what has too little contrast."""
    found = {name: faint(board) async for name in everything(board)}
    assert len(found) > 14
    return {name: texts for name, texts in found.items() if texts}


@pytest.mark.parametrize("theme", [DEFAULT, "contrast-light"])
async def test_everything_drawn_can_be_read(dashboard: Callable[..., Any], theme: str) -> None:
    async with dashboard(100, 30) as board:
        board.app.theme = theme
        await board.settle()
        assert await all_faint(board) == {}


@pytest.mark.slow
@pytest.mark.parametrize("theme", sorted(set(OFFERED) - {DEFAULT}))
async def test_everything_drawn_can_be_read_in_every_theme(
    dashboard: Callable[..., Any], theme: str
) -> None:
    async with dashboard(120, 40) as board:
        assert sorted(board.app.available_themes) == OFFERED
        board.app.theme = theme
        await board.settle()
        assert await all_faint(board) == {}


async def test_without_the_filter_some_theme_is_faint(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReadableText, "_readable", lambda _, style, background: style)
    async with dashboard(100, 30) as board:
        board.app.theme = "solarized-light"
        await board.settle()
        assert faint(board)


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
def test_our_themes_need_no_help_to_be_read(theme: Theme) -> None:
    variables = variables_of(theme)
    least = 7.0 if theme.name.startswith("contrast") else LEAST
    for ground in GROUNDS:
        for ink in ("foreground", "text-primary", *INKS.values()):
            reached = contrast(rgb(variables, ink), rgb(variables, ground))
            wanted = least if ground != "primary-muted" else min(least, 6.5)
            assert reached >= wanted, (ink, ground, round(reached, 2))


@pytest.mark.parametrize("eyes", SEEN_AS)
@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
def test_meanings_are_told_apart_by_all_eyes(theme: Theme, eyes: str) -> None:
    variables, seen = variables_of(theme), SEEN_AS[eyes]
    shades = {name: lab(rgb(variables, ink), seen) for name, ink in INKS.items()}
    for one, other in combinations(shades, 2):
        # A difference of 2.3 is just seen.
        assert math.dist(shades[one], shades[other]) > 7.5, (one, other)


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
def test_in_256_colours_the_cursor_is_still_seen_and_text_still_read(theme: Theme) -> None:
    variables, few = variables_of(theme), ColorSystem.EIGHT_BIT

    def drawn(name: str) -> tuple[int, int, int]:
        return as_drawn(Color.parse(variables[name]).rich_color, few)

    for row in ("primary-muted", "surface-lighten-2"):
        assert drawn(row) != drawn("background"), row
    for ground in (*GROUNDS, "surface-lighten-2"):
        for ink in ("foreground", *INKS.values()):
            style = Style(
                color=Color.parse(variables[ink]).rich_color,
                bgcolor=Color.parse(variables[ground]).rich_color,
            )
            [made] = ReadableText(few).apply([Segment("a", style)], Color(0, 0, 0))
            assert made.style is not None
            assert made.style.color is not None
            assert contrast(as_drawn(made.style.color, few), drawn(ground)) >= LEAST, (ink, ground)


def test_contrast_is_counted_as_wcag_does() -> None:
    assert luminance((255, 255, 255)) == pytest.approx(1.0)
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_what_can_be_read_stays_as_it_is_and_lines_do_too() -> None:
    readable = Segment("a", Style.parse("#ffffff on #000000"))
    line = Segment("──", Style.parse("#222222 on #000000"))
    reverse = Segment("a", Style.parse("reverse #222222 on #000000"))
    kept, drawn, turned = ReadableText().apply([readable, line, reverse], Color(0, 0, 0))
    assert (kept, drawn) == (readable, line)
    assert turned.style is not None
    assert turned.style.color == RichColor.parse("#222222")
    assert turned.style.bgcolor != RichColor.parse("#000000")


async def test_the_theme_of_the_configuration_is_taken_and_an_unknown_one_said() -> None:
    app = LookingApp()
    assert app.theme == DEFAULT
    app.take_up_looks(DashboardSettings("nord", "auto", "full"))
    app.take_up_looks(DashboardSettings("calm-drak", "auto", "full"))
    async with app.run_test():
        assert app.theme == "nord"
        [said] = [one.message for one in app._notifications]
    assert said == (
        'There is no theme "calm-drak"; did you mean "calm-dark"? ctrl+p, Theme shows what there '
        "is; config.toml names it under [dashboard] theme."
    )
    assert unknown_theme("zzz", OFFERED).startswith('There is no theme "zzz": ctrl+p')


async def test_named_colours_of_a_page_follow_the_theme(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        place = next(n for n, row in enumerate(board.screen.rows.rows) if row.articles >= 5)
        await board.press("home", *["j"] * place)
        for theme in ("calm-light", "contrast-dark"):
            board.app.theme = theme
            await board.settle()
            marked = Color.parse(board.app.theme_variables["text-warning"]).rgb
            drawn = {
                text
                for strip in board.app.screen._compositor.render_strips()
                for text, style, _ in strip
                if style is not None and style.color is not None and style.color.triplet == marked
            }
            assert any("Llama" in text for text in drawn), theme
            assert named_colours(board.app.theme_variables).ansi_colors[3] == marked


async def test_the_theme_is_changed_from_the_palette(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("ctrl+p", *"Theme")
        await board.press("enter")
        await board.press(*"calm-light")
        await board.press("enter")
        assert board.app.theme == "calm-light"
        # It is chosen again when the dashboard is opened the next time.
        assert board.app.state.theme == "calm-light"
    app = LookingApp()
    app.take_up_looks(DashboardSettings("", "auto", "full"), last="calm-light")
    assert app.theme == "calm-light"
    app.take_up_looks(DashboardSettings("nord", "auto", "full"), last="calm-light")
    assert app.theme == "nord"
    app.take_up_looks(DashboardSettings("", "auto", "full"), last="gone")
    assert app.theme == "nord"
