"""The letters of a request on which the prefect rules by one arrêté, granted or refused."""

from directorate.casework.procedure import LetterModel


def letters_of_request(label: str, template: str) -> tuple[LetterModel, ...]:
    """From the acknowledgement to the notification. `label`: of the act that grants; `template`: of both acts."""
    return (
        LetterModel("acknowledgement", "Accusé de réception", "letters/any/acknowledgement.html", "acknowledgement"),
        LetterModel(
            "completeness_request", "Demande de pièces", "letters/any/completeness_request.html", "pieces_request"
        ),
        LetterModel("order_grant", label, template, "grant"),
        LetterModel("order_refusal", "Arrêté de refus", template, "refusal"),
        LetterModel("notification", "Lettre de notification", "letters/any/notification.html"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    )
