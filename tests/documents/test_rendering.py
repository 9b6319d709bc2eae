import ast
import hashlib
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pikepdf
import pytest

from directorate.documents import fonts, rendering
from directorate.documents.letters import render_text
from directorate.documents.rendering import FETCHER, LetterTooHeavy, pdf_of, time_limit
from tests.documents.values import act_context

ROOT = Path(__file__).resolve().parents[2]
SECRET = "contenu-secret-du-disque"


@pytest.fixture(scope="module")
def act_pdf() -> bytes:
    return pdf_of(render_text("letters/layout_act.html", act_context()))


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def words_of(content: bytes) -> str:
    """The text of a PDF, as its ToUnicode tables give it to a reader or to a search."""
    text = []
    pdf = opened(content)
    for page in pdf.pages:
        tables = {name: unicode_table(font) for name, font in page.Resources.Font.items()}
        table: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                table = tables[str(operands[0])]
            elif str(operator) in ("Tj", "TJ"):
                pieces = operands[0] if str(operator) == "TJ" else operands
                for piece in pieces:
                    if isinstance(piece, pikepdf.String):
                        codes = bytes(piece)
                        text += [
                            table.get(int.from_bytes(codes[index : index + 2], "big"), "")
                            for index in range(0, len(codes), 2)
                        ]
                text.append("\n")
    return " ".join("".join(text).replace("\u00a0", " ").replace("\u202f", " ").split())


