"""Late opening of an outlet: derogation to the closing hour of the department (CGCT, art. L2215-1; CSP, art. L3332-13).

Personal, precarious, revocable: it ends with the operator. The terms are those of the departmental order, to be
confirmed. What the first derogation and its renewal share stands here.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    Piece,
    Procedure,
    Silence,
    Validity,
)
from directorate.parameters.queries import value as parameter
from directorate.permits.listing import Listing
from directorate.territory.department import HOME

UNIT = "polices-administratives"
FAMILY = "Débits de boissons"
LEGAL_BASIS = ("CGCT, art. L2215-1", "CSP, art. L3332-13", "CRPA, art. L211-2")
LOCAL_ORDER = "Arrêté préfectoral de police des débits de boissons"

DAYS = [
    ("monday", "Lundi"),
    ("tuesday", "Mardi"),
    ("wednesday", "Mercredi"),
    ("thursday", "Jeudi"),
    ("friday", "Vendredi"),
    ("saturday", "Samedi"),
    ("sunday", "Dimanche"),
]
MUSIC = [
    ("none", "Aucune musique"),
    ("background", "Musique d'ambiance"),
    ("amplified", "Musique amplifiée"),
]
# A night is read from noon to noon, so that 1 h 30 comes after 23 h.
NOON, DAY = 12 * 60, 24 * 60
CLOSING_TIMES = [
    (f"{hour:02}:{minute:02}", f"{hour} h {minute:02}")
    for hour in (*range(20, 24), *range(8))
    for minute in (0, 30)
]  # fmt: skip


def in_the_night(minutes: int) -> int:
    return (minutes - NOON) % DAY


def rank_of(time: str) -> int:
    hour, minute = time.split(":")
    return in_the_night(int(hour) * 60 + int(minute))


def rank_of_hour(code: str, on: date) -> int:
    return in_the_night(int(parameter(code, on)) * 60)


def outside_the_night(time: str, on: date) -> str:
    """Why no derogation is needed, or possible, for this closing time; empty when there is room for one."""
    closing, opening = (int(parameter(f"late_opening.{name}_hour", on)) for name in ("closing", "opening"))
    if rank_of(time) <= rank_of_hour("late_opening.closing_hour", on):
        return f"Aucune dérogation n'est nécessaire : l'établissement peut rester ouvert jusqu'à {closing} h."
    if rank_of(time) > rank_of_hour("late_opening.opening_hour", on):
        return f"La dérogation ne porte que sur la nuit : l'établissement peut rouvrir à {opening} h."
    return ""


class LateOpeningForm(forms.Form):
    """The hours asked for, what is known of the nights of the outlet, and what the bureau intends to grant."""

    longest_parameter = "late_opening.first_months"
    shortest_parameter = "late_opening.first_minimum_months"

    dance_venue = forms.BooleanField(
        label="Établissement dont l'objet principal est l'exploitation d'une piste de danse", required=False
    )
    requested_close_time = forms.ChoiceField(label="Heure de fermeture demandée", choices=CLOSING_TIMES)
    days = forms.MultipleChoiceField(
        label="Nuits concernées", choices=DAYS, widget=forms.CheckboxSelectMultiple,
        help_text="Le jour où la soirée commence.",
        error_messages={"required": "Choisir au moins une nuit."},
    )  # fmt: skip
    music = forms.ChoiceField(label="Musique", choices=MUSIC)
    limiter = forms.BooleanField(label="Limiteur de pression acoustique", required=False)
    capacity = forms.IntegerField(label="Capacité d'accueil (personnes)", min_value=1, max_value=20_000)
    noise_complaints = forms.BooleanField(label="Plaintes pour bruit", required=False)
    incidents_12m = forms.IntegerField(label="Incidents relevés depuis douze mois", min_value=0, max_value=1000)
    granted_close_time = forms.ChoiceField(
        label="Heure de fermeture accordée", choices=[("", "Celle qui est demandée"), *CLOSING_TIMES], required=False,
        help_text="À remplir à l'instruction.",
    )  # fmt: skip
    granted_months = forms.IntegerField(
        label="Durée accordée (mois)", min_value=1, required=False,
        help_text="À remplir à l'instruction ; la plus longue durée possible si rien n'est indiqué.",
    )  # fmt: skip

    def clean_dance_venue(self):
        if self.cleaned_data["dance_venue"]:
            hour = parameter("late_opening.dance_closing_hour", localdate())
            raise forms.ValidationError(
                f"Cet établissement ferme au plus tard à {hour} h sans dérogation (code du tourisme, art. D314-1)."
            )
        return False

    def clean_requested_close_time(self):
        time = self.cleaned_data["requested_close_time"]
        if refusal := outside_the_night(time, localdate()):
            raise forms.ValidationError(refusal)
        return time

    def clean_granted_months(self):
        months = self.cleaned_data["granted_months"]
        if months is None:
            return None
        today = localdate()
        longest = int(parameter(self.longest_parameter, today))
        shortest = int(parameter(self.shortest_parameter, today)) if self.shortest_parameter else 1
        if not shortest <= months <= longest:
            raise forms.ValidationError(f"La durée accordée est comprise entre {shortest} et {longest} mois.")
        return months

    def clean(self):
        data = super().clean()
        asked, granted = data.get("requested_close_time"), data.get("granted_close_time")
        if asked and granted and rank_of(granted) > rank_of(asked):
            self.add_error("granted_close_time", "L'heure accordée ne peut dépasser l'heure demandée.")
        elif granted and (refusal := outside_the_night(granted, localdate())):
            self.add_error("granted_close_time", refusal)
        return data


def plays_amplified_music(answers: Mapping[str, Any], on: date) -> bool:
    return answers.get("music") == "amplified"


PIECES = (
    Piece("request", "Demande écrite indiquant les jours et les heures"),
    Piece("company_extract", "Extrait Kbis"),
    Piece("identity", "Pièce d'identité de l'exploitant, recto et verso"),
    Piece("licence_receipt", "Récépissé de la licence"),
    Piece("noise_study", "Étude de l'impact des nuisances sonores", when=plays_amplified_music),
    Piece("insulation_certificate", "Certificat d'isolement acoustique", when=plays_amplified_music),
    Piece(
        "sworn_statement",
        "Attestation sur l'honneur de l'absence de musique amplifiée",
        when=lambda answers, on: not plays_amplified_music(answers, on),
    ),
)

OPINIONS = (
    Opinion("town_hall", "Maire de la commune", LOCAL_ORDER, organisation_kind="town_hall", mandatory=True,
            days_parameter="late_opening.opinion_days"),
    Opinion("police", "Services de police", LOCAL_ORDER, organisation_kind="police", mandatory=True,
            days_parameter="late_opening.opinion_days"),
    Opinion("health_agency", "Agence régionale de santé, en cas de plaintes pour bruit", LOCAL_ORDER,
            organisation=HOME.partners["health_agency"], mandatory=True, days_parameter="late_opening.opinion_days",
            waived_when=lambda answers: not answers.get("noise_complaints")),
)  # fmt: skip

# The effect of silence is not settled: refusal, the prudent reading, until the client has it checked.
CLOCK = Clock("late_opening.decision_months", Silence.REFUSAL, "CRPA, art. L231-4")

FOLDER = "letters/late_opening_derogation"
LETTERS = (
    LetterModel("acknowledgement", "Accusé de réception", "letters/any/acknowledgement.html", "acknowledgement"),
    LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                "pieces_request"),
    LetterModel("hearing_invitation", "Lettre de procédure contradictoire", f"{FOLDER}/hearing_invitation.html",
                "hearing_invitation"),
    LetterModel("order_grant", "Arrêté de dérogation", f"{FOLDER}/order_grant.html", "grant"),
    LetterModel("order_refusal", "Arrêté de refus", f"{FOLDER}/order_refusal.html", "refusal"),
    LetterModel("notification", "Lettre de notification", "letters/any/notification.html"),
    LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
)  # fmt: skip

RULES = {"local_order": "late_opening.local_order"}

VISAS = (
    "Vu le code général des collectivités territoriales, notamment son article L2215-1 ;",
    "Vu le code de la santé publique, notamment son article L3332-13 ;",
    "Vu le code des relations entre le public et l'administration, notamment son article L211-2 ;",
    "Vu l'{{ rules.local_order }} ;",
    "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
    " {{ case.reference }}, relative à l'établissement « {{ place.name }} », {{ place.address }},"
    " {{ place.commune }} ;",
    "{% if hearing.sent_on %}Vu la lettre du {{ hearing.sent_on }} invitant l'exploitant à présenter ses observations"
    " jusqu'au {{ hearing.deadline_on }} ;{% endif %}",
    "{% if hearing.observations_on %}Vu les observations présentées le {{ hearing.observations_on }} ;{% endif %}",
)

HOURS = (
    "{% if answer_codes.granted_close_time %}{{ answers.granted_close_time }}"
    "{% else %}{{ answers.requested_close_time }}{% endif %}"
)
PRECARIOUS = (
    "La présente dérogation est personnelle, précaire et révocable. Elle prend fin au changement d'exploitant. Elle"
    " peut être retirée après que son titulaire a été mis à même de présenter ses observations."
)


def outcomes(*, title: str, opening: str) -> tuple[Outcome, ...]:
    """Grant and refusal. `opening` is the first article of the grant."""
    return (
        Outcome(
            "grant",
            "Dérogation",
            letter="order_grant",
            act_kind="grant",
            title=f"Arrêté portant {title}, établissement « {{{{ place.name }}}} », {{{{ place.commune }}}}",
            grounds=(
                "Considérant que les conditions d'exploitation décrites dans le dossier {{ case.reference }} ne font"
                " pas apparaître de risque pour la tranquillité et l'ordre publics ;",
            ),
            articles=(
                opening,
                f"Les nuits suivantes, l'établissement ferme au plus tard à {HOURS} : {{{{ answers.days|lower }}}}.",
                "{% if answer_codes.music == 'amplified' and answer_codes.limiter %}Le limiteur de pression acoustique"
                " est maintenu en service pendant toute la durée de la diffusion de musique amplifiée.{% endif %}",
                PRECARIOUS,
                "Le renouvellement est demandé {{ validity.renew_before }} avant l'échéance.",
            ),
            issues_permit=True,
            # Orders on hours of opening are published; the refusal opposed to a person stays out of the register.
            published=True,
            final_stage="in_force",
        ),
        Outcome(
            "refusal",
            "Refus",
            letter="order_refusal",
            act_kind="refusal",
            title=f"Arrêté portant refus de {title}, établissement « {{{{ place.name }}}} », {{{{ place.commune }}}}",
            grounds=(
                "Considérant que les dérogations à l'heure de fermeture des débits de boissons sont accordées à titre"
                " personnel, précaire et révocable, sous réserve de l'ordre et de la tranquillité publics ;",
                "Considérant que [à compléter : les faits propres à l'établissement qui justifient le refus] ;",
            ),
            articles=(
                "La demande présentée par {{ applicant.name }} pour l'établissement « {{ place.name }} »,"
                " {{ place.address }}, {{ place.commune }}, est rejetée.",
                "L'établissement respecte l'heure de fermeture fixée par l'{{ rules.local_order }}.",
            ),
            favourable=False,
        ),
    )


# --- checks before signature --------------------------------------------------------------------------------


def grants(case: Case) -> bool:
    return case.decision.outcome == "grant"


def hours_are_those_of_a_derogation(case: Case, at: datetime) -> list[Finding]:
    """The hours of the department may have changed since the request was typed."""
    time = case.answers.get("granted_close_time") or case.answers["requested_close_time"]
    if grants(case) and (refusal := outside_the_night(time, paris_day(at))):
        return [Finding(refusal, LOCAL_ORDER)]
    return []


def dance_venues_need_none(case: Case, at: datetime) -> list[Finding]:
    if grants(case) and case.answers.get("dance_venue"):
        hour = parameter("late_opening.dance_closing_hour", paris_day(at))
        return [
            Finding(
                f"Cet établissement ferme au plus tard à {hour} h sans dérogation.", "Code du tourisme, art. D314-1"
            )
        ]
    return []


def incidents_are_weighed(case: Case, at: datetime) -> list[Finding]:
    count = case.answers.get("incidents_12m") or 0
    if grants(case) and count:
        return [
            Finding(
                f"Incidents relevés depuis douze mois : {count}. Vérifier que la dérogation reste compatible avec"
                " l'ordre et la tranquillité publics.",
                "CGCT, art. L2215-1",
                blocking=False,
            )
        ]
    return []


CHECKS = (hours_are_those_of_a_derogation, dance_venues_need_none, incidents_are_weighed)


def validity(months_parameter: str) -> Validity:
    return Validity(
        months_parameter=months_parameter,
        renew_before_parameter="late_opening.renew_before_months",
        article=LOCAL_ORDER,
        number_prefix="DOT",
        permit_label="Dérogation d'ouverture tardive",
        renewal_procedure="late_opening_renewal",
        months_field="granted_months",
    )


# The derogation is notified with a copy for the mayor: the list says where it stands.
LISTING = Listing(code="ouvertures-tardives", title="Dérogations d'ouverture tardive", article=LOCAL_ORDER, mayor=True)
PROCEDURE = Procedure(
    code="late_opening_derogation",
    label="Dérogation d'ouverture tardive d'un débit de boissons",
    short_label="Ouverture tardive, dérogation",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=FAMILY,
    reference_code="DBO",
    legal_basis=LEGAL_BASIS,
    help_text="Dérogation permanente, demandée par l'exploitant. La dérogation exceptionnelle d'une nuit peut être"
    " laissée au maire par l'arrêté départemental. Un établissement dont l'objet principal est une piste de danse n'en"
    " a pas besoin. L'effet du silence est à vérifier.",
    form=LateOpeningForm,
    title=lambda answers: f"Ouverture tardive, {answers['place']}",
    requires_place=True,
    # Ruling on a request asks for no hearing (CRPA, art. L121-1); the bureau holds one when facts are held against it.
    hearing_offered=True,
    pieces=PIECES,
    opinions=OPINIONS,
    clock=CLOCK,
    validity=validity("late_opening.first_months"),
    listing=LISTING,
    letters=LETTERS,
    rules=RULES,
    visas=VISAS,
    outcomes=outcomes(
        title="dérogation d'ouverture tardive",
        opening="Une dérogation à l'heure de fermeture des débits de boissons est accordée à {{ applicant.name }} pour"
        " l'établissement « {{ place.name }} », {{ place.address }}, {{ place.commune }}, pour une durée de"
        " {{ validity.duration }}.",
    ),
    checks=CHECKS,
    related=("late_opening_renewal", "late_opening_withdrawal", "licence_transfer", "administrative_closure_outlet"),
    legal_check_required=True,
)
