"""What proves that an act was notified, way by way: without it no date may be recorded (CRPA, art. L221-8)."""

from collections.abc import Mapping

from directorate.casework.models import Decision

Mode = Decision.NotificationMode
# What establishes the date, in the words of the refusal.
PROOFS: Mapping[str, str] = {
    Mode.REGISTERED_POST: "numéro de l'avis de réception, ou l'avis signé joint",
    Mode.REGISTERED_UNCLAIMED: "numéro du pli, ou l'enveloppe retournée jointe",
    Mode.BY_HAND: "récépissé signé joint, ou sa référence",
    Mode.POLICE_REPORT: "numéro du procès-verbal, ou le procès-verbal joint",
    Mode.EMAIL_ACKNOWLEDGED: "accusé de réception joint, ou sa référence",
    Mode.ELECTRONIC_REGISTERED: "numéro de l'envoi électronique, ou la preuve jointe",
}
NOT_ADVISED = (
    "Un pli non réclamé n'est notifié, au jour de sa première présentation, que si le destinataire a été avisé :"
    " cocher l'avis de passage, ou enregistrer un échec."
)


def missing_proof(mode: str, *, reference: str, has_document: bool, advised: bool) -> tuple[str, str] | None:
    """(sentence, field) of what is missing to date a notification by this way; None when it is proven."""
    if not reference.strip() and not has_document:
        return f"La preuve de la notification est obligatoire : {PROOFS[mode]}.", "reference"
    if mode == Mode.REGISTERED_UNCLAIMED and not advised:
        return NOT_ADVISED, "advised"
    return None
