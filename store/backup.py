"""A data directory as one file, which says itself whether it is whole.

Format: a tar file (POSIX.1-2001, "pax"), compressed with gzip; any `tar xzf` unpacks it. Its
members are the files of the data directory by their names there, and last `manifest.json`::

    {"format": "llamawatch-backup", "version": 1, "schema": 2,    the archive's own format
     "made": "2026-11-25T22:30:00+00:00",
     "files": [{"name", "size", "sha256"}]}                       every other member, in order

A writer may go on meanwhile. The root is read first, months never change, and the journal is read
last and up to its last whole line: what is written is the archive of one instant. If a fold takes
files away on the way, everything is begun again.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import tarfile
import tempfile
import zlib
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import orjson

from newsroom.clean import clean
from newsroom.errors import StoreError, StoreTooNew
from store.atomic import PRIVATE, sync_folder
from store.damage import SET_ASIDE
from store.journal import NAME as JOURNAL
from store.moments import write_time
from store.opening import OF_A_FOLD
from store.places import LOG
from store.root import NAME as ROOT
from store.root import SCHEMA, read_live, root_name
from store.segment import ENDINGS
from store.state import stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from store.root import Root

MANIFEST = "manifest.json"
VERSION = 1
"""Of the format above; a higher one is refused."""
_FORMAT = "llamawatch-backup"
_WISH = re.compile(r"inbox/(?:refused/)?\d{20}-[0-9a-f]{1,16}\.json")
_MADE_AGAIN = re.compile(r"root-\d{6}\.jsonl|.*\.(?:index|search|bin)")
"""Files without which a backup is whole: they are made again."""
_TRIES = 5
_AT_ONCE = 1 << 20
"""Bytes read at once."""
_LARGEST_MANIFEST = 64 << 20
_LEVEL = 1
"""Of compression: the fastest, and JSON is small with it already."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    schema: int
    """Of the archive in it."""
    made: str
    """RFC 3339."""
    files: dict[str, tuple[int, str]]
    """Size in bytes and SHA-256, by name."""

    @property
    def size(self) -> int:
        """Bytes of all files, as they are in the data directory."""
        return sum(size for size, _ in self.files.values())


def write_backup(folder: Path, target: Path, *, now: datetime, force: bool = False) -> Manifest:
    """Write a data directory into one file, and read it back to be sure of it.

    Args:
        folder: The data directory; a writer may be at it.
        target: The file: it is there whole or not at all, and only its owner can read it.
        now: UTC, for the manifest.
        force: Replaces a file that is there.

    Raises:
        StoreError: There is nothing to write, the target is there, or the disk refused.
    """
    if target.exists() and not force:
        raise StoreError(f"{target} is there already: name another file, or add --force.")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                os.fchmod(handle, PRIVATE)
                _write_consistent(folder, file, now)
                file.flush()
                os.fsync(handle)
            manifest = verify_backup(temporary)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    except OSError as error:
        raise StoreError(
            f"The backup {target} cannot be written: {error.strerror or error}; free some space "
            "there, or name another place."
        ) from error
    return manifest


def verify_backup(source: Path) -> Manifest:
    """Read a backup through and hold every file against its hash.

    Raises:
        StoreTooNew: A newer program wrote it.
        StoreError: It is no backup, or not whole.
    """
    return read_backup(source, _Nowhere())


class Sink(Protocol):
    """Where the files of a backup go."""

    def open(self, name: str) -> AbstractContextManager[Callable[[bytes], object]]:
        """Begin a file of the data directory; answers what takes the next bytes of it."""


class _Nowhere:
    def open(self, name: str) -> AbstractContextManager[Callable[[bytes], object]]:  # noqa: ARG002 - a Sink's signature
        return nullcontext(len)


