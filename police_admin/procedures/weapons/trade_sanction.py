"""After a control of a gunsmith or a shop, and a hearing: suspension or withdrawal of the title, or closure.

A shop opened under a declaration of former times holds no title: it may be closed when it is the source of repeated
troubles (CSI, art. L313-3 and R313-18).
"""

from datetime import datetime, timedelta

from django import forms

from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    PermitConcerned,
    Procedure,
)
from directorate.casework.title_measures import change_title, restore
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import INTERNAL_SECURITY, LOW, Value
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from police_admin.procedures.weapons import dossier, trade

CODE = "weapon_trade_sanction"
ARTICLES = "CSI, art. L313-3, R313-7 et R313-18"
LONGEST = "gun_trade.suspension_months"
BREACHES = [
    ("conditions_lost", "Conditions de la délivrance qui ne sont plus remplies"),
    ("protection", "Protection insuffisante contre le vol ou l'intrusion"),
    ("troubles", "Troubles répétés à l'ordre ou à la sécurité publics"),
    ("changes_hidden", "Changement ou fermeture non signalés"),
    ("record_book", "Manquements dans la tenue du livre de police"),
    ("other", "Autre manquement"),
]
STATES = {"suspension": Permit.State.SUSPENDED, "withdrawal": Permit.State.WITHDRAWN}
DAYS_OF_MONTH = 31


class SanctionForm(forms.Form):
    """What the control found, and for how long a suspension or a closure is contemplated."""

    controlled_on = dossier.PastDateField(label="Contrôle ou constat du")
    breaches = forms.MultipleChoiceField(
        label="Manquements", choices=BREACHES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Indiquer au moins un manquement."},
    )  # fmt: skip
    facts = dossier.facts_field()
    report_references = dossier.reports_field()
    duration_days = forms.IntegerField(
        label="Durée envisagée (jours)", min_value=1, max_value=730, required=False,
        help_text="Pour une suspension ou une fermeture.",
    )  # fmt: skip


def title_is_in_force(case: Case, at: datetime) -> list[Finding]:
    """One suspends or withdraws a title that exists and runs; a closure strikes whoever holds none."""
    if case.decision.outcome not in STATES:
        return []
    if case.renews is None:
        return [Finding("Le dossier ne désigne pas le titre à suspendre ou à retirer.", ARTICLES)]
    permit = permits.current(case.renews)
    if permit.state == Permit.State.WITHDRAWN:
        return [Finding(f"Le titre {permit.number} est déjà retiré.", ARTICLES)]
    if permit.expires_on is not None and permit.expires_on < paris_day(at):
        return [Finding(f"Le titre {permit.number} a expiré le {french_long(permit.expires_on)}.", ARTICLES)]
    return []


def duration_is_fixed(case: Case, at: datetime) -> list[Finding]:
    days, months = case.answers.get("duration_days"), int(parameter(LONGEST, paris_day(at)))
    if case.decision.outcome == "withdrawal":
        return []
    if not days:
        return [Finding("La durée de la mesure n'est pas indiquée.", ARTICLES)]
    if days <= months * DAYS_OF_MONTH:
        return []
    return [Finding(f"La durée dépasse {months} mois, maximum que le bureau retient.", ARTICLES, blocking=False)]


def carry_out(move: Move) -> None:
    """From the notification: the title changes state, and what lasts has its last day."""
    case, outcome = move.case, move.case.decision.outcome
    started_on = paris_day(case.notified_at)
    if outcome != "withdrawal" and (days := case.answers.get("duration_days")):
        dates = {"starts_on": started_on.isoformat(), "ends_on": (started_on + timedelta(days=days)).isoformat()}
        case.decision.details = {**case.decision.details, **dates}
        case.decision.save(update_fields=["details"])
        move.recorded |= dates
    if outcome in STATES:
        change_title(move, STATES[outcome], started_on, f"Arrêté n° {case.decision.number}")


FOR_DAYS = (
    "pour une durée de {{ answers.duration_days|counted:'jours' }} à compter de la notification du présent arrêté"
)
TITLE = "Le titre n° {{ renews.number }} délivré le {{ renews.issued_on }} à {{ applicant.name }}"


