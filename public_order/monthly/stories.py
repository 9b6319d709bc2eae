"""Monthly notes in the demonstration: one sent, and that of the last month in hand."""

from datetime import date, datetime, time, timedelta

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import posting_on, staff_of_unit
from directorate.territory.department import HOME
from public_order.monthly import note, operations
from public_order.monthly.arithmetic import earlier
from public_order.monthly.making import figures_on
from public_order.monthly.models import ExceptionalMonth, ReportVersion
from public_order.monthly.reading import months_held
from public_order.policies import UNIT

NOTES = 2
WORDS = (
    "Plusieurs faits en série dans le même quartier, en fin de semaine ; l'enquête est en cours.",
    "Des opérations renforcées ont été menées avec les polices municipales sur les lieux habituels.",
    "Une série a été élucidée le mois précédent : ses faits sont enregistrés à la date de la plainte.",
    "Effet d'un changement de saisie au commissariat, à confirmer avec la DTSP le mois prochain.",
)
EXCEPTIONAL = ((date(2023, 6, 1), "Émeutes urbaines"), (date(2023, 7, 1), "Émeutes urbaines"))


def first_with(role: str, unit: str, on: date) -> StaffMember | None:
    people = StaffMember.objects.filter(is_active=True).order_by("pk") if not unit else staff_of_unit(unit, on)
    return next((each for each in people if (held := posting_on(each, on)) and held.role == role), None)


def tell(at: datetime) -> None:
    on = paris_day(at)
    agent, head = (first_with(role, UNIT, on) for role in (Posting.Role.CASEWORKER, Posting.Role.HEAD))
    cabinet = first_with(Posting.Role.CHIEF_OF_STAFF, "", on)
    months = [month for month in months_held() if earlier(month, -1) <= on]
    if not (agent and head and cabinet and months):
        return
    ExceptionalMonth.objects.bulk_create(
        [ExceptionalMonth(month=month, reason=reason, recorded_at=at, recorded_by=head)
         for month, reason in EXCEPTIONAL],
        ignore_conflicts=True,
    )  # fmt: skip
    for month in reversed(months[1:NOTES]):
        # The file comes in the first days of the next month.
        written(month, min(at - timedelta(hours=2), morning(earlier(month, -1), 7)), agent, head, cabinet)
    draft = operations.open_report(period=months[0], perimeter=("dep", HOME.code), by=agent, at=at)
    commented(draft, agent, at, most=1)


def morning(month: date, day: int) -> datetime:
    return datetime.combine(month.replace(day=day), time(9, 30), PARIS)


def written(month: date, at: datetime, agent: StaffMember, head: StaffMember, cabinet: StaffMember) -> None:
    row = operations.open_report(period=month, perimeter=("dep", HOME.code), by=agent, at=at)
    commented(row, agent, at)
    row = operations.submit(version=row, explanation="Écarts signalés à la DTSP, qui confirme le département.",
                            by=agent, at=at)  # fmt: skip
    row = operations.validate(version=row, content_hash=row.content_hash, by=head, at=at)
    row = operations.approve(version=row, content_hash=row.content_hash, by=cabinet, at=at)
    operations.send(version=row, content_hash=row.content_hash, prefect_email="prefet@exemple.invalid",
                    prosecutor_email="parquet@exemple.invalid", by=agent, at=at)  # fmt: skip


def commented(row: ReportVersion, agent: StaffMember, at: datetime, most: int = 99) -> None:
    for rank, (line, _) in enumerate(note.expected_comments(figures_on(row.report, at))[:most]):
        operations.write_comment(version=row, line=line, span="month", kind="comment", text=WORDS[rank % len(WORDS)],
                                 by=agent, at=at)  # fmt: skip
