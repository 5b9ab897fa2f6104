"""A home for the journeys: a configuration, a data directory, and commands run on them."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llamawatch.commands.main import main

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "llamawatch")


@dataclass(frozen=True)
class Ended:
    """What a command left."""

    status: int
    out: str
    err: str

    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Home:
    """Where a user's files lie, and the commands typed there."""

    folder: Path
    captured: pytest.CaptureFixture[bytes]
    started: list[asyncio.subprocess.Process] = field(default_factory=list)

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def configure(self, *parts: str) -> None:
        self.config.write_text("\n".join(parts), encoding="utf-8")

    def _words(self, words: tuple[str, ...]) -> list[str]:
        return ["--config", str(self.config), "--data", str(self.data), *words]

    async def type(self, *words: str) -> Ended:
        """Run a command in this process, beside the servers of the test."""
        self.captured.readouterr()
        status = await asyncio.to_thread(main, self._words(words))
        out, err = self.captured.readouterr()
        return Ended(status, out.decode(), err.decode())

    async def json(self, *words: str) -> list[dict[str, Any]]:
        """What a command says as JSON Lines."""
        return (await self.type(*words, "--json")).lines()

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        """Run a command as a program of its own, which goes on."""
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            *self._words(words),
            cwd=ROOT,
            env={**os.environ, "PYTHONWARNINGS": "error"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        self.started.append(process)
        return process

    async def close(self) -> None:
        """End what a failed test left running."""
        for process in self.started:
            if process.returncode is None:
                process.kill()
                await process.communicate()

    async def run(self, *words: str) -> Ended:
        """Run a command as a program of its own, to its end."""
        process = await self.start(*words)
        out, err = await process.communicate()
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())


def shipped_watches() -> str:
    """The `[[watch]]` tables of the shipped config.toml."""
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    return "".join(
        block for block in re.split(r"(?m)^(?=\[)", text) if block.startswith("[[watch]]")
    )


def email_settings(port: int) -> str:
    """`[alerts.email]` for a mail server on loopback that wants TLS and a password."""
    return (
        f'[alerts.email]\nenabled = true\nhost = "127.0.0.1"\nport = {port}\n'
        'security = "starttls"\nusername = "me"\nsender = "llamawatch <watch@example.org>"\n'
        'recipients = ["me@example.org"]\n'
    )


QUIET = '[alerts.desktop]\nenabled = false\n[alerts.terminal]\nmode = "off"\n'
"""No channel at all."""
