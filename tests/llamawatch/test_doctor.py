"""What the doctor says of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alerts import terminal_detection
from alerts.terminal_detection import Tmux
from llamawatch.doctor import Finding, _terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

ALLOW = "set -g allow-passthrough on"
FOCUS = "set -g focus-events on"
ADD = "add to ~/.tmux.conf, then run tmux source-file ~/.tmux.conf: "
IN_TMUX = {"TERM": "tmux-256color", "TMUX": "/run/tmux,1,0"}
UNKNOWN = (
    "rings the bell: this terminal is not known to show notifications; if it does, "
    "set mode in [alerts.terminal] to osc99, osc777 or osc9"
)


def tmux(*, passes: bool, focus: bool, terminal: str = "kitty(0.35)") -> Tmux:
    return Tmux("3.4", passes, reaches=True, terminal=terminal, reports_focus=focus)


@pytest.mark.parametrize(
    ("mode", "environment", "answer", "findings"),
    [
        (
            "auto",
            {"TERM": "xterm-kitty"},
            None,
            [Finding("terminal", True, "shows notifications (osc99)")],
        ),
        ("auto", {"TERM": "xterm-256color"}, None, [Finding("terminal", True, UNKNOWN)]),
        (
            "bell",
            {"TERM": "xterm-kitty"},
            None,
            [Finding("terminal", True, 'rings the bell, as mode = "bell" says')],
        ),
        (
            "auto",
            {"TERM": "screen", "STY": "1"},
            None,
            [
                Finding(
                    "terminal",
                    True,
                    "rings the bell: GNU screen, or a tmux on another machine, hands nothing "
                    "else on",
                )
            ],
        ),
        (
            "auto",
            IN_TMUX,
            tmux(passes=False, focus=False),
            [
                Finding("terminal", True, "rings the bell: tmux hands nothing else on"),
                Finding("tmux", False, f"{ADD}{ALLOW}; {FOCUS}"),
            ],
        ),
        (
            "auto",
            IN_TMUX,
            tmux(passes=True, focus=False),
            [
                Finding("terminal", True, "shows notifications through tmux (osc99)"),
                Finding("tmux", True, f"{ADD}{FOCUS}"),
            ],
        ),
        (
            "osc777",
            IN_TMUX,
            tmux(passes=True, focus=True, terminal="XTerm(370)"),
            [
                Finding("terminal", True, "shows notifications through tmux (osc777)"),
                Finding("tmux", True, "tmux 3.4 hands on what it must"),
            ],
        ),
        (
            "bell",
            IN_TMUX,
            tmux(passes=False, focus=True),
            [
                Finding("terminal", True, 'rings the bell, as mode = "bell" says'),
                Finding("tmux", True, "tmux 3.4 hands on what it must"),
            ],
        ),
    ],
)
async def test_the_doctor_says_what_happens_here_and_which_lines_help(
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    environment: Mapping[str, str],
    answer: Tmux | None,
    findings: list[Finding],
) -> None:
    async def ask(_: Mapping[str, str]) -> Tmux | None:
        return answer

    monkeypatch.setattr(terminal_detection, "ask_tmux", ask)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert [finding async for finding in _terminal(mode)] == findings
