"""A text file as rows: which encoding, which separator. Pure, and run in the child process only.

French bias: of two ways to read the same bytes, the one that gives more of the letters that French uses is right.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from directorate.imports.choices import DELIMITERS, EIGHT_BIT, ENCODINGS

SAMPLE = 256_000
CHUNK = 1 << 16
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FRENCH = frozenset("éèêëàâäçùûüôöîïÿœæÉÈÊËÀÂÇÙÛÔÎÏŒÆ’‘«»–—…€°²·")
# Signs that a wrong table of characters produces between the letters of a word.
ODD = frozenset("ŽžŠš¤¦¨´¸½¼¾¥¢£¬¶†‡ˆ˜‰ƒ¿¡¹ªº®©™¯±÷×µ√∞≤≥∂∑∏π∫Ω≈∆◊\ufffd") | {chr(code) for code in range(0x80, 0xA0)}
LONGEST_CELL = 32_000
TRIED_LINES = 60


class TextRefused(Exception):
    """The file cannot be read as a table; the message is a French sentence."""


@dataclass(frozen=True)
class TextShape:
    encoding: str
    delimiter: str


# --- encoding -----------------------------------------------------------------------------------------------


def encoding_of(stream: BinaryIO) -> str:
    """The code of the encoding, one of ENCODINGS."""
    stream.seek(0)
    sample = stream.read(SAMPLE)
    if marked := next((name for mark, name in BOMS if sample.startswith(mark)), ""):
        return marked
    if wide := wide_encoding(sample):
        return wide
    return "utf-8" if is_utf8(stream) else eight_bit_encoding(sample)


def wide_encoding(sample: bytes) -> str:
    """UTF-16 without its mark: nearly one byte in two is zero, always on the same side."""
    half = max(len(sample) // 2, 1)
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[offset::2].count(0) > 0.6 * half and sample[1 - offset :: 2].count(0) < 0.05 * half:
            return name
    return ""


def is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    try:
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def eight_bit_encoding(sample: bytes) -> str:
    """The most French of the readings; charset-normalizer decides between equals."""
    match = from_bytes(sample[:CHUNK], cp_isolation=list(EIGHT_BIT)).best()
    advised = match.encoding if match else ""
    scores = {}
    for rank, name in enumerate(EIGHT_BIT):
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        scores[name] = (french_score(text), codecs.lookup(name).name == advised, -rank)
    return max(scores, key=scores.__getitem__) if scores else EIGHT_BIT[0]


def french_score(text: str) -> int:
    """How French a text reads: its accented letters count for it, the signs of a wrong table against it."""
    counts = Counter(letter for letter in text if letter > "\x7f")
    return sum(count for letter, count in counts.items() if letter in FRENCH) - 3 * sum(
        count for letter, count in counts.items() if letter in ODD
    )


# --- lines --------------------------------------------------------------------------------------------------


def decoded(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Lines of text, line ends kept. A zero character stops the reading with a sentence."""
    stream.seek(0)
    reader = io.TextIOWrapper(stream, encoding=encoding, errors="strict", newline="")
    number = 0
    try:
        for number, line in enumerate(reader, start=1):
            if "\x00" in line:
                raise TextRefused(
                    f"Le fichier contient un caractère nul (NUL) à la ligne {number} : ce n'est pas un texte sain."
                    " L'enregistrer de nouveau en CSV depuis le tableur."
                )
            yield line
    except UnicodeError:
        raise TextRefused(
            f"Le fichier ne se lit pas en {ENCODINGS.get(encoding, encoding)} (après la ligne {number})."
            " Choisir un autre encodage."
        ) from None
    finally:
        reader.detach()


def delimiter_of(stream: BinaryIO, encoding: str) -> str:
    """The separator that cuts the first lines in the most regular way; a semicolon when nothing does."""
    lines = []
    for line in decoded(stream, encoding):
        lines.append(line[:LONGEST_CELL])
        if len(lines) >= TRIED_LINES:
            break
    return max(DELIMITERS, key=lambda delimiter: regularity(lines, delimiter))


def regularity(lines: list[str], delimiter: str) -> float:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        return -1.0
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
    return count / sum(widths.values()) * (1 + min(width, 50) / 50) if width > 1 else 0.0


def rows_of(stream: BinaryIO, shape: TextShape) -> Iterator[list[str]]:
    """Rows of cells. One apostrophe in front is the mark of our exports against formulas: it goes away."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(decoded(stream, shape.encoding), delimiter=shape.delimiter)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TextRefused(sentence_of(error, number)) from error
        yield [cell.removeprefix("'") for cell in row]


def sentence_of(error: csv.Error, number: int) -> str:
    if "field larger" in str(error):
        return (
            f"La ligne {number} contient une valeur de plus de {LONGEST_CELL} caractères : un guillemet n'est sans"
            " doute pas refermé, ou ce n'est pas le bon séparateur."
        )
    return f"La ligne {number} ne se lit pas comme une ligne de CSV."
