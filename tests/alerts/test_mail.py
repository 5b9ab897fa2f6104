"""Mail: what is sent, over which wire, and what is said when it cannot be."""

from __future__ import annotations

import base64
import contextlib
import mailbox
import re
import socket
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.letters import build_mail
from alerts.mail import MailChannel
from alerts.messages import Message, MessageKind
from newsroom.clean import clean
from newsroom.errors import Undelivered
from store.settings import Email
from tests.alerts.payloads import hostile
from tests.alerts.services import Certificate, Mailbox, MailServer

if TYPE_CHECKING:
    from pathlib import Path

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


class Page(HTMLParser):
    """What an HTML part would load or lead to, its elements, and its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        plain = {"charset", "name", "content", "dir", "rel"}
        self.addresses += [value or "" for name, value in attrs if name not in plain]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def reread(mail: EmailMessage) -> EmailMessage:
    """A mail as a reader parses it."""
    parsed = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    content: str = part.get_content()
    return content


def thread_sizes(mails: Iterable[Any]) -> list[int]:
    """How many mails each thread has, by References."""
    roots = Counter(mail["References"] or mail["Message-ID"] for mail in mails)
    return list(roots.values())


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode().rstrip("=")


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
    assert mail["Message-ID"] == f"<{MESSAGE.key}@example.org>"
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


@pytest.mark.parametrize(("answer", "retry"), [("450 later", True), ("550 nobody", False)])
async def test_a_recipient_that_is_refused_decides_the_same(
    start: Start, answer: str, retry: bool
) -> None:
    server = start(Mailbox(refuse_recipients={"me@example.org": answer}), None)
    with pytest.raises(Undelivered) as error:
        await MailChannel(settings(server.port, security="none")).send(MESSAGE)
    assert error.value.retry is retry
    assert error.value.retry_after is None
    assert answer in str(error.value)


async def test_a_recipient_that_was_put_off_gets_it_later_and_the_others_once(
    start: Start,
) -> None:
    server = start(Mailbox(refuse_recipients={"b@example.org": "450 later"}), None)
    three = ("a@example.org", "B <b@example.org>", "c@example.org")
    channel = MailChannel(settings(server.port, security="none", recipients=three))
    with pytest.raises(Undelivered) as error:
        await channel.send(MESSAGE)
    assert str(error.value) == (
        f"mail server 127.0.0.1:{server.port} put off b@example.org (450 later): tried again; "
        "the other recipients have it"
    )
    assert error.value.retry
    server.mailbox.refuse_recipients.clear()
    await channel.send(MESSAGE)
    await channel.send(replace(MESSAGE, key="j" * 64))
    assert server.mailbox.recipients == [
        ["a@example.org", "c@example.org"],
        ["b@example.org"],
        ["a@example.org", "b@example.org", "c@example.org"],
    ]


async def test_a_recipient_that_is_unknown_is_named_and_the_others_have_it(start: Start) -> None:
    server = start(Mailbox(refuse_recipients={"b@example.org": "550 nobody"}), None)
    two = ("a@example.org", "b@example.org")
    with pytest.raises(Undelivered) as error:
        await MailChannel(settings(server.port, security="none", recipients=two)).send(MESSAGE)
    assert not error.value.retry
    assert str(error.value) == (
        f"mail server 127.0.0.1:{server.port} refused b@example.org (550 nobody): "
        "check recipients; the others have it"
    )


async def test_a_server_that_takes_it_and_hangs_up_gets_it_again_by_the_same_name(
    start: Start, trusted: Certificate, right: str
) -> None:
    server = start(Mailbox(drops=1), trusted)
    channel = MailChannel(settings(server.port, username="me"))
    with pytest.raises(Undelivered) as error:
        await channel.send(MESSAGE)
    assert error.value.retry
    assert error.value.retry_after is None
    await channel.send(MESSAGE)
    first, second = map(message_from_bytes, server.mailbox.mails)
    assert first["Message-ID"] == second["Message-ID"] == f"<{MESSAGE.key}@example.org>"


async def test_what_the_server_answered_is_told(start: Start) -> None:
    server = start(Mailbox(), None)
    said = await MailChannel(settings(server.port, security="none")).send(MESSAGE)
    assert said == f"127.0.0.1:{server.port} took it, answering: taken"


async def test_a_server_that_quotes_the_password_is_not_quoted(
    start: Start, trusted: Certificate, password: Callable[[str], None]
) -> None:
    password("hunter2-and-more")
    server = start(Mailbox(quotes=True), trusted)
    with pytest.raises(Undelivered) as error:
        await MailChannel(settings(server.port, username="me")).send(MESSAGE)
    assert server.mailbox.passwords[0] == b"hunter2-and-more"
    told = "".join(traceback.format_exception(error.value))
    assert "cannot check *** of *** or ***" in str(error.value)
    for secret in ("hunter2", *map(_coded, ("hunter2-and-more", "\0me\0hunter2-and-more"))):
        assert secret not in told


async def test_a_server_that_never_greets_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Undelivered) as error:
            await MailChannel(settings(port, security="none"), deadline=0.2).send(MESSAGE)
    assert error.value.retry
    assert str(error.value).startswith(f"mail server 127.0.0.1:{port} ")


async def test_nobody_listening_is_one_sentence(unused_tcp_port: int) -> None:
    with pytest.raises(Undelivered) as error:
        await MailChannel(settings(unused_tcp_port, security="none")).send(MESSAGE)
    assert str(error.value).startswith(f"mail server 127.0.0.1:{unused_tcp_port} cannot be reached")
    assert error.value.retry


@pytest.mark.parametrize("host", ["smtp..example.org", "a" * 64 + ".example.org", "smtp\0"])
async def test_what_is_no_name_of_a_server_is_one_sentence(host: str) -> None:
    channel = MailChannel(settings(host=host))
    with pytest.raises(Undelivered, match=r"is no name of a mail server .*: check host") as error:
        await channel.send(MESSAGE)
    assert error.value.retry_after
    assert await channel.probe() == str(error.value)


async def test_a_server_that_speaks_no_tls_is_not_blamed_for_its_certificate(start: Start) -> None:
    server = start(Mailbox(), None)
    with pytest.raises(Undelivered, match=r"speaks no TLS there .*: nothing was sent") as error:
        await MailChannel(settings(server.port, security="tls")).send(MESSAGE)
    assert error.value.retry_after


@pytest.mark.parametrize("key", ["sender", "recipients"])
async def test_a_probe_tells_what_is_no_address(start: Start, key: str) -> None:
    keys: Any = {key: "me" if key == "sender" else ("me@example.org", "you")}
    said = await MailChannel(settings(start(Mailbox(), None).port, **keys)).probe()
    assert "is no e-mail address: set sender and recipients" in said


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


async def test_a_login_without_a_password_says_where_one_can_be_put(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert await MailChannel(settings(username="me")).probe() == (
        "e-mail has a username but no password: set password_command, password_file or "
        "$LLAMAWATCH_SMTP_PASSWORD, or keep it in the keyring (keyring set llamawatch me)"
    )


def test_a_mail_is_named_by_its_row_though_its_story_became_another() -> None:
    first, second = (replace(MESSAGE, key=key, revision=1) for key in ("a" * 64, "b" * 64))
    united = replace(second, story="st1ry")
    assert (
        build_mail(first, settings())["Message-ID"] != build_mail(second, settings())["Message-ID"]
    )
    assert (
        build_mail(second, settings())["Message-ID"] == build_mail(united, settings())["Message-ID"]
    )
    assert build_mail(united, settings())["References"] == "<story-st1ry@example.org>"


def test_a_story_of_three_revisions_is_one_thread_to_a_mail_reader(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "mail", factory=None)
    for revision in (2, 1, 3):
        told = replace(MESSAGE, revision=revision, key=str(revision), title=f"No. {revision}")
        box.add(build_mail(told, settings()).as_bytes())
    box.add(build_mail(replace(MESSAGE, story="other", key="o"), settings()).as_bytes())
    box.add(build_mail(replace(MESSAGE, story="", key="f" * 64), settings()).as_bytes())
    mails = [message_from_bytes(raw.as_bytes(), policy=policy.default) for raw in box]
    assert sorted(thread_sizes(mails)) == [1, 1, 3]
    assert len({mail["Message-ID"] for mail in mails}) == 5


@pytest.mark.parametrize("kind", ["digest", "report", "test"])
def test_what_is_no_story_s_news_is_named_by_its_key(kind: MessageKind) -> None:
    told = replace(MESSAGE, kind=kind, revision=4, key="test-2026-11-26T12:00:00.5+00:00")
    first, again = build_mail(told, settings()), build_mail(told, settings())
    other = build_mail(replace(told, key="another"), settings())
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert re.fullmatch(r"<[0-9a-z]+@example\.org>", first["Message-ID"])
    assert other["Message-ID"] == "<another@example.org>"
    assert first["References"] is None


def test_a_page_is_what_stands_in_the_html(tmp_path: Path) -> None:
    fragment = "<h1>Digest</h1><p>杨立昆</p>"
    for page in (fragment, f"<!doctype html><html><body>{fragment}</body></html>"):
        mail = reread(build_mail(replace(MESSAGE, kind="digest", page=page), settings()))
        shown = html_of(mail)
        assert shown.lower().count("<!doctype") == 1
        assert fragment in shown
        plain = mail.get_body(("plain",))
        assert plain is not None
        assert "Morning Wire (en)" in plain.get_content()


def test_a_text_that_says_all_stands_in_place_of_the_lines() -> None:
    whole = "2 stories\n\nTalent\n  · 杨立昆\n    https://example.org/a\n"
    mail = reread(build_mail(replace(MESSAGE, kind="digest", text=whole), settings()))
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().splitlines() == whole.splitlines()


def test_what_is_told_once_more_is_another_mail_of_the_same_thread() -> None:
    again = build_mail(replace(MESSAGE, key="once-more", again=True), settings())
    assert again["Message-ID"] == "<once-more@example.org>"
    assert again["References"] == build_mail(MESSAGE, settings())["References"]


@hostile()
def test_nothing_a_stranger_wrote_is_more_than_text(payload: str) -> None:
    told = replace(MESSAGE, title=payload, lines=(payload, payload), key=payload)
    told = replace(told, story=payload or told.story)
    mail = reread(build_mail(told, settings()))
    assert sorted(mail.keys()) == sorted(build_mail(MESSAGE, settings()).keys())
    assert mail["To"] == "me@example.org"
    # Folded after its name, a header begins with a space.
    subject = mail["Subject"].strip().replace("= ?", "=?")
    assert subject == (clean(payload, limit=200) or "llamawatch")
    assert not mail.defects
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    # The article's link is the only address, whatever the words are.
    page = Page()
    page.feed(html_of(mail))
    assert page.addresses == [MESSAGE.url]
    assert page.tags <= {"html", "head", "meta", "body", "p", "b", "a", "ul", "li"}
    assert clean(payload, limit=1_000) in page.texts or not clean(payload)
    for part in (mail.get_body(("plain",)), mail.get_body(("html",))):
        assert part is not None
        text = part.get_content().replace("\r\n", "\n").strip("\n")
        assert clean(text, limit=10**7, lines=True) == text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a b/", ""])
def test_what_is_no_link_is_none(url: str) -> None:
    page = Page()
    page.feed(html_of(reread(build_mail(replace(MESSAGE, url=url), settings()))))
    assert page.addresses == []


@hostile()
def test_what_stands_for_an_address_never_becomes_a_header(payload: str) -> None:
    keys: Any = {"sender": f"{payload} <a@example.org>", "recipients": (payload,)}
    with contextlib.suppress(Undelivered):
        mail = reread(build_mail(MESSAGE, settings(**keys)))
        assert sorted(mail.keys()) == sorted(build_mail(MESSAGE, settings()).keys())


@pytest.mark.parametrize("text", ["", "me", "@example.org", "me@", "a@b@c", "<me>", "me <>"])
def test_what_is_no_address_is_said(text: str) -> None:
    with pytest.raises(Undelivered, match="is no e-mail address: set sender and recipients"):
        build_mail(MESSAGE, settings(recipients=(text,)))


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
