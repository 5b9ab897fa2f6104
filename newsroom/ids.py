"""Short stable ids: the same parts give the same id on every machine."""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode


def short_id(*parts: str) -> str:
    """Ten lower-case base32 characters (50 bits) that stand for `parts`.

    Args:
        parts: What the id is made of; their order and borders count.

    Returns:
        Letters a-z and digits 2-7.
    """
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return b32encode(digest).decode().lower()[:10]


def slug(name: str) -> str:
    """A readable id for a name: folded letters and digits joined by hyphens."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
