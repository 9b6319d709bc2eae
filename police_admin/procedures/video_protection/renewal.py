"""Renewal of a video-protection authorisation: same dossier and clock; the new permit replaces the former one."""

from datetime import datetime

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Finding, Procedure
from directorate.legal_calendar.arithmetic import french_long
from police_admin.procedures.video_protection import dossier


def renewed_permit_is_known(case: Case, at: datetime) -> list[Finding]:
    """An expired authorisation does not hide: the system ran without a title since, and the decision says so."""
    if case.renews is None:
        return [Finding("Le dossier ne désigne pas l'autorisation à renouveler.", "CSI, art. L252-4")]
    expires_on = case.renews.expires_on
    if expires_on is not None and expires_on < paris_day(at):
        return [
            Finding(
                f"L'autorisation {case.renews.number} a expiré le {french_long(expires_on)} : le système n'est plus"
                " autorisé depuis.",
                "CSI, art. L252-4",
                blocking=False,
            )
        ]
    return []


PROCEDURE = Procedure(
    code="video_protection_renewal",
    label="Renouvellement d'une autorisation de vidéoprotection",
    short_label="Vidéoprotection, renouvellement",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="VPR",
    legal_basis=dossier.LEGAL_BASIS,
    help_text="À demander quatre mois avant l'échéance de l'autorisation en cours. Formulaire cerfa 13806.",
    **dossier.REQUEST,
    title=lambda answers: f"Vidéoprotection, renouvellement, {answers['place']}",
    requires_place=True,
    pieces=dossier.PIECES,
    opinions=dossier.OPINIONS,
    clock=dossier.CLOCK,
    validity=dossier.VALIDITY,
    listing=dossier.LISTING,
    letters=dossier.LETTERS,
    visas=dossier.VISAS,
    outcomes=dossier.outcomes(
        title="renouvellement de l'autorisation d'un système de vidéoprotection",
        opening="L'autorisation n° {{ renews.number }} délivrée le {{ renews.issued_on }} est renouvelée au bénéfice de"
        " {{ applicant.name }}, pour une durée de {{ validity.duration }}, pour le site « {{ place.name }} »,"
        f" {{{{ place.address }}}}, {{{{ place.commune }}}}. Le système comporte {dossier.SYSTEM}.",
    ),
    checks=(*dossier.CHECKS, renewed_permit_is_known),
    related=("video_protection_authorisation", "video_protection_modification"),
)
