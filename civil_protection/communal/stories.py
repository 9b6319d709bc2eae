"""The plans of the communes in the demonstration: real communes, invented states, said to be invented."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from civil_protection.communal import operations
from civil_protection.policies import UNIT
from civil_protection.profiles.operations import record_profile
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from directorate.territory.models import Commune

SOURCE = "Donnée inventée pour la démonstration"
SEINE = {"94001", "94077", "94078", "94022", "94054", "94081", "94002", "94041", "94018", "94046"}
MARNE = {"94069", "94042", "94068", "94028", "94011", "94017", "94052", "94058", "94015", "94019", "94055", "94071",
         "94046", "94018", "94002"}  # fmt: skip
YERRES = {"94078", "94047", "94056", "94074"}
REVEILLON = {"94070", "94075", "94048", "94047"}
RIVERS = {"seine": SEINE, "marne": MARNE, "yerres": YERRES, "reveillon": REVEILLON}
QUARRIES = {"94003", "94016", "94021", "94037", "94038", "94041", "94043", "94076", "94081", "94018", "94067", "94069",
            "94080", "94033", "94052", "94017", "94079", "94058", "94019", "94068", "94046", "94042"}  # fmt: skip
NO_CLAY = {"94018", "94067", "94080", "94043", "94037", "94034", "94065", "94073", "94054", "94044", "94041", "94001",
           "94077", "94069"}  # fmt: skip
INDUSTRIAL = {"94081", "94077", "94022", "94054"}
TRANSPORT = {"94077", "94078", "94074", "94065", "94034", "94021", "94022", "94081"}
EXERCISES = ("Exercice de cadre avec la cellule de crise communale : annuaire à compléter.",
          "Exercice sur le terrain, ouverture d'un gymnase : délais tenus.")  # fmt: skip


def author(at: datetime) -> StaffMember | None:
    people = list(staff_of_unit(UNIT, paris_day(at)))
    workers = [person for person in people if person.postings.all()[0].role == Posting.Role.CASEWORKER]
    return next(iter([*workers, *people]), None)


def tell(at: datetime) -> None:
    by = author(at)
    if by is None:
        return
    with remembering(every_version()):
        for rank, commune in enumerate(Commune.objects.defer("contour").order_by("insee")):
            profile(commune, by, at)
            for kind, day, note in life(rank, commune.pk, paris_day(at)):
                operations.note(commune=commune, kind=kind, happened_on=day, note=note, by=by, at=at)
            if rank % 6 == 0:
                means(commune, rank, by, at)
        operations.record_intercommunal(
            name="Métropole du Grand Paris", drafting_on=add_months(paris_day(at), -14), note=f"{SOURCE}.", by=by, at=at
        )


def profile(commune: Commune, by: StaffMember, at: datetime) -> None:
    code = commune.pk
    record_profile(
        commune=commune,
        flood_territory=code in SEINE | MARNE,
        flood_plan=code in SEINE | MARNE | YERRES,
        quarries_plan=code in QUARRIES,
        clay_plan=code not in NO_CLAY,
        industrial_plan=code in INDUSTRIAL,
        dangerous_transport=code in TRANSPORT,
        rivers=[name for name, codes in RIVERS.items() if code in codes],
        source=SOURCE,
        checked_on=add_months(paris_day(at), -3),
        by=by,
        at=at,
    )


def life(rank: int, code: str, on: date) -> Iterator[tuple[str, date, str]]:
    """What happened to the plan of a commune: most are prepared, some are late, a few wait for their notice."""
    kind = rank % 12
    owed = code in SEINE | MARNE | YERRES | QUARRIES | INDUSTRIAL or code not in NO_CLAY
    if not owed or kind == 11:
        return
    months = {1: 70 + rank % 7, 3: 30, 5: 70 + rank % 7, 7: 6, 9: 14}.get(kind, 38 + rank % 20)
    notified = add_months(on, -months)
    yield "notified", notified, ""
    if kind == 7:
        return
    # Late for one commune out of twelve, still at work for another.
    if kind in (3, 9):
        yield "drafting", notified + timedelta(days=90), ""
        return
    adopted = add_months(notified, 12 if kind in (1, 5) else 20)
    yield "adopted", adopted, ""
    if kind in (1, 5):
        # Adopted so long ago that a revision is past or near.
        if kind == 5:
            yield "revised", add_months(on, -57), ""
        return
    # One commune out of six has its whole history; the others, what their state rests on.
    whole = rank % 6 == 0
    if whole:
        yield "received", adopted + timedelta(days=21), ""
        yield "analysed", adopted + timedelta(days=60), ""
        yield "remarks", adopted + timedelta(days=75), "Annuaire à compléter, inventaire des moyens à dater."
        yield "council", adopted + timedelta(days=30), ""
    if kind in (0, 4, 8):
        yield "exercised", add_months(on, -(8 + rank % 20)), EXERCISES[rank % 2]
    if kind == 2:
        yield "activated", add_months(on, -10), "Crue : centre d'hébergement ouvert deux nuits."
    if kind != 10:
        yield "dicrim", add_months(on, -(15 + rank % 30)), ""
        if whole:
            yield "dicrim_known", add_months(on, -(3 + rank % 10)), ""


def means(commune: Commune, rank: int, by: StaffMember, at: datetime) -> None:
    operations.record_means(
        commune=commune, correspondent="Adjoint chargé de la sécurité civile", referent="Directeur général",
        command_post="Hôtel de ville, salle du conseil", reserve_strength=(rank * 7) % 45, sirens=rank % 3,
        phone_alert="Prestataire de téléalerte de la commune" if rank % 12 == 0 else "", by=by, at=at,
    )  # fmt: skip
    operations.record_shelter(
        commune=commune, name="Gymnase municipal", address=f"Rue du Stade, {commune.name}", beds=60 + 20 * (rank % 5),
        meals=100, accessible=True, generator=rank % 12 == 0, out_of_flood=commune.pk not in SEINE | MARNE,
        checked_on=add_months(paris_day(at), -2), by=by, at=at,
    )  # fmt: skip
