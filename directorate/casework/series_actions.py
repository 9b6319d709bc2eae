"""What may be done to many cases at once: confide them, remind, label them, write to people."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Count
from django.urls import reverse

from directorate.casework import operations, registry
from directorate.casework.archetypes import STAGES, road_of
from directorate.casework.labels import labels_seen_by, set_labels
from directorate.casework.models import Case, CaseFollowUp, CaseLetter, Label, Series, SeriesItem
from directorate.casework.move import paris_day
from directorate.casework.notices import tell_of_many_assignments
from directorate.casework.policies import (
    CASE_POLICIES,
    assigns_case,
    distributes_cases,
    handles_cases,
    works_on_case,
)
from directorate.casework.procedure import Procedure
from directorate.casework.reminders import (
    refusal_to_remind_applicant,
    refusal_to_remind_opinions,
    remind_applicant,
    remind_late_opinions,
)
from directorate.casework.series import Aside, CaseAction, SeriesForm, Turn, declare_action
from directorate.documents.files import file_name, store_bytes
from directorate.documents.letters import files_asked
from directorate.documents.models import Letter
from directorate.documents.pdf_merging import merged_pdf
from directorate.jobs.errors import TurnGiven
from directorate.jobs.models import Job
from directorate.jobs.operations import UNFINISHED
from directorate.jobs.operations import run as run_job
from directorate.org.models import StaffMember
from directorate.org.queries import absences_on, posting_on, staff_of_unit
from directorate.web.errors import DomainError

Details = Mapping[str, Any]
NOBODY = "none"
NOT_YOURS = "Vous ne pouvez pas modifier ce dossier."


def only_for_workers(case: Case, staff: StaffMember, at: datetime) -> str:
    return "" if works_on_case(staff, case, paris_day(at)) else NOT_YOURS


# --- confiding ----------------------------------------------------------------------------------------------


def colleagues(units: frozenset[str], on: date) -> list[tuple[str, str]]:
    """Everybody of these bureaus, with how many cases each has and until when each is away."""
    away = {absence.staff_id: absence for absence in absences_on(on)}
    people = {person.pk: person for unit in sorted(units) for person in staff_of_unit(unit, on)}
    rows = CaseFollowUp.objects.filter(caseworker__in=people).values_list("caseworker")
    load = Counter(dict(rows.annotate(Count("pk"))))
    found = []
    for key, person in people.items():
        words = f"{person} – {load[key]} dossier{'s' if load[key] > 1 else ''}"
        if key in away:
            words += f", absence jusqu'au {away[key].ends_on:%d/%m/%Y}"
        found.append((str(key), words))
    return found


class AssignmentForm(SeriesForm):
    caseworkers = forms.MultipleChoiceField(
        label="Confier à",
        widget=forms.CheckboxSelectMultiple,
        help_text="Plusieurs agents se partagent les dossiers à parts égales.",
        error_messages={"required": "Choisir au moins un agent, ou « Personne »."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["caseworkers"].choices = [
            *colleagues(self.scope.units, self.on),
            (NOBODY, "Personne (à répartir)"),
        ]

    def clean(self):
        chosen = self.cleaned_data.get("caseworkers", [])
        if NOBODY in chosen and len(chosen) > 1:
            raise forms.ValidationError({"caseworkers": "« Personne » ne se partage pas avec un agent."})
        keys = [int(key) for key in chosen if key != NOBODY]
        people = {person.pk: person for unit in self.scope.units for person in staff_of_unit(unit, self.on)}
        self.cleaned_data["people"] = [people[key] for key in keys]
        return self.cleaned_data


def receivers(case: Case, details: Details, on: date) -> list[StaffMember]:
    """Those chosen who work in the bureau of the case and do not have it already."""
    return [
        person
        for person in details["people"]
        if person.pk != case.caseworker_id and posting_on(person, on).unit_id == case.unit_id
    ]


def check_assignment(case: Case, staff: StaffMember, details: Details, at: datetime) -> str:
    on = paris_day(at)
    if not assigns_case(staff, case, on):
        return "Seul le chef de bureau ou son adjoint répartit les dossiers."
    if not case.is_open:
        return "Le dossier est clos."
    if not details or receivers(case, details, on):
        return ""
    if not details["people"]:
        return "" if case.caseworker_id else "Ce dossier n'est confié à personne."
    if case.caseworker_id in {person.pk for person in details["people"]}:
        return f"Ce dossier est déjà confié à {case.caseworker}."
    return "Aucun des agents choisis n'est affecté au service de ce dossier."


def assign(*, case: Case, version: int, by: StaffMember, at: datetime, details: Details, rank: int) -> None:
    found = receivers(case, details, paris_day(at))
    to = found[rank % len(found)] if found else None
    operations.assign(case=case, to=to, by=by, at=at, version=version, announce=False)


def tell_of_assignments(series: Series, at: datetime) -> None:
    """One notification for each person, with the number of cases received."""
    done = series.items.filter(state=SeriesItem.State.DONE, case__caseworker__isnull=False)
    received = Counter(done.order_by().values_list("case__caseworker", flat=True))
    for person in StaffMember.objects.filter(pk__in=received):
        tell_of_many_assignments(
            to=person,
            number=received[person.pk],
            key=str(series.pk),
            url=f"{reverse('directorate:cases')}?caseworker=me",
            by=series.by,
            at=at,
        )


declare_action(
    CaseAction(
        "assign",
        "Confier",
        distributes_cases,
        explains="Chaque dossier passe dans la corbeille de l'agent choisi.",
        form=AssignmentForm,
        check=check_assignment,
        act=assign,
        tell=tell_of_assignments,
    )
)


# --- reminding ----------------------------------------------------------------------------------------------


def check_opinions(case: Case, staff: StaffMember, details: Details, at: datetime) -> str:
    return only_for_workers(case, staff, at) or refusal_to_remind_opinions(case, paris_day(at))


def remind_opinions(*, case: Case, version: int, by: StaffMember, at: datetime, details: Details, rank: int) -> None:
    remind_late_opinions(case=case, by=by, at=at, version=version)


def check_pieces(case: Case, staff: StaffMember, details: Details, at: datetime) -> str:
    return only_for_workers(case, staff, at) or refusal_to_remind_applicant(case, paris_day(at))


def remind_pieces(*, case: Case, version: int, by: StaffMember, at: datetime, details: Details, rank: int) -> None:
    remind_applicant(case=case, by=by, at=at, version=version)


declare_action(
    CaseAction(
        "remind_opinions",
        "Relancer les avis en retard",
        handles_cases,
        explains="Chaque organisme en retard reçoit un courriel avec un nouveau lien de réponse.",
        check=check_opinions,
        act=remind_opinions,
        reads=("consultations",),
    )
)
declare_action(
    CaseAction(
        "remind_pieces",
        "Relancer les demandeurs",
        handles_cases,
        explains="Chaque personne à qui des pièces ont été demandées reçoit un courriel qui les rappelle.",
        check=check_pieces,
        act=remind_pieces,
        reads=("clock_stops",),
    )
)


# --- labels -------------------------------------------------------------------------------------------------


class LabelForm(SeriesForm):
    label = forms.ModelChoiceField(label="Étiquette", queryset=Label.objects.none(), empty_label="Choisir")
    gesture = forms.ChoiceField(
        label="Geste", choices=[("put", "Poser"), ("remove", "Retirer")], initial="put", widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = labels_seen_by(self.by, self.on).filter(unit__in=self.scope.units)
        self.fields["label"].queryset = known.filter(is_active=True)
        if len(self.scope.units) > 1:
            self.fields["label"].label_from_instance = lambda label: f"{label.name} ({label.unit.short_name})"


def check_label(case: Case, staff: StaffMember, details: Details, at: datetime) -> str:
    if refusal := only_for_workers(case, staff, at):
        return refusal
    if not details:
        return ""
    label, removes = details["label"], details["gesture"] == "remove"
    if label.unit_id != case.unit_id:
        return "Cette étiquette est celle d'un autre service."
    has_it = any(row.pk == label.pk for row in case.labels.all())
    if has_it != removes:
        return f"Ce dossier {'porte déjà' if has_it else 'ne porte pas'} l'étiquette « {label} »."
    return ""


def label_case(*, case: Case, version: int, by: StaffMember, at: datetime, details: Details, rank: int) -> None:
    gesture = "removed" if details["gesture"] == "remove" else "put"
    set_labels(case=case, by=by, at=at, version=version, **{gesture: [details["label"]]})


declare_action(
    CaseAction(
        "label",
        "Étiqueter",
        handles_cases,
        explains="L'étiquette retrouve ces dossiers dans la liste, par son filtre.",
        form=LabelForm,
        check=check_label,
        act=label_case,
        reads=("labels",),
    )
)


# --- letters ------------------------------------------------------------------------------------------------

# A letter that a move writes without asking anything; the others are born of the move that asks for their facts.
MOVES = {"acknowledgement": "acknowledge"}
MOST_LETTERS = 1_000
# Before looking again at a file that another worker makes, or that failed and is to be tried again.
REST = timedelta(seconds=10)


def common_letters(codes: frozenset[str]) -> list[tuple[str, str]]:
    """Letters that all these procedures have, in the order of the first."""
    procedures = [registry.procedure(code) for code in sorted(codes)]
    if not procedures:
        return []
    return [
        (letter.code, letter.label)
        for letter in procedures[0].letters
        if all(procedure.has_letter(letter.code) for procedure in procedures)
    ]


class LettersForm(SeriesForm):
    letter = forms.ChoiceField(
        label="Courrier",
        help_text="Ceux que toutes les procédures de la sélection connaissent.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["letter"].choices = [("", "Choisir"), *common_letters(self.scope.procedures)]


def written(case: Case, purpose: str) -> CaseLetter | None:
    """The letter of the case, the last one if there are several."""
    found = [row for row in case.letters.all() if row.purpose == purpose and row.letter.state != Letter.State.CANCELLED]
    return max(found, key=lambda row: row.pk, default=None)


def check_letter(case: Case, staff: StaffMember, details: Details, at: datetime) -> str:
    if refusal := only_for_workers(case, staff, at):
        return refusal
    if not details or written(case, details["letter"]):
        return ""
    return why_not_written(case, registry.procedure(case.procedure_code), details["letter"], staff, paris_day(at))


def why_not_written(case: Case, procedure: Procedure, purpose: str, staff: StaffMember, on: date) -> str:
    label = procedure.letter(purpose).label
    transition = road_of(procedure.archetype).transition(MOVES.get(purpose, ""))
    if transition is None:
        return f"« {label} » n'est pas établi : il naît de l'action qui le demande, sur la page du dossier."
    if case.stage not in transition.sources:
        return f"« {label} » ne s'établit plus à l'étape « {STAGES[case.stage].label} »."
    return "" if CASE_POLICIES[transition.policy](staff, case, on) else NOT_YOURS


def write_letter(*, case: Case, version: int, by: StaffMember, at: datetime, details: Details, rank: int) -> Letter:
    """The letter that exists, or the one that its move writes."""
    purpose = details["letter"]
    found = written(case, purpose)
    if found is None:
        case = operations.take_transition(case=case, name=MOVES[purpose], by=by, at=at, version=version, queue="bulk")
        found = written(case, purpose)
    if found is None:
        raise DomainError("Cette procédure n'a pas ce courrier.")
    return found.letter


def print_together(series: Series, job: Job, at: datetime) -> dict[str, Any]:
    """The files of the letters, made here when nobody has made them, in one PDF in the order of the list."""
    keys = list(series.items.filter(letter__isnull=False).order_by("rank").values_list("letter_id", flat=True))
    turn = Turn(job, series.total + len(keys), series.total)
    jobs = files_asked(Letter.objects.filter(pk__in=keys, pdf__isnull=True).values_list("pk", flat=True))
    for key in jobs.filter(state__in=UNFINISHED).values_list("pk", flat=True):
        with Aside(lambda error: None):
            run_job(job_id=key, at=at)
        turn.step()
    if files_asked(keys).filter(state__in=UNFINISHED).exists():
        raise TurnGiven(REST)
    letters = Letter.objects.select_related("pdf").in_bulk(keys)
    files = [letters[key].pdf for key in keys if letters[key].pdf_id]
    if not files:
        return {}
    name = file_name(f"{len(files)} courriers - série {series.pk}", "pdf")
    stored = store_bytes(merged_pdf(files), name, "application/pdf", by=series.by, at=at)
    return {"file": str(stored.pk)}


declare_action(
    CaseAction(
        "letters",
        "Préparer les courriers",
        handles_cases,
        explains=(
            "Chaque courrier est joint à son dossier. Un seul PDF les réunit pour l'impression, dans « Mes éditions »,"
            " avec ceux qui étaient déjà établis."
        ),
        form=LettersForm,
        check=check_letter,
        act=write_letter,
        reads=("letters__letter",),
        most=MOST_LETTERS,
        deliver=print_together,
    )
)
