"""Writes docs/configuration.md and docs/commands.md, read off the program itself.

The keys come from `store.config_schema` and the comments of config.toml, the commands from click.

python docs/reference.py [--check]
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import click

from llamawatch.commands.main import llamawatch
from llamawatch.commands.options import global_options
from store.config_schema import FILTER, KINDS, SOURCE, TABLES, TOP, WATCH
from store.places import SHIPPED_CONFIG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from store.config_schema import Option

BEGIN: Final = "<!-- made by `make reference` -->"
END: Final = "<!-- end -->"
_TYPES: Final = {
    "text": "text",
    "texts": "list of texts",
    "switch": "true or false",
    "count": "number from 1",
    "duration": "duration",
    "size": "size",
    "hours": "span of the day",
    "times": "list of times",
}
_TITLES: Final = {
    "subject": "Whom to watch",
    "reader": "Who reads",
    "poll": "How sources are asked",
    "store": "What is kept",
    "dashboard": "How the dashboard looks",
    "alerts": "What is told, and when",
    "alerts.desktop": "On the desktop",
    "alerts.terminal": "In the terminal",
    "alerts.email": "By e-mail",
    "alerts.command": "By a program of yours",
    "alerts.webhook": "By a webhook",
}
_DIGEST: Final = "the digest comes here as well"
_LISTS: Final = {"watches": "watch", "filters": "filter", "sources": "source"}
"""Headings of config.toml below which keys are told in a list, and whose keys those are."""
_HEADING: Final = re.compile(r"# ---- (\w+):")
_LIST_KEY: Final = re.compile(r"#   (\w+) {2,}(.+)")
_MORE: Final = re.compile(r"# {10,}(.+)")
_ENTRY: Final = re.compile(r"# {16}(\S+) +(.+)")
"""One kind of source, in the list of them."""


def configuration() -> str:
    """The tables of every key, as Markdown."""
    text = SHIPPED_CONFIG.read_text(encoding="utf-8")
    told = comments(text)
    shipped = tomllib.loads(text)
    top = [f"| `{key}` | {_takes(one)} | none | {told[''][key]} |" for key, one in TOP.items()]
    parts = [_section("edition", "At the top, before every table", top)]
    parts += [
        _section(f"[{name}]", _TITLES[name], _rows(TABLES[name], told[name], _at(shipped, name)))
        for name in sorted(TABLES, key=list(_TITLES).index)
    ]
    for name, title, keys in (
        ("watch", "What you want to hear of; one table each", WATCH),
        ("filter", "Filters on the number keys; one table each", FILTER),
        ("source", "Where news comes from; one table each", SOURCE),
    ):
        rows = _rows(keys, told[name], {})
        parts.append(_section(f"[[{name}]]", title, rows))
    for kind, keys in KINDS.items():
        rows = _rows(keys, told["source"], {}, kind)
        parts.append(
            _section(f'[[source]] kind = "{kind}"', "What this kind has beside that", rows)
        )
    return "\n\n".join(parts)


def _section(name: str, title: str, rows: list[str]) -> str:
    head = ["| key | takes | default | what it means |", "|---|---|---|---|"]
    return "\n".join([f"### `{name}`", "", f"{title}.", "", *head, *rows])


def _rows(
    options: Mapping[str, Option],
    told: Mapping[str, str],
    shipped: Mapping[str, Any],
    kind: str = "",
) -> list[str]:
    rows = []
    for key, option in options.items():
        default = shipped.get(key, option.default)
        shown = "**must stand there**" if option.required else f"`{written(default)}`"
        means = _meaning(key, option, told.get(key, ""), kind).replace("|", "\\|")
        rows.append(f"| `{key}` | {_takes(option)} | {shown} | {means} |")
    return rows


def _meaning(key: str, option: Option, comment: str, kind: str) -> str:
    """What config.toml says of a key, without what stands in the other columns."""
    if key == "digest" and not comment:
        return _DIGEST
    lines = [line for line in comment.splitlines() if not kind or _is_about(line, kind)]
    if kind:
        lines = [line.partition(": ")[2].partition("; other kinds")[0] for line in lines]
    if option.default != "":
        lines = [re.sub(r"(?:; )?default: [^;]+$", "", line) for line in lines]
    text = "; ".join(lines)
    text = re.sub(rf"^{re.escape(' | '.join(option.choices))}[:;] ", "", text)
    return option.meaning if set(text.split(" | ")) <= {"", *option.choices} else text


def _is_about(line: str, kind: str) -> bool:
    return kind in line.partition(":")[0].split(", ")


def _takes(option: Option) -> str:
    return ", ".join(f"`{one}`" for one in option.choices) or _TYPES[option.type]


def _at(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    for part in name.split("."):
        document = document[part]
    return document


def written(value: Any) -> str:  # noqa: ANN401 -- any value of TOML
    """A value as config.toml writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def comments(text: str) -> dict[str, dict[str, str]]:
    """What config.toml says of each key: of tables behind the value, of lists in the block above.

    Args:
        text: The shipped configuration.

    Returns:
        Comments by key, by table.
    """
    told: dict[str, dict[str, str]] = {name: {} for name in ("", *_LISTS.values())}
    table = key = listed = ""
    for line in text.splitlines():
        if found := _HEADING.match(line):
            table, key, listed = "", "", _LISTS.get(found[1].lower(), "")
        elif line.startswith("["):
            table, key, listed = line.strip("[]").partition("]")[0], "", ""
            told.setdefault(table, {})
        elif listed:
            key = _listed(line, key, told[listed])
        elif found := re.match(r"(\w+) = .*?  +# (.*)", line):
            key = found[1]
            told[table][key] = found[2]
        elif key and (found := re.match(r" +# (.*)", line)):
            told[table][key] += f" {found[1]}"
        else:
            key = ""
    return told


