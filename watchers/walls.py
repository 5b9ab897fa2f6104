"""What stands between a reader and an article: challenge, consent, login, paywall.

Judged by words and marks, in the languages of the packs. A mark alone proves little (many an
article's page carries the script of a challenge or the name of a consent service), so that pages.py
weighs it against how much running text there is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_TITLES = {
    "challenge": (
        "just a moment|attention required|access denied|are you a robot|are you human|"
        "verify you are human|human verification|request blocked|pardon our interruption|"
        "security check|checking your browser|bot verification|"
        "un instant|(?:nur )?einen moment|un momento|blocked$|しばらくお待ちください|잠시만|请稍候|"
        "одну секунду|يرجى الانتظار"
    ),
    "consent": (
        "before you continue|privacy settings|privacy choices|we value your privacy|your privacy|"
        "cookie (?:consent|settings|policy)|bevor sie|datenschutz-?einstellungen|zustimmung|"
        "cookie-einstellungen|ihre privatsphäre|avant d'accéder|avant de continuer|"
        "vos choix|votre vie privée|antes de continuar|su privacidad|prima di continuare|"
        "la tua privacy|voordat je verder|privacy-instellingen|続行する前に|クッキーの設定|"
        "prywatność|перед тем как продолжить|قبل المتابعة"
    ),
    "login": (
        "sign in|log ?in|log on|anmelden|anmeldung|einloggen|connexion|se connecter|"
        "identifiez-vous|"
        "iniciar sesi[óo]n|acceder|accedi|entrar|fazer login|inloggen|ログイン|サインイン|로그인|"
        "登录|登入|تسجيل الدخول|вход|войти|zaloguj|giriş yap"
    ),
}
_TITLE = {name: re.compile(words) for name, words in _TITLES.items()}
_REFUSALS = re.compile(
    r"(?:request|access|you) (?:has|have|was) been (?:blocked|denied)|undeclared automated tool|"
    r"unusual traffic from your|enable javascript and cookies to continue|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are not a (?:ro)?bot|complete the captcha|"
    r"press (?:and|&) hold"
)
_CHALLENGE_MARKS = re.compile(
    r"cf[-_]chl|challenge-platform|g-recaptcha|h-captcha|cf-turnstile|captcha-delivery|"
    r"px-captcha|geo\.captcha|_incapsula_resource|awswaf"
)
_CONSENT_WORDS = re.compile(
    r"cookies?|consent|gdpr|\bpersonal data|our partners|\bpurposes\b|einwilligung|einwilligen|"
    r"datenschutz|personenbezogen|unsere partner|consentement|données personnelles|nos partenaires|"
    r"consentimiento|datos personales|consenso|dati personali|consentimento|dados pessoais|"
    r"toestemming|persoonsgegevens|クッキー|同意|個人データ|쿠키|동의|隐私|ملفات تعريف الارتباط|"
    r"موافق|персональны|согласи|zgod[aęy]|çerez"
)
_CONSENT_HOSTS = ("consent.", "cmp.", "privacy-mgmt.", "cmp-consent-tool.", "guce.", "myprivacy.")
_PAYWALL_WORDS = re.compile(
    r"subscri\w+ (?:to|now to) (?:continue|read|keep reading|unlock)|to (?:continue|keep) reading|"
    r"(?:for|to) (?:paying )?subscribers(?: only)?\b|subscriber[- ]only|subscriber[- ]exclusive|"
    r"already a (?:subscriber|member)|unlock this article|free articles? (?:left|this month)|"
    r"(?:jetzt|mit \S+(?: \S+)?|artikel) weiterlesen|weiterlesen mit|(?:nur )?für abonnent|"
    r"exklusiv für abonnent|bereits abonnent|abonnement .{0,30}weiterlesen|"
    r"réservée? (?:à nos|aux) abonnés|pour lire la suite|il vous reste .{0,30}lire|déjà abonné|"
    r"suscr[ií]bete para|exclusivo para suscriptores|para seguir leyendo|"
    r"ya (?:soy|eres) suscriptor|"
    r"riservato agli abbonati|per continuare a leggere|continua a leggere con|già abbonat|"
    r"exclusivo para assinantes|assine para|para continuar lendo|já é assinante|"
    r"alleen voor abonnees|lees verder met|al abonnee|tylko dla subskrybentów|czytaj dalej z|"
    r"会員限定|有料会員|続きを(?:読む|お読み)|残り\s*\d[\d,]*\s*文字|購読すると|"
    r"구독자 전용|구독하고 계속|유료 회원|订阅后|付费阅读|会员专享|訂閱後|"
    r"للمشتركين|اشترك للمتابعة|لمتابعة القراءة|для подписчиков|чтобы (?:читать|дочитать)|"
    r"оформите подписку|yalnızca aboneler|okumaya devam etmek için"
)
_PAYWALL_NAMES = re.compile(
    r"(?:^|[\s_-])(?:paywall|regwall|meteredcontent|piano-?(?:offer|inline)|tp-modal|"
    r"subscriber-?only|subscribers-?only|premium-?(?:teaser|wall|offer)|article-?gate|"
    r"subscription-?(?:wall|required|prompt))(?:$|[\s_-])",
    re.IGNORECASE,
)
_LIVE_NAMES = re.compile(
    r"(?:^|[\s_-])live-?(?:blog|ticker)[\w-]*(?:post|entry|item|update|event)", re.IGNORECASE
)
_LIVE_ENTRIES = 3
"""Entries from which on a page is a live blog, and not one that points to it."""
_LIVE_TITLES = re.compile(r"live-?(?:blog|ticker)|\blive updates\b|\ben direct\b|\ben directo\b")
_PLAYERS = re.compile(
    r"youtube(?:-nocookie)?\.com/embed|player\.vimeo|dailymotion\.com/(?:embed|player)|"
    r"brightcove|jwplayer|podcast|spotify\.com/embed|soundcloud\.com/player"
)
_LONGEST = 400
"""Longest block that may be an offer of a subscription, in characters."""
_CONSENT_SHARE = 0.012
"""Consent words a character from which on a text is about consent: one in some fourteen words."""
_HEADLINE = 18
"""Shortest headline of a list, in characters; half of it in scripts without spaces."""
_NAMED_LIMIT = 300
_SEEN = 20_000
"""How much of a page's words is looked at, in characters."""
_SILENT = frozenset({"head", "title", "script", "style", "noscript", "template"})


