"""Is a file what its name says? First bytes and inner structure must agree with the extension.

Each check reads a bounded amount: a file of a few kilobytes must not keep a process busy nor fill its memory.
"""

import lzma
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from subprocess import PIPE
from typing import BinaryIO
from xml.parsers import expat

from django.conf import settings
from PIL import Image, ImageFile, UnidentifiedImageError

from directorate.documents.errors import DAMAGED, ENCRYPTED, TOO_COMPLEX, FileRefused

MAX_PIXELS = 50_000_000
MAX_FRAMES = 100
MAX_ZIP_ENTRIES = 5_000
MAX_UNZIPPED = 300_000_000
MAX_RATIO = 150
RATIO_FLOOR = 1_000_000
CHUNK = 1 << 16
PDF_SECONDS = 20
# What zipfile raises for a damaged archive; NotImplementedError is its word for an unknown compression, and a name of
# an entry may be no text at all.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, UnicodeDecodeError, NotImplementedError, EOFError, OSError,
          RuntimeError)  # fmt: skip
PDF_TAIL = re.compile(rb"%%EOF[\s\0]*\Z")

AMBIGUOUS = "Le fichier contient à la fois un document et une archive : il est refusé."
LIES = "Le contenu du fichier ne correspond pas à son extension « .{} »."


@dataclass(frozen=True)
class Kind:
    media_type: str
    check: Callable[[BinaryIO, str, int], None]


def inspect(stream: BinaryIO, extension: str, size: int, kinds: Mapping[str, Kind] | None = None) -> None:
    """FileRefused unless the content is a sound file of this extension."""
    stream.seek(0)
    (kinds or KINDS)[extension].check(stream, extension, size)


# --- PDF ----------------------------------------------------------------------------------------------------


def check_pdf(stream: BinaryIO, extension: str, size: int) -> None:
    if stream.read(5) != b"%PDF-":
        raise FileRefused(LIES.format(extension))
    stream.seek(max(0, size - 4096))
    if not PDF_TAIL.search(stream.read()):
        raise FileRefused(DAMAGED)
    refuse_archive_inside(stream)
    stream.seek(0)
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        sentence = structure_of_pdf(copy)
    if sentence:
        raise FileRefused(sentence)


def structure_of_pdf(copy: BinaryIO) -> str:
    """What is wrong with a PDF, or nothing. Read by another process, with its own limits: a file of one megabyte can
    unfold into a gigabyte while it is being opened."""
    child = in_a_child("directorate.documents.pdf_inspection", copy, seconds=PDF_SECONDS)
    return child.stdout.decode().strip() if child and child.returncode == 0 else TOO_COMPLEX


