"""Articles written for the project: two stories in seven languages, smaller ones, and look-alikes.

Nothing here is quoted from anybody. Used by the tests of the newsroom and by the journeys.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newsroom.records import Article

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""When the first of these articles appeared."""


@dataclass(frozen=True, slots=True)
class Told:
    """One article and what a careful reader makes of it."""

    id: str
    story: str
    """Which event it tells; empty for look-alikes."""
    language: str
    title: str
    text: str
    topics: tuple[str, ...] = ()
    moves: tuple[tuple[str, str, str], ...] = ()
    """Person, kind, other house."""

    def article(
        self,
        *,
        source: str = "paper",
        at: datetime | None = NOON,
        seen: datetime = NOON,
        alertable: bool = True,
        backlog: bool = False,
    ) -> Article:
        """The article as a check would hand it to the desk."""
        return Article(
            id=self.id,
            source=source,
            url=f"https://news.example/{self.id}",
            title=self.title,
            summary=self.text,
            published=at,
            first_seen=seen,
            event_time=at,
            alertable=alertable,
            backlog=backlog,
        )


EXODUS = (
    Told(
        "exodus-en",
        "exodus",
        "en",
        "Eleven of the 14 scientists behind the first Llama paper are no longer at Meta",
        "Of the fourteen people who signed the Llama paper in 2023, eleven have left Meta. "
        "Guillaume Lample and Timothée Lacroix co-founded Mistral in Paris. "
        "Aurélien Rodriguez is now at Cohere, Eric Hambro is now with Anthropic and Armand Joulin "
        "went to Google DeepMind. "
        "Hugo Touvron, Xavier Martinet and Faisal Azhar are still at Meta. "
        "Joelle Pineau, who led FAIR for eight years, announced her departure in April.",
        ("talent",),
        (
            ("guillaume-lample", "left", "mistral"),
            ("timothee-lacroix", "left", "mistral"),
            ("aurelien-rodriguez", "left", "cohere"),
            ("eric-hambro", "left", "anthropic"),
            ("armand-joulin", "left", "google-deepmind"),
            ("hugo-touvron", "stayed", "meta"),
            ("xavier-martinet", "stayed", "meta"),
            ("faisal-azhar", "stayed", "meta"),
            ("joelle-pineau", "left", ""),
        ),
    ),
    Told(
        "exodus-de",
        "exodus",
        "de",
        "Elf von 14 Llama-Autoren haben Meta verlassen",
        "Von den 14 Forschern, die 2023 das Papier über Llama "
        "verfassten, haben elf Meta verlassen. "
        "Guillaume Lample und Timothée Lacroix gründeten Mistral. "
        "Gautier Izacard ist jetzt bei Microsoft AI, Eric Hambro ging zu Anthropic. "
        "Joelle Pineau, die Leiterin von FAIR, kündigte im April ihren Abgang an.",
        ("talent",),
        (
            ("guillaume-lample", "left", "mistral"),
            ("timothee-lacroix", "left", "mistral"),
            ("eric-hambro", "left", "anthropic"),
            ("joelle-pineau", "left", ""),
        ),
    ),
    Told(
        "exodus-fr",
        "exodus",
        "fr",
        "Llama : onze des quatorze auteurs ont quitté Meta, plusieurs pour Mistral",
        "Sur les 14 chercheurs qui ont signé l'article fondateur de Llama, 11 ont quitté Meta. "
        "Guillaume Lample et Timothée Lacroix ont cofondé Mistral, que Baptiste Rozière a rejoint. "
        "Hugo Touvron, Xavier Martinet et Faisal Azhar restent chez Meta.",
        ("talent",),
        (
            ("guillaume-lample", "left", "mistral"),
            ("timothee-lacroix", "left", "mistral"),
        ),
    ),
    Told(
        "exodus-ja",
        "exodus",
        "ja",
        "Llama論文の著者14人のうち11人がMetaを退職",
        "2023年にLlamaの論文を書いた14人の研究者のうち、11人がすでにMetaを退職した。"
        "Guillaume LampleとTimothée LacroixはMistralの共同創業者となった。"
        "Metaに残っているのはHugo Touvron、Xavier Martinet、Faisal Azharの3人だけだ。",
        ("talent",),
        (
            ("guillaume-lample", "left", "mistral"),
            ("timothee-lacroix", "left", "mistral"),
            ("hugo-touvron", "stayed", "meta"),
            ("xavier-martinet", "stayed", "meta"),
            ("faisal-azhar", "stayed", "meta"),
        ),
    ),
    Told(
        "exodus-ar",
        "exodus",
        "ar",
        "11 من أصل 14 باحثًا في ورقة لاما غادروا ميتا",
        "غادر 11 من الباحثين الأربعة عشر الذين كتبوا ورقة لاما شركة ميتا، بحسب تقرير جديد. "
        "وأسس غيوم لامبل وتيموثي لاكروا شركة ميسترال في باريس. "
        "ولا يزال هوغو توفرا وكزافييه مارتيني وفيصل أزهر في ميتا.",
        ("talent",),
    ),
    Told(
        "exodus-pt",
        "exodus",
        "pt",
        "Onze dos 14 autores do Llama deixaram a Meta",
        "Dos 14 pesquisadores que assinaram o artigo do Llama, 11 deixaram a Meta. "
        "Guillaume Lample e Timothée Lacroix fundaram a Mistral, em Paris.",
        ("talent",),
        (
            ("guillaume-lample", "left", "mistral"),
            ("timothee-lacroix", "left", "mistral"),
        ),
    ),
    Told(
        "exodus-ko",
        "exodus",
        "ko",
        "라마 논문 저자 14명 중 11명이 메타를 떠났다",
        "2023년 라마 논문을 쓴 연구원 14명 가운데 11명이 메타를 떠났다. "
        "기욤 람플과 티모테 라크루아는 미스트랄을 창업했다.",
        ("talent",),
    ),
)

