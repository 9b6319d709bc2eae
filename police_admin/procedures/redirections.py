"""Matters that the bureau no longer handles: one line each. A request is registered, forwarded, the applicant told.

Competence that lies elsewhere obliges to forward the request and to say so (CRPA, art. L114-2).
"""

from datetime import date

from django import forms

from directorate.casework.forms import PlainCharField
from directorate.casework.procedure import Archetype, LetterModel, Procedure, Redirection


class RedirectedRequestForm(forms.Form):
    """What is asked, so that the competent body receives it whole."""

    request = PlainCharField(label="Objet de la demande", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


def redirection(
    code: str, label: str, reference_code: str, to: str, article: str, since: date | None, explanation: str
) -> Procedure:
    return Procedure(
        code=code,
        label=label,
        short_label=label,
        archetype=Archetype.REDIRECTION,
        unit="polices-administratives",
        family="Compétence d'un autre organisme",
        reference_code=reference_code,
        legal_basis=(article, "CRPA, art. L114-2"),
        form=RedirectedRequestForm,
        title=lambda answers: f"{label}, {answers['party']}",
        letters=(
            LetterModel("redirect_notice", "Transmission à l'organisme compétent", "letters/any/redirect_notice.html"),
        ),
        redirection=Redirection(to=to, article=article, since=since, explanation=explanation),
        help_text=f"{explanation} À transmettre : {to}.",
    )


PROCEDURES = tuple(
    redirection(*row)
    for row in (
        # code, label, reference, competent body, text, since, what the applicant is told
        (
            "estate_agent_card_redirect", "Carte d'agent immobilier", "XAI",
            "chambre de commerce et d'industrie", "Loi 70-9 du 2 janvier 1970, art. 3", date(2015, 7, 1),
            "Depuis le 1er juillet 2015, cette carte est délivrée par la chambre de commerce et d'industrie.",
        ),
        (
            "temporary_outlet_redirect", "Débit de boissons temporaire, buvette", "XDT",
            "mairie de la commune où se tient le débit", "CSP, art. L3334-2 et L3335-4", None,
            "L'ouverture d'un débit temporaire relève du maire de la commune.",
        ),
    )
)  # fmt: skip
