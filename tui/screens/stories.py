"""What can be done with the article under the cursor and its story, wherever one is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from newsroom.errors import LlamawatchError
from tui.opening import open_link
from tui.pages import read_page
from tui.screens.frame import FramedScreen

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from newsroom.records import Item
    from tui.rows import NewsRow

_AS_READ = "as read"
_TOGETHER = "+"
"""Between topics that are set together."""


class StoryScreen(FramedScreen):
    """A screen with a row of the news under its cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "read", "Read", tooltip="Mark as read, or as unread again"),
        Binding("asterisk", "star", "Star", key_display="*"),
        Binding("w", "watch_name", "Watch", tooltip="Watch a name of this story"),
        Binding("x", "mute", "Mute", show=False, tooltip="Tell nothing more of this story"),
        Binding("o", "browse", "Open", show=False, tooltip="Open in the browser"),
        Binding("c", "copy", "Copy the link", show=False),
        Binding("y", "quote", "Quote", show=False, tooltip="Copy a quotation with its source"),
        Binding("T", "topics", "Set topics", show=False, tooltip="Say what it is about"),
        Binding(
            "minus", "split", "Split", show=False, key_display="-",
            tooltip="This article is no part of its story",
        ),
        Binding(
            "plus", "merge", "Merge", show=False, key_display="+",
            tooltip="Here, then at another story: the two are one",
        ),
    ]  # fmt: skip

    def __init__(self) -> None:
        """Make the screen."""
        super().__init__()
        self._merging: Item | None = None
        """The first of two stories that are to be one."""

    @property
    def selected_row(self) -> NewsRow | None:
        """The row under the cursor."""
        raise NotImplementedError

    @property
    def filter_text(self) -> str:
        """The filter that holds, as it was typed; "" if there is none."""
        return ""

    def selected_item(self) -> Item | None:
        """The article that is shown for the row under the cursor."""
        row = self.selected_row
        return self.session.archive.item(row.item) if row else None

    def mark_row(
        self,
        row: NewsRow,
        *,
        read: bool | None = None,
        starred: bool | None = None,
        by_hand: bool = True,
    ) -> None:
        """Mark the article of a row; of a story, every article as read or unread."""
        session = self.session
        whole = row.depth == 0 and row.story and row.articles > 1 and read is not None
        items = [i.id for i in session.archive.story_items(row.story)] if whole else [row.item]
        self.llamawatch.attempt(
            lambda: session.mark(items, read=read, starred=starred, by_hand=by_hand)
        )

    def action_read(self) -> None:
        """Mark the row read, or unread again."""
        row = self.selected_row
        if row is not None:
            self.mark_row(row, read=row.unread)

    def action_star(self) -> None:
        """Star the row, or take the star away."""
        row = self.selected_row
        if row is not None:
            self.mark_row(row, starred=not row.starred)

    def action_mute(self) -> None:
        """Let the story be silent; pressed again, heard."""
        row = self.selected_row
        if row is None or not row.story:
            return
        what = f"story:{row.story}"
        now = self.session.clock()
        lift = any(mute.what == what for mute in self.session.archive.mutes.lasting(now))
        if self.llamawatch.attempt(lambda: self.session.mute(what, lift=lift)):
            said = "This story is told again." if lift else "This story is silent; x ends that."
            self.notify(said, markup=False)

    @work(group="browse")
    async def action_browse(self) -> None:
        """Open the article in the browser; where there is none, show the link and copy it."""
        item = self.selected_item()
        if item is None:
            return
        problem = await open_link(item.article.url)
        if problem:
            self.app.copy_to_clipboard(item.article.url)
            self.notify(f"{problem} (copied)", severity="warning", markup=False)
        else:
            self.llamawatch.attempt(lambda: self.session.mark([item.id], read=True, by_hand=False))

    def action_copy(self) -> None:
        """Copy the article's link."""
        item = self.selected_item()
        if item is not None and item.article.url:
            self.app.copy_to_clipboard(item.article.url)
            self.notify(f"Copied: {item.article.url}", markup=False)
        elif item is not None:
            self.notify("This article has no link; y copies a quotation.", markup=False)

    def action_quote(self) -> None:
        """Copy a quotation with source, time and link."""
        item = self.selected_item()
        if item is not None:
            from tui.quoting import quotation

            page = read_page(self.session, item.id, whole=False, fetching=False)
            text = quotation(page, self.session.timezone)
            self.app.copy_to_clipboard(text)
            self.notify(f"Copied:\n{text}", markup=False)

    @work
    async def action_topics(self) -> None:
        """Say what the story is about."""
        from tui.screens.choice import Answer, ChoiceScreen

        item = self.selected_item()
        if item is None:
            return
        topics = self.session.watches.packs.topics
        answers = [Answer(topic, f"about {topic}", topic[:1]) for topic in topics]
        if len(topics) > 1:
            answers.append(Answer(_TOGETHER.join(topics), f"about {' and '.join(topics)}", "b"))
        answers += [Answer("", "about none of them", "n"), Answer(_AS_READ, "as it was read", "r")]
        chosen = await self.app.push_screen_wait(ChoiceScreen("What is this about?", answers))
        if chosen is not None:
            wanted = [topic for topic in chosen.split(_TOGETHER) if topic]
            await self._decide(
                self.session.set_topics(item.id, None if chosen == _AS_READ else wanted),
                "Remembered; ctrl+z takes it back.",
            )

    @work(group="decide")
    async def action_split(self) -> None:
        """Take the article out of its story."""
        row = self.selected_row
        if row is None or not row.story:
            return
        if not row.depth:
            self.notify("Unfold the story (space), and go to the article that is no part of it.")
            return
        await self._decide(
            self.session.split([row.item]), "A story of its own now; ctrl+z takes it back."
        )

    @work(group="decide")
    async def action_merge(self) -> None:
        """Remember the story; at another one, make both one."""
        item = self.selected_item()
        if item is None or not item.story:
            return
        first, self._merging = self._merging, None
        if first is None:
            self._merging = item
            self.notify("Now + at the story that is the same; Escape forgets it.", markup=False)
        elif first.story == item.story:
            self.notify("That is the same story already.", markup=False)
        else:
            await self._decide(
                self.session.merge(item.id, first.story), "One story now; ctrl+z takes it back."
            )

    @work
    async def action_watch_name(self) -> None:
        """Begin a watch for a name of the story that no pack knows, or for what is filtered."""
        from tui.screens.choice import Answer, ChoiceScreen
        from tui.screens.watch_editor import WatchEditor

        item = self.selected_item()
        names = self.session.strangers(item.id) if item is not None else ()
        query = self.filter_text
        answers = [Answer(name, name, str(place)) for place, name in enumerate(names[:9], 1)]
        if query:
            answers.append(Answer("", f"what this filter finds: {query}", "f"))
        if not answers:
            self.notify("No name in this story is unknown: type what to watch.")
            await self.app.push_screen(WatchEditor())
            return
        chosen: str | None = answers[0].value
        if len(answers) > 1:
            chosen = await self.app.push_screen_wait(ChoiceScreen("Watch what?", answers))
        if chosen is not None:
            start = {"keywords": chosen, "name": chosen} if chosen else {"query": query}
            await self.app.push_screen(WatchEditor(start=start))

    async def _decide(self, decision: Awaitable[None], said: str) -> None:
        try:
            await decision
        except LlamawatchError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            asked = "" if self.session.writes else " The program that watches was asked to."
            self.notify(f"{said}{asked}", markup=False)

    def leave_merging(self) -> bool:
        """Forget the story that was to be made one with another; False: there was none."""
        first, self._merging = self._merging, None
        return first is not None
