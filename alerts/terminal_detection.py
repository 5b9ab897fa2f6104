"""What the terminal understands, as far as its environment and tmux tell.

Only terminals that are known to show a notification are told one; every other one, and whatever
cannot be asked, is rung. Support: terminfo.dev, and the manuals of kitty, foot, Ghostty, WezTerm,
iTerm2 and Warp.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from store.settings import without_secrets

if TYPE_CHECKING:
    from collections.abc import Mapping

Mode = Literal["osc99", "osc777", "osc9", "bell"]
"""A way to tell a terminal."""

_MODES: Final[Mapping[str, Mode]] = {
    "kitty": "osc99",
    "foot": "osc777",
    "ghostty": "osc777",
    "wezterm": "osc777",
    "iterm": "osc9",
    "warp": "osc9",
}
"""By how terminals call themselves, in small letters: the beginning of it counts."""
_GENERIC: Final = ("", "xterm", "xterm-color", "xterm-16color", "xterm-256color", "xterm-direct")
"""What $TERM is in terminals that want to be taken for xterm."""
_LEFT_BEHIND: Final[Mapping[str, Mode]] = {
    "KITTY_WINDOW_ID": "osc99",
    "GHOSTTY_RESOURCES_DIR": "osc777",
    "WEZTERM_PANE": "osc777",
    "ITERM_SESSION_ID": "osc9",
}
"""Variables of terminals that have no other name; the least reliable, for programs inherit them."""
_MULTIPLEXERS: Final = ("screen", "tmux")
_DEADLINE: Final = 1.0
"""Seconds tmux may take to answer."""
_ASKED: Final = (
    "version",
    "allow-passthrough",
    "focus-events",
    "window_active",
    "session_attached",
    "client_termname",
    "client_termtype",
)


@dataclass(frozen=True, slots=True)
class Tmux:
    """What tmux says of the pane it lends us."""

    version: str
    passes: bool
    """Whether it hands on what is wrapped for the terminal outside."""
    reaches: bool
    """Whether that would arrive somewhere now: the window is in front on a terminal."""
    terminal: str
    """What the terminal outside calls itself."""
    reports_focus: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How the terminal is told now."""

    mode: Mode
    wrapped: bool = False
    """Whether tmux is to hand it on."""
    held_by: str = ""
    """What stands between and hands nothing on; "" if nothing does."""
    tmux: Tmux | None = None
    """The tmux this runs in, where it answered."""


async def find_way(wanted: str, environment: Mapping[str, str]) -> Way:
    """The way a notification takes now; the bell where no other one gets through.

    Args:
        wanted: "auto", or the way the user chose.
        environment: variables of the process.
    """
    if wanted == "bell":
        return Way("bell")
    if not _is_inside_multiplexer(environment):
        return Way(_chosen(wanted) or detect(environment))
    if not environment.get("TMUX"):
        return Way("bell", held_by="GNU screen, or a tmux on another machine,")
    tmux = await ask_tmux(environment)
    if tmux is None:
        return Way("bell", held_by="a tmux that does not answer")
    mode = _chosen(wanted) or mode_of(tmux.terminal)
    if not tmux.passes:
        return Way("bell", held_by="tmux", tmux=tmux)
    wrapped = mode != "bell" and tmux.reaches
    return Way(mode if wrapped else "bell", wrapped, tmux=tmux)


def detect(environment: Mapping[str, str]) -> Mode:
    """The best way the terminal this runs in is known to understand.

    Args:
        environment: variables of the process.
    """
    term = environment.get("TERM", "")
    mode = mode_of(term)
    if mode != "bell" or _is_inside_multiplexer(environment) or term not in _GENERIC:
        return mode
    for variable in ("TERM_PROGRAM", "LC_TERMINAL"):
        if program := environment.get(variable):
            return mode_of(program)
    left = (mode for variable, mode in _LEFT_BEHIND.items() if environment.get(variable))
    return next(left, "bell")


def mode_of(terminal: str) -> Mode:
    """The best way a terminal of this name understands.

    Args:
        terminal: as in "kitty(0.26.5)", "WezTerm 20240203", "xterm-ghostty", "iTerm.app".
    """
    name = terminal.casefold().removeprefix("xterm-")
    return next((mode for start, mode in _MODES.items() if name.startswith(start)), "bell")


def _chosen(wanted: str) -> Mode | None:
    return next((mode for mode in get_args(Mode) if mode == wanted), None)


def _is_inside_multiplexer(environment: Mapping[str, str]) -> bool:
    term = environment.get("TERM", "")
    # A terminal that was started from within one still has its variables.
    if mode_of(term) != "bell":
        return False
    return any(map(environment.get, ("TMUX", "STY"))) or term.startswith(_MULTIPLEXERS)


async def ask_tmux(environment: Mapping[str, str]) -> Tmux | None:
    """Ask the tmux this runs in; None: it does not answer.

    Asked for every notification, for people move between windows and terminals.

    Args:
        environment: variables of the process, with $TMUX.
    """
    form = "\n".join(f"#{{{name}}}" for name in _ASKED)
    pane = environment.get("TMUX_PANE", "")
    try:
        process = await asyncio.create_subprocess_exec(
            "tmux",
            "display-message",
            "-p",
            *(("-t", pane) if pane else ()),
            form,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=without_secrets(environment),
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(_DEADLINE):
            answer, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return None
    return None if process.returncode else read_answer(answer.decode("utf-8", "replace"))


def read_answer(answer: str) -> Tmux | None:
    """What tmux said, a line each; None: it said something else."""
    said = answer.splitlines()
    if len(said) < len(_ASKED):
        return None
    version, passthrough, focus, active, attached, term, kind = said[: len(_ASKED)]
    return Tmux(
        version=version,
        # tmux before 3.3 has no such option: it hands on everything.
        passes=passthrough in ("", "1", "on", "all"),
        reaches=attached not in ("", "0") and (active == "1" or passthrough == "all"),
        terminal=kind or term,
        reports_focus=focus in ("1", "on"),
    )
