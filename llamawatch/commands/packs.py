"""`packs`: what the packs in force know, and whether their examples hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llamawatch.commands.options import Group, Options, pass_options
from llamawatch.diagnostics import DONE, USAGE
from llamawatch.output import counted, say, say_lines
from newsroom.errors import NotFound
from newsroom.pack_examples import examples_in, holds
from store.pack_files import compile_files, read_pack_file, read_packs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsroom.pack_examples import Example
    from newsroom.packs import Packs
    from store.pack_files import PackProblem


@dataclass(frozen=True)
class Report:
    """What a check found."""

    packs: Packs
    problems: tuple[PackProblem, ...]
    examples: tuple[Example, ...]
    failed: tuple[Example, ...]

    @property
    def wrong(self) -> int:
        """Problems and failed examples."""
        return len(self.problems) + len(self.failed)


@click.group(cls=Group)
def packs() -> None:
    """The packs: who and what may be named, and the words for what happens."""


@packs.command()
@click.argument("file", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def check(options: Options, file: str | None, as_json: bool) -> int:
    """Check the packs in force, with FILE on top of them, and run the examples inside.

    With FILE the examples of all packs are run: it may break those of the others, too.
    """
    places, config = options.load()
    report = check_packs(config.subject.packs, places.packs, Path(file) if file else None)
    if as_json:
        say_lines([*map(_problem_shape, report.problems), *map(_shape, report.failed)])
        say_lines([_summary(report)])
    else:
        for problem in report.problems:
            say(str(problem))
        for example in report.failed:
            say(f"{example.file}: {example.problem} {example.advice}")
        counts = _summary(report)
        say(
            f"{counted(counts['entities'], 'entity')}, {counted(counts['concepts'], 'concept')}, "
            f"{counted(counts['examples'], 'example')}, {counts['wrong']} wrong"
        )
    return USAGE if report.wrong else DONE


def check_packs(names: Sequence[str], user_folder: Path, path: Path | None = None) -> Report:
    """Compile packs and run the examples inside.

    Args:
        names: packs by name, later ones overlaying earlier ones.
        user_folder: where the user's packs lie.
        path: a file to lay over them; one that is in force already is not checked twice.

    Raises:
        NotFound: there is no such file.
    """
    files, problems = read_packs(names, user_folder, examples=True, besides=path)
    if path is not None:
        if not path.is_file():
            raise NotFound(f"{path} is no file: name a pack file to check")
        read, unreadable = read_pack_file(path)
        files.extend(read)
        problems.extend(unreadable)
    # Examples hold of all that the packs are about, whoever of it is watched.
    compiled, used, misfits = compile_files(files)
    examples = examples_in(used)
    failed = tuple(each for each in examples if not holds(each, compiled))
    return Report(compiled, (*problems, *misfits), examples, failed)


def _problem_shape(problem: PackProblem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "kind": None,
        "id": None,
        "language": None,
        "example": None,
        "wanted": None,
        "problem": problem.sentence,
        "advice": None,
    }


def _shape(example: Example) -> dict[str, Any]:
    return {
        "file": example.file,
        "kind": example.kind,
        "id": example.id,
        "language": example.language or None,
        "example": example.text,
        "wanted": example.wanted,
        "problem": example.problem,
        "advice": example.advice,
    }


def _summary(report: Report) -> dict[str, Any]:
    known = report.packs
    return {
        "summary": True,
        "entities": len(known.people) + len(known.orgs) + len(known.models),
        "concepts": len(known.concepts),
        "examples": len(report.examples),
        "wrong": report.wrong,
    }
