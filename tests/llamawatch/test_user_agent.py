"""What the program calls itself to servers."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from llamawatch.user_agent import compose_user_agent
from store.settings import read_config

OWN = f"llamawatch/{version('llamawatch')}"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("", OWN),
        ("[poll]\ncontact = 'me@example.org'", f"{OWN} (me@example.org)"),
        ("[poll]\nuser_agent = 'mine/1'\ncontact = 'me@example.org'", "mine/1 (me@example.org)"),
        ('[poll]\nuser_agent = "a\\nCookie: b"', "a Cookie: b"),
        ("[poll]\nuser_agent = 'Müller'", "M?ller"),
    ],
)
def test_the_header_is_one_line_of_ascii(text: str, header: str) -> None:
    assert compose_user_agent(read_config(text, Path("config.toml"))) == header
