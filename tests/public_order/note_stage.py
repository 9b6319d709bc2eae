"""A note sent then under correction, for whoever visits every address of the site."""

from datetime import date, datetime

from directorate.documents.operations import render_files
from public_order.models import CommentBlock, ExceptionalMonth, ReportVersion
from public_order.monthly import note
from public_order.monthly import operations as life
from public_order.monthly.making import figures_on
from tests.people import House
from tests.public_order.monthly_rows import opened_note

EMAILS = {"prefect_email": "prefet@exemple.invalid", "prosecutor_email": "parquet@exemple.invalid"}
WORDS = "Plusieurs rixes autour de la gare, en fin de semaine."


def note_told(house: House, at: datetime) -> None:
    row = opened_note(house.director, at)
    for line, _ in note.expected_comments(figures_on(row.report, at)):
        life.write_comment(version=row, line=line, span="month", kind="comment", text=WORDS, by=house.director, at=at)
    row = life.submit(version=row, by=house.director, at=at)
    row = life.validate(version=row, content_hash=row.content_hash, by=house.director, at=at)
    row = life.approve(version=row, content_hash=row.content_hash, by=house.chief_of_staff, at=at)
    render_files(letter_id=row.letter_id, at=at)
    row = life.send(version=row, content_hash=row.content_hash, **EMAILS, by=house.director, at=at)
    life.mark_exceptional(month=date(2023, 6, 1), reason="Émeutes urbaines", by=house.director, at=at)
    life.open_correction(version=row, reason="Fichier corrigé reçu.", by=house.director, at=at)


def note_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    sent = ReportVersion.objects.get(state="sent")
    draft = ReportVersion.objects.get(state="draft")
    figure = {"line": "violences", "span": "month"}
    return {
        "ordre-public/notes-mensuelles/": {"pk": draft.pk, "kind": "pdf", "verb": "soumettre", **figure},
        "ordre-public/notes-mensuelles/<int:pk>/note": {"pk": sent.pk, "kind": "pdf"},
        "ordre-public/notes-mensuelles/derniere/": {"pk": sent.report_id},
        "ordre-public/notes-mensuelles/commentaires/": {"pk": CommentBlock.objects.filter(version=draft).first().pk},
        "ordre-public/notes-mensuelles/envois/": {"pk": sent.dispatches.first().pk},
        "ordre-public/mois-exceptionnels/": {"pk": ExceptionalMonth.objects.get().pk},
        "note-mensuelle/": {"code": "inconnu"},
        "api/v1/^monthly-notes/": {"pk": sent.pk},
    }
