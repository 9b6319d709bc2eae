"""Daily security in the demonstration: sectors of real communes, invented problems at every stage."""

from datetime import datetime, timedelta
from random import Random

from directorate.casework.move import paris_day
from directorate.org.queries import staff_of_unit
from directorate.territory.models import Commune
from public_order.field import operations
from public_order.field.models import GpoAction, GpoProblem, GpoStep
from public_order.policies import UNIT

SEED = 218
SECTORS = (
    ("Créteil, Mont-Mesly", ("94028",)), ("Champigny, Les Mordacs", ("94017",)), ("Orly et Choisy", ("94054", "94022")),
    ("Vitry-sur-Seine, centre", ("94081",)), ("Villejuif", ("94076",)), ("Fontenay-sous-Bois", ("94033",)),
)  # fmt: skip
TOLD = (
    ("Occupation d'un hall d'immeuble", "hall", "bailleur"), ("Rodéos du samedi soir", "rodeo", "habitants"),
    ("Rassemblements devant la gare", "rassemblement", "transport"),
    ("Dégradations du square", "degradation", "mairie"),
    ("Stationnement gênant aux abords du marché", "stationnement", "mairie"), ("Trafic au pied de la tour", "trafic",
     "police"), ("Bagarres à la sortie du collège", "ecole", "ecole"), ("Nuisances nocturnes", "nuisance", "habitants"),
)  # fmt: skip
STREETS = ("place du Marché", "rue des Tilleuls", "allée des Érables", "mail des Peupliers", "square des Lilas")
WORDS = "Point fait avec la police, la mairie et le bailleur ; les engagements de chacun sont rappelés."
EACH = 5


def tell(at: datetime) -> None:
    on, chance = paris_day(at), Random(SEED)  # noqa: S311 - a story, not a secret
    by = next(iter(staff_of_unit(UNIT, on)), None)
    towns = Commune.objects.defer("contour").in_bulk()
    if by is None or "94028" not in towns:
        return
    problems, state = [], GpoProblem.State
    for name, codes in SECTORS:
        communes = [towns[code] for code in codes]
        sector = operations.record_sector(
            name=name, district=None, communes=communes, pilot="Commandant de la division de voie publique",
            partners="Mairie, police municipale, bailleur social, transporteur", by=by, at=at,
        )  # fmt: skip
        for title, nature, source in chance.sample(TOLD, EACH):
            age = chance.randint(5, 210)
            since = on - timedelta(days=age)
            found = chance.choice(
                (state.NEW, state.DIAGNOSED, state.PLANNED, state.PLANNED, state.RESOLVED, state.CLOSED)
            )
            is_settled = found in (state.RESOLVED, state.CLOSED)
            problems.append(
                GpoProblem(
                    sector=sector, title=title, commune=chance.choice(communes), place=chance.choice(STREETS),
                    nature=nature, source=source, priority=chance.randint(1, 3), state=found, reported_on=since,
                    open_since=since, diagnosis="" if found == state.NEW else WORDS,
                    review_on=None if found == state.CLOSED else on + timedelta(days=chance.randint(-6, 40)),
                    resolved_on=on - timedelta(days=age // 3) if is_settled else None,
                    result="Calme revenu, présence maintenue." if is_settled else "", recorded_at=at, recorded_by=by,
                )
            )  # fmt: skip
    GpoProblem.objects.bulk_create(problems)
    GpoStep.objects.bulk_create(
        GpoStep(problem=row, on=row.reported_on, state=row.state, words=WORDS, recorded_at=at, recorded_by=by)
        for row in problems if row.state != state.NEW
    )  # fmt: skip
    GpoAction.objects.bulk_create(
        GpoAction(problem=row, label="Réparer le contrôle d'accès et l'éclairage", owner="Bailleur social",
                  due_on=on + timedelta(days=chance.randint(-10, 30)))
        for row in problems if row.state in (state.PLANNED, state.RESOLVED)
    )  # fmt: skip
    settled = next((row for row in problems if row.state == state.RESOLVED), None)
    if settled is not None:
        operations.follow(problem=settled, held_on=on, state=state.RELAPSED, words="Les regroupements ont repris.",
                          review_on=on + timedelta(days=15), by=by, at=at)  # fmt: skip
