"""Mail: what is sent, over which wire, and what is said when it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.letters import build_mail
from alerts.mail import MailChannel
from alerts.messages import Message
from newsroom.clean import clean
from newsroom.errors import Undelivered
from store.settings import Email
from tests.alerts.services import Certificate, Mailbox, MailServer

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MESSAGE = Message(
    key="k" * 64,
    story="st0ry",
    revision=1,
    title="杨立昆 leaves: ميتا تفقد <b>باحثين</b>",
    lines=("Morning Wire (en)", "Status: reported"),
    url="https://example.org/a?b=1&c=2",
    priority="high",
    created=NOW,
)


def settings(port: int = 25, **keys: object) -> Email:
    email = Email(
        enabled=True,
        host="127.0.0.1",
        port=port,
        security="starttls",
        username="",
        password_command=(),
        password_file="",
        sender="llamawatch <watch@example.org>",
        recipients=("me@example.org",),
        digest=True,
    )
    return replace(email, **keys)  # type: ignore[arg-type]  # keys are Email's


Start = Callable[[Mailbox, Certificate | None], MailServer]


@pytest.fixture
def start() -> Iterator[Start]:
    servers: list[MailServer] = []

    def begin(mailbox: Mailbox, certificate: Certificate | None) -> MailServer:
        server = MailServer(mailbox, certificate)
        server.start()
        servers.append(server)
        return server

    yield begin
    for server in servers:
        server.stop()


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    return certificate


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the password in the environment."""
    return lambda one: monkeypatch.setenv("LLAMAWATCH_SMTP_PASSWORD", one)


@pytest.fixture
def right(password: Callable[[str], None]) -> str:
    password("right")
    return "right"


async def test_a_mail_arrives_over_starttls_with_login(
    start: Start, trusted: Certificate, right: str
) -> None:
    server = start(Mailbox(), trusted)
    channel = MailChannel(settings(server.port, username="me"))
    await channel.send(MESSAGE)
    (raw,) = server.mailbox.mails
    mail = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    assert mail["Subject"] == MESSAGE.title
    assert mail["To"] == "me@example.org"
    assert mail["Message-ID"] == "<st0ry@example.org>"
    page = mail.get_body(("html",))
    assert page is not None
    assert "&lt;b&gt;" in page.get_content()


async def test_a_wrong_password_is_one_sentence(
    start: Start, trusted: Certificate, password: Callable[[str], None]
) -> None:
    password("wrong")
    server = start(Mailbox(), trusted)
    channel = MailChannel(settings(server.port, username="me"))
    with pytest.raises(Undelivered) as error:
        await channel.send(MESSAGE)
    assert str(error.value) == (
        f'mail server 127.0.0.1:{server.port} refused the password of "me": '
        "check username, and password_command or $LLAMAWATCH_SMTP_PASSWORD"
    )
    assert error.value.retry
    assert server.mailbox.mails == []


async def test_without_starttls_no_password_is_sent(start: Start, right: str) -> None:
    server = start(Mailbox(), None)
    channel = MailChannel(settings(server.port, username="me"))
    with pytest.raises(Undelivered) as error:
        await channel.send(MESSAGE)
    assert str(error.value) == (
        f"mail server 127.0.0.1:{server.port} offers no STARTTLS: nothing was sent; "
        'check the port, or set security = "tls"'
    )
    assert server.mailbox.passwords == []


async def test_an_untrusted_certificate_ends_it(
    start: Start, certificate: Certificate, right: str
) -> None:
    server = start(Mailbox(), certificate)
    channel = MailChannel(settings(server.port, username="me"))
    with pytest.raises(Undelivered, match="has no certificate that can be trusted"):
        await channel.send(MESSAGE)
    assert server.mailbox.passwords == []


@pytest.mark.parametrize(("answer", "retry"), [("451 later", True), ("554 never", False)])
async def test_the_servers_word_decides_whether_to_try_again(
    start: Start, answer: str, retry: bool
) -> None:
    server = start(Mailbox(refuse_data=answer), None)
    with pytest.raises(Undelivered) as error:
        await MailChannel(settings(server.port, security="none")).send(MESSAGE)
    assert error.value.retry is retry
    assert answer.split()[1] in str(error.value)


async def test_nobody_listening_is_one_sentence(unused_tcp_port: int) -> None:
    with pytest.raises(Undelivered) as error:
        await MailChannel(settings(unused_tcp_port, security="none")).send(MESSAGE)
    assert str(error.value).startswith(f"mail server 127.0.0.1:{unused_tcp_port} cannot be reached")
    assert error.value.retry


async def test_no_mail_travels_in_the_clear_beyond_loopback() -> None:
    with pytest.raises(Undelivered) as error:
        await MailChannel(settings(host="mail.example.org", security="none")).send(MESSAGE)
    assert str(error.value) == (
        "mail to mail.example.org:25 would travel in the clear: "
        'set security = "starttls" or "tls" in [alerts.email]'
    )


@pytest.mark.parametrize("key", ["host", "sender", "recipients"])
async def test_what_is_missing_is_named(key: str) -> None:
    empty: Any = {key: () if key == "recipients" else ""}
    with pytest.raises(Undelivered) as error:
        await MailChannel(settings(**empty)).send(MESSAGE)
    assert str(error.value) == f"e-mail is on but has no {key}: set it in [alerts.email]"


async def test_the_password_comes_from_a_command(start: Start, trusted: Certificate) -> None:
    server = start(Mailbox(), trusted)
    command = ("printf", "right\\nmore\\n")
    channel = MailChannel(settings(server.port, username="me", password_command=command))
    await channel.send(MESSAGE)
    assert server.mailbox.passwords == [b"right"]


async def test_a_password_command_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LLAMAWATCH_SMTP_PASSWORD", raising=False)
    channel = MailChannel(settings(username="me", password_command=("false",)))
    assert await channel.probe() == "password_command false gave no password (status 1)"


def test_later_revisions_answer_the_first() -> None:
    mail = build_mail(replace(MESSAGE, revision=3), settings())
    assert mail["Message-ID"] == "<st0ry.3@example.org>"
    assert mail["In-Reply-To"] == mail["References"] == "<st0ry@example.org>"


@given(st.text(max_size=300))
def test_no_headline_becomes_a_header(title: str) -> None:
    shown = clean(title) or "x"
    mail = build_mail(replace(MESSAGE, title=shown), settings())
    parsed = message_from_bytes(mail.as_bytes(), policy=policy.SMTP)
    assert sorted(parsed.keys()) == sorted(mail.keys())
    assert parsed["To"] == "me@example.org"


def test_an_encoded_word_in_a_headline_stays_text() -> None:
    title = "=?utf-8?q?Hi=0ABcc:=20z@z?="
    mail = build_mail(replace(MESSAGE, title=title), settings())
    parsed = message_from_bytes(mail.as_bytes(), policy=policy.SMTP)
    assert parsed["Bcc"] is None
    assert parsed["Subject"] == title.replace("=?", "= ?")
