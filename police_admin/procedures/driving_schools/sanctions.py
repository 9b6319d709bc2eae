"""Suspension and withdrawal of the approval of a driving school (code de la route, art. L213-5 and R213-5).

The order of 8 January 2001 says which breach allows which measure: what it allows to punish by a suspension does not
found a withdrawal, which a judge would then suspend.
"""

from datetime import datetime

from directorate.casework import title_measures as measures
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Finding, PermitConcerned, Procedure
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.queries import value as parameter
from directorate.permits import operations as permits
from police_admin.inspections.queries import PANEL as INSPECTIONS
from police_admin.procedures.driving_schools import dossier

STRIKES = "Code de la route, art. L213-5 et R213-5"


BREACHES = (
    measures.Breach("criminal_facts", "Faits passibles d'une condamnation qui interdit d'exploiter",
                    "Code de la route, art. L213-3 et R212-4", ("suspension",),
                    "La condamnation prononcée, elle, fait perdre une condition de l'agrément."),
    measures.Breach("control_refused", "Refus de se soumettre au contrôle", "Code de la route, art. L213-4",
                    ("suspension",)),
    measures.Breach("contract", "Contrat écrit absent ou non conforme", "Code de la route, art. L213-2 et R213-3",
                    ("suspension",), "Il est puni d'une amende et permet une suspension."),
    measures.Breach("programme", "Programme de formation non respecté", "Code de la route, art. L213-4",
                    ("suspension", "withdrawal")),
    measures.Breach("false_statement", "Fausse déclaration du nombre d'enseignants", dossier.ORDER, ("suspension",),
                    "Seules des déclarations fausses et répétées fondent un retrait."),
    measures.Breach("false_statements", "Fausses déclarations répétées du nombre d'enseignants", dossier.ORDER,
                    ("suspension", "withdrawal")),
    measures.Breach("condition_lost", "Condition de l'agrément qui n'est plus remplie", "Code de la route, art. R213-5",
                    ("withdrawal",)),
    measures.Breach("cessation", "Cessation définitive d'activité", dossier.ORDER, ("withdrawal",)),
    measures.Breach("no_renewal", "Renouvellement non demandé dans le délai", dossier.ORDER, ("withdrawal",)),
)  # fmt: skip


SanctionForm = measures.form_of(BREACHES)


class SuspensionForm(SanctionForm):
    duration_months = measures.duration_field()


class WithdrawalForm(SanctionForm):
    lost_condition = PlainCharField(
        label="Condition qui n'est plus remplie, le cas échéant", max_length=400, required=False
    )
    ceased_on = LegalDateField(label="Date de la cessation définitive, le cas échéant", required=False)

    def clean(self):
        data = super().clean()
        breaches = data.get("breaches") or ()
        if "condition_lost" in breaches and not data.get("lost_condition"):
            self.add_error("lost_condition", "Indiquer la condition qui n'est plus remplie.")
        if "cessation" in breaches and not data.get("ceased_on") and "ceased_on" not in self.errors:
            self.add_error("ceased_on", "Indiquer la date de la cessation d'activité.")
        return data


# --- checks before signature --------------------------------------------------------------------------------


def renewal_was_not_asked(case: Case, at: datetime) -> list[Finding]:
    """A renewal that was asked in time founds nothing; one asked too late is to be weighed."""
    if "no_renewal" not in case.answers["breaches"]:
        return []
    title, today = permits.current(case.renews), paris_day(at)
    if not parameter("driving_school.late_renewal_withdraws", today):
        return [Finding("Le texte en vigueur ne fait plus de ce motif un cas de retrait.", dossier.ORDER)]
    if title.renew_by is None or title.renew_by >= today:
        return [Finding(f"Le délai pour demander le renouvellement du titre {title.number} n'est pas expiré.",
                        dossier.ORDER)]  # fmt: skip
    asked_on = title.renewal_asked_on
    if asked_on is None:
        return []
    if asked_on <= title.renew_by:
        return [Finding(f"Le renouvellement a été demandé dans le délai, le {french_long(asked_on)}.", dossier.ORDER)]
    return [
        Finding(
            f"Le renouvellement a été demandé après le délai, le {french_long(asked_on)} : apprécier si le retrait"
            " reste proportionné.",
            dossier.ORDER,
            blocking=False,
        )
    ]


# --- the two procedures -------------------------------------------------------------------------------------

