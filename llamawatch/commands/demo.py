"""`demo`: the whole program on a newswire of its own, with no network."""

from __future__ import annotations

import random

import click

from llamawatch.commands.options import Command


@click.command(cls=Command)
@click.option("--seed", type=int, default=1, show_default=True, help="Another order of arrival.")
def demo(seed: int) -> int:
    """Watch a built-in newswire: a week of news in some seconds, in a temporary directory."""
    from tempfile import TemporaryDirectory

    from llamawatch.dashboard import run_dashboard
    from llamawatch.demo import DemoSession

    with TemporaryDirectory(prefix="llamawatch-demo-") as folder:
        return run_dashboard(DemoSession(folder, rng=random.Random(seed)))
