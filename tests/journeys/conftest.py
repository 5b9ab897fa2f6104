"""The whole product over loopback: feeds, a mail server, a notification service, a user's home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.alerts.conftest import bus, certificate, notifications
from tests.alerts.services import Mailbox, MailServer
from tests.journeys.home import Home
from tests.journeys.press import Paper
from tests.watchers.conftest import stand

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.alerts.services import Certificate
    from tests.watchers.newsstand import Newsstand

__all__ = ["bus", "certificate", "notifications", "stand"]


@pytest.fixture
async def home(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> AsyncIterator[Home]:
    """An empty home; `configure` it first."""
    folder = tmp_path / "home"
    folder.mkdir()
    home = Home(folder, capfdbinary)
    yield home
    await home.close()


@pytest.fixture
def paper(stand: Newsstand) -> Paper:
    """A feed that nothing was printed in yet."""
    return Paper(stand)


@pytest.fixture
def mail(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that wants TLS and the password "right", and a machine that trusts it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    monkeypatch.setenv("LLAMAWATCH_SMTP_PASSWORD", "right")
    server = MailServer(Mailbox(), certificate)
    server.start()
    yield server
    server.stop()
