"""Traps of twenty languages, one a line: what a sentence names, and nothing else that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.newsroom.conftest import Read

NAMED = [
    # English
    ("en", "Metas AI lab is hiring again", "meta"),
    ("en", "META'S AI PLANS", "meta"),
    ("en", "An AI engineer leaves Meta.", "meta"),
    ("en", "AI researchers (Meta) and friends", "meta"),
    ("en", "Meta/OpenAI talks end", "meta openai"),
    ("en", "The Meta-OpenAI rivalry", "meta openai"),
    ("en", "Llama-4-based models", "llama-4"),
    ("en", "LLaMA 4, Llama4 and AI", "llama-4"),
    ("en", "Mark Zuckerberg’s memo", "mark-zuckerberg"),
    ("en", "Joëlle Pineau and Joelle Pineau", "joelle-pineau"),
    ("en", "Yann Le Cun's talk", "yann-lecun"),
    ("en", "“OpenAI” in quotes", "openai"),
    ("en", "OPENAI AND ANTHROPIC", "openai anthropic"),
    ("en", "Google DeepMind's lead", "google-deepmind"),
    ("en", "Ｍｅｔａ　ＡＩ in full width", "meta"),
    # German
    ("de", "Metas KI-Labor verliert Forscher", "meta"),
    ("de", "Meta-Forscher wechseln zu OpenAI", "meta openai"),
    ("de", "KI-Chef von Meta geht", "meta"),
    ("de", "Zuckerbergs Pläne", "mark-zuckerberg"),
    ("de", "LeCuns Abschied", "yann-lecun"),
    ("de", "Der Meta-KI-Chef", "meta"),
    # French
    ("fr", "L'IA de Meta inquiète", "meta"),
    ("fr", "l’OpenAI d’aujourd’hui", "openai"),
    ("fr", "Chez Meta, l'IA avance", "meta"),
    ("fr", "Départ d'Alexandr Wang", "alexandr-wang"),
    # Spanish, Portuguese, Italian
    ("es", "Yann LeCun deja Meta", "yann-lecun meta"),
    ("es", "¿Meta contra OpenAI?", "meta openai"),
    ("es", "«OpenAI» y «Anthropic»", "openai anthropic"),
    ("pt", "IA da Meta perde pesquisadores", "meta"),
    ("pt", "Zuckerberg, da Meta, fala de IA", "mark-zuckerberg meta"),
    ("it", "L'IA di Meta cambia capo", "meta"),
    ("it", "dall'OpenAI alla Meta: l'IA", "openai meta"),
    # Dutch
    ("nl", "Meta's AI-lab groeit", "meta"),
    ("nl", "OpenAI-onderzoekers", "openai"),
    # Japanese
    ("ja", "MetaのAI研究者が退社", "meta"),
    ("ja", "メタのAI研究者", "meta"),
    ("ja", "米メタ、AI人材を獲得", "meta"),
    ("ja", "元Meta、現OpenAIのAI研究者", "meta openai"),
    ("ja", "ﾒﾀのAI部門", "meta"),
    ("ja", "オープンAIとメタ", "openai meta"),
    ("ja", "ザッカーバーグ氏が語る", "mark-zuckerberg"),
    ("ja", "ヤン・ルカン氏", "yann-lecun"),
    ("ja", "ヤン･ルカン氏", "yann-lecun"),
    ("ja", "メタからAIの研究者が流出", "meta"),
    ("ja", "Llama4とAI", "llama-4"),
    # Chinese
    ("zh", "Meta公司的AI团队", "meta"),
    ("zh", "扎克伯格与杨立昆", "mark-zuckerberg yann-lecun"),
    ("zh", "OpenAI挖走Meta的研究员", "openai meta"),
    ("zh", "Ｍｅｔａ的AI", "meta"),
    ("zh", "苹果公司与Anthropic合作", "apple anthropic"),
    # Korean
    ("ko", "메타는 AI 인재를 찾는다", "meta"),
    ("ko", "메타에서 오픈AI로 이직한 AI 연구원", "meta openai"),
    ("ko", "메타의 AI 조직", "meta"),
    ("ko", "메타가 AI를", "meta"),
    ("ko", "저커버그가 말했다", "mark-zuckerberg"),
    ("ko", "저커버그의 계획", "mark-zuckerberg"),
    ("ko", "메타보다 앞선 AI", "meta"),
    ("ko", "메타와 AI 연구", "meta"),
    ("ko", "메타, AI 조직 개편", "meta"),
    ("ko", "메타까지 AI에", "meta"),
    # Arabic
    ("ar", "ميتا تعيد تنظيم الذكاء الاصطناعي", "meta"),
    ("ar", "وميتا والذكاء الاصطناعي", "meta"),
    ("ar", "لميتا خطة في الذكاء الاصطناعي", "meta"),
    ("ar", "بميتا في مجال الذكاء الاصطناعي", "meta"),
    ("ar", "شركة «ميتا» للذكاء الاصطناعي", "meta"),
    ("ar", "مِيتَا والذكاء الاصطناعي", "meta"),
    ("ar", "ميـــتا والذكاء الاصطناعي", "meta"),
    ("ar", "مارك زوكربيرغ، الرئيس", "mark-zuckerberg"),
    ("ar", "وزوكربيرغ أيضا", "mark-zuckerberg"),
    ("ar", "لاما ٤ من ميتا", "llama-4 meta"),
    # Russian, Ukrainian
    ("ru", "Цукербергу ответили", "mark-zuckerberg"),
    ("ru", "с Цукербергом и Лекуном", "mark-zuckerberg yann-lecun"),
    ("ru", "Исследователи ИИ ушли из Meta", "meta"),
    ("ru", "ИИ-отдел Меты", "meta"),
    ("ru", "«Мета» и ИИ", "meta"),
    ("ru", "OpenAI'я нет", "openai"),
    ("uk", "Цукерберга запитали про ШІ", "mark-zuckerberg"),
    ("uk", "Цукербергові відповіли", "mark-zuckerberg"),
    ("uk", "Дослідники ШІ пішли з Meta до OpenAI", "meta openai"),
    # Turkish
    ("tr", "Meta'dan ayrıldı: yapay zeka", "meta"),
    ("tr", "Meta’nın yapay zekâ ekibi", "meta"),
    ("tr", "OpenAI'ye geçti", "openai"),
    ("tr", "Zuckerberg'in planı", "mark-zuckerberg"),
    ("tr", "META'NIN YAPAY ZEKA EKİBİ", "meta"),
    ("tr", "Meta’dan OpenAI’a: yapay zeka", "meta openai"),
    # Polish, Croatian
    ("pl", "Zuckerberga zapytano", "mark-zuckerberg"),
    ("pl", "Badacze AI odchodzą z Mety", "meta"),
    ("pl", "z Zuckerbergiem o AI", "mark-zuckerberg"),
    ("pl", "LeCunem i LeCunowi", "yann-lecun"),
    ("hr", "Zuckerbergu i Zuckerbergom", "mark-zuckerberg"),
    ("hr", "LeCuna u OpenAI-ju", "yann-lecun openai"),
    ("hr", "Metina umjetna inteligencija i AI", "meta"),
    ("hr", "AI stručnjak u Meti", "meta"),
    # Hindi, Bengali
    ("hi", "मेटा ने एआई टीम बनाई", "meta"),
    ("hi", "मेटा की एआई लैब", "meta"),
    ("hi", "मार्क ज़करबर्ग ने कहा", "mark-zuckerberg"),
    ("hi", "ओपनएआई।", "openai"),
    ("bn", "মেটার এআই দল", "meta"),
    ("bn", "মেটা কৃত্রিম বুদ্ধিমত্তা দল গড়ছে", "meta"),
    ("bn", "মার্ক জাকারবার্গের এআই পরিকল্পনা", "mark-zuckerberg"),
    ("bn", "ওপেনএআইতে যোগ দিলেন", "openai"),
    # Persian
    ("fa", "متا تیم هوش مصنوعی ساخت", "meta"),
    ("fa", "مارک زاکربرگ، مدیر", "mark-zuckerberg"),
    ("fa", "اوپن‌ای‌آی و متا", "openai meta"),
    ("fa", "هوش مصنوعی شرکت متا", "meta"),
    # Vietnamese
    ("vi", "Meta mất nhà nghiên cứu AI vào tay OpenAI", "meta openai"),
    ("vi", "Mark Zuckerberg nói về AI", "mark-zuckerberg"),
]
UNNAMED = [
    ("en", "Metadata and AI", "meta"),
    ("en", "A meta-analysis of AI in schools", "meta"),
    ("en", "Metaphysics, AI and OpenAI", "meta"),
    ("en", "Metal prices and AI", "meta"),
    ("en", "Gametastic AI and OpenAI", "meta"),
    ("en", "The Dalai Lama on AI and OpenAI", "llama"),
    ("en", "Ollama and OpenAI", "llama"),
    ("en", "Llama 40 and OpenAI and Meta", "llama-4"),
    ("en", "Llama 4.5 by Meta AI", "llama-4"),
    ("en", "Is it fair? AI and OpenAI", "fair"),
    ("en", "Teams that cohere, says OpenAI", "cohere"),
    ("en", "Pineapple and AI", "apple"),
    ("en", "an apple a day, says OpenAI", "apple"),
    ("en", "Anthropically minded", "anthropic"),
    ("en", "Swanging AI of Meta and OpenAI", "alexandr-wang"),
    ("en", "meta is a prefix, says OpenAI", "meta"),
    ("de", "Metall und KI von OpenAI", "meta"),
    ("de", "Metaebene und KI von OpenAI", "meta"),
    ("de", "Lamas und KI von OpenAI", "llama"),
    ("fr", "métadonnées, IA et OpenAI", "meta"),
    ("fr", "le mistral souffle, dit l'IA", "mistral"),
    ("es", "la meta de OpenAI", "meta"),
    ("es", "metales, IA y OpenAI", "meta"),
    ("pt", "a meta de inflação e a OpenAI", "meta"),
    ("pt", "metade da IA é da OpenAI", "meta"),
    ("it", "la metà dell'IA è di OpenAI", "meta"),
    ("it", "Metà degli esperti di IA, dice OpenAI", "meta"),
    ("it", "metallo, IA e OpenAI", "meta"),
    ("nl", "metaal, AI en OpenAI", "meta"),
    ("ja", "メタバースとAIとOpenAI", "meta"),
    ("ja", "メタルとAIとOpenAI", "meta"),
    ("ja", "メタデータとOpenAI", "meta"),
    ("ja", "ラマダンとAIとMeta AI", "llama"),
    ("ja", "ドラマとAIとMeta AI", "llama"),
    ("ja", "アメタ社とOpenAI", "meta"),
    ("zh", "元宇宙与AI与OpenAI", "meta"),
    ("ko", "메타버스 AI와 OpenAI", "meta"),
    ("ko", "메타데이터와 OpenAI", "meta"),
    ("ko", "메타인지와 OpenAI", "meta"),
    ("ko", "라마단과 Meta AI", "llama"),
    ("ko", "드라마와 Meta AI", "llama"),
    ("ko", "애플파이와 OpenAI", "apple"),
    ("ar", "الميتافيزيقا وOpenAI", "meta"),
    ("ar", "ميتافيرس وOpenAI", "meta"),
    ("ar", "الدالاي لاما وMeta AI", "llama"),
    ("ar", "سلاما وMeta AI", "llama"),
    ("ru", "Металл и ИИ от OpenAI", "meta"),
    ("ru", "Метаданные и OpenAI", "meta"),
    ("ru", "метан и OpenAI", "meta"),
    ("ru", "комета и OpenAI", "meta"),
    ("uk", "метал і OpenAI", "meta"),
    ("tr", "Metal ve OpenAI", "meta"),
    ("tr", "Metafor ve OpenAI", "meta"),
    ("tr", "Adamım ve Meta AI", "llama"),
    ("pl", "Metal i OpenAI", "meta"),
    ("pl", "Metan i OpenAI", "meta"),
    ("pl", "Lamy i OpenAI, i Meta AI", "llama"),
    ("hr", "Metal i OpenAI", "meta"),
    ("hr", "Metalac i OpenAI", "meta"),
    ("hi", "मेटाबोलिज्म और OpenAI", "meta"),
    ("hi", "सिमेटा और OpenAI", "meta"),
    ("bn", "মেটাবলিজম ও OpenAI", "meta"),
    ("fa", "متافیزیک و OpenAI", "meta"),
    ("fa", "سلامتان و OpenAI", "meta"),
    ("vi", "kim loại và OpenAI, metan", "meta"),
    # A weak name with nothing beside it.
    ("en", "Meta", "meta"),
    ("en", "The Mistral", "mistral"),
    ("es", "La Meta de la carrera", "meta"),
    ("de", "Der Mistral weht", "mistral"),
    ("fr", "Le Mistral", "mistral"),
]


@pytest.mark.parametrize(("language", "text", "wanted"), NAMED)
def test_what_a_script_hangs_on_a_name_does_not_hide_it(
    read: Read, language: str, text: str, wanted: str
) -> None:
    found = read(text, hint=language)
    assert set(wanted.split()) <= {mention.entity for mention in found.mentions}
    for mention in found.mentions:
        span = mention.span
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(("language", "text", "unwanted"), UNNAMED)
def test_a_name_inside_another_word_or_sense_does_not_count(
    read: Read, language: str, text: str, unwanted: str
) -> None:
    found = {mention.entity for mention in read(text, hint=language).mentions}
    assert unwanted not in found


CUES = ["{} and OpenAI", "{}, an AI company", "{} cuts 1,000 jobs", "Mark Zuckerberg on {}"]


@pytest.mark.parametrize("cue", CUES)
def test_a_second_cue_lets_a_weak_name_count(read: Read, cue: str) -> None:
    assert "meta" in {mention.entity for mention in read(cue.format("Meta")).mentions}


@pytest.mark.parametrize(("name", "entity"), [("Meta", "meta"), ("Cohere", "cohere")])
def test_the_context_of_a_source_is_a_cue(read: Read, name: str, entity: str) -> None:
    title = f"{name} at its peak"
    assert entity not in {mention.entity for mention in read(title).mentions}
    assert entity in {mention.entity for mention in read(title, context=("ai",)).mentions}
