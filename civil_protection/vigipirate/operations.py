"""Postures and their measures: recorded, ended, and what is seen of their application."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model

from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.protection.levels import Level, LevelRefused, check_level
from civil_protection.protection.operations import take_in
from civil_protection.protection.words import check_text, check_title
from civil_protection.vigipirate.models import (
    ApplicationCheck,
    CascadeRecipient,
    Declension,
    Posture,
    PublicMeasure,
    RecipientKind,
    SafetyReport,
)
from civil_protection.vigipirate.points import ANSWERS, POINTS, conformity
from civil_protection.vigipirate.queries import OVER, domains, state_on
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember
from directorate.partners.models import Organisation
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed


def tell(action: str, row: Model, by: StaffMember | None, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=action, subject=row, label=str(row), unit_code=UNIT, details=details)


def allowed(by: StaffMember, at: datetime) -> None:
    if not works_in_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("VIGIPIRATE est suivi par les agents du service de défense et de protection civile.")


def locked(posture: Posture) -> Posture:
    return Posture.objects.select_for_update(of=("self",)).get(pk=posture.pk)


# --- postures -----------------------------------------------------------------------------------------------


@transaction.atomic
def record_posture(
    *, title: str, threat: str, perimeter: str, starts_at: datetime, source: str, objectives: str = "",
    level: str = Level.PUBLIC, sector_kind: str = "", communes: Iterable[Commune] = (),
    replaces: Posture | None = None, by: StaffMember, at: datetime,
) -> Posture:  # fmt: skip
    """The public extract of a posture. The one that it replaces ends when it begins."""
    allowed(by, at)
    check_title(title)
    check_text(source, field="source")
    check_text(objectives, field="objectives")
    check_level(level, paris_day(at))
    if level not in (Level.PUBLIC, Level.INTERNAL):
        raise LevelRefused("Seul l'extrait public d'une posture est conservé ici, au plus en interne.", field="level")
    communes = list(communes)
    if (perimeter == Posture.Perimeter.SECTOR) != bool(sector_kind or communes):
        raise DomainError(
            "Un secteur se définit par des sites ou des communes ; un autre périmètre n'en a pas.", field="perimeter"
        )
    if Posture.objects.filter(title=title, starts_at=starts_at).exists():
        raise Conflict("Cette posture est déjà enregistrée.", field="title")
    former = locked(replaces) if replaces else None
    if former:
        end_former(former, starts_at)
    row = Posture.objects.create(
        title=title, threat=threat, perimeter=perimeter, sector_kind=sector_kind, starts_at=starts_at, source=source,
        objectives=objectives, level=level, replaces=former, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    row.communes.set(communes)
    tell("posture.recorded", row, by, at, threat=row.get_threat_display(), perimeter=row.get_perimeter_display(),
         starts_on=starts_at.isoformat(), replaces=str(former or ""))  # fmt: skip
    return row


def end_former(former: Posture, ends_at: datetime) -> None:
    if hasattr(former, "replaced_by"):
        raise Conflict("Cette posture est déjà remplacée.", field="replaces")
    if ends_at <= former.starts_at:
        raise DomainError("La posture remplacée commence après celle-ci.", field="replaces")
    if former.ends_at is None or former.ends_at > ends_at:
        former.ends_at = ends_at
        former.save(update_fields=["ends_at"])


@transaction.atomic
def end_posture(*, posture: Posture, ends_at: datetime, by: StaffMember, at: datetime) -> Posture:
    allowed(by, at)
    row = locked(posture)
    if row.ends_at is not None:
        raise Conflict(f"Cette posture a déjà une fin : le {row.ends_at.astimezone(PARIS):%d/%m/%Y à %H:%M}.")
    if ends_at <= row.starts_at:
        raise DomainError("La fin de la posture suit son début.", field="ends_at")
    row.ends_at = ends_at
    row.save(update_fields=["ends_at"])
    tell("posture.ended", row, by, at, ends_on=ends_at.isoformat())
    return row


# --- measures -----------------------------------------------------------------------------------------------


@transaction.atomic
def record_measure(
    *, code: str, domain: str, kind: str, label: str, active_from: date, target: str = "",
    active_to: date | None = None, by: StaffMember, at: datetime,
) -> PublicMeasure:  # fmt: skip
    allowed(by, at)
    check_text(label, field="label")
    check_text(target, field="target")
    code = code.strip().upper()
    if domain not in domains(paris_day(at)):
        raise DomainError("Ce domaine n'est pas dans les paramètres.", field="domain")
    if PublicMeasure.objects.filter(code=code).exists():
        raise Conflict("Une mesure porte déjà ce code.", field="code")
    if active_to is not None and active_to <= active_from:
        raise DomainError("La fin de la mesure suit son début.", field="active_to")
    row = PublicMeasure.objects.create(
        code=code, domain=domain, kind=kind, label=label, target=target, active_from=active_from, active_to=active_to
    )
    tell("measure.recorded", row, by, at, kind=row.get_kind_display())
    return row


@transaction.atomic
def end_measure(*, measure: PublicMeasure, active_to: date, by: StaffMember, at: datetime) -> PublicMeasure:
    allowed(by, at)
    row = PublicMeasure.objects.select_for_update().get(pk=measure.pk)
    if row.active_to is not None:
        raise Conflict(f"Cette mesure a déjà une fin : le {row.active_to:%d/%m/%Y}.")
    if active_to <= row.active_from:
        raise DomainError("La fin de la mesure suit son début.", field="active_to")
    row.active_to = active_to
    row.save(update_fields=["active_to"])
    tell("measure.ended", row, by, at, ends_on=active_to.isoformat())
    return row


# --- recipients ---------------------------------------------------------------------------------------------


@transaction.atomic
def add_recipient(*, organisation: Organisation, kind: str, by: StaffMember, at: datetime) -> CascadeRecipient:
    """A partner told of the postures to come. The town halls all are, without being named here."""
    allowed(by, at)
    if kind == RecipientKind.TOWN_HALL or organisation.kind == Organisation.Kind.TOWN_HALL:
        raise DomainError("Les mairies reçoivent toutes les postures : elles ne s'ajoutent pas.", field="organisation")
    row, created = CascadeRecipient.objects.get_or_create(organisation=organisation, defaults={"kind": kind})
    if not created and row.is_active and row.kind == kind:
        raise Conflict("Ce partenaire est déjà destinataire.", field="organisation")
    row.kind, row.is_active = kind, True
    row.save(update_fields=["kind", "is_active"])
    tell("recipient.added", row, by, at, kind=row.get_kind_display())
    return row


@transaction.atomic
def drop_recipient(*, recipient: CascadeRecipient, by: StaffMember, at: datetime) -> CascadeRecipient:
    allowed(by, at)
    row = CascadeRecipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    if row.is_active:
        row.is_active = False
        row.save(update_fields=["is_active"])
        tell("recipient.dropped", row, by, at)
    return row


# --- controls and incidents ---------------------------------------------------------------------------------


@transaction.atomic
def record_check(
    *, declension: Declension, checked_on: date, checker: str, points: Mapping[str, str], actions: str = "",
    photo: UploadedFile | None = None, by: StaffMember, at: datetime,
) -> ApplicationCheck:  # fmt: skip
    """What was seen. The declension is applied when the last control found it so."""
    allowed(by, at)
    check_text(actions, field="actions")
    row = Declension.objects.select_for_update(of=("self",)).select_related("posture", "organisation").get(
        pk=declension.pk
    )  # fmt: skip
    if checked_on > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="checked_on")
    if checked_on < paris_day(row.posture.starts_at):
        raise DomainError("La posture n'avait pas commencé.", field="checked_on")
    if set(points) != set(POINTS) or not set(points.values()) <= set(ANSWERS):
        raise DomainError("Chaque point a une réponse : oui, non ou sans objet.")
    found = conformity(points)
    if not found:
        raise DomainError("Un contrôle observe au moins un point.")
    if found != ApplicationCheck.Conformity.COMPLIANT and not actions.strip():
        raise DomainError("Indiquer la suite demandée.", field="actions")
    document = take_in(title=f"Photographie, {row.organisation}"[:160], level=Level.INTERNAL, upload=photo, by=by,
                       at=at) if photo else None  # fmt: skip
    check = ApplicationCheck.objects.create(
        declension=row, checked_on=checked_on, checker=checker, points=dict(points), conformity=found,
        actions=actions, photo=document, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    last = row.checks.first()
    applied = last.conformity == ApplicationCheck.Conformity.COMPLIANT
    row.application = Declension.Application.APPLIED if applied else Declension.Application.GAP
    row.save(update_fields=["application"])
    tell("declension.checked", row, by, at, conformity=check.get_conformity_display())
    return check


@transaction.atomic
def record_report(
    *, kind: str, commune: Commune, happened_on: date, follow_up: str, by: StaffMember, at: datetime
) -> SafetyReport:
    """An incident without a name: nothing but codes, a commune and a day."""
    allowed(by, at)
    if happened_on > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="happened_on")
    row = SafetyReport.objects.create(
        kind=kind, commune=commune, happened_on=happened_on, follow_up=follow_up, recorded_at=at, recorded_by=by
    )
    tell("safety_report.recorded", row, by, at, commune=commune.name, follow_up=row.get_follow_up_display())
    return row


def is_over(posture: Posture, at: datetime) -> bool:
    return state_on(posture, at) == OVER
