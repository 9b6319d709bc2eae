"""Files on establishments open to the public: their clocks (EX8 of the domain note), what each asks, what it leaves."""

from datetime import date, datetime

import pytest

from civil_protection.establishments.models import Establishment
from civil_protection.establishments.operations import merge
from civil_protection.safety_files import operations
from civil_protection.safety_files.models import OpeningOrder, TentImplantation, TentRegister
from civil_protection.safety_files.queries import files_of
from civil_protection.security_studies.queries import studies_of
from directorate.casework import registry
from directorate.casework.archetypes import road_of
from directorate.casework.errors import NotReady
from directorate.casework.models import Case
from directorate.casework.operations import act_on_silences, save_draft
from directorate.casework.procedure import Silence
from directorate.territory.department import HOME
from directorate.web.errors import Conflict, DomainError
from tests.civil_protection.establishment_rows import an_establishment
from tests.civil_protection.safety_rows import CINEMA, a_file, a_study, a_tent, step
from tests.factories import complete
from tests.people import paris

WORKS = {"works": "Création d'une salle", "accessibility_derogation": False, "fire_derogation": False}
OPENING = {"sleeping": False, "opening_on": "2026-09-15", "people": 1240, "after_works": True}
PERMIT = {"permit_number": "PC 094028 26 W0011", "nature": "new_establishment", "floor_area": 4_000}


@pytest.fixture()
def file(desk):
    def make(code: str, received_on: date, missing: tuple[str, ...] = (), **answers) -> Case:
        return a_file(code, by=desk.agent, commune=desk.house.creteil, received_on=received_on, missing=missing,
                      **answers)  # fmt: skip

    return make


def due(case: Case, code: str) -> date:
    return case.deadlines.get(code=code).due_on


def opinion_recorded(case: Case, at: datetime, opinion: str = "favourable") -> Case:
    """Every mandatory opinion of the file, asked and given the same day."""
    procedure = registry.procedure(case.procedure_code)
    for wanted in procedure.opinions:
        if wanted.is_mandatory(case.answers):
            case = step(case, "request_opinion", at, opinion=wanted.code)
    for row in case.consultations.filter(answered_on=None):
        case = step(
            case, "record_opinion", at, consultation=row, opinion=opinion, comment="Motifs.", answered_on=at.date()
        )
    return case


def decided(case: Case, outcome: str, at: datetime, signer) -> Case:
    case = step(case, "draft_decision", at, outcome=outcome)
    draft = case.decision
    texts = {name: [complete(text) for text in getattr(draft, name)] for name in ("visas", "grounds", "articles")}
    save_draft(case=case, by=case.caseworker, at=at, title=draft.title, conditions="", **texts)
    case = step(Case.objects.get(pk=case.pk), "submit", at)
    case = step(case, "sign", at, by=signer)
    return step(case, "notify", at, notified_at=at, mode="by_hand", reference="récépissé signé")


# --- EX8 ----------------------------------------------------------------------------------------------------


def test_four_months_run_from_the_pieces_that_were_missing(file):
    """Filed 10/01/2025; asked 05/02; received 03/03 → 03/07/2025; the letter was due on 10/02."""
    case = file("safety_works", date(2025, 1, 10), ("safety_notice",), **WORKS)
    assert due(case, "ask_pieces") == date(2025, 2, 10)
    case = step(case, "request_pieces", paris(2025, 2, 5), pieces=["safety_notice"], limit_on=date(2025, 3, 5))
    assert case.deadlines.get(code="ask_pieces").state == "met"
    case = step(case, "receive_pieces", paris(2025, 3, 3), pieces=["safety_notice"])
    assert due(case, "silence") == date(2025, 7, 3)


def test_the_commission_has_two_months_and_its_silence_is_favourable(file):
    """Seised 06/03/2025 → 06/05/2025."""
    case = step(file("safety_works", date(2025, 3, 3), **WORKS), "declare_complete", paris(2025, 3, 3))
    case = step(case, "request_opinion", paris(2025, 3, 6), opinion="fire")
    row = case.consultations.get(code="fire")
    assert row.due_on == date(2025, 5, 6)
    assert row.deemed_if_silent == "favourable"
    late = {"consultation": row, "opinion": "unfavourable", "comment": "Dégagements."}
    step(case, "record_opinion", paris(2025, 5, 7), **late, answered_on=date(2025, 5, 7))
    row.refresh_from_db()
    assert row.is_deemed


