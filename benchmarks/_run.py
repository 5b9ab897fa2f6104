"""How one experiment is run by itself: it prints its rows."""

from __future__ import annotations

import argparse
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks._rows import QUICK, Scale, write_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks._rows import Row


def add_scale(arguments: argparse.ArgumentParser) -> None:
    """Options for what a `Scale` says, `--quick` for the smallest."""
    arguments.add_argument("--quick", action="store_true", help="small: its times mean nothing")
    for one in fields(Scale):
        kind: Any = {"Path": Path, "int": int, "float": float}.get(str(one.type))
        if kind is not None:
            arguments.add_argument(f"--{one.name}", type=kind)


def scale_of(given: argparse.Namespace) -> Scale:
    """The scale that was asked for."""
    told = {
        one.name: value
        for one in fields(Scale)
        if (value := getattr(given, one.name, None)) is not None
    }
    return replace(QUICK if given.quick else Scale(), **told)


def run_alone(described: str | None, rows: Callable[[Scale], list[Row]]) -> None:
    """Measure, and print the rows as a Markdown table."""
    formatter = argparse.RawDescriptionHelpFormatter
    arguments = argparse.ArgumentParser(description=described, formatter_class=formatter)
    add_scale(arguments)
    print(write_table(rows(scale_of(arguments.parse_args()))))