@dataclass(frozen=True, slots=True)
class Signs:
    """Marks of what a page may be instead of an article."""

    challenge: bool = False
    consent: bool = False
    consent_host: bool = False
    """It came from a host that does nothing but ask for consent."""
    login: bool = False
    paywall: bool = False
    """It offers a subscription where the text ends."""
    live: bool = False
    media: bool = False
    """It holds a player."""
    cards: int = 0
    """Headlines that are links."""


def read_signs(root: HtmlElement, url: str) -> Signs:
    """Look for the marks.

    Args:
        root: The page.
        url: Where it came from, redirects followed.
    """
    title = " ".join(root.xpath("string(//title)").split())[:_NAMED_LIMIT].lower()
    heading = " ".join(root.xpath("string(//h1)").split())[:_NAMED_LIMIT].lower()
    seen = _shown(root).lower()
    scripts = " ".join(_scripts(root)).lower()
    names = [str(name)[:_NAMED_LIMIT] for name in root.xpath("//@class | //@id")[:20_000]]
    password = bool(root.xpath("//input[translate(@type, 'PASWORD', 'pasword') = 'password']"))
    return Signs(
        challenge=refuses(title, f"{heading} {seen}") or bool(_CHALLENGE_MARKS.search(scripts)),
        consent=_asks_consent(root, title, heading, seen),
        consent_host=_host(url).startswith(_CONSENT_HOSTS),
        login=password or any(_TITLE["login"].match(said) for said in (title, heading)),
        paywall=_offers(root),
        live=bool(_LIVE_TITLES.match(title))
        or sum(1 for name in names if _LIVE_NAMES.search(name)) >= _LIVE_ENTRIES,
        media=bool(root.xpath("//video | //audio")) or bool(_PLAYERS.search(_frames(root))),
        cards=_cards(root),
    )


