"""Snapshots of screens: as text, and as pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

if TYPE_CHECKING:
    from textual.app import App

_PORT = re.compile(r"(?<=:)\d{5}(?=/)|(?<=127\.0\.0\.1:)\d+")
_ID = re.compile(r"terminal-\d+-")
_FONTS = re.compile(r"@font-face \{.*?\}", re.DOTALL)


class TextExtension(SingleFileSnapshotExtension):
    """One file of text a snapshot, readable in a diff."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


class PictureExtension(TextExtension):
    """One picture a snapshot."""

    file_extension = "svg"


def as_text(app: App[None]) -> str:
    """The screen, cell by cell."""
    strips = app.screen._compositor.render_strips()
    lines = ("".join(segment.text for segment in strip).rstrip() for strip in strips)
    return _same_ports("\n".join(lines) + "\n")


def as_picture(app: App[None]) -> str:
    """The screen with its colours; which fonts there are is not kept."""
    picture = app.export_screenshot(title="llamawatch", simplify=True)
    return _ID.sub("terminal-", _FONTS.sub("", _same_ports(picture)))


def _same_ports(text: str) -> str:
    """Addresses of the newswire, which listens where there is room, as if it were one place."""
    return _PORT.sub(lambda found: "0" * len(found[0]), text)
