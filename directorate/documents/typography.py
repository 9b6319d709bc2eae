"""French typography of what is printed: spaces that must not break a line."""

import re

NBSP = "\u00a0"
NARROW = "\u202f"
TAG = re.compile(r"(<[^>]*>)")
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
RULES = (
    (re.compile(r" ([;!?»])"), NARROW + r"\1"),
    (re.compile(r" (:)(?=\s|$)"), NBSP + r"\1"),
    (re.compile(r"« "), "«" + NARROW),
    (re.compile(r"\b([nN]°|p\.|art\.|[LRD]\.|articles?|Articles?|§) (?=\w)"), r"\1" + NBSP),
    (re.compile(r"\b(M\.|Mme|MM\.) (?=\w)"), r"\1" + NBSP),
    (
        re.compile(rf"\b(1er|\d{{1,2}}) ({MONTHS})\b(?: (\d{{4}}))?"),
        lambda found: NBSP.join(filter(None, found.groups())),
    ),
    (re.compile(r"(\d) (?=\d{3}\b)"), r"\1" + NBSP),
    (re.compile(r"(\d) (?=(?:€|%|h|mois|jours?|ans)\b|[€%])"), r"\1" + NBSP),
)


def typeset(html: str) -> str:
    """The same words with unbreakable spaces, in the text only: values are escaped, so a tag is a tag."""
    pieces = TAG.split(html)
    pieces[::2] = [_spaces(piece) if piece.strip() else piece for piece in pieces[::2]]
    return "".join(pieces)


def _spaces(text: str) -> str:
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text
