"""What the value of a field may name: an id, enough of its beginning, or a name."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.errors import QueryError
from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_FEW = 5


@dataclass(frozen=True, slots=True)
class Directory:
    """What a query may name beside what is in the packs; None: not known, anything is accepted."""

    sources: Mapping[str, str] | None = None
    """Id to name."""
    watches: Mapping[str, str] | None = None
    """Id to name."""
    stories: Callable[[str], tuple[str, ...]] | None = None
    """Returns the ids that begin so."""
    strict: bool = True
    """False: what is not there is no mistake. A watch may outlive the source it names."""


def ids_of(value: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids that a value may mean; one if it is unambiguous.

    A whole id comes first, then a whole name, the beginning of ids, a word of names.

    Args:
        value: An id, the beginning of one, or a name, in any case and accent.
        names: Id to name.
    """
    folded = " ".join(fold(value).split())
    if value in names or folded in names:
        return (value if value in names else folded,)
    spelled = {each: " ".join(fold(name).split()) for each, name in names.items()}
    ways: tuple[Callable[[str], bool], ...] = (
        lambda each: spelled[each] == folded,
        lambda each: each.startswith(folded),
        lambda each: folded in spelled[each].replace("-", " ").split(),
    )
    for fits in ways:
        if found := tuple(each for each in names if fits(each)):
            return found
    return ()


def the_one(
    field: str, value: str, found: tuple[str, ...], known: Iterable[str], position: int
) -> str:
    """Return the only thing a value can mean.

    Raises:
        QueryError: It can mean nothing, or several things; `known` are those there are.
    """
    if len(found) == 1:
        return found[0]
    if not found:
        raise unknown_value(field, value, known, position)
    some = ", ".join(found[:_FEW]) + (", ..." if len(found) > _FEW else "")
    raise QueryError(
        f"{field}:{value} may be {some} (character {position + 1}); write more of it.", position
    )


def unknown_value(field: str, value: str, known: Iterable[str], position: int) -> QueryError:
    """Return the error for a value that names nothing, with the nearest that does."""
    names = sorted(known)
    near = difflib.get_close_matches(fold(value).replace(" ", "-"), names, 1)
    if near:
        hint = f"did you mean {field}:{near[0]}?"
    elif names:
        hint = f"known are {_list(names)}."
    else:
        hint = "there are none."
    return QueryError(f'{field}: knows no "{value}" (character {position + 1}); {hint}', position)


def _list(names: list[str]) -> str:
    return ", ".join(names[:_FEW]) + (f" and {len(names) - _FEW} more" if len(names) > _FEW else "")
