"""Receivers of alerts that fail a third of the time, and keep a ledger of what they took."""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any, Literal

from tests.alerts.receiver import Answer, Receiver
from tests.alerts.services import Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session

Outcome = Literal["taken", "kept", "refused"]
"""Kept is what was taken without the sender being told so."""
FAILS = 1 / 3
SILENT = 0.1
"""Share of the failures that are no answer at all: each costs the sender its patience."""
LIFE = "LIFE"
"""The variable that tells the command which life of the sender it was begun in."""
PROGRAM = """
import json, os, random, sys
note = sys.argv[1]
told = json.loads(sys.stdin.buffer.read())
dice = random.Random(f"command {os.path.getsize(note) if os.path.exists(note) else 0}")
fails = dice.random() < 1 / 3
outcome = dice.choice(("refused", "kept")) if fails else "taken"
text = " ".join((told["title"], *told["lines"]))
arrival = {"id": told["key"], "life": int(os.environ["LIFE"]), "outcome": outcome, "text": text}
handle = os.open(note, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
os.write(handle, f"{json.dumps(arrival)}\\n".encode())
sys.exit(dice.choice((1, 75)) if fails else 0)
"""
"""Of the command channel, with its note as its argument."""


@dataclass(frozen=True)
class Arrival:
    """One message that reached a receiver."""

    id: str
    """What a receiver tells repetitions by."""
    life: int
    """Which life of the sender it came from."""
    outcome: Outcome
    text: str


def read_note(note: Path) -> list[Arrival]:
    """What the command was handed, in its order."""
    lines = note.read_text(encoding="utf-8").splitlines() if note.exists() else []
    return [Arrival(**json.loads(line)) for line in lines]


@dataclass
class FickleMailbox(Mailbox):
    """A mail server that puts off, hangs up once it took a mail, or falls silent."""

    life: Callable[[], int] = int
    arrivals: list[Arrival] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random("mail"))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        mail: Any = message_from_bytes(envelope.content, policy=policy.default)
        text = f"{mail['Subject']} {mail.get_body(('plain',)).get_content()}"
        how = self._choose()
        outcome: Outcome = "kept" if how in ("hang up", "silence") else "taken"
        outcome = "refused" if how == "put off" else outcome
        self.arrivals.append(Arrival(str(mail["Message-ID"]), self.life(), outcome, text))
        if how == "put off":
            return self.dice.choice(("421 later", "451 later", "452 full"))
        if how == "silence":
            await asyncio.sleep(60)
        if how == "hang up":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 taken"

    def _choose(self) -> str:
        if self.dice.random() >= FAILS:
            return "take"
        if self.dice.random() < SILENT:
            return "silence"
        return self.dice.choice(("put off", "hang up"))


class FickleReceiver(Receiver):
    """A receiver of webhooks that fails in every way that is worth another try."""

    def __init__(self, life: Callable[[], int]) -> None:
        super().__init__()
        self.arrivals: list[Arrival] = []
        self.answers = _Moods(self, life)


class _Moods(deque[Answer]):
    """Answers without end, each noted with the request it answers."""

    def __init__(self, receiver: FickleReceiver, life: Callable[[], int]) -> None:
        super().__init__((Answer(),))
        self._receiver = receiver
        self._life = life
        self._dice = random.Random("webhook")

    def popleft(self) -> Answer:
        answer, request = self._choose(), self._receiver.requests[-1]
        outcome: Outcome = "kept" if answer.silent or answer.drops else "taken"
        outcome = "refused" if answer.status != 200 else outcome
        told = json.loads(request.body)["data"]
        text = " ".join((told["title"], *told["lines"]))
        identity = request.headers["webhook-id"]
        self._receiver.arrivals.append(Arrival(identity, self._life(), outcome, text))
        return answer

    def _choose(self) -> Answer:
        if self._dice.random() >= FAILS:
            return Answer()
        if self._dice.random() < SILENT:
            return Answer(silent=True)
        moods = (
            Answer(500),
            Answer(503),
            Answer(429, {"retry-after": "90"}),
            Answer(drops=True),
            Answer(drops=True),
        )
        return self._dice.choice(moods)
