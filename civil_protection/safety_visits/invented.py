"""Twelve years of invented visits for the establishments of the demonstration, with what they said. Seeded, in bulk."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from civil_protection.establishments.models import Establishment
from civil_protection.safety_visits import follow_up, group
from civil_protection.safety_visits.models import FollowUpStep, SafetyRequirement, SafetyVisit, UnfavourableOpinion
from civil_protection.safety_visits.queries import GROUPS, commissions_by_group, follow_terms
from civil_protection.safety_visits.sentences import Sentence, sentences
from civil_protection.safety_visits.terms import FollowTerms
from directorate.legal_calendar.arithmetic import add_months

YEARS = 12
LIFTED = 45
DAY = timedelta(days=1)
BATCH = 2_000
GROUP = [
    {"role": group.FIRE, "name": "Lieutenant Aubry", "present": True, "certified": True, "position": "favourable"},
    {"role": group.POLICE, "name": "Capitaine Roussel", "present": True, "certified": False, "position": "favourable"},
    {"role": group.MAYOR, "name": "Le représentant du maire", "present": True, "certified": False,
     "position": "favourable"},
]  # fmt: skip
AGAINST = [{**member, "position": group.UNFAVOURABLE} for member in GROUP]
SEEN = "Visite de l'ensemble des locaux accessibles au public. Registre de sécurité et rapports de vérification vus."
REASONS = (
    "Alarme générale hors service et exercices d'évacuation non réalisés.",
    "Dégagements encombrés et issue de secours verrouillée pendant la présence du public.",
    "Isolement insuffisant des locaux à risques et portes coupe-feu calées.",
    "Rapports de vérification des installations électriques absents, défectuosités non levées.",
    "Désenfumage en panne et système de sécurité incendie sans maintenance.",
    "Locaux à sommeil créés sans autorisation, détection absente.",
)
FIELDS = ("pk", "last_visit_on", "opened_on", "period_months", "current_opinion", *GROUPS)


class Invention:
    """The rows as they are invented, then written together."""

    def __init__(self, random: Random, on: date, at: datetime, terms: FollowTerms, by_id: int | None):
        self.random, self.on, self.at, self.terms, self.by_id = random, on, at, terms, by_id
        self.visits: list[SafetyVisit] = []
        self.opinions: list[UnfavourableOpinion] = []
        self.steps: list[FollowUpStep] = []
        self.requirements: list[SafetyRequirement] = []
        self.library: list[Sentence] = list(sentences())

    def visit(self, place: int, held_on: date, commission: str, opinion: str, why: str = "", **more) -> SafetyVisit:
        row = SafetyVisit(
            establishment_id=place, kind=more.pop("kind", group.PERIODIC), state=SafetyVisit.State.HELD,
            planned_on=held_on, held_on=held_on, commission=commission, recorded_at=self.at, report=SEEN,
            group=AGAINST if opinion == group.UNFAVOURABLE else GROUP, proposal=opinion, opinion=opinion,
            opinion_on=held_on, opinion_why=why, **more,
        )  # fmt: skip
        self.visits.append(row)
        return row

    def prescribe(self, visit: SafetyVisit, count: int, lifted_on: date | None = None) -> None:
        for number, sentence in enumerate(self.random.sample(self.library, count), start=1):
            state = follow_up.LIFTED if lifted_on else follow_up.OPEN
            self.requirements.append(SafetyRequirement(
                establishment_id=visit.establishment_id, visit=visit, number=number, article=sentence.article,
                text=sentence.text, category=sentence.category, due_on=visit.held_on + 30 * number * DAY, state=state,
                verified_on=lifted_on, verified_by="Lieutenant Aubry" if lifted_on else "",
            ))  # fmt: skip

    def step(self, opinion: UnfavourableOpinion, day: date, label: str, note: str = "") -> None:
        self.steps.append(FollowUpStep(opinion=opinion, happened_on=day, label=label, note=note, recorded_at=self.at,
                                       recorded_by_id=self.by_id))  # fmt: skip
        opinion.last_step, opinion.last_step_on = label, day

    def follow(self, place: int, opened_on: date) -> UnfavourableOpinion:
        reasons = self.random.choice(REASONS)
        row = UnfavourableOpinion(establishment_id=place, opened_on=opened_on, reasons=reasons,
                                  is_danger=self.random.random() < 0.08)  # fmt: skip
        self.opinions.append(row)
        self.step(row, opened_on, "Avis défavorable", reasons)
        return row

    def escalate(self, row: UnfavourableOpinion) -> None:
        """What was done of it so far: the older it is, the further it went; some steps are late."""
        random, age = self.random, (self.on - row.opened_on).days
        if age > 15 and random.random() < 0.55:
            row.decision = random.choice((follow_up.GOES_ON, follow_up.GOES_ON, follow_up.FORMAL_NOTICE))
            row.decided_on = row.opened_on + random.randint(8, min(age, 60)) * DAY
            row.term_on = row.decided_on + random.choice((60, 90, 180)) * DAY
            self.step(row, row.decided_on, f"Décision du maire : {follow_up.DECISIONS[row.decision].lower()}")
        elif age > self.terms.letter + 10 and random.random() < 0.8:
            row.reminded_on = row.opened_on + (self.terms.letter + random.randint(1, 9)) * DAY
            self.step(row, row.reminded_on, "Lettre de rappel du préfet au maire")
        if age > self.terms.meeting + 20 and random.random() < 0.7:
            row.met_on = row.opened_on + (self.terms.meeting + random.randint(1, 19)) * DAY
            self.step(row, row.met_on, "Réunion avec le maire", "Échéancier demandé à l'exploitant.")
        if age > self.terms.substitution + 30 and random.random() < 0.5:
            row.proposed_on = row.opened_on + (self.terms.substitution + random.randint(1, 29)) * DAY
            label = "Proposition de mise en demeure du maire au directeur des sécurités"
            self.step(row, row.proposed_on, label)

    def lifted(self, place: int, opened_on: date, commission: str, after: int) -> None:
        """An old unfavourable opinion that a control visit lifted."""
        lifted_on = opened_on + after * DAY
        row = self.follow(place, opened_on)
        visit = self.visit(place, opened_on, commission, group.UNFAVOURABLE, row.reasons, follow_up=row)
        self.prescribe(visit, 3, lifted_on)
        row.decision, row.decided_on = follow_up.FORMAL_NOTICE, opened_on + 20 * DAY
        row.term_on = opened_on + 80 * DAY
        self.step(row, row.decided_on, "Décision du maire : mise en demeure de l'exploitant")
        control = self.visit(place, lifted_on, commission, group.FAVOURABLE, kind=group.CONTROL, follow_up=row)
        row.lifted_on, row.lifted_why = lifted_on, f"{control} : avis favorable de la commission"
        self.step(row, lifted_on, "Avis défavorable levé", row.lifted_why)

    @transaction.atomic
    def write(self) -> None:
        UnfavourableOpinion.objects.bulk_create(self.opinions)
        SafetyVisit.objects.bulk_create(self.visits, batch_size=BATCH)
        FollowUpStep.objects.bulk_create(self.steps, batch_size=BATCH)
        SafetyRequirement.objects.bulk_create(self.requirements, batch_size=BATCH)


def days_back(row: dict, on: date) -> Iterator[date]:
    """The days of its visits, the last one first, a period apart, for twelve years at the most."""
    first = max(add_months(on, -12 * YEARS), row["opened_on"] or date.min)
    day, months = row["last_visit_on"], row["period_months"] or 60
    while day is not None and day >= first:
        yield day
        day = add_months(day, -months) - (day.day % 9) * DAY


def invent(on: date, at: datetime, by_id: int | None, seed: int = 49) -> int:
    """The visits of every establishment of the register. A few statements whatever their number."""
    found = Invention(Random(seed), on, at, follow_terms(on), by_id)  # noqa: S311
    name_of = commissions_by_group(on)
    spared = 0
    known = SafetyVisit.objects.order_by().values("establishment")
    rows = Establishment.objects.filter(merged_into=None, last_visit_on__isnull=False).exclude(pk__in=known)
    for row in rows.order_by("pk").values(*FIELDS):
        commission = name_of(row)
        for rank, day in enumerate(days_back(row, on)):
            if rank == 0 and row["current_opinion"] == group.UNFAVOURABLE:
                opinion = found.follow(row["pk"], day)
                visit = found.visit(row["pk"], day, commission, group.UNFAVOURABLE, opinion.reasons, follow_up=opinion)
                found.prescribe(visit, found.random.randint(3, 5))
                found.escalate(opinion)
            elif rank == 1 and spared < LIFTED and found.random.random() < 0.02:
                spared += 1
                found.lifted(row["pk"], day, commission, found.random.randint(60, 240))
            else:
                visit = found.visit(row["pk"], day, commission, group.FAVOURABLE)
                if rank == 0 and found.random.random() < 0.2:
                    found.prescribe(visit, found.random.randint(1, 2))
    found.write()
    return len(found.visits)
