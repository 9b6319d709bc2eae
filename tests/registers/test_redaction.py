"""What is hidden in a published act is nowhere in what is published: neither words, nor metadata, nor attachments."""

import base64
import io
import json
import unicodedata
from datetime import date

import pikepdf
import pytest
from django.urls import reverse

from directorate.documents.files import open_file, store_bytes
from directorate.documents.operations import render_files
from directorate.documents.pdf_merging import Part, bound_pdf
from directorate.documents.pdf_text import hidden_words_of_pdf, text_of_pdf
from directorate.documents.redaction import MARK, redacted_html, redacted_text
from directorate.documents.rendering import pdf_of
from directorate.journal.models import JournalEntry
from directorate.registers import operations
from directorate.registers.forms import ActForm
from directorate.registers.issues import broken_seals, suggested_passages
from directorate.registers.models import RegisterEntry, RegisterIssue
from directorate.registers.publication import left_in
from directorate.web.errors import DomainError, NotAllowed
from tests.registers.test_operations import AT, act, place, publish

NAME = "Bérénice Castelvieux"
SVG = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'><title>Castelvieux</title></svg>").decode()
HOSTILE = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8">
<title>Arrêté visant B&eacute;r&eacute;nice CASTELVIEUX</title>
<meta name="author" content="Préfecture"><meta name="description" content="Mme Castelvieux">
<meta name="keywords" content="bérénice, castelvieux"></head><body class="letter act">
<h1 class="act-title">Arrêté n° 2026/00001<br>visant Bérénice&nbsp;Castelvieux</h1>
<p>Mme <strong>Béré</strong>nice Castel<em>vie</em>ux, ou BERENICE&#8239;CASTEL&shy;VIEUX, ou Berenice
Castelvieux, née Be\u0301re\u0301nice Castelvieux.</p>
<p>Bérénice</p><p>Castelvieux et Castelvieux-Bérénice.</p>
<table><tr><td>Bérénice</td><td>Castelvieux</td></tr></table>
<!-- Bérénice Castelvieux --><script>var x = "Castelvieux"</script>
<p><a href="mailto:berenice.castelvieux%40exemple.invalid" title="Castelvieux">Lui écrire</a>
<img alt="Portrait de Bérénice Castelvieux" src="data:image/svg+xml;base64,{SVG}"></p>
<p>Elle tient la pharmacie &lt;b&gt;du Lac&lt;/b&gt; et n'a pas d'autre nom.</p>
<section class="annex"><h2>Annexe</h2><p>Liste : 1. C<i>a</i>stelvieux B., 06&nbsp;12.34-56 78.</p></section>
</body></html>"""
PASSAGES = [NAME, "Castelvieux", "Bérénice", "0612345678"]


def squeezed(text: str) -> str:
    """Letters and digits only, without accents: another way of comparing than the one that is judged."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if letter.isalnum() and letter.isascii())


def said(text: str) -> list[str]:
    return [word for word in ("castelvieux", "berenice", "0612345678") if word in squeezed(text)]


@pytest.fixture()
def entry(house):
    letter = act(
        house, html=HOSTILE, title=f"Arrêté visant {NAME}",
        context={"unit": {"name": house.police.name}, "applicant": {"name": NAME, "address": "3 rue Basse"}},
    )  # fmt: skip
    return place(house, render_files(letter_id=letter.pk, at=AT))


def hide(house, entry, passages=None, **changes):
    facts = {"position": 1, "postponed": False, "passages": PASSAGES if passages is None else passages}
    return operations.prepare_act(**{"entry": entry, "by": house.head, "at": AT, **facts, **changes})


def content_of(stored) -> bytes:
    with open_file(stored) as content:
        return content.read()


# --- the words ----------------------------------------------------------------------------------------------


def test_a_name_is_hidden_however_it_is_written():
    html = redacted_html(HOSTILE, PASSAGES)
    assert said(html) == []
    assert said(base64.b64decode(SVG).decode()) == ["castelvieux"]
    assert SVG not in html
    assert "pharmacie &lt;b&gt;du Lac&lt;/b&gt;" in html
    assert MARK in html


def test_what_is_not_hidden_stays_as_it_was():
    html = '<!doctype html><p class="a">L’été &amp; &lt;script&gt;<br>à <b>Créteil</b></p>'
    assert redacted_html(html, ["Castelvieux"]) == html
    assert redacted_html(html, []) == html