def refuses(title: str, seen: str) -> bool:
    """Whether a page turns a program away, by its title and its words.

    Args:
        title: In lower case.
        seen: What it shows, in lower case.
    """
    return bool(_TITLE["challenge"].match(title) or _REFUSALS.search(f"{title} {seen[:3000]}"))


def about_consent(text: str) -> bool:
    """Whether a text speaks of little else than cookies and consent.

    Args:
        text: In lower case.
    """
    words = len(_CONSENT_WORDS.findall(text))
    return words >= 3 and words > _CONSENT_SHARE * len(text)


def before_offer(text: str) -> str:
    """A text up to the paragraph that offers a subscription, if one does.

    Args:
        text: Paragraphs, apart by empty lines.
    """
    kept: list[str] = []
    for paragraph in text.split("\n\n"):
        if len(paragraph) <= _LONGEST and _PAYWALL_WORDS.search(paragraph.lower()):
            break
        kept.append(paragraph)
    return "\n\n".join(kept)


def _asks_consent(root: HtmlElement, title: str, heading: str, seen: str) -> bool:
    actions = " ".join(map(str, root.xpath("//form/@action")[:50])).lower()
    if "://consent." in actions:
        return True
    titled = any(_TITLE["consent"].search(said) for said in (title, heading))
    return about_consent(seen) or (titled and _CONSENT_WORDS.search(seen) is not None)


def _offers(root: HtmlElement) -> bool:
    for element in root.xpath("//*[@class or @id]")[:20_000]:
        named = f"{element.get('class') or ''} {element.get('id') or ''}"[:_NAMED_LIMIT]
        # Many a page carries an empty frame for an offer that it does not make.
        if _PAYWALL_NAMES.search(named) and "".join(element.itertext()).strip():
            return True
    return any(_PAYWALL_WORDS.search(block) for block in _short_blocks(root))


def _short_blocks(root: HtmlElement) -> Iterator[str]:
    outside = "not(ancestor::nav) and not(ancestor::header[not(ancestor::article)])"
    outside += " and not(ancestor::footer) and not(ancestor::aside) and not(ancestor::script)"
    blocks = (
        f"//*[self::p or self::div or self::h2 or self::h3 or self::h4 or self::button][{outside}]"
    )
    for block in root.xpath(blocks)[:5000]:
        text = " ".join("".join(block.itertext()).split())
        if 0 < len(text) <= _LONGEST:
            yield text.lower()


def _cards(root: HtmlElement) -> int:
    found = set()
    headings = "self::h2 or self::h3 or self::h4"
    outside = "not(ancestor::nav) and not(ancestor::footer) and not(ancestor::aside)"
    for link in root.xpath(
        f"//a[@href and {outside}][ancestor::*[{headings}] or descendant::*[{headings}]]"
    )[:500]:
        text = " ".join("".join(link.itertext()).split())
        dense = sum(1 for character in text if "\u3040" <= character <= "\u9fff")
        if len(text) + dense >= _HEADLINE:
            found.add(link.get("href"))
    return len(found)


def _shown(root: HtmlElement) -> str:
    """The beginning of what a page shows."""
    pieces: list[str] = []
    length = 0
    for element in root.iter():
        silent = not isinstance(element.tag, str) or element.tag in _SILENT
        for piece in (None if silent else element.text, element.tail):
            if piece and (said := " ".join(piece.split())):
                pieces.append(said)
                length += len(said) + 1
        if length > _SEEN:
            break
    return " ".join(pieces)[:_SEEN]


def _scripts(root: HtmlElement) -> Iterator[str]:
    for script in root.xpath("//script | //iframe | //form | //div[@class or @id]")[:3000]:
        marks = (script.get("src"), script.get("action"), script.get("class"), script.get("id"))
        yield " ".join(mark[:_NAMED_LIMIT] for mark in marks if mark)
        if script.tag == "script":
            yield (script.text or "")[:5000]


def _frames(root: HtmlElement) -> str:
    return " ".join(map(str, root.xpath("//iframe/@src | //embed/@src")[:50])).lower()


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
