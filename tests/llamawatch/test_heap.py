"""What the C library keeps of what was freed; each in a process of its own, for it is for good."""

from __future__ import annotations

import subprocess
import sys
from ctypes import CDLL
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(CDLL(None), "malloc_info"), reason="not glibc"
)

THREADS = """
import threading
begun = threading.Barrier(6)
kept = []
def work():
    begun.wait()
    kept.append([bytes(4000) for _ in range(50)])
    begun.wait()
threads = [threading.Thread(target=work) for _ in range(5)]
for one in threads:
    one.start()
begun.wait()
begun.wait()
"""
HEAPS = """
import ctypes, os
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
for_reading, for_writing = os.pipe()
stream = ctypes.c_void_p(libc.fdopen(for_writing, b"w"))
libc.malloc_info(0, stream)
libc.fclose(stream)
print(os.read(for_reading, 65536).count(b"<heap nr="))
"""
LARGE = """
import ctypes
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in
                ("arena", "ordblks", "smblks", "mapped", "rest", "a", "b", "c", "d", "e")]
mallinfo = ctypes.CDLL(None).mallinfo
mallinfo.restype = Info
for _ in range(3):
    bytes(1 << 20)
before = mallinfo().mapped
block = bytes(1 << 20)
print(mallinfo().mapped - before)
"""
SMALL = "from llamawatch.heap import keep_heap_small\nassert keep_heap_small()\n"


def said(program: str) -> int:
    """The number a program prints."""
    argv = [sys.executable, "-c", program]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return int(done.stdout)


def test_threads_share_one_heap() -> None:
    assert said(THREADS + HEAPS) > 1, "or this shows nothing"
    assert said(SMALL + THREADS + HEAPS) == 1


def test_a_large_block_is_given_back_whatever_was_freed_before() -> None:
    assert said(LARGE) == 0, "or this shows nothing"
    assert said(SMALL + LARGE) == 1
