"""Renewal of the approval of a driving school: same dossier and clock, asked two months before its end."""

from directorate.casework.procedure import Piece
from directorate.casework.professional_titles import renewal_of
from police_admin.procedures.driving_schools import approval, dossier

PROCEDURE = renewal_of(
    approval.PROCEDURE,
    label="Renouvellement de l'agrément d'un établissement d'enseignement de la conduite",
    short_label="École de conduite, renouvellement",
    reference_code="AER",
    of=f"de l'agrément {dossier.NAMED}",
    opening="L'agrément d'exploiter l'établissement d'enseignement, à titre onéreux, de la conduite des véhicules à"
    f" moteur et de la sécurité routière {dossier.SCHOOL}, est renouvelé au bénéfice de {{{{ applicant.name }}}}.",
    subject=f"en vue du renouvellement de l'agrément n° {{{{ renews.number }}}} pour l'établissement {dossier.SCHOOL},",
    article=dossier.ORDER,
    more_pieces=(
        Piece("refresher", "Attestation de suivi du stage de réactualisation des connaissances de l'exploitant"),
    ),
)
