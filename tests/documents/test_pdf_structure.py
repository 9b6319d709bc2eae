"""The tags of documents bound in one: what a screen reader finds, and what stays behind."""

import io
from collections import Counter
from collections.abc import Iterator

import pikepdf
import pytest

from directorate.documents.pdf_merging import Part, bound_pdf
from directorate.documents.pdf_text import hidden_words_of_pdf
from directorate.documents.rendering import pdf_of

PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title></head><body class="letter">
<h1>Titre</h1><p>Un <a href="https://exemple.invalid/">lien</a> et un <a href="#a">renvoi</a>.</p>
<table><thead><tr><th>N</th></tr></thead><tbody><tr><td id="a">1</td></tr></tbody></table>
<p style="break-before: page">Suite</p></body></html>"""


@pytest.fixture(scope="module")
def part() -> bytes:
    return pdf_of(PAGE)


def bound(*contents: bytes) -> pikepdf.Pdf:
    parts = [Part("Service", None), *(Part(f"Acte {rank}", content, 1) for rank, content in enumerate(contents, 1))]
    return pikepdf.open(io.BytesIO(bound_pdf(parts, title="Recueil", author="Préfecture")))


def elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for child in element.K:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def kinds(document: pikepdf.Pdf) -> Counter:
    return Counter(str(element.S) for element in elements(document.Root.StructTreeRoot))


def test_the_tags_of_each_part_are_in_the_binding_under_one_document(part):
    with bound(part, part) as whole, bound(part) as alone:
        assert whole.Root.MarkInfo.Marked
        (document,) = whole.Root.StructTreeRoot.K
        assert [str(child.S) for child in document.K] == ["/Part", "/Part"]
        once, twice = kinds(alone), kinds(whole)
        assert {"/H1", "/P", "/Table", "/TH", "/TD", "/Link"} <= set(once)
        assert twice == Counter({kind: count * (1 if kind == "/Document" else 2) for kind, count in once.items()})


def test_every_piece_of_a_page_leads_to_an_element_of_that_page(part):
    with bound(part, part) as whole:
        numbers = whole.Root.StructTreeRoot.ParentTree.Nums
        owners = {int(numbers[rank]): numbers[rank + 1] for rank in range(0, len(numbers), 2)}
        assert sorted(owners) == list(range(whole.Root.StructTreeRoot.ParentTreeNextKey))
        for page in whole.pages:
            pieces = [
                int(operands[1].MCID)
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC" and "/MCID" in operands[1]
            ]
            assert pieces
            for piece in pieces:
                assert owners[int(page.obj.StructParents)][piece].Pg.objgen == page.obj.objgen


def test_a_link_to_the_outside_keeps_its_element_and_an_inner_one_only_its_words(part):
    with bound(part) as whole:
        (note,) = whole.pages[0].obj.Annots
        assert "/StructParent" in note
        links = [element for element in elements(whole.Root.StructTreeRoot) if element.S == "/Link"]
        objects = [child for link in links for child in link.K if isinstance(child, pikepdf.Dictionary)]
        assert [str(child.Type) for child in objects] == ["/OBJR"]
        assert objects[0].Obj.objgen == note.objgen


def test_the_cells_of_two_tables_name_their_own_headers(part):
    with bound(part, part) as whole:
        found = list(elements(whole.Root.StructTreeRoot))
        names = [str(element.ID) for element in found if "/ID" in element]
        asked = [str(element.A[0].Headers[0]) for element in found if element.S == "/TD"]
        assert len(set(names)) == len(names)
        assert asked == names
        assert [str(name) for name in whole.Root.StructTreeRoot.IDTree.Names[::2]] == sorted(names)


def test_what_the_tags_carry_beside_stays_behind(part):
    with pikepdf.open(io.BytesIO(part)) as document:
        top = document.Root.StructTreeRoot.K[0]
        top.K[0].T = pikepdf.String("Gaspard Tellier")
        top.K[0].E = pikepdf.String("Gaspard Tellier")
        top.K[0].AF = document.make_stream(b"Gaspard Tellier")
        written = io.BytesIO()
        document.save(written)
    assert "Tellier" in hidden_words_of_pdf(written.getvalue())
    parts = [Part("Acte", written.getvalue())]
    assert "Tellier" not in hidden_words_of_pdf(bound_pdf(parts, title="Recueil", author="Préfecture"))


def without_tags(part: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(part)) as document:
        del document.Root["/StructTreeRoot"]
        document.save(written)
    return written.getvalue()


def endless(part: bytes) -> bytes:
    """An element that is its own child."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(part)) as document:
        element = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.P))
        element.K = pikepdf.Array([element])
        document.Root.StructTreeRoot.K = pikepdf.Array([element])
        document.save(written)
    return written.getvalue()


@pytest.mark.parametrize("spoilt", [without_tags, endless])
def test_a_part_whose_tags_cannot_be_followed_is_bound_and_the_whole_does_not_claim_to_be_tagged(part, spoilt):
    with bound(part, spoilt(part)) as whole:
        assert len(whole.pages) == 4
        assert not whole.Root.MarkInfo.Marked
        assert "/StructParents" not in whole.pages[2].obj


def test_the_same_parts_give_the_same_bytes(part):
    parts = [Part("Acte", part), Part("Acte", part)]
    first, second = (bound_pdf(parts, title="Recueil", author="Préfecture") for _ in range(2))
    assert first == second
