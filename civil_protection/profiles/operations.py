"""Recording what a commune is exposed to, with the source and the day on which it was checked."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.profiles.models import FLAGS, RiskProfile
from civil_protection.protection.words import check_text
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.web.errors import DomainError, NotAllowed

# What makes a commune owe a plan or stop owing one.
OBLIGING = (*FLAGS, "seismic_zone")


@transaction.atomic
def record_profile(
    *, commune: Commune, source: str, checked_on: date, rivers: Sequence[str] = (), seismic_zone: int = 1,
    by: StaffMember, at: datetime, **flags: bool,
) -> RiskProfile:  # fmt: skip
    """The profile as it is now; a flag that is not given is not borne. The day of a change is kept."""
    on = paris_day(at)
    if not works_in_civil_protection(by, on=on):
        raise NotAllowed("Les profils de risques sont tenus par les agents du service.")
    if unknown := set(flags) - set(FLAGS):
        raise ValueError(f"unknown flags: {unknown}")
    check_text(source, field="source")
    if not source.strip():
        raise DomainError("Indiquer la source.", field="source")
    if checked_on > on:
        raise DomainError("Cette date est dans l'avenir.", field="checked_on")
    if set(rivers) - set(RiskProfile.River.values):
        raise DomainError("Ce cours d'eau n'est pas connu.", field="rivers")
    if seismic_zone not in range(1, 6):
        raise DomainError("Les zones de sismicité vont de 1 à 5.", field="seismic_zone")
    known = RiskProfile.objects.select_for_update().filter(pk=commune.pk).first()
    row = known or RiskProfile(commune=commune)
    before = {name: getattr(row, name) for name in OBLIGING}
    wanted: dict[str, Any] = {name: bool(flags.get(name)) for name in FLAGS} | {"seismic_zone": seismic_zone}
    changed = [name for name in OBLIGING if before[name] != wanted[name]]
    for name, value in wanted.items():
        setattr(row, name, value)
    row.rivers = [river for river in RiskProfile.River.values if river in rivers]
    row.source, row.checked_on = source, checked_on
    if known and changed:
        row.changed_on = on
    row.save(force_insert=known is None)
    record(by=by, at=at, action="risk_profile.recorded", subject=row, label=str(row), unit_code=UNIT,
           details={"what_changes": [str(RiskProfile._meta.get_field(name).verbose_name) for name in changed],
                    "source": source})  # fmt: skip
    return row
