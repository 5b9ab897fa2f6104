"""Secrets: where they are looked for, what is refused, and that no sentence holds one."""

from __future__ import annotations

import base64
import os
import sys
import threading
import types
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alerts import secrets
from alerts.secrets import SecretPlaces, find_secret, redact
from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from collections.abc import Callable

    PutKeyring = Callable[[Callable[[str, str], str | None]], None]

VARIABLE = "LLAMAWATCH_SMTP_PASSWORD"
NOWHERE = SecretPlaces("password", VARIABLE, (), "", "me@example.org")
PYTHON = (sys.executable, "-S", "-E", "-c")


class KeyringError(Exception):
    """As keyring.errors has it."""


class NoKeyringError(KeyringError, RuntimeError):
    """As keyring.errors has it."""


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> PutKeyring:
    """Puts a keyring there, which answers as it is told."""

    def put(get_password: Callable[[str, str], str | None]) -> None:
        module, errors = types.ModuleType("keyring"), types.ModuleType("keyring.errors")
        module.get_password = get_password  # type: ignore[attr-defined]  # a stand-in
        errors.KeyringError = KeyringError  # type: ignore[attr-defined]  # as above
        errors.NoKeyringError = NoKeyringError  # type: ignore[attr-defined]  # as above
        monkeypatch.setitem(sys.modules, "keyring", module)
        monkeypatch.setitem(sys.modules, "keyring.errors", errors)

    return put


def secret_file(folder: Path, text: str = "from file\nmore\n", mode: int = 0o600) -> str:
    path = folder / "secret"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return str(path)


async def refusal(places: SecretPlaces) -> str:
    with pytest.raises(Undelivered) as error:
        await find_secret(places)
    # Somebody has to change something: it is tried again, later.
    assert error.value.retry
    assert error.value.retry_after
    return str(error.value)


async def test_the_first_place_that_is_set_decides(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    keyring: PutKeyring,
) -> None:
    asked: list[tuple[str, str]] = []

    def answer(service: str, account: str) -> str:
        asked.append((service, account))
        return "from keyring"

    keyring(answer)
    places = replace(NOWHERE, command=("printf", "from command\\nx"), file=secret_file(tmp_path))
    monkeypatch.setenv(VARIABLE, "from environment")
    assert await find_secret(places) == "from environment"
    monkeypatch.delenv(VARIABLE)
    assert await find_secret(places) == "from command"
    places = replace(places, command=())
    assert await find_secret(places) == "from file"
    assert asked == []
    assert await find_secret(replace(places, file="")) == "from keyring"
    assert asked == [("llamawatch", "me@example.org")]


async def test_a_place_that_is_set_and_gives_nothing_is_not_passed_over(
    tmp_path: Path, keyring: PutKeyring
) -> None:
    keyring(lambda *_: "from keyring")
    said = await refusal(replace(NOWHERE, command=("false",), file=secret_file(tmp_path)))
    assert said == "password_command false gave no password (status 1)"


async def test_nothing_set_and_no_keyring_is_no_secret() -> None:
    assert await find_secret(NOWHERE) == ""


# --- programs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("/nowhere/pass", "s3cret"), "pass cannot be run (No such file or directory)"),
        (("pr\0intf",), "printf cannot be run (embedded null byte)"),
        (("true",), "true gave no password (status 0)"),
        (("printf", "\\ns3cret"), "printf gave no password (status 0)"),
        ((*PYTHON, "print('s3cret'); raise SystemExit(2)"), "gave no password (status 2)"),
        ((*PYTHON, "import os; os.kill(os.getpid(), 9)"), "gave no password (status -9)"),
    ],
)
async def test_a_program_that_gives_none_is_named(command: tuple[str, ...], said: str) -> None:
    told = await refusal(replace(NOWHERE, command=command))
    assert told.startswith("password_command ")
    assert told.endswith(said)
    assert "s3cret" not in told


async def test_a_program_gets_no_shell_no_input_and_none_of_our_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LLAMAWATCH_WEBHOOK_SECRET", "other")
    code = (
        "import os, sys; print(sys.stdin.read(), sys.argv[1:], "
        "[name for name in os.environ if name.startswith('LLAMAWATCH')])"
    )
    found = await find_secret(replace(NOWHERE, command=(*PYTHON, code, "$HOME", "`id`")))
    assert found == " ['$HOME', '`id`'] []"


async def test_a_program_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_DEADLINE", 0.2)
    told = await refusal(replace(NOWHERE, command=("sleep", "60")))
    assert told == "password_command sleep did not answer within 0.2 s"


