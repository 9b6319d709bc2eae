"""Evictions at their stages: orders to pay, summons in time and late, notices, public force in the truce and after."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from directorate.casework.models import Case
from directorate.casework.operations import open_case
from directorate.demonstration.gestures import follow_up, step
from directorate.demonstration.stories import Story, later, moment
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.winter_truce import first_day_outside_truce
from police_admin.procedures.evictions import dossier

OFFICES = ("Étude Corvin et Delpierre", "Étude Amblard", "Étude Ostrowski et associés")
FAMILIES = ("M. Aristide Beaupré", "Mme Solène Marquet", "M. Issa Dembowski", "Mme Paola Ferrand", "M. Hugo Lantier")
LANDLORDS = (
    ("Office public de l'habitat des Platanes", "social"), ("SCI du Clos", "private"),
    ("SA d'HLM Les Coteaux", "social"),
)  # fmt: skip
BUILDINGS = ("Logement, escalier A", "Logement, bâtiment C", "Appartement, 2e étage", "Pavillon")
STREETS = ("allée des Platanes", "rue du Moulin", "avenue des Cerisiers", "rue de l'Écluse")


def stories(teller) -> Iterator[Story]:
    today = teller.today
    for rank, (days, before_hearing) in enumerate(((9, 60), (24, 33))):
        yield summons(teller, rank, moment(today - timedelta(days=days)), before_hearing)
    for rank, days in enumerate((12, 75)):
        yield notice(teller, 10 + rank, moment(today - timedelta(days=days)))
    yield premature(teller, 20, moment(today - timedelta(days=6)))
    yield inquired(teller, 21, moment(today - timedelta(days=28)))
    yield granted(teller, 22, moment(today - timedelta(days=70)))
    yield order_to_pay(teller, 24, moment(today - timedelta(days=17)))
    yield executed(teller, 25, moment(today - timedelta(days=230)))
    yield claim(teller, 26, moment(today - timedelta(days=20)), paid=False)
    yield claim(teller, 27, moment(today - timedelta(days=110)), paid=True)
    # Nobody answered: the silence is noted when the demonstration has been told.
    yield silent(teller, 23, moment(add_months(today, -2) - timedelta(days=5)))


def opened(teller, rank: int, at: datetime, code: str, answers: dict) -> Case:
    worker = teller.agent(rank, at.date())
    commune = teller.communes[(rank * 7 + 3) % len(teller.communes)]
    office = OFFICES[rank % len(OFFICES)]
    return open_case(
        procedure_code=code, received_on=at.date(), channel="post", by=worker, at=at, caseworker=worker,
        commune=commune,
        party={"kind": "company", "last_name": office, "email": f"etude{rank % 3}@exemple.invalid",
               "address": f"{3 + rank} rue du Greffe\n94000 Créteil"},
        place={"name": BUILDINGS[rank % len(BUILDINGS)], "address": f"{5 + rank} {STREETS[rank % len(STREETS)]}",
               "postal_code": commune.postal_codes[0], "latitude": commune.latitude, "longitude": commune.longitude},
        answers=answers,
    )  # fmt: skip


def summons(teller, rank: int, at: datetime, before_hearing: int) -> Story:
    """Notified so many days before the hearing: in time, or late."""
    yield at
    case = opened(teller, rank, at, dossier.SUMMONS, {
        "occupants": [FAMILIES[rank % len(FAMILIES)]], "landlord_type": "social",
        "court": ("ivry", "villejuif")[rank % 2],
        "hearing_on": (at.date() + timedelta(days=before_hearing)).isoformat(), "prefect_notified_on": None,
        "rent_arrears_eur": "3840.00", "dsf_requested_on": at.date().isoformat(), "dsf_returned_on": None,
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)
    yield at
    step(case, "register_act", at, text="Diagnostic social et financier demandé.")


def notice_answers(rank: int, served_on: date) -> dict:
    landlord, nature = LANDLORDS[rank % len(LANDLORDS)]
    return {
        "occupants": [FAMILIES[rank % len(FAMILIES)]], "landlord": landlord, "landlord_type": nature,
        "premises": "dwelling", "served_on": served_on.isoformat(), "prefect_notified_on": served_on.isoformat(),
        "judge_delay": "standard", "judge_delay_until": None, "grace_until": None,
        "exploc_reference": f"EXPLOC-94-{77000 + rank}",
    }  # fmt: skip


def notice(teller, rank: int, at: datetime) -> Story:
    yield at
    answers = {**notice_answers(rank, at.date() - timedelta(days=2)), "summons_reference": ""}
    case = opened(teller, rank, at, dossier.NOTICE, answers)
    at = later(at, 2)
    yield at
    step(case, "register_act", at, text="")
    yield at
    step(case, "acknowledge", at)


def request(teller, rank: int, at: datetime, *, notice_days: int = 90, effective_from: date | None = None) -> Case:
    served_on = at.date() - timedelta(days=notice_days)
    return opened(teller, rank, at, dossier.REQUEST, {
        **notice_answers(rank, served_on), "title_court": "Tribunal de proximité d'Ivry-sur-Seine",
        "title_on": (served_on - timedelta(days=80)).isoformat(), "notice_reference": "", "truce_exemptions": [],
        "monthly_occupancy_eur": "812.40",
        "effective_from": effective_from.isoformat() if effective_from else None,
    })  # fmt: skip


def premature(teller, rank: int, at: datetime) -> Story:
    yield at
    case = request(teller, rank, at, notice_days=40)
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)


def complete(case: Case, at: datetime) -> None:
    step(case, "receive_pieces", at, pieces=["title", "steps"], received_on=at.date())
    step(case, "declare_complete", at)


def inquired(teller, rank: int, at: datetime) -> Story:
    """The police look into who lives there."""
    yield at
    case = request(teller, rank, at)
    at = later(at, 3)
    yield at
    step(case, "acknowledge", at)
    complete(case, at)
    at = later(at, 1)
    yield at
    step(case, "request_opinion", at, opinion="police_inquiry", organisation=teller.police)


def granted(teller, rank: int, at: datetime) -> Story:
    """Granted for a day outside the truce, which the decision sets."""
    yield at
    case = request(teller, rank, at, effective_from=first_day_outside_truce(at.date() + timedelta(days=65)))
    at = later(at, 2)
    yield at
    step(case, "acknowledge", at)
    complete(case, at)
    at = later(at, 30)
    yield at
    step(case, "draft_decision", at, outcome="deferred_grant")
    step(case, "submit", at)
    at = later(at, 4)
    yield at
    step(case, "sign", at, by=teller.head)
    at = later(at, 5)
    yield at
    step(case, "notify", at, notified_at=at, mode="registered_post", reference=f"1A 204 77{rank} 4102 8")


def silent(teller, rank: int, at: datetime) -> Story:
    yield at
    case = request(teller, rank, at)
    at = later(at, 2)
    yield at
    step(case, "acknowledge", at)
    complete(case, at)


def decided(case: Case, by, at: datetime, outcome: str, reference: str) -> Story:
    """Drafted, signed two days later, notified the day after."""
    yield at
    step(case, "draft_decision", at, outcome=outcome)
    step(case, "submit", at)
    at = later(at, 2)
    yield at
    step(case, "sign", at, by=by)
    at = later(at, 1)
    yield at
    step(case, "notify", at, notified_at=at, mode="registered_post", reference=reference)


def order_to_pay(teller, rank: int, at: datetime) -> Story:
    yield at
    case = opened(teller, rank, at, dossier.PAYMENT_ORDER, {
        "occupants": [FAMILIES[rank % len(FAMILIES)]], "exploc_reference": f"EXPLOC-94-{88000 + rank}",
        "landlord_type": "social", "served_on": (at.date() - timedelta(days=3)).isoformat(), "clause": "six_weeks",
        "threshold": "both",
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)
    step(case, "register_act", at, text="Transmis au secrétariat de la CCAPEX.")


def executed(teller, rank: int, at: datetime) -> Story:
    """Granted, a day fixed with the police outside the truce, and the report that closes the grant."""
    yield at
    effective_on = first_day_outside_truce(at.date() + timedelta(days=45))
    case = request(teller, rank, at, effective_from=effective_on)
    complete(case, at)
    yield from decided(case, teller.head, later(at, 30), "deferred_grant", f"1A 205 11{rank} 3307 4")
    intervention_at = moment(effective_on + timedelta(days=12), 9)
    at = moment(effective_on, 11)
    yield at
    execution = opened(teller, rank, at, dossier.EXECUTION, {
        "request_reference": case.reference, "premises": "dwelling", "truce_exemptions": [],
        "scheduled_at": intervention_at.isoformat(), "police_unit": "Commissariat de secteur", "locksmith": True,
        "social_presence": True, "executed_on": None, "report_reference": "", "cancelled_reason": "",
        "cancelled_on": None,
    })  # fmt: skip
    yield at
    step(execution, "register_act", at, text="Jour fixé avec le commissariat.")
    at = intervention_at + timedelta(hours=6)
    yield at
    follow_up(execution, at, "Procès-verbal reçu.", executed_on=at.date().isoformat(), report_reference="PV du jour")
    step(execution, "close_registered", at, text="Aucun incident.")


def claim(teller, rank: int, at: datetime, *, paid: bool) -> Story:
    """A landlord asks for what a refusal made him lose: the arithmetic, the agreement, the payment."""
    yield at
    refused_on = first_day_outside_truce(at.date() - timedelta(days=390))
    case = opened(teller, rank, at, dossier.CLAIM, {
        "request_reference": "", "refused_on": refused_on.isoformat(), "premises": "dwelling", "truce_exemptions": [],
        "grace_until": None, "granted_on": None, "executed_on": None, "delay_due_to_claimant": False,
        "left_on": (refused_on + timedelta(days=137)).isoformat(), "until_on": (at.date()).isoformat(),
        "monthly_occupancy_eur": "742.50", "charges_eur": "88.00", "received_from_occupant_eur": "600.00",
        "other_losses_eur": None, "claimed_eur": "4200.00", "offered_eur": "3000.00" if paid else None,
        "transaction_signed_on": at.date().isoformat() if paid else None, "paid_on": None,
    })  # fmt: skip
    at = later(at, 2)
    yield at
    step(case, "acknowledge", at)
    step(case, "receive_pieces", at, pieces=["losses", "title", "account"], received_on=at.date())
    step(case, "declare_complete", at)
    if not paid:
        return
    yield from decided(case, teller.cabinet, later(at, 12), "transaction", f"1A 206 22{rank} 1180 9")
    at = later(at, 50)
    yield at
    follow_up(case, at, "Mandat émis.", paid_on=at.date().isoformat())
    step(case, "end_measure", at, text="Paiement constaté.")
