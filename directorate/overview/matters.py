"""The matters of the services: each family of procedures with what is open, late, due and nobody's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q

from directorate.casework import registry
from directorate.casework.policies import AUTHORITIES
from directorate.casework.procedure import Archetype, Procedure
from directorate.casework.queries import followed_by
from directorate.org.models import StaffMember, Unit
from directorate.org.queries import posting_on

COUNTS = ("open", "late", "week", "unassigned")


@dataclass
class Matter:
    """One family of one service. Its counts are those of the lists that they open."""

    code: str
    label: str
    unit: Unit
    procedures: list[Procedure] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))


def matters(staff: StaffMember, procedures: Iterable[Procedure], on: date) -> list[Matter]:
    """By service and name, what belongs to others last. Three queries whatever the number of cases."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    found: dict[tuple[str, str], Matter] = {}
    for procedure in procedures:
        key = procedure.unit, procedure.family_code
        if key not in found:
            found[key] = Matter(procedure.family_code, procedure.family, units[procedure.unit])
        found[key].procedures.append(procedure)
    owner = {procedure.code: matter for matter in found.values() for procedure in matter.procedures}
    rows = (
        followed_by(staff, on)
        .order_by()
        .values("procedure_code")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(is_suspended=False, next_due_on__lt=on)),
            week=Count("pk", filter=Q(next_due_on__range=(on, on + timedelta(days=7)))),
            unassigned=Count("pk", filter=Q(caseworker__isnull=True)),
        )
    )
    for row in rows:
        if matter := owner.get(row["procedure_code"]):
            for name in COUNTS:
                matter.counts[name] += row[name]
    return sorted(found.values(), key=lambda matter: (matter.unit.rank, is_elsewhere(matter), matter.label))


def is_elsewhere(matter: Matter) -> bool:
    return all(procedure.archetype is Archetype.REDIRECTION for procedure in matter.procedures)


def readable(staff: StaffMember, on: date) -> list[Procedure]:
    """The procedures of the services whose cases this person may see."""
    posting = posting_on(staff, on)
    everything = posting is not None and posting.role in AUTHORITIES
    unit = posting.unit_id if posting else ""
    return [procedure for procedure in registry.all_procedures() if everything or procedure.unit == unit]