def read_backup(source: Path, sink: Sink) -> Manifest:
    """Take the files out of a backup; they count only once this has returned.

    Args:
        source: The file.
        sink: Where they go.

    Raises:
        StoreTooNew: A newer program wrote it.
        StoreError: It is no backup, not whole, or holds what no llamawatch writes.
        OSError: The sink cannot take a file.
    """
    if not source.is_file():
        raise StoreError(f"{source} is no file: name a backup that `llamawatch backup` wrote.")
    try:
        with tarfile.open(source, "r:*") as tar:
            return _Reading(source, tar).run(sink)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise StoreError(
            f"{source} is no backup of llamawatch, or damaged ({clean(str(error), limit=100)}); "
            "nothing was changed."
        ) from error


class _Reading:
    """One reading of a backup, which trusts nothing in it."""

    def __init__(self, source: Path, tar: tarfile.TarFile) -> None:
        self._source = source
        self._tar = tar
        self._found: dict[str, tuple[int, str]] = {}

    def run(self, sink: Sink) -> Manifest:
        manifest: Manifest | None = None
        for member in self._tar:
            if manifest is not None:
                raise self._wrong("something follows its manifest")
            stream = self._stream(member)
            if member.name == MANIFEST:
                manifest = self._manifest(stream.read(_LARGEST_MANIFEST))
                continue
            if not belongs(member.name) or member.name in self._found:
                shown = clean(member.name, limit=100)
                raise self._wrong(f'it holds "{shown}", which no llamawatch writes')
            with sink.open(member.name) as take:
                self._found[member.name] = (member.size, _copy(stream, take))
        if manifest is None:
            raise self._wrong("its end is missing")
        if manifest.files != self._found:
            wrong = sorted(
                name
                for name in manifest.files.keys() | self._found.keys()
                if manifest.files.get(name) != self._found.get(name)
            )
            raise self._wrong(f"{clean(wrong[0], limit=100)} is not what its manifest says")
        return manifest

    def _stream(self, member: tarfile.TarInfo) -> IO[bytes]:
        plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
        stream = self._tar.extractfile(member) if plain else None
        if stream is None:
            raise self._wrong(f'"{clean(member.name, limit=100)}" in it is no plain file')
        return stream

    def _manifest(self, raw: bytes) -> Manifest:
        try:
            said: dict[str, Any] = orjson.loads(raw)
            if said["format"] != _FORMAT:
                raise self._wrong("its manifest is none of llamawatch's")
            version, schema = int(said["version"]), int(said["schema"])
            if version > VERSION or schema > SCHEMA:
                raise StoreTooNew(
                    f"{self._source} was written by a newer llamawatch (its format is {schema}, "
                    f"this program reads up to {SCHEMA}); update llamawatch. Nothing was changed."
                )
            files = {
                str(one["name"]): (int(one["size"]), str(one["sha256"])) for one in said["files"]
            }
            return Manifest(schema, clean(str(said["made"]), limit=40), files)
        except (ValueError, KeyError, TypeError) as error:
            raise self._wrong("its manifest cannot be read") from error

    def _wrong(self, why: str) -> StoreError:
        return StoreError(
            f"{self._source} cannot be used: {why}. Nothing was changed; use another backup."
        )


def belongs(name: str) -> bool:
    """Whether a name is one of the files that make up a data directory."""
    known = name in (ROOT, JOURNAL, SET_ASIDE, LOG)
    return known or bool(OF_A_FOLD.fullmatch(name) or _WISH.fullmatch(name))


def _copy(source: IO[bytes], take: Callable[[bytes], object]) -> str:
    digest = hashlib.sha256()
    while part := source.read(_AT_ONCE):
        digest.update(part)
        take(part)
    return digest.hexdigest()


# Writing


