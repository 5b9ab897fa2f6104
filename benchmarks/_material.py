"""Made-up news for the benchmarks: readings of realistic length in eight languages, and archives.

A title has 60 to 90 characters (half of that in Chinese, Japanese and Korean), a summary 300; every
tenth article has a body of 3,000. One article in three names what is watched and belongs to a
story; of those one in five joins the story before. The same number makes the same article.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from newsroom.records import (  # noqa: E402 - found through the path above
    Article,
    Check,
    Reading,
    SourceState,
    Story,
    StoryLink,
    Telling,
    TopicScore,
    WatchMatch,
)
from store.archive import Archive  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DENSE = ("ja", "zh", "ko")
"""Languages whose titles are half as long."""
WORDS = {
    "en": "model research lab hires scientist leaves weights compute delay team council bridge "
    "budget chart river summer agency report paper market office garden window letter",
    "de": "Modell Forschung Labor Forscherin verlässt Gewichte Rechenzentrum Verzögerung Brücke "
    "Haushalt Fluss Sommer Behörde Bericht Straße Größe Übung Fenster Bürger Zeitung",
    "fr": "modèle recherche laboratoire chercheuse quitte poids calcul retard équipe conseil pont "
    "budget rivière été agence rapport marché fenêtre lettre élève",
    "ru": "модель исследование лаборатория учёный уходит веса задержка команда совет мост бюджет "
    "река лето агентство отчёт рынок окно письмо школа",
    "ar": "نموذج بحث مختبر عالم يغادر أوزان تأخير فريق مجلس جسر ميزانية نهر صيف وكالة تقرير سوق",
    "ja": "研究所 退職 研究者 模型 計算 遅延 会社 市議会 予算 河川 夏季 報告 市場 新聞 学校 発表",
    "zh": "研究 离职 模型 实验室 计算 推迟 公司 议会 预算 河流 夏天 报告 市场 报纸 学校 发布",
    "ko": "연구소 퇴사 연구원 모델 계산 지연 회사 의회 예산 하천 여름 보고서 시장 신문 학교 발표",
}
LANGUAGES = tuple(WORDS)
RARE = {"en": "xylograph", "ja": "鵺鳥", "zh": "饕餮", "ko": "도깨"}
"""Words that one article in 20,000 holds in its title, two characters each where that is usual."""
END = datetime(2026, 3, 15, 12, tzinfo=UTC)
"""When the newest article of an archive was seen."""
_RARELY = 20_000
_POOL = 400


@cache
def _sentences(language: str) -> tuple[str, ...]:
    rng = random.Random(language)
    words = WORDS[language].split()
    gap = "" if language in ("ja", "zh") else " "
    most = 30 if language in DENSE else 75
    made = []
    for _ in range(_POOL):
        said = ""
        while len(said) < most - 12:
            said += (gap if said else "") + rng.choice(words)
        made.append(said)
    return tuple(made)


def running_text(rng: random.Random, language: str, length: int) -> str:
    """Text of so many characters."""
    pool, stop = _sentences(language), "。" if language in ("ja", "zh") else ". "
    parts, size = [], 0
    while size < length:
        parts.append(rng.choice(pool))
        size += len(parts[-1]) + len(stop)
    return stop.join(parts)[:length]


def is_news(number: int) -> bool:
    """Whether an article names what is watched."""
    return number % 3 == 0


def make_reading(number: int, at: datetime) -> Reading:
    """One article, and the story it opens or joins.

    Args:
        number: Which.
        at: When it was seen, and when it happened.
    """
    rng = random.Random(number)
    language = LANGUAGES[number % len(LANGUAGES)]
    name = f"i{number:09d}"
    title = f"{rng.choice(_sentences(language))} {number}"
    if number % _RARELY == 1:
        title += " " + " ".join(RARE.values())
    article = Article(
        id=name,
        source=f"source-{number // 20 % 100}",
        url=f"https://news.example/{at:%Y/%m/%d}/{name}",
        title=title,
        summary=running_text(rng, language, 300),
        text=running_text(rng, language, 3000) if number % 10 == 0 else "",
        first_seen=at,
        event_time=at,
        keys=(f"guid:{name}", f"news.example/{at:%Y/%m/%d}/{name}"),
    )
    if not is_news(number):
        return Reading(article, language=language)
    topics = (TopicScore("talent", 0.8, ("act:leave in the title", "a person in the title")),)
    told = _story(number, article, language, topics, at)
    return Reading(
        article,
        language=language,
        people=told.people,
        orgs=told.orgs,
        models=told.models,
        topics=topics,
        matches=(WatchMatch("talent"),),
        relevant=True,
        link=StoryLink(told.id),
        stories=(told,),
    )


def _story(
    number: int, article: Article, language: str, topics: tuple[TopicScore, ...], at: datetime
) -> Story:
    person, org, model = f"person-{number % 997}", f"org-{number % 89}", f"model-{number % 53}"
    features = {
        f"person:{person}": 1.0,
        f"org:{org}": 1.0,
        "org:acme": 0.55,
        f"model:{model}": 1.0,
        "act:leave": 1.0,
        "act:delay": 0.7,
        f"n:{number % 977}": 0.7,
        f"n:{number % 31}": 0.7,
        f"name:city{number % 331}": 1.0,
        f"name:unit{number % 5003}": 0.5,
        f"name:plan{number % 211}": 0.5,
    }
    # One in five continues the story of the news before.
    opened = number - 3 if number % 15 == 0 and number else number
    items = (f"i{opened:09d}", article.id) if opened != number else (article.id,)
    tellings = tuple(Telling(item, at, features, topics=topics) for item in items)
    return Story(
        id=f"s{opened:09d}",
        headline=article.title,
        language=language,
        items=items,
        origin_item=items[0],
        origin_source=article.source,
        sources=(article.source,),
        languages=(language,),
        first_seen=at,
        last_seen=at,
        first_event=at,
        last_event=at,
        topics=("talent",),
        people=(person,),
        orgs=(org, "acme"),
        models=(model,),
        watches=("talent",),
        tellings=tellings,
        relevant=len(items),
        facts=("story",),
        revision=1,
        outlets=(article.source,),
    )


NEWEST = 1_000
"""Articles of the current month: as many in a large archive as in a small one."""
_MONTH = datetime(2026, 3, 1, tzinfo=UTC)
_CHECK = 1_000
_FOLD = 50_000


def readings(count: int, days: float) -> Iterator[Reading]:
    """What an archive of so many articles holds, the oldest first.

    Args:
        count: How many; the last `NEWEST` of them are of the current month.
        days: Over how many days before it the others are spread evenly.
    """
    newest = min(count, NEWEST)
    older = count - newest
    for number in range(older):
        yield make_reading(number, _MONTH - timedelta(days=days) * ((older - number) / older))
    for number in range(newest):
        at = _MONTH + (END - _MONTH) * ((number + 1) / newest)
        yield make_reading(older + number, at)


def days_of(count: int) -> float:
    """Over how many days an archive of so many articles reaches: some two hundred a day."""
    return max(60, 500 if count == 100_000 else 3650 * count / 1_000_000)


def make_archive(cache: Path, count: int, days: float, *, titles: bool = False) -> Path:
    """The folder of an archive of so many articles; made once, and used again.

    Args:
        cache: Where such archives are kept.
        count: Articles.
        days: See `readings`.
        titles: Of titles alone.
    """
    folder = cache / f"{count}{'-titles' if titles else ''}-over-{days:g}-days"
    if folder.exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    with Archive.open(part) as archive:
        news = readings(count, days)
        fill(archive, map(_bare, news) if titles else news)
    part.rename(folder)
    return folder


def _bare(reading: Reading) -> Reading:
    return replace(reading, article=replace(reading.article, summary="", text=""))


def fill(archive: Archive, news: Iterable[Reading]) -> None:
    """Record articles, a thousand a check, and fold them into months."""
    source = iter(news)
    stored = 0
    while some := list(islice(source, _CHECK)):
        at = some[-1].article.first_seen
        state = SourceState("source-0", health="ok", last_poll=at, last_ok=at)
        archive.record(Check("source-0", at, "new", state), some)
        stored += len(some)
        if stored % _FOLD == 0:
            archive.fold()
    archive.fold()


def sandbox(folder: Path, into: Path) -> Path:
    """A copy of an archive that may be written to; what never changes is linked."""
    into.mkdir(parents=True)
    for path in folder.iterdir():
        if path.is_file() and path.name != "lock":
            once = path.name.endswith((".texts", ".search", ".index", ".bin"))
            (os.link if once else shutil.copy2)(path, into / path.name)
    return into
