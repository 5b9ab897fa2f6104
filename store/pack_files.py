"""Reading pack files: the shipped ones, then the user's own over them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from newsroom.errors import PackError, PackMisfit
from newsroom.packs import compile_packs, parse_pack
from store.places import SHIPPED_PACKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsroom.packs import PackFile, Packs

CORE = "core"
"""The pack that every subject stands on: concepts, topics, moves, languages."""
_EXAMPLES = ".examples.toml"
"""How the names of files end that hold nothing but examples: reading news does not need them."""


@dataclass(frozen=True, slots=True)
class PackProblem:
    """A pack or a file of one that cannot be used."""

    file: str
    """Path of the file, or the name of the pack."""
    sentence: str
    """What is wrong and what to do."""

    def __str__(self) -> str:
        """Both in one line."""
        return f"{self.file}: {self.sentence}"


def load_packs(names: Sequence[str], user_folder: Path | None = None) -> tuple[Packs, list[str]]:
    """Read and compile the packs a configuration names.

    A pack is a folder of TOML files or one TOML file, shipped or in the user's `packs` folder; the
    user's files overlay the shipped ones by id. A file that is wrong is left out and reported: the
    others still work.

    Args:
        names: packs by name, later ones overlaying earlier ones.
        user_folder: where the user's packs lie, if anywhere.

    Returns:
        The compiled packs, and one sentence a file that had to be left out.
    """
    paths = {name: tuple(_pack_paths(name, user_folder)) for name in (CORE, *names)}
    if all(paths.values()) and all(SHIPPED_PACKS in p.parents for ps in paths.values() for p in ps):
        stamps = tuple(_stamp(p) for ps in paths.values() for p in ps)
        # What is derived of packs belongs to whoever asked for them.
        return replace(_shipped(tuple(names), stamps), _derived={}), []
    files, problems = read_packs(names, user_folder)
    packs, _, more = compile_files(files)
    return packs, [str(problem) for problem in (*problems, *more)]


@lru_cache(maxsize=2)
def _shipped(names: tuple[str, ...], _stamps: tuple[tuple[str, int, int], ...]) -> Packs:
    """The packs that come with the program, compiled once for the files as they stand."""
    files, _ = read_packs(names)
    return compile_files(files)[0]


def _stamp(path: Path) -> tuple[str, int, int]:
    """What changes when a file does: nanoseconds of its last change, and its bytes."""
    about = path.stat()
    return str(path), about.st_mtime_ns, about.st_size


def is_pack(name: str, user_folder: Path | None) -> bool:
    """Whether there is a pack of a name, shipped or, where there is one, in the user's folder."""
    return any(True for _ in _pack_paths(name, user_folder))


def own_stamps(names: Sequence[str], user_folder: Path | None) -> tuple[tuple[str, int, int], ...]:
    """What differs once one of the user's own files of these packs is another, came or went."""
    if user_folder is None or not user_folder.is_dir():
        return ()
    paths = (path for name in (CORE, *names) for path in _paths_in(user_folder, name))
    stamps = []
    for path in paths:
        # Whoever writes a file anew may have it away for a moment.
        with contextlib.suppress(OSError):
            stamps.append(_stamp(path))
    return tuple(stamps)


def read_packs(
    names: Sequence[str],
    user_folder: Path | None = None,
    *,
    examples: bool = False,
    besides: Path | None = None,
) -> tuple[list[PackFile], list[PackProblem]]:
    """Read the files of the packs a configuration names.

    Args:
        names: packs by name, later ones overlaying earlier ones.
        user_folder: where the user's packs lie, if anywhere.
        examples: True: also the files that hold nothing but examples.
        besides: a file that is not read although it belongs to them.

    Returns:
        The files in the order in which they overlay each other, and what cannot be read.
    """
    files: list[PackFile] = []
    problems: list[PackProblem] = []
    for name in (CORE, *names):
        paths = list(_pack_paths(name, user_folder))
        if not paths:
            problems.append(
                PackProblem(
                    f'pack "{name}"', "it does not exist: see [subject] packs in config.toml"
                )
            )
        for path in paths:
            if besides is not None and path.resolve() == besides.resolve():
                continue
            if examples or not path.name.endswith(_EXAMPLES):
                _read(path, files, problems)
    return files, problems


