"""The colours there are to choose from: four of our own, and those that Textual brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.terminal_theme import TerminalTheme
from textual.color import Color
from textual.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEFAULT: Final = "calm-dark"
NOT_OFFERED: Final = frozenset({"ansi-dark", "ansi-light"})
"""They draw in whatever sixteen colours the terminal has: whether that can be read is not known."""


def _inks(**inks: str) -> dict[str, str]:
    """Colours of text by what they say, as variables of Textual.

    Talent and strategy, alert, good and bad are told apart by their lightness too, or by blue
    against yellow, which next to everybody sees; letters and words say the same beside them.
    """
    names = {
        "muted": "text-muted",
        "strong": "text-primary",
        "talent": "text-accent",
        "strategy": "text-secondary",
        "alert": "text-warning",
        "good": "text-success",
        "bad": "text-error",
    }
    variables = {names[ink]: colour for ink, colour in inks.items()}
    return {
        **variables,
        "text-disabled": inks["muted"],
        "foreground-muted": inks["muted"],
        "footer-key-foreground": inks["strong"],
        "footer-description-foreground": inks["muted"],
    }


OURS: Final = (
    Theme(
        name="calm-dark",
        dark=True,
        primary="#5b9bd5",
        secondary="#b58bd9",
        accent="#57c7f2",
        warning="#e6c34a",
        error="#e5714f",
        success="#3fb68b",
        foreground="#d6dae2",
        background="#15171c",
        surface="#1d2027",
        panel="#262a33",
        variables={
            **_inks(
                muted="#9aa0a9",
                strong="#9cc7ff",
                talent="#8fcdfb",
                strategy="#d97ff2",
                alert="#fbe27c",
                good="#35dba6",
                bad="#ff7a38",
            ),
            "primary-muted": "#20344d",
            "surface-lighten-2": "#2f3541",
            "scrollbar": "#3d4554",
            "scrollbar-background": "#1d2027",
            "border-blurred": "#3a404c",
            "block-cursor-foreground": "#ffffff",
            "block-cursor-background": "#20344d",
            "input-selection-background": "#20344d",
        },
    ),
    Theme(
        name="calm-light",
        dark=False,
        primary="#2f6db0",
        secondary="#7a3fa0",
        accent="#0a6a99",
        warning="#8a6100",
        error="#b23a1e",
        success="#0b7a55",
        foreground="#23262d",
        background="#fafaf7",
        surface="#f0f0ec",
        panel="#e5e6e1",
        variables={
            **_inks(
                muted="#5a6168",
                strong="#1d4f86",
                talent="#2459a8",
                strategy="#6f1c7a",
                alert="#6e5a2c",
                good="#0d4a36",
                bad="#9c1405",
            ),
            "primary-muted": "#d6e4f4",
            "surface-lighten-2": "#dfe1da",
            "scrollbar": "#b9bdb4",
            "scrollbar-background": "#eeeeea",
            "border-blurred": "#c5c7c0",
            "block-cursor-foreground": "#101318",
            "block-cursor-background": "#d6e4f4",
            "input-selection-background": "#d6e4f4",
            "warning-muted": "#f3e3b3",
        },
    ),
    Theme(
        name="contrast-dark",
        dark=True,
        primary="#6cb8ff",
        secondary="#ff9bff",
        accent="#33d6ff",
        warning="#ffe100",
        error="#ff8a70",
        success="#00e0a0",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1a1a1a",
        variables={
            **_inks(
                muted="#babdc4",
                strong="#a9d6ff",
                talent="#99eeff",
                strategy="#e9a3ff",
                alert="#ecd85a",
                good="#06f5a5",
                bad="#ffaa80",
            ),
            "primary-muted": "#00305f",
            "surface-lighten-2": "#333333",
            "scrollbar": "#8a8a8a",
            "scrollbar-background": "#1a1a1a",
            "border-blurred": "#8a8a8a",
            "block-cursor-foreground": "#ffffff",
            "block-cursor-background": "#00305f",
            "input-selection-background": "#00305f",
            "warning-muted": "#332d00",
        },
    ),
    Theme(
        name="contrast-light",
        dark=False,
        primary="#003f87",
        secondary="#6a006a",
        accent="#004a80",
        warning="#5a4300",
        error="#8f1d00",
        success="#005a3c",
        foreground="#000000",
        background="#ffffff",
        surface="#ffffff",
        panel="#ececec",
        variables={
            **_inks(
                muted="#43474e",
                strong="#00305f",
                talent="#0a4a92",
                strategy="#6a1659",
                alert="#54480f",
                good="#00472c",
                bad="#98150b",
            ),
            "primary-muted": "#cfe4ff",
            "surface-lighten-2": "#dcdcdc",
            "scrollbar": "#6a6a6a",
            "scrollbar-background": "#ececec",
            "border-blurred": "#6a6a6a",
            "block-cursor-foreground": "#000000",
            "block-cursor-background": "#cfe4ff",
            "input-selection-background": "#cfe4ff",
            "warning-muted": "#ffedb0",
        },
    ),
)


def unknown_theme(name: str, offered: Iterable[str]) -> str:
    """Say that there is no theme of a name, and what to do."""
    from difflib import get_close_matches

    nearest = get_close_matches(name, sorted(offered), 1)
    meant = f'; did you mean "{nearest[0]}"?' if nearest else ""
    return (
        f'There is no theme "{name}"{meant} ctrl+p, Theme shows what there is; '
        "config.toml names it under [dashboard] theme."
    ).replace('" ctrl+p', '": ctrl+p')


def named_colours(variables: Mapping[str, str]) -> TerminalTheme:
    """What "yellow", "green" or "dim" in a text look like: the inks of a theme.

    Args:
        variables: of a theme, as Textual makes them.
    """

    def triplet(name: str) -> tuple[int, int, int]:
        return Color.parse(variables[name]).rgb

    inks = [
        triplet(name)
        for name in (
            "background",
            "text-error",
            "text-success",
            "text-warning",
            "text-primary",
            "text-secondary",
            "text-accent",
            "foreground",
        )
    ]
    return TerminalTheme(triplet("background"), triplet("foreground"), inks, inks)
