"""The query language by examples, as the help page shows them."""

from __future__ import annotations

from typing import Final

QUERY_EXAMPLES: Final = (
    ("Llama departure", "both words, anywhere"),
    ('"chief scientist"', "a phrase"),
    ("Lample OR Lacroix", "either of them"),
    ("Llama NOT benchmark", "without; -benchmark says the same"),
    ("(Lample OR Lacroix) act:leave", "brackets hold together"),
    ("/1[0-4] of 14/", "a pattern, on the text as written"),
    ("=Llama", "just this spelling"),
    ("title:Behemoth", "in one field: title, summary or text"),
    ("person:lample org:mistral", "who, by any of their names"),
    ("model:llama group:llama-authors", "a model, a group of people"),
    ("act:leave", "what happens: leave, join, hire, found ..."),
    ("topic:talent", "or topic:strategy"),
    ("lang:ja", "the language it is written in"),
    ("source:google-news*", "a source, or several by their beginning"),
    ("since:7d", "a span, or a day: since:2026-01-31"),
    ("before:2026-01-01", "older than"),
    ("watch:deals", "what a watch brought"),
    ("story:ID", "the articles of one story"),
    ("is:unread", "also starred, alerted, relevant, unclassified"),
    ("has:move", "somebody came or went"),
    ("sources:>=3", "told by so many sources"),
    ("status:rumoured", "or reported, confirmed, denied"),
)
"""A query, and what it asks for."""
