"""Putting the cases that wait for a commission on the agenda of one of its sessions, many at once."""

from datetime import date, datetime

from django import forms

from directorate.casework import operations, registry
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.policies import handles_cases
from directorate.casework.queries import INCOMPLETE, waits_to_be_complete
from directorate.casework.series import CaseAction, SeriesForm, declare_action
from directorate.casework.series_actions import Details
from directorate.casework.series_acts import why_not_moved
from directorate.commissions.models import CommissionSession
from directorate.commissions.words import day_and_hour
from directorate.org.models import StaffMember


def open_agendas(on: date):
    """The sessions to come whose convocations have not left."""
    planned = CommissionSession.objects.filter(
        state=CommissionSession.State.PLANNED, starts_at__date__gte=on, convened_at__isnull=True, second_of__isnull=True
    )
    return planned.select_related("commission").order_by("starts_at")


class SessionChoice(forms.ModelChoiceField):
    def label_from_instance(self, session: CommissionSession) -> str:
        return f"{session.commission.name}, {day_and_hour(session.starts_at)}"


class AgendaForm(SeriesForm):
    session = SessionChoice(
        label="Séance",
        queryset=CommissionSession.objects.none(),
        empty_label="Choisir",
        help_text="Celles dont les convocations ne sont pas parties.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        consulted = {
            opinion.commission
            for code in self.scope.procedures
            for opinion in registry.procedure(code).opinions
            if opinion.commission
        }
        self.fields["session"].queryset = open_agendas(self.on).filter(commission__in=consulted)


def check_agenda(case: Case, staff: StaffMember, details: Details, at: datetime) -> str:
    if refusal := why_not_moved(case, "put_on_agenda", staff, paris_day(at)):
        return refusal
    wanted = {row.code: row.commission for row in registry.procedure(case.procedure_code).opinions if row.commission}
    if not wanted:
        return "Cette procédure ne consulte aucune commission."
    if waits_to_be_complete(case):
        return INCOMPLETE
    if any(row.code in wanted and row.answered_on is None for row in case.consultations.all()):
        return "Le dossier est déjà à l'ordre du jour d'une séance."
    if details and details["session"].commission_id not in wanted.values():
        return "Cette commission n'est pas consultée dans cette procédure."
    return ""


def put_on_agenda(*, case: Case, version: int, by: StaffMember, at: datetime, details: Details, rank: int) -> None:
    operations.take_transition(
        case=case, name="put_on_agenda", by=by, at=at, version=version, session=details["session"]
    )


declare_action(
    CaseAction(
        "put_on_agenda",
        "Inscrire à l'ordre du jour",
        handles_cases,
        explains="Les dossiers s'inscrivent à la suite de ceux qui y sont déjà, dans l'ordre de la liste.",
        form=AgendaForm,
        check=check_agenda,
        act=put_on_agenda,
        reads=("consultations",),
        most=500,
    )
)
