"""What may be held and under which level (note, section 0.6; invariant 10)."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from civil_protection.protection.fields import LevelField, TextField, TitleField
from civil_protection.protection.levels import Level, LevelRefused
from civil_protection.protection.models import ProtectedDocument
from civil_protection.protection.operations import take_in
from civil_protection.protection.words import check_text, check_title
from directorate.journal.models import JournalEntry
from directorate.parameters.models import Parameter
from directorate.web.errors import NotAllowed
from tests.people import paris
from tests.scans.papers import as_pdf

AT = paris(2026, 3, 2)
PDF = as_pdf([Image.new("1", (80, 80), 1)])


@pytest.mark.parametrize(
    "title",
    ["Plan SECRET", "Très Secret – annexe", "tres  secret", "CONFIDENTIEL-DÉFENSE", "PPP du site", "P.P.P. du site",
     "pso_operateur.pdf", "S E C R E T", "Se\u200bcret", "Liste des PIV", "PPP2026.pdf", "Les secrets", "trèssecret",
     # Drawn alike in Cyrillic and in Greek, a joiner and a filler that nobody sees, small capitals.
     "ЅЕСRЕТ", "SΕCRΕΤ", "Se\u034fcret", "Se\u3164cret", "ꜱecret", "Plans particuliers de protection"],
)  # fmt: skip
def test_a_title_that_announces_what_is_never_held_is_refused(title):
    with pytest.raises(LevelRefused, match="ne peut pas être conservée"):
        check_title(title)


@pytest.mark.parametrize(
    "title", ["Secrétariat du COD", "Plan ORSEC", "Secret médical : rappel aux cellules", "PPI Vitry"]
)
def test_an_ordinary_title_is_accepted(title):
    check_title(title)


def test_free_text_is_refused_only_when_it_cannot_mean_anything_else():
    check_text("Le secrétaire garde le secret ; un PPP finance le parking.", field="text")
    check_text("Les autres secrétaires généraux sont prévenus.", field="text")
    with pytest.raises(LevelRefused) as refusal:
        check_text("Voir le plan de sécurité d'opérateur du site.", field="text")
    assert refusal.value.field == "text"


def test_the_fields_refuse_where_it_is_typed(db, house):
    class Form(forms.Form):
        title = TitleField()
        text = TextField()
        level = LevelField()

    form = Form({"title": "PSO", "text": "Point d’importance vitale n° 4", "level": "restricted"})
    assert set(form.errors) == {"title", "text", "level"}
    assert "n'est pas homologué" in form.errors["level"][0]


def test_the_restricted_mention_waits_for_an_approved_hosting(desk):
    facts = {"title": "Annexe", "level": Level.RESTRICTED, "by": desk.agent, "at": AT}
    with pytest.raises(LevelRefused, match="homologué"):
        take_in(**facts, upload=SimpleUploadedFile("annexe.pdf", PDF))
    Parameter.objects.filter(code="civil.restricted_hosting").update(value=True)
    assert take_in(**facts, upload=SimpleUploadedFile("annexe.pdf", PDF)).level == Level.RESTRICTED


def test_the_name_of_the_file_counts_as_a_title_and_nothing_is_kept(desk):
    with pytest.raises(LevelRefused) as refusal:
        take_in(title="Annexe", level=Level.INTERNAL, upload=SimpleUploadedFile("PPP site.pdf", PDF),
                by=desk.agent, at=AT)  # fmt: skip
    assert refusal.value.field == "document"
    assert not ProtectedDocument.objects.exists()


def test_another_service_neither_deposits_nor_takes(desk, client):
    upload = SimpleUploadedFile("plan.pdf", PDF)
    with pytest.raises(NotAllowed):
        take_in(title="Plan", level=Level.INTERNAL, upload=upload, by=desk.house.agent, at=AT)
    held = take_in(title="Plan", level=Level.PARTNERS, upload=upload, by=desk.agent, at=AT)
    address = reverse("civil_protection:protected-document", args=[held.pk])
    client.force_login(desk.house.agent)
    assert client.post(address).status_code == 403
    client.force_login(desk.agent)
    assert client.get(address).status_code == 405
    answer = client.post(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    entry = JournalEntry.objects.get(action="protected_document.read")
    assert entry.subject_id == str(held.pk)
