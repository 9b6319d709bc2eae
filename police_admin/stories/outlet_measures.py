"""Outlets declared, warned, closed for a time; takeaways, music, drugs; zones, bans of alcohol and works at night."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from directorate.appeals.operations import record_appeal
from directorate.casework.models import Case
from directorate.casework.operations import open_case, save_draft
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import Story, later, moment
from directorate.territory.names import of_commune
from police_admin.stories.outlets import answered, asked, complete

DECLARATION, WARNING, CLOSURE = "drink_outlet_declaration_copy", "closure_warning", "administrative_closure_outlet"
TAKEAWAY, MUSIC, DRUGS = "closure_takeaway", "closure_music_venue", "closure_drug_use_venue"
TRAFFICKING = "closure_drug_trafficking_money_laundering"
ZONES, EXCEPTION = "protected_zones_order", "protected_zone_exception"
ALCOHOL, NOISE = "alcohol_sale_or_carry_ban", "noise_derogation_night_works"
SITES = (
    ("Le Tire-Bouchon", "Mme Philippine Gallois"), ("Bar de la Confluence", "M. Erwan Salmon"),
    ("L'Escale", "Mme Inès Charpentier"), ("Brasserie des Arts", "M. Théodore Vasseur"),
    ("Le Grain de Malt", "Mme Agathe Lorrain"), ("La Table d'Émile", "M. Émile Castagnet"),
    ("Café du Pont-Neuf", "Mme Rosalie Hamelin"), ("Nuit Express", "M. Gaël Monfort"),
    ("Burger 94", "Mme Sidonie Perrault"), ("Le Sous-Sol", "M. Ferdinand Ozanne"),
    ("Chicha du Canal", "M. Malo Verneuil"), ("Épicerie du Coin", "Mme Éloïse Tanguy"),
    ("Le Balto Bleu", "M. Hector Dumesnil"), ("La Cave à Lucie", "Mme Lucie Sauvage"),
    ("Le Relais du Moulin", "M. Armand Chevallier"), ("Chantier de la gare", "Mme Victoire Quentin"),
)  # fmt: skip
STREETS = ("rue du Général-Leclerc", "avenue de Choisy", "rue des Écoles", "quai Blanqui")
REPORT = "Constaté par les services de police."


def stories(teller) -> Iterator[Story]:
    today = teller.today
    for rank, days in enumerate((3, 12, 24, 47, 88, 130, 176)):
        yield declared(teller, rank, moment(today - timedelta(days=days)))
    yield warned_then_closed(teller, 0, moment(today - timedelta(days=210)))
    yield warned(teller, 4, moment(today - timedelta(days=25)), final="notified")
    yield warned(teller, 5, moment(today - timedelta(days=8)), final="drafted")
    yield closed(teller, 7, moment(today - timedelta(days=75)), TAKEAWAY, {"sells": ["alcohol", "food"]})
    yield closed(teller, 8, moment(today - timedelta(days=20)), TAKEAWAY, {"sells": ["food"]})
    yield closed(teller, 9, moment(today - timedelta(days=38)), MUSIC, {"limiter": False})
    yield closed(teller, 10, moment(today - timedelta(days=9)), DRUGS, {"venue": "other"})
    yield trafficking(teller, 11, moment(today - timedelta(days=40)))
    yield on_the_platform(teller, 12, moment(today - timedelta(days=15)))
    yield closed_by_the_mayor(teller, 14, moment(today - timedelta(days=17)))
    yield zones(teller, moment(today - timedelta(days=120)))
    yield exception(teller, 13, moment(today - timedelta(days=72)))
    yield exception(teller, 14, moment(today - timedelta(days=10)))
    yield alcohol(teller, moment(today - timedelta(days=33)), "Rencontre de football à risque", 12)
    yield alcohol(teller, moment(today - timedelta(days=2)), "Nuit festive", 20)
    yield night_works(teller, 15, moment(today - timedelta(days=60)), 70)
    yield night_works(teller, 15, moment(today - timedelta(days=12)), 20)


# --- who and where ------------------------------------------------------------------------------------------


def site(teller, rank: int) -> dict:
    name, owner = SITES[rank]
    commune = teller.communes[(rank * 7 + 4) % len(teller.communes)]
    street = f"{6 + 5 * rank} {STREETS[rank % len(STREETS)]}"
    return {
        "commune": commune,
        "party": {
            "kind": "company", "last_name": f"SAS {name}", "representative": owner,
            "email": f"mesure{rank}@exemple.invalid", "address": f"{street}\n{commune.postal_codes[0]} {commune.name}",
        },
        "place": {
            "name": name, "address": street, "postal_code": commune.postal_codes[0], "latitude": commune.latitude,
            "longitude": commune.longitude,
        },
    }  # fmt: skip


def opened(teller, rank: int, at: datetime, code: str, answers: dict, **more) -> Case:
    worker = teller.agent(rank, at.date())
    return open_case(
        procedure_code=code, received_on=at.date(), by=worker, at=at, caseworker=worker, answers=answers,
        **{"channel": "police", **site(teller, rank), **more},
    )  # fmt: skip


def signed(case: Case, at: datetime, outcome: str, signatory, reason: str = "") -> Story:
    """Drafted, submitted two hours later, signed two days later."""
    yield at
    case = step(case, "draft_decision", at, outcome=outcome)
    if reason:
        decision = case.decision
        save_draft(
            case=case, by=case.caseworker, at=at, title=decision.title, visas=decision.visas,
            articles=decision.articles,
            grounds=[reason if "[à compléter" in text else text for text in decision.grounds],
        )  # fmt: skip
    at = at + timedelta(hours=2)
    yield at
    step(case, "submit", at)
    at = later(at, 2, hour=16)
    yield at
    step(case, "sign", at, by=signatory)
    return at


def notified(case: Case, at: datetime) -> Story:
    at = later(at, 1, hour=18)
    yield at
    step(case, "notify", at, notified_at=at, mode="police_report", reference=f"PV {at.year}/{8100 + case.pk % 800}")
    return at


# --- declarations -------------------------------------------------------------------------------------------

KINDS = ("opening", "mutation", "mutation", "translation", "opening", "mutation", "mutation")
CATEGORIES = ("restaurant", "IV", "III", "IV", "petite_restaurant", "III", "IV")


def declared(teller, rank: int, at: datetime) -> Story:
    """The copy of the mairie: in time, late, without permit, or of a licence that has lapsed."""
    yield at
    kind, category = KINDS[rank], CATEGORIES[rank]
    declared_on = at.date() - timedelta(days=2 if rank % 3 else 8)
    case = opened(teller, rank, at, DECLARATION, {
        "declaration_kind": kind, "licence_type": category, "licence_number": f"94-{category}-{620 + rank}",
        "owner": "", "previous_operator": "" if kind == "opening" else "SARL Les Anciens",
        "declared_on": declared_on.isoformat(),
        "opens_on": (declared_on + timedelta(days=6 if rank == 3 else 18)).isoformat(),
        "operating_permit_number": "" if rank == 5 else f"PE-{2210 + rank}", "operating_permit_until": None,
        # Six years without anybody: the declaration does not bring the licence back.
        "last_exploitation_on": (declared_on - timedelta(days=2200)).isoformat() if rank == 6 else None,
        "distance_protected_m": 40 + 30 * rank, "capacity_checked": rank % 2 == 0,
    }, channel="other_admin")  # fmt: skip
    if rank == 0:
        return
    at = later(at, 2)
    yield at
    step(case, "register_act", at)
    yield at
    step(case, "acknowledge", at)
    if rank < 2:
        return
    at = later(at, 20)
    yield at
    step(case, "close_registered", at, text="Registre mis à jour.")


# --- measures -----------------------------------------------------------------------------------------------


def warned(teller, rank: int, at: datetime, *, final: str) -> Story:
    """For breaches that are easy to put right. Gives the case and when it was notified."""
    yield at
    case = opened(teller, rank, at, WARNING, {
        "offences": [f"{at.date() - timedelta(days=8):%d/%m/%Y} : absence d'affichage des prix et de la licence"],
        "last_facts_on": (at.date() - timedelta(days=8)).isoformat(),
        "report_references": [f"DTSP94-{at.year}-{6100 + rank}"],
        "regularisation_on": (at.date() + timedelta(days=50)).isoformat(),
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "qualify", at, text=REPORT)
    at = later(at, 2)
    if final == "drafted":
        yield at
        step(case, "draft_decision", at, outcome="warning")
        return at
    at = yield from signed(case, at, "warning", teller.head)
    return (yield from notified(case, at))


def warned_then_closed(teller, rank: int, at: datetime) -> Story:
    """The same outlet again, five months later: the warning founds the closure, which is contested."""
    warned_at = yield from warned(teller, rank, at, final="notified")
    at = later(warned_at, 120, hour=10)
    more = {"sub_basis": "1", "previous_warning_on": warned_at.date().isoformat(), "training_commitment": False}
    case, at = yield from closed(teller, rank, at, CLOSURE, more, days=30, reopens=False)
    at = later(at, 9)
    yield at
    record_appeal(
        case=case, kind="contentious", lodged_by=case.party_name, received_on=at.date(), court_reference="2603118",
        by=case.caseworker, at=at,
    )  # fmt: skip


def report(at: datetime, rank: int, fact: str, **more) -> dict:
    facts_on = at.date() - timedelta(days=9)
    return {
        "fact_types": ["noise", "other"], "facts": [f"{facts_on:%d/%m/%Y} : {fact}"],
        "last_facts_on": facts_on.isoformat(), "report_references": [f"DTSP94-{at.year}-{6400 + rank}"],
        "duration_days": 15, **more,
    }  # fmt: skip


def closed(
    teller, rank: int, at: datetime, code: str, more: dict, *, days: int = 15, reopens: bool = True
) -> Story:  # fmt: skip
    """Reported, heard, closed, reopened at the end, as its age allows. Gives the case and when it was notified."""
    yield at
    answers = report(at, rank, "attroupement et tapage devant l'établissement", duration_days=days, **more)
    case = opened(teller, rank, at, code, answers)
    at = later(at, 1)
    yield at
    step(case, "qualify", at, text=REPORT)
    at = later(at, 1)
    yield at
    step(
        case, "invite_to_hearing", at, sent_on=at.date(), deadline_on=at.date() + timedelta(days=15),
        facts="Attroupements et tapages répétés devant l'établissement.",
        contemplated_measure=f"Fermeture administrative de {days} jours.",
    )  # fmt: skip
    at = later(at, 12)
    yield at
    step(case, "record_observations", at, mode="written", observations_on=at.date(),
         observations="L'exploitant annonce un agent de sécurité.")  # fmt: skip
    at = yield from signed(case, later(at, 3), "closure", teller.cabinet)
    at = yield from notified(case, at)
    if reopens:
        at = later(at, days + 1, hour=10)
        yield at
        step(case, "end_measure", at, text="Réouverture constatée.")
    return case, at


def trafficking(teller, rank: int, at: datetime) -> Story:
    """Urgency: nobody is heard, the mayor is informed."""
    yield at
    case = opened(teller, rank, at, TRAFFICKING, report(
        at, rank, "saisie de résine de cannabis dans la réserve", fact_types=["drugs"], duration_days=90,
        offences=["trafficking", "laundering"], premises="commercial", strict_necessity="", mayor_informed_on=None,
        minister_extension_until=None,
    ))  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "qualify", at, text=REPORT)
    at = at + timedelta(hours=1)
    yield at
    step(case, "waive_hearing", at, by=teller.head, exception="urgency",
         exception_reason="Livraison annoncée dans les prochains jours.")  # fmt: skip
    at = yield from signed(case, at + timedelta(hours=1), "closure", teller.cabinet)
    yield from notified(case, at)


def on_the_platform(teller, rank: int, at: datetime) -> Story:
    """On the platform of Orly: the prefect of police is competent."""
    yield at
    where = site(teller, rank)
    orly = next(row for row in teller.communes if row.name == "Orly")
    where |= {"commune": orly, "place": {**where["place"], "on_orly_platform": True}}
    case = opened(
        teller, rank, at, MUSIC, report(at, rank, "musique amplifiée en zone publique", limiter=True), **where
    )
    at = later(at, 1)
    yield at
    step(case, "redirect", at, to="préfet de police", reason="Établissement de la plate-forme de Paris-Orly.")


# --- orders and authorisations ------------------------------------------------------------------------------


def closed_by_the_mayor(teller, rank: int, at: datetime) -> Story:
    """The order of a mayor, sent a day too late."""
    yield at
    signed_on = at.date() - timedelta(days=4)
    where = site(teller, rank)
    town = where["commune"]
    case = opened(teller, rank, at, "mayor_closure_order", {
        "basis": "takeaway", "operator": where["party"]["last_name"], "order_reference": f"{at.year}-118",
        "signed_on": signed_on.isoformat(), "notified_on": (signed_on + timedelta(days=1)).isoformat(),
        "duration_days": 15,
    }, channel="other_admin", party={
        "kind": "town", "last_name": f"Mairie {of_commune(town.name)}",
        "representative": "", "email": f"mairie{rank}@exemple.invalid",
        "address": f"Hôtel de ville\n{town.postal_codes[0]} {town.name}",
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "register_act", at)
    yield at
    step(case, "acknowledge", at)


def zones(teller, at: datetime) -> Story:
    yield at
    case = opened(teller, 0, at, ZONES, {
        "categories": ["health", "youth", "sports"], "bands": ["jusqu'à 10000 : 50", "au-delà : 75"],
        "motives": "la densité des établissements scolaires et de santé du département",
    }, channel="own_initiative", place=None, commune=None, party={
        "kind": "state", "last_name": "Préfecture du Val-de-Marne", "address": "21-29 avenue du Général de Gaulle",
    })  # fmt: skip
    at = later(at, 3)
    yield at
    step(case, "declare_complete", at)
    yield from signed(case, later(at, 4), "order", teller.cabinet)


def exception(teller, rank: int, at: datetime) -> Story:
    """The older one is left without an answer, and its silence becomes a refusal."""
    yield at
    case = opened(teller, rank, at, EXCEPTION, {
        "protected_place": "Groupe scolaire des Tilleuls", "protected_category": "youth", "distance_protected_m": 45,
        "outlets_in_commune": 1, "needs": ["animation"],
        "explanation": "Le village n'a plus de café depuis deux ans.",
    }, channel="post")  # fmt: skip
    at = yield from complete(case, at)
    yield from asked(case, later(at, 2), {"town_hall": teller.mairies[case.commune_id]})


def alcohol(teller, at: datetime, occasion: str, days: int) -> Story:
    yield at
    starts_at = moment(at.date() + timedelta(days=days), 16)
    ends_at = starts_at + timedelta(hours=12)
    communes = [teller.communes[11].pk, teller.communes[12].pk]
    case = opened(teller, 6, at, ALCOHOL, {
        "occasion": occasion, "products": ["takeaway", "street", "glass"], "communes": communes,
        "perimeter": ["Abords du stade", "Rues adjacentes dans un rayon de 500 mètres"],
        "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat(),
        "facts": ["Rixes et jets de bouteilles lors de la rencontre précédente."], "immediate": False,
    }, place=None, party={
        "kind": "state", "last_name": "Direction territoriale de la sécurité de proximité",
        "address": "11-19 boulevard Jean-Baptiste-Oudry\n94000 Créteil",
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "qualify", at, text="Rencontre classée à risque.")
    yield from signed(case, later(at, 1), "ban", teller.cabinet)


def night_works(teller, rank: int, at: datetime, ahead: int) -> Story:
    """Asked in time and granted, or filed too late and still at its opinions."""
    yield at
    starts_at = moment(at.date() + timedelta(days=ahead), 22)
    case = opened(teller, rank, at, NOISE, {
        "works": "Remplacement de voies et d'aiguillages", "why_at_night": "la circulation des trains l'impose",
        "starts_at": starts_at.isoformat(), "ends_on": (starts_at.date() + timedelta(days=6)).isoformat(),
        "from_time": "22:00", "to_time": "05:00", "maximum_db": 80,
        "residents_informed_on": (starts_at.date() - timedelta(days=10)).isoformat() if ahead > 30 else None,
        "residents_means": "lettre dans les boîtes et affiches",
    }, channel="email")  # fmt: skip
    bodies = {"town_hall": teller.mairies[case.commune_id], "health_agency": None}
    at = yield from complete(case, at)
    at = yield from asked(case, later(at, 1), bodies)
    if ahead < 30:
        return
    at = yield from answered(case, later(at, 12), bodies)
    at = yield from signed(case, later(at, 3), "grant", teller.cabinet)
    at = later(at, 3, hour=11)
    yield at
    step(case, "notify", at, notified_at=at, mode="registered_post", reference="1A 204 551 7715 0")
