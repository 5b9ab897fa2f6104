"""Keeps every test away from the user's machine: no configuration, no bus, no browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_LEFT_OUT = (
    "BROWSER",
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "LLAMAWATCH_CONFIG",
    "LLAMAWATCH_DATA",
    "LLAMAWATCH_SMTP_PASSWORD",
    "NO_COLOR",
    "WAYLAND_DISPLAY",
)


@pytest.fixture(autouse=True)
def _nobodys_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in _LEFT_OUT:
        monkeypatch.delenv(name, raising=False)
    return home
