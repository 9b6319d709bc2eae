"""The volunteers in the demonstration: forty-five invented people, two hundred and twenty missions of a year."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from directorate.registers.operations import go_on_above, locked_counters
from directorate.territory.models import Commune
from road_safety.policies import UNIT, heads_road_safety
from road_safety.strategy.models import Action
from road_safety.volunteers import mission_operations as missions
from road_safety.volunteers import people_operations as people
from road_safety.volunteers import training_operations as trainings
from road_safety.volunteers.expenses import band_of
from road_safety.volunteers.models import (
    Appointment,
    Availability,
    ExpenseClaim,
    Mission,
    MissionAssignment,
    MissionNeed,
    Training,
    TrainingAttendance,
    Volunteer,
    VolunteerStep,
)

DAY = timedelta(days=1)
PEOPLE, MISSIONS = 45, 220
BAND = 3
ROOM, TRAINER = "Préfecture, salle Marne", "Mme Odile Ferrand"
LAST = ("Aubry", "Bellanger", "Carlier", "Delmas", "Escoffier", "Fontaine", "Garnier", "Hamon", "Imbert", "Jolivet",
        "Kermarrec", "Lacroix", "Mercadier", "Nivelle", "Ollivier")  # fmt: skip
FIRST = ("Nadia", "Gilles", "Sonia", "Marcel", "Inès", "Patrick", "Aïssata", "Denis", "Claudine")
ORIGINS = ("retired", "private_employee", "public_agent", "association", "student", "retired", "other")
MODULES = ("alcohol", "school", "2rm", "bike_edpm", "seniors", "company", "simulator_use", "rollover_car", "first_aid")
# Title, theme, audience, module, with minors, requester.
AIMS = (
    ("Atelier alcool et vigilance", "alcohol_drugs", "lycee", "alcohol", True, "Lycée du Parc"),
    ("Permis piéton", "pedestrian", "primary", "school", True, "École du Vieux Moulin"),
    ("Simulateur de deux-roues", "powered_2w", "riders", "2rm", False, "Motards Solidaires du Fleuve"),
    ("Savoir rouler à vélo", "bike_epdm", "college", "bike_edpm", True, "Collège des Tilleuls"),
    ("Seniors au volant", "senior", "seniors", "seniors", False, "Club de l'Âge Vif"),
    ("Journée sécurité au travail", "work_trips", "employees", "company", False, "Transports Valmy"),
    ("Voiture tonneau", "speed", "general", "rollover_car", False, "Forum des associations"),
    ("Stand de prévention", "distraction", "general", "", False, "Mairie"),
)


def tell(at: datetime) -> None:
    on = paris_day(at)
    by = next((person for person in staff_of_unit(UNIT, on) if heads_road_safety(person, on=on)), None)
    towns = list(Commune.objects.defer("contour").order_by("pk"))
    if by is None or not towns:
        return
    with remembering(every_version()):
        register = invented_people(towns, on, at)
        invented_missions(register, towns, by, on, at)
        played(register, towns, by, at)


def noon(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), PARIS)


@transaction.atomic
def invented_people(towns: list[Commune], on: date, at: datetime) -> list[Volunteer]:
    """Always the same ones: active for most, a few candidates, some who left."""
    draw = Random(94)  # noqa: S311 - a demonstration
    counters = locked_counters(people.REGISTER, [on.year])
    start = counters[on.year].last_number
    rows = []
    for rank in range(PEOPLE):
        last, first = LAST[rank % len(LAST)], FIRST[(rank * 2 + rank // len(LAST)) % len(FIRST)]
        origin = ORIGINS[rank % len(ORIGINS)]
        employed = origin in ("private_employee", "public_agent")
        aims = draw.sample(AIMS, BAND)
        state = {41: "candidate", 42: "interviewed", 43: "training", 44: "on_leave"}.get(rank, "active")
        rows.append(
            Volunteer(
                number=f"IDSR-{on.year}-{start + rank + 1:02d}", last_name=last, first_name=first, state=state,
                birth_date=date(1950 + draw.randrange(50), 1 + rank % 12, 1 + rank % 28), origin=origin,
                email=f"intervenant{rank + 1}@exemple.invalid", phone=f"06 00 00 00 {rank:02d}",
                home_commune=towns[draw.randrange(len(towns))], driving=["B", "A"] if rank % 4 == 0 else ["B"],
                themes=sorted({aim[1] for aim in aims}), audiences=sorted({aim[2] for aim in aims}),
                max_per_month=draw.choice([None, 3, 4, 6]), fiscal_power=draw.choice([4, 5, 6, 7, 9]),
                employer_agrees_until=on + 200 * DAY if employed and rank % 3 else None,
                honourable_until=on + 300 * DAY if rank % 5 else None,
                channel="portal" if rank % 6 == 0 else "desk", recorded_at=at - 400 * DAY,
                motivation="Transmettre ce qu'une vie de route m'a appris.",
            )
        )  # fmt: skip
    rows = Volunteer.objects.bulk_create(rows)
    go_on_above(counters, {on.year: start + PEOPLE})
    named = [row for row in rows if row.state in ("active", "on_leave")]
    ends = [25 if rank % 9 == 0 else 50 if rank % 9 == 1 else 120 + rank for rank in range(len(named))]
    former = Appointment.objects.bulk_create(
        Appointment(
            volunteer=row, order_number=f"{(on - 700 * DAY).year}/00187", starts_on=on - (729 - end) * DAY,
            ends_on=on - (365 - end) * DAY, engagement_signed_on=on - (720 - end) * DAY, badge_number=row.number,
        )
        for row, end in zip(named, ends, strict=True)
    )  # fmt: skip
    Appointment.objects.bulk_create(
        Appointment(
            volunteer=row, order_number=f"{(on - 330 * DAY).year}/00214", starts_on=on - (364 - end) * DAY,
            ends_on=on + end * DAY, badge_number=row.number, renewal_of=before,
            engagement_signed_on=None if rank % 15 == 14 else on - (360 - end) * DAY,
        )
        for rank, (row, end, before) in enumerate(zip(named, ends, former, strict=True))
    )  # fmt: skip
    teach(named, draw, on, at)
    Availability.objects.bulk_create(
        Availability(
            volunteer=row, kind="available" if rank % 3 else "unavailable", starts_at=noon(on - 30 * DAY, 8),
            ends_at=noon(on - 30 * DAY, 18), rule=f"FREQ=WEEKLY;INTERVAL=1;UNTIL={on + 150 * DAY:%Y%m%d}",
        )
        for rank, row in enumerate(named[::2])
    )  # fmt: skip
    VolunteerStep.objects.bulk_create(
        VolunteerStep(volunteer=row, words="Candidature enregistrée", at=row.recorded_at) for row in rows
    )
    return named


def teach(named: list[Volunteer], draw: Random, on: date, at: datetime) -> None:
    """The common core for all, two modules for each; a session to come."""
    days = [(module, on - (340 - 9 * rank) * DAY) for rank, module in enumerate(("common_core", *MODULES))]
    sessions = [
        Training(module=module, starts_at=noon(day), ends_at=noon(day, 17), place=ROOM, trainer=TRAINER, capacity=60,
                 state="held")
        for module, day in days
    ]  # fmt: skip
    sessions = Training.objects.bulk_create(sessions)
    by_module = {row.module: row for row in sessions}
    TrainingAttendance.objects.bulk_create(
        TrainingAttendance(training=by_module[module], volunteer=row, status="present", recorded_at=at - 200 * DAY)
        for row in named
        for module in ("common_core", *draw.sample(MODULES, BAND))
    )


@transaction.atomic
def invented_missions(named: list[Volunteer], towns: list[Commune], by: StaffMember, on: date, at: datetime) -> None:
    """Past ones held and told, coming ones confirmed or not: three in ten of those asked for stay uncovered."""
    draw = Random(220)  # noqa: S311 - a demonstration
    days = sorted(worked(on + (rank * 360 // MISSIONS - 240) * DAY) for rank in range(MISSIONS))
    holds = {(key, module) for key, module in TrainingAttendance.objects.values_list("volunteer", "training__module")}
    years = sorted({day.year for day in days})
    counters = locked_counters(missions.REGISTER, years)
    last = {year: counters[year].last_number for year in years}
    # Nobody is given two missions on one day: the invented teams hold IDSR-03 whatever their hours.
    free: dict[date, list[int]] = {}
    rows, teams, needs = [], [], []
    for rank, day in enumerate(days):
        aims = AIMS if is_school_day(day) else [aim for aim in AIMS if not aim[4]]
        title, theme, audience, module, minors, requester = aims[draw.randrange(len(aims))]
        town, hour = towns[draw.randrange(len(towns))], draw.choice((9, 9, 10, 13) if minors else (9, 10, 14, 15))
        uncovered = rank % 10 in (3, 6, 9)
        past = day < on
        count = draw.choice((1, 2, 2, 3))
        state = past_state(rank, uncovered, count) if past else coming_state(rank, uncovered)
        last[day.year] += 1
        row = Mission(
            number=f"MISSION-{day.year}-{last[day.year]:03d}", title=f"{title}, {town.name}", state=state,
            requester=f"{requester} de {town.name}" if requester == "Mairie" else requester, contact="Mme Sorel",
            starts_at=noon(day, hour), ends_at=noon(day, hour + draw.choice((2, 3, 4))), commune=town, theme=theme,
            audience=audience, expected=draw.randrange(3, 30) * 10, with_minors=minors, place="Salle polyvalente",
            requested_at=noon(day, 8) - 45 * DAY if noon(day, 8) - 45 * DAY < at else at - 2 * DAY,
            why_over="Aucun intervenant disponible à cette date." if state in ("refused", "cancelled") else "",
            reached=draw.randrange(20, 260) if state in ("reported", "closed") else None,
            confirmed_at=noon(day, 8) - 12 * DAY if state in ("confirmed", "done", "reported", "closed") else None,
        )  # fmt: skip
        rows.append(row)
        size = 0 if state in ("requested", "refused") else max(count - 1, 0) if uncovered else count
        keys = free.setdefault(day, draw.sample(range(len(named)), len(named)))
        able = [key for key in keys if not module or (named[key].pk, module) in holds]
        if len(able) < size:
            module, able = "", list(keys)
        needs.append((row, module, count))
        teams.append([(key, module) for key in able[:size]])
        free[day] = [key for key in keys if key not in able[:size]]
    rows = Mission.objects.bulk_create(rows)
    go_on_above(counters, last)
    MissionNeed.objects.bulk_create(
        MissionNeed(mission=row, module=module, count=count) for row, module, count in needs if row.state != "requested"
    )
    made = MissionAssignment.objects.bulk_create(
        assignment_of(row, named[key], module, rank, draw, at)
        for row, team in zip(rows, teams, strict=True)
        for rank, (key, module) in enumerate(team)
    )
    VolunteerStep.objects.bulk_create(
        VolunteerStep(mission=row, words=words, at=when, by=by) for row in rows for words, when in lived(row, at)
    )
    claim_some(made, on)


def worked(day: date) -> date:
    """No mission is held on a Sunday: the Saturday before."""
    return day - DAY if day.weekday() == 6 else day


def is_school_day(day: date) -> bool:
    return day.weekday() < 5 and day.month not in (7, 8)


def lived(row: Mission, at: datetime) -> list[tuple[str, datetime]]:
    """The steps of a mission, each on its day."""
    steps = [("Mission demandée", row.requested_at)]
    if row.state in ("refused", "cancelled"):
        steps.append((row.get_state_display(), max(row.requested_at, row.starts_at - 10 * DAY)))
    elif row.state in ("qualified", "staffing"):
        steps.append((row.get_state_display(), min(row.requested_at + 2 * DAY, at)))
    if row.confirmed_at:
        steps.append(("Confirmée", min(row.confirmed_at, at)))
    if row.state in ("done", "reported", "closed"):
        steps.append(("Réalisée", min(row.ends_at + DAY, at)))
    if row.state in ("reported", "closed"):
        steps.append(("Tous les comptes rendus sont reçus", min(row.ends_at + 2 * DAY, at)))
    if row.state == "closed":
        steps.append(("Mission close", min(row.ends_at + 6 * DAY, at)))
    return steps


def past_state(rank: int, uncovered: bool, count: int) -> str:
    """Nothing is held, nor closed, without anybody."""
    if uncovered:
        return "cancelled" if rank % 2 or count == 1 else "closed"
    return "done" if rank % 17 == 0 else "reported" if rank % 5 == 0 else "closed"


def coming_state(rank: int, uncovered: bool) -> str:
    if rank % 12 == 0:
        return "requested"
    return ("qualified" if rank % 4 == 0 else "staffing") if uncovered else "confirmed"


def assignment_of(
    row: Mission, person: Volunteer, module: str, rank: int, draw: Random, at: datetime
) -> MissionAssignment:  # fmt: skip
    status = {"done": "present", "reported": "present", "closed": "present", "confirmed": "confirmed",
              "cancelled": "cancelled"}.get(row.state, "accepted")  # fmt: skip
    told = row.state in ("reported", "closed")
    asked = min(row.starts_at - 20 * DAY, at - 2 * DAY)
    return MissionAssignment(
        mission=row, volunteer=person, module=module, role="member" if rank else "leader", status=status,
        starts_at=row.starts_at, ends_at=row.ends_at, proposed_at=asked,
        answered_at=asked + timedelta(hours=draw.randrange(2, 96)),
        met=row.reached if told else None, hours=Decimal(draw.randrange(2, 6)) if told else None,
        remarks="Public attentif, à refaire." if told else "", reported_at=row.ends_at + 2 * DAY if told else None,
    )  # fmt: skip


def claim_some(rows: list[MissionAssignment], on: date) -> None:
    """A claim for one told mission in three, at the common rates."""
    told = [row for row in rows if row.reported_at is not None and row.volunteer.fiscal_power][::BAND]
    made = []
    for rank, row in enumerate(told):
        way = Decimal(4 + rank % 21)
        rate = Decimal({"5": "0.32", "7": "0.41", "8": "0.45"}[band_of(row.volunteer.fiscal_power)])
        mileage, meals = (2 * way * rate).quantize(Decimal("0.01")), rank % 2
        status = ("paid", "paid", "paid", "submitted", "verified", "to_pay")[rank % 6]
        day = paris_day(row.ends_at)
        made.append(
            ExpenseClaim(
                assignment=row, status=status, kilometres=way, fiscal_power=row.volunteer.fiscal_power, rate=rate,
                mileage=mileage, meals=meals, meal_rate=Decimal(20), total=mileage + 20 * meals,
                submitted_on=min(on, day + 4 * DAY), paid_on=min(on, day + 30 * DAY) if status == "paid" else None,
            )
        )  # fmt: skip
    ExpenseClaim.objects.bulk_create(made)


def played(named: list[Volunteer], towns: list[Commune], by: StaffMember, at: datetime) -> None:
    """A few through the real operations: a candidate, a training, a mission staffed and confirmed, an action's own."""
    on = paris_day(at)
    row = people.record_volunteer(last_name="Quentin", first_name="Odette", origin="retired", home_commune=towns[0],
                                  email="odette@exemple.invalid", by=by, at=at)  # fmt: skip
    people.interview(volunteer=row, interviewed_on=on, interview="Ancienne infirmière, à l'aise devant une classe.",
                     by=by, at=at)  # fmt: skip
    person = named[2]
    people.seal_data(volunteer=person, iban="FR7630006000011234567890189", employer="", by=by, at=at)
    day = worked(on + 18 * DAY)
    session = trainings.plan_training(module="common_core", starts_at=noon(day), ends_at=noon(day, 17), place=ROOM,
                                      trainer=TRAINER, capacity=12, by=by, at=at)  # fmt: skip
    trainings.register(training=session, volunteers=[row], by=by, at=at)
    mission = missions.ask_mission(
        title="Village de la sécurité routière", requester="Mairie", commune=towns[1], place="Place du marché",
        starts_at=noon(worked(on + 140 * DAY), 14), ends_at=noon(worked(on + 140 * DAY), 18),
        theme="pedestrian", audience="general", by=by, at=at,
    )  # fmt: skip
    missions.open_staffing(mission=missions.qualify(mission=mission, needs=[("", 2)], by=by, at=at), by=by, at=at)
    asked = [found for found, why in missions.queries.proposals(missions.queries.known_mission(mission.pk))
             if why.is_possible][:2]  # fmt: skip
    for found in asked:
        missions.assign(mission=mission, volunteer=found, has_accepted=found is asked[0], by=by, at=at)
    for action in Action.objects.filter(answers__lever="volunteers", answers__answer="granted", missions=None)[:2]:
        missions.open_from_action(action=action, by=by, at=at)
