"""Many small stories for the journeys: invented people leave, told in five languages.

The people are a pack of their own; the houses they go to are those of the shipped packs. Nothing
here is quoted from anybody.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.newsroom.articles import Told

TEMPLATES = {
    "en": (
        "{name} leaves Meta for {house}",
        "{name} is leaving Meta after {n} years and will work on {work} at {house}.",
        "It is official: {name} has left Meta and joins {house}",
        "Colleagues of {name} said goodbye; {name} has left Meta for {house} to build {work}.",
    ),
    "de": (
        "{name} verlässt Meta und wechselt zu {house}",
        "Nach {n} Jahren hat {name} Meta verlassen; bei {house} geht es künftig um {work}.",
        "Von Meta zu {house}: {name} verlässt den Konzern",
        "{name} verlässt Meta, wie mehrere Kollegen berichten, und fängt bei {house} an: {work}.",
    ),
    "fr": (
        "{name} quitte Meta pour {house}",
        "Après {n} ans, {name} a quitté Meta ; chez {house}, il sera question de {work}.",
        "Départ chez Meta : {name} rejoint {house}",
        "{name} a quitté Meta, disent des collègues, et rejoint {house} pour {work}.",
    ),
    "es": (
        "{name} deja Meta y se une a {house}",
        "Tras {n} años, {name} deja Meta; en {house} trabajará en {work}.",
        "{name} abandona Meta para fichar por {house}",
        "{name} deja Meta, según varios colegas, y se une a {house} para {work}.",
    ),
    "ja": (
        "{name}、Metaを退職し{house}へ移籍",
        "{n}年勤めた{name}がMetaを退職し、{house}で{work}に取り組む。",
        "{house}、Metaを退職した{name}を採用",
        "{name}はMetaを退職したと同僚が語った。移籍先は{house}で、担当は{work}。",
    ),
}
"""By language: a headline and a text, and those of a copy."""
LANGUAGES = tuple(TEMPLATES)
HOUSES = (
    *("OpenAI", "Anthropic", "Mistral", "Cohere", "Microsoft AI", "Google DeepMind", "Kyutai"),
    *("Inflection AI", "xAI", "Safe Superintelligence", "Thinking Machines Lab", "Periodic Labs"),
    *("Recursive Superintelligence", "Figma", "Airbnb", "Apple", "Amazon", "NVIDIA", "DeepSeek"),
    *("Moonshot AI", "ByteDance", "Tencent", "Black Forest Labs", "Midjourney", "Hugging Face"),
    *("World Labs", "Reflection AI", "Physical Intelligence", "CoreWeave", "Oracle"),
)
WORKS = ("speech", "robots", "chips", "video", "maps", "proteins", "weather", "code", "safety")
DESKS = (
    *("", "Lyon", "Turku", "Cork", "Graz", "Brno", "Porto", "Ghent", "Varna", "Split"),
    *("Lublin", "Bilbao", "Kassel"),
)
"""Where a copy was written, as it stands in its headline: by telling."""
_FIRST = "Arvid Bettina Cosmin Dorothea Emeka Fiorella Gustavo Hedwig Ilmari Jadwiga Kwame Liesbeth"
_ROOTS = "Brand Quist Ferr Okon Halv Zdzi Verm Lask Mbel Szen"
_ENDINGS = "auer gaard antelli juwa orsrud arski enkamp"


@dataclass(frozen=True)
class Departure:
    """One story."""

    number: int
    name: str
    house: str

    def told(self, language: str, telling: int) -> Told:
        """One article of it.

        Args:
            language: of `LANGUAGES`.
            telling: 0 for the first; each other one is a copy in other words.
        """
        title, text, again, more = TEMPLATES[language]
        dice = random.Random(f"{self.number}:{language}:{telling}")
        words = {
            "name": self.name,
            "house": self.house,
            "n": 3 + self.number % 7,
            "work": dice.choice(WORKS),
        }
        chosen = (title, text) if telling % 2 == 0 else (again, more)
        headline, body = (one.format(**words) for one in chosen)
        headline += f" ({DESKS[telling]})" if telling else ""
        key = f"departure-{self.number}-{language}-{telling}"
        return Told(key, f"departure-{self.number}", language, headline, body, ("talent",))


def make_departures(count: int) -> list[Departure]:
    """Stories of so many people, the first 70 with a surname each."""
    firsts = _FIRST.split()
    lasts = [f"{root}{ending}" for ending in _ENDINGS.split() for root in _ROOTS.split()]
    return [
        Departure(n, f"{firsts[(n + n // 70) % 12]} {lasts[n % 70]}", HOUSES[n % len(HOUSES)])
        for n in range(count)
    ]


def people_pack(departures: list[Departure]) -> str:
    """The people as a pack file."""
    return "schema = 1\n" + "".join(
        f'[[person]]\nid = "invented-{one.number}"\nname = "{one.name}"\nstatus = "at"\n'
        'org = "meta"\nlast_seen = "2025"\nrole = "scientist"\nsource = "invented"\n'
        for one in departures
    )
