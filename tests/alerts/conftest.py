"""Real services for the alert channels: a bus of our own, and mail servers on loopback."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.alerts.services import Bus, NotificationService, make_certificate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.alerts.services import Certificate


@pytest.fixture
async def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bus]:
    """A private session bus on which no service starts by itself."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    bus = Bus(tmp_path)
    await bus.start()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    yield bus
    await bus.kill()


@pytest.fixture
async def notifications(bus: Bus) -> AsyncIterator[NotificationService]:
    """A notification service on the private bus."""
    service = NotificationService()
    await service.start(bus.address)
    yield service
    service.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for 127.0.0.1 that only trusts itself."""
    return make_certificate(tmp_path_factory.mktemp("tls"))
