"""Authorisation of a video-protection system (CSI, art. L251-1 to L255-1).

The exemplar: read it before writing another procedure.
"""

from directorate.casework.procedure import Archetype, Procedure
from police_admin.procedures.video_protection import dossier

PROCEDURE = Procedure(
    code="video_protection_authorisation",
    label="Autorisation d'un système de vidéoprotection",
    short_label="Vidéoprotection, autorisation",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="VP",
    legal_basis=dossier.LEGAL_BASIS,
    help_text="Caméras filmant la voie publique ou un lieu ouvert au public. Formulaire cerfa 13806.",
    **dossier.REQUEST,
    title=lambda answers: f"Vidéoprotection, {answers['place']}",
    requires_place=True,
    pieces=dossier.PIECES,
    opinions=dossier.OPINIONS,
    clock=dossier.CLOCK,
    validity=dossier.VALIDITY,
    listing=dossier.LISTING,
    letters=dossier.LETTERS,
    visas=dossier.VISAS,
    outcomes=dossier.outcomes(
        title="autorisation d'un système de vidéoprotection",
        opening="L'autorisation de mettre en œuvre un système de vidéoprotection sur le site « {{ place.name }} »,"
        " {{ place.address }}, {{ place.commune }}, est accordée à {{ applicant.name }} pour une durée de"
        f" {{{{ validity.duration }}}} renouvelable. Le système comporte {dossier.SYSTEM}, conformément au dossier"
        " {{ case.reference }}. Le renouvellement est demandé {{ validity.renew_before }} avant l'échéance.",
    ),
    checks=dossier.CHECKS,
    related=("video_protection_renewal", "video_protection_modification", "video_protection_emergency"),
)
