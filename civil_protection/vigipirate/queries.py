"""Reading VIGIPIRATE: postures, measures, the cascade and the controls."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from civil_protection.vigipirate.models import (
    ApplicationCheck,
    CascadeRecipient,
    Declension,
    Posture,
    PublicMeasure,
    RecipientKind,
    SafetyReport,
    Threat,
)
from civil_protection.vigipirate.reach import MARKS, Reach, Sent, reach
from civil_protection.vigipirate.threat import Site, Watch, leading
from civil_protection.vigipirate.values import DOMAINS
from directorate.parameters.queries import value
from directorate.partners.models import Organisation
from directorate.web.errors import NotFound

COMING, RUNNING, OVER = "coming", "running", "over"
STATES = {COMING: "À venir", RUNNING: "En cours", OVER: "Terminée"}
STATE_TONES = {COMING: "info", RUNNING: "success", OVER: ""}
THREAT_TONES = {Threat.VIGILANCE: "info", Threat.REINFORCED: "warning", Threat.EMERGENCY: "error"}

TO_SEND, SENT, ACKNOWLEDGED, APPLIED, GAP = "to_send", "sent", "acknowledged", "applied", "gap"
CASCADE_STATES = {
    TO_SEND: "À envoyer", SENT: "Envoyée", ACKNOWLEDGED: "Accusée", APPLIED: "Appliquée", GAP: "Écart constaté",
}  # fmt: skip
CASCADE_TONES = {TO_SEND: "warning", SENT: "info", ACKNOWLEDGED: "success", APPLIED: "success", GAP: "error"}


# --- postures -----------------------------------------------------------------------------------------------


def postures() -> QuerySet[Posture]:
    return Posture.objects.select_related("replaces").prefetch_related("communes")


def known_posture(pk: int) -> Posture:
    found = postures().filter(pk=pk).first()
    if found is None:
        raise NotFound("Cette posture n'existe pas.")
    return found


def state_on(posture: Posture, at: datetime) -> str:
    if at < posture.starts_at:
        return COMING
    return OVER if posture.ends_at is not None and posture.ends_at <= at else RUNNING


def in_state(state: str, at: datetime) -> Q:
    """`state_on` as a condition on rows."""
    return {
        COMING: Q(starts_at__gt=at),
        RUNNING: Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at)),
        OVER: Q(starts_at__lte=at, ends_at__lte=at),
    }[state]


def watch_of(posture: Posture) -> Watch:
    return Watch(
        posture.threat,
        posture.perimeter,
        posture.starts_at,
        posture.ends_at,
        posture.sector_kind,
        frozenset(commune.pk for commune in posture.communes.all()),
        posture,
    )


def watches(rows: Iterable[Posture] | None = None) -> list[Watch]:
    return [watch_of(row) for row in (postures() if rows is None else rows)]


def leading_posture(at: datetime, site: Site | None = None) -> Posture | None:
    """The posture that gives the level of the department, or of a site."""
    found = leading(watches(postures().filter(in_state(RUNNING, at))), site or Site(), at)
    return found.posture if found else None


# --- measures -----------------------------------------------------------------------------------------------


def domains(on: date) -> dict[str, str]:
    """Code to label, from the parameter « ALR alerte ; RSB rassemblements ; … »."""
    parts = (part.strip().partition(" ") for part in str(value(DOMAINS, on)).split(";"))
    return {code: label[:1].upper() + label[1:] for code, _, label in parts if code}


def active_measures(on: date) -> QuerySet[PublicMeasure]:
    in_force = Q(active_to__isnull=True) | Q(active_to__gt=on)
    return PublicMeasure.objects.filter(in_force, active_from__lte=on)


def measures_by_domain(on: date) -> list[tuple[str, list[PublicMeasure]]]:
    names, found = domains(on), {}
    for row in active_measures(on):
        found.setdefault(f"{row.domain} {names.get(row.domain, '')}".strip(), []).append(row)
    return list(found.items())


def known_measure(pk: int) -> PublicMeasure:
    found = PublicMeasure.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("Cette mesure n'existe pas.")
    return found


# --- recipients ---------------------------------------------------------------------------------------------


def recipients() -> QuerySet[CascadeRecipient]:
    return CascadeRecipient.objects.select_related("organisation__commune")


def known_recipient(pk: int) -> CascadeRecipient:
    found = recipients().filter(pk=pk).first()
    if found is None:
        raise NotFound("Ce destinataire n'existe pas.")
    return found


def reached_by(posture: Posture) -> list[tuple[Organisation, str]]:
    """(organisation, kind) of whoever a posture concerns: the town halls and the recipients kept by the service."""
    watch = watch_of(posture)
    town_halls = Organisation.objects.filter(kind=Organisation.Kind.TOWN_HALL, is_active=True)
    known = [(row, RecipientKind.TOWN_HALL) for row in town_halls.order_by("name")]
    others = recipients().filter(is_active=True, organisation__is_active=True).exclude(
        organisation__kind=Organisation.Kind.TOWN_HALL
    )  # fmt: skip
    known += [(row.organisation, row.kind) for row in others]
    return [(row, kind) for row, kind in known if watch.reaches(Site(row.commune_id or "", kind))]


# --- cascade ------------------------------------------------------------------------------------------------


def declensions() -> QuerySet[Declension]:
    return Declension.objects.select_related("posture", "organisation__commune")


def known_declension(pk: int) -> Declension:
    found = declensions().filter(pk=pk).first()
    if found is None:
        raise NotFound("Cette déclinaison n'existe pas.")
    return found


def cascade_state(row: Declension) -> str:
    if row.application:
        return APPLIED if row.application == Declension.Application.APPLIED else GAP
    if row.acknowledged_at:
        return ACKNOWLEDGED
    return SENT if row.sent_at else TO_SEND


def in_cascade_state(state: str) -> Q:
    """`cascade_state` as a condition on rows."""
    silent = Q(application="")
    return {
        APPLIED: Q(application="applied"),
        GAP: Q(application="gap"),
        ACKNOWLEDGED: silent & Q(acknowledged_at__isnull=False),
        SENT: silent & Q(sent_at__isnull=False, acknowledged_at__isnull=True),
        TO_SEND: silent & Q(sent_at__isnull=True, acknowledged_at__isnull=True),
    }[state]


@dataclass(frozen=True)
class Cascade:
    """How far a posture went."""

    total: int
    sent: int
    acknowledged: int
    marks: Sequence[Reach]
    unreached: Sequence[Declension]


def cascade_of(posture: Posture, at: datetime) -> Cascade:
    rows = list(posture.declensions.select_related("organisation"))
    sent = [Sent(row.sent_at, row.acknowledged_at) for row in rows if row.sent_at]
    return Cascade(
        total=len(rows),
        sent=len(sent),
        acknowledged=sum(row.acknowledged_at is not None for row in rows),
        marks=[reach(sent, hours, at) for hours in MARKS],
        unreached=[row for row in rows if row.acknowledged_at is None],
    )


@dataclass(frozen=True)
class Compliance:
    """What the last control of each recipient of a kind found (R4.3)."""

    label: str
    recipients: int
    checked: int
    compliant: int
    partial: int
    breach: int


def compliance(posture: Posture) -> list[Compliance]:
    last = (
        ApplicationCheck.objects.filter(declension__posture=posture)
        .order_by("declension_id", "-checked_on", "-id")
        .distinct("declension_id")
        .values_list("declension__kind", "conformity")
    )
    seen: dict[str, list[str]] = {}
    for kind, conformity in last:
        seen.setdefault(kind, []).append(conformity)
    totals = posture.declensions.order_by().values("kind").annotate(count=Count("pk"))
    counts = {row["kind"]: row["count"] for row in totals}
    return [
        Compliance(label, counts[kind], len(found := seen.get(kind, [])), *map(found.count, CONFORMITIES))
        for kind, label in RecipientKind.choices
        if kind in counts
    ]


CONFORMITIES = tuple(ApplicationCheck.Conformity.values)


def unanswered() -> QuerySet[Declension]:
    """Sent by mail, not acknowledged, of a posture that somebody still has to apply."""
    return declensions().filter(sent_at__isnull=False, acknowledged_at__isnull=True, channel="mail").exclude(
        posture__ends_at__lte=F("sent_at")
    )  # fmt: skip


def reports() -> QuerySet[SafetyReport]:
    return SafetyReport.objects.select_related("commune", "recorded_by")
