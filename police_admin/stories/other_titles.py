"""Visits to detainees in hospital, private wardens, funeral operators, pound keepers, letters of residents."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from directorate.casework.models import Case
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import Story, later, moment
from directorate.legal_calendar.arithmetic import add_months
from directorate.permits.models import Permit
from police_admin.stories.gestures import commission_with
from police_admin.stories.municipal import decided, received
from police_admin.stories.weapons import complete, opened, person

VISIT, VISIT_MEASURE = "hospitalised_detainee_visit_permit", "hospitalised_detainee_visit_permit_withdrawal"
CASH_MEMBERS = (
    ("mme", "Solène Audibert", "représentant le préfet", True), ("m", "Gabin Roussel", "Banque de France", False),
    ("m", "Amadou Keller", "convoyeurs de fonds", False), ("mme", "Lise Fontanel", "service de police", False),
)  # fmt: skip
BEGIN = "Hôpital d'instruction des armées Bégin, Saint-Mandé"


def stories(teller) -> Iterator[Story]:
    today = teller.today
    yield visit(teller, 0, moment(today - timedelta(days=26)), fate="grant")
    # On remand: the judge. Three days are already over for the third.
    yield visit(teller, 1, moment(today - timedelta(days=6)), fate="redirect", legal_status="remand", ward="proximity",
                hospital="CHU Henri-Mondor, Créteil")  # fmt: skip
    yield visit(teller, 2, moment(today - timedelta(days=5)), fate="late", ward="umd",
                hospital="UMD Henri-Colin, Villejuif")  # fmt: skip
    yield visit_measure(teller, moment(today - timedelta(days=9)))
    yield aptitude(teller, moment(today - timedelta(days=75)))
    yield warden(teller, 3, moment(today - timedelta(days=60)), granted=True)
    yield warden(teller, 4, moment(today - timedelta(days=12)), granted=False)
    yield funeral(teller, moment(today - timedelta(days=35)))
    yield pound(teller, moment(today - timedelta(days=28)))
    yield cash(teller, moment(today - timedelta(days=19)))
    yield letter(teller, 0, moment(today - timedelta(days=20)), "mayor", "Nuisances d'un débit de boissons", True)
    yield letter(teller, 1, moment(add_months(today, -2) - timedelta(days=6)), "resident", "Circulation de deux-roues",
                 False)  # fmt: skip
    yield letter(teller, 2, moment(today - timedelta(days=4)), "parliament", "Sécurité aux abords d'un lycée", False)


def visit(
    teller, rank: int, at: datetime, *, fate: str, legal_status: str = "condemned", ward: str = "military",
    hospital: str = BEGIN,
) -> Story:  # fmt: skip
    yield at
    case = opened(teller, rank, at, VISIT, "email", person(teller, rank), {
        "legal_status": legal_status, "ward_type": ward, "hospital": hospital, "detainee_ref": f"{41200 + rank}",
        "link": "sibling", "purpose": "Visite familiale", "visitor_is_minor": False,
        "stay_from": (at.date() - timedelta(days=1)).isoformat(),
        "stay_to": (at.date() + timedelta(days=90)).isoformat() if fate == "grant" else None,
        "checks_on": at.date().isoformat(), "check_taj": "compatible", "check_fpr": "compatible",
    })  # fmt: skip
    at = at + timedelta(hours=2)
    yield at
    if fate == "redirect":
        step(case, "redirect", at, to="magistrat saisi du dossier de la procédure")
        return
    yield from received(case, at)
    if fate == "late":
        return
    at = at + timedelta(hours=2)
    yield from decided(case, teller.head, at, "grant")


def visit_measure(teller, at: datetime) -> Story:
    """A forbidden object: the visitor is invited to answer before the permit is withdrawn."""
    yield at
    permit = Permit.objects.filter(procedure_code=VISIT, state=Permit.State.IN_FORCE).order_by("pk").first()
    if permit is None:
        return
    case = opened(teller, 0, at, VISIT_MEASURE, "police", person(teller, 0), {
        "facts": [f"{at:%d/%m/%Y} : remise d'un téléphone à la personne détenue"],
        "last_facts_on": (at.date() - timedelta(days=2)).isoformat(), "report_references": [], "ground": "order",
        "duration_days": 30,
    }, renews=permit)  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "qualify", at)
    yield at
    step(case, "invite_to_hearing", at, sent_on=at.date(), deadline_on=at.date() + timedelta(days=10),
         facts="Remise d'un téléphone à la personne détenue.",
         contemplated_measure="Retrait du permis de visite.")  # fmt: skip


def aptitude(teller, at: datetime) -> Story:
    yield at
    case = opened(teller, 3, at, "private_warden_aptitude", "post", person(teller, 3), {
        "birth_on": "1979-06-12", "missions": ["hunting", "property"],
        "trained_on": (at.date() - timedelta(days=30)).isoformat(), "training_body": "Fédération des chasseurs",
        "experience": "",
    })  # fmt: skip
    yield from received(case, later(at, 1))
    yield from decided(case, teller.head, later(at, 6), "grant")


def warden(teller, rank: int, at: datetime, granted: bool) -> Story:
    yield at
    site = person(teller, rank)
    name = "Société de chasse des Coteaux" if granted else "Amicale des pêcheurs du Morbras"
    owner = {**site["party"], "kind": "association", "civility": "", "first_name": "", "last_name": name,
             "representative": "Le président"}  # fmt: skip
    checks = {"checks_on": at.date().isoformat(), "check_b2": "compatible", "check_taj": "compatible"}
    case = opened(teller, rank, at, "private_warden_approval", "post", {**site, "party": owner}, {
        "warden_last_name": "Castéra" if granted else "Lemoyne", "warden_first_name": "Ferdinand" if granted else "Ida",
        "warden_birth_on": "1979-06-12", "missions": ["hunting"] if granted else ["fishing"],
        "commissioned_on": (at.date() - timedelta(days=8)).isoformat(),
        "properties": [f"{site['commune'].name}, bois et plaine"], "offences": ["Délits et contraventions de chasse"],
        "aptitude_order": "préfecture du Val-de-Marne", "aptitude_on": (at.date() - timedelta(days=12)).isoformat(),
        "independent": True, **(checks if granted else {}),
    })  # fmt: skip
    yield from received(case, later(at, 1))
    if granted:
        yield from decided(case, teller.head, later(at, 9), "grant")


def company(teller, rank: int, name: str) -> dict:
    site = person(teller, rank)
    street, _, town = site["party"]["address"].partition("\n")
    party = {**site["party"], "kind": "company", "civility": "", "first_name": "", "last_name": name,
             "representative": "Mme Odile Sarrazin"}  # fmt: skip
    place = {"name": name, "address": street, "postal_code": town.split()[0]}
    return {"commune": site["commune"], "party": party, "place": place}


def funeral(teller, at: datetime) -> Story:
    yield at
    case = opened(teller, 5, at, "funeral_operator_licence", "online", company(teller, 2, "Pompes funèbres du Lac"), {
        "services": ["transport", "organisation", "supplies"], "sign_name": "Pompes funèbres du Lac",
        "managers": ["Mme Odile Sarrazin, gérante, diplôme de conseiller funéraire"], "staff": [], "qualified": True,
        "taxes_paid": True, "vehicles_fit": True,
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)
    yield at
    complete(case, at)
    at = later(at, 2)
    yield at
    step(case, "request_opinion", at, opinion="criminal_record")
    at = later(at, 5)
    yield at
    step(case, "record_opinion", at, consultation=case.consultations.get(), opinion="favourable",
         answered_on=at.date(), answered_by="Le service", comment="")  # fmt: skip
    yield from decided(case, teller.head, later(at, 3), "grant")


def pound(teller, at: datetime) -> Story:
    """Two documents are missing: the clock is suspended."""
    yield at
    case = opened(teller, 6, at, "vehicle_pound_keeper_approval", "post", company(teller, 1, "Dépannage des Quais"), {
        "capacity": 60, "fenced": True, "soil_protected": True, "tow_vehicles": ["GA-111-ZZ, dépanneuse"],
        "insurer": "Mutuelle des Quais", "no_scrapping": True, "contracts": "",
    })  # fmt: skip
    at = later(at, 2)
    yield at
    step(case, "acknowledge", at)
    codes = list(case.pieces.values_list("code", flat=True))
    late = [code for code in codes if code in ("insurance", "premises")]
    yield at
    step(case, "receive_pieces", at, pieces=[code for code in codes if code not in late], received_on=at.date())
    at = later(at, 3)
    yield at
    step(case, "request_pieces", at, pieces=late, notified_on=at.date(), limit_on=at.date() + timedelta(days=30))


def cash(teller, at: datetime) -> Story:
    """A bank that cannot build the lock of the rule: on the agenda of the next session."""
    yield at
    (session,) = commission_with(teller, "cdstf", CASH_MEMBERS, (22,))
    bank = company(teller, 2, "Crédit des Deux Rives")
    case = opened(teller, 7, at, "cash_transport_safety_commission", "post", bank, {
        "request_kind": "substitute", "site_kind": "bank", "project": "Trappon intérieur et stationnement réservé",
        "constraints": "Façade classée : aucun sas ne peut être construit.", "experts": "DTSP 94",
    })  # fmt: skip
    at = later(at, 2)
    yield from received(case, at)
    at = later(at, 3)
    yield at
    step(case, "put_on_agenda", at, session=session)


def letter(teller, rank: int, at: datetime, sender: str, subject: str, answered: bool) -> Story:
    """Answered, late, or just received. The first is linked to a closure."""
    yield at
    closure = Case.objects.filter(procedure_code="administrative_closure_outlet").order_by("pk").first()
    case = opened(teller, rank, at, "local_authority_letters", "post", person(teller, rank), {
        "sender": sender, "subject": subject, "linked_cases": [closure.reference] if rank == 0 and closure else [],
    })  # fmt: skip
    at = at + timedelta(hours=3)
    yield at
    step(case, "register_act", at)
    yield at
    step(case, "acknowledge", at)
    if answered:
        at = later(at, 12)
        yield at
        step(case, "close_registered", at, text=f"Réponse envoyée le {at:%d/%m/%Y}.")
