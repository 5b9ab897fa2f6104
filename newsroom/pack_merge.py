"""Laying one pack over another: what the later says replaces, joins or removes what is below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsroom.pack_schema import Table


def overlay(below: dict[str, Any], above: Table) -> None:
    """Lay one table over another: values replace, lists join, tables merge, `remove` takes away."""
    for key, value in above.items():
        if isinstance(value, dict):
            overlay(below.setdefault(key, {}), value)
        elif isinstance(value, list) and key != "remove":
            old = below.get(key, [])
            below[key] = [*old, *(each for each in value if each not in old)]
        elif key != "remove":
            below[key] = value
    removed = above.get("remove")
    if isinstance(removed, list):
        _remove(below, frozenset(removed))


def _remove(table: dict[str, Any], gone: frozenset[str]) -> None:
    for key, value in table.items():
        if key in {"match", "no_match"}:
            continue
        if isinstance(value, dict):
            _remove(value, gone)
        elif isinstance(value, list):
            table[key] = [each for each in value if isinstance(each, dict) or each not in gone]


def overlay_raw(below: dict[str, Any], above: Table) -> None:
    """Lay raw tables over others: tables merge (lists of them by id), the rest is replaced."""
    for key, value in above.items():
        if isinstance(value, dict):
            overlay_raw(below.setdefault(key, {}), value)
        elif isinstance(value, list) and value and all(_has_id(each) for each in value):
            rows: dict[str, Any] = {row["id"]: row for row in below.get(key, [])}
            for table in value:
                overlay_raw(rows.setdefault(table["id"], {}), table)
            below[key] = list(rows.values())
        else:
            below[key] = value


def _has_id(value: object) -> bool:
    return isinstance(value, dict) and "id" in value