def _listed(line: str, key: str, told: dict[str, str]) -> str:
    """Take in one line of a list of keys.

    Args:
        line: The line.
        key: The key the line before told of, or "".
        told: Comments by key; this line's is added.

    Returns:
        The key it tells of, or "".
    """
    if found := _LIST_KEY.match(line):
        told[found[1]] = found[2]
        return found[1]
    more = _MORE.match(line)
    if not key or more is None:
        return ""
    if entry := _ENTRY.match(line):
        told[key] += f"\n`{entry[1]}`: {entry[2]}"
    elif more[1].partition(":")[0] in KINDS:
        told[key] += f"\n{more[1]}"
    else:
        told[key] += f" {more[1]}"
    return key


def commands() -> str:
    """Every command with its options, as Markdown."""
    everywhere = [one for one in global_options() if isinstance(one, click.Option)]
    shared = [_option(one) for one in (*everywhere, _help())]
    head = ["### Every command", "", "Before or after the command:", ""]
    parts = ["\n".join([*head, "| option | what it does |", "|---|---|", *shared])]
    parts += [_command(path, one) for path, one in every_command(llamawatch, ("llamawatch",))]
    return "\n\n".join(parts)


def _help() -> click.Option:
    return click.Option(("--help",), is_flag=True, help="What the command does and takes.")


def every_command(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and all below it, each with its words."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from every_command(inner, (*path, name))


def own_options(command: click.Command) -> list[click.Option]:
    """The options a command has beside those of every command."""
    shared = {name for one in global_options() for name in one.opts}
    options = [one for one in command.params if isinstance(one, click.Option)]
    return [one for one in options if not shared & set(one.opts)]


def _command(path: tuple[str, ...], command: click.Command) -> str:
    words = [_bracketed(one) for one in command.params if isinstance(one, click.Argument)]
    said = [line.strip() for line in (command.help or "").split("\n\n")]
    lines = [f"### `{' '.join(path)}`", ""]
    lines += [f"    {' '.join([*path, *words])}", ""] if words else []
    lines += ["\n\n".join(" ".join(one.split()) for one in said)]
    rows = [_option(one) for one in own_options(command)]
    if rows:
        lines += ["", "| option | what it does |", "|---|---|", *rows]
    return "\n".join(lines)


def _bracketed(argument: click.Argument) -> str:
    name = (argument.metavar or argument.human_readable_name.upper()).strip("[]")
    return name if argument.required else f"[{name}]"


def _option(option: click.Option) -> str:
    names = " ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    value = "" if option.is_flag else f" {option.make_metavar(click.Context(llamawatch))}"
    told = (option.help or "").replace("|", "\\|")
    return f"| {names}{value.replace('|', ', ')} | {told} |"


PAGES: Final = {"configuration.md": configuration, "commands.md": commands}
"""What stands between the markers of each page."""


def made(page: str, inside: str) -> str:
    """A page with something else between its markers."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{inside}\n\n{END}{after}"


def main() -> int:
    """Write the pages; with --check, only say whether they are up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    stale = False
    for name, make in PAGES.items():
        path = Path(__file__).resolve().parent / name
        page = path.read_text(encoding="utf-8")
        fresh = made(page, make())
        stale |= fresh != page
        if not given.check:
            path.write_text(fresh, encoding="utf-8")
    return int(given.check and stale)


if __name__ == "__main__":
    sys.exit(main())
