from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from llamawatch.narration import Narration
from store.changes import Change

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from llamawatch.session import LiveSession
    from newsroom.records import SourceState


@dataclass
class Session:
    """What a narration asks of a session, and nothing stored."""

    problems: tuple[str, ...] = ()
    told_of_disk: str = ""
    tell: list[Callable[[Change], None]] = field(default_factory=list)

    @property
    def archive(self) -> Self:
        return self

    def source_states(self) -> tuple[SourceState, ...]:
        return ()

    def subscribe(self, callback: Callable[[Change], None]) -> None:
        self.tell.append(callback)


def test_a_problem_is_said_once_and_again_when_it_comes_back() -> None:
    session = Session(("The watch a is broken.",))
    said: list[str] = []

    def voice(sentence: str, *, well: bool = False, source: str = "", channel: str = "") -> None:
        assert (well, source, channel) == (False, "", "")
        said.append(sentence)

    Narration(cast("LiveSession", session), voice).begin()
    for problems in (session.problems, (), ("The watch a is broken.", "The watch b is broken.")):
        session.problems = problems
        session.tell[0](Change("config", ()))
    assert said == ["The watch a is broken."] * 2 + ["The watch b is broken."]
