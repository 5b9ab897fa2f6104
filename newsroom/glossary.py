"""What things are called in the reader's language: names, topics, what happened, moves.

The packs hold the terms, in the languages they know; what they lack is said in English.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsroom.ledger import phrase_of
from newsroom.topics import name_of_topic

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsroom.packs import Packs
    from newsroom.records import Move, MoveKind

_ACTS: dict[MoveKind, str] = {
    "left": "leave",
    "joined": "join",
    "returned": "return",
    "stayed": "stay",
    "offered": "hire",
}
"""The concept a kind of move is an instance of."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """How the program calls things when it speaks to the reader."""

    packs: Packs
    languages: tuple[str, ...] = ("en",)
    """Languages the reader reads, ISO 639-1; what the program says is in the first of them."""
    name_of: Callable[[str], str] = str
    """The name of a source or watch by id; the id itself where there is none."""

    @property
    def language(self) -> str:
        """The language the program speaks to the reader."""
        return self.languages[0] if self.languages else "en"

    def reads(self, language: str) -> bool:
        """Whether the reader reads a language; what is unknown counts as read."""
        return not language or not self.languages or language in self.languages

    def organisation(self, org: str) -> str:
        """The name of an organisation."""
        return self.packs.name_of(org, "org")

    def topic(self, topic: str) -> str:
        """The name of a topic."""
        return name_of_topic(self.packs, topic, self.language)

    def act(self, concept: str) -> str:
        """The name of a concept: "leave", "Weggang"."""
        known = self.packs.concepts.get(concept)
        names = known.names if known else {}
        return names.get(self.language) or names.get("en") or concept

    def term(self, term: str) -> str:
        """What a word in an article stands for: "person:x" or "act:x" as it is called; else ""."""
        kind, _, rest = term.partition(":")
        match kind:
            case "person" | "org" | "model":
                return self.packs.name_of(rest, kind)
            case "act" if rest:
                return self.act(rest)
            case _:
                return ""

    def person(self, move: Move) -> str:
        """Who moves, by the name the packs know."""
        known = self.packs.people.get(move.person)
        return known.name if known else move.name

    def move(self, move: Move) -> str:
        """Who went where, and how well that is founded.

        "Guillaume Lample left Meta for Mistral AI (reported)" for readers of English; for others
        "Guillaume Lample: Weggang, Meta → Mistral AI (reported)", for verbs are not what the packs
        know in every language.
        """
        if self.language == "en":
            said = phrase_of(replace(move, name=self.person(move), status="reported"), self.packs)
        else:
            houses = dict.fromkeys(org for org in (move.origin, move.destination) if org)
            way = " → ".join(map(self.organisation, houses))
            said = f"{self.person(move)}: {self.act(_ACTS[move.kind])}"
            said = f"{said}, {way}" if way else said
        unknown = "" if move.known_person else ", a name no pack knows"
        return f"{said} ({move.status}{unknown})"
