"""Establishments invented for show and for the measures: real communes, believable names, a seeded draw."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from civil_protection.establishments.activities import BY_CODE
from civil_protection.establishments.classification import classify
from civil_protection.establishments.models import Establishment, EstablishmentEvent, Opinion
from civil_protection.establishments.operations import REGISTER, SERIES, class_words, number_of
from civil_protection.establishments.queries import (
    class_terms,
    main_share,
    period_of_row,
    period_terms,
    visit_state_of,
)
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.registers.operations import go_on_above, locked_counters
from directorate.territory.models import Commune

Kind, Status = Establishment.Kind, Establishment.Status
DAY = timedelta(days=1)
# activity: weight, fewest and most public, names
MAKES = {
    "M": (620, 15, 900, ("Supérette", "Supermarché", "Magasin de bricolage", "Librairie", "Magasin de meubles",
                         "Jardinerie", "Boutique")),
    "N": (560, 15, 320, ("Restaurant", "Brasserie", "Crêperie", "Pizzeria", "Café")),
    "W": (380, 10, 700, ("Agence bancaire", "Mairie annexe", "Bureau de poste", "Maison des services",
                         "Immeuble de bureaux")),
    "R_SCHOOL": (420, 60, 950, ("École élémentaire", "Collège", "Lycée", "Conservatoire", "Centre de loisirs")),
    "R_NURSERY": (260, 15, 140, ("Crèche", "École maternelle", "Halte-garderie", "Multi-accueil")),
    "R_BOARDING": (26, 20, 260, ("Internat", "Centre d'hébergement de jeunes")),
    "O": (120, 18, 420, ("Hôtel", "Résidence hôtelière", "Pension")),
    "J_AGED": (95, 40, 240, ("Résidence autonomie", "Maison de retraite", "EHPAD")),
    "J_DISABLED": (40, 20, 120, ("Foyer de vie", "Maison d'accueil spécialisée")),
    "U_DAY": (110, 10, 320, ("Centre de santé", "Cabinet de radiologie", "Centre de dialyse")),
    "U_BEDS": (36, 30, 700, ("Clinique", "Centre hospitalier", "Centre de rééducation")),
    "V": (140, 60, 850, ("Église", "Temple", "Mosquée", "Synagogue", "Salle de culte")),
    "X": (230, 40, 950, ("Gymnase", "Piscine", "Salle d'escalade", "Palais des sports", "Dojo")),
    "L_SHOW": (110, 30, 1600, ("Théâtre", "Cinéma", "Salle de spectacles", "Salle polyvalente")),
    "L_MEETING": (120, 40, 700, ("Salle des fêtes", "Maison des associations", "Salle de conférences")),
    "P": (34, 40, 650, ("Discothèque", "Bowling", "Salle de jeux", "Karting")),
    "S": (70, 20, 420, ("Médiathèque", "Bibliothèque", "Centre de documentation")),
    "T": (16, 60, 1900, ("Halle d'exposition", "Salon automobile", "Parc d'exposition")),
    "Y": (20, 30, 480, ("Musée", "Maison d'artiste", "Centre d'interprétation")),
    "PA": (48, 80, 3200, ("Stade", "Piscine de plein air", "Parc de loisirs", "Base nautique")),
    "PS": (34, 0, 0, ("Parc de stationnement",)),
    "CTS": (14, 30, 600, ("Chapiteau", "Structure itinérante")),
    "GA": (8, 150, 1900, ("Gare",)),
    "EF": (5, 12, 180, ("Bateau-restaurant", "Péniche")),
    "GHW1": (4, 300, 900, ("Tour",)),
}  # fmt: skip
PLACES = (
    "du Port", "des Tilleuls", "de la Gare", "du Marché", "des Bords de Marne", "du Plateau", "des Acacias",
    "du Moulin", "de l'Écluse", "des Coteaux", "du Parc", "de la Fontaine", "des Lilas", "du Vieux Pont",
    "de la Prairie", "des Cèdres", "du Belvédère", "de l'Orangerie", "des Sablons", "du Grand Chêne", "de la Ferme",
    "des Vignes", "du Clos", "de la Plaine", "des Quais", "du Rond-Point", "de l'Horloge", "des Peupliers",
    "de la Passerelle", "du Lavoir", "des Jardins", "de l'Île", "du Viaduc", "de la Source", "des Marronniers",
)  # fmt: skip
STREETS = (
    "rue de la République", "avenue de la Liberté", "rue des Écoles", "boulevard de la Marne", "rue du Stade",
    "avenue des Tilleuls", "rue de l'Église", "quai de la Seine", "rue du Moulin", "allée des Cèdres",
    "rue de la Gare", "avenue du Parc", "place du Marché", "rue des Vignes", "chemin des Coteaux",
)  # fmt: skip
COMPANIES = ("SARL", "SAS", "Société", "Groupe", "Établissements")
OWNERS = ("SCI", "Foncière", "Immobilière", "Copropriété")
PUBLIC = ("R_SCHOOL", "R_NURSERY", "X", "S", "PA", "L_MEETING", "W")
AGAINST = 60


def establishment(random: Random, rank: int, town: Commune, activity: str, at: datetime) -> Establishment:
    """One, without its class nor its visits."""
    _, least, most, names = MAKES[activity]
    kind = BY_CODE[activity]
    # Many small ones, few large ones.
    total = least + int((most - least) * random.random() ** 3)
    basement = int(total * 0.15) if total and random.random() < 0.08 and activity != "R_NURSERY" else 0
    upper = int(total * random.choice((0, 0, 0, 0.2, 0.35))) if activity not in ("V", "PA", "CTS") else 0
    public = activity in PUBLIC and random.random() < 0.8
    place = PLACES[rank % len(PLACES)]
    name = f"{random.choice(names)} {place}"
    sleeping = kind.sleeps
    return Establishment(
        number=number_of(rank), kind=Kind.HIGH_RISE if kind.code == "GHW1" else Kind.ESTABLISHMENT,
        status=Status.SEASONAL if activity == "CTS" else Status.OPEN, name=name, sign="",
        address=f"{1 + rank // len(STREETS)} {STREETS[rank % len(STREETS)]}", commune=town,
        latitude=town.latitude + Decimal(random.randint(-800, 800)) / 100_000,
        longitude=town.longitude + Decimal(random.randint(-1_000, 1_000)) / 100_000,
        main_type=kind.type, activity=activity, public_basement=basement, public_upper=upper, public_total=total,
        public_ground=total - basement - upper, residents=int(total * 0.6) if kind.residents else 0,
        staff=max(total // 14, 2) if total else 1, levels=1 + bool(upper) + bool(basement), hosts=sleeping,
        sleeping=sleeping, vehicles=random.randint(40, 900) if activity == "PS" else None,
        operator=f"Commune de {town.name}" if public else f"{random.choice(COMPANIES)} {place.split()[-1]}",
        owner=f"Commune de {town.name}" if public else f"{random.choice(OWNERS)} {place.split()[-1]}",
        public_law=public, alarm_class=random.choice("ABCDE"), recorded_at=at - DAY,
        opened_on=paris_day(at) - random.randint(900, 12_000) * DAY,
    )  # fmt: skip


def visited(row: Establishment, random: Random, months: int | None, on: date) -> None:
    """Visited within its period, one out of eight later than that, a few never yet."""
    if months is None:
        return
    draw = random.random()
    if draw < 0.02:
        row.opened_on = add_months(on, -random.randint(2, months + 8))
        return
    late = months + random.randint(1, 22) if draw < 0.13 else random.randint(0, months - 1)
    row.last_visit_on = add_months(on, -late) - random.randint(1, 25) * DAY
    row.opened_on = min(row.opened_on, add_months(row.last_visit_on, -months))
    row.current_opinion = row.last_visit_opinion = Opinion.FAVOURABLE
    row.previous_visit_opinion, row.previous_visit_in_time = Opinion.FAVOURABLE, random.random() < 0.8
    row.last_visit_in_time = True
    row.opinion_on = row.last_visit_on


def together(family: Sequence[Establishment]) -> None:
    """The buildings of a site were visited on the same day; one that nobody had ever visited has just joined it."""
    lead = next((row for row in family if row.last_visit_on and row.status == Status.OPEN), None)
    for row in family:
        for name in ("last_visit_on", "current_opinion", "last_visit_opinion", "previous_visit_opinion", "opinion_on"):
            setattr(row, name, getattr(lead or row, name))


def sites(random: Random, rows: Sequence[Establishment], first: int, at: datetime) -> list[Establishment]:
    """A site for some schools and shops, whose neighbours of the same commune join it."""
    by_town: dict[str, list[Establishment]] = {}
    for row in rows:
        if row.activity in ("R_SCHOOL", "R_NURSERY", "X", "M", "N", "PS"):
            by_town.setdefault(row.commune_id, []).append(row)
    found = []
    for town in sorted(by_town):
        group = by_town[town][:3]
        if len(group) < 3:
            continue
        head = group[0]
        site = Establishment(
            number=number_of(first + len(found)), kind=Kind.SITE, name=f"Ensemble {PLACES[len(found) % len(PLACES)]}",
            address=head.address, commune=head.commune, latitude=head.latitude, longitude=head.longitude,
            main_type=head.main_type, activity=head.activity, operator=head.operator, owner=head.owner,
            recorded_at=at - DAY, opened_on=head.opened_on,
        )  # fmt: skip
        for row in group:
            row.parent = site
            row.latitude, row.longitude = head.latitude, head.longitude
        found.append(site)
    return found


@transaction.atomic
def invent(count: int, towns: Sequence[Commune], at: datetime, by: StaffMember | None, seed: int = 94) -> int:
    """That many establishments, with their history begun. A few statements whatever their number."""
    random, on = Random(seed), paris_day(at)  # noqa: S311
    counters = locked_counters(REGISTER, [SERIES])
    first = counters[SERIES].last_number + 1
    activities = random.choices(list(MAKES), [make[0] for make in MAKES.values()], k=count)
    places = random.choices(towns, [town.population for town in towns], k=count)
    rows = [
        establishment(random, first + rank, place, activity, at)
        for rank, (activity, place) in enumerate(zip(activities, places, strict=True))
    ]
    whole = sites(random, rows, first + count, at)
    go_on_above(counters, {SERIES: first + count + len(whole) - 1})
    terms, periods = class_terms(on), period_terms(on)
    families: dict[int, list[Establishment]] = {}
    for row in (*rows, *whole):
        result = classify(main_share(row), row.staff, terms)
        row.group, row.category, row.category_computed = result.group, result.category, result.category
        row.trace, row.classed_on = [step.as_json() for step in result.steps], on
        if row.parent is not None:
            families.setdefault(id(row.parent), []).append(row)
    for row in rows:
        visited(row, random, period_of_row(row, (), periods).months, on)
        if random.random() < 0.018:
            row.status, row.closed_on = Status.CLOSED, on - random.randint(20, 700) * DAY
    for family in families.values():
        together(family)
    for row in random.sample([row for row in rows if row.last_visit_on and row.status == Status.OPEN],
                             min(AGAINST, count // 50)):  # fmt: skip
        row.current_opinion = row.last_visit_opinion = Opinion.UNFAVOURABLE
    for row in (*rows, *whole):
        family = [other for other in families.get(id(row.parent), ()) if other.status != Status.CLOSED]
        state = visit_state_of(row, family if row.parent is not None else (), periods, on)
        row.period_months, row.next_visit_on = state.months, state.next_on
        row.period_motive = next((step.text for step in reversed(state.steps) if step.decides), "")
    Establishment.objects.bulk_create(whole)
    Establishment.objects.bulk_create(rows, batch_size=1_000)
    EstablishmentEvent.objects.bulk_create(
        (EstablishmentEvent(establishment=row, kind=EstablishmentEvent.Kind.RECORDED, happened_on=on - DAY,
                            said=class_words(row), recorded_at=at - DAY, recorded_by=by)
         for row in (*whole, *rows)),
        batch_size=1_000,
    )  # fmt: skip
    EstablishmentEvent.objects.bulk_create(
        (EstablishmentEvent(establishment=row, kind=EstablishmentEvent.Kind.CLOSED, happened_on=row.closed_on,
                            said="Fermeture : cessation d'activité", recorded_at=at - DAY, recorded_by=by)
         for row in rows if row.closed_on),
        batch_size=1_000,
    )  # fmt: skip
    return len(rows) + len(whole)
