"""The same letter as an editable text document (ODF 1.3), written from the HTML of our own templates.

Our own writer: the subset of HTML is ours, and templates merged inside an ODT break when a word processor splits a tag.
"""

import base64
import io
import zipfile
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from importlib.resources import files
from urllib.parse import unquote_to_bytes
from xml.sax.saxutils import escape, quoteattr

MIMETYPE = "application/vnd.oasis.opendocument.text"
# A fixed date: the same letter gives the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)
BLOCKS = {"p", "h1", "h2", "h3", "li"}
SPANS = {"strong": "Fort", "b": "Fort", "em": "Accent", "i": "Accent", "sup": "Exposant"}
SILENT = {"head", "style", "script"}
CONTAINERS = {"div", "section"}
# Style of a paragraph by the class of its element or of the nearest element around that has one.
STYLES = {
    "mark-name": "Marque",
    "motto": "Devise",
    "direction": "Service",
    "unit": "Service",
    "references": "Reference",
    "place-date": "Destinataire",
    "addressee": "Destinataire",
    "subject": "Objet",
    "act-title": "Titre_20_acte",
    "authority": "Autorite",
    "enacting": "Dispositif",
    "visa": "Visa",
    "ground": "Visa",
    "article-number": "Article",
    "signature": "Signature",
    "signatory": "Signataire",
    "watermark": "Projet",
    "remedies": "Mention",
    "mentions": "Mention",
    "permit-check": "Mention",
}
HEADINGS = {"h1": ("Titre_20_acte", 1), "h2": ("Titre_20_2", 2), "h3": ("Titre_20_2", 3)}


@dataclass
class Body:
    """What becomes content.xml: finished blocks, the footer apart, and the pictures."""

    blocks: list[str] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    title: str = ""


