"""Reading back a PDF: the words of its text layer, and all that it says beside them.

Made to check what we published: it reads fonts that say which letters their glyphs stand for, as all of ours do.
"""

import io
import re
from collections.abc import Iterator

import pikepdf

SHOWN = {"Tj", "TJ", "'", '"'}
MOVES = {"Td", "TD", "Tm", "T*", "ET", "'", '"'}
BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
NAMES_OF_BYTES = "utf-8", "utf-16-be", "latin-1"


def text_of_pdf(content: bytes) -> str:
    """The text layer of all pages, a line for each move of the pen."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return "\n".join("".join(words_of_page(page)) for page in document.pages)


def words_of_page(page: pikepdf.Page) -> Iterator[str]:
    tables = {name: letters_of(font) for name, font in page.resources.get("/Font", {}).items()}
    table: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "Tf":
            table = tables.get(str(operands[0]), {})
        if name in MOVES:
            yield "\n"
        if name in SHOWN:
            shown = operands[-1]
            for part in shown if isinstance(shown, pikepdf.Array) else [shown]:
                if isinstance(part, pikepdf.String):
                    yield in_letters(bytes(part), table)


def in_letters(codes: bytes, table: dict[bytes, str]) -> str:
    width = max((len(code) for code in table), default=1)
    return "".join(
        table.get(codes[start : start + width], "�" if table else chr(codes[start]))
        for start in range(0, len(codes), width)
    )


def letters_of(font: pikepdf.Object) -> dict[bytes, str]:
    """Which letters each code of a font stands for."""
    found: dict[bytes, str] = {}
    if "/ToUnicode" not in font:
        return found
    for kind, block in BLOCK.findall(font.ToUnicode.read_bytes()):
        values = [bytes.fromhex(value.decode()) for value in HEX.findall(block)]
        if kind == b"bfchar":
            found |= {code: text.decode("utf-16-be") for code, text in zip(values[::2], values[1::2], strict=False)}
            continue
        for first, last, text in zip(values[::3], values[1::3], values[2::3], strict=False):
            start = int.from_bytes(text)
            for rank in range(int.from_bytes(last) - int.from_bytes(first) + 1):
                code = (int.from_bytes(first) + rank).to_bytes(len(first))
                found[code] = (start + rank).to_bytes(len(text)).decode("utf-16-be")
    return found


def hidden_words_of_pdf(content: bytes) -> str:
    """Every string, name and stream of the file outside of the drawing of its pages: metadata, bookmarks, notes,
    links, attachments, alternative texts. Bytes are read in every way that a reader could try."""
    with pikepdf.open(io.BytesIO(content)) as document:
        found = []
        for thing in document.objects:
            found.extend(strings_in(thing))
            if isinstance(thing, pikepdf.Stream) and "/Length1" not in thing:
                found.extend(readings(stream_bytes(thing)))
        found.extend(strings_in(document.trailer, 2))
    return "\n".join(found)


def stream_bytes(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        # An image in its own compression.
        return stream.read_raw_bytes()


def strings_in(thing: pikepdf.Object, depth: int = 6) -> Iterator[str]:
    if depth == 0:
        return
    if isinstance(thing, (pikepdf.String, pikepdf.Name)):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for item in thing:
            if isinstance(item, pikepdf.Object) and not item.is_indirect:
                yield from strings_in(item, depth - 1)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, item in thing.items():
            yield key
            if isinstance(item, pikepdf.Object) and not item.is_indirect:
                yield from strings_in(item, depth - 1)


def readings(content: bytes) -> Iterator[str]:
    for encoding in NAMES_OF_BYTES:
        yield content.decode(encoding, "ignore")
