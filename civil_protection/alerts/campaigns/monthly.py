"""The monthly test of the directory: programmed by somebody, launched by itself at an instant that nobody chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.urls import reverse

from civil_protection.alerts import values as settled
from civil_protection.alerts.campaigns.cascade import Figures, figures
from civil_protection.alerts.campaigns.draw import drawn, month_words
from civil_protection.alerts.campaigns.models import AlertCampaign, AlertScenario, CampaignTarget, Mode
from civil_protection.alerts.campaigns.operations import allowed, launch, locked, prepare, tell
from civil_protection.alerts.directory.models import AlertGroup
from civil_protection.policies import UNIT, heads_civil_protection
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import add_months
from directorate.notifications.kinds import declare_kind
from directorate.notifications.operations import notify
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import values
from directorate.web.errors import Conflict, DomainError

MISSED = declare_kind("alert_test", "L'essai mensuel d'appel n'est pas programmé ou n'est pas parti", "mail").code
State = AlertCampaign.State
MONTHS_AHEAD = 2
SHOWN = 12


# --- programming --------------------------------------------------------------------------------------------


def months_to_program(on: date) -> list[date]:
    """This month and the next ones, by their first day."""
    return [add_months(on.replace(day=1), rank) for rank in range(MONTHS_AHEAD + 1)]


def instant_for(month: date, at: datetime) -> datetime | None:
    """When the test of this month leaves if it is programmed at `at`."""
    found = values([settled.TEST_HOURS.code, settled.TEST_REST.code], paris_day(at))
    first, last = map(time.fromisoformat, found[settled.TEST_HOURS.code])
    return drawn(month, first, last, rest_days=found[settled.TEST_REST.code], after=at)


@transaction.atomic
def plan_monthly_test(
    *, month: date, scenario: AlertScenario, group: AlertGroup, decider: StaffMember, by: StaffMember, at: datetime
) -> AlertCampaign:
    """A campaign that is ready and leaves at its drawn instant. One for each month."""
    allowed(by, at)
    if month not in months_to_program(paris_day(at)):
        raise DomainError("L'essai se programme pour ce mois ou l'un des deux suivants.", field="month")
    if scenario.mode != Mode.TEST:
        raise DomainError("Choisir un scénario écrit pour un essai.", field="scenario")
    planned_at = instant_for(month, at)
    if planned_at is None:
        raise DomainError("Il ne reste plus d'heure d'essai dans ce mois.", field="month")
    terms = values([settled.OBJECTIVE.code, settled.COVERAGE.code], paris_day(at))
    campaign = prepare(
        scenario=scenario, group=group, mode=Mode.TEST, label=f"{scenario.label[:120]}, {month_words(month)}",
        voice_text=scenario.voice_text, sms_text=scenario.sms_text, mail_subject=scenario.mail_subject,
        decider=decider, decided_at=at, objective_minutes=terms[settled.OBJECTIVE.code],
        coverage_percent=terms[settled.COVERAGE.code], by=by, at=at,
    )  # fmt: skip
    campaign.test_month, campaign.planned_at = month, planned_at
    try:
        with transaction.atomic():
            campaign.save(update_fields=["test_month", "planned_at"])
    except IntegrityError as error:
        raise Conflict(f"L'essai de {month_words(month)} est déjà programmé.", field="month") from error
    tell("test_planned", campaign, by, at, planned_at=planned_at.isoformat())
    return campaign


# --- the bells ----------------------------------------------------------------------------------------------


def launch_planned(*, at: datetime) -> int:
    """Launch what is due. How many left; what is due for too long does not leave at an hour that was not drawn."""
    due = list(
        AlertCampaign.objects.filter(state=State.PREPARED, planned_at__lte=at).select_related("prepared_by", "group")
    )
    if not due:
        return 0
    grace = timedelta(minutes=values([settled.TEST_GRACE.code], paris_day(at))[settled.TEST_GRACE.code])
    left = 0
    for campaign in due:
        if at - campaign.planned_at > grace:
            drop(campaign=campaign, reason="L'heure tirée est passée pendant que l'application ne tournait pas.", at=at)
            continue
        try:
            launch(campaign=campaign, by=campaign.prepared_by, at=at)
            left += 1
        except DomainError as refusal:
            drop(campaign=campaign, reason=refusal.message, at=at)
    return left


@transaction.atomic
def drop(*, campaign: AlertCampaign, reason: str, at: datetime) -> None:
    """The test does not leave, and the head of the service learns why. Nothing if another worker has launched it."""
    row = locked(campaign)
    if row.state != State.PREPARED:
        return
    row.state, row.ended_at, row.end_reason = State.CANCELLED, at, reason[:200]
    row.save(update_fields=["state", "ended_at", "end_reason"])
    record(by=None, at=at, action="alert_campaign.cancelled", subject=row, label=str(row)[:250], unit_code=UNIT,
           details={"mode": row.get_mode_display(), "reason": reason})  # fmt: skip
    notify(
        recipients=heads(at), kind=MISSED, key=f"dropped:{row.pk}", title=f"{row} : l'essai n'est pas parti",
        detail=reason, url=reverse("civil_protection:alert-campaign", args=[row.pk]), at=at,
    )  # fmt: skip


def tell_of_missing_test(*, at: datetime) -> bool:
    """Once a month, while the test of the month is not programmed."""
    month = paris_day(at).replace(day=1)
    if test_of(month) is not None:
        return False
    notify(
        recipients=heads(at), kind=MISSED, key=f"missing:{month:%Y-%m}",
        title=f"L'essai d'appel de {month_words(month)} n'est pas programmé",
        url=reverse("civil_protection:alert-quality"), at=at,
    )  # fmt: skip
    return True


def heads(at: datetime) -> list[StaffMember]:
    on = paris_day(at)
    return [person for person in staff_of_unit(UNIT, on) if heads_civil_protection(person, on=on)]


# --- reading ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MonthlyTest:
    """One test and what it showed. `found`: None until it leaves."""

    campaign: AlertCampaign
    month: str
    found: Figures | None
    failed: int


def test_of(month: date) -> AlertCampaign | None:
    return AlertCampaign.objects.filter(test_month=month).exclude(state=State.CANCELLED).first()


def planned_between(first: date, last: date) -> Sequence[AlertCampaign]:
    return AlertCampaign.objects.filter(state=State.PREPARED, planned_at__date__range=(first, last))


def monthly_tests() -> list[MonthlyTest]:
    """The last ones, the newest first. Two queries."""
    rows = list(
        AlertCampaign.objects.filter(test_month__isnull=False)
        .exclude(state=State.CANCELLED)
        .annotate(failed=Count("directory_tasks"))
        .order_by("-test_month")[:SHOWN]
    )
    reached: dict[int, list] = {}
    for campaign, when, rank in CampaignTarget.objects.filter(campaign__in=rows).values_list(
        "campaign_id", "reached_at", "reached_rank"
    ):
        reached.setdefault(campaign, []).append((when, rank))
    return [
        MonthlyTest(row, month_words(row.test_month), figures_of(row, reached.get(row.pk, [])), row.failed)
        for row in rows
    ]


def figures_of(campaign: AlertCampaign, targets: Sequence[tuple[datetime | None, int | None]]) -> Figures | None:
    if campaign.launched_at is None:
        return None
    return figures(
        decided_at=campaign.launched_at, launched_at=campaign.launched_at,
        reached=[(when, rank) for when, rank in targets if when is not None], targets=len(targets),
    )  # fmt: skip
