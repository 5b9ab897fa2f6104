"""What docs/alerts.md tells people to write works as it stands there."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from alerts.command import CommandChannel
from alerts.messages import Message
from alerts.webhook import WebhookChannel
from newsroom.clean import clean
from newsroom.errors import Undelivered
from store.settings import Webhook, read_config
from tests.alerts.payloads import hostile
from tests.alerts.receiver import Answer, Receiver

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).resolve().parents[2] / "docs" / "alerts.md"
MESSAGE = Message(
    key="a" * 64,
    story="st0ry",
    revision=1,
    title="杨立昆 leaves & <!channel>",
    lines=("Morning Wire (en)", "Status: reported"),
    url="https://example.org/a?b=1&c=2",
    priority="high",
    created=datetime(2026, 11, 26, tzinfo=UTC),
)
TEXT = (
    "杨立昆 leaves & <!channel>\nMorning Wire (en)\nStatus: reported\nhttps://example.org/a?b=1&c=2"
)
BODIES: dict[str, dict[str, Any]] = {
    "ntfy": {
        "topic": "my-llamas",
        "title": MESSAGE.title,
        "message": "Morning Wire (en)\nStatus: reported",
        "priority": 5,
        "click": MESSAGE.url,
    },
    "slack": {"text": TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")},
    "telegram": {
        "chat_id": "123456789",
        "text": TEXT,
        "link_preview_options": {"is_disabled": True},
    },
}

if not DOCS.exists():
    pytest.skip("docs/alerts.md is not here", allow_module_level=True)


def blocks(language: str) -> dict[str, str]:
    """The code of the page by the heading it stands under, in small letters."""
    found = {}
    heading = ""
    for part in re.split(r"(?m)^(?=#|```)", DOCS.read_text(encoding="utf-8")):
        if part.startswith("#"):
            heading = part.splitlines()[0].lstrip("# ").lower()
        elif part.startswith(f"```{language}\n"):
            found[heading] = part.removeprefix(f"```{language}\n")
    return found


def recipe(name: str) -> CommandChannel:
    """The command channel as the page has it."""
    (block,) = (block for heading, block in blocks("toml").items() if heading.startswith(name))
    return CommandChannel(read_config(block, DOCS).alerts.command)


@pytest.fixture
def curl() -> Callable[[str, str], None]:
    """Leads a recipe to an address, in the file it keeps it in."""
    for program in ("curl", "jq"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")

    def lead(name: str, url: str) -> None:
        folder = Path.home() / ".config" / "llamawatch"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.curl").write_text(f'url = "{url}"\n', encoding="ascii")

    return lead


def test_every_table_of_the_page_is_a_configuration() -> None:
    tables = blocks("toml")
    assert len(tables) == 9
    for block in tables.values():
        assert read_config(block, DOCS).alerts.channels


@pytest.mark.parametrize("name", BODIES)
async def test_a_recipe_hands_the_alert_on(name: str, curl: Callable[[str, str], None]) -> None:
    async with Receiver() as receiver:
        curl(name, receiver.url)
        assert await recipe(name).send(MESSAGE) == "sh ended with status 0"
        (request,) = receiver.requests
    assert json.loads(request.body) == BODIES[name]


@pytest.mark.parametrize("name", BODIES)
async def test_a_recipe_tells_that_it_was_refused(
    name: str, curl: Callable[[str, str], None]
) -> None:
    async with Receiver(Answer(403)) as receiver:
        curl(name, receiver.url)
        with pytest.raises(Undelivered, match="403") as error:
            await recipe(name).send(MESSAGE)
    assert error.value.retry


@pytest.mark.slow
@hostile()
async def test_a_recipe_takes_nothing_for_more_than_text(
    payload: str,
    curl: Callable[[str, str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    told = replace(MESSAGE, title=payload, lines=(payload,), url="")
    async with Receiver() as receiver:
        curl("ntfy", receiver.url)
        await recipe("ntfy").send(told)
        (request,) = receiver.requests
    assert json.loads(request.body) == {
        "topic": "my-llamas",
        "title": clean(payload),
        "message": clean(payload, limit=1000),
        "priority": 5,
    }
    assert os.listdir(tmp_path) == []  # noqa: PTH208 -- names are what counts


async def test_apprise_is_handed_title_and_text() -> None:
    for program in ("apprise", "jq"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    async with Receiver() as receiver:
        folder = Path.home() / ".config"
        folder.mkdir()
        address = receiver.url.replace("http:", "json:")
        (folder / "apprise.conf").write_text(f"{address}\n", encoding="ascii")
        await recipe("apprise").send(replace(MESSAGE, title="--help"))
        (request,) = receiver.requests
    handed = json.loads(request.body)
    assert handed["title"] == "--help"
    assert handed["message"].splitlines() == [*MESSAGE.lines, MESSAGE.url]


async def test_the_receiver_of_the_page_knows_what_is_genuine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (code,) = blocks("python").values()
    page: dict[str, Any] = {}
    exec(code, page)  # noqa: S102 -- our own page
    secret = "whsec_" + "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4"
    monkeypatch.setenv("LLAMAWATCH_WEBHOOK_SECRET", secret)
    settings = Webhook(enabled=True, url="", secret_command=(), secret_file="", digest=True)
    async with Receiver() as receiver:
        channel = WebhookChannel(
            replace(settings, url=receiver.url),
            clock=lambda: datetime.fromtimestamp(page["time"].time(), UTC),
        )
        await channel.send(MESSAGE)
        (request,) = receiver.requests
    headers = dict(request.headers)
    assert page["is_genuine"](secret, headers, request.body)
    assert not page["is_genuine"](secret, headers, request.body + b" ")
    assert not page["is_genuine"](secret, headers | {"webhook-id": "other"}, request.body)
    assert not page["is_genuine"](secret, headers | {"webhook-signature": "v1,"}, request.body)
    old = headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}
    assert not page["is_genuine"](secret, old, request.body)
