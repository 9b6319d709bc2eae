"""Reading campaigns: their state, their communes, their figures, their curve."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from civil_protection.alerts.campaigns import gateway
from civil_protection.alerts.campaigns.cascade import Figures, figures, in_order, planned
from civil_protection.alerts.campaigns.engine import UNREACHED
from civil_protection.alerts.campaigns.models import (
    AlertCampaign,
    AlertScenario,
    CallAttempt,
    CampaignTarget,
    Mode,
)
from civil_protection.alerts.campaigns.terms import terms_on
from civil_protection.alerts.directory.models import AlertContact, AlertGroup
from civil_protection.alerts.directory.queries import members_of, people_of
from civil_protection.policies import UNIT, reads_civil_protection
from directorate.casework.move import PARIS, paris_day
from directorate.casework.policies import AUTHORITIES, CHIEF_ROLES
from directorate.manifests import AgendaEvent, Figure
from directorate.org.models import StaffMember
from directorate.partners.models import ApiClient
from directorate.web.charts import Series, lines
from directorate.web.errors import NotFound

State, Reached = AlertCampaign.State, CampaignTarget.State
TONES = {State.PREPARED: "", State.LAUNCHED: "info", State.RUNNING: "info", State.ENDED: "success",
         State.CANCELLED: "warning"}  # fmt: skip
TARGET_TONES = {Reached.WAITING: "info", Reached.REACHED: "success", Reached.BY_OPERATOR: "success",
                Reached.UNREACHED: "error", Reached.POLICE: "error"}  # fmt: skip
MODE_TONES = {Mode.REAL: "error", Mode.EXERCISE: "new", Mode.TEST: "new"}
# Those for whom somebody must act come first.
URGENCY = {Reached.POLICE: 0, Reached.UNREACHED: 1, Reached.WAITING: 2, Reached.BY_OPERATOR: 3, Reached.REACHED: 4}
# Points of the curve on a page and on paper.
STEPS = 12
RECENT = timedelta(days=365)


def scenarios() -> QuerySet[AlertScenario]:
    return AlertScenario.objects.select_related("group")


def campaigns() -> QuerySet[AlertCampaign]:
    reached = Q(targets__state__in=[Reached.REACHED, Reached.BY_OPERATOR])
    return AlertCampaign.objects.select_related("scenario", "group", "decider", "launched_by").annotate(
        target_count=Count("targets"), reached_count=Count("targets", filter=reached)
    )


def campaign_of(pk: int) -> AlertCampaign:
    found = campaigns().select_related("prepared_by").filter(pk=pk).first()
    if found is None:
        raise NotFound("Cette campagne n'existe pas.")
    return found


def target_of(pk: int) -> CampaignTarget:
    rows = CampaignTarget.objects.select_related("campaign", "operator", "commune", "organisation")
    found = rows.defer("commune__contour").filter(pk=pk).first()
    if found is None:
        raise NotFound("Ce destinataire n'existe pas.")
    return found


def addressed_to(client: ApiClient) -> QuerySet[CampaignTarget]:
    """What left for the communes that the perimeter of a program names, and for its own organisation."""
    return messages().filter(Q(commune__in=client.communes) | Q(organisation=client.organisation_id))


def messages() -> QuerySet[CampaignTarget]:
    """Every message that left, by its recipient."""
    return CampaignTarget.objects.filter(campaign__launched_at__isnull=False).select_related("campaign")


def live_campaigns() -> QuerySet[AlertCampaign]:
    return AlertCampaign.objects.filter(state__in=(State.LAUNCHED, State.RUNNING)).order_by("-launched_at")


# --- a campaign as it goes ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One commune of the campaign, in words."""

    target: CampaignTarget
    words: str
    tone: str
    detail: str
    calls: int


def lines_of(campaign: AlertCampaign) -> list[Line]:
    """What needs somebody first, then by name. Two queries, whatever the number of communes."""
    targets = campaign.targets.select_related("operator").all()
    calls: dict[int, list[CallAttempt]] = {}
    for call in campaign.attempts.filter(channel=CallAttempt.Channel.VOICE, sent_at__isnull=False).order_by("due_at"):
        calls.setdefault(call.target_id, []).append(call)
    rows = [line_of(target, calls.get(target.pk, [])) for target in targets]
    return sorted(rows, key=lambda row: (URGENCY[Reached(row.target.state)], row.target.label))


