"""What a message may be: its marker when it is not real, its length in SMS segments and in seconds. Pure."""

import re
from math import ceil

MARKER = "EXERCICE EXERCICE"
REAL = "real"
MARKERS = re.compile(r"^(?:[\s.,;:!–—-]*\bexercice\b)+[\s.,;:!–—-]*", re.IGNORECASE)

# The alphabet of the GSM network (3GPP TS 23.038); those of the second line cost two characters.
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("^{}\\[~]|€\f")
# Characters of a single message, then of each part of a longer one.
SEGMENTS = {True: (160, 153), False: (70, 67)}
# What the keyboard writes and the network does not know, with what says the same.
PLAIN = str.maketrans({
    "’": "'", "‘": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE",
    "ê": "e", "ë": "e", "â": "a", "î": "i", "ï": "i", "ô": "o", "û": "u", "ç": "c", "À": "A", "È": "E", "Ê": "E",
    "Ë": "E", "Â": "A", "Î": "I", "Ï": "I", "Ô": "O", "Ù": "U", "Û": "U", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip


def marked(text: str, mode: str) -> str:
    """The text as it leaves: what is not real says so first, once, whatever somebody typed."""
    if mode == REAL:
        return text
    return f"{MARKER}. {MARKERS.sub('', text)}"


def is_marked(text: str, mode: str) -> bool:
    return mode == REAL or text.startswith(MARKER)


def announces_an_exercise(text: str) -> bool:
    """A real message that begins so would not be believed."""
    return MARKERS.match(text) is not None


def outside_gsm(text: str) -> str:
    """The characters that turn the whole message into short segments, each once."""
    return "".join(dict.fromkeys(letter for letter in text if letter not in GSM and letter not in GSM_TWICE))


def sms_length(text: str) -> int:
    """Characters as they are counted: an emoji is two in the wide alphabet, a brace is two in the narrow one."""
    if outside_gsm(text):
        return len(text.encode("utf-16-be")) // 2
    return sum(2 if letter in GSM_TWICE else 1 for letter in text)


def sms_segments(text: str) -> int:
    length = sms_length(text)
    single, part = SEGMENTS[not outside_gsm(text)]
    return min(length, 1) if length <= single else ceil(length / part)


def plain_sms(text: str) -> str:
    """The same words in the alphabet of the network, where it has them."""
    return text.translate(PLAIN)


def spoken_seconds(text: str, words_a_minute: int) -> int:
    """How long a voice takes to say it. A number is said figure by figure at worst: each counts as a word."""
    words = sum(len(word) if word.isdigit() and len(word) > 2 else 1 for word in re.findall(r"\w+(?:['’]\w+)*", text))
    return ceil(words * 60 / words_a_minute)
