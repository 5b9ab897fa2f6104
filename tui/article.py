"""What the reading pane says: from records to text, without a widget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.text import Text

from newsroom.counting import counted
from newsroom.page_words import describe
from tui.cells import guard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, tzinfo

    from newsroom.records import Field, Item, Move, Span, Story
    from store.contents import Wording

WHY = "Why"
"""The heading of what matched and what it scored."""
_BODY_LIMIT = 6000
"""Characters of the body that are laid out while the cursor passes: more would make it wait."""
_MOST_OTHERS = 30
_SAME_TIME = timedelta(hours=1)
"""An article that was dated and seen within this is dated when it was seen."""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the reading pane shows of one item."""

    item: Item
    text: str
    spans: tuple[Span, ...]
    """Words that matched a watch or name an entity."""
    story: Story | None
    others: tuple[Item, ...]
    """The other articles of the story, newest first."""
    moves: tuple[Move, ...]
    why: str
    source: str
    """The source's name."""
    wordings: tuple[Wording, ...] = ()
    """How the source worded it before, oldest first."""
    whole: bool = False
    """The reader went into the article: all of it is shown, however long."""
    fetching: bool = False
    """Its own page is being fetched."""
    hint: str = ""
    """What the headline says, in the reader's words; "" where the reader reads it."""


def page_text(page: Page, *, name_of: Callable[[str], str], zone: tzinfo | None) -> Text:
    """Write the page.

    Args:
        page: what to show.
        name_of: the name of a source or organisation by id.
        zone: in which times are shown.

    Returns:
        Styled text; nothing in it is read as markup.
    """
    article = page.item.article
    parts = [_title(page), _facts(page, name_of, zone)]
    body = page.text if page.whole else page.text[:_BODY_LIMIT]
    # What a page says begins with what its feed said of it.
    said_again = bool(body) and body.startswith(article.summary.rstrip("…"))
    if article.summary and article.summary != article.title and not said_again:
        parts.append(_marked(article.summary, "summary", page.spans))
    line = _full_text_line(page, zone)
    if line:
        parts.append(Text(line, style="dim italic"))
    if body and body != article.summary:
        parts.append(_marked(body, "text", page.spans))
    if len(body) < len(page.text):
        parts.append(Text("… Enter shows the rest", style="dim"))
    if article.url:
        parts.append(Text(article.url, style="underline dim"))
    if page.wordings:
        parts.append(_earlier(page, zone))
    if page.moves:
        parts.append(_moves(page.moves, name_of))
    if page.others:
        parts.append(_others(page.others, name_of))
    if page.why:
        parts.append(Text.assemble((f"{WHY}\n", "bold"), (page.why.strip(), "dim")))
    return Text("\n\n").join(parts)


def _title(page: Page) -> Text:
    """The headline, and below it what it says where the reader cannot read it."""
    title = _marked(page.item.article.title or "(no title)", "title", page.spans, "bold")
    return title.append(f"\n{page.hint}", style="not bold italic") if page.hint else title


def _full_text_line(page: Page, zone: tzinfo | None) -> str:
    if page.fetching:
        host = urlsplit(page.item.article.url).hostname or "its page"
        return f"Fetching the article from {host} (Escape stops it)"
    full = page.item.full_text
    return "" if full is None else describe(full, zone, page.text)


def _marked(text: str, part: Field, spans: Iterable[Span], style: str = "") -> Text:
    marked = Text(text, style=style)
    for span in spans:
        if span.field == part and text[span.start : span.end] == span.text:
            marked.stylize("bold yellow", span.start, span.end)
    return marked


