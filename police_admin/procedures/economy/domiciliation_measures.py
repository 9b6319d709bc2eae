"""Suspension, withdrawal and precautionary suspension of the approval of a domiciliation company (R123-166-5).

A suspension may strike one establishment only: the title then stays, and the order says what stops.
"""

from datetime import datetime

from django import forms

from directorate.casework import title_measures as measures
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, PermitConcerned, Procedure
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.values import VERIFIED, Value
from police_admin.procedures.economy import domiciliation
from police_admin.procedures.economy.domiciliation_change import APPROVALS

ARTICLE = "Code de commerce, art. R123-166-5"
SANCTION, PRECAUTION = "business_domiciliation_sanction", "business_domiciliation_precautionary_suspension"
LONGEST = "domiciliation.suspension_months"
LONGEST_PRECAUTION = Value(
    "domiciliation.precautionary_months", "Domiciliation d'entreprises : durée maximale d'une suspension conservatoire",
    6, "mois", ARTICLE, VERIFIED, comment="Renouvelable par une décision motivée.",
)  # fmt: skip
GROUNDS = [
    ("condition_lost", "Une condition de l'agrément n'est plus remplie"),
    ("change_not_declared", "Un changement n'a pas été déclaré dans le délai"),
]


class SanctionForm(measures.MeasureForm):
    """What is held against the company, and what is struck."""

    grounds = forms.MultipleChoiceField(
        label="Motifs", choices=GROUNDS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Indiquer au moins un motif."},
    )  # fmt: skip
    duration_months = measures.duration_field(required=False, help_text="Pour une suspension.")
    establishment = PlainCharField(
        label="Établissement visé", max_length=250, required=False,
        help_text="Son adresse, si la mesure ne vise que lui ; tout l'agrément si rien n'est indiqué.",
    )  # fmt: skip


class PrecautionForm(measures.MeasureForm):
    """The proceedings before the national commission of sanctions, during which the approval is suspended."""

    seised_on = LegalDateField(label="Commission nationale des sanctions saisie le")
    proceedings = PlainCharField(label="Référence de la procédure de sanction", max_length=120)
    duration_months = measures.duration_field()
    prolongs = forms.BooleanField(
        label="Renouvellement d'une suspension conservatoire en cours", required=False,
    )  # fmt: skip
    establishment = PlainCharField(label="Établissement visé", max_length=250, required=False)


# --- checks before signature --------------------------------------------------------------------------------


def one_establishment_is_suspended_not_withdrawn(case: Case, at: datetime) -> list[Finding]:
    """Whatever strikes one establishment leaves the title to the others: to withdraw it would strike them all."""
    if case.decision.outcome == "withdrawal" and case.answers.get("establishment"):
        return [Finding("Un retrait frappe tout l'agrément : retirer l'établissement visé, ou suspendre.", ARTICLE)]
    return []


def title_may_be_suspended(case: Case, at: datetime) -> list[Finding]:
    """A suspension already running is prolonged by a new reasoned decision, said to be one."""
    if case.answers.get("prolongs") and not others_running(case):
        return [Finding("Aucune suspension conservatoire de cet agrément n'est en cours : rien à renouveler.", ARTICLE)]
    if case.answers.get("prolongs"):
        return []
    return measures.title_is_in_force(ARTICLE)(case, at)


def precaution_is_short_enough(case: Case, at: datetime) -> list[Finding]:
    return measures.suspension_is_short_enough(LONGEST_PRECAUTION.code, ARTICLE)(case, at)


def commission_is_seised(case: Case, at: datetime) -> list[Finding]:
    seised_on = datetime.fromisoformat(case.answers["seised_on"]).date()
    if seised_on > paris_day(at):
        return [
            Finding(
                f"La Commission nationale des sanctions n'est saisie que le {french_long(seised_on)} : la suspension"
                " conservatoire suppose une procédure engagée.",
                ARTICLE,
            )
        ]
    return []


# --- effects ------------------------------------------------------------------------------------------------


def others_running(case: Case):
    """Other precautionary suspensions of the same approval, not at their end."""
    return Case.objects.filter(renews=case.renews, procedure_code=PRECAUTION, stage="in_execution").exclude(pk=case.pk)


def strike(move: Move) -> None:
    """The whole title, or one establishment: of which the order alone says that it stops, and until when."""
    if move.case.decision.outcome == "suspension" and move.case.answers.get("establishment"):
        measures.date_the_suspension(move)
    else:
        measures.strike(move)


def restore(move: Move) -> None:
    """The title gives rights again, unless a decision that prolongs the suspension is running."""
    if move.case.answers.get("establishment") or others_running(move.case).exists():
        return
    measures.restore(move)


