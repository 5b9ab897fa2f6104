"""Real services for the alert channels: a bus of our own, and mail servers on loopback."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.alerts.services import NotificationService, make_certificate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.alerts.services import Certificate

_BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/>
<allow user="*"/></policy></busconfig>
"""


@pytest.fixture
async def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A private session bus on which no service starts by itself."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    config = tmp_path / "bus.conf"
    config.write_text(_BUS_CONFIG.format(socket=tmp_path / "bus"), encoding="utf-8")
    daemon = await asyncio.create_subprocess_exec(
        "dbus-daemon",
        f"--config-file={config}",
        "--nofork",
        "--print-address",
        stdout=asyncio.subprocess.PIPE,
    )
    assert daemon.stdout is not None
    address = (await daemon.stdout.readline()).decode().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield address
    daemon.kill()
    await daemon.wait()


@pytest.fixture
async def notifications(bus: str) -> AsyncIterator[NotificationService]:
    """A notification service on the private bus."""
    service = NotificationService()
    await service.start(bus)
    yield service
    service.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for 127.0.0.1 that only trusts itself."""
    return make_certificate(tmp_path_factory.mktemp("tls"))
