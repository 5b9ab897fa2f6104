from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom.errors import StoreError
from store.archive import Archive
from tests.store.samples import article, check, reading

ROOT = Path(__file__).resolve().parents[2]
TEXTS = "items-2026-11.000001.texts"
LONG = "A long text. " * 20_000
WRITER = """
import asyncio, os, sys
from pathlib import Path
from llamawatch.housekeeping import fold
from store.archive import Archive

folder = Path(sys.argv[1])
with Archive.open(folder) as archive:
    os.mkfifo(folder / sys.argv[2])
    print("open", flush=True)
    asyncio.run(fold(archive))
"""


def test_a_fold_ends_with_the_writer_that_began_it_before_another_writes(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        archive.record(check(), [reading(article("a", text=LONG))])
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path), TEXTS], cwd=ROOT, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"open\n"
        # The fold waits in the midst of a file: this takes no more of it than fits into a pipe.
        pipe = os.open(tmp_path / TEXTS, os.O_RDONLY | os.O_NONBLOCK)
        assert select.select([pipe], [], [], 60) != ([], [], [])
        writer.send_signal(signal.SIGKILL)
    with Archive.open(tmp_path) as archive:
        taken = 0
        # It would wait where a process still writes.
        while part := os.read(pipe, 1 << 16):
            taken += len(part)
        assert taken < len(LONG)
        archive.fold()
        assert archive.text("a") == LONG
    os.close(pipe)


def test_who_only_reads_has_nothing_to_fold_with(tmp_path: Path) -> None:
    with (
        Archive.open(tmp_path, write=False) as archive,
        pytest.raises(StoreError, match="open for reading only"),
    ):
        _ = archive.lock_handle
