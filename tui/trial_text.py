"""What the preview of a watch says: from a trial to text, without a widget."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from newsroom.counting import counted
from tui.cells import crop, guard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, tzinfo

    from newsroom.records import Span, WatchSpec
    from newsroom.replay import WouldTell
    from newsroom.trials import Found, FoundStory, Trial

_MOST: Final = 8
"""Entries of each kind; the rest is counted."""
_INDENT: Final = 10
"""Cells of a sign and a day."""
HINT: Final = (
    "Type a keyword. What it would have found in the last 30 days, and what you would have been "
    "told, shows here while you type."
)


@dataclass(frozen=True, slots=True)
class Preview:
    """A trial and what it was of."""

    trial: Trial
    spec: WatchSpec
    saved: WatchSpec | None
    """None: the watch is new."""


def preview_text(
    preview: Preview, width: int, *, name_of: Callable[[str], str], zone: tzinfo | None
) -> Text:
    """Write the preview.

    Args:
        preview: what to show.
        width: in terminal cells; no line is longer.
        name_of: the name of a source by id.
        zone: in which times are shown.

    Returns:
        Styled text; nothing in it is read as markup.
    """
    page = _Page(width, zone, name_of)
    trial = preview.trial
    if preview.saved is not None:
        page.say(change_line(preview), "bold" if _is_changed(trial) else "dim")
        _changes(page, trial)
    told = trial.tried.alerts or trial.tried.digested
    if told:
        where = "" if trial.tried.alerts else ", in the digest"
        page.heading(f"You would have been told{where}")
        page.some(page.told(one) for one in _by_story(told))
    if trial.newest:
        page.heading("Newest articles it finds")
        for found in trial.newest:
            page.add(page.found(found))
    return page.text


def title_text(preview: Preview | None, state: str) -> Text:
    """What stands over the preview: what the watch comes to, or what is being done about that.

    Args:
        preview: the last there is.
        state: that another is being made, or why none is; "" if it is up to date.
    """
    if preview is None:
        return Text(f"Last 30 days: {state}" if state else "Last 30 days", style="bold")
    title = Text(f"Last 30 days: {summary_line(preview)}", style="dim" if state else "bold")
    return title.append(f" · {state}", style="not dim italic") if state else title


def summary_line(preview: Preview) -> str:
    """What it comes to: "14 articles in 5 stories, told 6 times"."""
    tried, spec = preview.trial.tried, preview.spec
    if not tried.items:
        return "nothing found"
    found = f"{counted(tried.items, 'article')} in {_stories(tried.stories)}"
    if spec.alert == "none":
        return f"{found}, nothing told"
    if tried.digested and not tried.alerts:
        return f"{found}, {len(tried.digested)} in the digest"
    return f"{found}, told {_times(len(tried.alerts))}"


def change_line(preview: Preview) -> str:
    """What changes against the watch as it is saved, in a line."""
    trial = preview.trial
    if preview.spec == preview.saved:
        return "As it is saved."
    added, removed = trial.difference.added, trial.difference.removed
    if added or removed:
        return f"Against the saved watch: told {_more_and_fewer(len(added), len(removed))}."
    added_stories, removed_stories = trial.stories_added, trial.stories_removed
    if added_stories or removed_stories:
        of = _more_and_fewer(len(added_stories), len(removed_stories), "story")
        return f"Against the saved watch: finds {of}."
    return "Against the saved watch: nothing changes in the last 30 days."


def _is_changed(trial: Trial) -> bool:
    return bool(
        trial.difference.added
        or trial.difference.removed
        or trial.stories_added
        or trial.stories_removed
    )


def _more_and_fewer(more: int, fewer: int, thing: str = "") -> str:
    if thing:
        said = (f"{counted(more, thing)} more", f"{counted(fewer, thing)} fewer")
    else:
        said = (f"{_times(more)} more", f"{_times(fewer)} less")
    return ", ".join(part for part, number in zip(said, (more, fewer), strict=True) if number)


def _times(number: int) -> str:
    return {0: "nothing", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _stories(number: int) -> str:
    return counted(number, "story")


def _changes(page: _Page, trial: Trial) -> None:
    """The headlines that come in and go."""
    added, removed = trial.difference.added, trial.difference.removed
    if added or removed:
        page.some((page.told(one, "+") for one in _by_story(added)), "green")
        page.some((page.told(one, "-") for one in _by_story(removed)), "red")
    else:
        page.some((page.story(one, "+") for one in trial.stories_added), "green")
        page.some((page.story(one, "-") for one in trial.stories_removed), "red")


def _by_story(told: Sequence[WouldTell]) -> list[tuple[WouldTell, ...]]:
    """What would have been told of each story, the latest first."""
    stories: dict[str, list[WouldTell]] = {}
    for one in reversed(told):
        stories.setdefault(one.due.story or one.due.item, []).append(one)
    return [tuple(each) for each in stories.values()]


class _Page:
    """Lines of one width, one below the other."""

    def __init__(self, width: int, zone: tzinfo | None, name_of: Callable[[str], str]) -> None:
        self.text = Text()
        self._width = max(width, 20)
        self._zone = zone
        self._name_of = name_of

    def add(self, line: Text) -> None:
        """Add a line."""
        if self.text:
            self.text.append("\n")
        self.text.append_text(line)

    def say(self, sentence: str, style: str = "") -> None:
        """Add a sentence, which may wrap."""
        self.add(Text(sentence, style=style))

    def heading(self, words: str) -> None:
        """Begin a part."""
        if self.text:
            self.add(Text())
        self.add(Text(words, style="bold"))

    def some(self, entries: Iterable[Text], style: str = "") -> None:
        """Add the first entries; the rest is counted."""
        rest = iter(entries)
        for entry in islice(rest, _MOST):
            entry.stylize_before(style)
            self.add(entry)
        if more := sum(1 for _ in rest):
            self.add(Text(f"{' ' * _INDENT}and {more} more", style="dim"))

    def told(self, told: Sequence[WouldTell], sign: str = "") -> Text:
        """When a story would have been told last, and below it how often and why."""
        line = self._dated(told[0].at, sign)
        line.append(self._cropped(told[0].due.title))
        times = f"{_times(len(told))}, last: " if len(told) > 1 else ""
        return line.append_text(self._below(times + told[0].due.reason))

    def story(self, one: FoundStory, sign: str) -> Text:
        """A story with the day of its newest article."""
        return self._dated(one.at, sign).append(self._cropped(one.headline))

    def found(self, one: Found) -> Text:
        """An article: when, its headline with the words it is found by marked, and where."""
        article = one.item.article
        line = self._dated(article.first_seen)
        title = article.title or article.summary or article.url
        marks = [s for s in one.spans if s.field == "title" and title[s.start : s.end] == s.text]
        line.append_text(_marked(title, crop(title, self._room), marks))
        parts = [article.outlet or self._name_of(article.source), one.item.language]
        words = dict.fromkeys(" ".join(s.text.split()) for s in one.spans if s not in marks)
        if words and not marks:
            parts.append("its text says " + ", ".join(list(words)[:3]))
        return line.append_text(self._below(" · ".join(part for part in parts if part)))

    @property
    def _room(self) -> int:
        """Cells beside the day."""
        return self._width - _INDENT

    def _cropped(self, words: str) -> str:
        return guard(crop(words, self._room))

    def _below(self, words: str) -> Text:
        return Text().append(f"\n{' ' * _INDENT}{self._cropped(words)}", style="dim")

    def _dated(self, at: datetime, sign: str = "") -> Text:
        day = f"{at.astimezone(self._zone):%d %b}"
        return Text().append(f"{sign or ' '} {day}  ", style="" if sign else "dim")


def _marked(title: str, shown: str, marks: Iterable[Span]) -> Text:
    """As much of a headline as is shown, with stretches of it marked."""
    line = Text(shown)
    kept = len(shown) if shown == title else len(shown) - 1
    for span in marks:
        line.stylize("bold yellow", span.start, min(span.end, kept))
    sides = guard(shown).partition(shown)
    return Text(sides[0]).append_text(line).append(sides[2])


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a query, and where."""

    reason: str
    position: int | None = None
    """Characters from its start; None: not in the query."""


def mistake_text(mistake: Mistake, query: str, width: int) -> Text:
    """Say what is wrong with a query below the line it is typed in.

    Args:
        mistake: what.
        query: as typed.
        width: in terminal cells: of the line it is typed in, whose first cell is this text's.

    Returns:
        A sign below the place, and the reason. Where the query is longer than the line, the part of
        it around the place stands over the sign.
    """
    reason = Text(mistake.reason)
    if mistake.position is None or width < 2:
        return reason
    before, after = query[: mistake.position], query[mistake.position :]
    if cell_len(query) < width:
        return Text(f"{' ' * cell_len(before)}^\n").append_text(reason)
    before = _end_of(before, width // 2)
    excerpt = crop(before + after, width)
    return Text(f"{excerpt}\n{' ' * cell_len(before)}^\n").append_text(reason)


def _end_of(text: str, width: int) -> str:
    """The end of a text in so many cells, after an ellipsis where there is more of it."""
    if cell_len(text) <= width:
        return text
    kept = text
    while kept and cell_len(kept) >= width:
        kept = kept[1:]
    return f"…{kept}"
