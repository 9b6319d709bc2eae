"""First aid and gatherings in the demonstration: real communes, invented bodies and people, a few played for real."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from civil_protection.communal.stories import author
from civil_protection.first_aid import approval_operations, exam_operations, post_operations
from civil_protection.first_aid.approval_rules import last_valid_day
from civil_protection.first_aid.models import Approval, Certificate, RescueAssociation
from civil_protection.first_aid.units import BNSSA, number_of, valid_until
from civil_protection.gatherings import operations as gatherings
from civil_protection.gatherings.models import Gathering
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS, add_months
from directorate.org.models import StaffMember
from directorate.parameters.queries import every_version, remembering
from directorate.registers.operations import go_on_above, locked_counters, take_number
from directorate.territory.department import HOME
from directorate.territory.models import Commune

DAY = timedelta(days=1)
BODIES = (
    ("Secouristes des bords de Marne", "SBM"), ("Union des sauveteurs du plateau", "USP"),
    ("Premiers secours du val", "PSV"), ("Association des équipiers de la Seine", "AES"),
    ("Sauveteurs aquatiques du lac", "SAL"), ("Comité des gestes utiles", "CGU"),
)  # fmt: skip
EVENTS = (
    ("Festival des Rives", "concert", 13_000), ("Foire d'automne", "fair", 4_000), ("Course des Quais", "sport", 2_200),
    ("Fête des Berges", "funfair", 6_500), ("Grande braderie", "sale", 9_000), ("Salon du modélisme", "fair", 1_400),
    ("Nuit électronique", "concert", 3_200), ("Rencontre interreligieuse", "worship", 1_900),
)  # fmt: skip
LAST = ("Vasseur", "Delmas", "Ouali", "Perrot", "Nguyen", "Barbier", "Traoré", "Collet", "Fabre", "Lemaire", "Sow",
        "Girard", "Benali", "Rousset", "Marchal", "Pinto")  # fmt: skip
FIRST = ("Lina", "Hugo", "Inès", "Adam", "Chloé", "Yanis", "Manon", "Elias", "Jade", "Noé", "Sarah", "Louis")
JURY = (
    ("Mme Hardouin", "Préfecture", "CEAF", True), ("M. Lemoine", "Union des sauveteurs", "FPSC", False),
    ("Mme Diallo", "Sapeurs-pompiers", "FDF", False), ("M. Prieur", "Premiers secours du val", "FPSC", False),
)  # fmt: skip
OLD = 240


@transaction.atomic
def tell(at: datetime) -> None:
    by = author(at)
    towns = list(Commune.objects.defer("contour").order_by("insee"))
    if by is None or not towns:
        return
    draw = Random(7)  # noqa: S311
    with remembering(every_version()):
        bodies = invented_bodies(towns, at)
        old_certificates(draw, paris_day(at), at)
        events = invented_gatherings(draw, towns, at)
        played(events, bodies, towns, by, at)


def invented_bodies(towns: list[Commune], at: datetime) -> list[RescueAssociation]:
    """Six associations and their approvals: one ends soon, one is over."""
    on = paris_day(at)
    bodies = RescueAssociation.objects.bulk_create(
        RescueAssociation(
            name=name, acronym=acronym, affiliation="Fédération inventée pour la démonstration", trains=rank % 2 == 0,
            commune=towns[(7 * rank) % len(towns)], address=f"{3 + rank} rue des Écoles", recorded_at=at,
            trained_until=add_months(on, 20) if rank % 2 == 0 else None, email=f"{acronym.lower()}@exemple.invalid",
        )
        for rank, (name, acronym) in enumerate(BODIES)
    )  # fmt: skip
    rows = []
    for rank, (body, months) in enumerate(zip(bodies, (20, 8, 33, 14, 34, 40), strict=True)):
        starts_on = add_months(on, -months)
        rows.append(
            Approval(
                association=body, missions=["A", "D"] if rank % 3 else ["A", "B", "D"], field="department",
                departments=[HOME.code], authority="police", state="approved", asked_on=starts_on - 90 * DAY,
                starts_on=starts_on, ends_on=last_valid_day(starts_on, 3), number=f"{starts_on.year}-0{rank + 1}12",
                signed_on=starts_on - DAY, strength=40 + 15 * rank, vehicles=2 + rank, recorded_at=at,
            )
        )  # fmt: skip
    approvals = Approval.objects.bulk_create(rows)
    for row in approvals[:2]:
        for year in range(row.starts_on.year, on.year):
            row.reports.create(year=year, received_on=date(year + 1, 2, 15) if date(year + 1, 2, 15) <= on else on)
    return bodies


def old_certificates(draw: Random, on: date, at: datetime) -> None:
    """The register of the last years, without gap: PSC trainers and swimmers."""
    counts: dict[tuple[str, int], int] = {}
    rows = []
    for rank in range(OLD):
        unit = BNSSA if rank % 2 else "FPSC"
        issued = on - timedelta(days=int(1_900 - rank * 1_880 / OLD))
        counts[unit, issued.year] = place = counts.get((unit, issued.year), 0) + 1
        rows.append(
            Certificate(
                number=number_of(HOME.code, unit, issued.year, place), unit=unit, year=issued.year, rank=place,
                last_name=draw.choice(LAST), first_name=draw.choice(FIRST), issued_on=issued, recorded_at=at,
                born_on=date(issued.year - draw.randint(19, 40), draw.randint(1, 12), draw.randint(1, 28)),
                valid_until=valid_until(unit, issued, 60),
            )
        )  # fmt: skip
    Certificate.objects.bulk_create(rows)
    for unit in (BNSSA, "FPSC"):
        highest = {year: count for (code, year), count in counts.items() if code == unit}
        go_on_above(locked_counters(exam_operations.register_of(unit), highest), highest)


def invented_gatherings(draw: Random, towns: list[Commune], at: datetime) -> list[Gathering]:
    """Past and coming ones; numbers as the register gives them."""
    on = paris_day(at)
    rows = []
    for rank in range(3 * len(EVENTS)):
        name, kind, peak = EVENTS[rank % len(EVENTS)]
        day = on + timedelta(days=12 * (rank - 14) + draw.randint(0, 5))
        starts_at = datetime.combine(day, time(14 + rank % 6), tzinfo=PARIS)
        past = day < on
        declared = day - timedelta(days=70 + rank % 30)
        known = past or (declared <= on and rank % 5)
        rows.append(
            Gathering(
                number=f"GR-{on.year}-{take_number(gatherings.NUMBERS, on.year):04d}", name=name, kind=kind,
                organiser=f"Comité « {name} »", organiser_address="4 place du Marché",
                commune=towns[(5 * rank) % len(towns)],
                place=("Parc municipal", "Halle", "Quai", "Stade")[rank % 4], starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=6), peak=peak, total=peak + peak // 4, is_lucrative=rank % 3 != 1,
                declared_on=min(declared, on) if known else None, pieces=["plan", "insurance"] if known else [],
                decision="no_objection" if past else "", decided_on=day - 20 * DAY if past else None,
                review="Manifestation sans incident." if past and rank % 2 else "",
                reviewed_on=day + 3 * DAY if past and rank % 2 and day + 3 * DAY <= on else None, recorded_at=at,
            )
        )  # fmt: skip
    return Gathering.objects.bulk_create(rows)


def played(
    events: list[Gathering], bodies: list[RescueAssociation], towns: list[Commune], by: StaffMember, at: datetime
) -> None:
    """A handful through the real operations: opinions, posts validated or not, a session held to its certificates."""
    on, act = paris_day(at), {"by": by, "at": at}
    coming = [row for row in events if row.starts_at > at][:4]
    for rank, row in enumerate(coming):
        gatherings.ask_opinions(gathering=row, services=["police", "fire", "samu"], asked_on=on, **act)
        for service in ("police", "fire")[: rank % 3]:
            gatherings.record_opinion(gathering=row, service=service, opinion="favourable", received_on=on, **act)
        post = post_operations.size(
            gathering=row, present=row.peak, p2=("high", "moderate", "medium", "low")[rank], e1="moderate",
            e2="low", imposed=row.peak < 1_000, **act,
        )  # fmt: skip
        if rank == 3:
            continue
        post_operations.engage(
            post=post, association=bodies[rank], engaged=post.required if rank < 2 else max(post.required - 2, 1),
            shift_hours=Decimal(8), agreement_on=on, grid_on=on, **act,
        )  # fmt: skip
        if rank == 0:
            post_operations.validate(post=post, **act)
    approval_operations.record_control(
        association=bodies[3], done_on=on - 12 * DAY, announced=True, findings="Registre du matériel non tenu.",
        follow_up="Registre à produire.", due_on=on + 18 * DAY, **act,
    )  # fmt: skip
    approval_operations.record_control(
        association=bodies[0], done_on=on - 40 * DAY, of_training=True, findings="Conforme au référentiel.",
        compliant=True, **act,
    )  # fmt: skip
    for rank, days in enumerate((0, 21)):
        session = exam_operations.save_session(
            unit="FPSC" if rank else BNSSA, association=bodies[2 * rank], place="Centre aquatique", authorised=True,
            commune=towns[(3 + rank) % len(towns)], trained_until=on - 10 * DAY, starts_on=on + days * DAY,
            ends_on=on + days * DAY, **act,
        )  # fmt: skip
        for name, body, unit, first in JURY:
            exam_operations.add_member(
                session=session, name=name, body=body, qualification=unit, last_training_on=add_months(on, -5),
                is_president=first, **act,
            )  # fmt: skip
        people = [
            exam_operations.save_candidate(
                session=session, last_name=LAST[(rank + one) % len(LAST)], first_name=FIRST[one],
                born_on=date(on.year - 24 - one, 3, 4 + one), is_complete=True, **act,
            )
            for one in range(4)
        ]  # fmt: skip
        if rank == 0:
            exam_operations.appoint(session=session, signed_on=on, **act)
            exam_operations.hold(session=session, **act)
            results = {one.pk: ("passed", "") for one in people[:3]} | {people[3].pk: ("adjourned", "Épreuve 3")}
            exam_operations.record_results(session=session, results=results, **act)
            exam_operations.sign_minutes(session=session, deliberated_on=on, **act)
