"""From the printer to the scanner and back: the code on each page, whatever the direction of the paper."""

import io

import pikepdf
import pytest

from directorate.documents.files import store_bytes
from directorate.documents.page_codes import PageMark, new_code, read_mark, written
from directorate.documents.rendering import pdf_of
from directorate.scans import page_reading
from directorate.scans.errors import ScanRefused
from directorate.scans.models import ScanDeposit, ScannedPage, SignedCopy
from directorate.scans.reading import read_pages, upright
from tests.factories import at_signature, signed, step
from tests.people import paris
from tests.scans.papers import AT, LONG, as_pdf, by_rank, deposited, drawn, pages_of, printed, through_the_scanner

HTML = "<html lang='fr'><title>Acte</title><body class='letter act'><p>Article 1er</p></body></html>"


def test_a_mark_is_read_as_it_is_written():
    mark = PageMark(new_code(), 12, 100)
    assert read_mark(written(mark)) == mark


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DS1:ABC:1:2",
        f"DS1:{'A' * 20}:3:2",
        f"DS1:{'A' * 20}:0:2",
        f"DS2:{'A' * 20}:1:2",
        "https://exemple.invalid/",
    ],
)
def test_what_is_not_ours_is_no_mark(text):
    assert read_mark(text) is None


@pytest.mark.parametrize(
    ("angle", "turn"), [(0, 0), (3, 0), (357, 0), (90, 270), (88, 270), (180, 180), (270, 90), (272, 90)]
)
def test_a_page_is_put_upright_by_quarters(angle, turn):
    assert upright(angle) == turn


def test_a_code_says_nothing_and_the_same_act_gives_the_same_bytes():
    code = new_code()
    once, twice = pdf_of(HTML, page_code=code), pdf_of(HTML, page_code=code)
    assert once == twice
    assert pdf_of(HTML) != once
    with pikepdf.open(io.BytesIO(once)) as document:
        corner = document.pages[0].Contents[0].read_bytes()
        assert corner.startswith(b"/Artifact BMC\nq")
        assert code.encode() not in corner
        with document.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")


def test_only_a_signed_act_bears_a_code(house):
    case = signed(house)
    assert len(case.decision.letter.page_code) == 20
    assert {row.letter.page_code for row in case.letters.exclude(letter=case.decision.letter)} == {""}


def test_a_scan_in_any_direction_and_any_order_finds_its_way_back(house):
    letter = printed(step(at_signature(house, conditions=LONG), "sign", house.director, paris(2026, 4, 15)))
    first, second, *more = drawn(letter)
    assert more, "an act of three pages at least"
    papers = [
        *(through_the_scanner(picture, turned=180, askew=-1) for picture in reversed(more)),
        through_the_scanner(second, turned=90, askew=1.2),
        through_the_scanner(first, turned=270),
    ]
    found = deposited(house, as_pdf(papers))
    total = len(papers)
    assert pages_of(found) == [(rank, "kept", total + 1 - rank) for rank in range(1, total + 1)]
    copy = SignedCopy.objects.get()
    assert (copy.letter, copy.reproduces) == (letter, letter.pdf.sha256)
    assert [row.rotation for row in found.pages.all()] == [180] * len(more) + [270, 90]
    # Read again, the copy is in order and upright.
    again = list(read_pages(copy.file))
    assert [page.mark.number for page in again] == list(range(1, total + 1))
    assert {page.rotation for page in again} == {0}


def test_a_photograph_and_a_blank_page_are_read_too(house):
    letter = printed(signed(house))
    picture = through_the_scanner(drawn(letter)[0])
    taken = io.BytesIO()
    picture.save(taken, "JPEG", dpi=(150, 150))
    found = deposited(house, taken.getvalue(), "page.jpg")
    assert pages_of(found) == [(1, "kept", 1)]
    blank = picture.point(lambda _: 250)
    soiled = deposited(house, as_pdf([blank, blank]), "dos.pdf")
    assert [state for _, state, _ in pages_of(soiled)] == ["blank", "blank"]


def test_a_page_without_its_code_shows_its_thumbnail(house):
    letter = printed(signed(house))
    picture = drawn(letter)[0]
    picture.paste(255, (0, picture.height - 200, 200, picture.height))
    found = deposited(house, as_pdf([picture]))
    page = by_rank(found, 1)
    assert page.state == ScannedPage.State.UNREADABLE
    assert bytes(page.thumbnail).startswith(b"\xff\xd8")
    assert not SignedCopy.objects.exists()


def test_a_file_of_too_many_pages_is_refused_in_words(house):
    document, content = pikepdf.new(), io.BytesIO()
    for _ in range(page_reading.MAX_PAGES + 1):
        document.add_blank_page()
    document.save(content)
    found = deposited(house, content.getvalue())
    assert found.state == ScanDeposit.State.REFUSED
    assert found.refusal == "Le fichier compte plus de 100 pages : le découper."
    # Cut and brought again, or brought again as it is, it is another deposit.
    assert deposited(house, content.getvalue(), at=paris(2026, 5, 5)).pk != found.pk


def test_a_file_that_only_looks_like_a_pdf_is_refused(house):
    stored = store_bytes(b"%PDF-1.7\nrien", "faux.pdf", "application/pdf", by=house.agent, at=AT)
    with pytest.raises(ScanRefused, match="endommagé"):
        list(read_pages(stored))
