"""Alerts to a program of the user's.

Its words are fixed in the configuration. What happened comes as JSON on standard input, and the
plainest of it as variables of the environment: nothing a stranger wrote is ever an argument.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, Final

from alerts.payload import describe, encode
from alerts.programs import program_name, run_program, why
from alerts.secrets import AGAIN
from newsroom.clean import clean
from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alerts.messages import Message
    from store.settings import Command

_DEADLINE = 30.0
"""Seconds a program may take."""
_LONGEST = 1_000
"""Characters of a variable."""
_NAMES: Final = ("key", "kind", "story", "revision", "priority", "title", "text", "url")
_MISTAKES: Final = (FileNotFoundError, NotADirectoryError, PermissionError, ValueError)
"""Why a program cannot be started that is not there, or is none."""
_TEMPORARY: Final = 75
"""EX_TEMPFAIL of sysexits.h."""


class CommandChannel:
    """One run of the program an alert."""

    name = "command"

    def __init__(self, settings: Command, *, deadline: float = _DEADLINE) -> None:
        """Make the channel.

        Args:
            settings: `[alerts.command]`.
            deadline: seconds the program may take.
        """
        self._argv = settings.argv
        self._deadline = deadline

    async def send(self, message: Message) -> str:
        """Run the program."""
        name = self._program()
        document = describe(message)
        try:
            ended = await run_program(
                self._argv,
                stdin=encode(document) + b"\n",
                environment=variables(document),
                listen="stderr",
                deadline=self._deadline,
            )
        except TimeoutError as error:
            raise Undelivered(
                f"{name} did not end within {self._deadline:g} s and was stopped: it is run again"
            ) from error
        except _MISTAKES as error:
            raise _unstartable(name, why(error)) from error
        except OSError as error:
            raise Undelivered(f"{name} could not be started ({why(error)}): tried again") from error
        if ended.status:
            raise Undelivered(_failure(name, ended.status, ended.said))
        return f"{name} ended with status 0"

    async def probe(self) -> str:
        """Look whether there is such a program, without running it."""
        try:
            name = self._program()
        except Undelivered as error:
            return str(error)
        if shutil.which(self._argv[0]) is None:
            return str(_unstartable(name, "there is no such program"))
        return ""

    async def close(self) -> None:
        """Nothing is held between runs."""

    def _program(self) -> str:
        if not self._argv:
            raise Undelivered(
                "the command channel is on but has no argv: set it in [alerts.command]",
                retry_after=AGAIN,
            )
        return program_name(self._argv)


def variables(document: Mapping[str, Any]) -> Mapping[str, str]:
    """What a program finds in its environment: texts on one line, no longer than 1,000.

    Args:
        document: of `alerts.payload.describe`.
    """
    values = {**document, "text": " | ".join(document["lines"])}
    return {
        f"LLAMAWATCH_{name.upper()}": clean(str(values[name]), limit=_LONGEST) for name in _NAMES
    }


def _failure(name: str, status: int, said: bytes) -> str:
    how = f"status {status}" if status > 0 else f"signal {-status}"
    later = " (for now)" if status == _TEMPORARY else ""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    because = f", saying: {clean(lines[-1], limit=160).rstrip('.')}" if lines else ""
    return f"{name} ended with {how}{later}{because}: it is run again"


def _unstartable(name: str, cause: str) -> Undelivered:
    return Undelivered(
        f"{name} cannot be started ({cause}): correct argv in [alerts.command]", retry_after=AGAIN
    )
