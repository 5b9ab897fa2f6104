"""The keys at the bottom: as many whole ones as there is room for, help always among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual._styles_cache import StylesCache
from textual.widgets import Footer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.events import Resize
    from textual.widget import Widget

_ALWAYS = "question_mark"


class KeyFooter(Footer):
    """A footer that cuts no key off."""

    def compose(self) -> ComposeResult:
        """Show the keys that fit, in their order."""
        keys = list(super().compose())
        for key in keys:
            # A key that is bound to the footer is held by it for ever, and with every focus that
            # moves there are others. Nothing is lost: whether they are compact never changes.
            key._reactive_connect = None  # noqa: SLF001 -- Textual has no public way to unbind
        yield from self._fitting(keys)

    async def recompose(self) -> None:
        """Show other keys; how those before looked is let go of."""
        await super().recompose()
        # Textual remembers a widget's colours by its cache of drawn lines, of which it would keep
        # a thousand, and finds them again in no time.
        StylesCache.get_inner_outer.cache_clear()

    def _fitting(self, keys: list[Widget]) -> Iterator[Widget]:
        # Behind the last one there may be no blank.
        room = self.app.size.width + 1
        room -= sum(_width(key) for key in keys if getattr(key, "key", "") == _ALWAYS)
        for key in keys:
            if getattr(key, "key", "") == _ALWAYS:
                yield key
            elif _width(key) <= room:
                room -= _width(key)
                yield key

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002 -- the app knows its width itself
        """Choose again in the new width."""
        self.call_after_refresh(self.recompose)


def _width(key: Widget) -> int:
    """Cells that an entry takes: the key, what it does, a blank between and one behind."""
    said = (getattr(key, "key_display", ""), getattr(key, "description", ""))
    return cell_len(" ".join(part for part in said if part)) + 1
