"""Motor, combat and nautical events, circuits, a venue; two events meet on one morning, by their routes too."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from directorate.casework import registry
from directorate.casework.models import Case
from directorate.casework.operations import open_case, save_draft
from directorate.commissions.models import CommissionSession
from directorate.commissions.operations import close_session
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import PARIS, Story, later, moment
from police_admin.events.operations import add_link, record_route
from police_admin.stories.gestures import commission_with

MEMBERS = (
    ("m", "Octave Brisson", "représentant le préfet", True), ("mme", "Fanny Lescure", "direction de la police", False),
    ("m", "Adrien Cauvin", "conseil départemental", False), ("mme", "Maude Ribière", "fédération sportive", False),
)  # fmt: skip
EVENT = {"participants": 90, "spectators": 400, "safety": "Deux postes de secours, commissaires à chaque virage",
         "departments": [], "route": "Quai de la Marne, avenue du Château"}  # fmt: skip
ORGANISERS = ("Moto-club des Coteaux", "Ring du Belvédère", "Régates de la Boucle", "Amicale des Vieux Volants",
              "Karting des Érables", "Union sportive du Plateau")  # fmt: skip


def stories(teller) -> Iterator[Story]:
    today = teller.today
    sessions = road_safety(teller)
    rally = EVENT | {
        "event_name": "Rallye des Coteaux",
        "discipline": "Rallye automobile",
        "site": "course",
        "vehicles": 60,
        "liaison": True,
        "technical_organiser": "M. Ludovic Amiel, directeur de course",
    }
    yield authorised(teller, 0, "motor_event_authorisation", today - timedelta(days=48), 92, rally, sessions[0])
    late = rally | {
        "event_name": "Montée du Belvédère",
        "discipline": "Moto, course de côte",
        "liaison": False,
        "site": "temporary",
    }
    yield authorised(teller, 0, "motor_event_authorisation", today - timedelta(days=9), 51, late, sessions[1])
    yield authorised(teller, 2, "nautical_event", today - timedelta(days=40), 78, EVENT | {
        "event_name": "Régate des Trois Ponts", "discipline": "Aviron", "river": "marne", "reach": "PK 3 à PK 6",
        "boats": 40, "stop_hours": 3, "marshal_boats": 4}, None)  # fmt: skip
    circuit = {
        "circuit": "Karting des Érables",
        "disciplines": "Karting",
        "speed": "slow",
        "length_m": 850,
        "vehicles_together": 14,
        "public": 250,
        "noise": "Silencieux obligatoires, fermeture à 20 h",
        "first_use_on": str(today + timedelta(days=45)),
    }
    yield authorised(teller, 4, "circuit_approval", today - timedelta(days=44), 0, circuit, sessions[0])
    hall = {
        "venue": "Palais des sports du Plateau",
        "kind": "covered",
        "disciplines": "Basket, hand-ball",
        "seated": 1200,
        "standing": 0,
        "temporary": 150,
    }
    yield authorised(
        teller, 5, "sports_venue_homologation", today - timedelta(days=20), 0, hall, None, until="consulted"
    )
    old = EVENT | {
        "event_name": "Traversée des Vieux Volants",
        "discipline": "Véhicules anciens",
        "vehicles": 80,
        "highway_code": True,
        "departments": ["Seine-et-Marne"],
    }
    yield declared(teller, 3, "motor_gathering", today - timedelta(days=22), 73, old, hour=9, drawn=True)
    fight = EVENT | {"event_name": "Nuit du Ring", "discipline": "Boxe, huit combats", "organiser": "other"}
    yield declared(teller, 1, "combat_sport_event", today - timedelta(days=12), 12, fight, hour=20)
    yield declared(
        teller,
        1,
        "sport_event_no_federation",
        today - timedelta(days=30),
        20,
        EVENT | {"event_name": "Défi des Gladiateurs", "discipline": "Parcours d'obstacles avec affrontements"},
        ban=True,
    )
    # On the same morning and along the same quay as the gathering.
    yield declared(teller, 4, "motor_event_on_approved_circuit", today - timedelta(days=15), 73, EVENT | {
        "event_name": "Grand prix des Érables", "discipline": "Karting", "circuit": "Karting des Érables",
        "approval_number": "HC-2024-00003", "approved_until": str(today + timedelta(days=700)), "same_discipline": True,
        "vehicles": 24, "federation": "calendar", "federation_asked_on": None}, hour=9, drawn=True)  # fmt: skip


def road_safety(teller) -> list[CommissionSession]:
    """The commission of road safety, by its sections: four members, a session held, others to come."""
    commission_with(teller, "cdsr-fourrieres", MEMBERS, (18,))
    return commission_with(teller, "cdsr-epreuves", MEMBERS, (-21, 16))


def opened(teller, rank: int, at: datetime, code: str, answers: Mapping[str, Any], ahead: int, hour: int) -> Case:
    worker, name = teller.agent(rank, at.date()), ORGANISERS[rank]
    procedure, commune = registry.procedure(code), teller.communes[(rank * 9 + 4) % len(teller.communes)]
    if ahead:
        starts = datetime.combine(teller.today + timedelta(days=ahead), time(hour), tzinfo=PARIS)
        near = teller.communes[(rank * 9 + 5) % len(teller.communes)]
        answers = {
            **{key: value for key, value in answers.items() if key in procedure.form.base_fields},
            "starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=6)).isoformat(),
            "communes": sorted({commune.insee, near.insee}),
        }  # fmt: skip
    needed = [piece.code for piece in procedure.pieces if piece.is_needed(answers, at.date())]
    return open_case(
        procedure_code=code, received_on=at.date(), channel="online", by=worker, at=at, caseworker=worker,
        commune=commune, answers=answers, received_pieces=tuple(row for row in needed if row != "participants"),
        party={"kind": "association", "last_name": name, "representative": "Mme Violaine Hardouin, présidente",
               "email": f"sport{rank}@exemple.invalid",
               "address": f"{5 + rank} rue du Stade\n{commune.postal_codes[0]} {commune.name}"},
        place={"name": name, "address": f"{5 + rank} rue du Stade", "postal_code": commune.postal_codes[0],
               "latitude": commune.latitude, "longitude": commune.longitude},
    )  # fmt: skip


def heard(teller, case: Case, at: datetime, session: CommissionSession) -> Story:
    """On the agenda, and heard if the session is past."""
    step(case, "put_on_agenda", at, session=session)
    at = session.starts_at + timedelta(hours=2)
    yield at
    step(
        case,
        "record_opinion",
        at,
        consultation=case.consultations.get(code="cdsr"),
        opinion="favourable_with_reserves",
        answered_on=at.date(),
        answered_by="Le président de la commission",
        comment="Double rang de barrières.",
    )
    if not session.present.exists():
        session.present.set(session.commission.members.all())
        at = at + timedelta(hours=3)
        yield at
        close_session(session=session, minutes="Le président ouvre la séance à 9 h 30.", by=teller.head, at=at)


def authorised(
    teller, rank: int, code: str, day, ahead: int, answers: Mapping[str, Any], session: CommissionSession | None,
    until: str = "notified",
) -> Story:  # fmt: skip
    """From the request to the arrêté; until the session when it is to come."""
    at = moment(day)
    yield at
    case = opened(teller, rank, at, code, answers, ahead, 9)
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)
    step(case, "declare_complete", at)
    at = later(at, 2)
    yield at
    procedure = registry.procedure(code)
    wanted = [row for row in procedure.opinions if row.is_mandatory(case.answers) and not row.commission]
    for opinion in wanted:
        step(
            case, "request_opinion", at, opinion=opinion.code, email="" if opinion.own_means else "avis@service.invalid"
        )
    if session is not None:
        at = at + timedelta(hours=1)
        yield at
        yield from heard(teller, case, at, session)
        at = session.starts_at + timedelta(days=1)
    if until == "consulted":
        return
    at = later(at, 3)
    yield at
    for waiting in case.consultations.filter(answered_on=None):
        step(case, "record_opinion", at, consultation=waiting, opinion="favourable", answered_on=at.date())
    at = at + timedelta(hours=1)
    yield at
    step(case, "draft_decision", at, outcome="grant")
    step(case, "submit", at)
    at = later(at, 2, hour=15)
    yield at
    step(case, "sign", at, by=teller.head)
    at = later(at, 3, hour=11)
    yield at
    step(case, "notify", at, notified_at=at, mode="registered_post", reference=f"1A 233 {400 + rank} 9921 4")


def declared(
    teller, rank: int, code: str, day, ahead: int, answers: Mapping[str, Any], *, hour: int = 10, drawn: bool = False,
    ban: bool = False,
) -> Story:  # fmt: skip
    """A receipt, perhaps with the route of the organiser; or a ban."""
    at = moment(day)
    yield at
    case = opened(teller, rank, at, code, answers, ahead, hour)
    if drawn:
        centre = teller.communes[2]
        line = [
            (float(centre.longitude + Decimal(part) / 200), float(centre.latitude + Decimal(part % 3 + rank) / 2000))
            for part in range(7)
        ]
        record_route(case=case, lines=[line], source="file", by=case.caseworker, at=at)
        add_link(case=case, kind="dps", reference="", words="Convention de secours n° 2026-18, pièce du dossier",
                 by=case.caseworker, at=at)  # fmt: skip
    at = later(at, 2)
    yield at
    if not ban:
        step(case, "issue_receipt", at, by=teller.head)
        return
    step(case, "declare_complete", at)
    step(case, "invite_to_hearing", at, deadline_on=at.date() + timedelta(days=8),
         facts="Six participants hospitalisés après des coups portés, lors de l'édition précédente.",
         contemplated_measure="Interdiction de la manifestation.")  # fmt: skip
    at = later(at, 2)
    yield at
    step(case, "record_observations", at, mode="oral", observations_on=at.date(), heard_on=at.date(),
         observations="L'organisateur propose un arbitre de plus.")  # fmt: skip
    step(case, "draft_decision", at, outcome="ban")
    draft = Case.objects.get(pk=case.pk).decision
    facts = "lors de l'édition précédente, six participants ont été hospitalisés après des coups portés"
    means = "que ni un arbitrage ni un équipement n'empêchent ces coups, au cœur de l'épreuve"
    grounds = [
        ground.replace("[à compléter : faits précis]", facts).replace("[à compléter : mesures examinées]", means)
        for ground in draft.grounds
    ]
    save_draft(case=case, by=case.caseworker, at=at, title=draft.title, visas=draft.visas, articles=draft.articles,
               grounds=grounds)  # fmt: skip
    step(case, "submit", at)
    at = later(at, 1, hour=16)
    yield at
    step(case, "sign", at, by=teller.cabinet)
    at = later(at, 1, hour=10)
    yield at
    step(case, "notify", at, notified_at=at, mode="police_report", reference=f"PV {at.year}/{9100 + rank}")
