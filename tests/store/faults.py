"""A disk that refuses, or takes less than it is given, at the n-th call: whoever makes it.

The functions of `os` themselves are replaced for a while, so that what goes around `store.disk`
is met as well: wishes, backups, copies.
"""

from __future__ import annotations

import errno
import io
import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Literal, get_args
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Kind = Literal[
    "ENOSPC", "EIO", "EIO twice", "ENOSPC lasting", "EIO lasting", "short", "short, full"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""One call is refused; that and the next; all from then on. A write takes half, and the rest at the
next call; or the next call finds the disk full. Short kinds count writes alone."""
_CHANGING = (
    "write", "fsync", "fdatasync", "replace", "rename", "unlink", "mkdir", "fchmod", "ftruncate",
)  # fmt: skip


class Faults:
    """One fault, at the n-th call from 1.

    Args:
        kind: Which.
        number: Of the call.
    """

    def __init__(self, kind: Kind, number: int) -> None:
        self.hit = False
        """Whether it came to that."""
        self.call = ""
        """Name of the call that was hit first."""
        self._kind = kind
        self._number = number
        self._calls = 0
        self._full = False
        self._error = errno.EIO if kind.startswith("EIO") else errno.ENOSPC

    def before(self, name: str) -> None:
        """Count a call, and refuse it if its turn has come.

        Raises:
            OSError: It is refused.
        """
        if self._kind.startswith("short"):
            return
        self._calls += 1
        last = {"twice": self._number + 1, "lasting": self._calls}.get(
            self._kind.partition(" ")[2], self._number
        )
        if self._number <= self._calls <= last:
            self._refuse(name)

    def share(self, size: int) -> int:
        """How many bytes of a write are taken.

        Raises:
            OSError: None are.
        """
        if not self._kind.startswith("short"):
            return size
        if self._full:
            self._full = False
            self._refuse("write")
        self._calls += 1
        if self._calls != self._number:
            return size
        self.hit, self.call = True, "write"
        self._full = self._kind == "short, full"
        return max(1, size // 2)

    def _refuse(self, name: str) -> None:
        if not self.hit:
            self.hit, self.call = True, name
        raise OSError(self._error, os.strerror(self._error))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Here the disk is like that."""
        real = {name: getattr(os, name) for name in (*_CHANGING, "open", "fdopen")}
        with ExitStack() as stack:
            for name in real:
                stack.enter_context(patch.object(os, name, self._wrapped(name, real)))
            yield

    def _wrapped(self, name: str, real: dict[str, Callable[..., Any]]) -> Callable[..., Any]:
        faults, call = self, real[name]

        class File(io.FileIO):
            def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer
                faults.before("write")
                data = memoryview(data).cast("B")
                return super().write(data[: faults.share(len(data))])

        def write(handle: int, data: bytes | memoryview) -> int:
            faults.before("write")
            return int(call(handle, data[: faults.share(len(data))]))

        def opened(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - as `os.open`
            if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR | os.O_DIRECTORY):
                faults.before("open")
            return int(call(path, flags, *args, **kwargs))

        def fdopen(handle: int, mode: str = "r", *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as `os.fdopen`
            if mode == "wb":
                return io.BufferedWriter(File(handle, "wb"))
            return call(handle, mode, *args, **kwargs)

        def other(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as each of them
            faults.before(name)
            return call(*args, **kwargs)

        wrapped: dict[str, Callable[..., Any]] = {"write": write, "open": opened, "fdopen": fdopen}
        return wrapped.get(name, other)
