"""Approval to run a driving school, one for each premises (code de la route, art. L213-1, R213-1, R213-2)."""

from directorate.casework.procedure import Archetype, Procedure
from directorate.casework.request_letters import letters_of_request
from police_admin.procedures.driving_schools import dossier

PROCEDURE = Procedure(
    code="driving_school_approval",
    label="Agrément d'exploitation d'un établissement d'enseignement de la conduite",
    short_label="École de conduite, agrément",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="AE",
    legal_basis=dossier.LEGAL_BASIS,
    help_text="Un agrément par local, demandé par l'exploitant ou le représentant légal de la société. L'agrément"
    " délivré est reporté au registre national de l'enseignement de la conduite.",
    form=dossier.DrivingSchoolForm,
    title=lambda answers: f"École de conduite, {answers['sign_name']}",
    requires_place=True,
    pieces=dossier.PIECES,
    opinions=dossier.OPINIONS,
    clock=dossier.CLOCK,
    legal_check_required=True,
    validity=dossier.VALIDITY,
    listing=dossier.LISTING,
    letters=letters_of_request("Arrêté d'agrément", dossier.ACT),
    parameters=dossier.PARAMETERS,
    rules=dossier.RULES,
    visas=dossier.VISAS,
    outcomes=dossier.outcomes(
        granted="agrément",
        refused="refus d'agrément",
        opening=(
            "L'agrément d'exploiter l'établissement d'enseignement, à titre onéreux, de la conduite des véhicules à"
            f" moteur et de la sécurité routière {dossier.SCHOOL}, est délivré à {{{{ applicant.name }}}}.",
            dossier.TAUGHT,
            "L'agrément est délivré pour une durée de {{ validity.duration }}. Son renouvellement est demandé"
            " {{ validity.renew_before }} avant l'échéance.",
        ),
        subject="en vue d'un agrément",
    ),
    checks=dossier.CHECKS,
    related=("driving_school_renewal", "driving_school_change", "driving_school_suspension",
             "driving_school_withdrawal"),
)  # fmt: skip
