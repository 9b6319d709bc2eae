"""Air show open to the public (code de l'aviation civile, art. R131-3; arrêté du 10 novembre 2021), in two steps.

The letter of intent is forwarded, and its recipients may object within fifteen working days. The full file follows,
names it, and asks for the authorisation: the time to decide runs from there.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms

from directorate.casework.archetypes import STAGES
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.models import Case, Consultation
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    FilingWindow,
    Finding,
    LetterModel,
    Opinion,
    Panel,
    Piece,
    Procedure,
    Silence,
    Span,
)
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_calendar.time_limits import filing_before
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Value
from directorate.web.plain_text import text_area
from police_admin.procedures import events
from police_admin.procedures.air import dossier

ORDER = "Arrêté du 10 novembre 2021"
CODE = "Code de l'aviation civile, art. R131-3"
INTENT_CODE = "air_show_intent"
SHOW, SINGLE, SMALL, MODELS = "show", "single", "small", "models"
KINDS = [
    (SHOW, "Spectacle aérien public"),
    (SINGLE, "Voltige ou parachutage isolé"),
    (SMALL, "Spectacle simple"),
    (MODELS, "Spectacle d'aéromodélisme (SAPA)"),
]
PUBLIC = Value(
    "air_show.spectators", "Spectacle aérien sans appel au public : autorisation au-delà de", 5000,
    "spectateurs par jour", ORDER, VERIFIED,
)  # fmt: skip
OBJECTION = Value(
    "air_show.objection_days", "Spectacle aérien : temps pour s'opposer à la lettre d'intention", 15, "jours ouvrés",
    ORDER, VERIFIED, comment="Passé ce temps, le destinataire est réputé ne pas s'opposer.",
)  # fmt: skip
INTENT_DAYS = Value(
    "air_show.intent_days", "Spectacle aérien : lettre d'intention au plus tard", 90, "jours",
    "Valeur d'attente, sans source", LOW,
    comment="Combien de jours avant le spectacle aérien la lettre d'intention doit-elle parvenir ?",
)  # fmt: skip
DECISION = Value(
    "air_show.decision_months", "Spectacle aérien : délai pour statuer", 2, "mois",
    "Code des relations entre le public et l'administration, art. L231-4", MEDIUM,
    comment="Aucun délai propre n'a été lu ; le silence vaut rejet.",
)  # fmt: skip
NOTIFICATION = Value(
    "air_show.notification_days", "Spectacle aérien : notification au plus tard", 10, "jours",
    "Règle antérieure à l'arrêté du 10 novembre 2021", LOW,
    comment="La décision doit-elle toujours être notifiée dix jours avant le spectacle aérien ?",
)  # fmt: skip


def file_value(kind: str, days: int, words: str) -> Value:
    return Value(
        f"air_show.file_days_{kind}", f"Spectacle aérien, dossier complet au plus tard : {words}", days, "jours",
        "Règle antérieure à l'arrêté du 10 novembre 2021", LOW,
        comment=f"Combien de jours avant le spectacle le dossier complet doit-il parvenir ({words}) ?",
    )  # fmt: skip


FILE_DAYS = {
    SHOW: file_value(SHOW, 45, "spectacle aérien public"),
    SINGLE: file_value(SINGLE, 30, "voltige ou parachutage isolé"),
    SMALL: file_value(SMALL, 20, "spectacle simple"),
    MODELS: file_value(MODELS, 20, "aéromodélisme"),
}


class IntentForm(events.EventForm):
    """What makes it a show, and who is told of the intent."""

    event_name = PlainCharField(label="Nom du spectacle", max_length=160)
    kind = forms.ChoiceField(label="Nature", choices=KINDS)
    site = PlainCharField(label="Emplacement ouvert au public", max_length=300)
    route = text_area("Volume de présentation, axes, zone réservée et zone publique")
    public_call = forms.BooleanField(label="Appel au public", required=False)
    spectators_per_day = forms.IntegerField(label="Spectateurs attendus par jour", min_value=1, max_value=2_000_000)
    military = forms.BooleanField(label="Aéronefs militaires, ou emprise militaire", required=False)
    departments = LinesField(
        label="Autres départements survolés", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Un par ligne.",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        people, starts_at = data.get("spectators_per_day"), data.get("starts_at")
        if people and starts_at and not data.get("public_call"):
            most = int(parameter(PUBLIC.code, paris_day(starts_at)))
            if people <= most:
                self.add_error(
                    "public_call",
                    f"Sans appel au public, aucune autorisation n'est exigée jusqu'à {most} spectateurs par jour"
                    f" ({ORDER}).",
                )
        return data


class AirShowForm(IntentForm):
    """The full file: the intent that it follows, who directs the flights, what is shown."""

    intent = PlainCharField(
        label="Numéro de la lettre d'intention", max_length=40, help_text="Par exemple 2026-AVL-00003."
    )  # fmt: skip
    flight_director = PlainCharField(label="Directeur des vols et suppléant", max_length=200)
    aircraft = LinesField(
        label="Aéronefs présentés", max_length=6000, widget=forms.Textarea(attrs={"rows": 4}), help_text="Un par ligne."
    )

    def clean_intent(self):
        reference = self.cleaned_data["intent"].upper()
        if intent_of(reference) is None:
            raise forms.ValidationError("Aucune lettre d'intention ne porte ce numéro.")
        return reference


# --- first step: the intent ---------------------------------------------------------------------------------


def intent_of(reference: str) -> Case | None:
    """A case kept for named agents is as if it did not exist."""
    seen = Case.objects.exclude(sensitivity=Case.Sensitivity.SECRET)
    return seen.filter(reference=reference, procedure_code=INTENT_CODE).first() if reference else None


def recipient(code: str, label: str, **more: Any) -> Opinion:
    """Who receives the letter of intent; silent, it does not object."""
    return events.opinion(
        code, label, article=ORDER, kind="state_service", days_parameter=OBJECTION.code, working_days=True,
        deemed_if_silent="favourable", **more,
    )  # fmt: skip


RECIPIENTS = (
    recipient("dsac", "Direction de la sécurité de l'aviation civile Nord"),
    recipient("defence", "État-major de zone de défense"),
    recipient("military_safety", "Direction de la sécurité aéronautique d'État"),
    recipient("other_prefects", "Préfets des autres départements survolés"),
)


def everybody_is_told(case: Case, at: datetime) -> list[Finding]:
    """The aviation always; Defence for military aircraft or ground; the prefects of what is flown over."""
    told = {row.code for row in case.consultations.all()}
    military, departments = case.answers.get("military"), case.answers.get("departments")
    wanted = (("dsac", True), ("defence", military), ("military_safety", military), ("other_prefects", departments))
    labels = {row.code: row.label for row in RECIPIENTS}
    missing = [labels[code] for code, needed in wanted if needed and code not in told]
    if not missing:
        return []
    return [Finding(f"La lettre d'intention reste à transmettre : {', '.join(missing)}.", ORDER, blocking=False)]


INTENT = Procedure(
    code=INTENT_CODE,
    label="Lettre d'intention d'un spectacle aérien public",
    short_label="Spectacle aérien, intention",
    archetype=Archetype.DECLARATION,
    unit=events.UNIT,
    family=dossier.FAMILY,
    reference_code="AVL",
    legal_basis=(CODE, ORDER),
    help_text="Première étape : transmise à l'aviation civile, à la défense pour des aéronefs ou une emprise"
    " militaires, aux autres préfets. Ils ont quinze jours ouvrés pour s'opposer.",
    form=IntentForm,
    title=lambda answers: f"Spectacle aérien, intention, {answers['event_name']}",
    event_field="starts_at",
    filing=FilingWindow(INTENT_DAYS.code, "", ORDER, span=Span.DAYS),
    pieces=(Piece("intent", "Lettre d'intention signée de l'organisateur"),),
    opinions=RECIPIENTS,
    letters=(
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("receipt", "Récépissé de la lettre d'intention", "letters/events/air_show_intent_receipt.html",
                    "receipt"),
        events.REDIRECT,
    ),
    parameters=(PUBLIC, OBJECTION, INTENT_DAYS),
    panels=(events.to_verify(everybody_is_told, events.filing_is_in_time),),
    legal_check_required=True,
    legal_question="Quels délais et quels formulaires l'arrêté du 10 novembre 2021 fixe-t-il pour la lettre"
    " d'intention, et quel est l'effet d'une opposition ?",
    related=("air_show_authorisation",),
)  # fmt: skip


# --- second step: the full file -----------------------------------------------------------------------------


def of_full_file(facts: Facts) -> Iterator[Expected]:
    """Received some days before the show, as many as its nature asks."""
    case = facts.case
    if case.event_at is None:
        return
    value = FILE_DAYS.get(case.answers.get("kind"), FILE_DAYS[SHOW])
    rule = facts.rules.of("full_file", value.code, case.received_on)
    computed = filing_before(
        event_on=paris_day(case.event_at), filed_on=case.received_on, count=int(rule.value), span=Span.DAYS.value,
        article=ORDER,
    )  # fmt: skip
    yield Expected(
        code="full_file",
        label="Dernier jour pour déposer le dossier complet",
        kind=Kind.FILING,
        due_on=computed.due_on,
        state=State.PASSED if computed.facts["late"] else State.MET,
        article=ORDER,
        parameter_version=rule.version,
        computation=explained(computed, rule),
    )


def file_is_in_time(case: Case, at: datetime) -> list[Finding]:
    row = events.deadline(case, "full_file")
    if row is None or row.state != State.PASSED:
        return []
    return [Finding(f"Le dossier devait parvenir au plus tard le {french_long(row.due_on)}.", ORDER, blocking=False)]


def nobody_objects(case: Case, at: datetime) -> list[Finding]:
    """The recipients of the intent have let their time go by, or have answered."""
    intent = intent_of(case.answers.get("intent", ""))
    if intent is None:
        return [Finding("La lettre d'intention n'est pas retrouvée.", ORDER, blocking=False)]
    found = []
    for row in intent.consultations.exclude(opinion=Consultation.Opinion.REVOKED):
        if row.answered_on is None and paris_day(at) <= row.due_on:
            found.append(Finding(f"{row.body_label} peut encore s'opposer, jusqu'au {french_long(row.due_on)}.", ORDER))
        elif row.opinion == Consultation.Opinion.UNFAVOURABLE:
            found.append(Finding(f"{row.body_label} s'est opposé à la lettre d'intention.", ORDER, blocking=False))
    return found


def intent_context(case: Case, at: datetime) -> Mapping[str, Any]:
    reference = case.answers.get("intent", "")
    found = intent_of(reference)
    return {"reference": reference, "found": found, "stage": STAGES[found.stage].label if found else ""}


WINDOWS = (events.decision_by(), events.known_by(NOTIFICATION.code))
SPECTACLE = (
    "le spectacle aérien « {{ answers.event_name }} », organisé par {{ applicant.name }}, {{ answers.site }}"
    " ({{ answers.communes }}), du {{ answers.starts_at }} au {{ answers.ends_at }}"
)
AUTHORISATION = Procedure(
    code="air_show_authorisation",
    label="Autorisation d'un spectacle aérien public",
    short_label="Spectacle aérien",
    archetype=Archetype.AUTHORISATION,
    unit=events.UNIT,
    family=dossier.FAMILY,
    reference_code="AVA",
    legal_basis=(CODE, ORDER, dossier.SILENCE),
    help_text="Seconde étape, après la lettre d'intention : le dossier complet, d'où court le délai pour statuer.",
    form=AirShowForm,
    title=lambda answers: f"Spectacle aérien, {answers['event_name']}",
    event_field="starts_at",
    pieces=(
        Piece("file", "Dossier complet : programme, plan, dispositif de sécurité"),
        Piece("pilots", "Liste des pilotes et titres", when=lambda answers, on: answers.get("kind") != MODELS),
        Piece("director", "Acceptation du directeur des vols"),
        Piece("site", "Accord de l'exploitant de l'aérodrome ou de l'occupant du terrain"),
        dossier.INSURANCE,
        Piece("first_aid", "Convention de dispositif prévisionnel de secours",
              when=lambda answers, on: answers.get("kind") in {SHOW, SINGLE}),
    ),
    opinions=(dossier.DSAC, dossier.BORDER_POLICE, events.POLICE, events.FIRE_SERVICE, events.TOWN_HALL),
    clock=Clock(DECISION.code, Silence.REFUSAL, dossier.SILENCE),
    legal_check_required=True,
    legal_question="Quels délais l'arrêté du 10 novembre 2021 fixe-t-il pour le dossier complet et pour la décision, et"
    " le silence vaut-il rejet ?",
    letters=letters_of_request("Arrêté d'autorisation", events.ORDER),
    parameters=(PUBLIC, DECISION, NOTIFICATION, *FILE_DAYS.values(), *events.WINDOW_VALUES),
    rules={**events.rules_of(*WINDOWS), **{f"file_{kind}": value.code for kind, value in FILE_DAYS.items()}},
    visas=(
        "Vu le code de l'aviation civile, notamment son article R131-3 ;",
        "Vu l'arrêté du 10 novembre 2021 relatif aux manifestations aériennes ;",
        "Vu la lettre d'intention enregistrée sous le numéro {{ answers.intent }} ;",
        "Vu le dossier reçu le {{ case.received_on }} de {{ applicant.name }}, enregistré sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=granted_or_refused(
        label="Autorisation",
        title="autorisation du spectacle aérien {{ answers.event_name }}",
        refusal="d'autorisation du spectacle aérien {{ answers.event_name }}",
        grounds=(
            "Considérant que le directeur des vols, les moyens et les dispositions prévus assurent la sécurité du"
            " public et des participants ;",
        ),
        articles=(
            f"Est autorisé {SPECTACLE}.",
            "Le directeur des vols est {{ answers.flight_director }}. Les aéronefs présentés sont : {{"
            " answers.aircraft }}.",
            "Les évolutions se font dans les limites suivantes : {{ answers.route }}.",
            "L'organisateur suspend le spectacle dès que la sécurité n'est plus assurée. Tout accident est signalé sans"
            " délai à la police aux frontières et à l'aviation civile.",
        ),
        law="qu'un spectacle aérien public est soumis à autorisation dans l'intérêt de la sécurité du public",
        rejected=f"La demande d'autoriser {SPECTACLE}, est rejetée.",
        issues_permit=False,
        final_stage="in_execution",
        published=True,
    ),
    checks=(*events.CHECKS, file_is_in_time, events.when_granted(nobody_objects)),
    panels=(Panel("intent", "Lettre d'intention", "police_admin/events/intent.html", intent_context),),
    dates=(of_full_file, events.counted_back(*WINDOWS), events.until_the_end),
    related=(INTENT_CODE, "low_overflight_derogation"),
)  # fmt: skip

PROCEDURES = (INTENT, AUTHORISATION)
