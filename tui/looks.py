"""How the dashboard is drawn: colours, characters and motion, as user and terminal wish."""

from __future__ import annotations

import codecs
import locale
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from textual.widgets import Input

from tui.contrast import ReadableText
from tui.keys import shown_key
from tui.plain_text import PlainText
from tui.stylesheet import LastingStylesheet
from tui.themes import DEFAULT, NOT_OFFERED, OURS, named_colours, unknown_theme
from tui.typeahead import OrderlyApp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.terminal_theme import TerminalTheme
    from textual.binding import Binding
    from textual.events import DescendantFocus
    from textual.filter import LineFilter

    from store.settings import DashboardSettings

_SYSTEMS = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT}


def encoding_of_terminal() -> str:
    """The encoding of the user's locale, as Python names it: "utf-8"."""
    try:
        return codecs.lookup(locale.getencoding()).name
    except LookupError:
        return "ascii"


class LookingApp(OrderlyApp):
    """An app that is drawn as [dashboard] of config.toml and the environment say."""

    def __init__(self) -> None:
        """Make the app, in the default theme."""
        self._named_colours: dict[str, TerminalTheme] = {}
        super().__init__()
        self._theme_problem = ""
        self._characters: list[LineFilter] = []
        self._readable: ReadableText | None = None
        self._plain = PlainText()
        for name in NOT_OFFERED:
            self.unregister_theme(name)
        for theme in OURS:
            self.register_theme(theme)
        self.set_reactive(OrderlyApp.theme, DEFAULT)
        self.stylesheet = LastingStylesheet(variables=self.get_css_variables())

    def take_up_looks(
        self, wanted: DashboardSettings, encoding: str | None = None, *, last: str = ""
    ) -> None:
        """Draw as the configuration says; before the app runs.

        Args:
            wanted: [dashboard] of config.toml; a theme that is unknown is said once the app runs.
            encoding: of the terminal; None: that of the locale.
            last: the theme that was chosen last, unless the configuration names one.
        """
        encoding = encoding or encoding_of_terminal()
        if wanted.theme and wanted.theme not in self.available_themes:
            self._theme_problem = unknown_theme(wanted.theme, self.available_themes)
        elif (wanted.theme or last) in self.available_themes:
            self.theme = wanted.theme or last
        if wanted.characters == "ascii" or (wanted.characters == "auto" and encoding != "utf-8"):
            from tui.ascii_art import AsciiArt

            self._characters = [AsciiArt(encoding)]
        if wanted.motion == "reduced":
            self.animation_level = "none"

    def on_mount(self) -> None:
        """Say what is wrong with the theme."""
        if self._theme_problem:
            self.notify(self._theme_problem, severity="warning", timeout=15, markup=False)

    @property
    def ansi_theme(self) -> TerminalTheme:
        """What the named colours of a text look like: those of the theme."""
        theme = self.current_theme
        named = self._named_colours.get(theme.name)
        if named is None:
            # The app's own variables are still those of the theme before when this is asked first.
            variables = {**theme.to_color_system().generate(), **theme.variables}
            named = self._named_colours[theme.name] = named_colours(variables)
        return named

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line passes before it goes out."""
        if self.no_color:
            return [self._plain, *self._characters]
        before = tuple(super().get_line_filters())
        if self._readable is None or self._readable.before != before:
            self._readable = ReadableText(self._colours(), before)
        return [self._readable, *self._characters]

    def _colours(self) -> ColorSystem:
        """How many colours the terminal has; without one, as many as a picture."""
        known = "" if self.is_headless else self.console.color_system or ""
        return _SYSTEMS.get(known, ColorSystem.TRUECOLOR)

    def get_key_display(self, binding: Binding) -> str:
        """A key as it stands on a keyboard; Enter by its sign, for the footer has little room."""
        key = shown_key(binding.key_display or binding.key)
        return "⏎" if key == "Enter" and not self._characters else key

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Let no cursor blink where nothing is to move."""
        if self.animation_level == "none" and isinstance(event.widget, Input):
            event.widget.cursor_blink = False
