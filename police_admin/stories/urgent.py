"""Notices counted in hours and measures against persons: squats, travellers, a dealer's lease, stadiums, drug spots."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from directorate.casework.models import Case
from directorate.casework.operations import open_case
from directorate.demonstration.gestures import follow_up, step
from directorate.demonstration.stories import Story, later, moment
from directorate.legal_calendar.arithmetic import add_months
from police_admin.procedures.evictions import dealer_tenant

SQUAT, TRAVELLERS = "squat_eviction_notice", "travellers_eviction_notice"
STADIUM, SUPPORTERS, DRUG_SPOT = "stadium_ban", "supporters_travel_restriction", "drug_spot_exclusion"
PEOPLE = (
    ("mme", "Ophélie", "Castaing"), ("m", "Bastien", "Orvault"), ("m", "Ilyès", "Marsac"),
    ("m", "Corentin", "Vauclair"),
)  # fmt: skip
CLUBS = ("Union sportive des Coteaux", "Entente de la Marne")


def stories(teller) -> Iterator[Story]:
    today = teller.today
    yield squat(teller, 0, moment(today - timedelta(days=36)), until="evacuated")
    yield squat(teller, 1, moment(today - timedelta(days=1), 15), until="received")
    yield travellers(teller, 2, moment(today - timedelta(days=44), 9), contested=False)
    yield travellers(teller, 3, moment(today - timedelta(days=4), 9), contested=True)
    yield dealer(teller, 4, moment(today - timedelta(days=64)))
    yield stadium(teller, 5, moment(today - timedelta(days=9)), until="hearing")
    yield stadium(teller, 6, moment(today - timedelta(days=75)), until="notified")
    yield supporters(teller, 7, moment(today - timedelta(days=6)), beyond=False)
    yield supporters(teller, 8, moment(today - timedelta(days=30)), beyond=True)
    yield drug_spot(teller, 9, moment(today - timedelta(days=9)))


def opened(teller, rank: int, at: datetime, code: str, party: dict, answers: dict, *, place: str = "", channel="email"):
    worker, commune = teller.agent(rank, at.date()), teller.communes[(rank * 5 + 2) % len(teller.communes)]
    address = f"{9 + rank} rue des Acacias"
    site = {"name": place, "address": address, "postal_code": commune.postal_codes[0], "latitude": commune.latitude,
            "longitude": commune.longitude}  # fmt: skip
    return open_case(
        procedure_code=code, received_on=at.date(), channel=channel, by=worker, at=at, caseworker=worker,
        commune=commune, place=site if place else None, answers=answers,
        party={"address": f"{address}\n{commune.postal_codes[0]} {commune.name}",
               "email": f"urgence{rank}@exemple.invalid", **party},
    )  # fmt: skip


def person(rank: int) -> dict:
    civility, first_name, last_name = PEOPLE[rank % len(PEOPLE)]
    return {"kind": "person", "civility": civility, "first_name": first_name, "last_name": last_name}


def signed(case: Case, by, at: datetime, outcome: str) -> Story:
    """Drafted and signed within the hour."""
    yield at
    step(case, "draft_decision", at, outcome=outcome)
    step(case, "submit", at)
    at = at + timedelta(hours=1)
    yield at
    step(case, "sign", at, by=by)


def served(case: Case, at: datetime, rank: int) -> Story:
    yield at
    step(case, "notify", at, notified_at=at, mode="police_report", reference=f"PV {at.year}/{8200 + rank}")


def squat(teller, rank: int, at: datetime, until: str) -> Story:
    """The home of somebody who was in hospital: decided the same day; the last one waits, its owner without a title."""
    yield at
    answers = {
        "received_at": at.isoformat(), "asked_by": "owner" if rank else "occupied", "is_home": not rank,
        "complaint_ref": f"PV {at.year}/{4410 + rank}", "entry": ["assault"], "record_author": "opj",
        "recorded_at": (at - timedelta(hours=3)).isoformat(), "title_unprovable": bool(rank), "tax_query_at": None,
        "occupants": [], "situation": "" if rank else "Deux adultes sans enfant, hébergement proposé par le 115.",
        "notice_hours": 168 if rank else 24, "refusal_ground": "", "posted_at": None, "interim_at": None,
        "interim_ruled_at": None, "opposed_at": None, "evacuated_at": None,
    }  # fmt: skip
    case = opened(teller, rank, at, SQUAT, person(rank), answers, place="Appartement, 1er étage")
    yield at
    step(case, "acknowledge", at)
    if until == "received":
        return
    step(case, "receive_pieces", at, pieces=["complaint", "home", "record"], received_on=at.date())
    step(case, "declare_complete", at)
    yield from signed(case, teller.cabinet, at + timedelta(hours=4), "notice")
    at = at + timedelta(hours=7)
    yield from served(case, at, rank)
    yield at
    follow_up(case, at, "Affichage constaté.", posted_at=at.isoformat())
    at = later(at, 3, hour=11)
    yield at
    follow_up(case, at, "Évacuation constatée.", evacuated_at=at.isoformat())
    step(case, "end_measure", at, text="Logement restitué à son occupante.")


def travellers(teller, rank: int, at: datetime, *, contested: bool) -> Story:
    """Evacuated without a fight, or brought before the court, which stays the evacuation."""
    yield at
    answers = {
        "requested_by": "mayor", "request_at": at.isoformat(), "regime": "article_9", "scheme_compliant": True,
        "parking_ban": f"n° {at.year}-118 du 3 février", "caravans": 18 + rank, "vehicles": 22,
        "harms": ["health", "safety"],
        "facts": [f"{at:%d/%m/%Y} : branchements sur le réseau électrique, absence d'évacuation des eaux"],
        "police_report_at": at.isoformat(), "notice_hours": 24, "posted_at": None, "court_seised_at": None,
        "court_ruled_at": None, "annulled": False, "owner_opposed_at": None, "returned_at": None, "evacuated_at": None,
    }  # fmt: skip
    commune = teller.communes[(rank * 5 + 2) % len(teller.communes)]
    town = {"kind": "town", "last_name": f"Mairie de la commune ({commune.name})"}
    case = opened(teller, rank, at, TRAVELLERS, town, answers, place="Stade, terrain annexe")
    yield at
    step(case, "qualify", at, text="Atteinte à la salubrité et à la sécurité.")
    yield from signed(case, teller.cabinet, at + timedelta(hours=3), "notice")
    at = at + timedelta(hours=9)
    yield from served(case, at, rank)
    at = at + timedelta(hours=18)
    yield at
    if contested:
        follow_up(case, at, "Requête communiquée par le tribunal.", court_seised_at=at.isoformat())
        return
    at = later(at, 2, hour=8)
    yield at
    follow_up(case, at, "Départ constaté.", evacuated_at=at.isoformat())
    step(case, "end_measure", at, text="Terrain libéré avant l'intervention.")


def dealer(teller, rank: int, at: datetime) -> Story:
    """The landlord is asked to act, lets his time go by, and a second case opens for the substitution."""
    yield at
    landlord = {"kind": "company", "last_name": "SA d'HLM Les Coteaux"}
    answers = {
        "occupants": ["M. Rémi Falguière"], "landlord_type": "social", "prosecutor_informed_on": at.date().isoformat(),
        "facts": [f"{at:%d/%m/%Y} : revente dans le hall, plaintes répétées des voisins"],
        "report_references": [f"rapport n° {at.year}/1204"], "earlier_request": "", "landlord_answer": "",
        "landlord_answered_on": None,
    }  # fmt: skip
    case = opened(teller, rank, at, dealer_tenant.CODE, landlord, answers, place="Logement, hall 3", channel="police")
    yield at
    step(case, "qualify", at, text="Trouble grave et répété.")
    yield from signed(case, teller.cabinet, later(at, 3), "landlord_request")
    at = later(at, 5, hour=17)
    yield from served(case, at, rank)
    at = moment(add_months(at.date(), 1) + timedelta(days=3))
    yield at
    follow_up(case, at, "Délai expiré sans réponse.", landlord_answer="none")
    second = {**answers, "earlier_request": case.reference, "landlord_answer": "none"}
    case = opened(teller, rank, at, dealer_tenant.CODE, landlord, second, place="Logement, hall 3", channel="police")
    yield at
    step(case, "qualify", at, text="Inertie du bailleur.")


def stadium(teller, rank: int, at: datetime, until: str) -> Story:
    yield at
    case = opened(teller, rank, at, STADIUM, person(rank), {
        "facts": [f"{at:%d/%m/%Y} : jets de fumigènes sur la pelouse et violences sur un stadier"],
        "report_references": [f"rapport n° {at.year}/77{rank}"], "teams": CLUBS[0],
        "competitions": ["Championnat", "Coupe"], "starts_on": None, "duration_months": 6, "previous_ban_on": None,
        "check_in_duty": True, "check_in_place": "Commissariat de secteur",
    }, channel="police")  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "qualify", at, text="Menace pour l'ordre public lors des rencontres.")
    step(case, "invite_to_hearing", at, sent_on=at.date(), deadline_on=at.date() + timedelta(days=15),
         facts="Fumigènes et violences sur un stadier.",
         contemplated_measure="Interdiction de stade de six mois.")  # fmt: skip
    if until == "hearing":
        return
    at = later(at, 8)
    yield at
    step(case, "record_observations", at, mode="written", observations_on=at.date(), observations="Regrets.")
    yield from signed(case, teller.cabinet, later(at, 4), "ban")
    yield from served(case, later(at, 6, hour=17), rank)


def supporters(teller, rank: int, at: datetime, *, beyond: bool) -> Story:
    """Signed and waiting for the register, or for the minister when it reaches beyond the department."""
    yield at
    match_at = moment(at.date() + timedelta(days=31), 15)
    case = opened(teller, rank, at, SUPPORTERS, {"kind": "state", "last_name": "Direction territoriale de la police"}, {
        "facts": ["Affrontements entre supporters lors des deux dernières rencontres"], "report_references": [],
        "match": f"{CLUBS[0]} – {CLUBS[1]}", "match_at": match_at.isoformat(), "supporters": CLUBS[1],
        "territory": ["Avenue du stade", "Gare et ses abords"],
        "starts_at": (match_at - timedelta(hours=7)).isoformat(),
        "ends_at": (match_at + timedelta(hours=8)).isoformat(), "beyond_department": beyond,
    }, channel="police")  # fmt: skip
    at = later(at, 1)
    yield at
    if beyond:
        step(case, "redirect", at, to="ministre de l'Intérieur", reason="")
        return
    step(case, "qualify", at, text="Risque établi par les rencontres précédentes.")
    yield from signed(case, teller.cabinet, later(at, 1), "restriction")


def drug_spot(teller, rank: int, at: datetime) -> Story:
    """The prosecutor told first, a month of ban, and the answer that comes afterwards."""
    yield at
    case = opened(teller, rank, at, DRUG_SPOT, person(rank), {
        "facts": [f"{at:%d/%m/%Y} : guet au pied de l'immeuble, troisième contrôle du mois"],
        "report_references": [f"rapport n° {at.year}/902"],
        "perimeter": ["Rue du Port, du n° 2 au n° 30", "Passage des Arcades"],
        "home_in_perimeter": False, "private_life": "Travaille à Paris ; ses parents vivent hors du périmètre.",
        "prosecutor_informed_at": (at + timedelta(hours=1)).isoformat(), "starts_on": None,
        "ends_on": (at.date() + timedelta(days=28)).isoformat(), "observations_on": None, "observations": "",
    }, place="Passage des Arcades", channel="police")  # fmt: skip
    yield at
    step(case, "qualify", at, text="Participation à l'occupation du point de deal.")
    yield from signed(case, teller.cabinet, at + timedelta(hours=5), "ban")
    at = later(at, 1, hour=17)
    yield from served(case, at, rank)
    at = later(at, 4)
    yield at
    told = {"observations_on": at.date().isoformat(), "observations": "Conteste les faits."}
    follow_up(case, at, "Observations reçues.", **told)
