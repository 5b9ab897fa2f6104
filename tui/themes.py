"""The colours there are to choose from: four of our own, and those that Textual brings."""

from __future__ import annotations

from difflib import get_close_matches
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
                muted="#98a1b0",
                strong="#9cc7ff",
                talent="#5fd0ff",
                strategy="#d08bea",
                alert="#f2d35e",
                good="#2fc79a",
                bad="#ff8062",
            ),
            "primary-muted": "#27415f",
            "border-blurred": "#3a404c",
            "block-cursor-foreground": "#ffffff",
            "block-cursor-background": "#27415f",
            "input-selection-background": "#27415f",
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
                muted="#5b616c",
                strong="#1d4f86",
                talent="#005c9e",
                strategy="#a0359c",
                alert="#6b5200",
                good="#00735a",
                bad="#b8330f",
            ),
            "primary-muted": "#cfe0f2",
            "border-blurred": "#c5c7c0",
            "block-cursor-foreground": "#101318",
            "block-cursor-background": "#cfe0f2",
            "input-selection-background": "#cfe0f2",
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
                muted="#c8c8c8",
                strong="#a9d6ff",
                talent="#33d6ff",
                strategy="#f08cff",
                alert="#ffe100",
                good="#00e0a0",
                bad="#ff8a70",
            ),
            "primary-muted": "#003f7f",
            "border-blurred": "#8a8a8a",
            "block-cursor-foreground": "#ffffff",
            "block-cursor-background": "#003f7f",
            "input-selection-background": "#003f7f",
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
                muted="#3d3d3d",
                strong="#00305f",
                talent="#004a9c",
                strategy="#8a0087",
                alert="#5c4600",
                good="#00603f",
                bad="#a32400",
            ),
            "primary-muted": "#b9d8ff",
            "border-blurred": "#6a6a6a",
            "block-cursor-foreground": "#000000",
            "block-cursor-background": "#b9d8ff",
            "input-selection-background": "#b9d8ff",
            "warning-muted": "#ffedb0",
        },
    ),
)


def unknown_theme(name: str, offered: Iterable[str]) -> str:
    """Say that there is no theme of a name, and what to do."""
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
