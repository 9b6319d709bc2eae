"""Three hundred and fifty invented schools in the real communes, with two years of attestations."""

from datetime import datetime
from decimal import Decimal
from random import Random

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.territory.identifiers import UAI_LETTERS
from directorate.territory.models import Commune
from road_safety.education.models import School, SchoolAction, SchoolResult
from road_safety.education.queries import awaited_year
from road_safety.policies import UNIT, heads_road_safety
from road_safety.strategy.models import Action
from road_safety.strategy.queries import HELD

COUNT = 350
# Of each hundred schools; what they are called.
KINDS = (
    ("ecole", 52, "École"), ("college", 30, "Collège"), ("lycee_gt", 9, "Lycée"),
    ("lycee_pro", 5, "Lycée professionnel"), ("cfa", 2, "CFA"), ("erea", 1, "EREA"), ("autre", 1, "Institut"),
)  # fmt: skip
NAMES = (
    "des Tilleuls", "du Vieux Moulin", "des Bords de Marne", "du Parc", "de la Plaine", "des Acacias", "du Fort",
    "de la Fontaine", "des Coteaux", "du Clos", "des Vergers", "de la Roseraie", "du Bois Clair", "des Peupliers",
    "du Grand Pré", "des Quatre Saisons", "de l'Écluse", "des Alouettes", "du Belvédère", "de la Pépinière",
)  # fmt: skip


def uai_of(digits: int) -> str:
    """Seven digits with the letter that they give."""
    return f"{digits:07d}{UAI_LETTERS[digits % len(UAI_LETTERS)]}"


def head_of_bureau(at: datetime) -> StaffMember | None:
    on = paris_day(at)
    return next((person for person in staff_of_unit(UNIT, on) if heads_road_safety(person, on=on)), None)


def tell(at: datetime) -> None:
    by, towns = head_of_bureau(at), list(Commune.objects.defer("contour").order_by("pk"))
    if by is None or not towns:
        return
    draw = Random(1515)  # noqa: S311 - a demonstration
    schools = School.objects.bulk_create(invented(draw, towns))
    year = awaited_year(paris_day(at))
    SchoolResult.objects.bulk_create(results(draw, schools, (year - 1, year), by, at))
    welcome(draw, schools, by, at)


def invented(draw: Random, towns: list[Commune]) -> list[School]:
    # The first digits of a number are those of the department.
    start = int(towns[0].pk[:2]) * 10_000 + 5_000
    kinds = [(kind, word) for kind, share, word in KINDS for _ in range(share)]
    weights = [town.population for town in towns]
    rows, told = [], set()
    for rank in range(COUNT):
        kind, word = kinds[rank * 37 % len(kinds)]
        town = draw.choices(towns, weights)[0]
        name = f"{word} {NAMES[draw.randrange(len(NAMES))]}"
        if (name, town.pk) in told:
            name = f"{name} {town.name}"
        told.add((name, town.pk))
        is_private = rank % 7 == 0
        rows.append(
            School(
                uai=uai_of(start + rank), name=name, kind=kind, commune=town,
                sector="private" if is_private else "public",
                priority="" if is_private else ("", "", "", "", "rep", "rep_plus")[draw.randrange(6)],
                address=f"{draw.randrange(1, 90)} rue de l'Avenir", district_metres=draw.randrange(2, 60) * 50,
                is_open=rank % 60 != 59,
            )
        )  # fmt: skip
    return rows


def results(
    draw: Random, schools: list[School], years: tuple[int, int], by: StaffMember, at: datetime
) -> list[SchoolResult]:
    """Every college both ASSR, a few schools the APER; one college in nine has not answered for the last year."""
    rows = []
    for year in years:
        for rank, school in enumerate(schools):
            if school.kind == "ecole" and rank % 3:
                continue
            kinds = {"college": ("assr1", "assr2"), "ecole": ("aper",), "erea": ("assr2",), "cfa": ("asr",),
                     "lycee_pro": ("assr2",)}.get(school.kind, ())  # fmt: skip
            for kind in kinds:
                if school.kind == "college" and year == years[-1] and rank % 9 == 0:
                    continue
                enrolled = draw.randrange(40, 190) if school.kind == "college" else draw.randrange(12, 60)
                present = enrolled - draw.randrange(0, max(2, enrolled // 12))
                passed = present - draw.randrange(0, max(2, present // 6))
                rows.append(
                    SchoolResult(
                        school=school, first_year=year, kind=kind, enrolled=enrolled, present=present, passed=passed,
                        caught_up=min(enrolled - passed, draw.randrange(0, 8)),
                        mean_score=Decimal(draw.randrange(1_250, 1_780)) / 100 if kind != "aper" else None,
                        recorded_at=at, recorded_by=by,
                    )
                )  # fmt: skip
    return rows


def welcome(draw: Random, schools: list[School], by: StaffMember, at: datetime) -> None:
    """Some of the actions held took place in schools of their communes."""
    by_town: dict[str, list[School]] = {}
    for school in schools:
        by_town.setdefault(school.commune_id, []).append(school)
    rows = []
    for action in Action.objects.filter(state__in=HELD).prefetch_related("communes"):
        near = [school for town in action.communes.all() for school in by_town.get(town.pk, ())]
        if near:
            rows.append(
                SchoolAction(school=near[draw.randrange(len(near))], action=action, pupils=draw.randrange(20, 180),
                             recorded_at=at, recorded_by=by)
            )  # fmt: skip
    SchoolAction.objects.bulk_create(rows)
