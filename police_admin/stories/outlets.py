"""Outlets at their stages: late openings asked, heard, granted, refused, renewed and withdrawn; licences that move."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from directorate.appeals.operations import record_appeal
from directorate.casework.models import Case
from directorate.casework.operations import open_case, save_draft
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import Story, later, moment
from directorate.legal_calendar.arithmetic import add_months
from directorate.permits.models import Permit

LATE, RENEWAL, WITHDRAWAL = "late_opening_derogation", "late_opening_renewal", "late_opening_withdrawal"
TRANSFER = "licence_transfer"
OUTLETS = (
    ("Le Comptoir des Quais", "Mme Solveig Amaury"), ("La Grange à Jazz", "M. Côme Villedieu"),
    ("Bar des Glycines", "Mme Nour Bellanger"), ("Le Passe-Muraille", "M. Ulysse Prigent"),
    ("Brasserie du Belvédère", "Mme Maud Escoffier"), ("Café de la Passerelle", "M. Ilan Desroches"),
    ("Chez Octavine", "Mme Octavine Sabatier"), ("Le Cadran", "M. Basile Thoumieux"),
    ("L'Étoile du Port", "Mme Ambre Keradec"), ("Le Mille-Pattes", "M. Anatole Rossignol"),
)  # fmt: skip
STREETS = ("quai de la Marne", "rue des Tanneurs", "avenue du Belvédère", "place de l'Écluse")
ORIGINS = (("94", "Villejuif"), ("93", "Montreuil"), ("94", "Arcueil"))
FACTS = "Tapages nocturnes constatés deux fois en un mois.\nFermeture relevée à 3 h 10, bien après l'heure permise."
REASON = "les tapages nocturnes constatés et la fermeture tardive relevée troublent la tranquillité publique"


def stories(teller) -> Iterator[Story]:
    today = teller.today
    yield awaiting_opinions(teller, 0, moment(today - timedelta(days=11)))
    yield heard(teller, 1, moment(today - timedelta(days=26)))
    yield refused(teller, 2, moment(today - timedelta(days=64)))
    yield granted(teller, 3, moment(today - timedelta(days=96)))
    yield withdrawn(teller, 4, moment(today - timedelta(days=150)))
    # One renewal is on its way; nobody has asked for the other, and the list of titles says so.
    yield renewed(teller, 5, moment(today - timedelta(days=18)))
    yield forgotten(teller, 6, moment(today - timedelta(days=18)))
    yield moved(teller, 7, moment(today - timedelta(days=5)))
    yield moved(teller, 8, moment(today - timedelta(days=40)))
    yield moved(teller, 9, moment(today - timedelta(days=75)))


def outlet(teller, rank: int) -> dict:
    name, owner = OUTLETS[rank]
    commune = teller.communes[(rank * 5 + 2) % len(teller.communes)]
    street = f"{4 + 3 * rank} {STREETS[rank % len(STREETS)]}"
    return {
        "commune": commune,
        "party": {
            "kind": "company", "last_name": f"SARL {name}", "representative": owner,
            "email": f"debit{rank}@exemple.invalid",
            "address": f"{street}\n{commune.postal_codes[0]} {commune.name}",
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
        **{"channel": "email", **outlet(teller, rank), **more},
    )  # fmt: skip


def hours(rank: int) -> dict:
    return {
        "dance_venue": False, "requested_close_time": ("02:00", "01:30", "04:00")[rank % 3],
        "days": ["thursday", "friday", "saturday"], "music": ("amplified", "background")[rank % 2],
        "limiter": rank % 2 == 0, "capacity": 60 + 15 * rank, "noise_complaints": False,
        "incidents_12m": 3 if rank == 2 else 0, "granted_close_time": "", "granted_months": None,
    }  # fmt: skip


def complete(case: Case, at: datetime) -> Story:
    """Acknowledged the next day, complete two days later."""
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)
    at = later(at, 2)
    yield at
    step(case, "receive_pieces", at, pieces=list(case.pieces.values_list("code", flat=True)), received_on=at.date())
    yield at
    step(case, "declare_complete", at)
    return at


def asked(case: Case, at: datetime, bodies: dict) -> Story:
    for code, organisation in bodies.items():
        yield at
        step(case, "request_opinion", at, opinion=code, organisation=organisation)
        at = at + timedelta(minutes=20)
    return at


def answered(case: Case, at: datetime, bodies: dict, opinion: str = "favourable") -> Story:
    comment = "" if opinion == "favourable" else "Tapages répétés devant l'établissement."
    for code in bodies:
        yield at
        step(
            case, "record_opinion", at, consultation=case.consultations.get(code=code), opinion=opinion,
            answered_on=at.date(), answered_by="Le signataire de l'avis", comment=comment,
        )  # fmt: skip
        at = at + timedelta(minutes=20)
    return at


def decided(case: Case, at: datetime, outcome: str, signatory) -> Story:
    """Drafted with its facts, submitted, signed two days later, notified the week after."""
    yield at
    case = step(case, "draft_decision", at, outcome=outcome)
    decision = case.decision
    save_draft(
        case=case, by=case.caseworker, at=at, title=decision.title, visas=decision.visas, articles=decision.articles,
        grounds=[f"Considérant que {REASON} ;" if "[à compléter" in text else text for text in decision.grounds],
    )  # fmt: skip
    at = at + timedelta(hours=2)
    yield at
    step(case, "submit", at)
    at = later(at, 2, hour=17)
    yield at
    step(case, "sign", at, by=signatory)
    at = later(at, 5, hour=11)
    yield at
    reference = f"1A 204 {case.pk % 1000:03} 7714 3"
    step(case, "notify", at, notified_at=at, mode="registered_post", reference=reference)
    return at


def reviewed(teller, case: Case, at: datetime, opinion: str = "favourable") -> Story:
    """Complete, then the opinions of the mayor and of the police."""
    bodies = {"town_hall": teller.mairies[case.commune_id], "police": teller.police}
    at = yield from complete(case, at)
    at = yield from asked(case, later(at, 1), bodies)
    return (yield from answered(case, later(at, 9), bodies, opinion))


# --- late openings ------------------------------------------------------------------------------------------


def awaiting_opinions(teller, rank: int, at: datetime) -> Story:
    yield at
    case = opened(teller, rank, at, LATE, hours(rank))
    bodies = {"town_hall": teller.mairies[case.commune_id], "police": teller.police}
    at = yield from complete(case, at)
    yield from asked(case, later(at, 1), bodies)


def heard(teller, rank: int, at: datetime) -> Story:
    """Opinions against it: the operator is invited to be heard, and the time left to her still runs."""
    yield at
    case = opened(teller, rank, at, LATE, hours(rank))
    at = yield from reviewed(teller, case, at, "unfavourable")
    yield from invited(case, later(at, 2), "Rejet de la demande de dérogation.")


def invited(case: Case, at: datetime, measure: str) -> Story:
    yield at
    step(
        case, "invite_to_hearing", at, sent_on=at.date(), deadline_on=at.date() + timedelta(days=15), facts=FACTS,
        contemplated_measure=measure,
    )  # fmt: skip
    return at


def observed(case: Case, at: datetime) -> Story:
    yield at
    step(
        case, "record_observations", at, mode="both", observations_on=at.date(), heard_on=at.date(),
        letter_received_on=at.date() - timedelta(days=8),
        observations="L'exploitant annonce l'installation d'un sas et d'un limiteur.",
    )  # fmt: skip
    return at


def refused(teller, rank: int, at: datetime) -> Story:
    yield at
    case = opened(teller, rank, at, LATE, hours(rank))
    at = yield from reviewed(teller, case, at, "unfavourable")
    at = yield from invited(case, later(at, 2), "Rejet de la demande de dérogation.")
    at = yield from observed(case, later(at, 11))
    at = yield from decided(case, later(at, 6), "refusal", teller.cabinet)
    yield from contested(case, later(at, 6))


def contested(case: Case, at: datetime) -> Story:
    """First to the administration, then at once before the court, with an urgent application."""
    for kind, number in (("informal", ""), ("contentious", "2600417"), ("interim_suspension", "2600418")):
        yield at
        record_appeal(
            case=case, kind=kind, lodged_by=case.party_name, received_on=at.date(), court_reference=number,
            by=case.caseworker, at=at,
        )  # fmt: skip
        at = later(at, 2)


def granted(teller, rank: int, at: datetime) -> Story:
    yield at
    case = opened(teller, rank, at, LATE, {**hours(rank), "granted_close_time": "01:30", "granted_months": 6})
    at = yield from reviewed(teller, case, at)
    return (yield from decided(case, later(at, 3), "grant", teller.head))


def withdrawn(teller, rank: int, at: datetime) -> Story:
    """Granted, then taken back: the holder was heard, the order is notified."""
    at = yield from granted(teller, rank, at)
    permit = Permit.objects.get(procedure_code=LATE, holder=outlet(teller, rank)["party"]["last_name"])
    at = later(at, 50)
    yield at
    answers = {
        "facts": FACTS.splitlines(), "last_facts_on": (at.date() - timedelta(days=6)).isoformat(),
        "report_references": [f"DTSP94-{at.year}-5210"],
    }  # fmt: skip
    case = opened(teller, rank, at, WITHDRAWAL, answers, channel="police", renews=permit)
    at = later(at, 1)
    yield at
    step(case, "qualify", at, text="Faits en lien avec les nuits de l'établissement.")
    at = yield from invited(case, later(at, 1), "Retrait de la dérogation d'ouverture tardive.")
    at = yield from observed(case, later(at, 10))
    yield from decided(case, later(at, 7), "withdrawal", teller.cabinet)


def former_title(teller, rank: int, at: datetime) -> Permit:
    """A derogation of a year, whose renewal is to be asked by now."""
    site = outlet(teller, rank)
    issued_on = add_months(at.date() + timedelta(days=45), -12)
    return Permit.objects.create(
        number=f"DOT-{issued_on.year}-{9000 + rank}", procedure_code=LATE, label="Dérogation d'ouverture tardive",
        holder=site["party"]["last_name"], unit_id="polices-administratives", commune=site["commune"],
        place_label=f"{site['place']['name']}, {site['place']['address']}", issued_on=issued_on, valid_from=issued_on,
        expires_on=add_months(issued_on, 12), renew_by=add_months(issued_on, 10),
    )  # fmt: skip


def renewed(teller, rank: int, at: datetime) -> Story:
    yield at
    case = opened(teller, rank, at, RENEWAL, hours(rank), renews=former_title(teller, rank, at))
    yield from complete(case, at)


def forgotten(teller, rank: int, at: datetime) -> Story:
    yield at
    former_title(teller, rank, at)


# --- licences -----------------------------------------------------------------------------------------------


def moved(teller, rank: int, at: datetime) -> Story:
    """A licence IV that comes from elsewhere: just received, at its opinions, authorised, as its age allows."""
    yield at
    department, commune = ORIGINS[rank % len(ORIGINS)]
    case = opened(teller, rank, at, TRANSFER, {
        "licence_type": "IV", "licence_number": f"IV-{410 + rank}", "from_department": department,
        "from_commune": commune, "last_licence_iv_of_commune": False,
        "last_exploitation_on": (at.date() - timedelta(days=120)).isoformat(), "last_department_transfer_on": None,
        "transfer_history": [], "distance_protected_m": 60 + 45 * rank, "tourist_exemption": False,
    }, channel="post")  # fmt: skip
    bodies = {"town_hall_from": None, "town_hall_to": teller.mairies[case.commune_id]}
    if department == "94":
        bodies["town_hall_from"] = teller.mairies[next(row.pk for row in teller.communes if row.name == commune)]
    at = yield from complete(case, at)
    at = yield from asked(case, later(at, 2), bodies)
    at = yield from answered(case, later(at, 24), bodies)
    yield from decided(case, later(at, 4), "grant", teller.head)
