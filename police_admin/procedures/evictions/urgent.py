"""What the notices that are counted in hours share: their letters."""

from directorate.casework.procedure import LetterModel


def notice_letters(template: str) -> tuple[LetterModel, LetterModel]:
    """The notice, and the record of who notified and posted it, at what hour."""
    return (
        LetterModel("notice", "Mise en demeure", template, "formal_notice"),
        LetterModel(
            "notification", "Procès-verbal de notification et d'affichage", "letters/evictions/posting_report.html"
        ),
    )
