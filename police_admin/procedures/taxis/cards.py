"""Cards of the drivers of taxis, of private hire cars and of two or three-wheelers, and their renewal.

A card that has expired is not renewed: its holder is a new applicant.
"""

from dataclasses import replace
from datetime import datetime

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Finding, Piece, Procedure
from directorate.casework.professional_titles import (
    REQUEST,
    acts,
    criminal_record,
    holds,
    is_fit,
    is_granted,
    renewal_of,
    title_has_not_expired,
    usual_clock,
    usual_validity,
)
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import counted
from directorate.parameters.queries import value as parameter
from police_admin.procedures.taxis import dossier

# --- checks before signature --------------------------------------------------------------------------------


def zone_is_known(case: Case, at: datetime) -> list[Finding]:
    """While the list of the communes of the Paris zone is awaited, the competence rests on what was declared."""
    if is_granted(case) and not dossier.paris_zone(paris_day(at)):
        return [
            Finding(
                "La liste des communes de la zone des taxis parisiens n'est pas renseignée : vérifier que la commune"
                " d'exercice n'en fait pas partie.",
                dossier.CONDITIONS,
                blocking=False,
            )
        ]
    return []


def experience_is_long_enough(prefix: str):
    def check(case: Case, at: datetime) -> list[Finding]:
        if not is_granted(case) or case.answers["aptitude"] != "experience":
            return []
        least = int(parameter(f"{prefix}.experience_months", paris_day(at)))
        years = int(parameter(f"{prefix}.experience_years", paris_day(at)))
        months = case.answers.get("experience_months") or 0
        if months >= least:
            return []
        return [
            Finding(
                f"L'expérience justifiée ({months} mois) est inférieure à {least} mois à temps plein dans les"
                f" {years} dernières années : l'examen est exigé.",
                dossier.APTITUDE,
            )
        ]

    return check


def common_checks() -> tuple:
    return (
        holds("licence_confirmed", "Le permis de conduire n'est pas valide, ou son délai probatoire court encore.",
              dossier.CONDITIONS),
        is_fit(dossier.CONDITIONS),
    )  # fmt: skip


# --- the cards ----------------------------------------------------------------------------------------------


def enough_hours(field: str, code: str, what: str, when=lambda answers: True):
    """Hours of a training, as many as the order asks."""

    def check(case: Case, at: datetime) -> list[Finding]:
        if not is_granted(case) or not when(case.answers):
            return []
        least, hours = int(parameter(code, paris_day(at))), case.answers.get(field) or 0
        if hours >= least:
            return []
        return [Finding(f"{what} : {counted(hours, 'heures')}, pour {least} exigées.", dossier.TRAINING_ORDER)]

    return check


def card(
    *, prefix: str, number: str, code: str, renewal_code: str, references: tuple[str, str], driver: str, called: str,
    aptitude_pieces: tuple[Piece, ...], aptitude_checks: tuple, renewal_form, checks: tuple = (), rules=None,
    grounds: tuple[str, ...] = (), **more,
) -> tuple[Procedure, Procedure]:  # fmt: skip
    """A card and its renewal. `driver` follows "carte professionnelle de conducteur".

    `aptitude_pieces` and `aptitude_checks` are those of the first card alone: the renewal does not ask them again.
    """
    name = f"carte professionnelle de conducteur {driver}"
    first = Procedure(
        code=code,
        label=name.capitalize(),
        short_label=f"{called}, carte",
        archetype=Archetype.AUTHORISATION,
        unit=dossier.UNIT,
        family=dossier.FAMILY,
        reference_code=references[0],
        legal_basis=(dossier.CARDS,),
        title=lambda answers: f"{called}, {answers['party']}",
        opinions=(criminal_record(dossier.CONDITIONS, "du demandeur"),),
        clock=usual_clock(prefix),
        legal_check_required=True,
        validity=usual_validity(prefix, "Code des transports, art. R3120-6", number, name.capitalize(), renewal_code),
        letters=letters_of_request("Décision de délivrance", "letters/taxis/card.html"),
        rules={"training_hours": f"{prefix}.training_hours", **(rules or {})},
        pieces=(*dossier.PIECES, *aptitude_pieces),
        checks=(*common_checks(), *aptitude_checks, *checks),
        visas=(
            "Vu le code des transports, notamment ses articles L3120-2-1, L3120-2-2 et R3120-6 à R3120-8-2 ;",
            REQUEST,
        ),
        outcomes=acts(
            granted=f"délivrance de la {name} à {{{{ applicant.name }}}}",
            refused=f"refus de délivrance de la {name}",
            label="Délivrance de la carte",
            grounds=("Considérant que le demandeur remplit les conditions d'aptitude et d'honorabilité"
                     " professionnelles, de permis et d'aptitude médicale exigées ;", *grounds),
            articles=(
                f"La {name} est délivrée à {{{{ applicant.name }}}}.",
                dossier.LASTS,
                dossier.MADE,
            ),
            subject=f"en vue de la délivrance de la {name}",
            basis="les articles R3120-6 et R3120-7 du code des transports",
        ),
        **more,
    )  # fmt: skip
    renewal = renewal_of(
        replace(first, form=renewal_form, pieces=dossier.PIECES, checks=(*common_checks(), *checks)),
        label=f"Renouvellement de la {name}",
        short_label=f"{called}, renouvellement",
        reference_code=references[1],
        of=f"de la {name} de {{{{ applicant.name }}}}",
        opening=f"La {name} de {{{{ applicant.name }}}} est renouvelée.",
        subject="en vue du renouvellement de la carte n° {{ renews.number }}",
        article=dossier.CONDITIONS,
        more_pieces=(dossier.TRAINING,),
        checks=(
            title_has_not_expired(dossier.CONDITIONS),
            enough_hours("training_hours", f"{prefix}.training_hours", "Formation continue"),
        ),
        help_text="À demander avant l'échéance, avec l'attestation de formation continue. Une carte expirée ne se"
        " renouvelle pas : son titulaire présente une première demande.",
    )
    return first, renewal