CLOSED = (
    Told(
        "closed-en",
        "closed",
        "en",
        "Meta weighs shelving its open-source Behemoth for a closed model",
        "Leaders of Meta's new superintelligence lab have discussed giving up Behemoth, the "
        "largest open-source Llama model, in favour of a closed one. Training of Behemoth is over, "
        "but its release was delayed after weak tests. A spokesperson said Meta's position on "
        "open source is unchanged.",
        ("strategy",),
    ),
    Told(
        "closed-de",
        "closed",
        "de",
        "Meta erwägt geschlossenes Modell statt Behemoth",
        "Im neuen Superintelligence Lab wird über eine Abkehr vom Open-Source-Modell Behemoth "
        "beraten; an seine Stelle könnte ein geschlossenes Modell treten. Die Veröffentlichung von "
        "Behemoth war nach enttäuschenden Tests verschoben worden.",
        ("strategy",),
    ),
    Told(
        "closed-fr",
        "closed",
        "fr",
        "Meta envisage d'abandonner Behemoth au profit d'un modèle fermé",
        "Le laboratoire de superintelligence de Meta discute "
        "d'un virage : renoncer à Behemoth, son "
        "modèle open source, pour un modèle fermé. Le lancement de Behemoth a déjà été repoussé.",
        ("strategy",),
    ),
    Told(
        "closed-ja",
        "closed",
        "ja",
        "Meta、オープンソースのBehemothを断念しクローズドモデルへ転換を検討",
        "Metaの超知能研究所が、オープンソースのBehemothの公開をやめ、"
        "クローズドモデルの開発に移ることを"
        "議論している。Behemothは性能不足で公開が延期されていた。",
        ("strategy",),
    ),
    Told(
        "closed-pt",
        "closed",
        "pt",
        "Meta discute trocar o Behemoth, de código aberto, por um modelo fechado",
        "O laboratório de superinteligência da Meta avalia abandonar o Behemoth, modelo de código "
        "aberto, e desenvolver um modelo fechado. O lançamento do Behemoth já tinha sido adiado.",
        ("strategy",),
    ),
    Told(
        "closed-ar",
        "closed",
        "ar",
        "ميتا تدرس التخلي عن نموذج Behemoth مفتوح المصدر لصالح نموذج مغلق",
        "ناقش مختبر الذكاء الفائق في ميتا التخلي عن Behemoth، "
        "أكبر نموذج مفتوح المصدر لديها، وتطوير "
        "نموذج مغلق بدلا منه بعد تأجيل إطلاقه.",
        ("strategy",),
    ),
    Told(
        "closed-ko",
        "closed",
        "ko",
        "메타, 오픈소스 베히모스 포기하고 폐쇄형 모델 검토",
        "메타 초지능 연구소가 오픈소스 모델 베히모스의 출시를 접고 "
        "폐쇄형 모델을 개발하는 방안을 논의했다. "
        "베히모스는 이미 출시가 연기됐다.",
        ("strategy",),
    ),
)

