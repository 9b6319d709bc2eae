"""How a text is cited in an act, a letter or a procedure: from words to texts. Pure: knows no table and no clock.

"CSI, art. L251-1 à L255-1", "code de commerce, notamment son article L123-11-3", "article L. 114-5 du même code", "loi
n° 89-462 du 6 juillet 1989, art. 24 III", "arrêté du 8 janvier 2001" are citations. A code without an article is not:
it says nothing that could be in force or not. An order of the prefect or of a mayor is most often one act among
thousands: it is read (`is_local`) to be found when the register knows it, never to be asked for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from directorate.legal_calendar.arithmetic import french_long

CODE, LAW, DECREE, ORDER = "code", "law", "decree", "order"
# The name of each code, and how the house writes it in short; without initials, it is written in full.
CODES: Mapping[str, str] = {
    "code de la construction et de l'habitation": "CCH",
    "code de la défense": "Code de la défense",
    "code de la route": "Code de la route",
    "code de la santé publique": "CSP",
    "code de la sécurité intérieure": "CSI",
    "code de commerce": "Code de commerce",
    "code de justice administrative": "CJA",
    "code de l'aviation civile": "Code de l'aviation civile",
    "code de l'environnement": "Code de l'environnement",
    "code de l'urbanisme": "Code de l'urbanisme",
    "code de procédure pénale": "CPP",
    "code des procédures civiles d'exécution": "CPCE",
    "code des relations entre le public et l'administration": "CRPA",
    "code des transports": "Code des transports",
    "code du sport": "Code du sport",
    "code du tourisme": "Code du tourisme",
    "code du travail": "Code du travail",
    "code général des collectivités territoriales": "CGCT",
    "code monétaire et financier": "CMF",
    "code pénal": "Code pénal",
    "code pénitentiaire": "Code pénitentiaire",
}
INITIALS: Mapping[str, str] = {short: name for name, short in CODES.items() if short.isupper()}
KINDS = {"loi": LAW, "ordonnance": LAW, "décret": DECREE, "arrêté": ORDER}
WORDS_OF_KINDS = {LAW: "Loi", DECREE: "Décret", ORDER: "Arrêté"}
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
# A number alone ("article 2") belongs to the text named this near before it; "L251-2" to the last code of the sentence.
NEAR = 40

ARTICLE = r"(?:L\.?\s?O|[LRDA])\*?\.?\s?\d+(?:-\d+)*"
BETWEEN = r"(?:\s*,\s*(?:et\s+)?|\s+(?:et|ou|à)\s+)"
TOKEN = re.compile(
    rf"""
    (?P<name>\b(?i:{"|".join(map(re.escape, CODES))})\b)
    | (?P<initials>\b(?:{"|".join(INITIALS)})\b)
    | (?P<same>\b(?i:même\s+code|ledit\s+code|dudit\s+code)\b)
    | \b(?P<kind>(?i:loi|ordonnance|décret|arrêté))\b
      (?P<of>(?:\s+(?i:organique|ministériel|interministériel|préfectoral|interpréfectoral|municipal|modifiée?))*)
      (?:\s+(?:n\s?[°ºo]\s?)?(?P<number>\d{{2,4}}[-/]\d{{1,6}}))?
      (?:\s+(?:modifiée?\s+)?du\s+(?P<day>\d{{1,2}}|1er)\s+(?P<month>(?i:{"|".join(MONTHS)}))\s+(?P<year>\d{{4}}))?
    | (?P<articles>\b{ARTICLE}\b(?:{BETWEEN}{ARTICLE}\b)*)
    | \b(?i:articles?|art\.)\s+(?P<numbers>\d+(?:-\d+)*(?:{BETWEEN}\d+(?:-\d+)*)*)\b
    """,
    re.VERBOSE,
)
OF_WHAT_FOLLOWS = re.compile(r"\s*(?:du|de\s+la|de\s+l'|de\s+l’)\s*\Z")
LIST_OF = re.compile(rf"(?P<before>\s+à\s+)?(?P<article>{ARTICLE}|\d+(?:-\d+)*)")
PARTS = re.compile(r"(LO|[LRDA]?)\s*(\d.*)?")
LOCAL = re.compile(r"préfectoral|municipal", re.IGNORECASE)
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'", "‑": "-"})


@dataclass(frozen=True)
class Citation:
    """One article, one range of articles (`last`), or a whole text when there is no article."""

    kind: str
    code: str = ""
    number: str = ""
    dated_on: date | None = None
    first: str = ""
    last: str = ""
    is_local: bool = False

    def __str__(self):
        return label_of(self.kind, self.code, self.number, self.dated_on, self.articles)

    @property
    def articles(self) -> str:
        return f"{self.first} à {self.last}" if self.last else self.first


def label_of(kind: str, code: str, number: str, dated_on: date | None, article: str) -> str:
    """ "CSI, art. L251-2", "Loi n° 89-462 du 6 juillet 1989, art. 24", "Arrêté du 8 janvier 2001"."""
    name = code
    if kind != CODE:
        name = WORDS_OF_KINDS[kind]
        name += f" n° {number}" if number else ""
        name += f" du {french_long(dated_on)}" if dated_on else ""
    return f"{name}, art. {article}" if article else name


def normal_article(text: str) -> str:
    """ "L. 211-2" and "L211-2" are one article."""
    return re.sub(r"[\s.*]", "", text)


def place_of(article: str) -> tuple[str, tuple[int, ...]]:
    """What orders the articles of a code: L2-1, L2-2, L10."""
    letters, numbers = PARTS.match(article).groups()
    return letters, tuple(int(part) for part in re.findall(r"\d+", numbers or ""))


def lies_between(article: str, first: str, last: str) -> bool:
    (letter, place), (start, low), (end, high) = (place_of(each) for each in (article, first, last))
    return letter == start == end and low <= place <= high


def citations(texts: Iterable[str]) -> list[Citation]:
    """What these sentences cite, each once, in reading order. "même code" is the last one named in the sentences."""
    found: dict[Citation, None] = {}
    last_code: Citation | None = None
    for text in texts:
        for sentence in re.split(r"[;\n]", text.translate(SPACES)):
            for citation in of_sentence(sentence, last_code):
                if citation.kind == CODE:
                    last_code = Citation(CODE, citation.code)
                if citation.kind != CODE or citation.first:
                    found[citation] = None
    return list(found)


def of_sentence(sentence: str, last_code: Citation | None) -> Iterator[Citation]:
    """The texts named, each with its articles; a code is given even alone, for what "the same code" will mean."""
    tokens = list(TOKEN.finditer(sentence))
    named: Citation | None = None
    end = 0
    has_articles = False
    waiting: list[tuple[str, str]] = []
    for rank, token in enumerate(tokens):
        if listed := token["articles"] or token["numbers"]:
            following = tokens[rank + 1] if rank + 1 < len(tokens) else None
            gap = sentence[token.end() : following.start()] if following else ""
            if following and not following["articles"] and OF_WHAT_FOLLOWS.match(gap):
                waiting = articles_of(listed)
            elif named and (token["articles"] and named.kind == CODE or token.start() - end <= NEAR):
                has_articles = True
                yield from with_articles(named, articles_of(listed))
                end = token.end()
            continue
        if named and not has_articles:
            yield named
        text = text_of(token, last_code)
        if text is None:
            waiting = []
            continue
        named, end, has_articles = text, token.end(), bool(waiting)
        if named.kind == CODE:
            last_code = named
        yield from with_articles(named, waiting)
        waiting = []
    if named and not has_articles:
        yield named


def text_of(token: re.Match, last_code: Citation | None) -> Citation | None:
    if token["same"]:
        return last_code
    if token["name"]:
        return Citation(CODE, CODES[token["name"].lower()])
    if token["initials"]:
        return Citation(CODE, token["initials"])
    dated_on = day_of(token)
    if not token["number"] and dated_on is None:
        return None
    kind = KINDS[token["kind"].lower()]
    return Citation(kind, number=token["number"] or "", dated_on=dated_on, is_local=bool(LOCAL.search(token["of"])))


def day_of(token: re.Match) -> date | None:
    if not token["day"]:
        return None
    day = 1 if token["day"] == "1er" else int(token["day"])
    try:
        return date(int(token["year"]), MONTHS.index(token["month"].lower()) + 1, day)
    except ValueError:
        return None


def articles_of(listed: str) -> list[tuple[str, str]]:
    """ "L1, L2 à L4" as [("L1", ""), ("L2", "L4")]."""
    found: list[tuple[str, str]] = []
    for item in LIST_OF.finditer(listed):
        article = normal_article(item["article"])
        if item["before"] and found:
            found[-1] = (found[-1][0], article)
        else:
            found.append((article, ""))
    return found


def with_articles(text: Citation, articles: Iterable[tuple[str, str]]) -> Iterator[Citation]:
    for first, last in articles:
        yield Citation(text.kind, text.code, text.number, text.dated_on, first, last, text.is_local)
