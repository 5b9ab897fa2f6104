"""What stands beside the roster and the ledger: a person whole, a move whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.text import Text

from tui.article import local_time
from tui.board_rows import group_name
from tui.cells import guard
from tui.roster_rows import move_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import tzinfo

    from newsroom.pack_schema import Entity, KnownMove
    from newsroom.records import Evidence, Item, Move, Person

MOST_ARTICLES: Final = 30
"""Articles that are listed; all of them are one key away."""
_STATUS_STYLE: Final = {"confirmed": "bold green", "rumoured": "bold yellow", "denied": "bold red"}


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that is shown of a person."""

    person: Person
    entity: Entity | None
    """What the packs say; None: nothing any more."""
    moves: tuple[Move, ...]
    """Theirs, the latest first."""
    articles: tuple[Item, ...] = ()
    """The newest that name them, at most `MOST_ARTICLES`."""
    looking: bool = False
    """Older articles are still looked for."""
    own: bool = False
    """The user added them."""


def card_text(card: Card, *, name_of: Callable[[str], str], zone: tzinfo | None) -> Text:
    """Write a person's card.

    Args:
        card: what to show.
        name_of: the name of a source or organisation by id.
        zone: in which times are shown.

    Returns:
        Styled text; nothing in it is read as markup.
    """
    parts = [_head(card, name_of), _spellings(card)]
    known = card.entity.moves if card.entity else ()
    if card.moves or known:
        parts.append(_moves(card.moves, known, name_of, zone))
    parts.append(_articles(card, name_of, zone))
    return Text("\n\n").join(part for part in parts if part.plain)


def move_text(move: Move, *, name_of: Callable[[str], str], zone: tzinfo | None) -> Text:
    """Write a move whole: what is told, how sure it is, and every sentence that says so."""
    text = Text(guard(move.name), style="bold")
    text.append("\n")
    _append_status(text, move.status)
    text.append(f" {guard(move_words(move, name_of))}", style="not bold")
    if move.role:
        text.append(f", as {guard(move.role)}", style="not bold")
    facts = [f"happened {move.date}"] if move.date else []
    facts.append(f"first reported {local_time(move.first_reported, zone)}")
    if not move.known_person:
        facts.append("a name no pack knows: n puts it on the roster")
    text.append(f"\n{'; '.join(facts)}", style="not bold dim")
    for evidence in move.evidence:
        text.append("\n")
        _append_evidence(text, evidence, name_of)
    return text


def _head(card: Card, name_of: Callable[[str], str]) -> Text:
    person, entity = card.person, card.entity
    text = Text(guard(person.name), style="bold")
    text.append(f"\n{_whereabouts(person, name_of)}", style="not bold")
    text.append(f"; {_age(person)}", style="not bold yellow" if person.stale else "not bold")
    if entity is not None and entity.role:
        text.append(f"\n{guard(entity.role)}", style="not bold")
    if person.evidence is not None:
        _append_evidence(text, person.evidence, name_of)
    elif person.source:
        text.append(f"\nsource: {guard(person.source)}", style="not bold dim")
    groups = ", ".join(group_name(group, name_of) for group in person.groups)
    said = f"in {groups}" if groups else "in no group"
    text.append(f"\n{said}{', added by you' if card.own else ''}", style="not bold dim")
    return text


def _whereabouts(person: Person, name_of: Callable[[str], str]) -> str:
    house = guard(name_of(person.org)) if person.org else ""
    if person.status == "at":
        return f"at {house or 'a house that is not known'}"
    if person.status == "left":
        return f"left, now at {house}" if house else "left, not known where to"
    return f"not known; {house} was named last" if house else "not known where"


def _age(person: Person) -> str:
    if not person.last_seen:
        return "no evidence of when"
    return f"last known {person.last_seen}" if person.stale else f"as of {person.last_seen}"


def _spellings(card: Card) -> Text:
    if card.entity is None:
        return Text()
    aliases = [alias for alias in card.entity.aliases if alias.text != card.person.name]
    sure = [guard(alias.text) for alias in aliases if alias.certainty == "strong"]
    weak = [guard(alias.text) for alias in aliases if alias.certainty != "strong"]
    text = Text("Spelled" if sure or weak else "", style="bold")
    if sure:
        text.append(f"\n{', '.join(sure)}", style="not bold")
    if weak:
        text.append(f"\nbeside something related: {', '.join(weak)}", style="not bold dim")
    return text


def _moves(
    moves: Sequence[Move],
    known: Iterable[KnownMove],
    name_of: Callable[[str], str],
    zone: tzinfo | None,
) -> Text:
    text = Text("Moves", style="bold")
    for move in moves:
        when = move.date or local_time(move.first_reported, zone)[:10]
        text.append(f"\n{when} ", style="not bold")
        _append_status(text, move.status)
        text.append(f" {guard(move_words(move, name_of))}", style="not bold")
        for evidence in move.evidence[:1]:
            _append_evidence(text, evidence, name_of)
    for one in known:
        text.append(f"\n{_known_move(one, name_of)}", style="not bold dim")
    return text


def _known_move(move: KnownMove, name_of: Callable[[str], str]) -> str:
    ends = [f"from {guard(name_of(move.origin))}" if move.origin else ""]
    ends.append(f"to {guard(name_of(move.destination))}" if move.destination else "")
    way = " ".join(end for end in ends if end) or "a move"
    by = f": {guard(move.source)}" if move.source else ""
    doubt = "unverified, " if move.unverified else ""
    return f"{move.date or 'undated'} {way} ({doubt}known beforehand{by})"


def _append_status(text: Text, status: str) -> None:
    text.append(f"({status})", style=_STATUS_STYLE.get(status, "not bold"))


def _append_evidence(text: Text, evidence: Evidence, name_of: Callable[[str], str]) -> None:
    source = guard(name_of(evidence.source)) if evidence.source else "no source"
    text.append(f"\n  “{guard(evidence.quote)}”", style="not bold italic")
    text.append(f" {source}", style="not bold not italic dim")


def _articles(card: Card, name_of: Callable[[str], str], zone: tzinfo | None) -> Text:
    text = Text("Articles", style="bold")
    for item in card.articles:
        source = item.article.outlet or name_of(item.article.source)
        day = local_time(item.article.first_seen, zone)[:10]
        title = guard(item.article.title or item.article.url)
        text.append(f"\n{day} {guard(source)}: {title}", style="not bold")
    if card.looking:
        text.append("\nlooking for what names them", style="not bold dim")
    elif not card.articles:
        text.append("\nNothing stored names them yet.", style="not bold dim")
    else:
        text.append("\no shows them all in the News", style="not bold dim")
    return text
