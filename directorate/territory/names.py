"""Names that sort and match as a French reader expects, whatever the collation of the database. Pure."""

import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "‑": "-"})
ARTICLES = ("l'", "le ", "la ", "les ")


def folded(text: str) -> str:
    """Lower case without accents, ligatures or repeated spaces: "L'Haÿ-les-Roses" gives "l'hay-les-roses"."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    return " ".join("".join(char for char in letters if not unicodedata.combining(char)).split())


def of_commune(name: str) -> str:
    """As one writes it after a noun: d'Arcueil, du Kremlin-Bicêtre, de la Queue-en-Brie, de L'Haÿ-les-Roses."""
    if name.startswith("Le "):
        return f"du {name.removeprefix('Le ')}"
    if name.startswith("Les "):
        return f"des {name.removeprefix('Les ')}"
    if name.startswith("La "):
        return f"de la {name.removeprefix('La ')}"
    return f"d'{name}" if folded(name)[:1] in "aeiouy" else f"de {name}"


def at_commune(name: str) -> str:
    """Where one is: à Arcueil, au Kremlin-Bicêtre, aux Lilas, à la Queue-en-Brie, à L'Haÿ-les-Roses."""
    for article, words in (("Le ", "au "), ("Les ", "aux "), ("La ", "à la ")):
        if name.startswith(article):
            return words + name.removeprefix(article)
    return f"à {name}"


def sort_name(name: str) -> str:
    """The official order of communes ignores the article: "Le Kremlin-Bicêtre" is filed under K."""
    plain = folded(name)
    for article in ARTICLES:
        if plain.startswith(article):
            plain = plain.removeprefix(article)
            break
    return plain.replace("-", " ").replace("'", " ")