def unicode_table(font) -> dict[int, str]:
    source = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", source.split("beginbfchar", 1)[1])
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def structure_types(pdf: pikepdf.Pdf) -> set[str]:
    found: set[str] = set()
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += list(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.add(str(node.S))
            if "/K" in node:
                waiting.append(node.K)
    return found


def test_the_pdf_is_an_archive_of_level_3a(act_pdf):
    with opened(act_pdf) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "A"
        assert pdf.Root.OutputIntents


def test_the_pdf_is_tagged_in_french_with_a_title(act_pdf):
    with opened(act_pdf) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert str(pdf.docinfo.Title).startswith("Arrêté n° 2026-00417 portant autorisation")
        assert {"/H1", "/H2", "/P", "/L", "/LI", "/Figure"} <= structure_types(pdf)


def test_every_page_carries_its_number(act_pdf):
    pages = len(opened(act_pdf).pages)
    assert pages > 1
    for number in range(1, pages + 1):
        assert f"{number}/{pages}" in words_of(act_pdf)


def test_the_fonts_are_ours_and_inside(act_pdf):
    with opened(act_pdf) as pdf:
        found = [font for page in pdf.pages for font in page.Resources.Font.values()]
        names = {str(font.BaseFont).split("+")[1] for font in found}
        assert names <= {"Source-Sans", "Source-Sans-Bold", "Spectral", "Spectral-Bold", "Spectral-Italic"}
        for font in found:
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_the_words_can_be_read_again_with_their_accents(act_pdf):
    words = words_of(act_pdf)
    assert "Considérant que la demande, déposée le 3 mars 2026" in words
    assert "Louise Fictive" in words


def test_the_merged_values_do_not_travel_inside_a_pdf_that_is_published(act_pdf):
    with opened(act_pdf) as pdf:
        assert not pdf.attachments


def test_html_in_a_name_is_text_on_paper():
    context = act_context()
    context["applicant"]["name"] = "<b>Dupont</b> & <i>fils</i>"
    assert "<b>Dupont</b> & <i>fils</i>" in words_of(pdf_of(render_text("letters/layout_act.html", context)))


def test_a_pdf_is_made_on_a_machine_without_any_font(tmp_path):
    """stack.md: without a font the library stops the process. Ours come with the application."""
    (tmp_path / "fonts.conf").write_text(
        f"<?xml version='1.0'?><fontconfig><dir>{tmp_path}/none</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    program = (
        "import sys; from directorate.documents.rendering import pdf_of;"
        "sys.stdout.buffer.write(pdf_of('<html lang=fr><title>t</title><p>Éà œ « ok » 漢 🙂'))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, capture_output=True, timeout=60,
        env=os.environ | {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout.startswith(b"%PDF-")


# --- nothing is fetched -------------------------------------------------------------------------------------


@pytest.fixture()
def planted(tmp_path, monkeypatch):
    """A secret on the disk, and a network that counts who knocks."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    knocks: list = []

    def refuse(*args, **kwargs):
        knocks.append(args)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return secret, knocks


VECTORS = {
    "image": '<img src="{url}">',
    "picture": '<picture><source srcset="{url}"><img src="{url}"></picture>',
    "object": '<object data="{url}"></object>',
    "embed": '<embed src="{url}">',
    "iframe": '<iframe src="{url}"></iframe>',
    "stylesheet": '<link rel="stylesheet" href="{url}">',
    "attachment of the document": '<link rel="attachment" href="{url}">',
    "attachment of a link": '<a rel="attachment" href="{url}">x</a>',
    "import": "<style>@import url('{url}');</style>",
    "font": "<style>@font-face {{ font-family: x; src: url('{url}') }} p {{ font-family: x }}</style><p>x</p>",
    "background": '<p style="background: url({url})">x</p>',
    "list image": '<ul style="list-style-image: url({url})"><li>x</ul>',
    "content": "<style>p::before {{ content: url('{url}') }}</style><p>x</p>",
    "border image": '<p style="border: 9px solid; border-image: url({url}) 1">x</p>',
    "svg image": '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    "svg use": '<svg width="9" height="9"><use href="{url}#a"/></svg>',
    "svg in data": (
        "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
        "%3Cimage href='{url}' width='9' height='9'/%3E%3C/svg%3E\">"
    ),
    "base": '<base href="{url}"><img src="x.png">',
    "input": '<input type="image" src="{url}">',
}


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "file"])
def test_no_markup_fetches_anything(planted, vector, scheme):
    secret, knocks = planted
    url = secret.as_uri() if scheme == "file" else f"{scheme}://127.0.0.1:9/x.png"
    content = pdf_of(f"<html lang=fr><title>t</title><body>{vector.format(url=url)}<p>fin</p></body></html>")
    assert knocks == []
    assert SECRET.encode() not in everything_in(content)


def everything_in(content: bytes) -> bytes:
    with opened(content) as pdf:
        streams = [item.read_raw_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream)]
    unpacked = []
    for stream in streams:
        try:
            unpacked.append(zlib.decompress(stream))
        except zlib.error:
            unpacked.append(stream)
    return content + b"".join(unpacked)


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "http://127.0.0.1:9/", "application-font:../../etc/hostname", "ftp://127.0.0.1/x"]
)
def test_the_fetcher_knows_our_fonts_and_nothing_else(url):
    with pytest.raises(ValueError):
        FETCHER.fetch(url)
    assert FETCHER.fetch(fonts.address_of("Spectral-Regular.ttf")).read(4) == b"\x00\x01\x00\x00"


def test_write_pdf_is_called_in_one_place_only():
    """Nor is any other method that lays out or writes called where the library is imported."""
    calls = []
    for folder in ("config", "directorate", "police_admin", "civil_protection", "road_safety", "public_order"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            forbidden = {"write_pdf", "render"} if "weasyprint" in source else {"write_pdf"}
            if not any(name in source for name in forbidden):
                continue
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Attribute) and node.attr in forbidden:
                    calls.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert len(calls) == 1, calls
    assert calls[0].startswith("directorate/documents/rendering.py:")


# --- limits -------------------------------------------------------------------------------------------------


def test_a_text_beyond_measure_is_refused_before_any_layout():
    with pytest.raises(LetterTooHeavy):
        pdf_of("<p>" + "x " * (rendering.MAX_CHARACTERS // 2 + 1))


def test_a_word_without_end_is_refused_before_any_layout():
    with pytest.raises(LetterTooHeavy, match="mot"):
        pdf_of("<p>" + "x" * 100_000)


def test_three_hundred_paragraphs_are_laid_out():
    html = "<html lang=fr><title>t</title>" + "<p>Un paragraphe de quelques mots.</p>" * 300
    assert len(opened(pdf_of(html)).pages) > 3


def test_a_layout_that_does_not_end_is_stopped():
    with pytest.raises(LetterTooHeavy), time_limit(1):
        time.sleep(5)


def test_a_layout_that_ends_leaves_no_alarm_behind():
    with time_limit(1):
        pass
    time.sleep(1.1)


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000, "שלום مرحبا " * 200, "🙂👩‍👩‍👧 " * 300, "e" + "\u0301\u0327" * 400, "\u202egnp.erutcaf " * 50],
    ids=["one long word", "right to left", "emoji", "combining marks", "direction overrides"],
)
def test_strange_texts_still_make_a_pdf(text):
    context = act_context()
    context["decision"]["articles"] = [text]
    assert pdf_of(render_text("letters/layout_act.html", context)).startswith(b"%PDF-")


def test_the_same_letter_gives_the_same_words_twice():
    html = render_text("letters/layout_act.html", act_context())
    first, second = (hashlib.sha256(json.dumps(words_of(pdf_of(html))).encode()).hexdigest() for _ in range(2))
    assert first == second