@pytest.mark.parametrize(
    ("text", "passage", "expected"),
    [
        ("M. Jean-Pierre d’Œuvre vient.", "jean pierre d'oeuvre", f"M. {MARK} vient."),
        ("Tél. 06 12 34 56 78", "0612345678", f"Tél. {MARK}"),
        ("Tellier et TELLIER", "Tellier", f"{MARK} et {MARK}"),
        ("a\u200bna\u00adïs", "Anaïs", MARK),
        ("Rien", "Tellier", "Rien"),
    ],
)
def test_a_plain_text_is_redacted_as_a_document_is(text, passage, expected):
    assert redacted_text(text, [passage]) == expected


def test_overlapping_passages_leave_one_mark():
    assert redacted_text("Mme Bérénice Castelvieux.", PASSAGES) == f"Mme {MARK}."


# --- the published files ------------------------------------------------------------------------------------


def test_nothing_hidden_is_left_in_what_is_published_and_the_signed_act_is_untouched(house, entry):
    original = entry.letter.pdf
    before = content_of(original)
    assert {"castelvieux", "berenice"} <= set(said(text_of_pdf(before)))
    issue = publish(house, hide(house, entry).issue)
    page, pdf, data = (content_of(stored) for stored in (issue.page, issue.pdf, issue.data))
    published = RegisterEntry.objects.get(pk=entry.pk).pdf
    for content in (pdf, content_of(published)):
        assert said(text_of_pdf(content)) == []
        assert said(hidden_words_of_pdf(content)) == []
        assert said(content.decode("latin-1")) == []
        with pikepdf.open(io.BytesIO(content)) as document:
            assert not document.attachments
            assert said(str(document.docinfo)) == []
            with document.open_metadata() as metadata:
                assert said(str(metadata)) == []
            with document.open_outline() as outline:
                assert said(" ".join(child.title for item in outline.root for child in item.children)) == []
    assert "dulac" in squeezed(text_of_pdf(pdf))
    assert said(page.decode()) == []
    assert said(data.decode()) == []
    told = json.loads(data)["sections"][0]["acts"][0]
    assert (told["redacted"], told["title"]) == (True, f"Arrêté visant {MARK}")
    entry.letter.refresh_from_db()
    assert content_of(entry.letter.pdf) == before
    assert (entry.letter.pdf, entry.letter.html, entry.letter.title) == (original, HOSTILE, f"Arrêté visant {NAME}")


def test_the_public_pages_say_nothing_of_what_is_hidden(client, house, entry):
    issue = publish(house, hide(house, entry).issue)
    addresses = [reverse("directorate:register-public"), reverse("directorate:register-public-issue", args=[2026, 1])]
    addresses += [reverse("directorate:register-public-file", args=[2026, 1, name]) for name in ("html", "json", "pdf")]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert said(content.decode("latin-1")) == [] if address.endswith("pdf/") else said(content.decode()) == []
        assert said(str(response.headers)) == []
    assert issue.sealed_at is not None


def test_the_journal_counts_what_is_hidden_and_does_not_repeat_it(house, entry):
    hide(house, entry)
    noted = JournalEntry.objects.get(action="register.act_prepared")
    assert noted.details["hidden"] == len(PASSAGES)
    assert said(json.dumps(noted.details)) == []


def test_reading_back_finds_what_a_careless_writer_would_leave():
    content = pdf_of(HOSTILE)
    assert left_in(content, PASSAGES) == len(PASSAGES)
    clean = pdf_of("<title>Arrêté</title><p>Arrêté</p>")
    assert left_in(clean, PASSAGES) == 0
    with pikepdf.open(io.BytesIO(clean)) as document:
        document.attachments["piece.txt"] = pikepdf.AttachedFileSpec(document, b"Mme Castelvieux", filename="piece.txt")
        written = io.BytesIO()
        document.save(written)
    assert left_in(written.getvalue(), PASSAGES) == 1


def test_an_attachment_a_note_or_the_metadata_of_a_signed_file_do_not_enter_the_issue(house):
    with pikepdf.open(io.BytesIO(pdf_of("<title>Arrêté</title><p>Arrêté public</p>"))) as document:
        document.attachments["piece.txt"] = pikepdf.AttachedFileSpec(document, b"Mme Castelvieux", filename="piece.txt")
        document.docinfo["/Keywords"] = "Castelvieux"
        page = document.pages[0]
        page.obj.Annots = document.make_indirect(
            pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Text, Contents="Castelvieux", Rect=[0, 0, 9, 9])])
        )
        page.obj.PieceInfo = pikepdf.Dictionary(Note=pikepdf.String("Castelvieux"))
        written = io.BytesIO()
        document.save(written)
    assert said(hidden_words_of_pdf(written.getvalue())) == ["castelvieux"]
    stored = store_bytes(written.getvalue(), "a.pdf", "application/pdf", by=house.head, at=AT)
    bound = bound_pdf([Part("Service", None), Part("Arrêté", stored, 1)], title="RAA", author="Préfecture")
    assert said(hidden_words_of_pdf(bound)) == []
    assert "arretepublic" in squeezed(text_of_pdf(bound))


