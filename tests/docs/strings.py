"""The texts that stand in the program's code, with `…` for what is filled in."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS = ("newsroom", "store", "watchers", "alerts", "tui", "llamawatch")


def texts() -> Iterator[str]:
    """Every text of the code but docstrings; parts that are written one after the other are one."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if id(node) in told:
                    continue
                if isinstance(node, ast.JoinedStr):
                    yield "".join(map(_part, node.values))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def _part(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else "…"
