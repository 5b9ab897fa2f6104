"""Changing config.toml from the running program, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsroom.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from store.places import Places
    from store.settings import Config


class Editing:
    """Writes one table of config.toml at a time; every change is in force at once."""

    places: Places
    _undo: list[tuple[str, str, str]]
    """Changes that can be taken back: what each was, the file before it and after."""

    def take_up(self, config: Config) -> None:
        """Put a configuration in force."""
        raise NotImplementedError

    def add(self, array: str, values: Mapping[str, Any]) -> None:
        """Add a "watch" or "source" to config.toml; in force at once."""
        from store.config_file import add_table

        self._write_config(lambda: add_table(self.places.config, array, values), f"new {array}")

    def change(self, array: str, name: str, values: Mapping[str, Any]) -> None:
        """Change keys of a "watch" or "source" in config.toml; in force at once."""
        from store.config_file import set_keys

        self._write_config(
            lambda: set_keys(self.places.config, array, name, values), f"change of {array} {name}"
        )

    def remove(self, array: str, name: str) -> None:
        """Take a "watch" or "source" out of config.toml; `undo` brings it back."""
        from store.config_file import remove_table

        self._write_config(
            lambda: remove_table(self.places.config, array, name), f"removal of {array} {name}"
        )

    def undo(self) -> str:
        """Take the last change of config.toml back; answers what it was, or "".

        Raises:
            ConfigError: the file was edited since.
        """
        from store.config_file import read_text, restore_text

        if not self._undo:
            return ""
        what, before, after = self._undo.pop()
        if read_text(self.places.config) != after:
            raise ConfigError(
                f"{self.places.config}: was edited since; the {what} was not taken back"
            )
        self.take_up(restore_text(self.places.config, before))
        return what

    def _write_config(self, write: Callable[[], Config], what: str) -> None:
        from store.config_file import read_text

        before = read_text(self.places.config)
        self.take_up(write())
        self._undo.append((what, before, read_text(self.places.config)))
