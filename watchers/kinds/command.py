"""command: a program whose standard output is a feed, of any format that is read elsewhere.

The program and its arguments are fixed by config.toml; nothing from outside becomes one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchers.kinds import Kind, Misfit, Request
from watchers.kinds.feed import read

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records import Source


def requests(source: Source, _last_ok: datetime | None, _now: datetime) -> tuple[Request, ...]:
    """The one program."""
    argv = source.texts("argv")
    return (Request(argv=argv),) if argv else ()


def _check(source: Source) -> Misfit | None:
    if source.texts("argv")[:1] not in ((), ("",)):
        return None
    return Misfit("argv", '"argv" is empty: write a program and its arguments, as in ["my-feed"]')


KIND = Kind(requests, read, expects="a feed (RSS, Atom or JSON Feed)", check=_check)
