"""Reading pack files: the shipped ones, then the user's own over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom.errors import PackError
from newsroom.packs import compile_packs, parse_pack
from store.places import SHIPPED_PACKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsroom.packs import PackFile, Packs

CORE = "core"
"""The pack that every subject stands on: concepts, topics, moves, languages."""


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
    files: list[PackFile] = []
    problems: list[str] = []
    for name in (CORE, *names):
        paths = list(_pack_paths(name, user_folder))
        if not paths:
            problems.append(f'pack "{name}" does not exist: see [subject] packs in config.toml')
        for path in paths:
            try:
                files.append(parse_pack(path.name, path.read_text(encoding="utf-8")))
            except (PackError, OSError, UnicodeDecodeError) as error:
                problems.append(f"{path}: {error}")
    return compile_packs(files), problems


def _pack_paths(name: str, user_folder: Path | None) -> Iterator[Path]:
    for folder in (SHIPPED_PACKS, user_folder):
        if folder is None:
            continue
        if (folder / name).is_dir():
            yield from sorted((folder / name).glob("*.toml"))
        if (folder / f"{name}.toml").is_file():
            yield folder / f"{name}.toml"