def line_of(target: CampaignTarget, calls: Sequence[CallAttempt]) -> Line:
    words = target.get_state_display()
    if target.is_reached and target.is_late:
        words = f"{words} hors délai"
    last = f"{calls[-1].person} : {calls[-1].get_state_display().lower()}" if calls else "aucun appel"
    if target.is_reached:
        detail = f"{target.reached_words} à {hour(target.reached_at)}"
    elif target.operator is not None:
        detail = f"{target.operator} s'en occupe depuis {hour(target.taken_at)} ; {last}"
    else:
        detail = last
    if target.received_at and not target.is_reached:
        detail = f"{detail} ; message reçu à {hour(target.received_at)} ({target.received_words})"
    return Line(target, words, TARGET_TONES[Reached(target.state)], detail, len(calls))


def hour(at: datetime) -> str:
    return f"{at.astimezone(PARIS):%H:%M:%S}"


def figures_of(campaign: AlertCampaign) -> Figures | None:
    """None before the launch."""
    if campaign.launched_at is None:
        return None
    targets = list(campaign.targets.values_list("reached_at", "reached_rank"))
    return figures(
        decided_at=campaign.decided_at,
        launched_at=campaign.launched_at,
        reached=[(at, rank) for at, rank in targets if at is not None],
        targets=len(targets),
    )


def version_of(campaign: AlertCampaign) -> str:
    """Changes whenever the page would: state, communes, calls."""
    told = campaign.targets.aggregate(
        reached=Count("pk", filter=Q(reached_at__isnull=False)),
        tickets=Count("pk", filter=Q(ticket_at__isnull=False)),
        taken=Count("pk", filter=Q(operator__isnull=False)),
        received=Count("received_at"),
    )
    calls = campaign.attempts.aggregate(sent=Count("sent_at"), answered=Count("answered_at"))
    return "-".join(str(part) for part in (campaign.state, *told.values(), *calls.values()))


def to_handle(campaign: AlertCampaign) -> QuerySet[CampaignTarget]:
    """What is for an operator: handed over and not reached, the oldest first."""
    rows = campaign.targets.filter(state__in=UNREACHED, ticket_at__isnull=False).select_related("operator")
    return rows.order_by("ticket_at", "label")


# --- before the launch --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Preview:
    """Whom the campaign would call if it left now."""

    targets: int
    calls: int
    messages: int
    without_number: Sequence[str]
    order: Sequence[str]


def preview(group: AlertGroup, at: datetime) -> Preview:
    terms, members = terms_on(paris_day(at)), members_of(group)
    people = people_of(members.communes, members.organisations, at)
    plans = {}
    for kind, rows in (("commune", members.communes), ("organisation", members.organisations)):
        for row in rows:
            plans[str(row)] = planned(people.get((kind, row.pk), ()), terms, at)
    voice = {name: [call for call in plan if call.channel == CallAttempt.Channel.VOICE] for name, plan in plans.items()}
    roles = dict(AlertContact.Role.choices)
    return Preview(
        targets=len(plans),
        calls=sum(map(len, voice.values())),
        messages=sum(map(len, plans.values())) - sum(map(len, voice.values())),
        without_number=sorted(name for name, calls in voice.items() if not calls),
        order=[roles.get(role, role) for role in terms.order],
    )


def callers(target: CampaignTarget, at: datetime) -> list[tuple[str, list[str], list[str]]]:
    """Everybody in office of this commune with the numbers, in the order of the settings: for the operator."""
    rows = people_of(
        [target.commune] if target.commune else [], [target.organisation] if target.organisation else [], at
    )
    people = next(iter(rows.values()), [])
    return [
        (person.name, [number for _, number in person.phones], list(person.emails))
        for person in in_order(people, terms_on(paris_day(at)).order)
    ]


def deciders(on: date) -> QuerySet[StaffMember]:
    """The authorities and the head of the service."""
    posted = Q(postings__role__in=AUTHORITIES) | Q(postings__unit_id=UNIT, postings__role__in=CHIEF_ROLES)
    return (
        StaffMember.objects.filter(posted, is_active=True, postings__starts_on__lte=on)
        .exclude(postings__ends_on__lte=on)
        .distinct()
        .order_by("last_name", "first_name")
    )


