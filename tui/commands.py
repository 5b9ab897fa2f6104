"""What the command palette offers: every key's action, the screens, the themes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.keys import own_lines, shown_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette."""

    name: str
    help: str
    run: Callable[[], Any]


class ScreenCommands(Provider):
    """The actions of the keys of the screen that the palette was opened over."""

    def commands(self) -> list[Command]:
        """All of them: the screen's own, the app's, then those of the widget that has focus."""
        app, screen = self.app, self.screen
        found: dict[tuple[int, str], Command] = {}
        widgets: dict[tuple[int, str], Command] = {}
        for key, (node, binding, enabled, _) in screen.active_bindings.items():
            known = {line.action: line for line in own_lines(type(node))}
            line = known.get(binding.action)
            if not enabled or line is None:
                continue
            told = f"{line.tip}, key {shown_key(key)}" if line.tip else f"Key {shown_key(key)}"
            run = partial(app.run_action, binding.action, node)
            into = found if node in (screen, app) else widgets
            into.setdefault((id(node), line.action), Command(line.description, told, run))
        theme = Command("Theme", "Change the colours", app.action_change_theme)
        return [*found.values(), theme, *self._bulk(), *widgets.values()]

    def _bulk(self) -> list[Command]:
        """What is done to all that a filter lets through, and has no key of its own."""
        from tui.screens.filtering import FilterScreen

        screen = self.screen
        if not isinstance(screen, FilterScreen):
            return []
        mark = screen.mark_filtered
        return [
            Command("Star all", "Everything this filter finds", partial(mark, starred=True)),
            Command("Unstar all", "Everything this filter finds", partial(mark, starred=False)),
            Command("All unread", "Everything this filter finds", partial(mark, read=False)),
        ]

    async def discover(self) -> Hits:
        """Offer everything while nothing is typed."""
        for command in self.commands():
            yield DiscoveryHit(
                _plain(command.name), command.run, command.name, _plain(command.help)
            )

    async def search(self, query: str) -> Hits:
        """Offer what fits what is typed."""
        matcher = self.matcher(query)
        for command in self.commands():
            score = matcher.match(command.name)
            if score > 0:
                shown = matcher.highlight(command.name)
                yield Hit(score, shown, command.run, command.name, _plain(command.help))


def _plain(text: str) -> str:
    """A text that the palette does not read as markup."""
    return text.replace("[", r"\[")