async def test_a_program_that_says_much_after_its_first_line_is_no_trouble() -> None:
    code = "print('from command'); print('x' * 5_000_000)"
    assert await find_secret(replace(NOWHERE, command=(*PYTHON, code))) == "from command"


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o600, 0o400])
async def test_a_file_that_only_we_may_read_is_read(tmp_path: Path, mode: int) -> None:
    assert await find_secret(replace(NOWHERE, file=secret_file(tmp_path, mode=mode))) == "from file"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610, 0o620, 0o602, 0o644, 0o666])
async def test_a_file_that_is_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    file = secret_file(tmp_path, mode=mode)
    assert await refusal(replace(NOWHERE, file=file)) == (
        f"password_file {file} is open to others (mode {mode:04o}): chmod 600 it"
    )


async def test_a_file_that_is_not_ours_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = secret_file(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert await refusal(replace(NOWHERE, file=file)) == (
        f"password_file {file} belongs to somebody else: it must be yours"
    )


async def test_what_is_no_plain_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(mode=0o700)
    for name in ("pipe", "folder"):
        path = str(tmp_path / name)
        assert await refusal(replace(NOWHERE, file=path)) == (
            f"password_file {path} is no plain file"
        )


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("secret", "is no whole path: begin it with / or ~"),
        ("/nowhere/secret", "cannot be read (No such file or directory)"),
        ("/nowhere/\0", "cannot be read (embedded null byte)"),
        ("~nobody-of-this-name/secret", "is no whole path: begin it with / or ~"),
    ],
)
async def test_a_file_that_cannot_be_read_is_named(file: str, said: str) -> None:
    assert (await refusal(replace(NOWHERE, file=file))).endswith(said)


async def test_an_empty_file_is_named(tmp_path: Path) -> None:
    file = secret_file(tmp_path, "\nsecond line\n")
    said = await refusal(replace(NOWHERE, file=file))
    assert said == f"password_file {file} has nothing on its first line"


async def test_a_file_may_lie_in_the_home_folder() -> None:
    secret_file(Path.home())
    assert await find_secret(replace(NOWHERE, file="~/secret")) == "from file"


# --- keyrings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [None, ""])
async def test_a_keyring_that_has_none(answer: str | None, keyring: PutKeyring) -> None:
    keyring(lambda *_: answer)
    assert await find_secret(NOWHERE) == ""


async def test_no_keyring_behind_the_library_is_no_secret(
    keyring: PutKeyring,
) -> None:
    def fail(*_: str) -> str:
        raise NoKeyringError("No recommended backend was available.")

    keyring(fail)
    assert await find_secret(NOWHERE) == ""


@pytest.mark.parametrize("kind", [KeyringError, ImportError, RuntimeError, OSError])
async def test_a_locked_keyring_is_said(kind: type[Exception], keyring: PutKeyring) -> None:
    def fail(*_: str) -> str:
        raise kind("s3cret")

    keyring(fail)
    assert await refusal(NOWHERE) == (
        f"the keyring did not give the password ({kind.__name__}): unlock or correct it"
    )


async def test_a_keyring_that_hangs_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch,
    keyring: PutKeyring,
) -> None:
    monkeypatch.setattr(secrets, "_DEADLINE", 0.1)
    unlocked = threading.Event()
    keyring(lambda *_: str(unlocked.wait(60)))
    assert await refusal(NOWHERE) == "the keyring did not answer within 0.1 s"
    (waiting,) = [one for one in threading.enumerate() if "keyring" in one.name]
    # The program may end while it still waits.
    assert waiting.daemon
    unlocked.set()
    waiting.join(10)
    assert not waiting.is_alive()


# --- redaction -----------------------------------------------------------------------------------


@pytest.mark.parametrize("wrapped", ["s3cret+pass", "\0me\0s3cret+pass"])
def test_what_a_server_quotes_is_blotted_out(wrapped: str) -> None:
    coded = base64.b64encode(wrapped.encode()).decode()
    for quoted in (wrapped, coded, coded.rstrip("=")):
        said = redact(f'bad password "{quoted}" for me', "s3cret+pass", "\0me\0s3cret+pass")
        assert "s3cret" not in said
        assert coded.rstrip("=") not in said
        assert said.startswith('bad password "')
        assert said.endswith(" for me")


def test_where_there_is_no_secret_nothing_is_blotted_out() -> None:
    assert redact("as it is", "", "") == "as it is"