def test_an_opinion_of_the_last_day_is_not_late(file):
    case = step(file("safety_works", date(2025, 3, 3), **WORKS), "declare_complete", paris(2025, 3, 3))
    case = step(case, "request_opinion", paris(2025, 3, 6), opinion="fire")
    row = case.consultations.get(code="fire")
    step(case, "record_opinion", paris(2025, 5, 7), consultation=row, opinion="unfavourable", comment="Issues.",
         answered_on=date(2025, 5, 6))  # fmt: skip
    row.refresh_from_db()
    assert not row.is_deemed


@pytest.mark.parametrize(("received_on", "late"), [(date(2026, 8, 15), False), (date(2026, 8, 16), True)])
def test_the_mayor_seises_a_month_before_the_opening(file, received_on, late):
    """Opening on 15/09/2026: 15/08/2026 at the latest."""
    case = file("safety_opening", received_on, **OPENING)
    row = case.deadlines.get(code="filing")
    assert row.due_on == date(2026, 8, 15)
    assert row.computation["late"] is late


# --- openings -----------------------------------------------------------------------------------------------


def test_a_late_request_receives_no_opinion_and_is_declared_inadmissible(file, desk):
    at = paris(2026, 8, 20)
    case = step(file("safety_opening", date(2026, 8, 20), **OPENING), "declare_complete", at)
    case = opinion_recorded(case, at)
    with pytest.raises(NotReady, match="irrecevable"):
        decided(case, "favourable", at, desk.house.prefect)
    case = step(step(Case.objects.get(pk=case.pk), "resume_review", at), "draft_decision", at, outcome="inadmissible")
    assert step(case, "submit", at).stage == "signature"


@pytest.mark.parametrize("missing", ["owner_attestation", "solidity", "reports"])
def test_without_the_papers_of_articles_46_and_47_the_commission_cannot_decide(file, missing):
    case = file("safety_opening", date(2026, 6, 2), (missing,), **OPENING)
    with pytest.raises(DomainError):
        step(case, "declare_complete", paris(2026, 6, 3))
    assert "request_opinion" not in {row.name for row in moves(case)}


def moves(case: Case):
    return road_of(registry.procedure(case.procedure_code).archetype).leaving(case.stage)


@pytest.fixture()
def cinema(desk):
    """A cinema of the second category, still a project, and its file."""
    return an_establishment(
        by=desk.agent, name="Cinéma des Trois Rivières", address="4 quai de la Marne", activity="L_SHOW",
        public_total=1200, staff=40, opened_on=None, last_visit_on=None, current_opinion="", status="project",
    )  # fmt: skip


def test_the_mayor_opens_after_the_opinion_and_the_register_follows(file, desk, cinema):
    assert cinema.category == 2
    at = paris(2026, 8, 3)
    case = file("safety_opening", date(2026, 8, 3), **OPENING, establishment=cinema.number)
    with pytest.raises(Conflict, match="après l'envoi de l'avis"):
        operations.record_opening_order(case=case, decision="open", number="26-118", ordered_on=at.date(),
                                        opens_on=date(2026, 8, 20), by=desk.agent, at=at)  # fmt: skip
    case = decided(opinion_recorded(step(case, "declare_complete", at), at), "favourable", at, desk.house.prefect)
    cinema.refresh_from_db()
    assert cinema.current_opinion == "favourable"
    facts = {"case": case, "decision": "open", "number": "26-118", "by": desk.agent}
    with pytest.raises(DomainError, match="jour de l'ouverture"):
        operations.record_opening_order(**facts, ordered_on=date(2026, 8, 3), at=at)
    operations.record_opening_order(**facts, ordered_on=date(2026, 8, 3), opens_on=date(2026, 9, 15), at=at)
    with pytest.raises(Conflict, match="déjà enregistré"):
        operations.record_opening_order(**facts, ordered_on=date(2026, 8, 3), opens_on=date(2026, 9, 15), at=at)
    assert operations.open_due(at=paris(2026, 9, 14)) == 0
    assert operations.open_due(at=paris(2026, 9, 15)) == 1
    assert operations.open_due(at=paris(2026, 9, 15)) == 0
    cinema.refresh_from_db()
    assert (cinema.status, cinema.opened_on) == (Establishment.Status.OPEN, date(2026, 9, 15))
    assert cinema.next_visit_on == date(2029, 9, 15)
    assert "26-118" in cinema.opening_order