PANG = (
    Told(
        "pang-en",
        "pang",
        "en",
        "Apple's Ruoming Pang joins Meta's superintelligence team",
        "Ruoming Pang, who ran the foundation models group at Apple, is joining Meta.",
        ("talent",),
        (("ruoming-pang", "joined", "apple"),),
    ),
    Told(
        "pang-zh",
        "pang",
        "zh",
        "庞若鸣离开苹果,加入Meta超级智能实验室",
        "苹果基础模型负责人庞若鸣离开苹果,加入Meta。",
        ("talent",),
        (("ruoming-pang", "joined", "apple"),),
    ),
    Told(
        "pang-tr",
        "pang",
        "tr",
        "Ruoming Pang Apple'dan Meta'ya geçti",
        "Apple'ın yapay zeka yöneticisi Ruoming Pang, Meta'nın süper zeka ekibine katıldı.",
        ("talent",),
        (("ruoming-pang", "joined", "apple"),),
    ),
)

CUTS = (
    Told(
        "cuts-en",
        "cuts",
        "en",
        "Meta cuts 600 jobs in its AI unit",
        "Meta is laying off about 600 employees of its AI division, a memo says. The "
        "superintelligence lab is spared.",
        ("talent",),
    ),
    Told(
        "cuts-es",
        "cuts",
        "es",
        "Meta despide a 600 empleados de su división de inteligencia artificial",
        "Meta recorta unos 600 puestos en inteligencia artificial, según un memorando interno.",
        ("talent",),
    ),
)

LECUN = (
    Told(
        "lecun-rumour",
        "lecun",
        "en",
        "Yann LeCun may leave Meta to found a startup, report says",
        "Yann LeCun, Meta's chief AI scientist, is considering leaving, people close to him say.",
        ("talent",),
    ),
    Told(
        "lecun-denied",
        "lecun",
        "en",
        "Yann LeCun denies he is leaving Meta",
        "Yann LeCun denied that he is leaving Meta.",
        ("talent",),
    ),
)

LOOKALIKES = (
    Told("goal-pt", "", "pt", "Banco central reduz a meta de inflação para 3%", "A meta cai."),
    Told("goal-es", "", "es", "La meta de inflación baja al 3 %", "El banco central fijó la meta."),
    Told("farm", "", "en", "A llama escaped from a farm near Boston", "The llama was found."),
    Told("dalai", "", "de", "Dalai Lama besucht Hamburg", "Der Dalai Lama sprach im Stadion."),
    Told("verse", "", "ja", "メタバースの新サービスが開始", "仮想空間で遊べる。"),
    Told("wind", "", "fr", "Le mistral souffle à plus de 100 km/h", "Vent fort dans la vallée."),
    Told("game", "", "en", "Behemoth boss guide: how to beat it", "Bring a good sword."),
)

STORIES = (*EXODUS, *CLOSED, *PANG, *CUTS, *LECUN)
"""Every article that tells a story."""
ALL = (*STORIES, *LOOKALIKES)


def at_hour(hours: float) -> datetime:
    """A time some hours after `NOON`."""
    return NOON + timedelta(hours=hours)
