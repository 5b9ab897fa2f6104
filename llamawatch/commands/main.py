"""The `llamawatch` command: which commands there are, and how every one of them ends."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from llamawatch.commands.options import Group, Options, pass_options
from llamawatch.diagnostics import DONE, FAILED, USAGE, exit_status, warn
from llamawatch.output import show_any_letter
from newsroom.errors import LlamawatchError

if TYPE_CHECKING:
    from collections.abc import Sequence

_MODULES = {
    "run": "watching",
    "demo": "demo",
    "init": "init",
    "poll": "watching",
    "brief": "briefing",
    "items": "reading",
    "stories": "reading",
    "show": "reading",
    "why": "reading",
    "mark": "reading",
    "people": "roster",
    "moves": "roster",
    "alerts": "alerts",
    "mute": "alerts",
    "replay": "replaying",
    "sources": "sources",
    "watches": "watches",
    "config": "config",
    "packs": "packs",
    "export": "exporting",
    "backup": "keeping",
    "restore": "keeping",
    "status": "state",
    "doctor": "state",
}
"""Command to module: a command's module is loaded when it is asked for."""


class LazyGroup(Group):
    """Loads the module of the command that is asked for, and no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Names of all commands, in the order of the contract."""
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        """The command, loaded."""
        if cmd_name not in _MODULES:
            return None
        from importlib import import_module

        module = import_module(f"llamawatch.commands.{_MODULES[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the nearest."""
        if args and args[0] not in _MODULES and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], _MODULES, n=1)
            advice = f'did you mean "{near[0]}"?' if near else "see llamawatch --help"
            ctx.fail(f'No such command "{args[0]}": {advice}')
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, invoke_without_command=True, name="llamawatch")
@click.pass_context
@pass_options
def llamawatch(options: Options, context: click.Context) -> None:
    """Watch one company's AI people and plans: who leaves, who comes, what stays open.

    Without a command: open the dashboard and keep watching until it is closed.
    """
    if context.invoked_subcommand is None:
        from llamawatch.dashboard import open_dashboard

        context.exit(open_dashboard(options))


def main(arguments: Sequence[str]) -> int:
    """Run one command.

    Args:
        arguments: what stands on the command line after the program's name.

    Returns:
        The exit status.
    """
    options = Options()
    show_any_letter()
    try:
        status: Any = llamawatch.main(
            args=list(arguments), prog_name="llamawatch", standalone_mode=False, obj=options
        )
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.Abort:
        warn("Stopped.")
        return 130
    except LlamawatchError as error:
        warn(f"llamawatch: {error}")
        return exit_status(error)
    except (BrokenPipeError, SystemExit):
        # The reader of our output left, as `head` does (click makes an exit of it): Python must not
        # try to flush what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 -- one of the three borders: nobody is shown a traceback
        from llamawatch.log import log_crash

        log = log_crash(options.places().data, error)
        where = f"; details are in {log}" if log else ""
        warn(f"llamawatch: unexpected failure ({type(error).__name__}: {error}){where}")
        return FAILED
    return status if isinstance(status, int) else DONE
