"""Nothing of the shipped subject stands in the code that reads the news: it stands in packs."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from newsroom.fold import fold
from store.pack_files import load_packs
from store.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHERS = {
    "li": "a tag of HTML",
    "meta": "a tag of HTML",
    "google": "a service whose links lead elsewhere",
    "facebook": "a service whose links lead elsewhere",
}
"""Words of code that are spelled like a name of the pack and are something else."""
_LONGEST = 5
"""Words of a name that are looked for inside of longer constants."""


def names_of_the_shipped_pack() -> set[str]:
    """Ids, names, aliases and groups that core does not know, folded."""
    core, _ = load_packs([])
    packs, problems = load_packs(["meta-ai"])
    assert not problems
    entities = [
        entity
        for kind in ("people", "orgs", "models")
        for entity in getattr(packs, kind).values()
        if entity.id not in getattr(core, kind)
    ]
    assert len(entities) > 200
    found = {entity.id for entity in entities}
    found.update(group for entity in entities for group in entity.groups)
    found.update(alias.text for entity in entities for alias in entity.aliases)
    return {_plain(name) for name in found}


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def constants() -> Iterator[tuple[str, str, bool]]:
    """String constants of newsroom/: where it stands, the text, and whether it is a docstring."""
    for path in sorted((ROOT / "newsroom").glob("**/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prose = {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"newsroom/{path.name}:{node.lineno}", node.value, node in prose


def stretches(text: str) -> Iterator[str]:
    """Every run of a few words."""
    words = re.findall(r"\w+", _plain(text))
    for length in range(1, _LONGEST + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def test_no_string_constant_is_an_id_name_or_alias_of_the_shipped_pack() -> None:
    names = names_of_the_shipped_pack()
    found = list(constants())
    assert len(found) > 2000
    assert [(where, text) for where, text, _ in found if _plain(text) in names] == []


def test_no_string_constant_that_is_not_prose_has_such_a_name_in_it() -> None:
    names = names_of_the_shipped_pack() - OTHERS.keys()
    code = [(where, text) for where, text, is_prose in constants() if not is_prose]
    assert [one for one in code if not names.isdisjoint(stretches(one[1]))] == []


def test_a_name_that_stood_there_would_be_found() -> None:
    names = names_of_the_shipped_pack()
    assert {"mark-zuckerberg", "meta", "llama-authors"} <= {*names}
    assert "yann lecun" in set(stretches("person: Yann LeCun, the head"))
