"""The code in the corner of each page of a signed act: which act, which page, of how many.

The act is named by an opaque code drawn for it: whoever reads the paper with a telephone learns nothing, and a code
that another installation drew is unknown here.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import pydyf
import segno

PREFIX = "DS1"
# Letters of a code: none that a reader takes for another one, all of the dense mode of the QR code.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LENGTH = 20
WRITTEN = re.compile(rf"{PREFIX}:([{LETTERS}]{{{LENGTH}}}):([1-9]\d{{0,2}}):([1-9]\d{{0,2}})")
MILLIMETRE = 72 / 25.4
# In the margin at the bottom left, far enough from the edge for a page that went askew through the scanner.
LEFT = 7 * MILLIMETRE
BOTTOM = 8 * MILLIMETRE
SIDE = 13 * MILLIMETRE


@dataclass(frozen=True)
class PageMark:
    """What a page says of itself."""

    code: str
    number: int
    total: int


def new_code() -> str:
    """A code that cannot be guessed: 100 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def written(mark: PageMark) -> str:
    return f"{PREFIX}:{mark.code}:{mark.number}:{mark.total}"


def read_mark(text: str) -> PageMark | None:
    """What a QR code says, when it is one of ours by its shape."""
    found = WRITTEN.fullmatch(text)
    if found is None or int(found[2]) > int(found[3]):
        return None
    return PageMark(found[1], int(found[2]), int(found[3]))


def drawing(mark: PageMark) -> list[str]:
    """The dark squares as operators of a page, those of a row joined. An artifact: a screen reader does not say it."""
    rows = segno.make(written(mark), error="m", micro=False, boost_error=False).matrix
    size = SIDE / len(rows)
    operators = ["/Artifact BMC", "q", "0 0 0 rg"]
    for rank, row in enumerate(rows):
        y = BOTTOM + SIDE - (rank + 1) * size
        start = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                operators.append(f"{LEFT + start * size:.3f} {y:.3f} {(column - start) * size:.3f} {size:.3f} re")
                start = None
    return [*operators, "f", "Q", "EMC"]


def stamp(code: str) -> Callable[[object, pydyf.PDF], None]:
    """What WeasyPrint does last: each page receives its code, when it is known how many there are."""

    def finish(document: object, pdf: pydyf.PDF) -> None:
        # References to the pages: number, generation, "R" for each.
        keys = pdf.pages["Kids"][::3]
        for number, key in enumerate(keys, start=1):
            page = pdf.objects[key]
            corner = pydyf.Stream(drawing(PageMark(code, number, len(keys))), compress=True)
            pdf.add_object(corner)
            # Before the rest, which changes the coordinates of the page and leaves them changed.
            page["Contents"] = pydyf.Array([corner.reference, page["Contents"]])

    return finish