# --- the report (R2.2) --------------------------------------------------------------------------------------


def curve(campaign: AlertCampaign, at: datetime) -> SafeString:
    """Share of the communes reached, minute after minute, and the objective."""
    found = figures_of(campaign)
    if found is None or not found.targets:
        return SafeString("")
    delays = sorted(
        (reached - campaign.launched_at).total_seconds()
        for reached in campaign.targets.values_list("reached_at", flat=True)
        if reached is not None
    )
    last = max([*delays, campaign.objective_minutes * 60])
    moments = [round(last * step / STEPS) for step in range(STEPS + 1)]
    shares = [sum(delay <= moment for delay in delays) * 100 // found.targets for moment in moments]
    labels = [f"{moment // 60} min" if moment >= 60 or not moment else f"{moment} s" for moment in moments]
    return lines(
        labels,
        [
            Series("Communes jointes", shares, tone="info"),
            Series("Seuil de couverture", [campaign.coverage_percent] * len(moments), tone="warning", dashed=True),
        ],
        title="Part des communes jointes selon le temps écoulé",
        unit=" %",
    )


def curve_rows(campaign: AlertCampaign) -> list[tuple[str, str, str]]:
    """The same, as a table: each commune in the order in which it was reached."""
    rows = campaign.targets.exclude(reached_at=None).order_by("reached_at", "label")
    return [(row.label, hour(row.reached_at), row.reached_words) for row in rows]


def calls_of(campaign: AlertCampaign) -> QuerySet[CallAttempt]:
    """Every attempt that left, in order."""
    return campaign.attempts.filter(sent_at__isnull=False).select_related("target").order_by("sent_at", "pk")


# --- for the others -----------------------------------------------------------------------------------------


def figures_for_pilotage(staff: StaffMember, at: datetime) -> list[Figure]:
    """The last test, and how many communes it reached; what is going on now."""
    url = reverse("civil_protection:alert-campaigns")
    live = live_campaigns().count()
    last = (
        campaigns()
        .filter(state=State.ENDED, launched_at__gte=at - RECENT, launched_at__lte=at)
        .order_by("-launched_at")
        .first()
    )
    percent = last.reached_count * 100 // last.target_count if last and last.target_count else None
    hint = f"{last}, le {last.launched_at.astimezone(PARIS):%d/%m/%Y à %H:%M}" if last else "Aucune campagne terminée"
    return [
        Figure("Campagnes d'alerte en cours", live, url=f"{url}?state=running", tone="error" if live else ""),
        Figure("Joints à la dernière campagne", percent, unit="%", url=url, hint=hint,
               tone="warning" if last and percent is not None and percent < last.coverage_percent else ""),
    ]  # fmt: skip


def history_of_commune(staff: StaffMember, subject: str, key: str, at: datetime) -> Iterator[AgendaEvent]:
    """The campaigns that called one commune, for its page."""
    if subject != "commune" or not reads_civil_protection(staff, on=paris_day(at)):
        return
    rows = CampaignTarget.objects.filter(commune=key, campaign__launched_at__isnull=False).select_related("campaign")
    for row in rows.order_by("-campaign__launched_at")[:20]:
        url = reverse("civil_protection:alert-campaign", args=[row.campaign_id])
        words = f"{row.campaign} : {row.get_state_display().lower()}"
        launched_at, tone = row.campaign.launched_at, TARGET_TONES[Reached(row.state)]
        yield AgendaEvent(paris_day(launched_at), words, url, "Alerte", launched_at, tone)


def page_facts(campaign: AlertCampaign, at: datetime) -> dict[str, Any]:
    """What the page and the part of it that asks for itself again both show."""
    return {
        "campaign": campaign,
        "lines": lines_of(campaign),
        "figures": figures_of(campaign),
        "handed_over": to_handle(campaign).count(),
        "gateway": gateway.GATEWAY.label,
        "is_training": gateway.GATEWAY.is_training,
        "state_tone": TONES[State(campaign.state)],
        "mode_tone": MODE_TONES[Mode(campaign.mode)],
        "at": at,
    }
