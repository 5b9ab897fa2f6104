"""Notifications of macOS, through osascript."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from alerts.bubbles import body_of, title_of
from newsroom.clean import clean
from newsroom.errors import Undelivered
from store.settings import without_secrets

if TYPE_CHECKING:
    from alerts.messages import Message

_PROGRAM = "/usr/bin/osascript"
_DEADLINE = 3.0
"""Seconds it may take."""
_SCRIPT = "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run"


class OsascriptChannel:
    """The texts are arguments of a fixed script, never part of it."""

    name = "desktop"

    async def send(self, message: Message) -> str:
        """Show a banner."""
        process = await asyncio.create_subprocess_exec(
            _PROGRAM,
            "-e",
            _SCRIPT,
            "--",
            title_of(message),
            body_of(message),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=without_secrets(os.environ),
        )
        try:
            async with asyncio.timeout(_DEADLINE):
                _, complaint = await process.communicate()
        except TimeoutError as error:
            process.kill()
            await process.wait()
            raise Undelivered(f"osascript did not answer within {_DEADLINE:.0f} s") from error
        if process.returncode:
            cause = clean(complaint.decode("utf-8", "replace"))
            raise Undelivered(f"osascript refused the notification ({cause})")
        return "osascript took it; whether it is shown, System Settings decides"

    async def probe(self) -> str:
        """Osascript is part of macOS."""
        return "" if os.access(_PROGRAM, os.X_OK) else f"{_PROGRAM} is missing"

    async def close(self) -> None:
        """Nothing is held."""