def measure(code: str, label: str, title: str, article: str, **more) -> Outcome:
    return Outcome(
        code, label, letter="measure", favourable=False,
        title=f"Arrêté portant {title}, {{{{ applicant.name }}}}",
        grounds=(
            "Considérant que le contrôle du {{ answers.controlled_on }} a fait apparaître les manquements suivants :"
            " {{ answers.breaches|lower }} ;",
            "Considérant que les faits relevés sont les suivants : {{ answers.facts }} ;",
            dossier.NOT_HEARD,
            "Considérant que [à compléter : gravité des manquements et proportion de la mesure] ;",
        ),
        articles=(article,),
        **{"act_kind": "withdrawal", "final_stage": "in_execution", **more},
    )  # fmt: skip


PROCEDURE = Procedure(
    code=CODE,
    label="Sanction d'un armurier ou d'un commerce d'armes",
    short_label="Armurier, sanction",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="AGS",
    legal_basis=(ARTICLES, dossier.HEARING_BASIS),
    legal_check_required=True,
    legal_question="Pour quelle durée au plus l'agrément d'un armurier ou l'autorisation d'un commerce d'armes peut-il"
    " être suspendu, et un commerce fermé ?",
    help_text="Après contradictoire : suspension ou retrait de l'agrément ou de l'autorisation ; fermeture d'un"
    " commerce à l'origine de troubles répétés, même ouvert autrefois sur simple déclaration.",
    form=SanctionForm,
    title=lambda answers: f"Armurier, sanction, {answers['party']}",
    hearing_required=True,
    sensitivity=dossier.SENSITIVITY,
    concerns=PermitConcerned(
        (trade.APPROVAL, trade.SHOP), "Numéro de l'agrément ou de l'autorisation, s'il en existe un", required=False
    ),
    opinions=(
        Opinion("police", "Services de police, pour renseignements", "Avis facultatif", organisation_kind="police"),
        Opinion("town_hall", "Maire de la commune", "Avis facultatif", organisation_kind="town_hall"),
    ),
    letters=(
        LetterModel("hearing_invitation", "Lettre de procédure contradictoire", "letters/any/hearing_invitation.html",
                    "hearing_invitation"),
        LetterModel("measure", "Arrêté", "letters/any/order.html", "withdrawal"),
        LetterModel("notification", "Lettre de notification", "letters/any/measure_notification.html"),
    ),
    parameters=(
        Value(LONGEST, "Armuriers : suspension ou fermeture, au plus", 6, "mois",
              f"{INTERNAL_SECURITY}, art. R313-7 et R313-18", LOW,
              comment="Combien de mois au plus un commerce d'armes peut-il être fermé, ou son titre suspendu ?"),
    ),
    rules={"longest_months": LONGEST},
    visas=(
        dossier.visa_of_code("ses articles L313-3, R313-7 et R313-18"),
        dossier.CRPA_VISA,
        dossier.FORMER_VISA,
        dossier.REPORTS_VISA,
        *dossier.HEARING_VISAS,
    ),
    outcomes=(
        measure("suspension", "Suspension du titre", "suspension du titre d'un armurier",
                f"{TITLE} est suspendu {FOR_DAYS}. L'activité cesse pendant cette durée."),
        measure("withdrawal", "Retrait du titre", "retrait du titre d'un armurier",
                f"{TITLE} est retiré à compter de la notification du présent arrêté. L'activité cesse à cette date.",
                final_stage="closed"),
        measure("closure", "Fermeture du commerce", "fermeture d'un commerce d'armes",
                f"Le commerce d'armes exploité par {{{{ applicant.name }}}} est fermé {FOR_DAYS}.",
                act_kind="police_measure"),
    ),
    checks=(title_is_in_force, duration_is_fixed),
    effects={"notify": carry_out, "lift": restore, "end_measure": restore},
    related=(trade.APPROVAL, trade.SHOP),
)  # fmt: skip
