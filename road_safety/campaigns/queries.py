"""Reading the communication plan and the labels."""

from datetime import date

from django.db.models import Q, QuerySet, Sum

from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value, values
from directorate.web.errors import NotFound
from road_safety.campaigns.markers import MARKERS, Marker, calendar_of
from road_safety.campaigns.models import Campaign, CampaignFile, LabelAward
from road_safety.campaigns.values import LABEL_MONTHS

State = Campaign.State
TONES = {
    State.DRAFT: "paused", State.TO_VALIDATE: "warning", State.VALIDATED: "info", State.PUBLISHED: "success",
    State.CANCELLED: "error",
}  # fmt: skip
LIVE = (State.DRAFT, State.TO_VALIDATE, State.VALIDATED, State.PUBLISHED)


def campaigns() -> QuerySet[Campaign]:
    return Campaign.objects.select_related("validated_by", "control__commune").prefetch_related("partners")


def known_campaign(pk: int) -> Campaign:
    row = campaigns().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette campagne n'existe pas.")
    return row


def known_file(pk: int) -> CampaignFile:
    row = CampaignFile.objects.select_related("campaign", "stored").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce fichier n'existe pas.")
    return row


def markers_of(year: int) -> list[tuple[Marker, date, date]]:
    return calendar_of(year, values(tuple(marker.value for marker in MARKERS), date(year, 1, 1)))


def proposed(year: int) -> list[tuple[Marker, date, date]]:
    """The markers of that year that no campaign has taken, or whose campaign was abandoned."""
    rows = Campaign.objects.filter(year=year).exclude(marker="").exclude(state=State.CANCELLED)
    taken = set(rows.values_list("marker", flat=True))
    return [row for row in markers_of(year) if row[0].code not in taken]


def sums_of(year: int) -> dict:
    """Budget and reach of the campaigns of a year; blank when none is known."""
    rows = Campaign.objects.filter(year=year, state__in=LIVE)
    return rows.aggregate(budget=Sum("budget"), reach=Sum("reach"))


def labels() -> QuerySet[LabelAward]:
    return LabelAward.objects.select_related("commune").defer("commune__contour")


def known_label(pk: int) -> LabelAward:
    row = labels().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce label n'existe pas.")
    return row


def held(on: date) -> Q:
    return Q(ended_on=None) & (Q(expires_on=None) | Q(expires_on__gte=on))


def soon_ended(on: date) -> QuerySet[LabelAward]:
    until = add_months(on, int(value(LABEL_MONTHS, on)))
    return labels().filter(ended_on=None, expires_on__range=(on, until)).order_by("expires_on", "pk")