# --- choosing the passages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("passage", ["Gaspard Tellier", "le", "é"])
def test_a_passage_that_is_not_in_the_act_or_too_short_is_refused(house, entry, passage):
    with pytest.raises(DomainError) as refusal:
        hide(house, entry, [passage])
    assert refusal.value.field == "passages"


def test_the_names_of_the_person_are_proposed_when_the_act_says_them(entry):
    assert suggested_passages(entry.letter) == [NAME, "Bérénice", "Castelvieux"]
    form = ActForm({"position": "1", "proposed": [NAME], "others": "pharmacie\n\n  Castelvieux "}, entry=entry)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "position": 1,
        "postponed": False,
        "passages": [NAME, "pharmacie", "Castelvieux"],
        "seen": "",
    }


def test_another_service_does_not_prepare_the_act(house, entry):
    assert hide(house, entry, by=house.agent).passages == PASSAGES
    with pytest.raises(NotAllowed):
        hide(house, entry, by=house.stranger)


def test_the_page_of_the_act_shows_what_will_be_published(client, house, entry, time_machine):
    time_machine.move_to(AT, tick=False)
    client.force_login(house.agent)
    address = reverse("directorate:register-act", args=[entry.pk])
    page = client.get(address)
    assert page.status_code == 200
    assert NAME in page.content.decode()
    refused = client.post(address, {"position": "1", "others": "Gaspard Tellier"})
    assert refused.status_code == 422
    assert "ne figure pas dans l&#x27;acte" in refused.content.decode()
    data = {"position": "1", "proposed": [NAME, "Bérénice", "Castelvieux"], "others": "06 12 34 56 78"}
    page = client.post(address, data, follow=True).content.decode()
    shown = page.partition("Ce qui sera publié")[2]
    assert said(shown) == []
    assert MARK in shown


# --- sealed -------------------------------------------------------------------------------------------------


def test_the_seal_is_the_hash_of_the_files_and_is_in_the_journal(house, entry):
    issue = publish(house, entry.issue)
    noted = JournalEntry.objects.get(action="register.published").details
    assert noted["seal"] == issue.seal
    assert noted["files"] == {"html": issue.page.sha256, "pdf": issue.pdf.sha256, "json": issue.data.sha256}
    assert broken_seals(issue) == []


def test_a_file_changed_under_the_seal_is_told(house, entry):
    issue = publish(house, entry.issue)
    other = store_bytes(b"{}", "autre.json", "application/json", by=house.head, at=AT)
    issue.data.path = other.path
    assert broken_seals(issue) == ["json"]
    issue.data.sha256 = other.sha256
    assert broken_seals(issue) == ["seal"]


def test_a_rectificatif_names_the_issue_in_a_later_one(client, house, entry, time_machine):
    issue = publish(house, hide(house, entry).issue)
    before = content_of(issue.page)
    entry.refresh_from_db()
    with pytest.raises(DomainError, match="rectificatif"):
        hide(house, entry, [])
    operations.correct(entry=entry, text="Lire « Castelvieux » et « 21 mai ».", by=house.head, at=AT)
    following = publish(house, RegisterIssue.objects.get(published_on=None))
    told = json.loads(content_of(following.data))["corrections"]
    assert [(row["issue"], row["number"]) for row in told] == [(str(issue), entry.letter.number)]
    assert told[0]["text"] == f"Lire « {MARK} » et « 21 mai »."
    assert said(content_of(following.page).decode()) == []
    assert content_of(RegisterIssue.objects.get(pk=issue.pk).page) == before
    page = client.get(reverse("directorate:register-public-issue", args=[2026, 1])).content.decode()
    assert str(following) in page


def test_only_a_published_act_is_corrected_and_by_those_who_publish(house, entry):
    with pytest.raises(DomainError, match="pas encore publié"):
        operations.correct(entry=entry, text="Lire autrement.", by=house.head, at=AT)
    publish(house, entry.issue)
    entry.refresh_from_db()
    with pytest.raises(NotAllowed):
        operations.correct(entry=entry, text="Lire autrement.", by=house.agent, at=AT)


def test_a_day_in_the_future_leaves_everything_open(house, entry):
    with pytest.raises(DomainError):
        publish(house, entry.issue, published_on=date(2026, 3, 3))
    assert RegisterIssue.objects.get().sealed_at is None
