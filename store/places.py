"""Where the configuration and the data lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsroom.errors import ConfigError
from store.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds the rooms and the shipped config.toml."""
SHIPPED_CONFIG = ROOT / "config.toml"
SHIPPED_PACKS = Path(__file__).resolve().parent / "packs"
LOG = "llamawatch.log"
"""What the program warned of: a file of the data directory."""


@dataclass(frozen=True, slots=True)
class Places:
    """The two places the program reads and writes."""

    config: Path
    """The configuration file."""
    data: Path
    """The data directory."""
    config_from: str = ""
    """Why this configuration file: "--config", "$LLAMAWATCH_CONFIG", "checkout", "user"."""

    @property
    def packs(self) -> Path:
        """Where the user's own packs lie: beside the configuration."""
        return self.config.parent / "packs"

    @property
    def log(self) -> Path:
        """What the program warned of; older lines lie in files beside it, `.1` and so on."""
        return self.data / LOG


def find_places(
    *,
    config: str | None,
    data: str | None,
    environ: Mapping[str, str],
    cwd: Path,
) -> Places:
    """Decide which files to use, as the command line documents it.

    Args:
        config: the value of `--config`, if given.
        data: the value of `--data`, if given.
        environ: the environment.
        cwd: the working directory.

    Returns:
        The places; nothing is made yet.
    """
    config_file, reason = _find_config(config, environ, cwd)
    chosen = data or environ.get("LLAMAWATCH_DATA")
    return Places(config_file, Path(chosen) if chosen else _user_data(), reason)


def _find_config(option: str | None, environ: Mapping[str, str], cwd: Path) -> tuple[Path, str]:
    if option:
        return Path(option), "--config"
    if environ.get("LLAMAWATCH_CONFIG"):
        return Path(environ["LLAMAWATCH_CONFIG"]), "$LLAMAWATCH_CONFIG"
    if _is_checkout(cwd):
        return cwd / "config.toml", "checkout"
    from platformdirs import user_config_path

    return user_config_path("llamawatch", appauthor=False) / "config.toml", "user"


def _user_data() -> Path:
    from platformdirs import user_data_path

    return user_data_path("llamawatch", appauthor=False)


def _is_checkout(folder: Path) -> bool:
    project = folder / "pyproject.toml"
    if not (folder / "config.toml").is_file() or not project.is_file():
        return False
    return 'name = "llamawatch"' in project.read_text(encoding="utf-8", errors="replace")


def make_user_config(places: Places) -> bool:
    """On a first start, put the shipped configuration where the user can edit it.

    Returns:
        True if the file was made just now.

    Raises:
        ConfigError: the folder cannot be written.
    """
    if places.config_from != "user" or places.config.exists():
        return False
    try:
        places.config.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(places.config, SHIPPED_CONFIG.read_bytes())
    except OSError as error:
        raise ConfigError(
            f"{places.config}: cannot be made ({error.strerror}): make its folder writable, or "
            "name a file with --config"
        ) from error
    return True


def is_untouched(places: Places) -> bool:
    """Whether the configuration is the user's own, and still as it was made on the first start."""
    try:
        return (
            places.config_from == "user"
            and places.config.read_bytes() == SHIPPED_CONFIG.read_bytes()
        )
    except OSError:
        return False


def stamp(path: Path) -> tuple[int, int]:
    """Something that differs once a file was written again; the same while it is missing."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)
