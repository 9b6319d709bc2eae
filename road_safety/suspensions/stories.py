"""Invented suspensions in every state, by the real operations: retained tonight, signed, running, judged, ended."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from directorate.casework.models import Case
from directorate.casework.operations import open_case
from directorate.demonstration.gestures import follow_up, step
from directorate.demonstration.stories import Story, play
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import staff_of_unit
from directorate.territory.models import Commune
from road_safety.policies import UNIT
from road_safety.suspensions.facts import RETAINED, proposal_of
from road_safety.suspensions.models import OffenceReader
from road_safety.suspensions.terms import State

SEED = 94_003
Role = Posting.Role
FIRST_NAMES = (("m", "Bastien"), ("mme", "Solène"), ("m", "Idris"), ("mme", "Apolline"), ("m", "Corentin"),
               ("m", "Sofiane"), ("mme", "Maëlys"), ("m", "Gauthier"))  # fmt: skip
NAMES = ("Vauclair", "Desmarais", "Ouvrard", "Belkacem", "Tisserand", "Montreau", "Lacaze", "Fontanel", "Quéméner",
         "Roussillon", "Abitbol", "Sarrault")  # fmt: skip
FORCES = ("CSP de Créteil", "CSP de Vitry-sur-Seine", "CRS autoroutière Est", "Compagnie de circulation")
# As often as the figures of 2022 say; then the value retained and its unit.
CAUSES = (
    *(("speed", ("44", "52", "61"), "km_h"),) * 8,
    *(("alcohol", ("0.46", "0.63", "0.91"), "mg_l"),) * 8,
    *(("drugs", (None,), ""),) * 5,
    ("refusal_to_stop", (None,), ""),
    ("phone", (None,), ""),
)
WORDS = {
    "speed": "Dépassement de la vitesse autorisée, relevé au cinémomètre",
    "alcohol": "Conduite sous l'empire d'un état alcoolique",
    "drugs": "Conduite après usage de stupéfiants, dépistage salivaire confirmé",
    "refusal_to_stop": "Refus d'obtempérer à une sommation de s'arrêter",
    "phone": "Usage du téléphone et franchissement de ligne continue",
}
# How long ago it began (in hours), and how far it went.
LIVES = (
    *((hours, State.RECEIVED) for hours in (66, 60, 44, 31, 20, 14, 9, 6, 3)),
    *((hours, State.DRAFTED) for hours in (112, 70, 52, 30, 12)),
    (50, State.SIGNED), (26, State.SIGNED), (150, State.LAPSED),
    *((24 * days, State.RUNNING) for days in (6, 18, 40, 62, 85, 120)),
    *((24 * days, State.ENDED) for days in (228, 244, 260)),
    *((24 * days, State.REPLACED) for days in (150, 190)),
    (24 * 90, State.CANCELLED), (24 * 40, State.CANCELLED),
)  # fmt: skip


@dataclass(frozen=True)
class People:
    agent: StaffMember
    head: StaffMember
    signatory: StaffMember


def people(on: date) -> People | None:
    """An agent and the head of the bureau, and who signs at the cabinet; nobody before the house is peopled."""
    roles = {person.postings.all()[0].role: person for person in staff_of_unit(UNIT, on).prefetch_related("postings")}
    chief = StaffMember.objects.filter(postings__role=Role.CHIEF_OF_STAFF, postings__ends_on=None).first()
    if chief is None or not {Role.CASEWORKER, Role.HEAD} <= set(roles):
        return None
    return People(roles[Role.CASEWORKER], roles[Role.HEAD], chief)


def stories(crew: People, communes: list[Commune], at: datetime) -> Iterator[Story]:
    dice = random.Random(SEED)  # noqa: S311
    for rank, (hours, until) in enumerate(LIVES):
        yield life(crew, rank, communes[rank * 5 % len(communes)], at - timedelta(hours=hours), until, dice)


def life(crew: People, rank: int, commune: Commune, retained_at: datetime, until: str, dice: random.Random) -> Story:
    """One driver, from the retention to where he is today."""
    cause, measures, unit = CAUSES[rank * 7 % len(CAUSES)]
    civility, first_name = FIRST_NAMES[rank % len(FIRST_NAMES)]
    answers = answers_of(rank, retained_at, cause, measures[rank % len(measures)], unit, dice)
    at = retained_at + timedelta(hours=2)
    yield at
    case = open_case(
        procedure_code=RETAINED, received_on=at.astimezone(PARIS).date(), channel="police", by=crew.agent, at=at,
        caseworker=crew.agent, commune=commune, answers=answers,
        party={"kind": "person", "civility": civility, "first_name": first_name,
               "last_name": NAMES[rank * 5 % len(NAMES)],
               "address": f"{3 + rank} rue des Peupliers\n{commune.postal_codes[0]} {commune.name}"},
    )  # fmt: skip
    yield at
    step(case, "qualify", at, text="Avis de rétention et procès-verbal reçus.")
    if until == State.RECEIVED:
        return
    if until == State.LAPSED:
        at = retained_at + timedelta(hours=121)
        yield at
        step(case, "close_no_further_action", at, by=crew.head,
             reason="Délai de rétention expiré : permis restitué à son titulaire.")  # fmt: skip
        return
    at = at + timedelta(hours=3)
    yield at
    step(case, "draft_decision", at, outcome="suspension")
    if until == State.DRAFTED:
        return
    step(case, "submit", at)
    at = at + timedelta(hours=2)
    yield at
    step(case, "sign", at, by=crew.signatory)
    if until == State.SIGNED:
        return
    at = at + timedelta(hours=6)
    yield at
    step(case, "notify", at, notified_at=at, mode="police_report", reference=f"PV {at.year}/{6100 + rank}")
    yield from after(crew, case, rank, at, until)


def after(crew: People, case: Case, rank: int, at: datetime, until: str) -> Story:
    """What follows the notification: the doctor, the term, the judge, or the measure lifted."""
    if until == State.RUNNING and rank % 3 == 0:
        at = at + timedelta(days=3)
        yield at
        follow_up(case, at, "Transmission.", prosecutor_on=at.astimezone(PARIS).date().isoformat())
    elif until == State.CANCELLED:
        at = at + timedelta(days=12)
        yield at
        step(case, "lift", at, by=crew.head, reason="Recours gracieux admis : erreur sur la vitesse retenue.")
    elif until in (State.ENDED, State.REPLACED):
        at = at + timedelta(days=60)
        yield at
        day = at.astimezone(PARIS).date().isoformat()
        if until == State.REPLACED:
            follow_up(case, at, "Jugement reçu.", ruled_on=day, ruling="suspension", ruled_months=8)
        else:
            follow_up(case, at, "Avis médical reçu.", medical_on=day, medical_result="fit")
            at = at + timedelta(days=160)
            yield at
        step(case, "end_measure", at, text="Fin de la mesure constatée.")


def answers_of(rank: int, retained_at: datetime, cause: str, measured: str | None, unit: str, dice) -> dict:
    answers = {
        "birth_on": date(1965 + rank * 11 % 40, 1 + rank % 12, 1 + rank % 28).isoformat(),
        "licence_end": f"{dice.randrange(10_000):04d}", "foreign_licence": False, "categories": "B",
        "probationary": rank % 6 == 0, "unit": FORCES[rank % len(FORCES)],
        "report_reference": f"PV {retained_at.year}/{3200 + rank}",
        "offence_at": (retained_at - timedelta(minutes=25)).isoformat(), "retained_at": retained_at.isoformat(),
        "cause": cause, "measured": measured, "measure_unit": unit, "casualties": False, "repeated": rank % 9 == 0,
        "facts": [WORDS[cause]], "prosecutor_on": None, "medical_on": None, "medical_result": "",
        "psychotechnical_on": None, "device_on": None, "device_installer": "", "ruled_on": None, "ruling": "",
        "ruled_months": None, "appeal": "", "returned_on": None,
    }  # fmt: skip
    return answers | {"duration_months": proposal_of(answers, retained_at.astimezone(PARIS).date()).months}


def tell(at: datetime) -> None:
    crew = people(at.astimezone(PARIS).date())
    communes = list(Commune.objects.defer("contour").order_by("insee"))
    if crew is None or not communes:
        return
    # The whole crew of the past: whoever is not named on the list of access opens none of these cases.
    OffenceReader.objects.get_or_create(
        staff=crew.agent, until=None,
        defaults={"since": at.date() - timedelta(days=1_500), "reason": "Instruction des suspensions",
                  "granted_by": crew.head, "recorded_at": at},
    )  # fmt: skip
    play(stories(crew, communes, at.replace(minute=40, second=0, microsecond=0)), at)
