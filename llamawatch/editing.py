"""Changing config.toml from the running program, and taking it back."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from newsroom.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from llamawatch.undoing import Back, UndoStack
    from store.places import Places
    from store.settings import Config


class Editing:
    """Writes one table of config.toml at a time; every change is in force at once."""

    places: Places
    undoing: UndoStack

    def take_up(self, config: Config) -> None:
        """Put a configuration in force."""
        raise NotImplementedError

    def add(self, array: str, values: Mapping[str, Any]) -> None:
        """Add a "watch", "source" or "filter" to config.toml; in force at once."""
        self.add_all(array, (values,))

    def add_all(self, array: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add several at once, all or none; taken back as one."""
        from store.config_file import add_tables

        self._write_config(lambda: add_tables(self.places.config, array, rows), _new(array, rows))

    async def add_many(self, array: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """As `add_all`; a file that takes long to write holds nothing up."""
        from store.config_file import add_tables, read_text

        path = self.places.config
        before = await asyncio.to_thread(read_text, path)
        config = await asyncio.to_thread(add_tables, path, array, rows)
        self._note(_new(array, rows), before, await asyncio.to_thread(read_text, path))
        self.take_up(config)

    def change(self, array: str, name: str, values: Mapping[str, Any]) -> None:
        """Change keys of a "watch", "source" or "filter" in config.toml; in force at once."""
        from store.config_file import set_keys

        self._write_config(
            lambda: set_keys(self.places.config, array, name, values), f"change of {array} {name}"
        )

    def change_table(self, name: str, values: Mapping[str, Any]) -> None:
        """Change keys of a plain table of config.toml, as [reader]; in force at once."""
        from store.config_file import set_table

        self._write_config(
            lambda: set_table(self.places.config, name, values), f"change of [{name}]"
        )

    def remove(self, array: str, name: str) -> None:
        """Take a "watch", "source" or "filter" out of config.toml; `undo` brings it back."""
        from store.config_file import remove_table

        self._write_config(
            lambda: remove_table(self.places.config, array, name), f"removal of {array} {name}"
        )

    async def undo(self) -> str:
        """Take back what was done by hand last; answers what it was, or "".

        Raises:
            LlamawatchError: it cannot be taken back, as where the file was edited since.
        """
        return await self.undoing.take_back()

    def undoable(self, what: str, back: Back) -> None:
        """Remember something that was done by hand, and how it is taken back."""
        self.undoing.push(what, back)

    def _write_config(self, write: Callable[[], Config], what: str) -> None:
        from store.config_file import read_text

        before = read_text(self.places.config)
        self.take_up(write())
        self._note(what, before, read_text(self.places.config))

    def _note(self, what: str, before: str, after: str) -> None:
        self.undoing.push(what, partial(self._restore, what, before, after))

    def _restore(self, what: str, before: str, after: str) -> None:
        from store.config_file import read_text, restore_text

        if read_text(self.places.config) != after:
            raise ConfigError(
                f"{self.places.config}: was edited since; the {what} was not taken back"
            )
        self.take_up(restore_text(self.places.config, before))


def _new(array: str, rows: Sequence[Mapping[str, Any]]) -> str:
    return f"new {array}" if len(rows) == 1 else f"{len(rows)} new {array}s"
