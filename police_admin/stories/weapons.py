"""Weapons at their stages: authorisations, divestments, and municipal police forces armed under their agreement."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from directorate.casework.models import Case
from directorate.casework.operations import open_case
from directorate.demonstration.gestures import follow_up, step
from directorate.demonstration.stories import Story, later, moment
from directorate.partners.models import Organisation
from directorate.territory.names import of_commune
from police_admin.procedures.municipal_police import agreement

AUTHORISATION, DIVESTMENT = "weapon_authorisation_b", "weapon_divestment_order"
PEOPLE = (
    ("m", "Octave", "Renaudet"), ("mme", "Salomé", "Trévoux"), ("m", "Malik", "Aubanel"), ("m", "Ferdinand", "Castéra"),
    ("mme", "Ingrid", "Lemoyne"), ("m", "Gauthier", "Sénac"), ("m", "Amadou", "Villard"), ("mme", "Oriane", "Castel"),
    ("m", "Basile", "Thénard"), ("m", "Hugo", "Marsac"), ("mme", "Inaya", "Forestier"), ("m", "Loïc", "Bérenger"),
)  # fmt: skip
MAYORS = ("Mme Odile Sarrazin", "M. Étienne Valmorel", "Mme Fatou Delorme", "M. Lucien Abadie")
STREETS = ("rue des Tilleuls", "avenue du Général", "allée des Marronniers", "rue du Port")


def stories(teller) -> Iterator[Story]:
    today = teller.today
    yield authorisation(teller, 0, moment(today - timedelta(days=4)), until="received")
    yield authorisation(teller, 1, moment(today - timedelta(days=33)), until="inquiry")
    yield authorisation(teller, 2, moment(today - timedelta(days=80)), until="notified")
    yield divestment(teller, 3, moment(today - timedelta(days=10)), until="hearing")
    yield divestment(teller, 4, moment(today - timedelta(days=70)), until="notified")
    yield agreed(teller, 0, moment(today - timedelta(days=21)), signed=False)
    # The first arms its police once its agreement is in force; the second asks for weapons without one.
    yield agreed(teller, 1, moment(today - timedelta(days=150)), signed=True)
    yield holding(teller, 1, moment(today - timedelta(days=60)), granted=True)
    yield holding(teller, 2, moment(today - timedelta(days=15)), granted=False)


def complete(case: Case, at: datetime) -> None:
    codes = list(case.pieces.values_list("code", flat=True))
    step(case, "receive_pieces", at, pieces=codes, received_on=at.date())
    step(case, "declare_complete", at)


def person(teller, rank: int) -> dict:
    civility, first_name, last_name = PEOPLE[rank % len(PEOPLE)]
    commune = teller.communes[(rank * 9 + 4) % len(teller.communes)]
    return {
        "commune": commune,
        "party": {
            "kind": "person", "civility": civility, "first_name": first_name, "last_name": last_name,
            "email": f"detenteur{rank}@exemple.invalid",
            "address": f"{7 + rank} {STREETS[rank % len(STREETS)]}\n{commune.postal_codes[0]} {commune.name}",
        },
    }  # fmt: skip


def town(teller, rank: int) -> dict:
    commune = teller.communes[(rank * 11 + 6) % len(teller.communes)]
    return {
        "commune": commune,
        "party": {
            "kind": "town", "last_name": f"Commune {of_commune(commune.name)}", "representative": MAYORS[rank],
            "email": f"police-municipale{rank}@exemple.invalid",
            "address": f"Hôtel de ville\n{commune.postal_codes[0]} {commune.name}",
        },
    }  # fmt: skip


def opened(teller, rank: int, at: datetime, code: str, channel: str, site: dict, answers: dict, **more) -> Case:
    worker = teller.agent(rank + 3, at.date())
    return open_case(
        procedure_code=code, received_on=at.date(), channel=channel, by=worker, at=at, caseworker=worker,
        answers=answers, **site, **more,
    )  # fmt: skip


def authorisation(teller, rank: int, at: datetime, until: str) -> Story:
    """A sport shooter asks for one more weapon."""
    yield at
    checks = {} if until == "received" else {
        "checks_on": at.date().isoformat(), "check_b2": "compatible", "check_taj": "compatible",
        "check_finiada": "compatible", "check_hopsyweb": "compatible",
    }  # fmt: skip
    case = opened(teller, rank, at, AUTHORISATION, "online", person(teller, rank), {
        "motive": "sport", "weapons": ["B, pistolet semi-automatique, calibre 9 × 19"], "weapon_count_b": 1,
        "weapons_held_b": 2 + rank, "sia_account_id": f"SIA-{4100 + rank}", "licence_no": f"FFT-{80100 + rank}",
        "licence_expires_on": (at.date() + timedelta(days=400)).isoformat(), "club": "Cercle de tir des Tilleuls",
        "safe_type": "safe", **checks,
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)
    if until == "received":
        return
    yield at
    complete(case, at)
    at = later(at, 2)
    yield at
    step(case, "request_opinion", at, opinion="police_inquiry", organisation=teller.police)
    if until == "inquiry":
        return
    at = later(at, 20)
    yield at
    step(case, "record_opinion", at, consultation=case.consultations.get(), opinion="favourable",
         answered_on=at.date(), answered_by="Le chef de service", comment="")  # fmt: skip
    yield from decided(case, teller.head, later(at, 2), "grant", "registered_post", f"1A 204 {rank}77 4410 2")


def decided(case: Case, by, at: datetime, outcome: str, mode: str, reference: str) -> Story:
    yield at
    step(case, "draft_decision", at, outcome=outcome)
    at = at + timedelta(hours=1)
    yield at
    step(case, "submit", at)
    at = later(at, 2, hour=16)
    yield at
    step(case, "sign", at, by=by)
    at = later(at, 3, hour=11)
    yield at
    step(case, "notify", at, notified_at=at, mode=mode, reference=reference)


def entered(case: Case, at: datetime) -> None:
    """The ban that follows from the act, entered in its register the day after."""
    case.refresh_from_db()
    known = {**case.answers, "finiada_entered_on": at.date().isoformat()}
    follow_up(case, at, "Inscription faite par l'agent habilité.", **known)


def divestment(teller, rank: int, at: datetime, until: str) -> Story:
    yield at
    case = opened(teller, rank, at, DIVESTMENT, "police", person(teller, rank), {
        "ground": "safety", "facts": [f"{at:%d/%m/%Y} : menaces à l'encontre d'un voisin, une arme à la main"],
        "weapons": ["C, fusil de chasse, calibre 12"],
        "report_references": [f"rapport n° {at.year}/{310 + rank}"], "shorter_days": None, "risk": "",
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "qualify", at)
    at = later(at, 1)
    yield at
    step(case, "invite_to_hearing", at, sent_on=at.date(), deadline_on=at.date() + timedelta(days=15),
         facts="Menaces avec arme à l'encontre d'un voisin.",
         contemplated_measure="Dessaisissement de toutes les armes détenues.")  # fmt: skip
    if until == "hearing":
        return
    at = later(at, 9)
    yield at
    step(case, "record_observations", at, mode="written", observations_on=at.date(),
         observations="Le détenteur dit avoir plaisanté.")  # fmt: skip
    yield from decided(case, teller.cabinet, later(at, 5), "divestment", "police_report", f"PV {at.year}/{7900 + rank}")
    at = later(Case.objects.get(pk=case.pk).notified_at, 1)
    yield at
    entered(case, at)


def agreed(teller, rank: int, at: datetime, signed: bool) -> Story:
    """The prosecutor is asked; then the mayor and the prosecutor have signed, and the prefect signs."""
    yield at
    signatures = {"mayor_signed_on": None, "prosecutor_signed_on": None}
    if signed:
        signatures = dict.fromkeys(signatures, at.date().isoformat())
    case = opened(teller, rank, at, agreement.CODE, "post", town(teller, rank), {
        "headcount": 8 + 6 * rank, "armed": True, "night": bool(rank), "dog_unit": False, "intermunicipal_body": "",
        "body_signed_on": None, **signatures,
    })  # fmt: skip
    at = later(at, 2)
    yield at
    complete(case, at)
    at = later(at, 1)
    yield at
    step(
        case, "request_opinion", at, opinion="prosecutor", organisation=Organisation.objects.get(code="parquet-creteil")
    )
    if not signed:
        return
    at = later(at, 15)
    yield at
    step(case, "record_opinion", at, consultation=case.consultations.get(), opinion="favourable",
         answered_on=at.date(), answered_by="Le procureur de la République", comment="")  # fmt: skip
    yield from decided(case, teller.cabinet, later(at, 2), "agreement", "by_hand", "Remise en mairie")


def holding(teller, rank: int, at: datetime, granted: bool) -> Story:
    yield at
    case = opened(teller, rank, at, agreement.HOLDING, "post", town(teller, rank), {
        "b1_pistols": 10, "b6_pulse": 4, "d2_batons": 14, "serials": [], "service_rounds": 50,
        "first_training_rounds": 300, "yearly_training_rounds": 100,
        "safe_address": "Poste de police municipale, pièce sécurisée", "sealed_safe": True,
        "reasons": "Exposition des agents pendant les missions de nuit", "duration_months": None,
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)
    yield at
    complete(case, at)
    if granted:
        yield from decided(case, teller.head, later(at, 6), "grant", "by_hand", "Remise en mairie")
