"""What pages carry around an article names nobody; what the article says is never lost."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.boilerplate import strays, without
from newsroom.fold import fold

if TYPE_CHECKING:
    from newsroom.packs import Packs
    from tests.newsroom.conftest import Read

PROSE = {
    "en": (
        "The company said on Monday that its new laboratory would open before the winter, "
        "and that nobody had to worry about the budget for it. "
    ),
    "de": (
        "Das Unternehmen teilte am Montag mit, das neue Labor werde noch vor dem Winter "
        "öffnen, und um das Geld dafür müsse sich niemand sorgen. "
    ),
    "fr": (
        "L'entreprise a annoncé lundi que son nouveau laboratoire ouvrirait avant l'hiver et "
        "que personne n'avait à craindre pour son financement. "
    ),
    "es": (
        "La empresa dijo el lunes que su nuevo laboratorio abrirá antes del invierno y que "
        "nadie tiene que preocuparse por el presupuesto previsto. "
    ),
    "pt": (
        "A empresa disse na segunda-feira que o novo laboratório abrirá antes do inverno e "
        "que ninguém precisa se preocupar com o orçamento dele. "
    ),
    "it": (
        "L'azienda ha detto lunedì che il nuovo laboratorio aprirà prima dell'inverno e che "
        "nessuno deve preoccuparsi dei soldi necessari per farlo. "
    ),
    "nl": (
        "Het bedrijf zei maandag dat het nieuwe laboratorium nog voor de winter opengaat en "
        "dat niemand zich zorgen hoeft te maken over het geld. "
    ),
    "ja": (
        "同社は月曜日、新しい研究所を冬までに開設すると明らかにし、そのための予算については誰"
        "も心配する必要はないと説明した。詳しい場所はまだ決まっていないという。"
    ),
    "zh": (
        "该公司周一表示，新的实验室将在冬天之前开放，任何人都不必为这笔预算担心。具体的地点目"
        "前还没有确定，负责人说会在下个月公布更多的细节，请大家耐心等待。"
    ),
    "ko": (
        "회사는 월요일에 새 연구소를 겨울이 오기 전에 열 것이며 예산에 대해서는 아무도 "
        "걱정할 필요가 없다고 밝혔다. 자세한 위치는 아직 정해지지 않았다고 한다. "
    ),
    "ar": (
        "وقالت الشركة يوم الاثنين إن مختبرها الجديد سيفتح أبوابه قبل حلول الشتاء، وإنه لا "
        "داعي لأن يقلق أحد بشأن الميزانية المخصصة له هذا العام. "
    ),
    "ru": (
        "Компания сообщила в понедельник, что новая лаборатория откроется ещё до зимы и что "
        "о деньгах на неё никому беспокоиться не нужно. "
    ),
    "tr": (
        "Şirket pazartesi günü yeni laboratuvarın kıştan önce açılacağını ve bunun bütçesi "
        "konusunda kimsenin endişelenmesine gerek olmadığını söyledi. "
    ),
    "pl": (
        "Firma poinformowała w poniedziałek, że nowe laboratorium zostanie otwarte jeszcze "
        "przed zimą i że nikt nie musi martwić się o jego budżet. "
    ),
    "hi": (
        "कंपनी ने सोमवार को कहा कि उसकी नई प्रयोगशाला सर्दियों से पहले खुल जाएगी और इसके बजट "
        "के बारे में किसी को चिंता करने की जरूरत नहीं है। "
    ),
    "uk": (
        "Компанія повідомила в понеділок, що нова лабораторія відкриється ще до зими і що "
        "про гроші на неї нікому не треба турбуватися. "
    ),
    "fa": (
        "شرکت روز دوشنبه اعلام کرد که آزمایشگاه تازه‌اش پیش از زمستان باز می‌شود و هیچ کس "
        "نباید نگران بودجه آن باشد، زیرا پول آن از پیش کنار گذاشته شده است. "
    ),
    "bn": (
        "কোম্পানিটি সোমবার জানিয়েছে যে তাদের নতুন গবেষণাগার শীতের আগেই খুলবে এবং এর বাজেট "
        "নিয়ে কারও চিন্তা করার দরকার নেই বলে তারা মনে করে। "
    ),
    "hr": (
        "Tvrtka je u ponedjeljak objavila da će se novi laboratorij otvoriti još prije zime "
        "i da se nitko ne treba brinuti za novac koji je potreban. "
    ),
    "vi": (
        "Công ty cho biết hôm thứ Hai rằng phòng thí nghiệm mới sẽ mở cửa trước mùa đông và "
        "không ai phải lo lắng về ngân sách dành cho việc đó. "
    ),
}
TITLES = {"ja": "MetaのAI研究所", "zh": "Meta的AI实验室", "ko": "메타 AI 연구소"}
TAILS = [
    ("en", "Comments\nI think Sam Altman is right about this."),
    ("en", "12 Comments"),
    ("en", "Leave a reply"),
    ("en", "Jobs at OpenAI"),
    ("en", "© 2026 The Daily. All rights reserved."),
    ("en", "The post Meta opens a lab appeared first on The Daily."),
    ("de", "Kommentare (14)"),
    ("de", "Stellenmarkt: OpenAI sucht Entwickler"),
    ("fr", "Laisser un commentaire"),
    ("fr", "Les plus lus"),
    ("es", "Deja un comentario"),
    ("es", "Lo más leído"),
    ("pt", "Deixe seu comentário"),
    ("pt", "Mais lidas"),
    ("it", "Lascia un commento"),
    ("it", "© Riproduzione riservata"),
    ("nl", "Plaats een reactie"),
    ("nl", "Meest gelezen"),
    ("ja", "コメントを投稿"),
    ("ja", "アクセスランキング"),
    ("zh", "发表评论"),
    ("zh", "热门文章"),
    ("ko", "댓글 쓰기"),
    ("ko", "많이 본 뉴스"),
    ("ar", "أضف تعليقًا"),
    ("ar", "الأكثر قراءة"),
    ("ru", "Оставить комментарий"),
    ("ru", "Самое читаемое"),
    ("tr", "Yorum yap"),
    ("tr", "En çok okunanlar"),
    ("pl", "Dodaj komentarz"),
    ("pl", "Najczęściej czytane"),
    ("hi", "टिप्पणी करें"),
    ("hi", "सबसे ज्यादा पढ़ी गई"),
    ("uk", "Залишити коментар"),
    ("fa", "ارسال نظر"),
    ("bn", "মন্তব্য করুন"),
    ("hr", "Ostavite komentar"),
    ("vi", "Gửi bình luận"),
]
INSERTS = [
    ("en", "Read more: {}"),
    ("en", "Related articles\n{}\nAnother headline about the weather"),
    ("en", "Sign up for our newsletter and hear more of {}"),
    ("en", "We use cookies, and so does {}"),
    ("en", "Share on {}"),
    ("de", "Lesen Sie auch: {}"),
    ("de", "Mehr zum Thema\n{}\nNoch eine Überschrift"),
    ("de", "Wir verwenden Cookies von {}"),
    ("fr", "À lire aussi : {}"),
    ("fr", "Partager sur {}"),
    ("es", "Te puede interesar: {}"),
    ("es", "Suscríbete a nuestro boletín sobre {}"),
    ("pt", "Leia também: {}"),
    ("pt", "Compartilhe: {}"),
    ("it", "Leggi anche: {}"),
    ("it", "Iscriviti alla newsletter: {}"),
    ("nl", "Lees ook: {}"),
    ("nl", "Deze website gebruikt cookies van {}"),
    ("ja", "関連記事：{}"),
    ("ja", "あわせて読みたい\n{}"),
    ("zh", "延伸阅读：{}"),
    ("zh", "分享到 {}"),
    ("ko", "관련 기사: {}"),
    ("ko", "뉴스레터 구독: {}"),
    ("ar", "اقرأ أيضًا: {}"),
    ("ar", "تابعنا على {}"),
    ("ru", "Читайте также: {}"),
    ("ru", "Подписывайтесь на рассылку о {}"),
    ("tr", "İlginizi çekebilir: {}"),
    ("tr", "Facebook'ta paylaş {}"),
    ("pl", "Czytaj też: {}"),
    ("pl", "Ta strona używa plików cookie {}"),
    ("hi", "यह भी पढ़ें: {}"),
    ("hi", "शेयर करें {}"),
    ("uk", "Читайте також: {}"),
    ("fa", "بیشتر بخوانید: {}"),
    ("bn", "আরও পড়ুন: {}"),
    ("hr", "Pročitajte i: {}"),
    ("vi", "Xem thêm: {}"),
]
TICKERS = [
    "META 612.77 −1.20% GOOGL 171.02 +0.85% NVDA 130.11 +2.04%",
    "Bitcoin $105,790 +1.6% | OpenAI Token $2.11 −4.0% | Ether $2,500 +0.3%",
    "Meta ▲ 1,2 %, Amazon ▼ 0,4 %, Apple ▲ 0,9 %",
]
OWN_WORDS = [
    "Jobs at OpenAI will be cut next, the paper said",
    '"We\'re hiring," said Sam Altman',
    "Related to this is a plan of OpenAI",
    "More from OpenAI is expected in the autumn",
    "Comments by Sam Altman made the mood worse",
    "Trending among staff was a note of Sam Altman",
    "Share prices of rivals such as OpenAI's partner fell by 3.2%",
    "Topics that OpenAI raised were left open",
]


def _named(read: Read, language: str, text: str) -> set[str]:
    title = TITLES.get(language, "Meta AI")
    return {mention.entity for mention in read(title, text).mentions}


def _body(language: str, times: int) -> str:
    return PROSE[language] * times


@pytest.mark.parametrize(("language", "tail"), TAILS)
@pytest.mark.parametrize("joint", ["\n", "\n\n"])
def test_nothing_behind_the_end_of_an_article_counts(
    read: Read, language: str, tail: str, joint: str
) -> None:
    text = f"{_body(language, 3)}{joint}{tail}\nSam Altman: OpenAI, Anthropic\n{PROSE['en']}OpenAI."
    assert not {"openai", "sam-altman", "anthropic"} & _named(read, language, text)


@pytest.mark.parametrize(("language", "insert"), INSERTS)
def test_what_interrupts_an_article_does_not_count_and_the_rest_does(
    read: Read, language: str, insert: str
) -> None:
    stray = insert.format("OpenAI, Sam Altman")
    text = (
        f"{_body(language, 3)}\n{stray}\n{_body(language, 2)}Yann LeCun, Cohere. "
        f"{_body(language, 1)}"
    )
    named = _named(read, language, text)
    assert not {"openai", "sam-altman"} & named
    assert {"yann-lecun", "cohere"} <= named


@pytest.mark.parametrize(("language", "insert"), [each for each in INSERTS if "\n" not in each[1]])
def test_an_interruption_in_a_text_without_lines_ends_with_its_sentence(
    read: Read, language: str, insert: str
) -> None:
    stop = "。" if language in {"ja", "zh"} else "." if language != "hi" else "।"
    stray = insert.format("OpenAI")
    text = f"{_body(language, 2)}{stray}{stop} {_body(language, 2)}Yann LeCun, Cohere{stop}"
    named = _named(read, language, text)
    assert "openai" not in named
    assert {"yann-lecun", "cohere"} <= named


@pytest.mark.parametrize("ticker", TICKERS)
@pytest.mark.parametrize("joint", ["\n", " "])
def test_a_price_ticker_names_nobody_wherever_it_stands(
    read: Read, ticker: str, joint: str
) -> None:
    text = f"{_body('en', 2)}{joint}{ticker}{joint}{_body('en', 1)}Yann LeCun was there. "
    named = {mention.entity for mention in read("Yann LeCun speaks", text).mentions}
    assert named == {"yann-lecun"}


@pytest.mark.parametrize("sentence", OWN_WORDS)
@pytest.mark.parametrize("joint", ["\n", ""])
def test_words_that_only_look_like_a_tail_are_the_articles_own(
    read: Read, sentence: str, joint: str
) -> None:
    text = f"{_body('en', 2)}{joint}{sentence}. {_body('en', 2)}Yann LeCun stays. {_body('en', 1)}"
    named = _named(read, "en", text)
    assert "yann-lecun" in named
    assert named & {"openai", "sam-altman"}


def test_a_short_note_is_all_news(read: Read) -> None:
    assert "openai" in _named(read, "en", "Read more: OpenAI hires a Meta researcher.")


def test_a_box_of_links_ends_where_prose_begins_again(packs: Packs) -> None:
    text = fold(f"{_body('en', 2)}\nRelated\nOne headline\nAnother one\n{_body('en', 3)}")
    assert "headline" not in without(text, strays(text, packs))
    assert without(text, strays(text, packs)).count("laboratory") == 5


@given(st.lists(st.sampled_from([*PROSE.values(), "Related\n", "\n", "Comments\n", "A 1 +2% "])))
def test_boilerplate_lies_in_the_text_in_order_and_apart(packs: Packs, parts: list[str]) -> None:
    text = fold("".join(parts))
    found = strays(text, packs)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))
    assert len(without(text, found)) == len(text)
