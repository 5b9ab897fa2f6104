"""Writes out why an item is where it is, for somebody who cannot read the item.

Names the reader knows stand first; the article's own words end the line, so that scripts that run
from right to left move nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsroom.records import Move, SharedFeature, Span, Story
    from newsroom.why import WatchReason, Why

_SPELLINGS = 4
_ROWS = 10
_MOVES = 8
_TITLE = 160
_QUOTE = 200
_KINDS = {"person": "People", "org": "Organisations", "model": "Models"}
_ORDER = ("person", "org", "model", "act")
_FIELDS = ("title", "summary", "text")
_EVIDENCE = re.compile(r"((?:person|org|model|act):[a-z0-9.-]*[a-z0-9]) (.+)")
_VERDICTS = {
    "apart": "it lies {days} days away, and a story rests at most {least:.0f}",
    "common": "nothing rare in common; what both speak of, many stories speak of",
    "weak": "{score:.2f} is too little: from {least:.2f} on an article joins a story",
    "split": "you took this article out of it",
    "less": "{score:.2f} is less than {won:.2f}",
}


def write_why(why: Why, *, head: bool = True) -> str:
    """Write all of it, in paragraphs.

    Args:
        why: What was decided, and by what.
        head: False leaves out which article it is: for who has it before him.
    """
    paragraphs = [
        _head(why) if head else [],
        _watches(why),
        _names(why),
        _moves(why),
        _relevance(why),
        _topics(why),
        _story(why),
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def _head(why: Why) -> list[str]:
    article = why.item.article
    about = [why.item.id, f"[{why.item.language or '?'}]", why.source]
    lines = [
        "  ".join(part for part in about if part),
        f"  “{_cut(article.title or article.summary or article.url, _TITLE)}”",
    ]
    if why.item.copy_of:
        lines.append(f"  a copy of {why.item.copy_of}")
        if why.copied is not None:
            original = why.copied.article
            lines[-1] += f" from {original.source}, “{_cut(original.title, _TITLE)}”"
    return lines


def _watches(why: Why) -> list[str]:
    if not why.watches:
        return ["No watch matched."]
    lines = [f"Watches that matched: {len(why.watches)}"]
    for watch in why.watches:
        lines.append(f"  {watch.id}" + (f"  {watch.name}" if watch.name else ""))
        lines.append(f"    asks for {watch.query}")
        lines += _found(why, watch)
    return lines


def _found(why: Why, watch: WatchReason) -> list[str]:
    if not watch.spans:
        was = watch.id in why.item.watches
        return ["    matched when it came in, not any more" if was else "    needs no word"]
    groups: dict[str, list[Span]] = {}
    for span in watch.spans:
        groups.setdefault(span.term or span.text, []).append(span)
    order = sorted(groups, key=lambda term: (_rank(term), -len(groups[term])))
    rows = [_row(why.name(term), groups[term]) for term in order[:_ROWS]]
    lines = [f"    {line}" for line in _aligned(rows)]
    if len(order) > _ROWS:
        rest = ", ".join(why.name(term) for term in order[_ROWS:])
        lines.append(f"    and {len(order) - _ROWS} more: {rest}")
    return lines


def _rank(term: str) -> int:
    kind = term.partition(":")[0]
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _row(name: str, spans: Sequence[Span]) -> tuple[str, str, str, str]:
    """One thing that was found: its name, how often, in which fields, in which words."""
    fields = {span.field for span in spans}
    places = ", ".join(field for field in _FIELDS if field in fields)
    return name, f"{len(spans)}×", places, _spellings(name, [span.text for span in spans])


def _spellings(name: str, texts: Sequence[str]) -> str:
    """The words of the article, the commonest first; nothing if they are the name itself."""
    counted = [text for text, _ in Counter(texts).most_common()]
    if counted == [name]:
        return ""
    shown = ", ".join(f"“{text}”" for text in counted[:_SPELLINGS])
    more = len(counted) - _SPELLINGS
    return f"and {more} more: {shown}" if more > 0 else shown


def _names(why: Why) -> list[str]:
    named: dict[str, dict[str, list[Span]]] = {kind: {} for kind in _KINDS}
    for mention in why.entities:
        named[mention.kind].setdefault(mention.entity, []).append(mention.span)
    if not why.entities:
        return ["It names nobody and nothing the packs know."]
    lines = []
    for kind, heading in _KINDS.items():
        found = sorted(named[kind].items(), key=lambda each: -len(each[1]))
        if not found:
            continue
        names = [why.name(f"{kind}:{entity}") for entity, _ in found]
        rows = [_row(name, each) for name, (_, each) in zip(names, found[:_ROWS], strict=False)]
        lines.append(f"{heading} it names: {len(found)}")
        lines += [f"  {line}" for line in _aligned(rows)]
        if len(found) > _ROWS:
            lines.append(f"  and {len(found) - _ROWS} more: {', '.join(names[_ROWS:])}")
    return lines


def _moves(why: Why) -> list[str]:
    lines = []
    if why.moves:
        lines.append(f"Moves it tells of: {len(why.moves)}")
        quotes: dict[str, list[str]] = {}
        for move in why.moves[:_MOVES]:
            quote = next(e.quote for e in move.evidence if e.item == why.item.id)
            quotes.setdefault(quote, []).append(_move(why, move))
        for quote, said in quotes.items():
            lines += [f"  {each}" for each in said]
            lines.append(f"    “{_cut(quote, _QUOTE)}”")
        if len(why.moves) > _MOVES:
            rest = ", ".join(why.person_name(move) for move in why.moves[_MOVES:])
            lines.append(f"  and {len(why.moves) - _MOVES} more: {rest}")
    if why.other_moves:
        lines.append(f"Moves that other articles of its story tell of: {len(why.other_moves)}")
        lines += [f"  {_move(why, move)}" for move in why.other_moves[:_MOVES]]
        if len(why.other_moves) > _MOVES:
            lines.append(f"  and {len(why.other_moves) - _MOVES} more")
    return lines


def _move(why: Why, move: Move) -> str:
    said = why.phrase(move)
    said = said if f"({move.status})" in said else f"{said} ({move.status})"
    return said if move.known_person else f"{said}, a name no pack knows"


def _relevance(why: Why) -> list[str]:
    found = why.relevance
    if not found.evidence:
        return ["Relevance: it names nothing of the subject."]
    verdict = "relevant" if why.item.relevant else "not relevant"
    lines = [f"Relevance: {verdict}, {found.points:.1f} points where {found.needed:.2f} are needed"]
    rows = [(f"{points:+.1f}", why.in_words(reason)) for reason, points in found.evidence]
    return [*lines, *(f"  {line}" for line in _aligned(rows))]


def _topics(why: Why) -> list[str]:
    if not why.item.topics and not why.item.unclassified and why.story:
        return ["Topic: none, as you set it."] if why.story.fixed_topics == () else ["Topic: none."]
    if not why.item.topics:
        return ["Topic: unclassified; nothing in it speaks clearly for one."]
    lines = []
    for topic in why.item.topics:
        lines.append(f"Topic {why.topic_name(topic.topic)}: {topic.score:.2f}")
        grouped: dict[str, Counter[str]] = {}
        for evidence in topic.evidence:
            found = _EVIDENCE.fullmatch(evidence)
            rule, who = (found[2], why.name(found[1])) if found else (why.in_words(evidence), "")
            grouped.setdefault(rule, Counter())[who] += 1
        for rule, names in grouped.items():
            listed = ", ".join(
                f"{name} ({count} times)" if count > 1 else name for name, count in names.items()
            )
            lines.append(f"  {rule}: {listed}" if listed else f"  {rule}")
    return lines


def _story(why: Why) -> list[str]:
    link = why.link
    if link is None:
        return ["Story: none; it names nothing watched."]
    lines = [f"Story {link.story}"]
    if why.story is not None:
        lines[0] += f": {_told(why, why.story)}"
        lines.append(f"  “{_cut(why.story.headline, _TITLE)}”")
    if link.shared:
        lines.append(
            f"  why this one: it fits with {link.score:.2f}; in common, and how much each:"
        )
        lines += _features(why, link.shared)
    else:
        lines.append("  why this one: this article opened it; the story is about, and how much:")
        lines += _features(why, why.known_by)
    return lines + _rival(why)


def _told(why: Why, story: Story) -> str:
    """A story in a few words, whatever language its headline has."""
    topics = " and ".join(why.topic_name(topic) for topic in story.topics)
    count = len(story.items)
    articles = f"{count} article{'s' * (count != 1)}"
    languages = f" in {', '.join(story.languages)}" if story.languages else ""
    return ", ".join(part for part in (topics, story.status, articles + languages) if part)


def _rival(why: Why) -> list[str]:
    link, rival = why.link, why.rival
    if link is None or rival is None:
        return ["No other story came near."]
    won = link.score or 1.0
    reason = _VERDICTS[rival.verdict].format(
        days=rival.days, least=rival.least, score=rival.score, won=won
    )
    if rival.verdict == "less" and rival.score >= won:
        reason = "it fits as well by now; this article was filed before"
    lines = [
        f"Not story {rival.story.id}, the nearest other: {_told(why, rival.story)}",
        f"  “{_cut(rival.story.headline, _TITLE)}”",
        f"  why not: {reason}",
    ]
    if rival.shared:
        lines += ["  in common with this article:", *_features(why, rival.shared)]
    if rival.own:
        lines += ["  it is about, and this article is not:", *_features(why, rival.own)]
    return lines


def _features(why: Why, features: Iterable[SharedFeature]) -> list[str]:
    return [f"    {each.weight:5.2f}  {why.name(each.feature)}" for each in features]


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows as columns; the last column is left as it is."""
    widths = [max(_cells(row[n]) for row in rows) for n in range(len(rows[0]) - 1)]
    return [
        "".join(
            text + " " * (width - _cells(text) + 2 if width else 0)
            for text, width in zip(row, (*widths, 0), strict=True)
        ).rstrip()
        for row in rows
    ]


def _cells(text: str) -> int:
    """Terminal cells a text takes."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def _cut(text: str, most: int) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
