"""What programs and addresses are handed: the message as JSON, harmless and bounded."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from newsroom.clean import clean
from newsroom.links import safe_link

if TYPE_CHECKING:
    from alerts.messages import Message

_TITLE = 300
_LINE = 1_000
_TEXT = 20_000
"""Characters of one text within the data."""
_MOST_LINES = 200
_DEPTH = 8
_DELIVERY = frozenset({"state", "not_before", "sent", "tries", "error"})
"""How far the telling has come: it changes from try to try, and what is told does not."""
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)


def describe(message: Message) -> dict[str, Any]:
    """A message for programs.

    Args:
        message: What to say.

    Returns:
        `Message.data`, and beside it "key", "kind", "story", "revision", "priority", "title",
        "lines", "url" and "created" (ISO 8601). Every text is clean, the link may be opened, and
        it is the same however often it is sent.
    """
    return {
        **_harmless({k: v for k, v in message.data.items() if k not in _DELIVERY}, _DEPTH),
        "key": token(message.key),
        "kind": message.kind,
        "story": clean(message.story),
        "revision": message.revision,
        "priority": message.priority,
        "title": clean(message.title, limit=_TITLE),
        "lines": [clean(line, limit=_LINE) for line in message.lines[:_MOST_LINES]],
        "url": safe_link(message.url),
        "created": message.created.isoformat(),
    }


def encode(document: Mapping[str, Any]) -> bytes:
    """JSON as UTF-8, on one line."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def token(key: str) -> str:
    """A key as every header may carry it: at most 64 letters, digits, "-" and "_"."""
    return key if _TOKEN.fullmatch(key) else sha256(key.encode("utf-8", "replace")).hexdigest()


def _harmless(value: Any, depth: int) -> Any:  # noqa: ANN401 -- whatever JSON can say
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        # JSON knows no infinity.
        return value if math.isfinite(value) else None
    if depth and isinstance(value, Mapping):
        return {clean(str(name)): _harmless(one, depth - 1) for name, one in value.items()}
    if depth and isinstance(value, list | tuple):
        return [_harmless(one, depth - 1) for one in value]
    return clean(str(value), limit=_TEXT, lines=True)
