"""Names end where their script ends them: one trap a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from newsroom.packs import Packs
    from tests.newsroom.conftest import Read

FOUND = [
    ("Metas AI lab grows", "org:meta"),
    ("Meta's AI lab grows", "org:meta"),
    ("Meta’s AI lab grows", "org:meta"),
    ("Ex-Meta engineers join OpenAI", "org:meta"),
    ("MetaのAI研究が再編", "org:meta"),
    ("メタ、AI研究者を採用", "org:meta"),
    ("ＭＥＴＡのＡＩ部門", "org:meta"),
    ("وميتا تخطط للذكاء الاصطناعي", "org:meta"),
    ("تعاون بين أبل وبميتا في الذكاء الاصطناعي", "org:meta"),
    ("메타는 AI 연구원을 찾는다", "org:meta"),
    ("메타에서 AI 조직 개편", "org:meta"),
    ("Yann LeCun Meta'dan gidiyor", "org:meta"),
    ("Odszedł z Mety po latach: Yann LeCun", "org:meta"),
    ("O Cukerbergu: Zuckerberga pytają o AI", "person:mark-zuckerberg"),
    ("О планах Цукерберга", "person:mark-zuckerberg"),
    ("С Цукербергом говорили об ИИ", "person:mark-zuckerberg"),
    ("AppleのRuoming Pang氏", "person:ruoming-pang"),
    ("Llama4を公開したMeta", "model:llama-4"),
    ("苹果公司的庞若鸣去了Meta", "person:ruoming-pang"),
    ("मेटा ने एआई टीम बनाई", "org:meta"),
]
NOT_FOUND = [
    ("メタバースのAI企業", "org:meta"),
    ("メタルとAI", "org:meta"),
    ("메타버스 AI 게임", "org:meta"),
    ("메타데이터와 AI", "org:meta"),
    ("الميتافيزيقا والذكاء الاصطناعي", "org:meta"),
    ("Metaverse AI startup", "org:meta"),
    ("Metadata and AI", "org:meta"),
    ("Mettmann baut ein KI-Zentrum", "org:meta"),
    ("प्रमेटात्मक एआई", "org:meta"),
    ("Ollama and AI at home", "model:llama"),
    ("Llama 45 of the herd, says Meta", "model:llama-4"),
    ("Amazonas-Regenwald und KI", "org:amazon"),
    ("라마단과 AI", "model:llama"),
]


def _named(read: Read, title: str) -> set[str]:
    return {f"{mention.kind}:{mention.entity}" for mention in read(title).mentions}


@pytest.mark.parametrize(("title", "wanted"), FOUND)
def test_a_name_with_what_its_script_hangs_on_it_is_found(
    read: Read, title: str, wanted: str
) -> None:
    assert wanted in _named(read, title)


@pytest.mark.parametrize(("title", "unwanted"), NOT_FOUND)
def test_a_name_inside_another_word_is_not_found(read: Read, title: str, unwanted: str) -> None:
    assert unwanted not in _named(read, title)


def test_numbers_at_the_end_of_a_name_end_where_they_end(packs: Packs) -> None:
    bounded = packs.boundaries.bounded
    assert bounded("llama 3 is out", 0, 7)
    assert bounded("llama 3.", 0, 7)
    assert not bounded("llama 3.1", 0, 7)
    assert not bounded("llama 31", 0, 7)