TITLE = (
    "L'agrément n° {{ renews.number }}, délivré le {{ renews.issued_on }} à {{ applicant.name }} pour l'établissement"
    " « {{ place.name }} », {{ place.address }}, {{ place.commune }},"
)
NAMED = "de l'agrément de l'établissement d'enseignement de la conduite « {{ place.name }} », {{ place.commune }}"
REGISTERED = "La présente mesure est inscrite au registre national de l'enseignement de la conduite."
COMMON = {
    "archetype": Archetype.POLICE_MEASURE,
    "unit": dossier.UNIT,
    "family": dossier.FAMILY,
    "legal_basis": (STRIKES, *dossier.LEGAL_BASIS, measures.HEARD),
    "requires_place": True,
    "hearing_required": True,
    "sensitivity": "restricted",
    "letters": measures.LETTERS,
    "parameters": dossier.PARAMETERS,
    "visas": (
        "Vu le code de la route, notamment ses articles L213-1 à L213-5 et R213-5 ;",
        dossier.VISAS[1],
        *measures.VISAS,
    ),
    "effects": measures.EFFECTS,
    "panels": (INSPECTIONS,),
}

SUSPENSION = Procedure(
    **COMMON,
    code="driving_school_suspension",
    label="Suspension de l'agrément d'un établissement d'enseignement de la conduite",
    short_label="École de conduite, suspension",
    reference_code="AES",
    help_text="Six mois au plus, après avoir entendu l'exploitant. Un contrat absent, un contrôle refusé ou des faits"
    " poursuivis fondent une suspension, et non un retrait.",
    form=SuspensionForm,
    title=lambda answers: f"École de conduite, suspension, {answers['place']}",
    concerns=PermitConcerned(dossier.APPROVALS, "Numéro de l'agrément à suspendre"),
    outcomes=(
        measures.measure(
            "suspension",
            f"suspension {NAMED}",
            f"{TITLE} est suspendu {measures.FOR_MONTHS}",
            "L'établissement cesse toute activité d'enseignement de la conduite pendant la suspension.",
            "{% if 'criminal_facts' in answer_codes.breaches %}La suspension cesse de plein droit dès que l'autorité"
            " judiciaire s'est prononcée avant son terme.{% endif %}",
            REGISTERED,
            grounds=(measures.BREACHED,),
        ),
    ),
    checks=(
        measures.title_is_in_force(STRIKES),
        measures.suspension_is_short_enough("driving_school.suspension_months", dossier.ORDER),
        measures.fits_its_breach(BREACHES, dossier.ORDER),
        measures.facts_came_before,
    ),
    related=("driving_school_approval", "driving_school_withdrawal"),
)

WITHDRAWAL = Procedure(
    **COMMON,
    code="driving_school_withdrawal",
    label="Retrait de l'agrément d'un établissement d'enseignement de la conduite",
    short_label="École de conduite, retrait",
    reference_code="AEW",
    help_text="Condition perdue, programme non respecté, cessation définitive, renouvellement non demandé. Un"
    " manquement aux règles du contrat n'en fait pas partie : il permet une amende et une suspension.",
    form=WithdrawalForm,
    title=lambda answers: f"École de conduite, retrait, {answers['place']}",
    concerns=PermitConcerned(dossier.APPROVALS, "Numéro de l'agrément à retirer"),
    legal_check_required=True,
    outcomes=(
        measures.measure(
            "withdrawal",
            f"retrait {NAMED}",
            f"{TITLE} est retiré {measures.AT_ONCE}",
            "L'exploitant restitue l'arrêté d'agrément et ne fait plus mention de l'agrément.",
            REGISTERED,
            grounds=(
                measures.BREACHED,
                "{% if answers.lost_condition %}Considérant que la condition suivante de l'agrément n'est plus remplie"
                " : {{ answers.lost_condition }} ;{% endif %}",
                "{% if answers.ceased_on %}Considérant que l'exploitant a définitivement cessé son activité le"
                " {{ answers.ceased_on }} ;{% endif %}",
                "{% if 'no_renewal' in answer_codes.breaches %}Considérant que le renouvellement de l'agrément devait"
                " être demandé au plus tard le {{ renews.renew_by }} ;{% endif %}",
            ),
        ),
    ),
    checks=(
        measures.title_is_in_force(STRIKES),
        measures.fits_its_breach(BREACHES, dossier.ORDER),
        renewal_was_not_asked,
        measures.facts_came_before,
    ),
    related=("driving_school_approval", "driving_school_suspension", "driving_school_renewal"),
)

PROCEDURES = (SUSPENSION, WITHDRAWAL)
