"""What reading costs: beside case folding and Aho-Corasick over the same text, and by itself.

All material is made up here. Times are CPU time of one thread, the best of several runs, so that a
busy machine disturbs little. Prints two Markdown tables: ratios for items that name nothing
watched, and times beside their goals. `--stored N` says how many items are stored before the
assignment to stories is measured (100,000 unless told).
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import ahocorasick

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._rows import Figure, Goal, Row, Scale  # noqa: E402 - found through the path above
from newsroom.desk import read  # noqa: E402 - found through the path above
from newsroom.known import Known  # noqa: E402 - found through the path above
from newsroom.packs import compile_packs, parse_pack  # noqa: E402 - found through the path above
from newsroom.records import Article, WatchSpec  # noqa: E402 - found through the path above
from newsroom.scan import scan  # noqa: E402 - found through the path above
from newsroom.watches import DeskPolicy, compile_watches  # noqa: E402 - found through the path above
from store.places import SHIPPED_PACKS  # noqa: E402 - found through the path above

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsroom.packs import PackFile, Packs

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LENGTH = 1_500
NOTHING = {
    "en": "The council voted on Tuesday to repair the old bridge over the river {}, closed since "
    "the floods of three winters ago. Residents had asked for a footpath beside street {}. ",
    "de": "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke über den Fluss {} zu "
    "erneuern, die seit dem Hochwasser gesperrt ist. Anwohner der Straße {} hatten gebeten. ",
    "fr": "Le conseil a voté mardi la réparation du vieux pont sur la rivière {}, fermé depuis "
    "les crues de l'hiver. Les habitants de la rue {} demandaient un sentier. ",
    "ru": "Городской совет решил отремонтировать старый мост через реку {}, закрытый после "
    "паводка. Жители улицы {} просили о пешеходной дорожке. ",
    "ar": "قرر مجلس المدينة يوم الثلاثاء إصلاح الجسر القديم فوق النهر {} الذي أغلق بعد الفيضان. "
    "وكان سكان الشارع {} قد طلبوا ممرا للمشاة. ",
    "ja": "市議会は火曜日、洪水のあと閉鎖されていた川{}の古い橋を直すことにした。"
    "通り{}の住民は歩道がほしいと話していた。",
    "ko": "시의회는 화요일 홍수 뒤에 닫혀 있던 강 {}의 오래된 다리를 고치기로 했다. "
    "거리 {}의 주민들은 보도를 원했다. ",
    "hi": "नगर परिषद ने मंगलवार को नदी {} पर बने पुराने पुल की मरम्मत का फैसला किया। "
    "सड़क {} के लोगों ने पैदल रास्ता मांगा था। ",
}
NAMING = (
    "People at the company said the plan had been known for weeks. The council of street {} had "
    "nothing to add. Meta lost {} researchers of its Llama team in the spring, and Joelle Pineau "
    "was among them; some went to Mistral. Nobody expected the others to follow so soon. A chart "
    "on the wall of the office showed how the budget had grown, and the coffee had grown cold. "
)


def text_of(pattern: str, number: int = 1) -> str:
    """LENGTH characters of running text that does not repeat itself word for word."""
    parts = (
        pattern.format(number * 100 + n, number * 100 + n + 50) for n in itertools.count() if n < 99
    )
    return "".join(itertools.islice(parts, 99))[:LENGTH]


def best_of(run: Callable[[], object], times: int, rounds: int = 9) -> float:
    """Seconds of CPU time one call takes."""
    taken = []
    for _ in range(rounds):
        started = time.thread_time()
        for _ in range(times):
            run()
        taken.append((time.thread_time() - started) / times)
    return min(taken)


def shipped() -> list[tuple[str, str]]:
    """Names and contents of the shipped pack files, in their order."""
    paths = [*sorted((SHIPPED_PACKS / "core").glob("*.toml"))]
    paths += sorted((SHIPPED_PACKS / "meta-ai").glob("*.toml"))
    return [(path.name, path.read_text(encoding="utf-8")) for path in paths]


def plain(packs: Packs) -> ahocorasick.Automaton:
    """What a plain watcher would search with: every name, case-folded."""
    automaton = ahocorasick.Automaton()
    for table in (packs.people, packs.orgs, packs.models):
        for entity in table.values():
            for alias in entity.aliases:
                automaton.add_word(alias.text.casefold(), entity.id)
    automaton.make_automaton()
    return automaton


def _search(automaton: ahocorasick.Automaton, text: str) -> object:
    return list(automaton.iter(text.casefold()))


def nothing_named(packs: Packs, times: int = 50) -> dict[str, tuple[float, float]]:
    """Seconds that an item which names nothing takes plainly, and us, by language."""
    automaton, taken = plain(packs), {}
    for language, pattern in NOTHING.items():
        article = Article(
            id="a",
            source="s",
            title=text_of(pattern)[:60],
            summary=text_of(pattern),
            first_seen=NOW,
        )
        text = f"{article.title}\n{article.summary}"
        if scan(article, packs).mentions:
            raise ValueError(f"the text in {language!r} names something")
        theirs = best_of(partial(_search, automaton, text), times)
        taken[language] = (theirs, best_of(partial(scan, article, packs), times))
    return taken


def ratios(packs: Packs) -> None:
    """Print the cost of items that name nothing watched, a language a row."""
    print(f"| an item of {LENGTH} characters that names nothing | plain, µs | scan, µs | ratio |")
    print("|---|---|---|---|")
    taken = nothing_named(packs)
    total = [sum(one[kind] for one in taken.values()) for kind in (0, 1)]
    for language, (theirs, ours) in taken.items():
        print(f"| {language} | {theirs * 1e6:.0f} | {ours * 1e6:.0f} | {ours / theirs:.2f} |")
    print(
        f"| all | {total[0] * 1e6:.0f} | {total[1] * 1e6:.0f} | {total[1] / total[0]:.2f} "
        "(goal: at most 3) |"
    )


def rows(scale: Scale) -> list[Row]:
    """The row of items that name nothing watched."""
    packs = compile_packs([parse_pack(name, text) for name, text in shipped()])
    taken = nothing_named(packs, 10 * scale.runs)
    theirs, ours = (1e6 * sum(one[kind] for one in taken.values()) / len(taken) for kind in (0, 1))
    name = "casefold + Aho-Corasick over the same text"
    return [
        Row(
            f"an item of {LENGTH} characters that names nothing watched",
            "µs CPU",
            ours,
            (Figure("the peers", absent="they look for nothing"),),
            (Figure(name, theirs),),
            (Goal(name, 3, 1.5),),
            f"mean of {len(taken)} languages, of each the best of nine",
        )
    ]


def stored(packs: Packs, count: int) -> tuple[float, float]:
    """Seconds to read an item that names something: with nothing stored, with `count` items."""
    specs = (WatchSpec("all", query="org:meta"),)
    watches = compile_watches(specs, packs, {}, DeskPolicy(organisations=("meta",)))

    def item(n: int) -> Article:
        at = NOW - timedelta(minutes=7 * (count - n))
        title = f"Meta plan {n % 977} for Llama unit Kestrel{n % 5003} in city {n % 331}"
        return Article(
            id=f"i{n}", source=f"s{n % 40}", title=title, summary="", first_seen=at, event_time=at
        )

    probes = [item(count + n) for n in range(200)]
    known = Known()

    def read_all() -> float:
        started = time.thread_time()
        for probe in probes:
            list(read((probe,), known, watches, NOW))
        return (time.thread_time() - started) / len(probes)

    read_all()
    empty = min(read_all() for _ in range(3))
    for n in range(count):
        for reading in read((item(n),), known, watches, NOW):
            known.learn(reading)
    return empty, min(read_all() for _ in range(3))


def main() -> None:
    """Measure and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stored", type=int, default=100_000)
    count = arguments.parse_args().stored
    files = shipped()

    def parse() -> list[PackFile]:
        return [parse_pack(name, text) for name, text in files]

    parsed = parse()
    packs = compile_packs(parsed)
    ratios(packs)
    article = Article(
        id="a",
        source="s",
        title="Meta loses Llama researchers",
        summary=text_of(NAMING),
        first_seen=NOW,
    )
    empty, full = stored(packs, count)
    rows = [
        ("scan of an item that names something", best_of(lambda: scan(article, packs), 20), "3"),
        ("reading a title, nothing stored", empty, ""),
        (f"the same with {count:,} items stored", full, ""),
        ("what the stored items add: assignment to stories", full - empty, "0.5"),
        ("compiling all packs", best_of(lambda: compile_packs(parsed), 1), "100"),
        ("parsing their files", best_of(parse, 1, 3), ""),
    ]
    print("\n| what | ms | goal, ms |\n|---|---|---|")
    for name, seconds, goal in rows:
        print(f"| {name} | {seconds * 1e3:.2f} | {goal} |")


if __name__ == "__main__":
    main()