def in_a_child(
    module: str, stream: BinaryIO, *, seconds: int, arguments: Sequence[str] = (), output: BinaryIO | int = PIPE
) -> subprocess.CompletedProcess | None:
    """Have a file from outside read by one of our programs, which limits its own memory. None when it took too long.

    The child receives the open file as its standard input and nothing of our settings; what it says goes to `output`.
    """
    try:
        return subprocess.run(  # noqa: S603 our own program, without shell
            [sys.executable, "-m", module, *arguments],
            stdin=stream,
            stdout=output,
            stderr=PIPE,
            timeout=seconds,
            cwd=settings.BASE_DIR,
            env={"PYTHONPATH": str(settings.BASE_DIR), "PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None


# --- images -------------------------------------------------------------------------------------------------

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "tif": "TIFF", "tiff": "TIFF"}


def check_image(stream: BinaryIO, extension: str, size: int) -> None:
    refuse_archive_inside(stream)
    stream.seek(0)
    # WeasyPrint switches this on for the whole process; a truncated picture must be refused here.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(stream, formats=list(set(FORMATS.values()))) as image:
            if image.format != FORMATS[extension]:
                raise FileRefused(LIES.format(extension))
            refuse_too_many_pixels(image)
            for frame in range(getattr(image, "n_frames", 1)):
                if frame >= MAX_FRAMES:
                    raise FileRefused(f"L'image comporte plus de {MAX_FRAMES} pages.")
                image.seek(frame)
                refuse_too_many_pixels(image)
                # A JPEG is decoded at an eighth of its size: every byte is read, little memory is taken.
                image.draft("RGB", (image.width // 8, image.height // 8))
                image.load()
    except UnidentifiedImageError as error:
        raise FileRefused(LIES.format(extension)) from error
    except Image.DecompressionBombError as error:
        raise FileRefused(too_large()) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, zlib.error) as error:
        raise FileRefused(DAMAGED) from error


def refuse_too_many_pixels(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise FileRefused(too_large())


def too_large() -> str:
    return f"L'image dépasse {MAX_PIXELS // 1_000_000} millions de pixels : la réduire."


# --- office documents ---------------------------------------------------------------------------------------

MAIN_PARTS = {
    "docx": ("word/document.xml", "document"),
    "xlsx": ("xl/workbook.xml", "workbook"),
    "odt": ("content.xml", "document-content"),
    "ods": ("content.xml", "document-content"),
}
ODF_TYPES = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
MACRO_NAMES = re.compile(
    r"(vbaproject\.bin|vbadata\.xml|^basic/|^scripts/|/activex/|\.(exe|dll|js|vbs|bat|cmd|scr|jar)$)"
)
REMOTE_TEMPLATE = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)(?=[^>]*(attachedTemplate|oleObject|frame|subDocument))",
    re.IGNORECASE,
)


def check_office(stream: BinaryIO, extension: str, size: int) -> None:
    if stream.read(4) != b"PK\x03\x04":
        raise FileRefused(LIES.format(extension))
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            refuse_hostile_entries(archive.infolist(), size)
            refuse_wrong_structure(archive, extension)
            read_every_part(archive, extension)
    except BROKEN as error:
        raise FileRefused(DAMAGED) from error
    except expat.ExpatError as error:
        raise FileRefused(DAMAGED) from error


def refuse_hostile_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MAX_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNZIPPED:
        raise FileRefused("Le document est trop volumineux une fois décompressé.")
    if len(names) != len(set(names)):
        raise FileRefused(DAMAGED)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise FileRefused(ENCRYPTED)
        if entry.filename.startswith("/") or ".." in entry.filename.replace("\\", "/").split("/"):
            raise FileRefused("Le document contient des noms de fichiers dangereux.")
        if entry.file_size > RATIO_FLOOR and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise FileRefused("Le document se décompresse de façon anormale : il est refusé.")
        if MACRO_NAMES.search(entry.filename.lower()):
            raise FileRefused("Le document contient des macros ou du code : déposer une version sans macro.")


def refuse_wrong_structure(archive: zipfile.ZipFile, extension: str) -> None:
    names = set(archive.namelist())
    main, _ = MAIN_PARTS[extension]
    if main not in names:
        raise FileRefused(LIES.format(extension))
    if extension in ODF_TYPES:
        if "mimetype" not in names or archive.read("mimetype")[:100].strip() != ODF_TYPES[extension]:
            raise FileRefused(LIES.format(extension))
        if b"encryption-data" in archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else False:
            raise FileRefused(ENCRYPTED)
    elif "[Content_Types].xml" not in names:
        raise FileRefused(LIES.format(extension))


def read_every_part(archive: zipfile.ZipFile, extension: str) -> None:
    """Every byte is unpacked once, and counted: the sizes announced by an archive may be false."""
    total = 0
    main, root = MAIN_PARTS[extension]
    for entry in archive.infolist():
        is_xml = entry.filename.endswith((".xml", ".rels"))
        parser = xml_parser(root if entry.filename == main else "") if is_xml else None
        for chunk in chunks(archive, entry):
            total += len(chunk)
            if total > MAX_UNZIPPED:
                raise FileRefused("Le document est trop volumineux une fois décompressé.")
            if parser is not None:
                parser.Parse(chunk, False)
        if parser is not None and entry.file_size:
            parser.Parse(b"", True)
        if entry.filename.endswith(".rels") and REMOTE_TEMPLATE.search(archive.read(entry)):
            raise FileRefused("Le document va chercher un modèle ou un objet à l'extérieur : il est refusé.")


def chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            yield chunk


def xml_parser(root: str):
    """An XML reader that refuses any DOCTYPE, and another root than the one expected when there is one."""
    parser = expat.ParserCreate(namespace_separator=" ")
    seen = []

    def no_doctype(*_):
        raise FileRefused("Le document contient des définitions XML dangereuses : il est refusé.")

    def first_element(name, _):
        if not seen and root and name.rsplit(" ", 1)[-1] != root:
            raise FileRefused(DAMAGED)
        seen.append(name)
        parser.StartElementHandler = None

    parser.StartDoctypeDeclHandler = no_doctype
    parser.StartElementHandler = first_element
    return parser


# --- text ---------------------------------------------------------------------------------------------------

FOREIGN_STARTS = (
    b"%PDF", b"PK", b"MZ", b"\x7fELF", b"GIF8", b"\x89PNG", b"\xff\xd8", b"{\\rtf", b"#!", b"\xd0\xcf\x11\xe0", b"Rar!",
)  # fmt: skip
MARKUP_START = re.compile(rb"\s*<(!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)
NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def check_text(stream: BinaryIO, extension: str, size: int) -> None:
    content = stream.read()
    start = content.removeprefix(b"\xef\xbb\xbf")[:1024]
    if start.startswith(FOREIGN_STARTS) or MARKUP_START.match(start) or NOT_TEXT.search(content):
        raise FileRefused(LIES.format(extension))
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return
    raise FileRefused(LIES.format(extension))


# --- archives hidden in something else ----------------------------------------------------------------------


def refuse_archive_inside(stream: BinaryIO) -> None:
    """A document that is also a ZIP would be read differently by two programs."""
    stream.seek(0)
    if zipfile.is_zipfile(stream):
        raise FileRefused(AMBIGUOUS)


KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", check_pdf),
    "jpg": Kind("image/jpeg", check_image),
    "jpeg": Kind("image/jpeg", check_image),
    "png": Kind("image/png", check_image),
    "tif": Kind("image/tiff", check_image),
    "tiff": Kind("image/tiff", check_image),
    "docx": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", check_office),
    "xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", check_office),
    "odt": Kind("application/vnd.oasis.opendocument.text", check_office),
    "ods": Kind("application/vnd.oasis.opendocument.spreadsheet", check_office),
    "txt": Kind("text/plain", check_text),
    "csv": Kind("text/csv", check_text),
}
