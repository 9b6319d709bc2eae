"""The library of paragraphs: who keeps it, how a paragraph is found, what its texts have become."""

from datetime import date

import pytest
from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.legal_texts.operations import add_text, mark_of, repeal_text
from directorate.paragraphs import operations, queries
from directorate.paragraphs.errors import ParagraphRefused
from directorate.paragraphs.families import families
from directorate.paragraphs.models import Paragraph
from directorate.web.errors import Conflict, NotAllowed, NotFound
from tests.people import paris

AT = paris(2026, 3, 2)
pytestmark = pytest.mark.django_db


def added(house, title: str = "Nuisances sonores", **details) -> Paragraph:
    facts = {
        "unit": house.police, "kind": "grounds", "title": title, "family": "Débits de boissons",
        "text": "Considérant que des nuisances sonores ont été constatées ;", "by": house.head, "at": AT,
    }  # fmt: skip
    return operations.add_paragraph(**facts | details)


def found(text: str, family: str = "Débits de boissons") -> list[str]:
    return [row.title for row in queries.offered(family, text)]


def test_the_initial_paragraphs_are_well_formed_and_loaded_once(house):
    rows = operations.initial_rows()
    assert len(rows) >= 40
    assert {row["family"] for row in rows} - {""} <= set(families())
    for row in rows:
        if row["kind"] == "visas":
            assert row["text"].startswith("Vu ") and row["text"].endswith(" ;")
        if row["kind"] == "grounds":
            assert row["text"].startswith(("Considérant que", "Considérant qu'")) and row["text"].endswith(" ;")
    assert operations.load_initial(unit=house.police, at=AT) == len(rows)
    assert operations.load_initial(unit=house.police, at=AT) == 0


@pytest.mark.parametrize(
    "text", ["nuisance", "sonore", "NUISANCES SONORES", "considerant constatees", '"nuisances sonores"', ""]
)
def test_a_paragraph_is_found_whatever_its_accents_and_endings(house, text):
    added(house)
    added(house, "Autre sujet", text="Considérant que le dossier est complet ;")
    expected = ["Nuisances sonores"] if text else ["Autre sujet", "Nuisances sonores"]
    assert found(text) == expected


@pytest.mark.parametrize("text", ["\0", "'\"><script>", "%", "!!!", "a" * 5_000, "& | !"])
def test_any_text_is_a_question(house, text):
    added(house)
    assert set(found(text)) <= {"Nuisances sonores"}


def test_a_paragraph_is_offered_in_its_family_or_in_all(house):
    added(house)
    added(house, "Pour tous", family="")
    assert found("", "Débits de boissons") == ["Nuisances sonores", "Pour tous"]
    assert found("", "Armes") == ["Pour tous"]


def test_a_new_wording_is_a_new_version_and_the_former_stays(house):
    row = added(house)
    operations.change_paragraph(
        paragraph=row, seen=1, text="Considérant autre chose ;", reason="Relecture", by=house.deputy, at=AT
    )
    first, second = row.versions.order_by("number")
    assert (first.text, first.valid_to) == ("Considérant que des nuisances sonores ont été constatées ;", AT.date())
    assert (second.number, second.valid_to) == (2, None)
    with pytest.raises(Conflict):
        operations.withdraw_paragraph(paragraph=row, seen=1, reason="Périmé", by=house.head, at=AT)
    with pytest.raises(NotFound):
        queries.offered_version("Débits de boissons", first.pk)


def test_a_withdrawn_paragraph_is_offered_no_more_and_a_second_click_is_refused(house):
    row = added(house)
    operations.withdraw_paragraph(paragraph=row, seen=1, reason="Périmé", by=house.head, at=AT)
    assert found("") == []
    with pytest.raises(ParagraphRefused, match="déjà plus proposé"):
        operations.withdraw_paragraph(paragraph=row, seen=1, reason="Périmé", by=house.head, at=AT)
    assert JournalEntry.objects.filter(action="paragraph.withdrawn").count() == 1


@pytest.mark.parametrize("who", ["agent", "stranger", "administrator", "prefect"])
def test_only_the_bureau_that_owns_it_changes_a_paragraph(client, house, who):
    row, staff = added(house), getattr(house, who)
    with pytest.raises(NotAllowed):
        operations.change_paragraph(paragraph=row, seen=1, text="x", reason="x", by=staff, at=AT)
    with pytest.raises(NotAllowed):
        added(house, "Autre", by=staff)
    client.force_login(staff)
    assert client.get(reverse("directorate:paragraph", args=[row.pk])).status_code == 200
    for name in ("paragraph-change", "paragraph-withdrawal"):
        assert client.get(reverse(f"directorate:{name}", args=[row.pk])).status_code == 403


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"title": "  "}, "title"),
        ({"kind": "title"}, "kind"),
        ({"family": "Famille inconnue"}, "family"),
        ({"title": "Autre", "text": " \n "}, "text"),
        ({"title": "Autre", "text": "x" * 10_001}, "text"),
        ({}, "title"),
    ],
)
def test_what_cannot_be_offered_is_refused_beside_its_field(house, details, field):
    added(house)
    with pytest.raises(ParagraphRefused) as refusal:
        added(house, **details)
    assert refusal.value.field == field


def test_a_text_is_kept_as_its_field_takes_it():
    assert (
        operations.tidy("visas", "Vu le code,\n  notamment\x07 ses articles ;")
        == "Vu le code, notamment ses articles ;"
    )
    assert operations.tidy("articles", "Un.\r\n\r\n- deux") == "Un.\n- deux"


def test_a_paragraph_that_cites_a_text_out_of_force_says_so(client, house, time_machine):
    time_machine.move_to(AT, tick=False)
    text = add_text(
        kind="code", code="CSP", article="L3332-15", title="Fermeture", valid_from=date(2000, 6, 22), words="x",
        source="x", confidence="high", reason="x", by=house.director, at=AT,
    )  # fmt: skip
    row = added(house, text="Considérant l'article L. 3332-15 du code de la santé publique ;")
    client.force_login(house.agent)
    law, page = (reverse(f"directorate:{n}", args=[r.pk]) for n, r in (("legal-text", text), ("paragraph", row)))
    assert page in client.get(law).content.decode()
    repeal_text(text=text, seen=mark_of(text.versions.all()), valid_to=AT.date(), reason="x", by=house.director, at=AT)
    sentence = "CSP, art. L3332-15 n&#x27;est plus en vigueur depuis le 2 mars 2026."
    assert sentence in client.get(page).content.decode()
    assert sentence in client.get(reverse("directorate:paragraphs")).content.decode()


def test_the_head_adds_a_paragraph_whose_markup_is_text(client, house, time_machine):
    time_machine.move_to(AT, tick=False)
    client.force_login(house.head)
    facts = {
        "unit": "polices-administratives", "kind": "conditions", "family": "", "title": "<i>Portes</i>",
        "text": "<script>alert(1)</script>",
    }  # fmt: skip
    assert client.post(reverse("directorate:paragraph-new"), {**facts, "text": ""}).status_code == 422
    assert client.post(reverse("directorate:paragraph-new"), facts).status_code == 302
    shown = client.get(reverse("directorate:paragraph", args=[Paragraph.objects.get().pk])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert(1)" not in shown
