"""Editing config.toml in the user's editor: on a copy, which is kept until it is right.

The copy lies in the data directory and is named after what it was made of, so that it is known
again, and known to be of an earlier file.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
from dataclasses import dataclass
from shutil import which
from typing import TYPE_CHECKING, Final

from newsroom.errors import ConfigError
from store.atomic import write_atomically
from store.config_file import read_text, read_whole, replace_text
from store.settings import without_secrets

if TYPE_CHECKING:
    from pathlib import Path

    from store.places import Places

FOLDER: Final = "drafts"
"""Of the data directory."""
_EDITORS: Final = ("sensible-editor", "editor", "nano", "vim", "vi")
"""What is opened where nobody said what to open."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A copy of the configuration that is being edited."""

    path: Path
    config: Path
    base: bytes
    """What the configuration held when the copy was made."""
    resumed: bool
    """It was left by an edit before."""

    @property
    def is_changed(self) -> bool:
        """Whether it says anything else than the configuration."""
        return read_whole(self.path) != self.base

    def text(self) -> str:
        """What it says.

        Raises:
            ConfigError: it is gone, or no text in UTF-8.
        """
        return read_text(self.path)

    def save(self) -> None:
        """Put it in the place of the configuration; then it is gone.

        Raises:
            ConfigChanged: the configuration is not what it was made of any more.
            ConfigError: it is wrong, or the configuration cannot be written.
        """
        replace_text(self.config, self.base, self.text())
        self.discard()

    def discard(self) -> None:
        """Take it away."""
        self.path.unlink(missing_ok=True)


def begin(places: Places) -> tuple[Draft, tuple[Path, ...]]:
    """A copy of the configuration to edit, or the one that was left.

    Returns:
        The draft, and drafts of earlier states of configurations, which were left.

    Raises:
        ConfigError: the configuration cannot be read, or no copy be made.
    """
    base = read_whole(places.config)
    folder = places.data / FOLDER
    path = folder / f"config-{hashlib.sha256(base).hexdigest()[:12]}.toml"
    resumed = path.exists()
    try:
        places.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        if not resumed:
            write_atomically(path, base)
    except OSError as error:
        raise ConfigError(
            f"{path}: no copy to edit can be made ({error.strerror}): make its folder writable, or "
            "name another data directory with --data"
        ) from error
    others = sorted(one for one in folder.glob("config-*.toml") if one != path)
    return Draft(path, places.config, base, resumed), tuple(others)


def find_editor() -> list[str]:
    """The user's editor and its arguments.

    Raises:
        ConfigError: none is named and none is there, or what is named cannot be read.
    """
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if named:
        try:
            words, why = shlex.split(named), "it names no program"
        except ValueError as error:
            words, why = [], str(error)
        if not words:
            raise ConfigError(
                f"The editor cannot be read from {named!r} ({why}): set VISUAL or EDITOR anew"
            )
        return words
    found = next(filter(None, map(which, _EDITORS)), None)
    if found is None:
        raise ConfigError("No editor is known: set the variable VISUAL or EDITOR to one")
    return [found]


def run_editor(editor: list[str], draft: Draft) -> None:
    """Have a draft edited, until the editor is closed.

    Raises:
        ConfigError: the editor cannot be started, says that it failed, or left nothing.
    """
    try:
        done = subprocess.run(  # noqa: S603 -- the user's own program
            [*editor, str(draft.path)], env=without_secrets(os.environ), check=False
        )
    except OSError as error:
        raise ConfigError(
            f"{editor[0]}: cannot be started ({error.strerror}): set VISUAL or EDITOR to your "
            f"editor; {_what_is_left(draft)}"
        ) from error
    if done.returncode:
        raise ConfigError(
            f"{editor[0]}: ended with status {done.returncode}: {_what_is_left(draft)}"
        )
    _refuse_nothing(draft)


def _refuse_nothing(draft: Draft) -> None:
    """Take an empty copy for an editor that went wrong: nobody means to lose every source."""
    there = draft.path.exists()
    if there and (read_whole(draft.path).strip() or not draft.base.strip()):
        return
    draft.discard()
    raise ConfigError(
        f"{draft.path}: what was edited is {'empty' if there else 'gone'}: "
        f"{draft.config} is as it was"
    )


def _what_is_left(draft: Draft) -> str:
    if draft.path.exists() and draft.is_changed:
        return f"{draft.config} is as it was, and your edit is kept in {draft.path}"
    draft.discard()
    return f"{draft.config} is as it was"