# --- the two procedures -------------------------------------------------------------------------------------

AIMED = "{% if answers.establishment %}, pour le seul établissement suivant : {{ answers.establishment }},{% endif %}"
TITLE = "L'agrément n° {{ renews.number }}, délivré le {{ renews.issued_on }} à {{ applicant.name }},"
STOPPED = (
    "Pendant la suspension, l'entreprise ne conclut aucun contrat de domiciliation{% if answers.establishment %} dans"
    " cet établissement{% endif %} et met ses documents à la disposition des services de contrôle."
)
COMMON = {
    "archetype": Archetype.POLICE_MEASURE,
    "unit": "polices-administratives",
    "family": domiciliation.PROCEDURE.family,
    "legal_basis": (domiciliation.APPROVAL, ARTICLE, measures.HEARD),
    "hearing_required": True,
    "sensitivity": "restricted",
    "letters": measures.LETTERS,
    "visas": (
        "Vu le code de commerce, notamment ses articles L123-11-3 et R123-166-1 à R123-166-5 ;",
        *measures.VISAS,
    ),
    "effects": {"notify": strike, "lift": restore, "end_measure": restore},
    "concerns": PermitConcerned(APPROVALS, "Numéro de l'agrément visé"),
}
MEASURE = Procedure(
    **COMMON,
    code=SANCTION,
    label="Suspension ou retrait de l'agrément d'une entreprise de domiciliation",
    short_label="Domiciliation, suspension ou retrait",
    reference_code="DOS",
    help_text="Une condition perdue ou un changement non déclaré fondent une suspension de six mois au plus ou un"
    " retrait. La suspension peut ne viser qu'un établissement. Le titulaire est toujours entendu.",
    form=SanctionForm,
    title=lambda answers: f"Domiciliation d'entreprises, sanction, {answers['party']}",
    outcomes=(
        measures.measure(
            "suspension",
            "suspension de l'agrément de l'entreprise de domiciliation {{ applicant.name }}",
            f"{TITLE} est suspendu{AIMED} {measures.FOR_MONTHS}",
            STOPPED,
            grounds=("Considérant que ces faits établissent ce qui suit : {{ answers.grounds|lower }} ;",),
        ),
        measures.measure(
            "withdrawal",
            "retrait de l'agrément de l'entreprise de domiciliation {{ applicant.name }}",
            f"{TITLE} est retiré {measures.AT_ONCE}",
            "L'entreprise cesse son activité de domiciliation et en informe les personnes domiciliées.",
            grounds=("Considérant que ces faits établissent ce qui suit : {{ answers.grounds|lower }} ;",),
        ),
    ),
    rules={"suspension_months": LONGEST},
    checks=(
        measures.title_is_in_force(ARTICLE),
        measures.suspension_is_short_enough(LONGEST, ARTICLE),
        one_establishment_is_suspended_not_withdrawn,
        measures.facts_came_before,
    ),
    related=("business_domiciliation_approval", PRECAUTION),
)
PRECAUTIONARY = Procedure(
    **COMMON,
    code=PRECAUTION,
    label="Suspension conservatoire de l'agrément d'une entreprise de domiciliation",
    short_label="Domiciliation, suspension conservatoire",
    reference_code="DOC",
    help_text="Pendant une procédure devant la Commission nationale des sanctions : six mois au plus, renouvelables par"
    " une décision motivée, après les observations de l'entreprise.",
    form=PrecautionForm,
    title=lambda answers: f"Domiciliation d'entreprises, suspension conservatoire, {answers['party']}",
    outcomes=(
        measures.measure(
            "suspension",
            "suspension conservatoire de l'agrément de l'entreprise de domiciliation {{ applicant.name }}",
            f"{TITLE} est suspendu à titre conservatoire{AIMED} {measures.FOR_MONTHS}",
            STOPPED,
            "La suspension prend fin avant son terme si la Commission nationale des sanctions s'est prononcée.",
            grounds=(
                "Considérant que la Commission nationale des sanctions a été saisie le {{ answers.seised_on }}"
                " (procédure {{ answers.proceedings }}) ;",
                "{% if answer_codes.prolongs %}Considérant que cette procédure n'est pas terminée et que les motifs de"
                " la suspension conservatoire en cours demeurent ;{% endif %}",
            ),
            label="Suspension conservatoire",
        ),
    ),
    parameters=(LONGEST_PRECAUTION,),
    rules={"suspension_months": LONGEST_PRECAUTION.code},
    checks=(title_may_be_suspended, precaution_is_short_enough, commission_is_seised, measures.facts_came_before),
    related=("business_domiciliation_approval", SANCTION),
)
PROCEDURES = (MEASURE, PRECAUTIONARY)
