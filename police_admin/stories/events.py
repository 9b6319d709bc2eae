"""Gatherings, flights and fireworks at their stages: each tale is a line of data, and the gestures made on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from directorate.appeals.operations import record_appeal
from directorate.casework.models import Case
from directorate.casework.operations import open_case, save_draft, take_transition
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import PARIS, Story, later, moment
from directorate.legal_calendar.arithmetic import add_months
from directorate.permits.models import Permit

DUSK, AFTERNOON = 21, 14
REASON = "les rapports transmis signalent un risque précis que l'organisation prévue ne maîtrise pas"
ORGANISERS = (
    ("association", "Association Les Nuits du Lac", "Mme Apolline Vasseur"),
    ("company", "SARL Belvédère Production", "M. Maxence Thibaud"),
    ("association", "Comité des fêtes des Deux Rives", "Mme Rosalie Kermarec"),
    ("company", "SAS Hauteurs et Images", "M. Florian Delacourt"),
    ("association", "Secours des Quais", "M. Elias Montagné"),
    ("company", "Société Gardia 94", "Mme Inaya Lesourd"),
)
PEOPLE = (("m", "Aurélien", "Castagné"), ("mme", "Marjolaine", "Duquesne"), ("m", "Boris", "Lemarchand"),
          ("mme", "Salomé", "Verdier"))  # fmt: skip
SITES = ("Parc de la Plage Bleue", "Île de loisirs", "Quai du Port", "Esplanade du Belvédère", "Stade des Tilleuls")


@dataclass(frozen=True)
class Tale:
    """`ago`: days since it was received; `ahead`: days from there to the event; `gestures`: keys of `GESTURES`."""

    code: str
    ago: int
    answers: Mapping[str, Any]
    gestures: tuple[Any, ...]
    ahead: int = 0
    hours: int = 4
    hour: int = AFTERNOON
    person: bool = False
    place: bool = False
    channel: str = "email"
    title: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


MUSIC = {
    "place_description": "Ancienne halle de tri", "route": "", "amplified": True, "advertised": True,
    "risky_place": True, "expected_people": 900, "good_practice": True, "security": "Vingt bénévoles, deux secouristes",
    "hygiene": "Dix toilettes, deux points d'eau, nettoyage le lendemain", "prevention": "Stand de prévention",
    "measures": "sufficient", "concertation_on": None, "formal_notice_on": None,
}  # fmt: skip
LARGE = {
    "kind": "concert", "place_description": "Esplanade du Belvédère", "route": "", "expected_people": 3200,
    "paid": False, "open_air": True, "stewards": 40, "first_aid": "Secours des Quais, douze secouristes",
    "access": "Trois entrées contrôlées, plots de béton", "evacuation": "Arrêt au-delà de 60 km/h de vent",
    "recommendations": ["Porter à quatre le nombre d'entrées", "Prévoir un poste médical avancé"],
}  # fmt: skip
COLLECTION = {
    "calendar_from": None, "calendar_to": None, "collectors": 25, "places": ["Place du Marché", "Parvis de la gare"],
    "use_of_funds": "Achat de matériel de secours",
}  # fmt: skip
FIRM = {
    "firm": "Gardia 94", "firm_authorisation": "AUT-094-2122-03-11-20220712345",
    "agents": ["Maud Rivoire, CAR-094-2027-01-01", "Hugo Salvan, CAR-094-2027-02-02"], "places": ["Rue du Port"],
}  # fmt: skip
DRONE = {
    "operator_no": "FRA7k2m9x", "category": "open_pro", "uas_id": "Quadricoptère Orion 2, n° 884", "mass_g": 900,
    "height_max_m": 90, "purpose": "Inspection de toiture", "built_up_m": 0, "crowd_m": None,
    "sites": ["12 rue des Tanneurs, rayon 80 m"], "route": "", "slots": ["9 h à 12 h"], "restricted_zone": False,
    "late_reason": "",
}  # fmt: skip
SHOW = {
    "kind": "small", "site": "Prairie du Lac", "route": "Axe est-ouest, 300 m du public", "public_call": True,
    "spectators_per_day": 2500, "military": False, "departments": [],
}  # fmt: skip
HELIPAD = {
    "built_up": True, "route": "Arrivée par le fleuve", "purpose": "Pose d'une antenne", "aircraft": "H125, Marne"
    " Hélico",
    "movements_day": 6, "movements_year": 6, "occupier_agrees": True, "site": "Toiture de l'usine des eaux",
}  # fmt: skip
FIRE = {
    "site": "Barge amarrée au quai du Port", "route": "Quai fermé sur 200 mètres", "categories": ["F3", "F4"],
    "nec_kg": "48.50", "calibre_max_mm": 75, "salute_max_mm": 0, "firing_responsible": "Mme Salomé Verdier",
    "certificate_level": "1", "certificate_no": "F4T2N1-2024-00012", "storage": "Local fermé, vingt-quatre heures",
    "wind_limit_kmh": 50, "spectators": 4000, "mayor_told": True, "measures": ["Deux lances", "Quatre artificiers"],
}  # fmt: skip
TRAINED = {
    "home": "here", "birth_on": "1988-04-17", "training_centre": "École des métiers de l'artifice",
    "prior_authorisation": "AP-2026-114", "shows": 5,
}  # fmt: skip
EXPLOSIVES = {
    "products": ["Explosifs civils, 120 kg"], "quantity_kg": 120, "purpose": "Démolition d'un silo",
    "responsible": "M. Boris Lemarchand",
}  # fmt: skip
CIRCUMSTANCES = {
    "facts": ["Appel à venir masqué et équipé, diffusé la veille"], "report_references": [],
    "perimeter": "Place de la gare, rue du Canal et leurs accès",
}  # fmt: skip


def tales() -> Iterator[Tale]:
    # Orders bounded in time and place: applied and over, waiting for the signature.
    objects = {**CIRCUMSTANCES, "declaration": "", "objects": ["Boules de pétanque", "Outils", "Fusées de détresse"]}
    yield Tale(
        "weapons_and_objects_ban_order",
        48,
        {**objects, "purpose": "Contre le passage des camions, gare"},
        ("qualify", ("order", "order"), "end"),
        ahead=7,
        more={"applies_from": 2},
    )
    yield Tale(
        "weapons_and_objects_ban_order",
        4,
        {**objects, "purpose": "Rassemblement du Belvédère"},
        ("qualify", ("draft", "order")),
        ahead=6,
        more={"applies_from": 12},
    )
    perimeter = {
        **CIRCUMSTANCES, "facts": ["Niveau urgence attentat du plan Vigipirate", "Deux mille visiteurs par jour"],
        "site": "Grande foire des quais", "access_points": ["Porte nord", "Porte du Lac"],
        "access_rules": "Passage des riverains et des livreurs sur justificatif", "verifications": ["pat_down", "bags"],
        "agents": ["police", "private_guards"], "mayor_agrees": False, "former_order": "",
    }  # fmt: skip
    yield Tale(
        "protection_perimeter", 40, perimeter, ("qualify", "police", ("order", "order"), "end"), ahead=16, hours=72
    )
    yield Tale(
        "protection_perimeter",
        3,
        {**perimeter, "former_order": "n° 2026/04127"},
        ("qualify", "ask"),
        ahead=20,
        hours=200,
    )
    yield Tale(
        "private_guard_pat_down",
        6,
        {**CIRCUMSTANCES, **FIRM, "both_sexes": True},
        ("qualify", "ask"),
        ahead=20,
        more={"authorised_until": 500},
    )
    guards = {**FIRM, "guarded": "Commerces du quai du Port", "client": "Union des commerçants", "armed": False,
              "reasons": "Quatre effractions en un mois"}  # fmt: skip
    yield Tale(
        "guards_on_public_road",
        60,
        guards,
        ("acknowledge", "pieces", "police", ("grant", "grant"), "end"),
        ahead=45,
        hours=240,
        more={"authorised_until": 500},
    )
    # Nobody ruled: a refusal was born of silence.
    yield Tale("guards_on_public_road", 90, guards, ("acknowledge",), ahead=100, more={"authorised_until": 400})
    yield Tale(
        "guards_on_public_road", 20, guards, ("acknowledge", "pieces", "ask"), ahead=45, more={"authorised_until": 400}
    )
    # Gatherings: a receipt, a mayor's matter, a ban after a formal notice.
    yield Tale(
        "festive_music_gathering_declaration",
        70,
        {**MUSIC, "event_name": "Nuit de la Halle"},
        ("pieces", "police", "receipt", "after"),
        ahead=40,
        hour=DUSK,
        hours=9,
    )
    yield Tale(
        "festive_music_gathering_declaration",
        15,
        {**MUSIC, "event_name": "Soirée du Canal", "expected_people": 300},
        ("redirect",),
        ahead=25,
    )
    yield Tale(
        "festive_music_gathering_declaration",
        34,
        {**MUSIC, "event_name": "Teknival des Quais", "measures": "insufficient", "good_practice": False},
        ("pieces", "police", ("against", "ban"), "after"),
        ahead=22,
        hour=DUSK,
        hours=30,
        more={"concertation_on": 4, "formal_notice_on": 7},
    )
    yield Tale(
        "large_event_security_file",
        80,
        {**LARGE, "event_name": "Fête du Lac"},
        ("pieces", "police", "receipt", "after"),
        ahead=52,
    )
    yield Tale(
        "large_event_security_file",
        12,
        {**LARGE, "event_name": "Grande braderie", "kind": "market", "expected_people": 8000, "recommendations": []},
        ("pieces", "ask"),
        ahead=30,
    )
    yield Tale("paid_event_copy", 26, {
        "event_name": "Concert des quais", "other_days": [], "capacity_seated": 400, "capacity_standing": 2100,
        "stewards": 24, "stewarding": "insufficient", "prescriptions": ["Dix agents de plus aux entrées"],
    }, ("register", "acknowledge"), ahead=40, place=True, channel="other_admin", more={"declared_on": -3})  # fmt: skip
    yield Tale(
        "collection_on_public_road",
        65,
        {**COLLECTION, "cause": "Recherche médicale", "calendar": "national"},
        ("acknowledge", "pieces", ("grant", "grant"), "end"),
        ahead=38,
        hours=30,
        more={"calendar_from": 37, "calendar_to": 45},
    )
    yield Tale(
        "collection_on_public_road",
        9,
        {**COLLECTION, "cause": "Secours des Quais", "calendar": "local"},
        ("acknowledge", "missing"),
        ahead=40,
    )
    yield Tale("collection_calendar_order", 75, {
        "year": 0, "source": "calendrier publié par le ministère de l'Intérieur",
        "lines": ["14 au 22 mars : lutte contre le cancer", "10 au 16 mai : œuvres de solidarité"],
    }, ("complete", ("order", "order")), channel="other_admin")  # fmt: skip
    appeal = {"object": "Soutien aux secouristes", "means": ["internet", "press"], "before_last_year": "120000.00",
              "last_year": "171000.00", "this_year": "40000.00"}  # fmt: skip
    yield Tale(
        "public_fundraising_declaration",
        33,
        {**appeal, "seat": "here"},
        ("pieces", "receipt"),
        more={"campaign_from": 20, "campaign_to": 120},
    )
    yield Tale(
        "public_fundraising_declaration",
        6,
        {**appeal, "seat": "elsewhere"},
        ("redirect",),
        more={"campaign_from": 20, "campaign_to": 60},
    )
    # Flights.
    yield Tale("air_show_intent", 140, {**SHOW, "event_name": "Les Ailes du Lac"},
               ("pieces", "dsac", "receipt", "after"), ahead=110)  # fmt: skip
    yield Tale("air_show_authorisation", 90, {
        **SHOW, "event_name": "Les Ailes du Lac", "intent": "", "flight_director": "M. Loïc Garnier",
        "aircraft": ["Deux biplans", "Un autogire"],
    }, ("acknowledge", "pieces", "dsac", ("grant", "grant"), "end"), ahead=60)  # fmt: skip
    yield Tale("air_show_intent", 8, {**SHOW, "event_name": "Voltige en bord de Marne", "kind": "single"},
               ("pieces", "intent"), ahead=110)  # fmt: skip
    yield Tale("drone_populated_area_declaration", 26, DRONE, ("receipt", "after"), ahead=13)
    yield Tale(
        "drone_populated_area_declaration",
        5,
        {**DRONE, "purpose": "Film d'entreprise", "late_reason": "Report imposé par la météo"},
        ("receipt",),
        ahead=6,
    )
    yield Tale(
        "drone_populated_area_declaration",
        22,
        {**DRONE, "purpose": "Survol d'un concert", "crowd_m": 40, "category": "sts_01", "height_max_m": 150},
        ("pieces", "police", ("against", "ban"), "contested", "after"),
        ahead=16,
    )
    yield Tale("drone_populated_area_declaration", 2, {**DRONE, "purpose": "Relevé de façades"}, (), ahead=12)
    yield Tale(
        "helisurface_in_built_up_area",
        58,
        HELIPAD,
        ("acknowledge", "pieces", "dsac", ("grant", "grant"), "end"),
        ahead=40,
        hours=3,
    )
    yield Tale(
        "helisurface_in_built_up_area",
        14,
        {**HELIPAD, "occupier_agrees": False, "site": "Cour du dépôt"},
        ("acknowledge", "missing"),
        ahead=35,
        hours=2,
    )
    site = {"purpose": "Baptêmes et entraînement", "occupier_agrees": True, "nearest_homes_m": 600}
    yield Tale(
        "ultralight_platform",
        120,
        {**site, "site": "Champ de la Ferme aux Loups", "kind": "ultralight", "flights_year": 300},
        ("acknowledge", "pieces", "dsac", ("grant", "grant")),
        place=True,
    )
    yield Tale(
        "private_aerodrome_helistation",
        50,
        {
            **site,
            "site": "Toit de la clinique du Parc",
            "kind": "helistation",
            "purpose": "Transport sanitaire",
            "movements_year": 400,
        },
        ("acknowledge", "pieces", "dsac"),
        place=True,
    )
    yield Tale("low_overflight_derogation", 20, {
        "area": "Lignes à haute tension de l'est du département", "route": "Le long des lignes", "engines": "several",
        "purpose": "Surveillance de réseau", "aircraft": "AS355", "height_min_m": 60,
    }, ("acknowledge", "pieces", "dsac"), ahead=40, hours=900)  # fmt: skip
    imagery = {"sensors": ["Caméra infrarouge"], "aircraft": "Drone Orion 2", "purpose": "Thermographie de bâtiments",
               "keeping": "Serveur de l'exploitant, un an"}  # fmt: skip
    yield Tale(
        "non_visible_spectrum_imagery", 85, {**imagery, "home": "here"}, ("acknowledge", "pieces", ("grant", "grant"))
    )
    yield Tale("non_visible_spectrum_imagery", 10, {**imagery, "home": "elsewhere"}, ("redirect",))
    release = {"kind": "balloons", "number": 300, "site": "Cour de l'école", "route": "Est", "biodegradable": True}
    yield Tale(
        "balloons_lanterns_release",
        44,
        {**release, "occasion": "Fête de l'école", "aerodrome_km": 14},
        ("pieces", "receipt", "after"),
        ahead=24,
        hours=1,
    )
    yield Tale(
        "balloons_lanterns_release",
        24,
        {**release, "occasion": "Nuit des lanternes", "kind": "lanterns", "aerodrome_km": 3, "biodegradable": False},
        ("pieces", ("against", "ban"), "after"),
        ahead=16,
        hour=DUSK,
        hours=1,
    )
    # Fireworks and explosives.
    yield Tale(
        "firework_show_declaration",
        100,
        {**FIRE, "event_name": "Feu de la Saint-Jean"},
        ("pieces", "police", "receipt", "after"),
        ahead=45,
        hour=DUSK,
        hours=1,
        more={"certificate_until": 400},
    )
    yield Tale(
        "firework_show_declaration",
        17,
        {**FIRE, "event_name": "Feu de la Saint-Nicolas"},
        ("pieces", "police", ("against", "prescriptions")),
        ahead=25,
        hour=DUSK,
        hours=1,
        more={"certificate_until": 400},
    )
    yield Tale(
        "firework_show_declaration",
        4,
        {**FIRE, "event_name": "Feu du nouvel an", "calibre_max_mm": 125},
        ("pieces",),
        ahead=36,
        hour=DUSK,
        hours=1,
        more={"certificate_until": 400},
    )
    yield Tale(
        "pyrotechnician_certificate",
        95,
        TRAINED,
        ("acknowledge", "pieces", "record", ("grant", "grant")),
        person=True,
        more={"prior_authorisation_on": -260, "training_on": -200},
    )
    yield Tale(
        "pyrotechnician_certificate",
        62,
        {**TRAINED, "shows": 1},
        ("acknowledge", "pieces", "record", ("refusal", "refusal")),
        person=True,
        more={"prior_authorisation_on": -210, "training_on": -150},
    )
    yield Tale(
        "pyrotechnician_certificate_renewal",
        21,
        {"home": "here", "birth_on": "1979-09-02", "shows": 4},
        ("acknowledge", "pieces"),
        person=True,
        title="pyrotechnician_certificate",
    )
    yield Tale("explosives_training_authorisation", 24, {
        "home": "here", "birth_on": "2001-06-12", "training": "f4_t2",
        "training_centre": "École des métiers de l'artifice",
    }, ("acknowledge", "pieces"), person=True)  # fmt: skip
    yield Tale("mortar_firework_purchase_approval", 52, {
        "home": "here", "birth_on": "1991-01-23", "purpose": "Fêtes de quartier", "storage": "Local communal fermé",
        "quantity_kg": 20,
    }, ("acknowledge", "pieces", "record"), person=True)  # fmt: skip
    yield Tale(
        "explosives_acquisition_authorisation",
        57,
        {**EXPLOSIVES, "depot": "Emploi dès réception"},
        ("acknowledge", "pieces", "record"),
        more={"needed_until": 300},
    )
    yield Tale(
        "explosives_depot_authorisation",
        30,
        {**EXPLOSIVES, "capacity_kg": 200, "security": "Clôture, alarme"},
        ("acknowledge", "missing"),
        place=True,
        more={"needed_until": 900},
    )
    yield Tale("explosives_personnel_clearance", 25, {
        "birth_on": "1985-11-30", "employer": "Démolition du Val", "functions": "Boutefeu",
    }, ("acknowledge", "pieces", "record"), person=True)  # fmt: skip


def stories(teller) -> Iterator[Story]:
    for rank, tale in enumerate(tales()):
        yield told(teller, rank, tale)


# --- opening ------------------------------------------------------------------------------------------------


def party_of(rank: int, tale: Tale, commune) -> dict:
    address = f"{6 + rank} quai des Charpentiers\n{commune.postal_codes[0]} {commune.name}"
    email = f"evenement{rank}@exemple.invalid"
    if tale.person:
        civility, first_name, last_name = PEOPLE[rank % len(PEOPLE)]
        return {"kind": "person", "civility": civility, "first_name": first_name, "last_name": last_name,
                "email": email, "address": address}  # fmt: skip
    kind, name, representative = ORGANISERS[rank % len(ORGANISERS)]
    return {"kind": kind, "last_name": name, "representative": representative, "email": email, "address": address}


def answers_of(tale: Tale, at: datetime, communes: list[str]) -> dict[str, Any]:
    """Days of `more` are counted from the receipt; hours, for the instant from which an order applies."""
    answers = dict(tale.answers)
    if tale.ahead:
        starts = datetime.combine(at.date() + timedelta(days=tale.ahead), time(tale.hour), tzinfo=PARIS)
        answers |= {
            "starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=tale.hours)).isoformat(),
            "communes": communes,
        }  # fmt: skip
        if hours := tale.more.get("applies_from"):
            answers["applies_from"] = (starts - timedelta(hours=hours)).isoformat()
    if "year" in answers:
        answers["year"] = at.year
    if answers.get("intent") == "":
        intents = Case.objects.filter(procedure_code="air_show_intent", answers__event_name=answers["event_name"])
        answers["intent"] = intents.values_list("reference", flat=True).first() or ""
    days = {name: at.date() + timedelta(days=days) for name, days in tale.more.items() if name != "applies_from"}
    return answers | {name: day.isoformat() for name, day in days.items()}


def former_title(teller, tale: Tale, party: dict, at: datetime) -> Permit:
    """Its renewal is asked late, some days before its end."""
    ends_on = at.date() + timedelta(days=40)
    return Permit.objects.create(
        number=f"F4T2N1-{ends_on.year - 5}-09001", procedure_code=tale.title, label="Certificat F4-T2 de niveau 1",
        holder=f"{party['first_name']} {party['last_name']}", unit_id="polices-administratives",
        issued_on=add_months(ends_on, -60), valid_from=add_months(ends_on, -60), expires_on=ends_on,
        renew_by=add_months(ends_on, -2),
    )  # fmt: skip


def opened(teller, rank: int, tale: Tale, at: datetime) -> Case:
    worker = teller.agent(rank, at.date())
    commune = teller.communes[(rank * 7 + 3) % len(teller.communes)]
    party = party_of(rank, tale, commune)
    place = {"name": SITES[rank % len(SITES)], "address": f"{3 + rank} rue du Port",
             "postal_code": commune.postal_codes[0]}  # fmt: skip
    return open_case(
        procedure_code=tale.code, received_on=at.date(), channel=tale.channel, by=worker, at=at, caseworker=worker,
        commune=commune, party=party, place=place if tale.place or tale.ahead else None,
        answers=answers_of(tale, at, [commune.insee]),
        renews=former_title(teller, tale, party, at) if tale.title else None,
    )  # fmt: skip


# --- gestures -----------------------------------------------------------------------------------------------


def told(teller, rank: int, tale: Tale) -> Story:
    at = moment(teller.today - timedelta(days=tale.ago))
    yield at
    case = opened(teller, rank, tale, at)
    for gesture in tale.gestures:
        name, *arguments = (gesture,) if isinstance(gesture, str) else gesture
        at = yield from GESTURES[name](teller, case, later(at, 1), *arguments)


def simple(name: str, **details):
    def gesture(teller, case: Case, at: datetime) -> Story:
        yield at
        step(case, name, at, **details)
        return at

    return gesture


def pieces(teller, case: Case, at: datetime) -> Story:
    yield at
    codes = list(case.pieces.values_list("code", flat=True))
    step(case, "receive_pieces", at, pieces=codes, received_on=at.date())
    at = at + timedelta(hours=1)
    yield at
    if Case.objects.get(pk=case.pk).stage in {"received", "incomplete"}:
        step(case, "declare_complete", at)
    return at


def missing(teller, case: Case, at: datetime) -> Story:
    yield at
    codes = list(case.pieces.values_list("code", flat=True))
    step(case, "receive_pieces", at, pieces=codes[:1], received_on=at.date())
    at = at + timedelta(hours=1)
    yield at
    step(case, "request_pieces", at, pieces=codes[1:3], notified_on=at.date(),
         limit_on=at.date() + timedelta(days=30))  # fmt: skip
    return at


def declared_complete(case: Case, at: datetime) -> None:
    if Case.objects.get(pk=case.pk).stage == "received":
        step(case, "declare_complete", at)


def asked(code: str, *, answered: bool, own_means: bool = False):
    """An opinion of the police, of the aviation, or read by the service itself; answered four days later."""

    def gesture(teller, case: Case, at: datetime) -> Story:
        yield at
        declared_complete(case, at)
        police = None if own_means or code == "dsac" else teller.police
        step(case, "request_opinion", at, opinion=code, organisation=police,
             **({"email": "dsac-nord@exemple.invalid"} if code == "dsac" else {}))  # fmt: skip
        if not answered:
            return at
        at = later(at, 4)
        yield at
        step(case, "record_opinion", at, consultation=case.consultations.get(code=code), opinion="favourable",
             answered_on=at.date(), answered_by="Le signataire de l'avis", comment="")  # fmt: skip
        return at

    return gesture


def drafted(teller, case: Case, at: datetime, outcome: str) -> Story:
    yield at
    take_transition(case=case, name="draft_decision", by=case.caseworker, at=at, outcome=outcome)
    decision = Case.objects.get(pk=case.pk).decision
    texts = {name: [written(text) for text in getattr(decision, name)] for name in ("visas", "grounds", "articles")}
    save_draft(case=case, by=case.caseworker, at=at, title=decision.title, **texts)
    at = at + timedelta(hours=2)
    yield at
    step(case, "submit", at)
    return at


def written(text: str) -> str:
    """The passage left to the writer, stated."""
    before, mark, rest = text.partition("[à compléter")
    return f"{before}{REASON}{rest.partition(']')[2]}" if mark else text


def decided(by: str, *, notified: bool = True):
    def gesture(teller, case: Case, at: datetime, outcome: str) -> Story:
        at = yield from drafted(teller, case, at, outcome)
        at = later(at, 1, hour=16)
        yield at
        step(case, "sign", at, by=getattr(teller, by))
        if notified:
            at = later(at, 1, hour=11)
            yield at
            step(case, "notify", at, notified_at=at, mode="police_report", reference=f"PV {at.year}/{9100 + case.pk}")
        return at

    return gesture


def against(teller, case: Case, at: datetime, outcome: str) -> Story:
    """The event is near: its organiser is not heard, and the act says why."""
    yield at
    step(case, "waive_hearing", at, by=teller.head, exception="urgency",
         exception_reason="L'événement a lieu avant la fin du délai laissé aux observations.")  # fmt: skip
    return (yield from decided("cabinet")(teller, case, at + timedelta(minutes=30), outcome))


def receipt(teller, case: Case, at: datetime) -> Story:
    yield at
    step(case, "issue_receipt", at, by=teller.head)
    return at


def after(teller, case: Case, at: datetime) -> Story:
    """The day after the event, once what had to be published is."""
    ends = datetime.fromisoformat(case.answers["ends_at"])
    at = max(later(ends, 1, hour=9), later(at, 20))
    yield at
    if Case.objects.get(pk=case.pk).stage in {"receipt_issued", "in_execution"}:
        step(case, "close_after_event", at, text="Aucun incident.")
    return at


def ended(teller, case: Case, at: datetime) -> Story:
    ends = datetime.fromisoformat(case.answers["ends_at"])
    at = max(later(ends, 1, hour=9), later(at, 20))
    yield at
    if Case.objects.get(pk=case.pk).stage == "in_execution":
        step(case, "end_measure", at, text="Terme constaté.")
    return at


def contested(teller, case: Case, at: datetime) -> Story:
    """Before the judge of urgent matters, the eve of the flight."""
    yield at
    record_appeal(
        case=case, kind="interim_liberty", lodged_by=case.party_name, received_on=at.date(),
        court_reference=f"{at:%y}09417", by=case.caseworker, at=at,
    )  # fmt: skip
    return at


GESTURES = {
    "qualify": simple("qualify", text="Circonstances vérifiées."),
    "acknowledge": simple("acknowledge"),
    "register": simple("register_act"),
    "complete": simple("declare_complete"),
    "redirect": simple("redirect", to="", reason=""),
    "pieces": pieces,
    "missing": missing,
    "police": asked("police", answered=True),
    "ask": asked("police", answered=False),
    "dsac": asked("dsac", answered=True),
    "intent": asked("dsac", answered=False),
    "record": asked("criminal_record", answered=True, own_means=True),
    "receipt": receipt,
    "draft": drafted,
    "grant": decided("head"),
    "refusal": decided("cabinet"),
    "against": against,
    "order": decided("cabinet", notified=False),
    "contested": contested,
    "after": after,
    "end": ended,
}
