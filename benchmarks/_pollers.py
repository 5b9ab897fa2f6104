"""Programs that ask feeds: llamawatch, newsboat, sfeed, reader, rss2email.

Each is laid out in a folder of its own for some addresses; CPU is that of all its processes.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from benchmarks import _peers as peers
from benchmarks._terminal import cpu_of, here
from store.inbox import Inbox, Wish

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
_PATIENCE: Final = 300.0
"""Seconds of work after which a program counts as hanging."""
AT_ONCE: Final = 20
"""Connections of the limit."""
_QUIET: Final = 0.6
"""Seconds without work after which a program counts as done."""
_WORK: Final = 0.01
"""Seconds of CPU that count as work: it looks into its inbox every second."""
SETTINGS: Final = """
[subject]
packs = ["meta-ai"]
organisations = ["meta"]
[poll]
full_text = false
[alerts.desktop]
enabled = false
[alerts.terminal]
mode = "off"
[[watch]]
id = "moves"
query = "org:meta AND (act:leave OR act:join OR act:hire)"
topics = ["talent"]
[[watch]]
id = "models"
keywords = ["Llama", "Behemoth"]
alert = "item"
"""


@dataclass(frozen=True)
class Used:
    """What a piece of work took, in seconds."""

    cpu: float
    wall: float


class Program(Protocol):
    """A program that asks feeds."""

    name: str

    def cold(self) -> Used:
        """Ask all feeds, for the first time."""

    def running(self) -> contextlib.AbstractContextManager[object]:
        """While it is ready to be asked again."""

    def again(self) -> Used:
        """Ask all feeds again."""

    def stored(self) -> int | None:
        """How many articles are stored; None where that cannot be told."""


def command(
    argv: Sequence[str], environ: dict[str, str], given: str = "", folder: Path = ROOT
) -> Used:
    """Run a command; what it and all its processes took.

    Raises:
        RuntimeError: it failed.
    """
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        argv, env=environ, input=given, text=True, capture_output=True, check=False, cwd=folder
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{argv[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Used(used, wall)


class Ours:
    """llamawatch."""

    name = "llamawatch"

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        self._data, self._config = folder / "data", folder / "config.toml"
        self._ids = tuple(f"outlet-{n}" for n in range(len(urls)))
        sources = "".join(
            f'[[source]]\nid = "{name}"\nname = "{name}"\nurl = "{url}"\ninterval = "24h"\n'
            for name, url in zip(self._ids, urls, strict=True)
        )
        self._config.write_text(SETTINGS + sources, encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def _argv(self, *more: str) -> list[str]:
        paths = ("--config", str(self._config), "--data", str(self._data))
        return [sys.executable, "-m", "llamawatch", *paths, *more]

    def cold(self) -> Used:
        """A round of all sources."""
        return command(self._argv("poll", "--all", "--json"), here())

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """While it runs without a screen."""
        argv, nowhere = self._argv("--quiet", "run"), subprocess.DEVNULL
        with subprocess.Popen(argv, env=here(), stdout=nowhere, stderr=nowhere) as process:
            self._process = process
            try:
                self._rest(time.perf_counter() + 2)
                yield
            finally:
                process.send_signal(signal.SIGTERM)

    def again(self) -> Used:
        """A wish in its inbox, until it has rest."""
        assert self._process is not None  # noqa: S101 -- it runs
        before = cpu_of(self._process.pid)
        wish, inbox = Wish("poll", self._ids), Inbox(self._data)
        name = inbox.drop(wish, datetime.now(UTC), os.getpid())
        # It looks into its inbox now and then: the clock runs from when it did.
        while name in inbox.waiting():
            time.sleep(0.005)
        began = time.perf_counter()
        ended = self._rest()
        return Used(cpu_of(self._process.pid) - before, ended - began)

    def _rest(self, earliest: float = 0) -> float:
        """Wait until nothing was worked for a while; answers when it last was."""
        assert self._process is not None  # noqa: S101 -- it runs
        changed = began = time.perf_counter()
        before = -1.0
        while time.perf_counter() < max(changed + _QUIET, earliest):
            time.sleep(0.02)
            if (used := cpu_of(self._process.pid)) > before + _WORK:
                changed, before = time.perf_counter(), used
            if changed > began + _PATIENCE:
                raise TimeoutError(f"llamawatch had no rest for {_PATIENCE:.0f} s")
        return changed

    def stored(self) -> int:
        """What `status` counts."""
        argv = self._argv("status", "--json")
        done = subprocess.run(argv, env=here(), check=True, capture_output=True)
        return int(json.loads(done.stdout)["items"])


class Peer:
    """A program that is run as a command."""

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        self._folder, self._urls = folder, urls
        self._environ = peers.plain_environ(folder)
        self.name = peers.named(type(self).__name__.lower())
        self._lay_out()

    def _lay_out(self) -> None:
        raise NotImplementedError

    def _argv(self) -> list[str]:
        raise NotImplementedError

    def cold(self) -> Used:
        """The command."""
        return command(self._argv(), self._environ, folder=self._folder)

    again = cold

    def running(self) -> contextlib.AbstractContextManager[object]:
        """It need not run."""
        return contextlib.nullcontext()

    def stored(self) -> int | None:
        """How many articles are stored."""
        return None


class Newsboat(Peer):
    """newsboat, eight threads."""

    def _lay_out(self) -> None:
        peers.lay_out_newsboat(self._folder, self._urls)

    def _argv(self) -> list[str]:
        return peers.newsboat(self._folder, "-x", "reload")

    def stored(self) -> int:
        """What its cache holds."""
        with contextlib.closing(sqlite3.connect(self._folder / "cache.db")) as database:
            return int(database.execute("SELECT count(*) FROM rss_item").fetchone()[0])


class Sfeed(Peer):
    """sfeed, eight jobs, asking with ETags as its README tells."""

    def _lay_out(self) -> None:
        calls = "".join(f'\tfeed "{n}" "{url}"\n' for n, url in enumerate(self._urls))
        (self._folder / "etags").mkdir()
        (self._folder / "feeds").mkdir()
        (self._folder / "sfeedrc").write_text(
            f'sfeedpath="{self._folder}/feeds"\nfetch() {{\n\te="{self._folder}/etags/$1"\n'
            '\tcurl -L --max-redirs 0 -H "User-Agent:" -f -s -m 15 --etag-compare "$e"'
            f' --etag-save "$e" "$2" 2>/dev/null\n}}\nfeeds() {{\n{calls}}}\n'
        )

    def _argv(self) -> list[str]:
        return ["sfeed_update", str(self._folder / "sfeedrc")]

    def stored(self) -> int:
        """Lines of its files."""
        files = (self._folder / "feeds").iterdir()
        return sum(file.read_bytes().count(b"\n") for file in files)


class Reader(Peer):
    """reader, eight workers."""

    def _lay_out(self) -> None:
        argv = [*peers.READER, "add", str(self._folder / "db")]
        command(argv, self._environ, "\n".join(self._urls))

    def _argv(self) -> list[str]:
        return [*peers.READER, "update", str(self._folder / "db")]

    def stored(self) -> int:
        """What its database holds."""
        with contextlib.closing(sqlite3.connect(self._folder / "db")) as database:
            return int(database.execute("SELECT count(*) FROM entries").fetchone()[0])


class Rss2email(Peer):
    """rss2email, which sends nothing."""

    def _lay_out(self) -> None:
        feeds = "".join(f"[feed.f{n}]\nurl = {url}\n" for n, url in enumerate(self._urls))
        # Its lock lies there.
        self._environ["XDG_RUNTIME_DIR"] = str(self._folder)
        (self._folder / "rss2email.cfg").write_text(f"[DEFAULT]\nto = me@example.org\n{feeds}")

    def _argv(self) -> list[str]:
        files = ("-c", self._folder / "rss2email.cfg", "-d", self._folder / "rss2email.json")
        return [str(peers.PEERS / "r2e"), *map(str, files), "run", "--no-send"]


PEERS: Final = {"newsboat": Newsboat, "sfeed": Sfeed, "reader": Reader, "rss2email": Rss2email}


def limit(urls: Sequence[str], at_once: int = AT_ONCE) -> dict[str, dict[str, float]]:
    """What `_raw` takes."""
    argv = [sys.executable, str(ROOT / "benchmarks" / "_raw.py"), str(at_once)]
    done = subprocess.run(argv, input="\n".join(urls), capture_output=True, check=True, text=True)
    return dict(json.loads(done.stdout))
