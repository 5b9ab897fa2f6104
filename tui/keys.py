"""The keys there are, read off the bindings: for help, the command palette and the docs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from textual.binding import Binding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import App
    from textual.screen import Screen

_NAMES: Final = {
    "slash": "/",
    "question_mark": "?",
    "asterisk": "*",
    "plus": "+",
    "minus": "-",
    "comma": ",",
    "full_stop": ".",
    "colon": ":",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "exclamation_mark": "!",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "backspace": "Backspace",
    "delete": "Del",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
}
_TITLES: Final = {
    "RowList": "Moving in the list",
    "ReadingPane": "In the article",
    "FilterBar": "In the filter",
    "FormScreen": "In a form",
    "HelpScreen": "In this help",
}
"""Headings of the keys of widgets; others are headed by `BINDING_GROUP_TITLE` or their class."""
_OURS: Final = "tui."
"""What the name of every module of the dashboard holds, wherever it is installed."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """What some keys do."""

    keys: tuple[str, ...]
    """As they stand on a keyboard: "Enter", "Ctrl+Z", "?"."""
    action: str
    description: str
    """In a few words, as the footer has it."""
    tip: str = ""
    """In a sentence; "" where there is nothing to add."""

    @property
    def told(self) -> str:
        """All that is said of it."""
        if not self.tip or self.tip.casefold().startswith(self.description.casefold()):
            return self.tip or self.description
        return f"{self.description}: {self.tip}"


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys of one screen or widget."""

    title: str
    lines: tuple[KeyLine, ...]


def shown_key(key: str) -> str:
    """Write a key of a binding as it stands on a keyboard: `ctrl+z` as `Ctrl+Z`."""
    *modifiers, last = key.split("+") if key != "+" else ["+"]
    name = _NAMES.get(last, last)
    if modifiers and len(name) == 1:
        name = name.upper()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def key_lines(bindings: Iterable[Any]) -> tuple[KeyLine, ...]:
    """Bindings as lines, those of one action and description together.

    Args:
        bindings: as a class has them in BINDINGS.
    """
    lines: dict[tuple[str, str], KeyLine] = {}
    for binding in Binding.make_bindings(bindings):
        if not binding.description or binding.system:
            continue
        place = (binding.action, binding.description)
        before = lines.get(place)
        key = shown_key(binding.key)
        keys = (*before.keys, key) if before and key not in before.keys else (key,)
        lines[place] = KeyLine(keys, binding.action, binding.description, binding.tooltip)
    return tuple(lines.values())


def is_ours(kind: type) -> bool:
    """Whether a class of screen or widget is the dashboard's own, not Textual's."""
    return f".{kind.__module__}".find(f".{_OURS}") >= 0


def own_lines(kind: type) -> tuple[KeyLine, ...]:
    """The keys that a class binds, with those of its bases that are the dashboard's own."""
    bindings = [
        binding
        for base in kind.__mro__
        if is_ours(base)
        for binding in vars(base).get("BINDINGS", ())
    ]
    return key_lines(bindings)


def key_groups(screen: Screen[Any], app: App[Any]) -> list[KeyGroup]:
    """Every key that does something on a screen: its own, those of its parts, those of the app.

    Args:
        screen: as it stands, with its widgets.
        app: the dashboard.
    """
    groups = [KeyGroup("This screen", own_lines(type(screen)))]
    kinds = dict.fromkeys(type(node) for node in screen.walk_children() if is_ours(type(node)))
    groups.extend(KeyGroup(title_of(kind), own_lines(kind)) for kind in kinds)
    palette = Binding(app.COMMAND_PALETTE_BINDING, "command_palette", "Every command, by its name")
    groups.append(KeyGroup("Everywhere", (*own_lines(type(app)), *key_lines([palette]))))
    return [group for group in groups if group.lines]


def title_of(kind: type) -> str:
    """The heading of a part's keys."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in kind.__name__).strip()
    given = getattr(kind, "BINDING_GROUP_TITLE", None)
    return given or _TITLES.get(kind.__name__, f"In the {words}")
