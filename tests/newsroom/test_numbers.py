"""One number, twenty languages: eleven of fourteen, seventy-eight percent, 14.3 billion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.fold import fold
from newsroom.numbers import find_numbers

if TYPE_CHECKING:
    from newsroom.packs import Packs

SHARES = [
    ("en", "11 of 14 authors"),
    ("en", "eleven out of fourteen authors"),
    ("de", "11 von 14 Autoren"),
    ("de", "elf der vierzehn Autoren"),
    ("fr", "onze des quatorze auteurs"),
    ("fr", "11 des 14 auteurs"),
    ("fr", "11 sur 14"),
    ("es", "once de los catorce autores"),
    ("es", "11 de los 14 autores"),
    ("pt", "onze dos catorze autores"),
    ("pt", "11 dos 14 autores"),
    ("it", "undici dei quattordici autori"),
    ("it", "11 su 14"),
    ("nl", "elf van de veertien auteurs"),
    ("nl", "11 van de 14"),
    ("ja", "14人中11人"),
    ("ja", "14名の著者のうち11名"),
    ("ja", "十四人中十一人"),
    ("ja", "14人の著者のうち、11人"),
    ("zh", "14名作者中的11名"),
    ("zh", "14位作者中有11位"),
    ("zh", "十四名作者中十一名"),
    ("ko", "14명 중 11명"),
    ("ko", "저자 14명 가운데 11명"),
    ("ko", "열네 명 중 열한 명"),
    ("ar", "١١ من أصل ١٤ مؤلفا"),
    ("ar", "أحد عشر من أصل أربعة عشر"),
    ("ar", "11 من 14"),
    ("ru", "11 из 14 авторов"),
    ("ru", "одиннадцать из четырнадцати авторов"),
    ("tr", "14 yazarın 11'i"),
    ("tr", "14 yazardan 11'i"),
    ("pl", "11 z 14 autorów"),
    ("pl", "jedenastu z czternastu autorów"),
    ("hi", "14 में से 11 लेखक"),
    ("hi", "चौदह में से ग्यारह"),
    ("hi", "14 लेखकों में से 11"),
    ("uk", "11 із 14 авторів"),
    ("fa", "۱۱ نفر از ۱۴ نفر"),
    ("bn", "১৪ জনের মধ্যে ১১ জন"),
    ("hr", "11 od 14 autora"),
    ("vi", "11 trong số 14 tác giả"),
]
PERCENT = [
    ("en", "78 percent"),
    ("de", "78 Prozent"),
    ("fr", "78 pour cent"),
    ("es", "78 por ciento"),
    ("pt", "78 por cento"),
    ("it", "78 per cento"),
    ("nl", "78 procent"),
    ("ja", "78パーセント"),
    ("zh", "百分之78"),
    ("ko", "78퍼센트"),
    ("ar", "78 في المئة"),
    ("ar", "٧٨٪"),
    ("ru", "78 процентов"),
    ("tr", "yüzde 78"),
    ("tr", "%78"),
    ("pl", "78 procent"),
    ("hi", "78 प्रतिशत"),
    ("uk", "78 відсотків"),
    ("fa", "۷۸ درصد"),
    ("bn", "৭৮ শতাংশ"),
    ("hr", "78 posto"),
    ("vi", "78 phần trăm"),
]
MONEY = [
    ("en", "14.3 billion dollars"),
    ("de", "14,3 Milliarden Dollar"),
    ("fr", "14,3 milliards de dollars"),
    ("es", "14.300 millones de dólares"),
    ("pt", "14,3 bilhões de dólares"),
    ("it", "14,3 miliardi di dollari"),
    ("nl", "14,3 miljard dollar"),
    ("ja", "143億ドル"),
    ("zh", "143亿美元"),
    ("ko", "143억 달러"),
    ("ar", "14.3 مليار دولار"),
    ("ru", "14,3 млрд долларов"),
    ("tr", "14,3 milyar dolar"),
    ("pl", "14,3 mld dolarów"),
    ("hi", "14.3 अरब डॉलर"),
    ("uk", "14,3 млрд доларів"),
    ("fa", "۱۴٫۳ میلیارد دلار"),
    ("bn", "১৪.৩ বিলিয়ন ডলার"),
    ("hr", "14,3 milijarde dolara"),
    ("vi", "14,3 tỷ USD"),
]


@pytest.mark.parametrize(("language", "text"), SHARES)
def test_eleven_of_fourteen_is_the_same_share_in_every_language(
    packs: Packs, language: str, text: str
) -> None:
    found = set(find_numbers(fold(text), packs, language))
    assert found == {"11", "14", "78%", "79%"}


@pytest.mark.parametrize(("language", "text"), PERCENT)
def test_seventy_eight_percent_is_the_same_in_every_language(
    packs: Packs, language: str, text: str
) -> None:
    assert find_numbers(fold(text), packs, language) == ("78%",)


@pytest.mark.parametrize(("language", "text"), MONEY)
def test_fourteen_billion_is_the_same_in_every_language(
    packs: Packs, language: str, text: str
) -> None:
    assert find_numbers(fold(text), packs, language) == ("14300000000",)


@pytest.mark.parametrize("code", ["13b43", "5b87c", "12f3ab", "77k2", "40t1"])
def test_a_code_is_no_number(packs: Packs, code: str) -> None:
    assert find_numbers(f"build {code} is out", packs, "en") == ()
