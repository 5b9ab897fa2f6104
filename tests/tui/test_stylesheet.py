"""Style rules are parsed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual.css import parse as parsing
from textual.css import stylesheet
from textual.css.stylesheet import StylesheetParseError
from textual.css.tokenizer import TokenError

from tui.stylesheet import LastingStylesheet

if TYPE_CHECKING:
    from collections.abc import Callable


async def test_a_screen_parses_the_rules_of_its_own_widgets_alone(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dashboard() as board:
        parsed: list[str] = []
        parse = parsing.parse

        def counted(scope: str, css: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 -- Textual's
            parsed.append(css)
            return parse(scope, css, *rest, **more)

        monkeypatch.setattr(stylesheet, "parse", counted)
        await board.press("W")
        await board.press("question_mark")
        assert len(parsed) == len(set(parsed))
        parsed.clear()
        await board.press("escape", "N", "W", "question_mark")
        assert not parsed


async def test_another_theme_has_all_rules_parsed_with_its_colours(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        before = board.screen.styles.background
        board.app.theme = "calm-light"
        await board.settle()
        assert board.screen.styles.background != before


def test_a_wrong_rule_leaves_those_before_in_force() -> None:
    rules = LastingStylesheet(variables={"colour": "#102030"})
    rules.add_source("Label { color: $colour; }", read_from=("", "one"), is_default_css=False)
    rules.reparse()
    assert "16, 32, 48" in rules.css or "#102030" in rules.css
    rules.add_source("Label { colour: ", read_from=("", "two"), is_default_css=False)
    with pytest.raises((StylesheetParseError, TokenError)):
        rules.reparse()
    rules.set_variables({"colour": "#405060"})
    assert rules._variables == {"colour": "#405060"}
