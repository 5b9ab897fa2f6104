"""Building a fold in a process of its own: nothing waits for it, and its memory goes back.

It must not outlive the writer that began it: the next one would fold too, into files of the same
names. So it ends when its standard input does, which the writer holds open, and shares the
writer's lock, which nobody else gets before both are gone.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from newsroom.clean import clean
from newsroom.errors import StoreError

if TYPE_CHECKING:
    from asyncio.subprocess import Process

_ROOT = str(Path(__file__).resolve().parents[1])
_BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv[1]); from store.fold_process import main; main()"
)


def command(folder: Path, until: int, *, searched: bool = False) -> tuple[str, ...]:
    """What the interpreter is told to run; standard input must stay open as long as it may."""
    return ("-c", _BOOTSTRAP, _ROOT, str(folder), str(until), str(int(searched)))


async def build_beside(folder: Path, until: int, *, lock: int, searched: bool = False) -> str:
    """As `store.folding.build`; being cancelled ends the process.

    Args:
        folder: The data directory.
        until: Where in the journal the fold ends, in bytes.
        lock: Descriptor of the writer's lock.
        searched: Checks what is searched as well.

    Returns:
        Name of the new root's file.

    Raises:
        StoreError: It could not be built; everything is as it was.
    """
    ends, held = os.pipe()
    try:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *command(folder, until, searched=searched),
                stdin=ends,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                pass_fds=(lock,),
            )
        finally:
            os.close(ends)
        try:
            out, err = await process.communicate()
        except asyncio.CancelledError:
            await _end(process)
            raise
    finally:
        os.close(held)
    if process.returncode != 0:
        said = clean(err.decode("utf-8", "replace").strip().rpartition("\n")[2], limit=300)
        raise StoreError(said or f"The archive in {folder} could not be folded; it is tried again.")
    return out.decode("ascii").strip()


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


def _end_with_writer() -> None:
    """Wait until nobody holds the other end of standard input, then end whatever goes on."""
    os.read(0, 1)
    os._exit(1)


def main() -> None:
    """Run as that process: what `build_beside` was given stands on the command line."""
    threading.Thread(target=_end_with_writer, daemon=True).start()
    from store.disk import Disk
    from store.folding import build

    folder, until, searched = Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "1"
    try:
        name = build(folder, Disk(), until=until, searched=searched)
    except StoreError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{name}\n")
