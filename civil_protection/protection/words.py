"""Words that announce what may never be held here: classified documents and plans of vital operators.

The check reads what a person typed or how a file is named; it teaches a rule, it does not replace it.
"""

import re
import unicodedata
from collections.abc import Iterable

from civil_protection.protection.levels import LevelRefused

# Said anywhere, they name a classified thing (code de la défense, art. R2311-2 and R1332-18 to R1332-35).
EVERYWHERE = (
    "tres secret", "secret defense", "confidentiel defense", "secret otan", "nato secret",
    "directive nationale de securite",
    "plan de securite d operateur", "plan de securite operateur", "plan particulier de protection",
    "plan de protection externe", "point d importance vitale", "points d importance vitale",
    "operateur d importance vitale",
    "operateurs d importance vitale", "zone d importance vitale", "plan piratair", "plan piratox", "plan piratome",
    "piranet",
)  # fmt: skip
# Enough in the title of a document or the name of a file.
IN_A_TITLE = (*EVERYWHERE, "secret", "confidentiel", "ppp", "pso", "ppe", "piv", "oiv", "dns", "nrbc")
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


def flat(text: str) -> str:
    """Lower case, without accents nor marks, one space between words; letters spelled one by one come together."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in plain if not unicodedata.combining(char) and unicodedata.category(char) != "Cf")
    plain = re.sub(r"[^a-z0-9]+", " ", plain.lower()).strip()
    return re.sub(r"\b(?:[a-z0-9] ){2,}[a-z0-9]\b", lambda spelled: spelled[0].replace(" ", ""), plain)


def found_in(text: str, words: Iterable[str]) -> str:
    """The first of these words that the text holds as whole words, or nothing."""
    plain = f" {flat(text)} "
    for harmless in HARMLESS:
        plain = plain.replace(f" {harmless} ", " ")
    spelled = plain.replace(" ", "")
    for word in words:
        if f" {word} " in plain or (" " in word and word.replace(" ", "") in spelled):
            return word
    return ""


def check_title(title: str, *, field: str = "title") -> None:
    """LevelRefused when a title or a file name announces what may not be held."""
    if found := found_in(title, IN_A_TITLE):
        raise LevelRefused(EXPLANATION.format(found=found), field=field)


def check_text(text: str, *, field: str) -> None:
    """The same for free text, where only what cannot mean anything else is refused."""
    if found := found_in(text, EVERYWHERE):
        raise LevelRefused(EXPLANATION.format(found=found), field=field)
