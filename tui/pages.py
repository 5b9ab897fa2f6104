"""Everything the reading pane shows of an article, gathered from the running program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.article import Page

if TYPE_CHECKING:
    from newsroom.records import Span
    from tui.session import Session


def read_page(session: Session, item_id: str, *, whole: bool, fetching: bool) -> Page:
    """Gather a page.

    Args:
        session: Open.
        item_id: Which article.
        whole: The reader went into it: all of it is shown, however long.
        fetching: Its own page is being fetched.

    Raises:
        NotFound: There is no such article.
    """
    from newsroom.hints import hint_line

    archive = session.archive
    item = archive.item(item_id)
    story = archive.story(item.story) if item.story else None
    why = session.explain(item.id, search=False) if item.story else None
    spans: list[Span] = []
    if why is not None:
        spans = [span for watch in why.watches for span in watch.spans]
        spans += [mention.span for mention in why.entities]
    others = archive.story_items(item.story) if story else ()
    return Page(
        item=item,
        text=archive.text(item.id),
        spans=tuple(spans),
        story=story,
        others=tuple(one for one in others if one.id != item.id),
        moves=tuple(archive.move(move) for move in story.moves) if story else (),
        why="" if why is None else why.as_text(head=False),
        source=session.name_of(item.article.source),
        wordings=archive.wordings(item.id),
        whole=whole,
        fetching=fetching,
        hint=hint_line(item, session.glossary),
    )
