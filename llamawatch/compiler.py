"""From a configuration to watches: packs, policy and, where it is installed, the encoder."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from newsroom.likeness import Encoder
    from newsroom.packs import Packs
    from newsroom.watches import Watches
    from store.settings import Config


class Compiler:
    """Compiles watches again and again; packs are only read where others are named or written."""

    def __init__(self, folder: Path | None) -> None:
        """Make a compiler.

        Args:
            folder: where the user's packs lie, if anywhere.
        """
        self._folder = folder
        self._names: tuple[str, ...] | None = None
        self._stamps: object = None
        """Of the user's files, as they were when they were read."""
        self._packs: Packs | None = None
        self._about: tuple[tuple[str, ...], Packs, Packs] | None = None
        """Organisations that are watched, the packs, and the packs as they are about them."""
        self._borne: frozenset[str] = frozenset()
        """What is wrong with the packs in force."""
        self._left_out: tuple[str, ...] = ()
        self._watches: Watches | None = None
        self._one_reads = Lock()
        """Of two who read the packs at once the later would have the last word, not the newer."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with packs and encoder, a sentence each."""
        likeness = self._watches.likeness if self._watches else None
        return (*self._left_out, *([likeness.problem] if likeness and likeness.problem else []))

    def read_packs(self, config: Config) -> Packs:
        """Read them unless they were read last: it takes far longer than compiling watches.

        Returns:
            The packs, about the organisations that are watched.
        """
        if self._packs is None or self._names != config.subject.packs:
            self._read(config)
        packs, watched = self._packs, config.subject.organisations
        assert packs is not None  # noqa: S101 -- tells the type checker
        if self._about is None or self._about[:1] != (watched,) or self._about[1] is not packs:
            self._about = (watched, packs, packs.about(watched))
        return self._about[2]

    def read_again(self, config: Config) -> bool:
        """Read them if others are named or one of the user's files is another.

        Returns:
            True where others are in force, they are about others, or something else is wrong with
            them.
        """
        with self._one_reads:
            if self._names == config.subject.packs and self._stamps == self._stamp(config):
                return self._about is not None and self._about[0] != config.subject.organisations
            self._read(config)
            return True

    def _read(self, config: Config) -> None:
        from store.pack_files import load_packs

        names, stamps = config.subject.packs, self._stamp(config)
        packs, problems = load_packs(names, self._folder)
        became_wrong = self._names == names and not self._borne.issuperset(problems)
        self._stamps = stamps
        if became_wrong:
            kept = "what the packs said before stays in force"
            self._left_out = tuple(f"{problem} ({kept})" for problem in problems)
            return
        self._packs, self._names = packs, names
        self._borne, self._left_out = frozenset(problems), tuple(problems)

    def _stamp(self, config: Config) -> object:
        from store.pack_files import own_stamps

        return own_stamps(config.subject.packs, self._folder)

    def compile(self, config: Config) -> Watches:
        """Compile the watches of a configuration."""
        from newsroom.watches import DeskPolicy, compile_watches

        policy = DeskPolicy(
            organisations=config.subject.organisations,
            languages=config.reader.languages,
            first_poll_max_age=config.alerts.first_poll_max_age,
            sources_to_confirm=config.alerts.sources_to_confirm,
        )
        sources = {source.id: source for source in config.sources}
        self._watches = compile_watches(
            config.watches, self.read_packs(config), sources, policy, _encoder(config)
        )
        return self._watches


def _encoder(config: Config) -> Encoder | None:
    from llamawatch.encoder import load_encoder

    return load_encoder() if config.reader.semantic else None