@pytest.mark.parametrize("typed_later", [False, True])
def test_an_order_is_carried_out_when_its_author_left_and_the_number_was_typed_otherwise(
    file, desk, cinema, typed_later
):
    at = paris(2026, 8, 3)
    case = file("safety_opening", at.date(), **OPENING, establishment=f" {cinema.number.lower()}")
    case = decided(opinion_recorded(step(case, "declare_complete", at), at), "favourable", at, desk.house.prefect)
    order = operations.record_opening_order(
        case=case, decision="open", number="26-118", ordered_on=at.date(), opens_on=date(2026, 9, 15), by=desk.agent,
        at=at,
    )  # fmt: skip
    assert order.establishment_number == cinema.number
    if typed_later:
        OpeningOrder.objects.update(establishment_number=cinema.number.lower())
    desk.agent.postings.update(ends_on=date(2026, 9, 1))
    assert operations.open_due(at=paris(2026, 9, 15)) == 1
    cinema.refresh_from_db()
    assert cinema.status == "open"
    assert cinema.events.get(kind="opened").recorded_by is None


def test_what_names_a_merged_record_reaches_the_one_that_stays(file, desk, cinema):
    at = paris(2026, 8, 3)
    case = file("safety_opening", at.date(), **OPENING, establishment=cinema.number)
    study = a_study(by=desk.agent, commune=desk.house.creteil, at=at, establishment_number=cinema.number.lower())
    case = decided(opinion_recorded(step(case, "declare_complete", at), at), "favourable", at, desk.house.prefect)
    operations.record_opening_order(case=case, decision="open", number="26-118", ordered_on=at.date(),
                                    opens_on=date(2026, 9, 15), by=desk.agent, at=at)  # fmt: skip
    kept = an_establishment(by=desk.agent, opened_on=None, last_visit_on=None, current_opinion="", status="project")
    merge(establishment=cinema, into=kept, by=desk.agent, at=at)
    assert list(files_of(kept, desk.agent, at.date())) == [case]
    assert list(studies_of(kept)) == [study]
    assert operations.open_due(at=paris(2026, 9, 15)) == 1
    kept.refresh_from_db()
    assert kept.status == "open"


def test_a_refused_opening_opens_nothing(file, desk, cinema):
    at = paris(2026, 8, 3)
    case = step(file("safety_opening", at.date(), **OPENING, establishment=cinema.number), "declare_complete", at)
    case = decided(opinion_recorded(case, at, "unfavourable"), "unfavourable", at, desk.house.prefect)
    order = operations.record_opening_order(case=case, decision="refused", number="26-119", ordered_on=at.date(),
                                            by=desk.agent, at=at)  # fmt: skip
    assert order.opens_on is None
    assert operations.open_due(at=paris(2027, 1, 4)) == 0
    cinema.refresh_from_db()
    assert (cinema.status, cinema.current_opinion) == ("project", "unfavourable")
    assert OpeningOrder.objects.count() == 1


# --- forms --------------------------------------------------------------------------------------------------


def refused(code: str, **answers) -> set[str]:
    form = registry.procedure(code).form({**CINEMA, **answers})
    form.is_valid()
    return set(form.errors)


def test_each_form_refuses_what_belongs_elsewhere(desk):
    works = {"works": "Salle"}
    assert not refused("safety_works", **works, category="3", accessibility_derogation="on")
    assert refused("safety_works", **works, category="2", accessibility_derogation="on") == {"accessibility_derogation"}
    assert refused("safety_works_with_derogation", **works, category="3") == {"category"}
    opening = {"opening_on": "2026-09-15", "people": 30}
    assert refused("safety_opening", **opening, category="5") == {"category"}
    assert not refused("safety_opening", **opening, category="5", sleeping="on")
    tent = {"kind": "first", "structure": "Chapiteau", "surface": 40}
    assert refused("safety_tent_register", **tent, capacity=19) == {"capacity"}
    assert not refused("safety_tent_register", **tent, capacity=20)
    assert refused("safety_tent_register", **{**tent, "kind": "duplicate"}, capacity=200) == {"register_number"}
    access = {"rule": "Pente", "reason": "technical", "reasons": "Sol", "public_service": "on"}
    assert refused("safety_access_derogation", **access, category="3") == {"substitution"}
    assert refused("safety_access_derogation", **access, category="1", substitution="Sonnette") == {"category"}


@pytest.mark.parametrize(
    ("code", "silence"),
    [
        ("safety_works", Silence.ACCEPTANCE),
        ("safety_works_with_derogation", Silence.REFUSAL),
        ("safety_access_derogation", Silence.ACCEPTANCE),
        ("safety_access_derogation_large", Silence.REFUSAL),
        ("safety_fire_derogation", Silence.REFUSAL),
        ("safety_tent_register", Silence.REFUSAL),
        ("safety_opening", Silence.NONE),
        ("safety_permit_opinion", Silence.NONE),
        ("safety_exceptional_use", Silence.NONE),
        ("safety_tent_implantation", Silence.NONE),
    ],
)
def test_what_silence_means(code, silence):
    assert registry.procedure(code).silence is silence


