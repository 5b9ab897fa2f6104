"""A quotation of an article, for somebody else's text: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.article import local_time

if TYPE_CHECKING:
    from datetime import tzinfo

    from tui.article import Page


def quotation(page: Page, zone: tzinfo | None) -> str:
    """What an article says, and who said it, where and when; lines of plain text.

    The evidence of a move is quoted where there is some, else the headline; what was changed since
    by its source is said.

    Args:
        page: The article.
        zone: In which times are said; None: the system's.
    """
    article = page.item.article
    said = [
        evidence.quote
        for move in page.moves
        for evidence in move.evidence
        if evidence.item == page.item.id
    ]
    quote = said[0] if said else article.title or article.summary
    source = article.outlet or page.source
    lines = [f"“{quote}”"]
    if said and article.title:
        lines.append(article.title)
    lines.append(f"{source}, {local_time(article.published or article.first_seen, zone)}")
    if article.url:
        lines.append(article.url)
    lines.append(f"Seen {local_time(article.first_seen, zone)}")
    lines += [
        f"Until {local_time(one.until, zone)} its headline was “{one.title}”"
        for one in page.wordings
        if one.title != article.title
    ]
    return "\n".join(lines)
