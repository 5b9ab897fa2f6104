"""Finding a secret when it is needed: environment, program, file, keyring, in this order.

Nothing here keeps a secret, and no sentence holds one.
"""

from __future__ import annotations

import asyncio
import base64
import os
import stat
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from alerts.programs import program_name, run_program, why
from newsroom.clean import clean
from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from collections.abc import Callable

ResultT = TypeVar("ResultT")

AGAIN = 900.0
"""Seconds until the next try where somebody has to change something first."""
_DEADLINE = 10.0
"""Seconds a program, a file or a keyring may take."""
_MOST = 64 * 1024
"""Bytes read of a file."""
_SERVICE = "llamawatch"
"""The name under which the keyring keeps what is ours."""
_SHORTEST = 4
"""Characters a secret has at least that is blotted out: shorter ones are part of many words."""


@dataclass(frozen=True, slots=True)
class SecretPlaces:
    """Where a secret may lie."""

    key: str
    """What it is called in the configuration: "password", as in password_command."""
    variable: str
    """The variable of the environment that may hold it."""
    command: tuple[str, ...]
    """A program that prints it on its first line; empty: none."""
    file: str
    """A file whose first line it is; empty: none."""
    account: str
    """Whose it is in the keyring."""

    @property
    def advice(self) -> str:
        """Where it can be put."""
        return (
            f"set {self.key}_command, {self.key}_file or ${self.variable}, "
            f"or keep it in the keyring (keyring set {_SERVICE} {clean(self.account)})"
        )


async def find_secret(places: SecretPlaces) -> str:
    """Look for a secret in one place after another; the first that is set decides.

    Args:
        places: Where it may lie.

    Returns:
        The secret; "" if no place is set and the keyring has none, or there is no keyring.

    Raises:
        Undelivered: A place that is set does not give it. Waits for somebody to change something.
    """
    given = os.environ.get(places.variable, "")
    if given:
        return given
    if places.command:
        return await _ask_program(places)
    if places.file:
        return await _in_thread(lambda: _read_file(places), f"{places.key}_file {places.file}")
    return await _in_thread(lambda: _ask_keyring(places), "the keyring")


def redact(text: str, *secrets: str) -> str:
    """Blot secrets out of a text of somebody who was told them, as they are and in Base64."""
    for secret in secrets:
        coded = base64.b64encode(secret.encode()).decode()
        for form in (secret, coded, coded.rstrip("=")):
            if len(secret) >= _SHORTEST:
                text = text.replace(form, "***")
    return text


async def _ask_program(places: SecretPlaces) -> str:
    name = f"{places.key}_command {program_name(places.command)}"
    try:
        ended = await run_program(places.command, listen="stdout", deadline=_DEADLINE)
    except (OSError, ValueError) as error:
        # The time that ran out is an OSError as well.
        if isinstance(error, TimeoutError):
            raise _missing(f"{name} did not answer within {_DEADLINE:g} s") from error
        raise _missing(f"{name} cannot be run ({why(error)})") from error
    secret = _first_line(ended.said)
    if ended.status or not secret:
        raise _missing(f"{name} gave no {places.key} (status {ended.status})")
    return secret


def _read_file(places: SecretPlaces) -> str:
    name = f"{places.key}_file {clean(places.file)}"
    path = os.path.expanduser(places.file)  # noqa: PTH111 -- leaves a home it cannot find alone
    if not path.startswith("/"):
        raise _missing(f"{name} is no whole path: begin it with / or ~")
    try:
        # Without waiting: a pipe that nobody writes to would be waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise _missing(f"{name} cannot be read ({why(error)})") from error
    try:
        problem = _open_to_others(os.fstat(descriptor))
        if problem:
            raise _missing(f"{name} {problem}")
        secret = _first_line(os.read(descriptor, _MOST))
    finally:
        os.close(descriptor)
    if not secret:
        raise _missing(f"{name} has nothing on its first line")
    return secret


def _open_to_others(kept: os.stat_result) -> str:
    """Why a file may not hold a secret; "" if it may."""
    if not stat.S_ISREG(kept.st_mode):
        return "is no plain file"
    if kept.st_uid != os.geteuid():
        return "belongs to somebody else: it must be yours"
    if kept.st_mode & 0o077:
        return f"is open to others (mode {stat.S_IMODE(kept.st_mode):04o}): chmod 600 it"
    return ""


def _ask_keyring(places: SecretPlaces) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(_SERVICE, places.account) or ""
    except NoKeyringError:
        return ""
    except (KeyringError, ImportError, RuntimeError, OSError) as error:
        raise _missing(
            f"the keyring did not give the {places.key} ({type(error).__name__}): "
            "unlock or correct it"
        ) from error


async def _in_thread(find: Callable[[], ResultT], name: str) -> ResultT:
    """Do what may block in a thread that nobody waits for at the end of the program."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[ResultT] = loop.create_future()

    def settle(result: ResultT | None, error: Exception | None) -> None:
        if found.done():
            return
        if error is not None:
            found.set_exception(error)
        else:
            found.set_result(result)  # type: ignore[arg-type]  # no error: it is the result

    def work() -> None:
        result, failure = None, None
        try:
            result = find()
        except Exception as error:  # noqa: BLE001 -- raised again where it is awaited
            failure = error
        # The loop may have ended before.
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=work, name=f"llamawatch: {name}", daemon=True).start()
    try:
        async with asyncio.timeout(_DEADLINE):
            return await found
    except TimeoutError as error:
        raise _missing(f"{clean(name)} did not answer within {_DEADLINE:g} s") from error


def _first_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").splitlines()
    return lines[0] if lines else ""


def _missing(sentence: str) -> Undelivered:
    return Undelivered(sentence, retry_after=AGAIN)
