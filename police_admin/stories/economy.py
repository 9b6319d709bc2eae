"""Domiciliation, driving schools, sports events and requests that belong to others, at their stages."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from directorate.casework.models import Case
from directorate.casework.operations import open_case
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import PARIS, Story, later, moment
from directorate.legal_calendar.arithmetic import add_months

DOMICILIATION, SCHOOL = "business_domiciliation_approval", "driving_school_approval"
RANKED, UNRANKED = "sport_event_ranked", "sport_event_unranked_over_100"
OFFICES = (("Adresse & Cie", "Mme Ombeline Castets"), ("Le Bureau Partagé", "M. Timothée Varenne"),
           ("Domicilia des Quais", "Mme Salomé Ibarra"))  # fmt: skip
SCHOOLS = (("Conduite des Érables", "M. Yanis Dufresnoy"), ("Auto-école du Belvédère", "Mme Joséphine Ardant"),
           ("Permis Horizon", "M. Corentin Salvetat"))  # fmt: skip
RACES = (("Les Foulées du Lac", "Course à pied, 10 km"), ("La Ronde des Coteaux", "Cyclisme sur route"),
         ("La Marche des Écluses", "Randonnée pédestre"), ("Le Tour du Plateau", "Randonnée cycliste"))  # fmt: skip


def stories(teller) -> Iterator[Story]:
    today = teller.today
    yield domiciliation(teller, 0, moment(today - timedelta(days=58)), "grant")
    yield domiciliation(teller, 1, moment(today - timedelta(days=19)), "pieces")
    # Nobody answered: the silence is noted when the demonstration has been told.
    yield domiciliation(teller, 2, moment(add_months(today, -2) - timedelta(days=4)), "silent")
    yield school(teller, 3, moment(today - timedelta(days=49)), decided=True)
    yield school(teller, 4, moment(today - timedelta(days=16)), decided=False)
    yield race(teller, 0, RANKED, moment(today - timedelta(days=30)), ahead=95)
    yield race(teller, 1, RANKED, moment(today - timedelta(days=8)), ahead=40)
    yield race(teller, 2, UNRANKED, moment(today - timedelta(days=13)), ahead=50)
    yield race(teller, 3, UNRANKED, moment(today - timedelta(days=5)), ahead=60, alone=True)
    yield elsewhere(
        teller, 5, moment(today - timedelta(days=21)), "unpacking_sale_redirect", "Un vide-greniers en mai."
    )
    yield elsewhere(teller, 6, moment(today - timedelta(days=3)), "charity_lottery_redirect", "Une tombola de l'école.")


def opened(
    teller,
    rank: int,
    at: datetime,
    code: str,
    answers: dict,
    *,
    name: str,
    representative: str,
    kind: str = "company",
    **more,
) -> Case:
    worker = teller.agent(rank, at.date())
    commune = teller.communes[(rank * 5 + 2) % len(teller.communes)]
    street = f"{7 + rank} rue des Peupliers"
    return open_case(
        **{
            "procedure_code": code, "received_on": at.date(), "channel": "online", "by": worker, "at": at,
            "caseworker": worker, "commune": commune, "answers": answers,
            "party": {"kind": kind, "last_name": name, "representative": representative,
                      "email": f"economie{rank}@exemple.invalid",
                      "address": f"{street}\n{commune.postal_codes[0]} {commune.name}"},
            "place": {"name": name, "address": street, "postal_code": commune.postal_codes[0],
                      "latitude": commune.latitude, "longitude": commune.longitude},
            **more,
        }
    )  # fmt: skip


def arrived(case: Case, at: datetime, without: tuple[str, ...] = ()) -> None:
    codes = [code for code in case.pieces.values_list("code", flat=True) if code not in without]
    step(case, "receive_pieces", at, pieces=codes, received_on=at.date())


def decided(teller, case: Case, at: datetime, outcome: str) -> Story:
    yield at
    step(case, "draft_decision", at, outcome=outcome)
    at = at + timedelta(hours=1)
    yield at
    step(case, "submit", at)
    at = later(at, 2, hour=16)
    yield at
    step(case, "sign", at, by=teller.head)
    at = later(at, 4, hour=11)
    yield at
    step(case, "notify", at, notified_at=at, mode="registered_post", reference=f"1A 211 {300 + case.pk % 90} 4471 2")


def domiciliation(teller, rank: int, at: datetime, fate: str) -> Story:
    """Granted, waiting for a lease, or left without answer."""
    yield at
    name, manager = OFFICES[rank]
    case = opened(teller, rank, at, DOMICILIATION, {
        "seat_department": "94", "premises": [f"{7 + rank} rue des Peupliers, {60 + 15 * rank} m²"],
        "premises_title": "lease", "confidential_room": True, "document_keeping": True,
        "managers": [f"{manager}, gérance, nationalité française"], "holders": [f"{manager}, 100 %"],
        "clients_count": 40 * rank,
    }, name=name, representative=manager)  # fmt: skip
    at = later(at, 2)
    yield at
    step(case, "acknowledge", at)
    yield at
    arrived(case, at, without=("lease",) if fate == "pieces" else ())
    if fate == "pieces":
        at = later(at, 3)
        yield at
        step(case, "request_pieces", at, pieces=["lease"], notified_on=at.date(),
             limit_on=at.date() + timedelta(days=30))  # fmt: skip
        return
    yield at
    step(case, "declare_complete", at)
    if fate == "grant":
        yield from asked(teller, case, later(at, 2), rank)


def asked(teller, case: Case, at: datetime, rank: int) -> Story:
    """The record of those who run it, then the approval."""
    yield at
    step(case, "request_opinion", at, opinion="criminal_record")
    at = later(at, 12)
    yield at
    step(case, "record_opinion", at, consultation=case.consultations.get(code="criminal_record"),
         opinion="favourable", answered_on=at.date(), comment="")  # fmt: skip
    yield from decided(teller, case, later(at, 2), "grant")


def school(teller, rank: int, at: datetime, *, decided: bool) -> Story:
    """An approved school, and one whose record is awaited."""
    yield at
    name, operator = SCHOOLS[rank % len(SCHOOLS)]
    case = opened(teller, rank, at, SCHOOL, {
        "operator": "company", "operator_birth_on": "1986-04-12", "capacity": "cqp", "residence_permit": False,
        "withdrawn_on": None, "sign_name": name, "categories": ["B", "AM", "A2"], "occupation": "lease",
        "surface_m2": 38 + rank, "own_entrance": True, "separate_rooms": True,
        "teachers": [f"{operator}, A 24 094 {rank:04} 0"], "vehicles": ["GK-204-LM, B", "GL-118-RT, B"],
    }, name=f"SARL {name}", representative=operator)  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)
    yield at
    arrived(case, at)
    yield at
    step(case, "declare_complete", at)
    at = later(at, 2)
    if decided:
        yield from asked(teller, case, at, rank)
        return
    yield at
    step(case, "request_opinion", at, opinion="criminal_record")


def race(teller, rank: int, code: str, at: datetime, *, ahead: int, alone: bool = False) -> Story:
    """A declaration in time or late, its receipt and what follows it; within one commune, the mayor."""
    yield at
    name, discipline = RACES[rank]
    first, second = teller.communes[3 + rank], teller.communes[4 + rank]
    starts = datetime.combine(at.date() + timedelta(days=ahead), time(9), tzinfo=PARIS)
    answers = {
        "event_name": name, "kind": "cycling" if rank % 2 else "on_foot", "discipline": discipline,
        "starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=4)).isoformat(),
        "communes": [first.pk] if alone else [first.pk, second.pk], "departments": [], "enters_elsewhere": "no",
        "route": f"Départ de {first.name} à 9 h, bords de Marne, retour à 11 h 30", "traffic": "priority",
        "participants": 180 + 60 * rank, "spectators": 250, "vehicles": 4, "marshals": 16,
        "safety": "Deux postes de secours, une ambulance",
    }  # fmt: skip
    if code == RANKED:
        answers |= {"federation": "favourable", "federation_asked_on": None}
    case = opened(
        teller, rank, at, code, answers, name=f"Association {name}", representative="Mme Bérénice Talmont",
        kind="association",
        commune=first, place=None,
        received_pieces=("form", "rules", "route", "safety", "federation"),
    )  # fmt: skip
    at = later(at, 2)
    yield at
    if alone:
        step(case, "redirect", at, reason="")
        return
    step(case, "issue_receipt", at, by=teller.head)
    if rank:
        return
    at = at + timedelta(hours=1)
    yield at
    step(case, "request_opinion", at, opinion="police", organisation=teller.police)
    at = later(at, 14)
    yield at
    step(case, "record_opinion", at, consultation=case.consultations.get(), opinion="favourable_with_reserves",
         answered_on=at.date(), answered_by="Le chef d'état-major", comment="Barrières au départ.")  # fmt: skip
    at = later(at, 3)
    yield at
    step(case, "receive_pieces", at, pieces=["insurance"], received_on=at.date())


def elsewhere(teller, rank: int, at: datetime, code: str, request: str) -> Story:
    yield at
    name, operator = SCHOOLS[rank % len(SCHOOLS)]
    case = opened(teller, rank, at, code, {"request": request}, name=f"Amicale {name}", representative=operator,
                  kind="association", place=None)  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "redirect", at, reason="")
