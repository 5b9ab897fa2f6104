"""A brief as it is written out: plain text, Markdown, HTML.

Markdown follows CommonMark 0.31: every character that could mean something there is escaped. The
page of HTML loads nothing; its only addresses are those of the articles.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from newsroom.widths import guard, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsroom.brief_page import BriefPage, Entry, Section

WIDTH = 80
"""Terminal cells of a line, but for addresses, which are never broken."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!$@^])")
_LEADING = re.compile(r"^(\s*)(?:([-+=])|(\d{1,9})([.)]))")
_BARE_LINK = re.compile(r"(?i)(https?|ftp)://|\bwww\.")
_STYLE = (
    "body{font-family:sans-serif;line-height:1.4;max-width:42em}h1{font-size:1.2em}"
    "h2{font-size:1em;margin:1.2em 0 .3em}ul{list-style:none;margin:0;padding:0}"
    "li{margin:0 0 .7em}.note{color:#666;font-size:.9em}"
)


def as_text(page: BriefPage, width: int = WIDTH) -> str:
    """The page for a terminal: lines of at most `width` cells, addresses whole."""
    lines = list(wrap(page.title, width))
    for section in page.sections:
        lines += ["", section.title]
        for entry in section.entries:
            lines += _entry_lines(entry, width)
        if section.left_out:
            lines.append(f"  … and {section.left_out} more")
    return "\n".join(lines) + "\n"


def _entry_lines(entry: Entry, width: int) -> Iterator[str]:
    for n, line in enumerate(wrap(entry.text, width - 4)):
        yield f"{'  · ' if n == 0 else '    '}{guard(line)}"
    for note in entry.notes:
        for line in wrap(note, width - 4):
            yield f"    {guard(line)}"
    if entry.url:
        yield f"    {entry.url}"


def short_lines(page: BriefPage, most: int = 3) -> tuple[str, ...]:
    """The page in a few lines, for where there is room for no more: its first entries."""
    lines: list[str] = []
    for section in page.sections:
        lines += [f"{section.title}: {entry.text}" for entry in section.entries[:most]]
        more = max(0, len(section.entries) - most) + section.left_out
        if more:
            lines.append(f"{section.title}: … and {more} more")
    return tuple(lines)


def as_markdown(page: BriefPage) -> str:
    """The page as Markdown (CommonMark)."""
    parts = [f"# {escape_markdown(page.title)}"]
    for section in page.sections:
        parts.append(f"## {escape_markdown(section.title)}")
        items = [_markdown_entry(entry) for entry in section.entries]
        if section.left_out:
            items.append(f"- … and {section.left_out} more")
        parts.append("\n".join(items))
    return "\n\n".join(parts) + "\n"


def _markdown_entry(entry: Entry) -> str:
    text = escape_markdown(entry.text)
    if entry.url:
        text = f"[{text}]({markdown_target(entry.url)})"
    return "  \n  ".join((f"- {text}", *map(escape_markdown, entry.notes)))


def escape_markdown(text: str) -> str:
    """A text of one line of which nothing is read as Markdown, nor made a link."""
    text = _SPECIAL.sub(r"\\\1", text)
    text = _BARE_LINK.sub(lambda found: re.sub(r"([:.])", r"\\\1", found.group()), text)
    return _LEADING.sub(
        lambda found: (
            f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}"
        ),
        text,
    )


def markdown_target(url: str) -> str:
    """An address between round brackets: in `safe_link` only these are left that could end it."""
    return re.sub(r"[()<>\\\s]", lambda found: f"%{ord(found.group()):02X}", url)


def as_html(page: BriefPage) -> str:
    """The page as a document of HTML, every text escaped, which loads nothing."""
    sections = "".join(map(_html_section, page.sections))
    title = escape(page.title)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n{sections}</body></html>\n"
    )


def _html_section(section: Section) -> str:
    items = "".join(map(_html_entry, section.entries))
    if section.left_out:
        items += f'<li class="note">… and {section.left_out} more</li>\n'
    return f"<h2>{escape(section.title)}</h2>\n<ul>\n{items}</ul>\n"


def _html_entry(entry: Entry) -> str:
    # Right-to-left headlines run their own way, whatever stands around them.
    text = f'<bdi dir="auto">{escape(entry.text)}</bdi>'
    if entry.url:
        text = f'<a href="{escape(entry.url)}">{text}</a>'
    notes = "".join(
        f'<br><span class="note" dir="auto">{escape(note)}</span>' for note in entry.notes
    )
    return f"<li>{text}{notes}</li>\n"
