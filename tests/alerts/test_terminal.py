"""Notifications of the terminal: what is written, and which way is taken."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

import pytest

from alerts.messages import Message
from alerts.surroundings import Surroundings
from alerts.terminal import TerminalChannel
from alerts.terminal_detection import Mode, Tmux, Way, detect, find_way, read_answer
from newsroom.errors import Undelivered
from tests.alerts.payloads import HOSTILE, controls, told

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from alerts.messages import MessageKind
    from newsroom.records import Priority

MESSAGE = Message(
    key="k",
    story="s1",
    revision=1,
    title="Joelle Pineau leaves Meta",
    lines=("Morning Wire (en)", "Why: org:meta"),
    url="https://example.org/a?b=1;c=2",
    priority="normal",
    created=datetime(2026, 11, 21, tzinfo=UTC),
)
MODES: tuple[Mode, ...] = get_args(Mode)
NO_TERMINAL: Mapping[str, str] = {"TERM": "dumb"}


class Screen:
    """A terminal that keeps what it is told."""

    def __init__(self, *, there: bool = True) -> None:
        self.there = there
        self.written: list[str] = []

    def emit(self, sequence: str) -> bool:
        if self.there and sequence:
            self.written.append(sequence)
        return self.there

    def channel(
        self, mode: str = "auto", environment: Mapping[str, str] = NO_TERMINAL
    ) -> TerminalChannel:
        return TerminalChannel(mode, Surroundings(emit=self.emit), environment)


async def written(message: Message, mode: str) -> str:
    screen = Screen()
    await screen.channel(mode).send(message)
    (sequence,) = screen.written
    return sequence


async def test_each_way_says_title_facts_and_link() -> None:
    facts = "Morning Wire (en) · Why: org:meta · https://example.org/a?b=1"
    assert await written(MESSAGE, "osc99") == (
        "\x1b]99;i=s1:e=1:u=1:d=0;Sm9lbGxlIFBpbmVhdSBsZWF2ZXMgTWV0YQ==\x1b\\"
        "\x1b]99;i=s1:e=1:u=1:d=1:p=body;TW9ybmluZyBXaXJlIChlbikgwrcgV2h5OiBvcmc6bWV0YSDCtyBodHRwczov"
        "L2V4YW1wbGUub3JnL2E/Yj0xO2M9Mg==\x1b\\"
    )
    assert told(await written(MESSAGE, "osc777")) == [MESSAGE.title, f"{facts}%3Bc=2"]
    assert told(await written(MESSAGE, "osc9")) == [f"{MESSAGE.title} · {facts};c=2"]
    assert await written(MESSAGE, "bell") == "\a"


async def test_a_story_has_one_notification_whatever_its_id_is_made_of() -> None:
    first = await written(replace(MESSAGE, story="a;b:c\x1b=d"), "osc99")
    again = await written(replace(MESSAGE, story="a;b:c\x1b=d", revision=2), "osc99")
    assert first == again
    assert first.startswith("\x1b]99;i=abcd:")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("payload", HOSTILE)
async def test_nothing_that_is_written_does_anything_but_tell(payload: str, mode: Mode) -> None:
    text = HOSTILE[payload]
    message = replace(MESSAGE, story=text, title=text, lines=(text, text), url=text)
    sequence = await written(message, mode)
    assert len(sequence) < 4000
    texts = told(sequence)
    assert not controls("".join(texts))
    if mode != "bell":
        assert texts[0]
        assert len(texts[0]) <= {"osc9": 200 + 3 + 400}.get(mode, 200)
        assert all(len(one) <= 400 for one in texts[1:])


async def test_what_looks_like_a_command_of_conemu_is_told_as_text() -> None:
    plain = replace(MESSAGE, lines=(), url="")
    for title in ("4;1;40", "12"):
        assert told(await written(replace(plain, title=title), "osc9")) == [f"llamawatch: {title}"]
    assert told(await written(replace(plain, title="5 leave Meta"), "osc9")) == ["5 leave Meta"]


async def test_a_link_that_does_not_fit_is_left_out_whole() -> None:
    long = replace(MESSAGE, url="https://example.org/" + "a" * 300)
    _, body = told(await written(long, "osc777"))
    assert body == "Morning Wire (en) · Why: org:meta"


@pytest.mark.parametrize(
    ("kind", "priority", "urgency"),
    [
        ("story", "high", 2),
        ("story", "normal", 1),
        ("story", "low", 0),
        ("digest", "normal", 0),
    ],
)
async def test_how_urgent_it_is_the_terminal_is_told(
    kind: MessageKind, priority: Priority, urgency: int
) -> None:
    sequence = await written(replace(MESSAGE, kind=kind, priority=priority), "osc99")
    assert f":u={urgency}:" in sequence


async def test_a_digest_never_rings() -> None:
    screen = Screen()
    await screen.channel("bell").send(replace(MESSAGE, kind="digest"))
    assert not screen.written


async def test_without_a_terminal_a_story_waits_and_a_digest_is_let_go() -> None:
    channel = Screen(there=False).channel()
    assert await channel.probe() == (
        'there is no terminal here: open the dashboard in one, or set mode = "off" in '
        "[alerts.terminal]"
    )
    with pytest.raises(Undelivered, match="there is no terminal here") as error:
        await channel.send(MESSAGE)
    assert error.value.retry
    await channel.send(replace(MESSAGE, kind="digest"))
    await channel.send(replace(MESSAGE, kind="report"))


@pytest.mark.parametrize(
    ("environment", "mode"),
    [
        ({}, "bell"),
        ({"TERM": "xterm-kitty"}, "osc99"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "osc99"),
        ({"TERM": "foot-extra"}, "osc777"),
        ({"TERM": "xterm-ghostty"}, "osc777"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, "osc777"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "osc777"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "osc9"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WarpTerminal"}, "osc9"),
        # What SSH brings along.
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "osc9"),
        ({"TERM": "xterm-256color", "WEZTERM_PANE": "0"}, "osc777"),
        # They take a notification without a word and show none.
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"}, "bell"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "bell"),
        # Only some builds of VTE, and rxvt-unicode with an extension, show OSC 777.
        ({"TERM": "xterm-256color", "VTE_VERSION": "7006"}, "bell"),
        ({"TERM": "rxvt-unicode-256color"}, "bell"),
        # Started from within another terminal, whose variables it inherited.
        ({"TERM": "alacritty", "KITTY_WINDOW_ID": "1"}, "bell"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode", "KITTY_WINDOW_ID": "1"}, "bell"),
        ({"TERM": "xterm-kitty", "TMUX": "/run/tmux/default,1,0"}, "osc99"),
        ({"TERM": "screen-256color", "STY": "1.pts-0", "KITTY_WINDOW_ID": "1"}, "bell"),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, "bell"),
    ],
)
def test_the_environment_tells_what_the_terminal_understands(
    environment: Mapping[str, str], mode: Mode
) -> None:
    assert detect(environment) == mode


async def test_a_screen_that_hands_nothing_on_is_rung_whatever_was_chosen() -> None:
    for environment in ({"TERM": "screen.xterm", "STY": "1.pts-0"}, {"TERM": "tmux-256color"}):
        way = await find_way("osc777", environment)
        assert way == Way("bell", held_by="GNU screen, or a tmux on another machine,")
    assert await find_way("osc777", {"TERM": "xterm"}) == Way("osc777")
    # Started from within a tmux, whose variables it inherited.
    assert await find_way("auto", {"TERM": "xterm-kitty", "TMUX": "/run/x,1,0"}) == Way("osc99")


@pytest.fixture
def tmux(tmp_path: Path) -> Tmuxlike:
    return Tmuxlike(tmp_path)


class Tmuxlike:
    """Stands where tmux is looked for, and says what it is told to say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "TERM": "tmux-256color",
            "TMUX": f"{folder}/socket,1,0",
            "TMUX_PANE": "%3",
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        }

    def runs(self, script: str) -> None:
        program = self.folder / "tmux"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def says(self, *lines: str) -> None:
        (self.folder / "answer").write_text("".join(f"{line}\n" for line in lines))
        self.runs(f'echo "$@" >{self.folder}/asked; cat {self.folder}/answer')


