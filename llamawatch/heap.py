"""The C library's heap, kept as small as what lies in it.

Python takes from there what is larger than half a kilobyte: documents, pages, lines of the journal.
glibc gives each thread a heap of its own, and raises with every large block that is freed the size
up to which the next one comes from the heap. What threads freed then stays with the process: with a
hundred sources 25 to 35 MB of 120, more or less of it from hour to hour.
"""

from __future__ import annotations

import sys
from typing import Final

_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
"""Numbers of mallopt(3), as glibc's malloc.h has them."""
_LARGE: Final = 128 << 10
"""Bytes from which on a block is mapped by itself and given back at once: glibc's own first value,
which no longer grows once it is set."""


def keep_heap_small() -> bool:
    """Let all threads share one heap, and map large blocks; best before other threads begin.

    Threads of Python seldom want memory at the same time: they take turns anyhow.

    Returns:
        Whether it was done; False where the C library is another than glibc.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    wanted = {_ARENA_MAX: 1, _MMAP_THRESHOLD: _LARGE, _TRIM_THRESHOLD: _LARGE}
    done = [mallopt(option, value) == 1 for option, value in wanted.items()]
    return all(done)
