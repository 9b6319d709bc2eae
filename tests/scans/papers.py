"""Printed acts and their scans: the real PDF of an act, drawn, turned, soiled, shuffled."""

import io
from collections.abc import Sequence

import pikepdf
import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from directorate.casework.models import Case
from directorate.documents.files import open_file, store_bytes
from directorate.documents.models import Letter
from directorate.documents.operations import render_files
from directorate.documents.page_codes import PageMark
from directorate.jobs.operations import run
from directorate.scans import operations
from directorate.scans.models import ScanDeposit, ScannedPage, SignedCopy
from directorate.scans.reading import PageSeen
from tests.people import paris

AT = paris(2026, 5, 4)
DENSITY = 150
WHITE = 245
LONG = "\n".join(f"Prescription n° {rank}, à respecter en toutes circonstances par l'exploitant." for rank in range(90))


def printed(case: Case) -> Letter:
    """The act of the case with its PDF, as the printer receives it."""
    return render_files(letter_id=case.decision.letter_id, at=AT)


def with_blank_pages(case: Case, count: int = 3) -> Letter:
    """The act of the case with a PDF of so many pages, when what is on them does not matter."""
    document, written = pikepdf.new(), io.BytesIO()
    for _ in range(count):
        document.add_blank_page()
    document.save(written)
    letter = case.decision.letter
    letter.pdf = store_bytes(written.getvalue(), "acte.pdf", "application/pdf", by=None, at=AT)
    letter.save()
    return letter


def drawn(letter: Letter) -> list[Image.Image]:
    """The pages of the act as pictures."""
    with open_file(letter.pdf) as content:
        document = pypdfium2.PdfDocument(content.read())
    pictures = [page.render(scale=DENSITY / 72, grayscale=True).to_pil() for page in document]
    document.close()
    return pictures


def through_the_scanner(picture: Image.Image, *, turned: int = 0, askew: float = 0) -> Image.Image:
    """Turned clockwise by quarters, a little askew, with the noise of the glass."""
    picture = picture.rotate(-turned, expand=True).rotate(askew, fillcolor=WHITE)
    return Image.blend(picture, Image.effect_noise(picture.size, 50), 0.15)


def as_pdf(pictures: Sequence[Image.Image]) -> bytes:
    written = io.BytesIO()
    pictures[0].save(written, "PDF", save_all=True, append_images=pictures[1:], resolution=DENSITY)
    return written.getvalue()


def upload(content: bytes, name: str = "parapheur.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def deposited(house, content: bytes, name: str = "parapheur.pdf", *, by=None, at=AT) -> ScanDeposit:
    """Brought by the caseworker and read by a worker."""
    found = operations.deposit(document=upload(content, name), by=by or house.agent, at=at)
    run(job_id=found.job_id, at=at)
    found.refresh_from_db()
    return found


def pages_of(found: ScanDeposit) -> list[tuple[int, str, int | None]]:
    return list(found.pages.values_list("rank", "state", "number"))


class Reader:
    """In the place of the program that looks at pages: what it would have seen in each file, by its name."""

    def __init__(self):
        self.seen: list[PageSeen] = []

    def __call__(self, stored):
        return iter(self.seen)

    def will_see(self, *pages: PageMark | None) -> bytes:
        """A file on which these marks are read; its bytes are those of a real one."""
        total = len(pages)
        self.seen = [
            PageSeen(rank, total, mark, mark is not None, False, 0, b"jpeg") for rank, mark in enumerate(pages, start=1)
        ]
        document, written = pikepdf.new(), io.BytesIO()
        for _ in pages:
            document.add_blank_page()
        document.docinfo["/Title"] = str(pages)
        document.save(written)
        return written.getvalue()


def marks(letter: Letter, *numbers: int, total: int = 3) -> list[PageMark]:
    return [PageMark(letter.page_code, number, total) for number in numbers]


def by_rank(found: ScanDeposit, rank: int) -> ScannedPage:
    return found.pages.get(rank=rank)


def one_scan(house, letter: Letter, at=AT, name: str = "parapheur.pdf") -> ScanDeposit:
    """A deposit as a worker leaves it, without having been read: a page in a signed copy, another without its code."""
    stored = store_bytes(name.encode(), name, "application/pdf", by=house.agent, at=at)
    found = ScanDeposit.objects.create(
        unit=house.police, file=stored, sha256=stored.sha256, file_name=name, state=ScanDeposit.State.READ,
        page_count=2, created_at=at, created_by=house.agent,
    )  # fmt: skip
    copy = SignedCopy.objects.create(
        letter=letter, file=stored, reproduces=stored.sha256, attached_at=at, attached_by=house.agent
    )
    ScannedPage.objects.create(deposit=found, rank=1, state="kept", letter=letter, number=1, copy=copy)
    ScannedPage.objects.create(deposit=found, rank=2, state="unreadable", thumbnail=b"\xff\xd8")
    return found
