"""Renewal of the approval of a driving school: same dossier and clock, asked two months before its end.

A late request is examined all the same; it is said, and what becomes of the title with it.
"""

from dataclasses import replace

from directorate.casework.procedure import Archetype, Piece, Procedure
from police_admin.procedures.driving_schools import dossier
from police_admin.procedures.professional_titles import FORMER_TITLE, RENEWED, of_renewal, title_can_be_renewed
from police_admin.procedures.request_letters import letters_of_request

LETTERS = tuple(
    replace(letter, template="letters/title_renewal/acknowledgement.html")
    if letter.code == "acknowledgement"
    else letter
    for letter in letters_of_request("Arrêté de renouvellement", dossier.ACT)
)

PROCEDURE = Procedure(
    code="driving_school_renewal",
    label="Renouvellement de l'agrément d'un établissement d'enseignement de la conduite",
    short_label="École de conduite, renouvellement",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="AER",
    legal_basis=dossier.LEGAL_BASIS,
    help_text="À demander deux mois avant l'échéance. Une demande tardive s'instruit : l'agrément reste valable jusqu'à"
    " son terme, et l'établissement cesse d'exercer s'il n'est pas renouvelé ce jour-là.",
    form=dossier.DrivingSchoolForm,
    title=lambda answers: f"École de conduite, renouvellement, {answers['sign_name']}",
    requires_place=True,
    pieces=(
        *dossier.PIECES,
        Piece("refresher", "Attestation de suivi du stage de réactualisation des connaissances de l'exploitant"),
    ),
    opinions=dossier.OPINIONS,
    clock=dossier.CLOCK,
    legal_check_required=True,
    validity=dossier.VALIDITY,
    listing=dossier.LISTING,
    letters=LETTERS,
    parameters=dossier.PARAMETERS,
    rules=dossier.RULES,
    dates=(of_renewal,),
    visas=(*dossier.VISAS[:2], FORMER_TITLE, dossier.VISAS[2]),
    outcomes=dossier.outcomes(
        granted="renouvellement de l'agrément",
        refused="refus de renouvellement de l'agrément",
        opening=(
            "L'agrément d'exploiter l'établissement d'enseignement, à titre onéreux, de la conduite des véhicules à"
            f" moteur et de la sécurité routière {dossier.SCHOOL}, est renouvelé au bénéfice de {{{{ applicant.name }}}}"
            " pour une durée de {{ validity.duration }}. Son prochain renouvellement est demandé"
            " {{ validity.renew_before }} avant l'échéance.",
            RENEWED,
            dossier.TAUGHT,
        ),
        subject="en vue du renouvellement de l'agrément n° {{ renews.number }}",
    ),
    checks=(*dossier.CHECKS, title_can_be_renewed(dossier.ORDER)),
    related=("driving_school_approval", "driving_school_change", "driving_school_withdrawal"),
)
