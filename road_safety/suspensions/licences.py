"""The sealed number of a licence, the checks of an alcohol lock, the letters 48 SI and the medical suspensions."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.permits.models import Permit
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from directorate.web.sealing import fingerprint
from road_safety.registers.rules import plain_neph
from road_safety.registers.values import MEASURES_KEPT, SURRENDER
from road_safety.registers.writing import locked, not_before, numbered, once, said, same_or_before
from road_safety.suspensions.access import note_reading, works_on_offences
from road_safety.suspensions.facts import CODES
from road_safety.suspensions.models import DeviceCheck, LicenceMeasure, LicenceNumber

PURPOSE = "neph"
INSTALLERS = ("alcohol_lock_installer_approval", "alcohol_lock_installer_renewal")
State, Kind = LicenceMeasure.State, LicenceMeasure.Kind
GONE = "Identité effacée"


def enabled(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not works_on_offences(by, on=on):
        raise NotAllowed("Ces données d'infraction sont réservées aux agents habilités du bureau.")
    return on


def read_neph(typed: str, field: str = "number") -> str:
    number = plain_neph(typed)
    if not number:
        raise DomainError("Le numéro NEPH compte douze chiffres.", field=field)
    return number


@transaction.atomic
def seal_number(*, case: Case, number: str, by: StaffMember, at: datetime) -> LicenceNumber:
    """Twelve digits, sealed at rest. The journal says that it was written, never what."""
    enabled(by, at)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.procedure_code not in CODES:
        raise DomainError("Ce dossier n'est pas une suspension de permis.")
    known = read_neph(number)
    end = case.answers.get("licence_end")
    if end and not known.endswith(end):
        raise DomainError(f"Le dossier dit que ce numéro finit par {end}.", field="number")
    row, _ = LicenceNumber.objects.update_or_create(
        case=case, defaults={"number": known, "mark": fingerprint(known, PURPOSE), "recorded_at": at, "recorded_by": by}
    )
    return said("licence_number.sealed", row, "Numéro NEPH enregistré", by, at)


def open_number(*, case: Case, by: StaffMember, at: datetime) -> str:
    """SUS-10: reading it is a consultation, and is written."""
    enabled(by, at)
    row = LicenceNumber.objects.filter(case=case).first()
    if row is None:
        return ""
    note_reading(by, case, at)
    return row.number


def earlier_cases(case: Case):
    """Other measures on the same licence, found without opening any number."""
    mark = LicenceNumber.objects.filter(case=case).values("mark")
    return Case.objects.filter(licence_number__mark__in=mark).exclude(pk=case.pk).order_by("-received_on")


@transaction.atomic
def check_device(
    *, case: Case, checked_on: date, installer: Permit | None, is_compliant: bool, note: str, by: StaffMember,
    at: datetime,
) -> DeviceCheck:  # fmt: skip
    """SUS-06: once a month while the driver may only drive an equipped vehicle."""
    on = enabled(by, at)
    same_or_before(checked_on, on, "checked_on")
    case = Case.objects.select_for_update(of=("self",)).select_related("decision").get(pk=case.pk)
    if getattr(case, "decision", None) is None or case.decision.outcome != "device":
        raise DomainError("Aucun éthylotest anti-démarrage n'est imposé dans ce dossier.")
    installed_on = case.answers.get("device_on")
    if not installed_on:
        raise DomainError("Enregistrer d'abord le jour de l'installation de l'appareil.")
    not_before(checked_on, date.fromisoformat(installed_on), "La vérification suit l'installation.", "checked_on")
    if installer is not None and installer.procedure_code not in INSTALLERS:
        raise DomainError("Ce titre n'est pas celui d'un installateur agréé.", field="installer")
    if not is_compliant and not note.strip():
        raise DomainError("Dire ce qui n'est pas conforme.", field="note")
    row = once(
        DeviceCheck(
            case=case, month=checked_on.replace(day=1), checked_on=checked_on, installer=installer,
            is_compliant=is_compliant, note=note, recorded_at=at, recorded_by=by,
        )
    )  # fmt: skip
    return said("device.checked", row, "Conforme" if is_compliant else "Non conforme", by, at, case=case.reference)


def missing_checks(installed_on: date, until: date, checked: set[date]) -> list[date]:
    """The whole months, after that of the installation, without a check. Pure."""
    month, found = add_months(installed_on.replace(day=1), 1), []
    while add_months(month, 1) <= until:
        if month not in checked:
            found.append(month)
        month = add_months(month, 1)
    return found


def device_state(case: Case, on: date) -> Mapping[str, object] | None:
    """What the follow-up of the device of a case tells; None when none is imposed."""
    if getattr(case, "decision", None) is None or case.decision.outcome != "device":
        return None
    rows = list(case.device_checks.select_related("installer"))
    installed_on = date.fromisoformat(case.answers["device_on"]) if case.answers.get("device_on") else None
    until = min(on, date.fromisoformat(case.decision.details.get("ends_on", on.isoformat())))
    missing = missing_checks(installed_on, until, {row.month for row in rows}) if installed_on else []
    return {"installed_on": installed_on, "checks": rows, "missing": missing}


# --- letters 48 SI and medical suspensions ------------------------------------------------------------------------


@transaction.atomic
def receive_measure(
    *, kind: str, driver: str, birth_on: date | None, licence: str, commune: Commune | None, received_on: date,
    by: StaffMember, at: datetime,
) -> LicenceMeasure:  # fmt: skip
    on = enabled(by, at)
    same_or_before(received_on, on, "received_on")
    if birth_on is not None and birth_on >= received_on:
        raise DomainError("Le conducteur est né avant la réception de la mesure.", field="birth_on")
    number = read_neph(licence, "licence") if licence else ""
    row = once(
        LicenceMeasure(
            number=numbered("licence-measure", "PC", on), kind=kind, driver=driver,
            birth_on=birth_on.isoformat() if birth_on else "", licence=number,
            mark=fingerprint(number, PURPOSE) if number else "", commune=commune, received_on=received_on,
            recorded_at=at,
        )
    )  # fmt: skip
    return said("licence_measure.received", row, row.get_kind_display(), by, at)


@transaction.atomic
def notify_measure(
    *, row: LicenceMeasure, notified_on: date, again_on: date | None, by: StaffMember, at: datetime
) -> LicenceMeasure:
    """The licence is then to be given up within some days."""
    on = enabled(by, at)
    same_or_before(notified_on, on, "notified_on")
    row = locked(row, (State.RECEIVED,))
    not_before(notified_on, row.received_on, "La notification suit la réception.", "notified_on")
    if again_on is not None:
        not_before(again_on, notified_on, "Le réexamen suit la notification.", "again_on")
    row.state, row.notified_on, row.again_on = State.NOTIFIED, notified_on, again_on
    row.surrender_by = notified_on + timedelta(days=int(value(SURRENDER, notified_on)))
    row.save(update_fields=["state", "notified_on", "again_on", "surrender_by"])
    return said("licence_measure.notified", row, f"Permis à remettre avant le {french_long(row.surrender_by)}", by, at)


@transaction.atomic
def surrender(*, row: LicenceMeasure, surrendered_on: date, by: StaffMember, at: datetime) -> LicenceMeasure:
    on = enabled(by, at)
    same_or_before(surrendered_on, on, "surrendered_on")
    row = locked(row, (State.NOTIFIED,))
    not_before(surrendered_on, row.notified_on, "La remise suit la notification.", "surrendered_on")
    row.state, row.surrendered_on = State.SURRENDERED, surrendered_on
    row.save(update_fields=["state", "surrendered_on"])
    return said("licence_measure.surrendered", row, "Permis remis", by, at)


@transaction.atomic
def close_measure(
    *, row: LicenceMeasure, state: str, closed_on: date, conclusion: str, closed_why: str, by: StaffMember, at: datetime
) -> LicenceMeasure:
    """Restored after the doctor or a new licence, or closed without following. The conclusion alone is kept."""
    on = enabled(by, at)
    same_or_before(closed_on, on, "closed_on")
    row = locked(row, (State.RECEIVED, State.NOTIFIED, State.SURRENDERED))
    not_before(closed_on, row.received_on, "La clôture suit la réception.", "closed_on")
    if row.notified_on is not None:
        not_before(closed_on, row.notified_on, "La clôture suit la notification.", "closed_on")
    if row.surrendered_on is not None:
        not_before(closed_on, row.surrendered_on, "La clôture suit la remise du permis.", "closed_on")
    if state == State.RESTORED and row.kind == Kind.MEDICAL and not conclusion:
        raise DomainError("Indiquer la conclusion du médecin.", field="conclusion")
    if state == State.RESTORED and row.notified_on is None:
        raise Conflict("Cette mesure n'a pas été notifiée.")
    row.state, row.closed_on, row.conclusion, row.closed_why = state, closed_on, conclusion, closed_why
    row.save(update_fields=["state", "closed_on", "conclusion", "closed_why"])
    return said("licence_measure.closed", row, row.get_state_display(), by, at, reason=closed_why)


def forget_drivers(*, at: datetime) -> int:
    """SUS-09: the identity of drivers whose measure ended long ago goes; the line stays for the figures."""
    on = paris_day(at)
    before = add_months(on, -int(value(MEASURES_KEPT, on)))
    rows = LicenceMeasure.objects.filter(closed_on__lt=before, purged_on=None).order_by("pk")
    count = 0
    for row in rows:
        with transaction.atomic():
            kept = LicenceMeasure.objects.select_for_update().filter(pk=row.pk, purged_on=None).first()
            if kept is None:
                continue
            kept.driver, kept.birth_on, kept.licence, kept.mark, kept.purged_on = GONE, "", "", "", on
            kept.save(update_fields=["driver", "birth_on", "licence", "mark", "purged_on"])
            said("licence_measure.purged", kept, "Identité effacée, durée de conservation écoulée", None, at)
            count += 1
    return count