class OdtWriter(HTMLParser):
    """Walks the HTML once. An unknown element keeps its text and loses its shape."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.body = Body()
        self.classes: list[tuple[str, list[str]]] = []
        self.open_block: tuple[str, str] | None = None
        self.text: list[str] = []
        self.spans: list[str] = []
        self.lists: list[str] = []
        self.rows: list[list[str]] | None = None
        self.silent = 0
        self.in_title = False

    # reading

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "title":
            self.in_title = True
        if tag in SILENT:
            self.silent += 1
        if self.silent:
            return
        if tag == "br":
            self.text.append("<text:line-break/>")
        elif tag == "img":
            self.picture(attributes)
        elif tag in SPANS:
            self.start_block("p")
            self.spans.append(tag)
            self.text.append(f'<text:span text:style-name="{SPANS[tag]}">')
        elif tag in BLOCKS:
            self.end_block()
            self.push(tag, attributes)
            self.start_block(tag)
        elif tag in CONTAINERS:
            self.end_block()
            self.push(tag, attributes)
        elif tag in ("ul", "ol"):
            self.end_block()
            self.lists.append(tag)
        elif tag == "table":
            self.end_block()
            self.rows = []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in ("td", "th") and self.rows is not None:
            self.start_block("th" if tag == "th" else "td")

    def handle_endtag(self, tag):
        if tag == "title":
            self.in_title = False
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.silent:
            return
        elif tag in SPANS and tag in self.spans:
            self.close_span(tag)
        elif tag in BLOCKS or tag in CONTAINERS:
            self.end_block()
            self.pop(tag)
        elif tag in ("ul", "ol") and self.lists:
            self.end_block()
            self.lists.pop()
        elif tag in ("td", "th"):
            self.end_block()
        elif tag == "table" and self.rows is not None:
            self.end_block()
            self.table()

    def handle_data(self, data):
        if self.in_title:
            self.body.title += data
        if self.silent:
            return
        words = " ".join(data.split())
        if not words:
            if data and self.text and not self.text[-1].endswith(" "):
                self.text.append(" ")
            return
        self.start_block("p")
        before = " " if data[0].isspace() and self.text and not self.text[-1].endswith(" ") else ""
        after = " " if data[-1].isspace() else ""
        self.text.append(escape(before + words + after))

    # writing

    def push(self, tag, attributes):
        self.classes.append((tag, (attributes.get("class") or "").split()))

    def pop(self, tag):
        for index in range(len(self.classes) - 1, -1, -1):
            if self.classes[index][0] == tag:
                del self.classes[index:]
                return

    def style(self, default: str = "Texte") -> str:
        for _, names in reversed(self.classes):
            for name in names:
                if name in STYLES:
                    return STYLES[name]
        return default

    def start_block(self, tag: str) -> None:
        if self.open_block is None:
            style = self.style(HEADINGS[tag][0] if tag in HEADINGS else "Texte")
            self.open_block = (tag, "Titre_20_mention" if tag in HEADINGS and style == "Mention" else style)
            self.text = []

    def close_span(self, tag: str) -> None:
        while self.spans:
            closed = self.spans.pop()
            self.text.append("</text:span>")
            if closed == tag:
                return

    def end_block(self) -> None:
        if self.open_block is None:
            return
        while self.spans:
            self.close_span(self.spans[-1])
        tag, style = self.open_block
        content = "".join(self.text).strip()
        self.open_block, self.text = None, []
        if not content and tag not in ("td", "th"):
            return
        if any("colophon" in names for _, names in self.classes):
            self.body.footer.append(content)
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows = [[]]
            self.rows[-1].append(
                f'<text:p text:style-name="{"Entete" if tag == "th" else "Cellule"}">{content}</text:p>'
            )
        elif self.lists:
            self.list_item(content, style)
        elif tag in HEADINGS:
            level = HEADINGS[tag][1]
            self.body.blocks.append(
                f'<text:h text:style-name="{style}" text:outline-level="{level}">{content}</text:h>'
            )
        else:
            self.body.blocks.append(f'<text:p text:style-name="{style}">{content}</text:p>')

    def list_item(self, content: str, style: str) -> None:
        """Items that follow each other are one list."""
        name = "Numeros" if self.lists[-1] == "ol" else "Tirets"
        opening = f'<text:list text:style-name="{name}">'
        item = f'<text:list-item><text:p text:style-name="{style}">{content}</text:p></text:list-item>'
        blocks = self.body.blocks
        if blocks and blocks[-1].startswith(opening):
            blocks[-1] = blocks[-1].removesuffix("</text:list>") + item + "</text:list>"
        else:
            blocks.append(f"{opening}{item}</text:list>")

    def table(self) -> None:
        rows = [row for row in self.rows or [] if row]
        self.rows = None
        if not rows:
            return
        width = max(len(row) for row in rows)
        lines = []
        for row in rows:
            cells = [f'<table:table-cell table:style-name="Case">{cell}</table:table-cell>' for cell in row]
            cells += ['<table:table-cell table:style-name="Case"><text:p/></table:table-cell>'] * (width - len(row))
            lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        self.body.blocks.append(
            f'<table:table><table:table-column table:number-columns-repeated="{width}"/>{"".join(lines)}</table:table>'
        )

    def picture(self, attributes) -> None:
        """Only pictures written inside the letter; an address is never followed."""
        source = attributes.get("src") or ""
        if not source.startswith("data:image/svg+xml"):
            return
        head, _, data = source.partition(",")
        content = base64.b64decode(data) if head.endswith(";base64") else unquote_to_bytes(data)
        self.start_block("p")
        self.body.pictures.append(content)
        number = len(self.body.pictures)
        label = escape(attributes.get("alt") or "")
        self.text.append(
            f'<draw:frame draw:name="Image {number}" text:anchor-type="as-char" svg:width="2.6cm" svg:height="2.6cm">'
            f'<draw:image xlink:href="Pictures/{number}.svg" xlink:type="simple" xlink:show="embed"'
            f' xlink:actuate="onLoad" draw:mime-type="image/svg+xml"/><svg:title>{label}</svg:title></draw:frame>'
        )


def odt_of(html: str) -> bytes:
    """The bytes of the ODT of a letter."""
    writer = OdtWriter()
    writer.feed(html)
    writer.close()
    writer.end_block()
    body = writer.body
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as document:
        # ODF 1.3, part 2, 3.3: the type comes first and is not compressed.
        write(document, "mimetype", MIMETYPE, zipfile.ZIP_STORED)
        write(document, "content.xml", content_xml(body))
        write(document, "styles.xml", styles_xml(body))
        write(document, "meta.xml", meta_xml(body))
        for number, picture in enumerate(body.pictures, 1):
            write(document, f"Pictures/{number}.svg", picture)
        write(document, "META-INF/manifest.xml", manifest_xml(body))
    return archive.getvalue()


def write(document: zipfile.ZipFile, name: str, content: str | bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = method
    entry.external_attr = 0o644 << 16
    document.writestr(entry, content)


NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def content_xml(body: Body) -> str:
    return (
        f'{HEAD}<office:document-content {NAMESPACES} office:version="1.3"><office:automatic-styles>'
        '<style:style style:name="Case" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm"'
        ' fo:border="0.5pt solid #929292"/></style:style></office:automatic-styles>'
        f"<office:body><office:text>{''.join(body.blocks)}</office:text></office:body></office:document-content>"
    )


@lru_cache(maxsize=1)
def styles_source() -> str:
    return files("directorate.documents").joinpath("letter_styles.xml").read_text(encoding="utf-8")


def styles_xml(body: Body) -> str:
    footer = "<text:line-break/>".join(body.footer)
    return HEAD + styles_source().replace("NAMESPACES", NAMESPACES).replace("FOOTER", footer)


def meta_xml(body: Body) -> str:
    title = escape(" ".join(body.title.split()))
    return (
        f'{HEAD}<office:document-meta {NAMESPACES} office:version="1.3"><office:meta><dc:title>{title}</dc:title>'
        "<dc:language>fr-FR</dc:language></office:meta></office:document-meta>"
    )


def manifest_xml(body: Body) -> str:
    parts = [("/", MIMETYPE), ("content.xml", "text/xml"), ("styles.xml", "text/xml"), ("meta.xml", "text/xml")]
    parts += [(f"Pictures/{number}.svg", "image/svg+xml") for number in range(1, len(body.pictures) + 1)]
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(path)} manifest:media-type={quoteattr(kind)}/>"
        for path, kind in parts
    )
    return (
        f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        f' manifest:version="1.3">{entries}</manifest:manifest>'
    )
