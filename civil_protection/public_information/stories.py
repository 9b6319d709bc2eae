"""Natural disasters and public information in the demonstration: real communes, invented requests and decisions."""

from datetime import datetime, timedelta

from civil_protection.policies import UNIT
from civil_protection.public_information import operations
from civil_protection.public_information.models import DisasterRequest
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from directorate.territory.models import Commune

DAY = timedelta(days=1)
SOURCE = "Donnée inventée pour la démonstration"
# commune, phenomenon, days ago, length, goods, how far it has gone
REQUESTS = (
    ("94078", "flood", 700, 3, 180, "draft"),
    ("94077", "flood", 300, 3, 95, "expertise"),
    ("94068", "flood", 300, 2, 240, "transmitted"),
    ("94017", "flood", 300, 2, 130, "favourable"),
    ("94022", "flood", 430, 2, 60, "closed"),
    ("94033", "ground", 500, 1, 4, "unfavourable"),
    ("94060", "drought", 640, 80, 35, "complete"),
    ("94048", "drought", 640, 80, 21, "filed"),
    ("94028", "flood", 120, 1, 12, "incomplete"),
    ("94076", "ground", 200, 1, 1, "inadmissible"),
)
RISKS = {"94078": ("river_flood", "tmd_rail", "clay"), "94077": ("river_flood", "industrial", "tmd_rail"),
         "94068": ("river_flood", "quarry", "clay"), "94017": ("river_flood", "quarry", "clay", "runoff"),
         "94022": ("river_flood", "industrial", "tmd_water"), "94028": ("river_flood", "clay", "tmd_road"),
         "94033": ("quarry", "clay"), "94060": ("clay",), "94048": ("clay", "runoff"), "94076": ("quarry", "clay"),
         "94081": ("river_flood", "quarry", "industrial", "tmd_pipe"), "94065": ("clay", "tmd_road")}  # fmt: skip
CAMPAIGNS = (
    ("resilience", "Journée nationale de la résilience dans les collèges", -45, 1, "Collégiens", 1_450),
    (
        "flood",
        "Repères de crue et gestes utiles sur les quais",
        -120,
        20,
        "Riverains de la Seine et de la Marne",
        3_200,
    ),
    ("heat", "Canicule : personnes isolées", -150, 60, "Personnes âgées et leurs proches", None),
    ("first_aid", "Gestes qui sauvent sur les marchés", 21, 2, "Tout public", None),
)


def tell(at: datetime) -> None:
    by = next(iter(staff_of_unit(UNIT, paris_day(at))), None)
    if by is None:
        return
    with remembering(every_version()):
        towns = {row.pk: row for row in Commune.objects.defer("contour")}
        for insee, phenomenon, ago, length, goods, until in REQUESTS:
            if insee in towns:
                request(towns[insee], phenomenon, at - ago * DAY, length, goods, until, by, at)
        information(towns, by, at)


def request(
    town: Commune, phenomenon: str, began: datetime, length: int, goods: int, until: str, by: StaffMember, at: datetime
) -> None:
    if phenomenon == "drought":
        began = began.replace(month=6, day=15)
    row = operations.record_request(
        commune=town, phenomenon=phenomenon, began_at=began, ended_at=began + length * DAY, goods=goods, insured=True,
        channel="online", by=by, at=at,
    )  # fmt: skip
    if until == "draft":
        return
    day = paris_day(began + (length + 12) * DAY)
    row = operations.file_request(request=row, filed_on=day, by=by, at=at)
    if until == "filed":
        return
    if until == "inadmissible":
        reason = "Aucun bien assuré n'est touché, selon la mairie."
        operations.reject(request=row, refused_why=reason, by=by, at=at)
        return
    if until == "incomplete":
        asked = "Date de fin du phénomène et nombre de biens assurés."
        operations.ask_pieces(request=row, asked_on=day + 8 * DAY, asked_what=asked, by=by, at=at)
        return
    row = operations.declare_complete(request=row, completed_on=day + 15 * DAY, goods=goods, insured=True, by=by, at=at)
    if until == "complete":
        return
    body = "Météo-France" if phenomenon == "flood" else "BRGM"
    report = operations.ask_report(request=row, organisation=body, asked_on=day + 16 * DAY, by=by, at=at)
    if until == "expertise":
        return
    operations.receive_report(request=row, report=report, received_on=day + 30 * DAY, by=by, at=at)
    row = operations.transmit(request=row, transmitted_on=day + 32 * DAY, by=by, at=at)
    if until == "transmitted":
        return
    favourable = until != "unfavourable"
    row = operations.decide(
        request=row,
        decision="favourable" if favourable else "unfavourable",
        decided_on=day + 80 * DAY,
        published_on=day + 88 * DAY,
        order_number=f"INTE{row.year % 100:02d}{row.pk:05d}A",
        motivation=f"L'intensité du phénomène {'est' if favourable else 'n’est pas'} anormale au vu du rapport"
        f" météorologique ou géotechnique. {SOURCE}.",
        by=by,
        at=at,
    )
    if until == "closed":
        row = operations.notify(request=row, notified_on=day + 92 * DAY, by=by, at=at)
        operations.close(request=row, closed_on=day + 130 * DAY, by=by, at=at)


def information(towns: dict[str, Commune], by: StaffMember, at: datetime) -> None:
    on = paris_day(at)
    operations.record_file(version="2022", approved_on=add_months(on, -50), note=f"{SOURCE}.", by=by, at=at)
    for rank, (insee, codes) in enumerate(RISKS.items()):
        if insee not in towns:
            continue
        degrees = {code: 1 + (rank + place) % 3 for place, code in enumerate(codes)}
        checked = add_months(on, -4)
        operations.record_risks(commune=towns[insee], degrees=degrees, source=SOURCE, checked_on=checked, by=by, at=at)
        if rank % 3:
            operations.record_buyer_order(commune=towns[insee], number=f"{on.year - 1}/{100 + rank:05d}",
                                          ordered_on=add_months(on, -14), risks=codes, note=SOURCE, by=by,
                                          at=at)  # fmt: skip
    if set(RISKS) & set(towns):
        operations.draw_up_list(year=on.year, by=by, at=at)
    flood = DisasterRequest.objects.filter(commune="94077").first()
    if flood is not None:
        day = paris_day(flood.began_at)
        struck = [towns[insee] for insee in ("94077", "94068", "94017", "94001", "94069") if insee in towns]
        operations.record_event(name="Crue d'hiver", phenomenon="flood", began_on=day, ended_on=day + 3 * DAY,
                                communes=struck, source=SOURCE, by=by, at=at)  # fmt: skip
    for theme, name, start, length, audience, participants in CAMPAIGNS:
        first = on + start * DAY
        row = operations.record_campaign(theme=theme, name=name, starts_on=first, ends_on=first + length * DAY,
                                         audience=audience, media="Stands, affiches, réseaux sociaux", by=by,
                                         at=at)  # fmt: skip
        if participants:
            operations.report_campaign(
                campaign=row, reported_on=min(on, first + (length + 5) * DAY), participants=participants,
                indicators="Questionnaire de fin : sept personnes sur dix citent les bons gestes.", by=by, at=at,
            )  # fmt: skip
