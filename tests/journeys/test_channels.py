"""Every channel at once: alerts arrive on all, a test tells which did, secrets stay secret."""

from __future__ import annotations

import base64
import json
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.alerts.receiver import Answer, Receiver
from tests.journeys.home import email_settings, shipped_watches
from tests.journeys.press import LEAVES, Paper, dated

if TYPE_CHECKING:
    import pytest

    from tests.alerts.services import MailServer, NotificationService
    from tests.journeys.home import Home

CHANNELS = '["desktop", "email", "command", "webhook"]'
NOTE = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read())"
PASSWORD = "correct-horse-battery"
SECRET = "whsec_" + base64.b64encode(b"staple-correct-horse-battery").decode()


def channels(mail_port: int, hook: str, note: Path, **more: str) -> str:
    """All channels but the terminal, which a test has not got."""
    argv = [sys.executable, "-S", "-E", "-c", NOTE, str(note)]
    return "\n".join(
        (
            '[alerts.terminal]\nmode = "off"',
            email_settings(mail_port),
            more.get("email", ""),
            f"[alerts.command]\nenabled = true\nargv = {json.dumps(argv)}",
            f'[alerts.webhook]\nenabled = true\nurl = "{hook}"',
            more.get("webhook", ""),
            "",
        )
    )


def watches() -> str:
    """The shipped watches, telling every channel."""
    lines = shipped_watches().splitlines()
    kept = [line for line in lines if not line.startswith("channels =")]
    return "\n".join(
        f"{line}\nchannels = {CHANNELS}" if line == "[[watch]]" else line for line in kept
    )


async def test_an_alert_arrives_on_every_channel_once(
    home: Home, paper: Paper, mail: MailServer, notifications: NotificationService, tmp_path: Path
) -> None:
    note = tmp_path / "note"
    async with Receiver() as receiver:
        home.configure(watches(), channels(mail.port, receiver.url, note), paper.source)
        paper.print(dated(LEAVES, minutes=5))
        assert (await home.type("poll", "--strict")).status == 0
        assert (await home.type("poll", "--strict")).status == 0
    (posted,) = receiver.requests
    (handed,) = note.read_text(encoding="utf-8").splitlines()
    assert (len(mail.mailbox.mails), len(notifications.bubbles)) == (1, 1)
    assert notifications.bubbles[0].summary == LEAVES.title
    for told in (json.loads(handed), json.loads(posted.body)["data"]):
        assert told["title"] == LEAVES.title
        assert told["url"] == "https://paper.example/leaves"
        assert (told["kind"], told["revision"]) == ("story", 1)
    states = {one["channel"]: one["state"] for one in await home.json("alerts")}
    assert states == dict.fromkeys(("desktop", "email", "command", "webhook"), "sent")


async def test_a_test_tells_which_channels_really_arrived(
    home: Home, mail: MailServer, notifications: NotificationService, tmp_path: Path
) -> None:
    note = tmp_path / "note"
    async with Receiver(Answer(), Answer(404)) as receiver:
        home.configure(channels(mail.port, receiver.url, note))
        ended = await home.type("alerts", "test", "--strict")
        assert (ended.status, ended.out.splitlines()) == (
            0,
            [
                "desktop: test 1 took it; whether it is seen it cannot tell",
                f"email: 127.0.0.1:{mail.port} took it, answering: taken",
                f"command: {Path(sys.executable).name} ended with status 0",
                f"webhook: webhook 127.0.0.1:{receiver.port} answered 200 (unsigned: no secret)",
            ],
        )
        notifications.stop()
        mail.mailbox.refuse_data = "451 later"
        ended = await home.type("alerts", "test", "--strict")
        assert ended.status == 4
        desktop, email, command, webhook = ended.out.splitlines()
    assert desktop.startswith("desktop: no notification service takes messages on this desktop")
    assert email == f"email: mail server 127.0.0.1:{mail.port} put it off (451 later): tried again"
    assert command.endswith("ended with status 0")
    assert webhook == (
        f"webhook: webhook 127.0.0.1:{receiver.port} refused the message (status 404): "
        "check url in [alerts.webhook]"
    )
    assert len(note.read_text(encoding="utf-8").splitlines()) == 2
    assert (len(mail.mailbox.mails), len(notifications.bubbles)) == (1, 1)


async def test_secrets_stand_nowhere_but_where_they_were_put(
    home: Home,
    paper: Paper,
    mail: MailServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("LLAMAWATCH_SMTP_PASSWORD")
    monkeypatch.setenv("LLAMAWATCH_WEBHOOK_SECRET", SECRET)
    kept = tmp_path / "password"
    kept.write_text(f"{PASSWORD}\n", encoding="ascii")
    kept.chmod(0o600)
    mail.mailbox.quotes = True
    async with Receiver(*[Answer(403, body=SECRET.encode())] * 9) as receiver:
        more = {"email": f'password_file = "{kept}"'}
        channel = channels(mail.port, receiver.url, tmp_path / "note", **more)
        home.configure(watches(), channel, paper.source)
        paper.print(dated(LEAVES, minutes=5))
        said = [
            await home.type(*words.split())
            for words in (
                "poll --strict",
                "alerts",
                "alerts --json",
                "alerts test",
                "doctor",
                "status",
                "status --json",
                "config show",
                "config check",
                f"backup {tmp_path / 'kept.tar.gz'}",
            )
        ]
    assert set(mail.mailbox.passwords) == {PASSWORD.encode()}
    assert all("webhook-signature" in request.headers for request in receiver.requests)
    coded = base64.b64encode(PASSWORD.encode()).decode().rstrip("=")
    secrets = [PASSWORD, coded, SECRET.removeprefix("whsec_").rstrip("=")]
    secrets.append(base64.b64encode(f"\0me\0{PASSWORD}".encode()).decode().rstrip("="))
    for told in said:
        for secret in secrets:
            assert secret not in told.out + told.err
    with tarfile.open(tmp_path / "kept.tar.gz") as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    places = [home.folder, tmp_path / "unpacked", tmp_path / "note"]
    files = [file for place in places for file in (*place.rglob("*"), place) if file.is_file()]
    assert any(file.name == "journal.jsonl" for file in files)
    for file in files:
        for secret in secrets:
            assert secret.encode() not in file.read_bytes(), file