def read_pack_file(path: Path) -> tuple[list[PackFile], list[PackProblem]]:
    """Read one pack file: the file in a list, or what is wrong with it."""
    files: list[PackFile] = []
    problems: list[PackProblem] = []
    _read(path, files, problems)
    return files, problems


def compile_files(files: Sequence[PackFile]) -> tuple[Packs, list[PackFile], list[PackProblem]]:
    """Compile files, without those that do not fit the others.

    Files that do not come with the program are put to the test: what reading news makes of the
    packs is made at once, so that none of them can fail later.

    Returns:
        The packs, the files they are made of, and what had to be left out.

    Raises:
        PackError: the files that come with the program cannot be compiled by themselves.
    """
    used = list(files)
    problems: list[PackProblem] = []
    while True:
        try:
            return _compiled(used), used, problems
        except PackMisfit as error:
            if used[error.place].is_shipped:
                raise
            problems.append(_problem(used.pop(error.place), error))
        except PackError:
            if all(file.is_shipped for file in used):
                raise
            used, failed = _without_failing(used)
            problems.extend(failed)


def _compiled(files: Sequence[PackFile]) -> Packs:
    packs = compile_packs(files)
    untried = [file for file in files if not file.is_shipped]
    if untried:
        # It loads all that reads news, which the program's own packs do not need to be shown.
        from newsroom.pack_trial import try_packs

        try_packs(packs, {each for file in untried for each in _languages(file)})
    return packs


def _languages(file: PackFile) -> Iterator[str]:
    """The languages whose words for moves a file changes."""
    moves = file.raw_moves.get("moves", {})
    for table in moves.values() if isinstance(moves, dict) else ():
        yield from table


def _without_failing(files: Sequence[PackFile]) -> tuple[list[PackFile], list[PackProblem]]:
    """Lay the files that are not shipped over the others one at a time; those that fail go.

    A file that refers to what a later one defines waits for it.
    """
    used = [file for file in files if file.is_shipped]
    waiting = [file for file in files if not file.is_shipped]
    while True:
        problems = []
        left: list[PackFile] = []
        for file in waiting:
            with_it = [each for each in files if each is file or any(each is u for u in used)]
            try:
                _compiled(with_it)
            except PackError as error:
                left.append(file)
                problems.append(_problem(file, error))
            else:
                used = with_it
        if not left or len(left) == len(waiting):
            return used, problems
        waiting = left


def _problem(file: PackFile, error: PackError) -> PackProblem:
    return PackProblem(file.name, str(error).removeprefix(f"{file.name}: "))


def _read(path: Path, files: list[PackFile], problems: list[PackProblem]) -> None:
    if not path.is_file():
        # A pipe would be waited for, for ever.
        why = "is no file, or a link that leads nowhere: put the file there, or take it away."
        problems.append(PackProblem(str(path), why))
        return
    try:
        file = parse_pack(path.name, path.read_text(encoding="utf-8"))
        files.append(replace(file, is_shipped=path.is_relative_to(SHIPPED_PACKS)))
    except PackError as error:
        sentence = str(error).removeprefix(path.name).removeprefix(":").lstrip()
        problems.append(PackProblem(str(path), sentence))
    except OSError as error:
        why = f"cannot be read ({error.strerror}): correct that, or take it away."
        problems.append(PackProblem(str(path), why))
    except UnicodeDecodeError:
        problems.append(PackProblem(str(path), "is not UTF-8 text: save it as UTF-8."))


def _pack_paths(name: str, user_folder: Path | None) -> Iterator[Path]:
    for folder in (SHIPPED_PACKS, user_folder):
        if folder is None:
            continue
        yield from _paths_in(folder, name)


def _paths_in(folder: Path, name: str) -> Iterator[Path]:
    if (folder / name).is_dir():
        yield from sorted((folder / name).glob("*.toml"))
    path = folder / f"{name}.toml"
    if path.exists() or path.is_symlink():
        yield path
