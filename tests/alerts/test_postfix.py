"""Mail over a real mail server: TLS of both kinds, what it refuses, and threads as they arrive."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from alerts.mail import MailChannel
from newsroom.errors import Undelivered
from tests.alerts import postfix
from tests.alerts.payloads import HOSTILE
from tests.alerts.test_mail import MESSAGE, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.alerts.services import Certificate

pytestmark = pytest.mark.slow


@pytest.fixture
def server(
    certificate: Certificate, unused_tcp_port_factory: Callable[[], int]
) -> Iterator[postfix.Postfix]:
    if why := postfix.why_not():
        pytest.skip(why)
    ports = (unused_tcp_port_factory(), unused_tcp_port_factory(), unused_tcp_port_factory())
    yield from postfix.start(certificate, ports)


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))


async def test_a_story_arrives_as_one_thread_over_both_kinds_of_tls(
    server: postfix.Postfix, trusted: None
) -> None:
    starttls = MailChannel(settings(server.starttls))
    tls = MailChannel(settings(server.tls, security="tls"))
    said = await starttls.send(MESSAGE)
    assert said.startswith(f"127.0.0.1:{server.starttls} took it, answering: ")
    assert "queued as" in said
    await tls.send(replace(MESSAGE, revision=2, key="2"))
    await starttls.send(replace(MESSAGE, revision=3, key="3"))
    await starttls.send(replace(MESSAGE, story="other", key="o"))
    mails = server.mails("me", 4)
    roots = sorted(mail["References"] or mail["Message-ID"] for mail in mails)
    assert roots == ["<story-other@example.org>", *["<story-st0ry@example.org>"] * 3]
    assert len({mail["Message-ID"] for mail in mails}) == 4
    assert {mail["Subject"] for mail in mails} == {MESSAGE.title}
    assert all("with ESMTPS id" in mail["Received"] for mail in mails)


async def test_hostile_headlines_arrive_as_text(server: postfix.Postfix, trusted: None) -> None:
    channel = MailChannel(settings(server.starttls))
    for name, payload in HOSTILE.items():
        key = name.replace(" ", "-")
        told = replace(MESSAGE, title=payload, lines=(payload,), story="", key=key)
        await channel.send(told)
    mails = server.mails("me", len(HOSTILE))
    assert len(mails) == len(HOSTILE)
    for mail in mails:
        assert mail["To"] == "me@example.org"
        assert mail["Bcc"] is None
        assert mail.get_content_type() == "multipart/alternative"
        assert not mail.defects


async def test_what_it_refuses_is_told(server: postfix.Postfix, trusted: None) -> None:
    async def refusal(channel: MailChannel, **changes: str) -> Undelivered:
        with pytest.raises(Undelivered) as error:
            await channel.send(replace(MESSAGE, **changes))  # type: ignore[arg-type]  # texts
        return error.value

    both = ("me@example.org", "later@example.org")
    later = await refusal(MailChannel(settings(server.starttls, recipients=both[1:])))
    assert later.retry
    assert "put it off (451 4.7.1" in str(later)
    assert "come back later" in str(later)
    half = await refusal(MailChannel(settings(server.starttls, recipients=both)))
    assert half.retry
    assert str(half).endswith("tried again; the other recipients have it")
    for nobody in ("nobody@example.org", "me@elsewhere.example"):
        unknown = await refusal(MailChannel(settings(server.starttls, recipients=(nobody,))))
        assert not unknown.retry
        assert f"<{nobody}>" in str(unknown)
    large = await refusal(MailChannel(settings(server.starttls)), page="x" * 400_000)
    assert not large.retry
    assert "refused the message (552 5.3.4" in str(large)
    assert len(server.mails("me", 1)) == 1


async def test_where_tls_does_not_hold_nothing_is_sent(
    server: postfix.Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLAMAWATCH_SMTP_PASSWORD", "hunter2")
    said = {}
    for name, port in (("starttls", server.starttls), ("tls", server.tls)):
        said[name] = await MailChannel(settings(port, security=name, username="me")).probe()
        assert "no certificate that can be trusted" in said[name]
    plain = await MailChannel(settings(server.plain, username="me")).probe()
    assert "offers no STARTTLS: nothing was sent" in plain
    log = (server.folder / "log" / "mail.log").read_text(encoding="utf-8")
    assert "auth=" not in log
    assert "hunter2" not in log
