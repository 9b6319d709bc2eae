"""A scan read by another process, a few pages at a time: what is on each page, never the file itself."""

import base64
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from directorate.documents.errors import TOO_COMPLEX
from directorate.documents.files import open_file
from directorate.documents.inspection import KINDS, in_a_child
from directorate.documents.models import StoredFile
from directorate.documents.page_codes import PageMark, read_mark
from directorate.scans.errors import ScanRefused

PROGRAM = "directorate.scans.page_reading"
SCAN_KINDS = {name: KINDS[name] for name in ("pdf", "jpg", "jpeg", "png")}
MAX_BYTES = 30_000_000
# Each turn is over well before the lease of the job that asked for it.
PAGES_A_TURN = 10
SECONDS = 35
QUARTER = 90


@dataclass(frozen=True)
class PageSeen:
    """One page of the file: `rank` from 1; `mark` when it carries a code of ours; `has_code` when it carries any.

    `rotation`: degrees, clockwise, that put it upright, as far as its code says.
    """

    rank: int
    total: int
    mark: PageMark | None
    has_code: bool
    is_blank: bool
    rotation: int
    thumbnail: bytes


def read_pages(stored: StoredFile) -> Iterator[PageSeen]:
    """Every page of the scan, in the order of the file. ScanRefused says what is wrong with it."""
    image = stored.media_type != "application/pdf"
    with tempfile.TemporaryFile() as source:
        with open_file(stored) as content:
            shutil.copyfileobj(content, source)
        first, total = 0, 1
        while first < total:
            total, pages = one_turn(source, image=image, first=first)
            for rank, page in enumerate(pages, start=first + 1):
                yield page_seen(rank, total, page)
            first += PAGES_A_TURN


def one_turn(source: BinaryIO, *, image: bool, first: int) -> tuple[int, list[dict[str, Any]]]:
    source.seek(0)
    asked = json.dumps({"image": image, "first": first, "count": PAGES_A_TURN})
    child = in_a_child(PROGRAM, source, seconds=SECONDS, arguments=[asked])
    if child is None:
        raise ScanRefused(TOO_COMPLEX, field="document")
    said = [json.loads(line) for line in child.stdout.splitlines()] if child.returncode == 0 else []
    if said and "refusal" in said[-1]:
        raise ScanRefused(said[-1]["refusal"], field="document")
    if not said or len(said) != 1 + min(PAGES_A_TURN, said[0]["pages"] - first):
        raise ScanRefused(TOO_COMPLEX, field="document")
    return said[0]["pages"], said[1:]


def page_seen(rank: int, total: int, page: dict[str, Any]) -> PageSeen:
    marks = [(mark, angle) for text, angle in page["codes"] if (mark := read_mark(text))]
    mark, angle = marks[0] if marks else (None, 0)
    return PageSeen(
        rank=rank,
        total=total,
        mark=mark,
        has_code=bool(page["codes"]),
        is_blank=page.get("blank", False),
        rotation=upright(angle),
        thumbnail=base64.b64decode(page.get("thumbnail", "")),
    )


def upright(angle: int) -> int:
    """The quarter turns that undo an angle: a page is never perfectly straight on the glass."""
    return -round(angle / QUARTER) * QUARTER % 360
