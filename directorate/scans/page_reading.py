"""The program that looks at scanned pages, in a process of its own: `python -m directorate.scans.page_reading`.

The file comes on the standard input; the argument is a JSON object (`image`: is it a picture rather than a PDF?,
`first`: rank of the first page to read, from 0; `count`: how many). On the standard output, one JSON value a line: the
number of pages of the file, then for each page its codes, each with its text and the angle at which it lies, and what
may be needed to show it. Or one line: {"refusal": "..."}.
"""

import base64
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import pypdfium2
import zxingcpp
from PIL import Image

from directorate.documents.errors import DAMAGED, ENCRYPTED, TOO_COMPLEX

MEMORY = 1_200_000_000
CPU_SECONDS = 60
OUTPUT = 20_000_000
MAX_PAGES = 100
POINTS_PER_INCH = 72
# At 200 points per inch a square of the code takes four pixels; a second look, finer, for what was badly scanned.
RESOLUTIONS = (200, 300)
LONGEST_SIDE = 4_000
THUMBNAIL = 420
DARK = 160
# Under this part of dark pixels, what is on the page is dust.
DUST = 0.0005
TOO_MANY = f"Le fichier compte plus de {MAX_PAGES} pages : le découper."


class Refused(Exception):
    """A sentence for the person who brought the file."""


def pages_of(stream: BinaryIO, asked: dict[str, Any]) -> Iterator[Any]:
    yield from pages_of_image(stream) if asked["image"] else pages_of_pdf(stream, asked["first"], asked["count"])


def pages_of_image(stream: BinaryIO) -> Iterator[Any]:
    yield {"pages": 1}
    with Image.open(stream) as picture:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        yield seen([picture.convert("L")])


def pages_of_pdf(stream: BinaryIO, first: int, count: int) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(stream)
    total = len(document)
    if total > MAX_PAGES:
        raise Refused(TOO_MANY)
    yield {"pages": total}
    for rank in range(first, min(first + count, total)):
        page = document[rank]
        yield seen(drawn(page, resolution) for resolution in RESOLUTIONS)
        page.close()


def drawn(page: pypdfium2.PdfPage, resolution: int) -> Image.Image:
    scale = min(resolution / POINTS_PER_INCH, LONGEST_SIDE / max(page.get_width(), page.get_height(), 1))
    return page.render(scale=scale, grayscale=True).to_pil()


def seen(pictures: Any) -> dict[str, Any]:
    """What is on a page, drawn finer and finer until a code is read. `codes`: [text, degrees clockwise] each."""
    coarse = None
    for picture in pictures:
        coarse = coarse or picture
        if codes := codes_of(picture):
            return {"codes": codes, "thumbnail": thumbnail_of(coarse)}
        if is_blank(picture):
            return {"codes": [], "blank": True}
    return {"codes": [], "thumbnail": thumbnail_of(coarse)}


def codes_of(picture: Image.Image) -> list[tuple[str, int]]:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [(code.text[:200], round(code.orientation) % 360) for code in found if code.valid]


def is_blank(picture: Image.Image) -> bool:
    dark = sum(picture.histogram()[:DARK])
    return dark < DUST * picture.width * picture.height


def thumbnail_of(picture: Image.Image) -> str:
    small = picture.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    written = io.BytesIO()
    small.save(written, "JPEG", quality=60)
    return base64.b64encode(written.getvalue()).decode()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        # The library reads where it likes in the file, so it is held whole.
        for line in pages_of(io.BytesIO(sys.stdin.buffer.read()), json.loads(sys.argv[1])):
            sys.stdout.write(json.dumps(line) + "\n")
    except Refused as refusal:
        say(str(refusal))
    except MemoryError:
        say(TOO_COMPLEX)
    except pypdfium2.PdfiumError as error:
        say(ENCRYPTED if "password" in str(error).lower() else DAMAGED)
    except (OSError, ValueError, Image.DecompressionBombError):
        say(DAMAGED)


def say(refusal: str) -> None:
    sys.stdout.write(json.dumps({"refusal": refusal}) + "\n")


if __name__ == "__main__":
    main()