KITTY = ("xterm-kitty", "kitty(0.35.2)")


@pytest.mark.parametrize(
    ("said", "wanted", "mode", "wrapped"),
    [
        (("3.3a", "1", "0", "1", "1", *KITTY), "auto", "osc99", True),
        (("3.4", "on", "on", "1", "1", "xterm-256color", "WezTerm 2024"), "auto", "osc777", True),
        (("3.4", "on", "1", "1", "1", "xterm-256color", "iTerm2 3.5"), "auto", "osc9", True),
        (("3.4", "on", "1", "1", "1", "foot", ""), "auto", "osc777", True),
        # Before 3.3 there was no such option: everything was handed on.
        (("3.2a", "", "0", "1", "1", *KITTY), "auto", "osc99", True),
        (("3.4", "on", "1", "1", "1", "xterm-256color", "XTerm(370)"), "auto", "bell", False),
        (("3.4", "on", "1", "1", "1", "xterm-256color", "XTerm(370)"), "osc9", "osc9", True),
        (("3.3a", "0", "0", "1", "1", *KITTY), "auto", "bell", False),
        (("3.3a", "0", "0", "1", "1", *KITTY), "osc99", "bell", False),
        # Another window is in front: tmux hands on the bell alone, or everything with "all".
        (("3.4", "on", "0", "0", "1", *KITTY), "auto", "bell", False),
        (("3.4", "all", "0", "0", "1", *KITTY), "auto", "osc99", True),
        # Detached: the bell marks the window for whoever comes back.
        (("3.4", "all", "0", "1", "0", "", ""), "osc99", "bell", False),
    ],
)
async def test_tmux_says_what_gets_through_it(
    tmux: Tmuxlike, said: tuple[str, ...], wanted: str, mode: Mode, wrapped: bool
) -> None:
    tmux.says(*said)
    way = await find_way(wanted, tmux.environment)
    assert (way.mode, way.wrapped) == (mode, wrapped)
    asked = (tmux.folder / "asked").read_text(encoding="utf-8")
    assert asked.startswith("display-message -p -t %3 #{version}")


async def test_through_tmux_every_escape_is_doubled(tmux: Tmuxlike) -> None:
    tmux.says("3.4", "on", "1", "1", "1", *KITTY)
    screen = Screen()
    await screen.channel("osc9", tmux.environment).send(replace(MESSAGE, lines=(), url=""))
    assert screen.written == [f"\x1bPtmux;\x1b\x1b]9;{MESSAGE.title}\x1b\x1b\\\x1b\\"]


async def test_a_tmux_that_does_not_answer_is_rung(
    tmux: Tmuxlike, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.terminal_detection._DEADLINE", 0.1)
    rung = Way("bell", held_by="a tmux that does not answer")
    for script in ("exec sleep 60", "exit 1", "echo 3.4"):
        tmux.runs(script)
        assert await find_way("auto", tmux.environment) == rung
    assert await find_way("auto", {**tmux.environment, "PATH": "/nowhere"}) == rung


def test_an_answer_of_tmux_is_read() -> None:
    assert read_answer("3.3a\n1\n1\n1\n2\nxterm-256color\nfoot(1.16)\n") == Tmux(
        version="3.3a", passes=True, reaches=True, terminal="foot(1.16)", reports_focus=True
    )
    assert read_answer("nonsense\n") is None
