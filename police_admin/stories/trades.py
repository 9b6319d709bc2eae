"""Dealers, flea markets, sales, fairs and races; domiciliations renewed late, changed, suspended: at their stages."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from directorate.casework.models import Case
from directorate.casework.operations import save_draft
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import Story, later, moment
from directorate.legal_calendar.arithmetic import add_months
from directorate.permits.models import Permit
from police_admin.stories.economy import arrived, decided, opened

APPROVAL = "business_domiciliation_approval"
MANAGER = "Mme Ombeline Castets"


def stories(teller) -> Iterator[Story]:
    today = teller.today
    for rank, (days, held) in enumerate(((9, 4), (30, 21), (58, 3))):
        yield market(teller, 30 + rank, moment(today - timedelta(days=days)), held=held)
    yield sales(teller, moment(today - timedelta(days=60)))
    yield dealer(teller, 34, moment(today - timedelta(days=44)), "94")
    yield dealer(teller, 35, moment(today - timedelta(days=12)), "94")
    yield dealer(teller, 36, moment(today - timedelta(days=5)), "75")
    yield fair(teller, moment(today - timedelta(days=70)))
    yield races(teller, moment(today - timedelta(days=33)))
    yield renewed_late(teller, moment(today - timedelta(days=40)))
    yield changed(teller, 39, moment(today - timedelta(days=25)), since=20)
    yield changed(teller, 40, moment(today - timedelta(days=18)), since=95)
    yield struck(teller, 41, moment(today - timedelta(days=75)), "business_domiciliation_sanction")
    yield struck(teller, 42, moment(today - timedelta(days=52)), "business_domiciliation_precautionary_suspension")


def market(teller, rank: int, at: datetime, *, held: int) -> Story:
    """The register of a flea market, deposited `held` days after its last day: in time or late."""
    yield at
    day = at.date() - timedelta(days=held)
    case = opened(teller, rank, at, "flea_market_register_deposit", {
        "market_name": f"Vide-greniers du quartier des Peupliers, {day:%d/%m}", "held_on": day.isoformat(),
        "ended_on": day.isoformat(), "sellers_count": 80 + 7 * rank, "deposited_on": None,
    }, name="Comité des fêtes des Peupliers", representative="M. Yanis Dufresnoy", kind="association")  # fmt: skip
    yield from registered(case, at)


def registered(case: Case, at: datetime) -> Story:
    at = at + timedelta(hours=1)
    yield at
    step(case, "register_act", at)
    yield at
    step(case, "acknowledge", at)
    at = later(at, 6)
    yield at
    step(case, "close_registered", at, text="Classé.")


def sales(teller, at: datetime) -> Story:
    yield at
    case = opened(teller, 33, at, "sales_period_info", {
        "season": "winter", "starts_on": date(at.year + 1, 1, 6).isoformat(), "national_text": "",
    }, name="Union des commerçants de la Marne", representative="Mme Salomé Ibarra", kind="association",
        place=None)  # fmt: skip
    yield from registered(case, at)


def dealer(teller, rank: int, at: datetime, department: str) -> Story:
    """A receipt with its unique number, a file under way, and one that belongs to Paris."""
    yield at
    case = opened(teller, rank, at, "second_hand_dealer_declaration", {
        "establishment_department": department, "status": "micro", "dealer_name": "Timothée Varenne",
        "birth_on": "1984-03-09", "birth_place": "Melun", "nationality": "française",
        "goods": "Meubles, livres et vaisselle d'occasion", "registration_number": "732829320", "itinerant": rank == 35,
        "started_on": (at.date() + timedelta(days=20)).isoformat(),
    }, name=f"Brocante Varenne {rank}", representative="M. Timothée Varenne")  # fmt: skip
    at = later(at, 2)
    yield at
    if department != "94":
        step(case, "redirect", at, reason="")
        return
    arrived(case, at, without=("address",) if rank == 35 else ())
    if rank != 35:
        yield at
        step(case, "issue_receipt", at, by=teller.head)


def fair(teller, at: datetime) -> Story:
    yield at
    case = opened(teller, 37, at, "gaming_machine_fairground_check", {
        "fair_name": "Fête foraine du bord de Marne", "checked_on": at.date().isoformat(),
        "checked_by": "Commissariat de circonscription", "machines_count": 6, "stake_eur": "2.00", "prize_eur": "45.00",
        "report_reference": "",
    }, name="Attractions Salvetat", representative="M. Corentin Salvetat")  # fmt: skip
    yield from registered(case, at)


def races(teller, at: datetime) -> Story:
    """Registered; the opinion is still to be given."""
    yield at
    case = opened(teller, 38, at, "racecourse_or_betting_outlet_opinion", {
        "kind": "betting_outlet", "requested_by": "Direction générale de l'alimentation, bureau des courses",
        "answer_before": (at.date() + timedelta(days=60)).isoformat(), "opinion": "", "observations": "",
    }, name="Bar-tabac du Belvédère", representative="Mme Joséphine Ardant")  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "register_act", at)


# --- domiciliations -----------------------------------------------------------------------------------------


def approval(teller, rank: int, issued_on: date) -> Permit:
    """A title of before the demonstration."""
    return Permit.objects.create(
        number=f"DOM-{issued_on.year}-{9000 + rank}", procedure_code=APPROVAL,
        label="Agrément d'une entreprise de domiciliation", holder=f"Domicilia {rank}",
        unit_id="polices-administratives", commune=teller.communes[rank % len(teller.communes)],
        place_label=f"{7 + rank} rue des Peupliers", issued_on=issued_on, valid_from=issued_on,
        expires_on=add_months(issued_on, 72), renew_by=add_months(issued_on, 70),
    )  # fmt: skip


def company(rank: int) -> dict:
    return {"name": f"Domicilia {rank}", "representative": MANAGER}


def renewed_late(teller, at: datetime) -> Story:
    """Asked three weeks after the day, granted all the same."""
    yield at
    title = approval(teller, 43, add_months(at.date() + timedelta(days=39), -72))
    case = opened(teller, 43, at, "business_domiciliation_renewal", {
        "seat_department": "94", "premises": ["50 rue des Peupliers, 140 m²"], "premises_title": "lease",
        "confidential_room": True, "document_keeping": True, "managers": [f"{MANAGER}, gérante, française"],
        "holders": [f"{MANAGER}, 100 %"], "clients_count": 62,
    }, renews=title, **company(43))  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)
    yield at
    arrived(case, at)
    yield at
    step(case, "declare_complete", at)
    at = later(at, 2)
    yield at
    step(case, "request_opinion", at, opinion="criminal_record")
    at = later(at, 9)
    yield at
    step(case, "record_opinion", at, consultation=case.consultations.get(), opinion="favourable",
         answered_on=at.date(), comment="")  # fmt: skip
    yield from decided(teller, case, later(at, 2), "grant")


def changed(teller, rank: int, at: datetime, *, since: int) -> Story:
    """A change declared in time, another declared late."""
    yield at
    title = approval(teller, rank, add_months(at.date(), -30))
    case = opened(teller, rank, at, "business_domiciliation_change", {
        "changed_on": (at.date() - timedelta(days=since)).isoformat(), "subjects": ["managers"],
        "changes_description": ["Nouvelle gérante : Adélaïde Fontanier"], "new_approval_needed": False,
    }, renews=title, **company(rank))  # fmt: skip
    at = later(at, 3)
    yield at
    arrived(case, at)
    yield at
    step(case, "issue_receipt", at, by=teller.head)
    at = later(at, 2)
    yield at
    step(case, "close_after_event", at, text="Le changement est porté au dossier de l'agrément.")


def struck(teller, rank: int, at: datetime, code: str) -> Story:
    """A suspension after a hearing: of the whole title, or of one establishment while a commission is seised."""
    yield at
    title = approval(teller, rank, add_months(at.date(), -24))
    answers = {
        "facts": [f"{at.date() - timedelta(days=9):%d/%m/%Y} : locaux fermés, documents absents"],
        "last_facts_on": (at.date() - timedelta(days=9)).isoformat(), "report_references": ["DDFiP 2026-118"],
        "duration_months": 3, "establishment": "",
    }  # fmt: skip
    if code == "business_domiciliation_sanction":
        answers["grounds"] = ["condition_lost"]
    else:
        answers |= {"seised_on": (at.date() - timedelta(days=4)).isoformat(), "proceedings": "CNS 2026-41",
                    "prolongs": False, "establishment": "50 rue des Peupliers"}  # fmt: skip
    case = opened(teller, rank, at, code, answers, renews=title, channel="other_admin", place=None, **company(rank))
    at = later(at, 1)
    yield at
    step(case, "qualify", at, text="Les documents des entreprises domiciliées ne sont pas tenus.")
    yield at
    step(case, "invite_to_hearing", at, sent_on=at.date(), deadline_on=at.date() + timedelta(days=15),
         facts=answers["facts"][0], contemplated_measure="Suspension de l'agrément.")  # fmt: skip
    at = later(at, 10)
    yield at
    step(case, "record_observations", at, mode="written", observations_on=at.date(),
         observations="L'entreprise annonce la réouverture de ses bureaux.")  # fmt: skip
    at = later(at, 8)
    yield at
    step(case, "draft_decision", at, outcome="suspension")
    decision = Case.objects.get(pk=case.pk).decision
    at = at + timedelta(minutes=30)
    yield at
    measured = "Considérant que ces faits ôtent toute garantie sur la tenue des documents et justifient trois mois ;"
    save_draft(
        case=case, by=case.caseworker, at=at, title=decision.title, visas=decision.visas, articles=decision.articles,
        grounds=[measured if "[à compléter" in ground else ground for ground in decision.grounds],
    )  # fmt: skip
    at = at + timedelta(hours=1)
    yield at
    step(case, "submit", at)
    at = later(at, 2, hour=16)
    yield at
    step(case, "sign", at, by=teller.cabinet)
    at = later(at, 4, hour=11)
    yield at
    step(case, "notify", at, notified_at=at, mode="registered_post", reference=f"1A 219 {300 + rank} 4471 2")
