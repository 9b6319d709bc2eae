"""Suspension of a driving licence by the prefect (code de la route, art. L224-1 to L224-9).

After the retention of the licence by the forces (3F), within hours that run through the changes of hour; or without it
(1F), once the driver has been heard. The judge's decision takes the place of the measure.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework import hearings
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.hours import HOURS as HOURS_PANEL
from directorate.casework.hours import by_the_hour
from directorate.casework.instants import PastDateField, PastInstantField, instant_of, instant_words
from directorate.casework.measures import last_as
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Outcome, Panel, Procedure
from directorate.legal_calendar.arithmetic import counted, french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.web.errors import DomainError
from road_safety.policies import UNIT
from road_safety.suspensions import facts as known
from road_safety.suspensions import rules
from road_safety.suspensions.rules import Cause, Ruling
from road_safety.suspensions.rules import Unit as Measure
from road_safety.suspensions.values import (
    HOURS,
    MEDICAL_OVER,
    PSYCHOTECHNICAL,
    RETENTION_MONTHS,
    SUBSTANCE_HOURS,
    VALUES,
    scale_on,
)

FOUR_DIGITS = re.compile("[0-9]{4}")
FAMILY = "Suspensions de permis"
UNPUBLISHED = "Une mesure prise contre une personne se notifie et ne se publie pas."
FOLDER = "letters/road_safety"
MONTHS = [("", "Sans objet"), *Ruling.choices]
FITNESS = [
    ("", "Pas encore rendu"),
    ("fit", "Apte"),
    ("fit_for_a_time", "Apte pour une durée limitée ou avec restrictions"),
    ("unfit_for_a_time", "Inapte temporairement"),
    ("unfit", "Inapte"),
]
APPEALS = [
    ("", "Aucun"),
    ("gracious", "Recours gracieux"),
    ("hierarchical", "Recours hiérarchique"),
    ("court", "Tribunal administratif"),
]
AFTERWARDS = (
    "prosecutor_on", "medical_on", "medical_result", "psychotechnical_on", "device_on", "device_installer", "ruled_on",
    "ruling", "ruled_months", "appeal", "returned_on",
)  # fmt: skip


class SuspensionForm(forms.Form):
    """The driver, the offence, what the scale proposes from, the length; then what follows the act."""

    birth_on = PastDateField(label="Date de naissance du conducteur")
    licence_end = PlainCharField(
        label="Quatre derniers chiffres du numéro NEPH", max_length=8, required=False,
        help_text="Le numéro entier reste au système national des permis de conduire.",
    )  # fmt: skip
    foreign_licence = forms.BooleanField(
        label="Permis délivré à l'étranger", required=False,
        help_text="L'interdiction de conduire en France prend la place de la suspension.",
    )  # fmt: skip
    categories = PlainCharField(label="Catégories du permis", max_length=60)
    probationary = forms.BooleanField(label="Permis probatoire", required=False)
    unit = PlainCharField(label="Service qui a constaté l'infraction", max_length=160)
    report_reference = PlainCharField(label="Référence du procès-verbal ou de l'avis de rétention", max_length=120)
    offence_at = PastInstantField(label="Infraction constatée le")
    cause = forms.ChoiceField(label="Cause", choices=Cause.choices)
    measured = forms.DecimalField(
        label="Valeur retenue", required=False, min_value=0, max_value=400, max_digits=6, decimal_places=2,
        help_text="Taux d'alcool retenu, ou dépassement de la vitesse autorisée.",
    )  # fmt: skip
    measure_unit = forms.ChoiceField(label="Unité", choices=[("", "Sans objet"), *Measure.choices], required=False)
    casualties = forms.BooleanField(label="Atteinte corporelle à un tiers", required=False)
    repeated = forms.BooleanField(label="Mesure ou condamnation dans les trois ans", required=False)
    facts = LinesField(
        label="Faits relevés", max_length=4000, help_text="Un fait par ligne.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    duration_months = forms.IntegerField(
        label="Durée (mois)", min_value=1, max_value=12, required=False,
        help_text="Vide : la durée que propose le barème.",
    )  # fmt: skip
    prosecutor_on = PastDateField(label="Dossier transmis au procureur de la République le", required=False)
    medical_on = PastDateField(label="Avis médical rendu le", required=False)
    medical_result = forms.ChoiceField(label="Avis médical (conclusion seule)", choices=FITNESS, required=False)
    psychotechnical_on = PastDateField(label="Examen psychotechnique passé le", required=False)
    device_on = PastDateField(label="Éthylotest anti-démarrage installé le", required=False)
    device_installer = PlainCharField(label="Installateur agréé", max_length=160, required=False)
    ruled_on = PastDateField(label="Décision judiciaire du", required=False)
    ruling = forms.ChoiceField(label="Sens de la décision judiciaire", choices=MONTHS, required=False)
    ruled_months = forms.IntegerField(
        label="Suspension judiciaire (mois)", min_value=1, max_value=120, required=False
    )  # fmt: skip
    appeal = forms.ChoiceField(label="Recours", choices=APPEALS, required=False)
    returned_on = PastDateField(label="Permis restitué le", required=False)

    def clean(self):
        data = super().clean()
        for one, other, words in PAIRS:
            if data.get(one) and not data.get(other) and other not in self.errors:
                self.add_error(other, words)
        if (
            data.get("ruling") == Ruling.SUSPENSION
            and not data.get("ruled_months")
            and "ruled_months" not in self.errors
        ):
            self.add_error("ruled_months", "Indiquer la durée prononcée.")
        self.check_measure(data)
        if data.get("cause") and not {"measured", "measure_unit", "duration_months"} & set(self.errors):
            offered = known.proposal_of(data, localdate())
            if data.get("duration_months") is None:
                data["duration_months"] = offered.months
            elif data["duration_months"] > offered.longest:
                words = f"La suspension ne peut dépasser {counted(offered.longest, 'mois')} ({rules.LENGTH})."
                self.add_error("duration_months", words)
        return data

    def clean_licence_end(self):
        end = self.cleaned_data["licence_end"]
        if end and not FOUR_DIGITS.fullmatch(end):
            raise forms.ValidationError("Quatre chiffres.")
        return end

    def check_measure(self, data) -> None:
        """A value has its unit, and the unit is that of the cause."""
        if data.get("measured") is None or "measure_unit" in self.errors:
            return
        fitting = {Cause.ALCOHOL: {Measure.AIR, Measure.BLOOD}, Cause.SPEED: {Measure.OVER}}.get(data.get("cause"))
        if fitting and data.get("measure_unit") not in fitting:
            self.add_error("measure_unit", "Choisir l'unité qui correspond à la cause.")


PAIRS = (
    ("medical_result", "medical_on", "Indiquer quand l'avis a été rendu."),
    ("ruled_on", "ruling", "Indiquer le sens de la décision judiciaire."),
    ("ruling", "ruled_on", "Indiquer la date de la décision judiciaire."),
    ("ruled_months", "ruling", "Indiquer le sens de la décision judiciaire."),
)


class RetentionForm(SuspensionForm):
    """With the instant of the retention, from which the hours run."""

    retained_at = PastInstantField(
        label="Permis retenu le",
        help_text="Le jour et l'heure de l'avis de rétention : le délai court d'ici, d'heure à heure.",
    )
    field_order = (
        "birth_on", "licence_end", "foreign_licence", "categories", "probationary", "unit", "report_reference",
        "offence_at", "retained_at",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        offence_at, retained_at = data.get("offence_at"), data.get("retained_at")
        if offence_at and retained_at and retained_at < offence_at:
            self.add_error("retained_at", "La rétention ne peut précéder l'infraction.")
        return data


# --- dates --------------------------------------------------------------------------------------------------


def of_retention(facts: Facts) -> Iterator[Expected]:
    """SUS-01: 72 hours, 120 for alcohol and drugs; met by the signature."""
    answers = facts.case.answers
    yield from by_the_hour(
        facts, code="decision", label="Arrêté à prendre avant", started_at=instant_of(answers, "retained_at"),
        start="Permis retenu", parameter=SUBSTANCE_HOURS if answers["cause"] in rules.SUBSTANCES else HOURS,
        article=rules.RETENTION, met_at=facts.case.decided_at,
    )  # fmt: skip


def of_doctor(facts: Facts) -> Iterator[Expected]:
    """SUS-05: before the end of the measure, a doctor says whether the driver is fit."""
    case, ends_on = facts.case, facts.decision_details.get("ends_on")
    if case.notified_at is None or not ends_on or not facts.decision_details.get("doctor"):
        return
    due_on = datetime.fromisoformat(ends_on).date()
    seen = bool(case.answers.get("medical_result"))
    yield Expected(
        code="doctor",
        label="Avis médical à recueillir avant",
        kind=Kind.INTERNAL,
        due_on=due_on,
        state=State.MET if seen else State.RUNNING if case.is_open else State.VOID,
        article=rules.MEDICAL[:160],
        computation=explained(Computation("", due_on, steps=[step("Fin de la mesure", due_on, article=rules.MEDICAL)])),
    )


# --- checks -------------------------------------------------------------------------------------------------


def retention_still_runs(case: Case, at: datetime) -> list[Finding]:
    """Late, the licence goes back to its holder: only a measure without retention is then possible."""
    clock = known.clock_of(case)
    if clock is None or at <= clock.due_at:
        return []
    return [
        Finding(
            f"Le délai de {clock.hours} heures a expiré {instant_words(clock.due_at)} : le permis est rendu à son"
            " titulaire. Une suspension sans rétention (1F) reste possible, après procédure contradictoire.",
            rules.RETENTION,
        )
    ]


def length_is_lawful(case: Case, at: datetime) -> list[Finding]:
    offence, scale, months = known.offence_of(case.answers), scale_on(paris_day(at)), case.answers["duration_months"]
    longest = rules.longest_months(offence, scale)
    found = []
    if months > longest:
        found.append(Finding(f"La suspension ne peut dépasser {counted(longest, 'mois')}.", rules.LENGTH))
    if words := rules.below_threshold(offence, scale):
        found.append(Finding(words, rules.RETENTION, blocking=False))
    offered = rules.proposed(offence, scale).months
    if months != offered:
        found.append(
            Finding(
                f"Le barème propose {counted(offered, 'mois')} et le projet en fixe {months}.", "Barème du bureau",
                blocking=False,
            )
        )  # fmt: skip
    return found


def measure_fits_the_licence(case: Case, at: datetime) -> list[Finding]:
    outcome, foreign = case.decision.outcome, bool(case.answers.get("foreign_licence"))
    if outcome == "ban" and not foreign:
        return [Finding("L'interdiction de conduire en France vise un permis délivré à l'étranger.", rules.RETENTION)]
    if outcome == "suspension" and foreign:
        return [Finding("Un permis délivré à l'étranger ne se suspend pas : choisir l'interdiction de conduire.",
                        rules.RETENTION)]  # fmt: skip
    if outcome == "device" and case.answers["cause"] != Cause.ALCOHOL:
        return [Finding("L'éthylotest anti-démarrage ne répond qu'à l'alcool.", rules.RETENTION)]
    return []


# --- effects ------------------------------------------------------------------------------------------------


def log_the_gap(move: Move) -> None:
    """SUS-08: the scale proposes, the signatory decides; what sets them apart is written."""
    offered = known.proposal_of(move.case.answers, paris_day(move.at)).months
    months = move.case.answers["duration_months"]
    if months != offered:
        move.recorded["scale"] = f"barème {offered} mois, décidé {months} mois"


def date_the_measure(move: Move) -> None:
    """SUS-03: from the retention when there was one; a doctor is needed or not from what was decided."""
    case = move.case
    starts_on = known.start_of(case, case.notified_at)
    last_as(move, starts_on, rules.ends_on(starts_on, case.answers["duration_months"]))
    doctor, psychotechnical = known.doctor_of(case.answers, starts_on)
    case.decision.details = {**case.decision.details, "doctor": doctor, "psychotechnical": psychotechnical}
    case.decision.save(update_fields=["details"])


def close_the_measure(move: Move) -> None:
    """SUS-04: ended by the judge, or at its term; how is said with it. Before its term, only a head lifts it."""
    found = known.replacement_of(move.case)
    if found is None:
        ends_on = known.term_of(move.case)
        if ends_on is not None and ends_on > paris_day(move.at):
            raise DomainError(
                f"La mesure court jusqu'au {french_long(ends_on)} : la faire lever par le chef du bureau."
            )
        if move.case.decision.details.get("doctor") and not move.case.answers.get("medical_result"):
            raise DomainError(
                "L'avis médical est nécessaire avant la restitution du permis : enregistrer sa conclusion, ou la"
                " décision judiciaire."
            )
    else:
        move.case.decision.details = {**move.case.decision.details, "replaced_on": found.ended_on.isoformat()}
        move.case.decision.save(update_fields=["details"])
        move.recorded["replaced"] = " ; ".join(row.label for row in found.steps)


# --- block of the page --------------------------------------------------------------------------------------


def measure_context(case: Case, at: datetime) -> Mapping[str, Any]:
    """What the scale proposes and why, what is decided, until when, and what the judge left of it."""
    decided = case.decided_at is not None
    offered = known.proposal_of(case.answers, paris_day(case.decided_at or at))
    clock = known.clock_of(case)
    ends_on = known.term_of(case)
    doctor, psychotechnical = known.doctor_of(case.answers, paris_day(case.decided_at or at))
    running = clock is not None and not decided and case.is_open
    return {
        "reference": case.reference,
        "clock": clock,
        "left": rules.left_in_words(clock.due_at, at) if running else "",
        "late": running and clock.due_at < at,
        "offered": offered,
        "months": case.answers["duration_months"],
        "differs": case.answers["duration_months"] != offered.months,
        "term": french_long(ends_on) if ends_on else "",
        "doctor": doctor,
        "psychotechnical": psychotechnical,
        "replacement": known.replacement_of(case),
    }


MEASURE = Panel("licence_measure", "Mesure et barème", "road_safety/suspensions/measure.html", measure_context,
                alone=True)  # fmt: skip

# --- acts ---------------------------------------------------------------------------------------------------

NOTIFICATION = LetterModel(
    "notification", "Procès-verbal de notification", "letters/individual_measures/notification_report.html"
)
ORDER = LetterModel("order_suspension", "Arrêté", f"{FOLDER}/suspension.html", "withdrawal")
CODE = "Vu le code de la route, notamment ses articles L224-1, L224-2, L224-7, L224-8 et L224-9 ;"
REPORT = (
    "Vu {% if answer_codes.retained_at %}l'avis de rétention du permis de conduire{% else %}le procès-verbal{% endif %}"
    " {{ answers.report_reference }}, dressé par : {{ answers.unit }} ;"
)
RETENTION_VISA = "Vu la rétention du permis de conduire de l'intéressé, effectuée le {{ answers.retained_at }} ;"
GROUNDS = (
    "Considérant qu'il ressort des pièces transmises que, le {{ answers.offence_at }}, {{ applicant.name }} a commis"
    " l'infraction suivante : {{ answers.cause|lower }}{% if answer_codes.measured %} ({{ answers.measured }}"
    " {{ answers.measure_unit }}){% endif %} ;",
    "Considérant que les faits suivants ont été relevés : {{ answers.facts }} ;",
    "Considérant que ce comportement met en danger la sécurité de l'intéressé et celle des autres usagers de la route"
    " et qu'il y a lieu d'y mettre fin sans attendre la décision du juge ;",
)
FROM_RETENTION = "à compter de la date de rétention du permis"
FROM_NOTIFICATION = "à compter de la notification du présent arrêté"
DOCTOR = (
    "{% if answer_codes.cause == 'alcohol' or answer_codes.cause == 'drugs' or answer_codes.duration_months >"
    " rules.medical_over %}Avant la restitution du permis, l'intéressé se soumet à ses frais à un contrôle médical de"
    " l'aptitude à la conduite{% if answer_codes.duration_months >= rules.psychotechnical %}, complété d'un examen"
    " psychotechnique{% endif %}.{% endif %}"
)
JUDGE = "La présente mesure cesse d'avoir effet lorsqu'est exécutoire une décision judiciaire prononçant une mesure"\
        " restrictive du droit de conduire, ou en cas d'ordonnance de non-lieu ou de jugement de relaxe."  # fmt: skip
OFFENCE = "Conduire malgré cette mesure est un délit (article L224-16 du code de la route)."


def outcomes_from(start: str, *more: str) -> tuple[Outcome, ...]:
    """The three measures. `start`: from when they run; `more`: grounds of the procedure."""
    shared = {"letter": "order_suspension", "act_kind": "withdrawal", "favourable": False,
              "final_stage": "in_execution", "grounds": (*GROUNDS, *more)}  # fmt: skip
    whole = f"pour une durée de {{{{ answers.duration_months }}}} mois {start}."
    return (
        Outcome(
            "suspension",
            "Suspension",
            title="Arrêté portant suspension du permis de conduire de {{ applicant.name }}",
            articles=(
                "La validité du permis de conduire de {{ applicant.name }} (catégories : {{ answers.categories }}) est"
                f" suspendue {whole}",
                DOCTOR, JUDGE, OFFENCE,
            ),
            **shared,
        ),
        Outcome(
            "device",
            "Obligation d'éthylotest anti-démarrage",
            title="Arrêté limitant la conduite de {{ applicant.name }} aux véhicules équipés d'un éthylotest"
            " anti-démarrage",
            articles=(
                "{{ applicant.name }} ne conduit que des véhicules équipés d'un éthylotest anti-démarrage homologué,"
                f" installé par un professionnel agréé ou posé par le constructeur, {whole}",
                "L'appareil est vérifié chaque mois. L'attestation d'installation est présentée au préfet avant la"
                " reprise de la conduite.",
                DOCTOR, JUDGE, OFFENCE,
            ),
            **shared,
        ),
        Outcome(
            "ban",
            "Interdiction de conduire en France",
            title="Arrêté interdisant à {{ applicant.name }} de conduire en France",
            articles=(
                "Il est interdit à {{ applicant.name }}, titulaire d'un permis délivré à l'étranger, de conduire en"
                f" France {whole}",
                JUDGE, OFFENCE,
            ),
            **shared,
        ),
    )  # fmt: skip


AFTER_RETENTION = Procedure(
    code=known.RETAINED,
    label="Suspension du permis de conduire après rétention (3F)",
    short_label="Suspension de permis, 3F",
    archetype=Archetype.POLICE_MEASURE,
    unit=UNIT,
    family=FAMILY,
    kept_out_of_register=UNPUBLISHED,
    reference_code="SPR",
    legal_basis=(rules.RETENTION, "Code de la route, art. L224-7 à L224-9"),
    help_text="Le permis est retenu par les forces de l'ordre : l'arrêté est pris dans les 72 heures, 120 heures pour"
    " l'alcool et les stupéfiants, d'heure à heure, week-end et changements d'heure compris. Passé ce délai, le permis"
    " est rendu.",
    form=RetentionForm,
    title=lambda answers: f"Suspension de permis (3F), {answers['party']}",
    sensitivity="restricted",
    retention_parameter=RETENTION_MONTHS,
    parameters=VALUES,
    rules={
        "hours": HOURS,
        "substance_hours": SUBSTANCE_HOURS,
        "medical_over": MEDICAL_OVER,
        "psychotechnical": PSYCHOTECHNICAL,
    },
    letters=(ORDER, NOTIFICATION),
    visas=(CODE, REPORT, RETENTION_VISA),
    outcomes=outcomes_from(FROM_RETENTION),
    checks=(retention_still_runs, length_is_lawful, measure_fits_the_licence),
    dates=(of_retention, of_doctor),
    effects={"sign": log_the_gap, "notify": date_the_measure, "end_measure": close_the_measure},
    known_afterwards=AFTERWARDS,
    panels=(HOURS_PANEL, MEASURE),
    legal_check_required=True,
    legal_question="Le délai de rétention s'apprécie-t-il à la signature de l'arrêté ou à sa notification, et le refus"
    " de se soumettre aux vérifications ouvre-t-il les cent vingt heures ?",
)
WITHOUT_RETENTION = replace(
    AFTER_RETENTION,
    code=known.WITHOUT_RETENTION,
    label="Suspension du permis de conduire sans rétention préalable (1F)",
    short_label="Suspension de permis, 1F",
    reference_code="SPN",
    legal_basis=("Code de la route, art. L224-7 à L224-9", "CRPA, art. L121-1 à L122-2 et L211-2"),
    help_text="Au vu d'un procès-verbal, sans rétention du permis ou quand son délai est passé : le conducteur présente"
    " d'abord ses observations. La mesure court de sa notification.",
    form=SuspensionForm,
    title=lambda answers: f"Suspension de permis (1F), {answers['party']}",
    letters=(hearings.INVITATION, ORDER, NOTIFICATION),
    visas=(CODE, REPORT, *hearings.heard("l'intéressé")),
    outcomes=outcomes_from(FROM_NOTIFICATION, hearings.WAIVED),
    hearing_required=True,
    checks=(length_is_lawful, measure_fits_the_licence),
    dates=(of_doctor,),
    panels=(MEASURE,),
    legal_question="",
    legal_check_required=False,
)
PROCEDURES = (AFTER_RETENTION, WITHOUT_RETENTION)
