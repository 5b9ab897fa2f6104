"""The real program in tmux: keys go in, the screen is read as a person sees it."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

PATIENCE: Final = 45.0
"""Seconds after which the program counts as hanging: other tests run beside it."""


class Tmux:
    """One program in a terminal of its own; `socket` names a tmux of its own, too."""

    def __init__(self, socket: Path) -> None:
        if shutil.which("tmux") is None:
            pytest.skip("tmux is not installed")
        self._socket = socket

    async def start(
        self,
        argv: Sequence[str],
        environ: Mapping[str, str],
        size: tuple[int, int] = (100, 34),
    ) -> None:
        """Run a program in a terminal of so many columns and lines."""
        columns, lines = map(str, size)
        await self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", columns, "-y", lines,
            f"exec {shlex.join(argv)}",
            environ={**os.environ, **environ, "TERM": "xterm-256color"},
        )  # fmt: skip

    async def press(self, *keys: str) -> None:
        """Press keys, by tmux's names for them."""
        for key in keys:
            await self._tmux("send-keys", key)

    async def type(self, text: str) -> None:
        """Type a text, letter for letter."""
        await self._tmux("send-keys", "-l", text)

    async def resize(self, columns: int, lines: int) -> None:
        """Make the terminal so large."""
        await self._tmux("resize-window", "-x", str(columns), "-y", str(lines))

    async def screen(self) -> str:
        """What stands on the screen; "" once the program has ended."""
        return await self._tmux("capture-pane", "-p", check=False)

    async def until(self, wanted: str | Callable[[str], bool]) -> str:
        """Wait until a text, or what is wanted, stands on the screen; answers the screen."""
        shown = ""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    shown = await self.screen()
                    if wanted in shown if isinstance(wanted, str) else wanted(shown):
                        return shown
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pytest.fail(f"{wanted} never stood on the screen; this did:\n{shown}")

    async def ended(self) -> None:
        """Wait until the program has ended by itself."""
        async with asyncio.timeout(PATIENCE):
            while await self._tmux("has-session", check=False, answer="status") == "0":  # noqa: ASYNC110 -- tmux tells nobody
                await asyncio.sleep(0.05)

    async def close(self) -> None:
        """End the tmux and whatever runs in it."""
        await self._tmux("kill-server", check=False)

    async def _tmux(
        self,
        *words: str,
        environ: Mapping[str, str] | None = None,
        check: bool = True,
        answer: str = "text",
    ) -> str:
        process = await asyncio.create_subprocess_exec(
            "tmux", "-S", str(self._socket), *words,
            env=environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await process.communicate()
        if check and process.returncode:
            pytest.fail(f"tmux {shlex.join(words)}: {err.decode()}")
        return out.decode() if answer == "text" else str(process.returncode)
