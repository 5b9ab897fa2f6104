"""The keys at the bottom: as many whole ones as there is room for, help always among them.

One widget paints them all: Textual's own footer makes one for each key, which is a third of what
opening a screen costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.events import Leave, MouseDown, MouseMove
    from textual.screen import Screen

_ALWAYS: Final = "question_mark"


@dataclass(frozen=True, slots=True)
class Key:
    """A key that does something now."""

    name: str
    """As Textual calls it."""
    shown: str
    does: str
    enabled: bool = True
    tooltip: str = ""

    @property
    def width(self) -> int:
        """Cells that it takes: the key, what it does, a blank between."""
        return cell_len(f"{self.shown} {self.does}")


class KeyFooter(Static):
    """A footer that cuts no key off; a click on one presses it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyFooter { dock: bottom; height: 1; text-wrap: nowrap; background: $footer-background; }
    KeyFooter:hover { pointer: pointer; }
    """

    def __init__(self) -> None:
        """Make a footer that shows nothing yet."""
        super().__init__("", markup=False)
        self.keys: tuple[Key, ...] = ()
        """Those that stand there, from the left."""
        self._under_mouse: Key | None = None

    def on_mount(self) -> None:
        """Follow what can be pressed."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def on_unmount(self) -> None:
        """Follow nothing any more."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def on_resize(self) -> None:
        """Choose again in the new width."""
        self._show()

    def _changed(self, screen: Screen[object]) -> None:
        # A terminal that is not looked at may have no focus to show the keys of.
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            self._show()

    def _show(self) -> None:
        keys = tuple(fitting_keys(self._bound(), self.app.size.width))
        if keys != self.keys:
            self.keys, self._under_mouse, self.tooltip = keys, None, None
            self._paint()

    def _bound(self) -> list[Key]:
        """The keys of the screen in front that are shown, the first of each action."""
        found: dict[str, Key] = {}
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and binding.action not in found:
                shown = self.app.get_key_display(binding)
                found[binding.action] = Key(
                    binding.key, shown, binding.description, enabled, tooltip
                )
        return list(found.values())

    def _paint(self) -> None:
        self.update(Content("").join(self._painted(key) for key in self.keys), layout=False)

    def _painted(self, key: Key) -> Content:
        above = " on $block-hover-background" if key == self._under_mouse else ""
        dim = "" if key.enabled else " dim"
        return Content.assemble(
            (key.shown, f"bold $footer-key-foreground{above}{dim}"),
            (f" {key.does}", f"$footer-description-foreground{above}{dim}"),
            " ",
        )

    def key_at(self, x: int) -> Key | None:
        """The key that stands in a column of cells."""
        start = 0
        for key in self.keys:
            if start <= x < start + key.width:
                return key
            start += key.width + 1
        return None

    def on_mouse_down(self, event: MouseDown) -> None:
        """Press the key that was clicked."""
        key = self.key_at(event.x)
        if key is None:
            return
        if key.enabled:
            self.app.simulate_key(key.name)
        else:
            self.app.bell()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Mark the key under the mouse."""
        self._mark(self.key_at(event.x))

    def on_leave(self, event: Leave) -> None:  # noqa: ARG002 -- Textual names it so
        """Mark none any more."""
        self._mark(None)

    def _mark(self, key: Key | None) -> None:
        if key != self._under_mouse:
            self._under_mouse = key
            self.tooltip = key.tooltip or None if key is not None else None
            self._paint()


def fitting_keys(keys: Sequence[Key], width: int) -> Iterator[Key]:
    """Those of some keys that fit beside each other, in their order; help always does.

    Args:
        keys: As they would stand there.
        width: In terminal cells.
    """
    # Behind the last one there may be no blank.
    room = width + 1 - sum(key.width + 1 for key in keys if key.name == _ALWAYS)
    for key in keys:
        if key.name == _ALWAYS:
            yield key
        elif key.width + 1 <= room:
            room -= key.width + 1
            yield key
