"""VIGIPIRATE in the demonstration: two seasons, a cascade that most have acknowledged, controls, incidents."""

from datetime import datetime, timedelta

from civil_protection.policies import UNIT
from civil_protection.vigipirate import cascade, operations
from civil_protection.vigipirate.models import Declension
from civil_protection.vigipirate.points import POINTS
from directorate.casework.move import paris_day
from directorate.org.models import Posting
from directorate.org.queries import staff_of_unit
from directorate.partners.models import Organisation
from directorate.territory.models import Commune

DAY = timedelta(days=1)
# code, domain, kind, public wording, whom it addresses
MEASURES = (
    ("ALR 11-01", "ALR", "base", "Diffuser l'alerte au grand public", "services de l'État et communes"),
    ("RSB 11-01", "RSB", "base", "Contrôler les accès des rassemblements", "organisateurs"),
    ("RSB 12-05", "RSB", "additional", "Interdire le stationnement aux abords des rassemblements", "communes"),
    ("BAT 11-02", "BAT", "base", "Surveiller les abords des bâtiments publics", "responsables d'établissements"),
    ("BAT 23-05", "BAT", "additional", "Filtrer les entrées des établissements scolaires", "écoles, collèges, lycées"),
    ("CYB 10-01", "CYB", "base", "Tenir à jour les systèmes d'information", "toutes organisations"),
    ("TER 11-03", "TER", "base", "Signaler les bagages abandonnés dans les transports", "transporteurs, voyageurs"),
    ("SAN 10-02", "SAN", "base", "Contrôler l'accès des établissements de santé", "établissements de santé"),
)
INCIDENTS = (("abandoned", "lifted", 4), ("drone", "police", 9), ("abandoned", "lifted", 17), ("threat", "police", 30),
             ("cyber", "reinforced", 41))  # fmt: skip
KINDS = {Organisation.Kind.COMPANY: "operator", Organisation.Kind.STATE_SERVICE: "service",
         Organisation.Kind.POLICE: "service"}  # fmt: skip


def tell(at: datetime) -> None:
    people = list(staff_of_unit(UNIT, paris_day(at)))
    if not people:
        return
    by = next((person for person in people if person.postings.all()[0].role == Posting.Role.CASEWORKER), people[0])
    year = paris_day(at).year
    first = operations.record_posture(
        title=f"Posture de printemps {year}", threat="reinforced", perimeter="national", starts_at=at - 300 * DAY,
        source=f"Communication publique du printemps {year}", by=by, at=at - 300 * DAY,
        objectives="Protéger les rassemblements et les transports.",
    )  # fmt: skip
    running = operations.record_posture(
        title=f"Posture d'automne {year}", threat="emergency", perimeter="national", starts_at=at - 3 * DAY,
        source=f"Communication publique de l'automne {year}", replaces=first, by=by, at=at - 3 * DAY,
        objectives="Protéger les lieux de culte, les écoles et les bâtiments publics.",
    )  # fmt: skip
    for code, domain, kind, label, target in MEASURES:
        operations.record_measure(code=code, domain=domain, kind=kind, label=label, target=target,
                                  active_from=paris_day(at - 300 * DAY), by=by, at=at - 3 * DAY)  # fmt: skip
    for body in Organisation.objects.filter(kind__in=KINDS, is_active=True).order_by("pk")[:6]:
        operations.add_recipient(organisation=body, kind=KINDS[body.kind], by=by, at=at - 4 * DAY)
    cascade.cascade(posture=running, instructions="Afficher le niveau à l'entrée et filtrer les accès.", by=by,
                    at=at - 3 * DAY)  # fmt: skip
    answered(by, at)
    communes = list(Commune.objects.order_by("insee")[: len(INCIDENTS)])
    for (kind, follow_up, days), commune in zip(INCIDENTS, communes, strict=False):
        operations.record_report(kind=kind, commune=commune, follow_up=follow_up,
                                 happened_on=paris_day(at - days * DAY), by=by, at=at)  # fmt: skip


def answered(by, at: datetime) -> None:
    """Most acknowledge on the first day, a few later, the last ones not at all; some are controlled."""
    rows = list(Declension.objects.select_related("posture", "organisation").order_by("pk"))
    for number, row in enumerate(rows):
        if number % 6 == 5:
            continue
        if row.sent_at is None:
            cascade.note_sent(declension=row, channel="phone", sent_at=at - 3 * DAY, by=by, at=at - 2 * DAY)
        hours = timedelta(hours=2 + number % 20 if number % 5 else 40)
        cascade.note_acknowledged(declension=row, acknowledged_at=at - 3 * DAY + hours, acknowledged_as="direction",
                                  by=by, at=at)  # fmt: skip
    for number, row in enumerate(rows[:8]):
        whole = number % 3 != 2
        operations.record_check(
            declension=row, checked_on=paris_day(at), checker="service" if number % 2 else "police",
            points=dict.fromkeys(POINTS, "yes") | ({} if whole else {"logo": "no"}),
            actions="" if whole else "Afficher le niveau à l'entrée.", by=by, at=at,
        )  # fmt: skip
