"""What it means when asking an address raises: as `outcomes`, from an exception."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Final

from watchers import outcomes
from watchers.network import ForbiddenAddress, UnknownHost
from watchers.wire import BrokenOff, ConnectFailed, ConnectTimeout, NotSendable

if TYPE_CHECKING:
    from watchers.fetched import Fetched

TROUBLES: Final = (
    BrokenOff,
    ConnectFailed,
    ConnectTimeout,
    ForbiddenAddress,
    NotSendable,
    UnknownHost,
    OSError,
)
"""What asking raises, as far as the network or an address is to blame."""


def failure(error: Exception, url: str) -> Fetched:
    """What an exception of the network means.

    Args:
        error: One of `TROUBLES`.
        url: What was asked.
    """
    untrusted = next((one for one in _chain(error) if isinstance(one, ssl.SSLError)), None)
    if isinstance(error, ForbiddenAddress):
        result = outcomes.leads_inside(url)
    elif isinstance(error, UnknownHost):
        result = outcomes.unknown_host(url)
    elif untrusted is not None:
        result = outcomes.untrusted(url, untrusted)
    elif isinstance(error, ConnectTimeout):
        result = outcomes.too_slow(url, None)
    elif isinstance(error, NotSendable):
        result = outcomes.not_http(url)
    elif isinstance(error, ConnectFailed):
        result = outcomes.unreachable(url)
    else:
        result = outcomes.broken_off(url, str(error))
    return result


def _chain(error: BaseException) -> tuple[BaseException, ...]:
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.append(following)
        following = following.__cause__ or following.__context__
    return tuple(found)
