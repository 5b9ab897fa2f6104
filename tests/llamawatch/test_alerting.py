"""Which channels a running program can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.surroundings import Surroundings
from llamawatch.alerting import channels_here, open_channels
from llamawatch.session import LiveSession
from store.places import Places
from store.settings import load_config

if TYPE_CHECKING:
    from pathlib import Path


def test_the_terminal_is_a_channel_only_where_there_is_one(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[alerts.command]\nenabled = true\nargv = ["true"]\n', encoding="utf-8")
    session = LiveSession(Places(config, tmp_path / "data"), load_config(config))
    nowhere, somewhere = Surroundings(), Surroundings(emit=lambda _: True)
    assert channels_here(session, nowhere) == ("desktop", "command")
    assert list(open_channels(session, nowhere)) == ["desktop", "command"]
    assert channels_here(session, somewhere) == ("desktop", "terminal", "command")
