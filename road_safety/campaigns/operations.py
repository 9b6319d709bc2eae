"""A campaign from its draft to its publication: the bureau prepares, the cabinet validates. Labels."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from directorate.casework.move import paris_day
from directorate.documents.files import store_upload
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.campaigns.catalogue import LEVELS
from road_safety.campaigns.markers import BY_CODE
from road_safety.campaigns.models import Campaign, CampaignFile, CampaignMove, CampaignPartner, LabelAward
from road_safety.campaigns.policies import validates_campaigns
from road_safety.campaigns.queries import markers_of
from road_safety.controls.models import ControlOperation
from road_safety.controls.queries import embargo_of
from road_safety.strategy.writing import past, reasoned, tell, worker

State = Campaign.State
WRITTEN = ("title", "kind", "theme", "starts_on", "ends_on", "channels", "budget", "message", "control")


def locked(campaign: Campaign, *states: str) -> Campaign:
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.state not in states:
        raise Conflict(f"Cette campagne est « {row.get_state_display().lower()} » : cela ne se fait plus.")
    return row


def move(row: Campaign, state: str, words: str, by: StaffMember, at: datetime, **facts: object) -> Campaign:
    row.state = state
    for name, found in facts.items():
        setattr(row, name, found)
    row.save(update_fields=["state", *facts])
    CampaignMove.objects.create(campaign=row, state=state, words=words, at=at, by=by)
    tell(f"campaign.{state}", row, by, at, words=words)
    return row


@transaction.atomic
def save_campaign(
    *, title: str, kind: str, starts_on: date, ends_on: date, theme: str = "", channels: Sequence[str] = (),
    budget: Decimal | None = None, message: str = "", control: ControlOperation | None = None,
    campaign: Campaign | None = None, by: StaffMember, at: datetime,
) -> Campaign:  # fmt: skip
    """What the cabinet has validated no longer changes; what waits for it goes back to the bureau with each change."""
    worker(by, at)
    if ends_on < starts_on:
        raise DomainError("La campagne finit après avoir commencé.", field="ends_on")
    row = locked(campaign, State.DRAFT, State.TO_VALIDATE) if campaign else Campaign()
    said = (title, kind, theme, starts_on, ends_on, list(channels), budget, message, control)
    for name, found in zip(WRITTEN, said, strict=True):
        setattr(row, name, found)
    # The year of a marker stays: it is proposed once for that year.
    row.year = row.year if row.marker else starts_on.year
    row.save()
    if campaign is None:
        CampaignMove.objects.create(campaign=row, state=row.state, words="Préparée", at=at, by=by)
    tell("campaign.changed" if campaign else "campaign.prepared", row, by, at,
         budget="" if budget is None else str(budget))  # fmt: skip
    if row.state == State.TO_VALIDATE:
        return move(row, State.DRAFT, "Modifiée : à soumettre de nouveau au cabinet", by, at)
    return row


@transaction.atomic
def take_marker(*, code: str, year: int, by: StaffMember, at: datetime) -> Campaign:
    """A marker of the year enters the plan, once; again when its campaign was abandoned."""
    worker(by, at)
    marker = BY_CODE.get(code)
    days = {found.code: (first, last) for found, first, last in markers_of(year)}.get(code)
    if marker is None or days is None:
        raise DomainError("Ce repère n'existe pas cette année.")
    row, is_new = Campaign.objects.exclude(state=State.CANCELLED).get_or_create(
        marker=code, year=year,
        defaults={"title": f"{marker.label} {year}", "kind": "national_relay", "theme": marker.theme,
                  "starts_on": days[0], "ends_on": days[1]},
    )  # fmt: skip
    if not is_new:
        raise Conflict(f"« {marker.label} » est déjà au plan de {year}.")
    CampaignMove.objects.create(campaign=row, state=row.state, words="Proposée par le repère annuel", at=at, by=by)
    tell("campaign.prepared", row, by, at, marker=code)
    return row


@transaction.atomic
def submit(*, campaign: Campaign, by: StaffMember, at: datetime) -> Campaign:
    worker(by, at)
    row = locked(campaign, State.DRAFT)
    if not row.message.strip():
        raise DomainError("Écrire le message de la campagne avant de la soumettre au cabinet.")
    return move(row, State.TO_VALIDATE, "Soumise au cabinet", by, at, reason="")


def cabinet(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not validates_campaigns(by, on=on):
        raise NotAllowed("Une campagne se valide par le directeur de cabinet ou le préfet.")
    return on


@transaction.atomic
def validate(*, campaign: Campaign, by: StaffMember, at: datetime) -> Campaign:
    on = cabinet(by, at)
    row = locked(campaign, State.TO_VALIDATE)
    return move(row, State.VALIDATED, "Validée par le cabinet", by, at, validated_on=on, validated_by=by)


@transaction.atomic
def send_back(*, campaign: Campaign, reason: str, by: StaffMember, at: datetime) -> Campaign:
    cabinet(by, at)
    row, reason = locked(campaign, State.TO_VALIDATE), reasoned(reason)
    return move(row, State.DRAFT, f"Renvoyée au bureau : {reason}", by, at, reason=reason)


@transaction.atomic
def publish(*, campaign: Campaign, published_on: date, by: StaffMember, at: datetime) -> Campaign:
    """After the cabinet, and not before the prosecutor agrees when it tells of a control with an open case."""
    on = worker(by, at)
    past(published_on, on, "published_on")
    row = locked(campaign, State.VALIDATED)
    if published_on < row.validated_on:
        raise DomainError(f"Le cabinet l'a validée le {row.validated_on:%d/%m/%Y}.", field="published_on")
    if row.control_id:
        control = ControlOperation.objects.select_for_update().get(pk=row.control_id)
        if reason := embargo_of(control):
            raise Conflict(reason)
    return move(row, State.PUBLISHED, "Publiée", by, at, published_on=published_on)


@transaction.atomic
def abandon(*, campaign: Campaign, reason: str, by: StaffMember, at: datetime) -> Campaign:
    worker(by, at)
    row, reason = locked(campaign, State.DRAFT, State.TO_VALIDATE, State.VALIDATED), reasoned(reason)
    return move(row, State.CANCELLED, f"Abandonnée : {reason}", by, at, reason=reason)


@transaction.atomic
def count_reach(*, campaign: Campaign, reach: int, by: StaffMember, at: datetime) -> Campaign:
    worker(by, at)
    row = locked(campaign, State.PUBLISHED)
    former, row.reach = row.reach, reach
    row.save(update_fields=["reach"])
    tell("campaign.reach", row, by, at, old=former, new=reach)
    return row


@transaction.atomic
def add_partner(
    *, campaign: Campaign, name: str, kind: str, contribution: str = "", by: StaffMember, at: datetime
) -> CampaignPartner:
    worker(by, at)
    row = locked(campaign, State.DRAFT, State.TO_VALIDATE, State.VALIDATED, State.PUBLISHED)
    found, is_new = CampaignPartner.objects.get_or_create(
        campaign=row, name=name, defaults={"kind": kind, "contribution": contribution}
    )
    if not is_new:
        raise Conflict("Ce partenaire est déjà noté.", field="name")
    tell("campaign.partner", row, by, at, partner=name)
    return found


@transaction.atomic
def add_file(
    *, campaign: Campaign, nature: str, title: str, document: UploadedFile, outlet: str = "",
    appeared_on: date | None = None, by: StaffMember, at: datetime,
) -> CampaignFile:  # fmt: skip
    """A visual, or what the press wrote: the file is checked as every file that comes from outside."""
    on = worker(by, at)
    past(appeared_on, on, "appeared_on")
    if nature == CampaignFile.Nature.CLIPPING and not outlet:
        raise DomainError("Dire quel média l'a publié.", field="outlet")
    row = locked(campaign, State.DRAFT, State.TO_VALIDATE, State.VALIDATED, State.PUBLISHED)
    stored = store_upload(document, by=by, at=at)
    found = CampaignFile.objects.create(
        campaign=row, nature=nature, title=title, outlet=outlet, appeared_on=appeared_on, stored=stored, added_at=at,
        added_by=by,
    )  # fmt: skip
    tell("campaign.file", row, by, at, title=title, sha256=stored.sha256)
    return found


# --- labels -------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_label(
    *, label: str, holder: str, holder_kind: str, awarded_on: date, commune: Commune | None = None,
    level: int | None = None, expires_on: date | None = None, jury: str = "", follow_up: str = "",
    award: LabelAward | None = None, by: StaffMember, at: datetime,
) -> LabelAward:  # fmt: skip
    on = worker(by, at)
    past(awarded_on, on, "awarded_on")
    if expires_on and expires_on < awarded_on:
        raise DomainError("La fin de validité suit l'attribution.", field="expires_on")
    most = LEVELS.get(label)
    if level is not None and (most is None or not 1 <= level <= most):
        words = f"Ce label va de 1 à {most}." if most else "Ce label n'a pas de niveau."
        raise DomainError(words, field="level")
    row = LabelAward.objects.select_for_update().get(pk=award.pk) if award else LabelAward()
    same = LabelAward.objects.filter(label=label, holder=holder, awarded_on=awarded_on).exclude(pk=row.pk)
    if same.exists():
        raise Conflict("Ce label est déjà enregistré pour ce titulaire à cette date.", field="holder")
    row.label, row.holder, row.holder_kind, row.awarded_on, row.commune = (
        label,
        holder,
        holder_kind,
        awarded_on,
        commune,
    )
    row.level, row.expires_on, row.jury, row.follow_up = level, expires_on, jury, follow_up
    row.save()
    tell("label.changed" if award else "label.recorded", row, by, at, level=level)
    return row


@transaction.atomic
def end_label(*, award: LabelAward, ended_on: date, follow_up: str, by: StaffMember, at: datetime) -> LabelAward:
    on = worker(by, at)
    past(ended_on, on, "ended_on")
    row = LabelAward.objects.select_for_update().get(pk=award.pk)
    if row.ended_on is not None:
        raise Conflict(f"Ce label a pris fin le {row.ended_on:%d/%m/%Y}.")
    if ended_on < row.awarded_on:
        raise DomainError("La fin suit l'attribution.", field="ended_on")
    row.ended_on, row.follow_up = ended_on, reasoned(follow_up, "follow_up")
    row.save(update_fields=["ended_on", "follow_up"])
    tell("label.ended", row, by, at, ended_on=ended_on.isoformat())
    return row