TAXI = card(
    prefix="taxi_card",
    number="TX",
    code="taxi_driver_card",
    renewal_code="taxi_driver_card_renewal",
    references=("TX", "TXR"),
    driver="de taxi",
    called="Conducteur de taxi",
    help_text="Taxis des communes hors de la zone parisienne. Dans cette zone, la carte relève du préfet de police.",
    form=dossier.TaxiForm,
    renewal_form=dossier.TaxiRenewalForm,
    aptitude_pieces=(
        dossier.EXAM,
        Piece("first_aid", "Attestation de formation aux premiers secours (PSC1)"),
        Piece("mobility", "Attestation de formation à la mobilité",
              when=lambda answers, on: bool(answers.get("mobility"))),
    ),
    parameters=dossier.TAXI_VALUES,
    aptitude_checks=(
        holds("exam_passed", "L'examen n'est pas justifié.", dossier.APTITUDE),
        holds("first_aid", "La formation aux premiers secours n'est pas justifiée.", dossier.CONDITIONS),
        enough_hours("mobility_hours", "taxi_card.mobility_hours", "Formation à la mobilité",
                     when=lambda answers: bool(answers.get("mobility"))),
    ),
    checks=(zone_is_known,),
    rules={"mobility_hours": "taxi_card.mobility_hours"},
    grounds=(
        "{% if answer_codes.mobility %}Considérant que, titulaire de la carte d'un autre département, le demandeur"
        " justifie de la formation à la mobilité de {{ rules.mobility_hours|counted:'heures' }} ;{% endif %}",
    ),
    elsewhere=dossier.prefect_of_the_zone,
    related=("driver_card_sanction", "taxi_parking_licence_follow_up"),
)  # fmt: skip


def by_exam(answers, on) -> bool:
    return answers.get("aptitude") == "exam"


BY_APTITUDE = (
    Piece("exam", "Attestation de réussite à l'examen", when=by_exam),
    Piece("experience", "Justificatifs de l'expérience professionnelle",
          when=lambda answers, on: not by_exam(answers, on)),
)  # fmt: skip
VTC = card(
    prefix="vtc_card",
    number="VTC",
    code="vtc_driver_card",
    renewal_code="vtc_driver_card_renewal",
    references=("VTC", "VTCR"),
    driver="de voiture de transport avec chauffeur",
    called="Conducteur de VTC",
    help_text="Demandée au préfet du domicile ; à Paris, au préfet de police. Examen, ou un an d'expérience à temps"
    " plein dans les dix dernières années.",
    form=dossier.VtcForm,
    renewal_form=dossier.VtcRenewalForm,
    aptitude_pieces=BY_APTITUDE,
    aptitude_checks=(experience_is_long_enough("vtc_card"),),
    parameters=dossier.VTC_VALUES,
    elsewhere=dossier.prefect_of_the_home,
    related=("driver_card_sanction", "vtc_operator_register"),
)
VMDTR = card(
    prefix="vmdtr_card",
    number="MOTO",
    code="vmdtr_driver_card",
    renewal_code="vmdtr_driver_card_renewal",
    references=("TXM", "TXMR"),
    driver="de véhicule motorisé à deux ou trois roues",
    called="Conducteur de 2 ou 3 roues",
    help_text="Même cadre que la carte de conducteur de VTC : préfet du domicile, cinq ans.",
    form=dossier.VtcForm,
    renewal_form=dossier.VtcRenewalForm,
    aptitude_pieces=BY_APTITUDE,
    aptitude_checks=(experience_is_long_enough("vmdtr_card"),),
    parameters=dossier.VMDTR_VALUES,
    elsewhere=dossier.prefect_of_the_home,
    related=("driver_card_sanction",),
)

PROCEDURES = (*TAXI, *VTC, *VMDTR)
