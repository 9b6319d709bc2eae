"""Municipal police forces: officers approved, armed, suspended; cameras, dogs, officers shared; what is held."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from directorate.casework.models import Case
from directorate.casework.operations import save_draft
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import Story, later, moment
from directorate.legal_calendar.arithmetic import add_months
from directorate.partners.models import Organisation
from police_admin.municipal_police import operations as register
from police_admin.municipal_police.models import MunicipalForce, MunicipalOfficer
from police_admin.procedures.municipal_police import dossier
from police_admin.stories.weapons import complete, opened, town

# The force that weapons.py arms: its agreement, then its authorisation to hold.
ARMED = 1
OFFICERS = (
    ("Castelain", "Mathilde", "1988-03-14"), ("Berthoumieux", "Élias", "1991-11-02"), ("Navarro", "Inès", "1994-07-21"),
    ("Quilleret", "Damien", "1983-01-30"),
)  # fmt: skip
WORDS = "des faits précis et datés, versés au dossier"


def stories(teller) -> Iterator[Story]:
    today = teller.today
    yield approval(teller, 0, moment(today - timedelta(days=118)), "grant")
    yield approval(teller, 1, moment(today - timedelta(days=112)), "grant")
    yield approval(teller, 2, moment(today - timedelta(days=24)), "inquiry")
    yield approval(teller, 3, moment(today - timedelta(days=80)), "refusal")
    yield carry(teller, 0, moment(today - timedelta(days=40)), medical_days=6)
    yield carry(teller, 1, moment(today - timedelta(days=38)), medical_days=9)
    # The certificate was already too old on the day of the request: the draft cannot be signed.
    yield carry(teller, 2, moment(today - timedelta(days=9)), medical_days=31)
    yield suspension(teller, 1, moment(today - timedelta(days=22)))
    yield request(teller, moment(today - timedelta(days=50)), "bodycam_authorisation", {
        "device_count": 8, "cnil_commitment": True, "images_place": "Poste de police municipale, local informatique",
        "responsible": "Le maire",
    }, granted=True)  # fmt: skip
    # The agreement mentions no dog: the checks before signature say it.
    yield request(teller, moment(today - timedelta(days=14)), "dog_unit_authorisation", {
        "dogs": ["Orion, berger malinois, n° 250 269 000 000 001"], "handlers": ["M. Castelin, formation initiale"],
        "missions": "Patrouilles de soirée", "kennel": "Poste de police municipale", "trained": True,
    }, granted=False)  # fmt: skip
    yield sharing(teller, moment(today - timedelta(days=11)))
    yield stock(teller, moment(today - timedelta(days=30)))


def drafted(case: Case, at: datetime, outcome: str) -> None:
    """The draft, with what the writer must state."""
    step(case, "draft_decision", at, outcome=outcome)
    decision = case.decision
    texts = {name: [stated(text) for text in getattr(decision, name)] for name in ("visas", "grounds", "articles")}
    save_draft(case=case, by=case.caseworker, at=at, title=decision.title, conditions="", **texts)


def stated(text: str) -> str:
    before, mark, rest = text.partition("[à compléter")
    return f"{before}{WORDS}{rest.partition(']')[2]}" if mark else text


def decided(case: Case, by, at: datetime, outcome: str) -> Story:
    yield at
    drafted(case, at, outcome)
    at = at + timedelta(hours=1)
    yield at
    step(case, "submit", at)
    at = later(at, 2, hour=16)
    yield at
    step(case, "sign", at, by=by)
    at = later(at, 3, hour=11)
    yield at
    step(case, "notify", at, notified_at=at, mode="by_hand", reference="Remise en mairie")


def asked(case: Case, at: datetime, opinion: str, organisation: Organisation | None) -> Story:
    """Asked, then answered within the fortnight."""
    yield at
    step(case, "request_opinion", at, opinion=opinion, organisation=organisation)
    at = later(at, 11)
    yield at
    step(case, "record_opinion", at, consultation=case.consultations.get(code=opinion), opinion="favourable",
         answered_on=at.date(), answered_by="Le chef de service", comment="")  # fmt: skip


def received(case: Case, at: datetime) -> Story:
    yield at
    step(case, "acknowledge", at)
    yield at
    complete(case, at)


def officer(rank: int) -> dict:
    last_name, first_name, born_on = OFFICERS[rank]
    return {"officer_last_name": last_name, "officer_first_name": first_name, "officer_birth_on": born_on}


def approval(teller, rank: int, at: datetime, fate: str) -> Story:
    yield at
    checked = {} if fate == "inquiry" else {
        "checks_on": at.date().isoformat(), "check_b2": "compatible", "check_taj": "compatible",
        "check_fpr": "compatible",
    }  # fmt: skip
    case = opened(teller, rank, at, dossier.APPROVAL, "post", town(teller, ARMED), {
        **officer(rank), "rank": "officer", "appointed_on": (at.date() - timedelta(days=20)).isoformat(),
        "prosecutor_approved_on": None if fate == "inquiry" else (at.date() - timedelta(days=3)).isoformat(), **checked,
    })  # fmt: skip
    at = later(at, 1)
    yield from received(case, at)
    at = later(at, 2)
    if fate == "inquiry":
        yield at
        step(case, "request_opinion", at, opinion="police_inquiry", organisation=teller.police)
        return
    yield from asked(case, at, "police_inquiry", teller.police)
    yield from decided(case, teller.cabinet if fate == "refusal" else teller.head, later(at, 15), fate)


def carry(teller, rank: int, at: datetime, medical_days: int) -> Story:
    """The first was trained with the pistol more than a year ago: said, and on the page of the force."""
    yield at
    day = at.date()
    known = MunicipalOfficer.objects.filter(last_name=OFFICERS[rank][0]).select_related("approval").first()
    case = opened(teller, rank, at, dossier.CARRY, "post", town(teller, ARMED), {
        **officer(rank), "approval_number": known.approval.number if known else "94-2019-118",
        "approval_on": (day - timedelta(days=45)).isoformat(),
        "prosecutor_approved_on": (day - timedelta(days=50)).isoformat(), "weapons": ["b1_pistols", "d2_batons"],
        "missions": "Patrouilles de soirée et de nuit dans les quartiers commerçants", "out_of_commune": False,
        "initial_training_on": add_months(day, -16).isoformat(),
        "trained_b1_pistols_on": add_months(day, -13 if rank == 0 else -4).isoformat(),
        "trained_d2_batons_on": add_months(day, -4).isoformat(),
        "medical_on": (day - timedelta(days=medical_days)).isoformat(), "medical": "compatible",
    })  # fmt: skip
    at = later(at, 1)
    yield from received(case, at)
    at = later(at, 4)
    if medical_days >= 15:
        yield at
        step(case, "draft_decision", at, outcome="grant")
        return
    yield from decided(case, teller.head, at, "grant")


def suspension(teller, rank: int, at: datetime) -> Story:
    """The officer is heard and the mayor consulted; the authorisation to carry stops with the approval."""
    yield at
    known = MunicipalOfficer.objects.filter(last_name=OFFICERS[rank][0]).select_related("approval").first()
    if known is None or known.approval is None:
        return
    site = town(teller, ARMED)
    last_name, first_name, _ = OFFICERS[rank]
    party = {**site["party"], "kind": "person", "civility": "m", "last_name": last_name, "first_name": first_name,
             "representative": ""}  # fmt: skip
    case = opened(teller, rank, at, dossier.APPROVAL_WITHDRAWAL, "other_admin", {**site, "party": party}, {
        "facts": [f"{at:%d/%m/%Y} : mise en examen pour violences, signalée par le maire"],
        "last_facts_on": (at.date() - timedelta(days=4)).isoformat(), "report_references": [], "duration_months": 4,
        "urgent": False,
    }, renews=known.approval)  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "qualify", at)
    yield at
    step(case, "request_opinion", at, opinion="town_hall",
         organisation=teller.mairies.get(site["commune"].pk))  # fmt: skip
    at = later(at, 2)
    yield at
    step(case, "record_opinion", at, consultation=case.consultations.get(), opinion="favourable",
         answered_on=at.date(), answered_by="Le maire", comment="")  # fmt: skip
    yield at
    step(case, "invite_to_hearing", at, sent_on=at.date(), deadline_on=at.date() + timedelta(days=15),
         facts="Mise en examen pour violences.", contemplated_measure="Suspension de l'agrément.")  # fmt: skip
    at = later(at, 8)
    yield at
    step(case, "record_observations", at, mode="written", observations_on=at.date(),
         observations="L'agent conteste les faits.")  # fmt: skip
    yield from decided(case, teller.cabinet, later(at, 1), "suspension")


def request(teller, at: datetime, code: str, answers: dict, granted: bool) -> Story:
    yield at
    case = opened(teller, ARMED, at, code, "post", town(teller, ARMED), answers)
    at = later(at, 2)
    yield from received(case, at)
    at = later(at, 5)
    if granted:
        yield from decided(case, teller.head, at, "grant")
        return
    yield at
    drafted(case, at, "grant")


def sharing(teller, at: datetime) -> Story:
    """A summer concert: two communes put their officers together."""
    yield at
    site = town(teller, ARMED)
    other = town(teller, 2)["commune"]
    day = date.fromordinal(at.date().toordinal() + 45)
    case = opened(teller, ARMED, at, "temporary_pooling_of_officers", "email", site, {
        "starts_at": f"{day.isoformat()}T16:00:00+02:00", "ends_at": f"{day.isoformat()}T23:30:00+02:00",
        "communes": [site["commune"].pk, other.pk], "occasion": "event",
        "description": "Concert en plein air, 6 000 personnes attendues", "neighbours": True, "all_mayors_ask": True,
        "officers": 14, "means": "Patrouilles communes aux abords du parc, deux véhicules", "armed": False,
    })  # fmt: skip
    at = later(at, 1)
    yield from received(case, at)
    yield at
    step(case, "request_opinion", at, opinion="police", organisation=teller.police)


def stock(teller, at: datetime) -> Story:
    """The inventory finds two pistols more than the authorisation allows, and rounds over the ceiling of the law."""
    yield at
    by = teller.agents[0]
    force = MunicipalForce.objects.filter(commune=town(teller, ARMED)["commune"]).first()
    if force is None:
        return
    for item, quantity in (
        ("b1_pistols", 12), ("b6_pulse", 4), ("d2_batons", 14), ("service_rounds", 640), ("first_training_rounds", 900),
    ):  # fmt: skip
        register.record_movement(
            force=force, nature="inventory", item=item, quantity=quantity, moved_on=at.date(),
            note="Inventaire transmis par le maire", by=by, at=at,
        )  # fmt: skip
    other = town(teller, 3)["commune"]
    yield at
    register.open_force(commune=other, headcount=5, headcount_on=at.date(), by=by, at=at)
    known = force.officers.filter(left_on=None).first()
    if known is not None:
        at = later(at, 9)
        yield at
        register.record_training(
            force=force, officer=known, kinds=["d2_batons"], followed_on=at.date(), is_initial=False, by=by, at=at
        )