def _facts(page: Page, name_of: Callable[[str], str], zone: tzinfo | None) -> Text:
    article, item = page.item.article, page.item
    source = article.outlet or page.source
    parts = [source, item.language, local_time(article.first_seen, zone)]
    if article.published and abs(article.published - article.first_seen) > _SAME_TIME:
        parts.append(f"dated {local_time(article.published, zone)}")
    facts = Text(" · ".join(guard(part) for part in parts if part), style="dim")
    for score in item.topics:
        facts.append(f" · {score.topic} {score.score:.0%}", style="cyan")
    if item.unclassified:
        facts.append(" · no clear topic", style="dim")
    if page.story is not None:
        copies = sum(bool(one.copy_of) for one in (item, *page.others))
        facts.append(f" · {story_line(page.story, name_of, copies)}", style="dim")
    if item.copy_of:
        facts.append(" · copy", style="dim")
    return facts


def story_line(story: Story, name_of: Callable[[str], str] = str, copies: int = 0) -> str:
    """Say how a story is founded: `reported, 4 sources, 3 languages, first The Paper, 1 copy`.

    Args:
        story: Which.
        name_of: The name of a source by id.
        copies: How many of its articles say what another says.
    """
    sources, languages = len(story.sources), len(story.languages)
    parts = [story.status, counted(sources, "source"), counted(languages, "language")]
    if sources > 1:
        parts.append(f"first {guard(name_of(story.origin_source))}")
    if copies:
        parts.append(counted(copies, "copy"))
    return ", ".join(parts)


def move_line(move: Move, name_of: Callable[[str], str]) -> str:
    """Say who went where: `Ada Lind: left Meta for Mistral AI (reported)`."""
    origin = name_of(move.origin) if move.origin else ""
    destination = name_of(move.destination) if move.destination else ""
    said = {
        "left": f"left {origin or 'their house'}" + (f" for {destination}" if destination else ""),
        "joined": f"joined {destination or 'a new house'}"
        + (f" from {origin}" if origin and origin != destination else ""),
        "returned": f"returned to {destination or origin}",
        "stayed": f"stays at {destination or origin}",
        "offered": f"has an offer from {destination or origin}",
    }[move.kind]
    known = "" if move.known_person else ", a name no pack knows"
    return f"{move.name}: {said} ({move.status}{known})"


def _earlier(page: Page, zone: tzinfo | None) -> Text:
    """What the source changed, the latest change first: [-words that went-] {+words that came+}."""
    text = Text("Changed by its source", style="bold")
    article = page.item.article
    after = (article.title, article.summary)
    for wording in reversed(page.wordings):
        before = (wording.title, wording.summary)
        old, new = next(((o, n) for o, n in zip(before, after, strict=True) if o != n), before)
        text.append(f"\n{local_time(wording.until, zone)}  ", style="not bold dim")
        text.append_text(_compared(old, new))
        after = before
    return text


def _compared(old: str, new: str) -> Text:
    from tui.differing import changes

    text = Text(style="not bold")
    for words, kind in changes(guard(old), guard(new)):
        if kind == "same":
            text.append(words)
        else:
            signs = ("[-", "-]") if kind == "gone" else ("{+", "+}")
            said = f"{signs[0]}{words.rstrip()}{signs[1]}{words[len(words.rstrip()) :]}"
            text.append(said, style="strike" if kind == "gone" else "bold")
    return text


def _moves(moves: Sequence[Move], name_of: Callable[[str], str]) -> Text:
    text = Text("Moves", style="bold")
    for move in moves:
        text.append(f"\n{move_line(move, name_of)}", style="not bold")
        for evidence in move.evidence[:1]:
            text.append(f"\n  “{guard(evidence.quote)}”", style="not bold dim italic")
    return text


def _others(others: Sequence[Item], name_of: Callable[[str], str]) -> Text:
    text = Text("The same story", style="bold")
    for item in others[:_MOST_OTHERS]:
        source = item.article.outlet or name_of(item.article.source)
        line = f"\n{item.language or '--':2} {guard(source)}: {guard(item.article.title)}"
        text.append(line, style="not bold")
    if len(others) > _MOST_OTHERS:
        text.append(f"\n… and {len(others) - _MOST_OTHERS} more", style="not bold dim")
    return text


def local_time(when: datetime, zone: tzinfo | None) -> str:
    """Write a time by the minute in the user's zone."""
    return when.astimezone(zone).strftime("%Y-%m-%d %H:%M")
