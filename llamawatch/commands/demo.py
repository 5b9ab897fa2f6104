"""`demo`: the whole program on a newswire of its own, with no network."""

from __future__ import annotations

import click

from llamawatch.commands.options import Command


@click.command(cls=Command)
@click.option("--seed", type=int, default=1, show_default=True, help="Another order of arrival.")
def demo(seed: int) -> int:
    """Watch a built-in newswire: a week of news in some seconds, in a temporary directory."""
    from llamawatch.demo import show_demo

    return show_demo(seed).status
