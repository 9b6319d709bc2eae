"""Words that announce what may never be held here: classified documents and plans of vital operators.

The check reads what a person typed or how a file is named; it teaches a rule, it does not replace it.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from civil_protection.protection.levels import LevelRefused

# Said anywhere, they name a classified thing (code de la défense, art. R2311-2 and R1332-18 to R1332-35).
EVERYWHERE = (
    "tres secret", "secret defense", "confidentiel defense", "secret otan", "nato secret",
    "directive nationale de securite",
    "plan de securite d operateur", "plan de securite operateur", "plan particulier de protection",
    "plan de protection externe", "point d importance vitale", "operateur d importance vitale",
    "zone d importance vitale", "plan piratair", "plan piratox", "plan piratome", "piranet",
)  # fmt: skip
# Enough in the title of a document or the name of a file.
IN_A_TITLE = (*EVERYWHERE, "secret", "confidentiel", "confidentielle", "ppp", "pso", "ppe", "piv", "oiv", "dns", "nrbc")
# What the word means elsewhere, in a title as well.
HARMLESS = (
    "secret medical",
    "secret professionnel",
    "secret des affaires",
    "secret statistique",
    "secret de l instruction",
)
EXPLANATION = (
    "La mention « {found} » désigne une information qui ne peut pas être conservée dans cette application, sous aucun"
    " niveau. La conserver dans le système prévu pour elle ; n'indiquer ici ni nom, ni lieu, ni contenu."
)  # fmt: skip


# Cyrillic and Greek letters, in the order of the Latin ones that they are drawn like.
ALIKE = {
    "АВСЕНІЈКМОРЅТХУԚԜ": "ABCEHIJKMOPSTXYQW",
    "авсенԁһіјкморѕтухԛԝ": "abcehdhijkmopstyxqw",
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ": "ABEZHIKMNOPTYX",
    "αβειηκνοργτυχ": "abeinkvopytux",
    "ıꜱʀɪᴄᴇᴏᴘ": "isriceop",
}
DRAWN_ALIKE = {
    ord(other): latin for others, latins in ALIKE.items() for other, latin in zip(others, latins, strict=True)
}
# Marks and fillers that show nothing between two letters of a word.
UNSEEN = {"Mn", "Me", "Cf"}
FILLERS = dict.fromkeys(map(ord, "\u115f\u1160\u3164\uffa0"))


def flat(text: str) -> str:
    """Lower case, without accents, marks nor plural, letters of other alphabets read as they are drawn, figures apart,
    one space between words; letters spelled one by one come together."""
    plain = unicodedata.normalize("NFKD", text.translate(FILLERS))
    plain = "".join(char for char in plain if unicodedata.category(char) not in UNSEEN)
    plain = re.sub(r"[^a-z0-9]+", " ", plain.translate(DRAWN_ALIKE).lower())
    plain = re.sub(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])", " ", plain).strip()
    plain = re.sub(r"\b(?:[a-z0-9] ){2,}[a-z0-9]\b", lambda spelled: spelled[0].replace(" ", ""), plain)
    return re.sub(r"\b([a-z]{3,})s\b", r"\1", plain)


@cache
def finder(word: str) -> re.Pattern[str]:
    """Finds the word whole; when it is made of several, wherever the spaces fall."""
    parts = flat(word).split()
    return re.compile(rf"\b{parts[0] if len(parts) == 1 else 's? ?'.join(' ?'.join(part) for part in parts)}\b")


def found_in(text: str, words: Iterable[str]) -> str:
    """The first of these words that the text holds, or nothing."""
    plain = flat(text)
    for harmless in HARMLESS:
        plain = finder(harmless).sub(" ", plain)
    return next((word for word in words if finder(word).search(plain)), "")


def check_title(title: str, *, field: str = "title") -> None:
    """LevelRefused when a title or a file name announces what may not be held."""
    if found := found_in(title, IN_A_TITLE):
        raise LevelRefused(EXPLANATION.format(found=found), field=field)


def check_text(text: str, *, field: str) -> None:
    """The same for free text, where only what cannot mean anything else is refused."""
    if found := found_in(text, EVERYWHERE):
        raise LevelRefused(EXPLANATION.format(found=found), field=field)