def _write_consistent(folder: Path, file: IO[bytes], now: datetime) -> None:
    for tries in range(_TRIES, 0, -1):
        stamp = stamp_of(folder)
        live = read_live(folder).root
        root = (folder / ROOT).read_bytes() if live.generation else b""
        if stamp_of(folder) == stamp:
            try:
                _Writing(folder, file, now).run(live, root)
            except FileNotFoundError as error:
                if tries == 1 or stamp_of(folder) == stamp:
                    raise StoreError(
                        f"{error.filename} is missing: the archive is not whole; "
                        "`llamawatch doctor` says what is there."
                    ) from error
            else:
                return
        file.seek(0)
        file.truncate()
    raise StoreError(f"{folder} did not come to rest; try again.")


class _Writing:
    """One attempt at writing a backup."""

    def __init__(self, folder: Path, file: IO[bytes], now: datetime) -> None:
        self._folder = folder
        self._file = file
        self._now = now
        self._files: list[dict[str, Any]] = []

    def run(self, live: Root, root: bytes) -> None:
        with ExitStack() as stack:
            packed = stack.enter_context(
                gzip.GzipFile("", "wb", compresslevel=_LEVEL, fileobj=self._file, mtime=0)
            )
            tar = stack.enter_context(tarfile.open(fileobj=packed, mode="w"))
            if root:
                self._add(tar, ROOT, io.BytesIO(root), len(root))
            for name in _unchanging(live):
                self._add_file(tar, name)
            for name in self._beside():
                self._add_if_there(tar, name)
            # What was asked for is either still in the inbox or in the journal, or in both.
            self._add_journal(tar, live.journal)
            manifest = orjson.dumps(
                {
                    "format": _FORMAT,
                    "version": VERSION,
                    "schema": SCHEMA if live.generation else 1,
                    "made": write_time(self._now),
                    "files": self._files,
                }
            )
            tar.addfile(_info(MANIFEST, len(manifest)), io.BytesIO(manifest))

    def _beside(self) -> Iterator[str]:
        """What lies beside the archive: the log, what was set aside, what is asked for."""
        yield from (LOG, SET_ASIDE)
        for wish in ("inbox", "inbox/refused"):
            if (self._folder / wish).is_dir():
                names = sorted(f"{wish}/{path.name}" for path in (self._folder / wish).iterdir())
                yield from filter(_WISH.fullmatch, names)

    def _add_if_there(self, tar: tarfile.TarFile, name: str) -> None:
        try:
            data = (self._folder / name).read_bytes()
        except FileNotFoundError:
            return
        self._add(tar, name, io.BytesIO(data), len(data))

    def _add_file(self, tar: tarfile.TarFile, name: str) -> None:
        path = self._folder / name
        if _MADE_AGAIN.fullmatch(name) and not path.exists():
            return
        with path.open("rb") as file:
            self._add(tar, name, file, os.fstat(file.fileno()).st_size)

    def _add_journal(self, tar: tarfile.TarFile, name: str) -> None:
        if name != JOURNAL:
            self._add_if_there(tar, JOURNAL)
        with (self._folder / name).open("rb") as file:
            self._add(tar, name, file, _whole_lines(file))

    def _add(self, tar: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> None:
        hashing = _Hashing(file)
        tar.addfile(_info(name, size), hashing)
        self._files.append({"name": name, "size": size, "sha256": hashing.digest.hexdigest()})


class _Hashing(io.RawIOBase):
    """A file that hashes what is read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        part = self._file.read(size)
        self.digest.update(part)
        return part


def _unchanging(root: Root) -> Iterator[str]:
    if root.generation:
        yield root_name(root.generation)
    for name in root.segments:
        yield from (f"{name}{ending}" for ending in ENDINGS)
    yield from (*root.levels, *root.kept)


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, PRIVATE
    return info


def _whole_lines(file: IO[bytes]) -> int:
    """Bytes up to the end of the last whole line; the file is then at its beginning."""
    size = os.fstat(file.fileno()).st_size
    end = size
    while end:
        start = max(0, end - _AT_ONCE)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            end = start + found + 1
            break
        end = start
    file.seek(0)
    return end
