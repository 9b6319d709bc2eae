"""Several documents in one: to print them together, or bound with bookmarks."""

import io
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass

import pikepdf
from PIL import Image

from directorate.documents.files import open_file
from directorate.documents.models import StoredFile
from directorate.documents.pdf_structure import Structure

# What a page may carry beside what it shows.
CARRIED = ("/AA", "/Metadata", "/PieceInfo", "/Thumb", "/StructParents", "/AF")
LINKS_TO_THE_OUTSIDE = "/URI"
# Pixels per inch of a picture that does not say it, or says nonsense.
USUAL_DENSITY = 200
LEAST_DENSITY = 50


@dataclass(frozen=True)
class Part:
    """A document of a binding, under its bookmark; without any, the heading of those that follow at the next level."""

    title: str
    content: StoredFile | bytes | None
    level: int = 0


def merged_pdf(files: Iterable[StoredFile]) -> bytes:
    """The pages of all these documents, one after the other."""
    whole = pikepdf.new()
    for stored in files:
        with open_file(stored) as content, pikepdf.open(io.BytesIO(content.read())) as document:
            whole.pages.extend(document.pages)
    written = io.BytesIO()
    whole.save(written)
    return written.getvalue()


def bytes_of(content: StoredFile | bytes) -> bytes:
    if isinstance(content, bytes):
        return content
    with open_file(content) as stored:
        return stored.read()


@dataclass(frozen=True)
class Leaf:
    """One page taken out of a scan: its rank in the file, from 0; the degrees, clockwise, that put it upright."""

    source: StoredFile
    rank: int
    rotation: int


def gathered_pdf(leaves: Iterable[Leaf], *, title: str, author: str) -> bytes:
    """The pages in this order, upright, with only what they show. The same pages always give the same bytes."""
    whole = pikepdf.new()
    with ExitStack() as open_files:
        documents: dict[object, pikepdf.Pdf] = {}
        for leaf in leaves:
            document = documents.get(leaf.source.pk)
            if document is None:
                content = bytes_of(leaf.source)
                if leaf.source.media_type != "application/pdf":
                    content = page_of_picture(content)
                document = open_files.enter_context(pikepdf.open(io.BytesIO(content)))
                documents[leaf.source.pk] = document
            page = document.pages[leaf.rank]
            strip(page)
            whole.pages.append(page)
            whole.pages[-1].rotate(leaf.rotation, relative=True)
        whole.Root.Lang = pikepdf.String("fr-FR")
        whole.docinfo["/Title"] = title
        whole.docinfo["/Author"] = author
        written = io.BytesIO()
        whole.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def page_of_picture(content: bytes) -> bytes:
    """A scanned picture as the only page of a PDF, at the size of the paper when the scanner said it."""
    with Image.open(io.BytesIO(content)) as picture:
        density = float(picture.info.get("dpi", (0, 0))[0])
        written = io.BytesIO()
        flat = picture if picture.mode in ("1", "L", "RGB") else picture.convert("RGB")
        flat.save(written, "PDF", resolution=density if density >= LEAST_DENSITY else USUAL_DENSITY, quality=90)
    return written.getvalue()


def page_count(content: StoredFile | bytes) -> int:
    with pikepdf.open(io.BytesIO(bytes_of(content))) as document:
        return len(document.pages)


def bound_pdf(parts: Iterable[Part], *, title: str, author: str) -> bytes:
    """One document with a bookmark for each part. Of the parts, what their pages show and how it is read: neither their
    metadata, nor their attachments, nor their notes. The same parts always give the same bytes."""
    whole = pikepdf.new()
    headings: list[tuple[int, str, int]] = []
    structure = Structure(whole)
    for part in parts:
        first = len(whole.pages)
        headings.append((part.level, part.title, first))
        if part.content is None:
            continue
        with pikepdf.open(io.BytesIO(bytes_of(part.content))) as document:
            for page in document.pages:
                strip(page)
            whole.pages.extend(document.pages)
            structure.add(document, first)
    structure.write()
    add_bookmarks(whole, headings)
    whole.Root.Lang = pikepdf.String("fr-FR")
    whole.Root.PageMode = pikepdf.Name.UseOutlines
    whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    whole.docinfo["/Title"] = title
    whole.docinfo["/Author"] = author
    written = io.BytesIO()
    whole.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def strip(page: pikepdf.Page) -> None:
    """Leave what the page shows, and its links to the outside."""
    for name in CARRIED:
        if name in page.obj:
            del page.obj[name]
    links = [
        note
        for note in page.obj.get("/Annots", [])
        if note.get("/Subtype") == "/Link" and note.get("/A", {}).get("/S") == LINKS_TO_THE_OUTSIDE
    ]
    if links:
        page.obj.Annots = pikepdf.Array(links)
    elif "/Annots" in page.obj:
        del page.obj["/Annots"]


def add_bookmarks(whole: pikepdf.Pdf, headings: Iterable[tuple[int, str, int]]) -> None:
    """Two levels: what follows a heading of the first level goes under it."""
    last = len(whole.pages) - 1
    with whole.open_outline() as outline:
        under = None
        for level, title, page in headings:
            item = pikepdf.OutlineItem(title, min(page, last))
            if level == 0 or under is None:
                outline.root.append(item)
                under = item
            else:
                under.children.append(item)
