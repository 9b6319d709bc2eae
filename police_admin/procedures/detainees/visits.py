"""Visits to a detainee in hospital: the permit, then its suspension or withdrawal (code pénitentiaire, art. R341-6).

The prefect is competent for condemned persons only, in three sorts of wards; a judge for those on remand, the governor
of the prison for all others (E15). Of the detainee, only the number of the prison register is kept.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms

from directorate.casework import title_measures
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case, Party
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    Opinion,
    PermitConcerned,
    Piece,
    Procedure,
    Redirection,
    Silence,
    Validity,
)
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.values import GENERAL_RULES, LOW, Value
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from police_admin.procedures.inquiry import InquiryForm, inquiry_is_clear

UNIT, FAMILY = "polices-administratives", "Visites à détenus"
PERMIT, MEASURE = "hospitalised_detainee_visit_permit", "hospitalised_detainee_visit_permit_withdrawal"
ARTICLE, GROUNDS_ARTICLE = "Code pénitentiaire, art. R341-6", "Code pénitentiaire, art. L341-7"
GOVERNOR_ARTICLE = "Code pénitentiaire, art. R341-5"
KEPT_OUT = "Une décision sur la visite d'une personne détenue se notifie et ne se publie pas."
TARGET, ALERT = "detainee_visit.target_hours", "detainee_visit.alert_hours"
OPINION_DAYS = Value(
    "detainee_visit.opinion_days", "Visites à détenus : délai des avis", 1, "jours", "Usage du bureau", LOW,
    comment="Les avis de l'établissement pénitentiaire et de l'hôpital sont-ils rendus le jour même ?",
)  # fmt: skip
RETENTION = Value(
    "detainee_visit.retention_months", "Conservation des dossiers de visite à détenu après la sortie", 12, "mois",
    "Usage du bureau", LOW,
    comment="Un an après la sortie de l'hôpital, les dossiers de permis de visite sont-ils effacés ?",
)  # fmt: skip

STATUSES = [("condemned", "Personne condamnée"), ("remand", "Personne prévenue")]
# Each ward, and whether the prefect is competent there.
WARDS = {
    "proximity": ("Hôpital de proximité, urgence ou très court séjour (CSP, art. R6111-27)", True),
    "umd": ("Unité pour malades difficiles", True),
    "military": ("Hôpital des armées", True),
    "uhsi": ("Unité hospitalière sécurisée interrégionale (UHSI)", False),
    "uhsa": ("Unité hospitalière spécialement aménagée (UHSA)", False),
    "epsnf": ("Établissement public de santé national de Fresnes (EPSNF)", False),
    "other": ("Autre lieu de soins", False),
}
LINKS = [
    ("spouse", "Conjoint, partenaire ou concubin"),
    ("parent", "Parent"),
    ("child", "Enfant"),
    ("sibling", "Frère ou sœur"),
    ("family", "Autre membre de la famille"),
    ("friend", "Proche"),
    ("professional", "Intervenant"),
]
GROUNDS = [
    ("order", "Maintien du bon ordre et de la sécurité"),
    ("offences", "Prévention des infractions"),
    ("rehabilitation", "Visite faisant obstacle à la réinsertion"),
]
HOURS_A_DAY = 24


# --- competence (E15, ii) -----------------------------------------------------------------------------------


def competent_instead(answers: Mapping[str, Any]) -> Redirection | None:
    """The judge for whoever is on remand, wherever he is; the governor outside the three wards of the prefect."""
    if answers.get("legal_status") == "remand":
        return Redirection(
            to="magistrat saisi du dossier de la procédure",
            article=GOVERNOR_ARTICLE,
            explanation="Le permis de visite d'une personne prévenue, même hospitalisée, est délivré par le magistrat"
            " saisi du dossier de la procédure.",
        )
    ward = answers.get("ward_type")
    if ward in WARDS and not WARDS[ward][1]:
        return Redirection(
            to="chef de l'établissement pénitentiaire",
            article=GOVERNOR_ARTICLE,
            explanation="Le permis de visite d'une personne condamnée qui n'est pas hospitalisée en urgence dans un"
            " hôpital de proximité, en unité pour malades difficiles ou dans un hôpital des armées est délivré par le"
            " chef de l'établissement pénitentiaire.",
        )
    return None


# --- the permit -----------------------------------------------------------------------------------------------


class VisitForm(InquiryForm):
    """The detainee by his number, where he is treated and until when, and who visits him."""

    check_b2 = None
    legal_status = forms.ChoiceField(label="Situation pénale", choices=STATUSES)
    ward_type = forms.ChoiceField(label="Lieu d'hospitalisation", choices=[(key, row[0]) for key, row in WARDS.items()])
    hospital = PlainCharField(label="Établissement de santé", max_length=160)
    detainee_ref = PlainCharField(label="Numéro d'écrou", max_length=20, help_text="Sans nom ni motif de détention.")
    link = forms.ChoiceField(label="Lien avec la personne détenue", choices=LINKS)
    purpose = PlainCharField(label="Objet de la visite", max_length=400)
    visitor_is_minor = forms.BooleanField(label="Visiteur mineur", required=False)
    stay_from = LegalDateField(label="Séjour hospitalier depuis le")
    stay_to = LegalDateField(label="Fin prévue du séjour", required=False, help_text="Vide : jusqu'à la sortie.")

    def clean(self):
        data = super().clean()
        if data.get("stay_from") and data.get("stay_to") and data["stay_to"] < data["stay_from"]:
            self.add_error("stay_to", "La fin du séjour précède son début.")
        return data


def target(facts: Facts) -> Iterator[Expected]:
    """A stay may last three days: the answer is owed before, whatever the months after which silence refuses."""
    received_on = facts.case.received_on
    for code, label, parameter in (
        ("answer_alert", "Réponse attendue, premier rappel", ALERT), ("answer_target", "Réponse attendue", TARGET),
    ):  # fmt: skip
        rule = facts.rules.of(code, parameter, received_on)
        due_on = received_on + timedelta(days=-(-int(rule.value) // HOURS_A_DAY))
        steps = [step("Demande reçue", received_on), step(f"{rule.value} {rule.unit}", due_on)]
        yield Expected(
            code=code, label=label, kind=Kind.INTERNAL, due_on=due_on,
            state=State.MET if facts.is_over else State.RUNNING, article="Objectif du service",
            parameter_version=rule.version, computation=explained(Computation("", due_on, steps=steps), rule),
        )  # fmt: skip


def visitor_is_a_person(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome == "grant" and case.party.kind != Party.Kind.PERSON:
        return [Finding("Le permis de visite est délivré à une personne physique.", ARTICLE)]
    return []


def stay_lasts(case: Case, at: datetime) -> list[Finding]:
    """Nobody is visited in a hospital that he has left."""
    ends_on = day_of(case.answers, "stay_to")
    if case.decision.outcome != "grant" or ends_on is None or ends_on >= paris_day(at):
        return []
    return [Finding(f"Le séjour hospitalier a pris fin le {french_long(ends_on)}.", ARTICLE)]


def minor_is_accompanied(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome != "grant" or not case.answers.get("visitor_is_minor"):
        return []
    return [
        Finding("Le visiteur est mineur : l'accord du titulaire de l'autorité parentale est à vérifier.", ARTICLE,
                blocking=False)
    ]  # fmt: skip


def last_as_the_stay(move: Move) -> None:
    """The permit is worth the length of the stay, when its end is known."""
    permit, ends_on = move.case.permit, day_of(move.case.answers, "stay_to")
    if permit is not None and ends_on is not None:
        permit.expires_on = ends_on
        permit.save(update_fields=["expires_on"])


def follow_the_stay(move: Move) -> None:
    decision, ends_on = move.case.decision, move.case.answers.get("stay_to")
    if decision.outcome == "grant" and ends_on:
        decision.details = {**decision.details, "ends_on": ends_on}
        decision.save(update_fields=["details"])


def end_with_the_stay(move: Move) -> None:
    """The person has left the hospital: the permit gives no right any more."""
    permit = move.case.permit
    if permit is not None:
        permits.carry_out(
            permit=permit, state=Permit.State.WITHDRAWN, effective_on=move.today, reason="Fin du séjour hospitalier",
            by=move.by, at=move.at,
        )  # fmt: skip


VISAS = (
    "Vu le code pénitentiaire, notamment ses articles L341-7 et R341-6 ;",
    "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
    " {{ case.reference }} ;",
)
WHERE = "à la personne détenue écrouée sous le n° {{ answers.detainee_ref }}, hospitalisée à : {{ answers.hospital }}"
MAIN_GROUND = (
    "que le permis de visite peut être refusé pour le maintien du bon ordre et de la sécurité, pour la prévention des"
    " infractions, ou si la visite fait obstacle à la réinsertion de la personne condamnée"
)

PERMITS = Procedure(
    code=PERMIT,
    label="Permis de visite d'une personne détenue hospitalisée",
    short_label="Visite à détenu hospitalisé",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=FAMILY,
    kept_out_of_register=KEPT_OUT,
    reference_code="VD",
    legal_basis=(ARTICLE, GROUNDS_ARTICLE),
    help_text="Le préfet n'est compétent que pour une personne condamnée, hospitalisée en urgence ou pour un très court"
    " séjour dans un hôpital de proximité, en unité pour malades difficiles ou dans un hôpital des armées. Répondre"
    " sous 24 à 72 heures.",
    form=VisitForm,
    title=lambda answers: f"Visite à une personne détenue hospitalisée, {answers['party']}",
    sensitivity="restricted",
    retention_parameter=RETENTION.code,
    pieces=(
        Piece("request", "Demande écrite"),
        Piece("identity", "Pièce d'identité du visiteur"),
        Piece("photos", "Photographies d'identité"),
        Piece("link", "Justificatif du lien avec la personne détenue",
              when=lambda answers, on: answers.get("link") != "friend"),
        Piece("parental", "Accord du titulaire de l'autorité parentale",
              when=lambda answers, on: bool(answers.get("visitor_is_minor"))),
    ),
    opinions=(
        Opinion("governor", "Chef de l'établissement pénitentiaire", "Avis recueilli le jour même",
                organisation_kind="state_service", days_parameter=OPINION_DAYS.code),
        Opinion("hospital", "Établissement de santé", "Avis recueilli le jour même",
                days_parameter=OPINION_DAYS.code),
    ),
    clock=Clock("detainee_visit.decision_months", Silence.REFUSAL, "CRPA, art. L231-4"),
    legal_check_required=True,
    legal_question="Dans quel délai le préfet répond-il à une demande de permis de visite, et que vaut son silence ?",
    validity=Validity("detainee_visit.validity_months", "detainee_visit.renew_before_months", ARTICLE, "VD",
                      "Permis de visite d'une personne détenue hospitalisée"),
    parameters=(
        Value("detainee_visit.decision_months", "Visites à détenus : délai au terme duquel le silence vaut rejet", 2,
              "mois", f"{GENERAL_RULES}, art. L231-4 (aucun délai propre trouvé)", LOW,
              comment="Au bout de quel délai le silence sur un permis de visite vaut-il rejet ?"),
        Value(TARGET, "Visites à détenus : réponse attendue", 72, "heures", "Objectif du service", LOW,
              comment="Le bureau doit-il répondre sous 72 heures à une demande de permis de visite ?"),
        Value(ALERT, "Visites à détenus : premier rappel", 24, "heures", "Objectif du service", LOW,
              comment="Le bureau veut-il être alerté 24 heures après une demande de permis de visite ?"),
        OPINION_DAYS,
        Value("detainee_visit.validity_months", "Visites à détenus : durée du permis (0 : celle du séjour)", 0, "mois",
              ARTICLE, LOW, comment="Le permis de visite vaut-il pour toute la durée du séjour hospitalier ?"),
        Value("detainee_visit.renew_before_months", "Visites à détenus : renouvellement avant l'échéance", 0, "mois",
              "Sans objet : le permis suit le séjour", LOW,
              comment="Un permis de visite se renouvelle-t-il quand le séjour hospitalier se prolonge ?"),
        RETENTION,
    ),
    rules={"target_hours": TARGET, "alert_hours": ALERT},
    letters=letters_of_request("Permis de visite", "letters/detainees/order.html"),
    visas=VISAS,
    outcomes=granted_or_refused(
        label="Permis de visite",
        title="permis de visite d'une personne détenue hospitalisée, {{ applicant.name }}",
        refusal="de permis de visite d'une personne détenue hospitalisée, {{ applicant.name }}",
        grounds=(
            "Considérant que la personne détenue est condamnée et hospitalisée dans un établissement où le permis de"
            " visite relève du préfet ({{ answers.ward_type }}) ;",
            "Considérant qu'aucun motif tiré du bon ordre, de la sécurité, de la prévention des infractions ou de la"
            " réinsertion ne fait obstacle à la visite ;",
        ),
        articles=(
            f"Le permis de rendre visite {WHERE}, est délivré à {{{{ applicant.name }}}}"
            " ({{ answers.link|lower }}).",
            "{% if answers.stay_to %}Le présent permis est valable jusqu'au {{ answers.stay_to }}, et cesse à la sortie"
            " de l'hôpital si elle est antérieure.{% else %}Le présent permis est valable jusqu'à la fin du séjour"
            " hospitalier.{% endif %}",
            "Les visites ont lieu aux heures et selon les règles fixées par l'établissement de santé et par le service"
            " de garde. Le permis peut être suspendu ou retiré (article L341-7 du code pénitentiaire).",
        ),
        law=MAIN_GROUND,
        rejected=f"La demande de {{{{ applicant.name }}}} en vue de rendre visite {WHERE}, est rejetée.",
        final_stage="in_execution",
    ),
    checks=(visitor_is_a_person, stay_lasts, inquiry_is_clear(("check_taj", "check_fpr")), minor_is_accompanied),
    effects={"sign": last_as_the_stay, "notify": follow_the_stay, "lift": end_with_the_stay,
             "end_measure": end_with_the_stay},
    dates=(target,),
    elsewhere=competent_instead,
    related=(MEASURE,),
)  # fmt: skip


# --- suspension and withdrawal --------------------------------------------------------------------------------


class VisitMeasureForm(title_measures.MeasureForm):
    ground = forms.ChoiceField(label="Motif (code pénitentiaire, art. L341-7)", choices=GROUNDS)
    duration_days = forms.IntegerField(label="Durée de la suspension (jours)", min_value=1, max_value=365,
                                       required=False)  # fmt: skip


def suspension_is_dated(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome == "suspension" and not case.answers.get("duration_days"):
        return [Finding("La durée de la suspension n'est pas indiquée.", GROUNDS_ARTICLE)]
    return []


def strike(move: Move) -> None:
    """A stay is counted in days: so is the suspension, its last day included."""
    case = move.case
    started_on = paris_day(case.notified_at)
    state = Permit.State.WITHDRAWN
    if case.decision.outcome == "suspension":
        state = Permit.State.SUSPENDED
        ends_on = started_on + timedelta(days=case.answers["duration_days"] - 1)
        case.decision.details = {**case.decision.details, "ends_on": ends_on.isoformat()}
        case.decision.save(update_fields=["details"])
        move.recorded["ends_on"] = ends_on.isoformat()
    title_measures.change_title(move, state, started_on, f"Arrêté n° {case.decision.number}")


THE_PERMIT = "Le permis de visite n° {{ renews.number }} délivré à {{ applicant.name }}"
HELD = "Considérant que la mesure est prise pour le motif suivant : {{ answers.ground|lower }} ;"
TITLE = "d'un permis de visite d'une personne détenue hospitalisée, {{ applicant.name }}"
SHOWN = "La personne détenue et l'établissement de santé en sont informés."

MEASURES = Procedure(
    code=MEASURE,
    label="Suspension ou retrait d'un permis de visite d'une personne détenue hospitalisée",
    short_label="Visite à détenu, suspension ou retrait",
    archetype=Archetype.POLICE_MEASURE,
    unit=UNIT,
    family=FAMILY,
    kept_out_of_register=KEPT_OUT,
    reference_code="VDR",
    legal_basis=(GROUNDS_ARTICLE, ARTICLE, title_measures.HEARD),
    help_text="Pour le bon ordre, la sécurité, la prévention des infractions ou la réinsertion. Le visiteur est mis à"
    " même de présenter ses observations, sauf urgence.",
    form=VisitMeasureForm,
    title=lambda answers: f"Visite à détenu, suspension ou retrait, {answers['party']}",
    hearing_required=True,
    sensitivity="restricted",
    retention_parameter=RETENTION.code,
    concerns=PermitConcerned((PERMIT,), "Numéro du permis de visite"),
    opinions=(
        Opinion("governor", "Chef de l'établissement pénitentiaire", "Avis facultatif",
                organisation_kind="state_service", days_parameter=OPINION_DAYS.code),
    ),
    parameters=(OPINION_DAYS, RETENTION),
    letters=title_measures.LETTERS,
    visas=("Vu le code pénitentiaire, notamment ses articles L341-7 et R341-6 ;", *title_measures.VISAS),
    outcomes=(
        title_measures.measure(
            "suspension", f"suspension {TITLE}",
            f"{THE_PERMIT} est suspendu pour une durée de {{{{ answers.duration_days|counted:'jours' }}}} à compter de"
            f" la"
            " notification du présent arrêté.", SHOWN, grounds=(HELD,),
        ),
        title_measures.measure(
            "withdrawal", f"retrait {TITLE}", f"{THE_PERMIT} est retiré {title_measures.AT_ONCE}", SHOWN,
            grounds=(HELD,),
        ),
    ),
    checks=(title_measures.title_is_in_force(ARTICLE), title_measures.facts_came_before, suspension_is_dated),
    effects={"notify": strike, "lift": title_measures.restore, "end_measure": title_measures.restore},
    related=(PERMIT,),
)  # fmt: skip

PROCEDURES = (PERMITS, MEASURES)
