"""Style rules that are parsed once, whatever screens are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.css.stylesheet import Stylesheet

if TYPE_CHECKING:
    from collections.abc import Mapping


class LastingStylesheet(Stylesheet):
    """A stylesheet whose rules are parsed anew only when its variables, the theme's, are others.

    Textual parses all rules anew with every screen that is opened, twice with a mode's: some tenths
    of a second where they are many.

    Args:
        variables: By name, as themes define them.
    """

    def __init__(self, *, variables: Mapping[str, str]) -> None:
        self._given = dict(variables)
        super().__init__(variables=self._given)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take up variables."""
        if variables != self._given:
            self._given = dict(variables)
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what was not parsed with these variables yet.

        Raises:
            StylesheetError: A file of rules cannot be read.
            StylesheetParseError: A rule is wrong; those before stay in force.
        """
        self.parse()