def test_silence_accepts_the_works_on_the_last_day_and_not_before(file):
    case = step(file("safety_works", date(2026, 1, 12), **WORKS), "declare_complete", paris(2026, 1, 12))
    assert due(case, "silence") == date(2026, 5, 12)
    act_on_silences(at=paris(2026, 5, 11))
    assert Case.objects.get(pk=case.pk).stage == "review"
    act_on_silences(at=paris(2026, 5, 13))
    assert Case.objects.get(pk=case.pk).stage == "implicit_accepted"


def test_a_joint_request_is_asked_when_the_organiser_is_another(file):
    facts = {"use": "Salon", "starts_at": "2026-06-20T09:00:00+02:00", "ends_at": "2026-06-21T19:00:00+02:00",
             "dates": [], "people": 400, "organiser": "Salon du livre"}  # fmt: skip
    case = file("safety_exceptional_use", date(2026, 6, 5), **facts, other_organiser=True)
    assert case.pieces.filter(code="joint_request").exists()
    assert due(case, "filing") == date(2026, 6, 5)
    assert case.deadlines.get(code="filing").computation["late"] is False
    alone = file("safety_exceptional_use", date(2026, 6, 6), **facts, other_organiser=False)
    assert not alone.pieces.filter(code="joint_request").exists()
    assert alone.deadlines.get(code="filing").computation["late"] is True


def test_a_permit_ends_in_five_months(file):
    case = file("safety_permit_opinion", date(2026, 1, 12), **PERMIT)
    assert due(case, "permit") == date(2026, 6, 12)


# --- tents --------------------------------------------------------------------------------------------------


def test_the_notified_attestation_opens_one_register(file, desk):
    at = paris(2026, 3, 2)
    case = file("safety_tent_register", at.date(), kind="first", structure="Chapiteau rond", manufacturer="",
                surface=700, capacity=480, storeyed=False, register_number="")  # fmt: skip
    case = decided(opinion_recorded(step(case, "declare_complete", at), at), "grant", at, desk.house.prefect)
    row = TentRegister.objects.get()
    assert (row.case_id, row.capacity, row.verification_due_on) == (case.pk, 480, date(2028, 3, 2))
    assert operations.open_register(case=case, by=desk.agent, at=at) == row


def test_a_number_typed_from_paper_is_stepped_over(file, desk):
    at = paris(2026, 3, 2)
    for rank in (1, 2):
        a_tent(by=desk.agent, at=at, number=f"{HOME.code}-2026-{rank:03d}")
    case = file("safety_tent_register", at.date(), kind="first", structure="Chapiteau rond", manufacturer="",
                surface=700, capacity=480, storeyed=False, register_number="")  # fmt: skip
    case = decided(opinion_recorded(step(case, "declare_complete", at), at), "grant", at, desk.house.prefect)
    assert TentRegister.objects.get(case=case).number == f"{HOME.code}-2026-003"


def test_an_implantation_is_written_in_the_register_it_names(file, desk):
    at = paris(2026, 3, 2)
    tent = a_tent(by=desk.agent, at=at)
    case = file("safety_tent_implantation", at.date(), register_number=tent.number, site="Place de la Brèche",
                starts_at="2026-04-18T14:00:00+02:00", ends_on="2026-04-20", use="Cirque", people=300)  # fmt: skip
    assert due(case, "filing") == date(2026, 3, 18)
    decided(opinion_recorded(step(case, "declare_complete", at), at), "favourable", at, desk.house.prefect)
    found = TentImplantation.objects.get()
    assert (found.register_id, found.starts_on, found.ends_on, found.leave) == (
        tent.pk, date(2026, 4, 18), date(2026, 4, 20), "asked",
    )  # fmt: skip


def test_silence_is_favourable_on_works_and_permits_alone(file):
    for code in ("safety_works", "safety_permit_opinion"):
        assert {row.deemed_if_silent for row in registry.procedure(code).opinions} == {"favourable"}
    for code in ("safety_opening", "safety_exceptional_use", "safety_tent_register", "safety_tent_implantation"):
        assert {row.deemed_if_silent for row in registry.procedure(code).opinions} == {""}
    case = step(file("safety_opening", date(2026, 8, 3), **OPENING), "declare_complete", paris(2026, 8, 3))
    assert due(case, "answer") == date(2026, 9, 14)
