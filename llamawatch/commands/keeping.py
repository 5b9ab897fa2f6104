"""`backup` and `restore`: the whole data directory as one file."""

from __future__ import annotations

from pathlib import Path

import click

from llamawatch.commands.options import Command, Options, pass_options
from llamawatch.output import counted, say, say_json
from llamawatch.session import utc_now


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@pass_options
def backup(options: Options, file: Path, *, force: bool, as_json: bool) -> None:
    """Write the whole data directory into one verified file; a running llamawatch may go on."""
    from store.backup import write_backup

    if file.exists() and not force:
        raise click.UsageError(f"{file} is there already: name another file, or add --force.")
    manifest = write_backup(options.places().data, file, now=utc_now(), force=force)
    size = file.stat().st_size
    if as_json:
        held = {"files": len(manifest.files), "bytes": manifest.size, "made": manifest.made}
        say_json({"file": str(file), "size": size, **held})
        return
    say(
        f"Wrote {file}: {counted(len(manifest.files), 'file')}, {_megabytes(manifest.size)} "
        f"in {_megabytes(size)}, read back and verified"
    )


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@pass_options
def restore(options: Options, file: Path, *, as_json: bool) -> None:
    """Put a backup in the place of the data directory; what is there now is moved aside."""
    from store.archive import Archive
    from store.restoring import restore as put_back

    data = options.places().data
    restored = put_back(file, data, program="llamawatch restore", now=utc_now())
    with Archive.open(data, write=False) as archive:
        counts = archive.counts()
    aside = None if restored.aside is None else str(restored.aside)
    if as_json:
        made = restored.manifest.made
        say_json({"data": str(data), "items": counts.items, "made": made, "aside": aside})
        return
    say(
        f"Restored {data} as it was on {restored.manifest.made}: "
        f"{counted(counts.items, 'item')}, {counted(counts.stories, 'story')}"
    )
    if aside:
        say(f"What was there before lies in {aside}; remove it when you do not need it")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
