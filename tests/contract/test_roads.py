"""Every archetype's road, walked to each of its ends with a procedure of the smallest size."""

from datetime import date

import pytest
from django import forms

from directorate.casework import registry
from directorate.casework.archetypes import ROADS, STAGES, check_roads, road_of
from directorate.casework.operations import open_case, publish_issue
from directorate.casework.procedure import (
    Archetype,
    Clock,
    LetterModel,
    Opinion,
    Outcome,
    Piece,
    Procedure,
    Redirection,
    Silence,
)
from directorate.registers.models import RegisterIssue
from tests.factories import PERSON, step
from tests.people import paris

HEARING = {"facts": "Faits du 2 mars.", "contemplated_measure": "Fermeture."}
PROOF = {"mode": "by_hand", "reference": "récépissé signé"}
REASON = {"reason": "Motif."}


class TinyForm(forms.Form):
    subject = forms.CharField(label="Objet", required=False)


def outcome(code: str, final_stage: str, **more) -> Outcome:
    return Outcome(
        code, code, letter="act", act_kind="grant", title="Décision", articles=("Il est décidé.",),
        grounds=("Considérant la demande ;",), final_stage=final_stage, **more,
    )  # fmt: skip


def tiny(archetype: Archetype) -> Procedure:
    """One letter for each purpose, one piece, one opinion, and the outcomes that the road can end on."""
    finals = {
        Archetype.POLICE_MEASURE: ("in_execution", "warned"),
        Archetype.DECLARATION: ("in_execution",),
        Archetype.AUTHORISATION: ("closed", "in_execution"),
        Archetype.AGREEMENT: ("in_execution",),
    }.get(archetype, ("closed",))
    return Procedure(
        code=f"tiny_{archetype}",
        label=f"Essai {archetype}",
        short_label="Essai",
        archetype=archetype,
        unit="polices-administratives",
        family="Essais",
        reference_code="ZZ",
        legal_basis=("CRPA",),
        form=TinyForm,
        title=lambda answers: "Essai",
        pieces=(Piece("request", "Demande signée"),),
        opinions=(Opinion("town_hall", "Mairie", "CRPA"),),
        clock=Clock("silence.default_months", Silence.ACCEPTANCE, "CRPA, art. L231-1")
        if archetype is Archetype.AUTHORISATION
        else None,
        letters=(
            LetterModel("act", "Acte", "letters/video_protection/order_refusal.html", "grant"),
            LetterModel("receipt", "Récépissé", "letters/any/acknowledgement.html", "receipt"),
            LetterModel("redirect_notice", "Transmission", "letters/any/redirect_notice.html"),
        ),
        visas=("Vu le code ;",),
        outcomes=(
            *(outcome(final, final) for final in finals),
            outcome("published", finals[0], published=True),
            outcome("regulatory", finals[0], published=True, regulatory=True),
        ),
        hearing_required=archetype in (Archetype.POLICE_MEASURE, Archetype.DECLARATION),
        hearing_offered=archetype is Archetype.AUTHORISATION,
        redirection=Redirection("mairie", "CGCT") if archetype is Archetype.REDIRECTION else None,
    )


DECIDED = [("submit", {}), ("sign", {}), ("notify", PROOF)]
COMPLETE = [("receive_pieces", {"pieces": ["request"]}), ("declare_complete", {})]
TOWN_HALL = {"opinion": "town_hall", "email": "mairie-creteil@commune.invalid"}
CONSULTED = [("request_opinion", TOWN_HALL), ("record_opinion", {"opinion": "favourable"})]
PUBLISHED = [*DECIDED, ("publish", {})]
REGULATORY = [("submit", {}), ("sign", {}), ("publish", {})]


def draft(code: str):
    return ("draft_decision", {"outcome": code})


WALKS = [
    (Archetype.AUTHORISATION, [*COMPLETE, *CONSULTED, draft("closed"), *DECIDED], "closed"),
    (Archetype.AUTHORISATION, [*COMPLETE, draft("published"), *PUBLISHED], "closed"),
    (Archetype.AUTHORISATION,
     [("request_pieces", {"pieces": ["request"], "limit_on": date(2026, 4, 2)}),
      ("receive_pieces", {"pieces": ["request"]}), draft("closed"), ("submit", {}), ("return_draft", REASON),
      ("resume_review", {}), draft("closed"), *DECIDED], "closed"),
    (Archetype.AUTHORISATION,
     [*COMPLETE, ("invite_to_hearing", HEARING), ("record_observations", {"mode": "oral"}), draft("closed"), *DECIDED],
     "closed"),
    (Archetype.AUTHORISATION, [*COMPLETE, ("invite_to_hearing", HEARING), ("withdraw_by_applicant", {})],
     "withdrawn_by_applicant"),
    (Archetype.AUTHORISATION, [*COMPLETE, draft("in_execution"), *DECIDED, ("end_measure", {})], "ended"),
    (Archetype.AUTHORISATION, [*COMPLETE, draft("in_execution"), *DECIDED, ("lift", REASON)], "lifted"),
    (Archetype.AUTHORISATION, [("withdraw_by_applicant", {})], "withdrawn_by_applicant"),
    (Archetype.AUTHORISATION, [("redirect", {"to": "Préfecture de police"})], "redirected"),
    (Archetype.AUTHORISATION, [*COMPLETE, ("close_no_further_action", REASON)], "no_further_action"),
    (Archetype.DECLARATION, [("issue_receipt", {}), *CONSULTED, ("close_after_event", {})], "closed"),
    (Archetype.DECLARATION,
     [("issue_receipt", {}), draft("published"), *PUBLISHED, ("close_after_event", {})], "closed"),
    (Archetype.DECLARATION, [*COMPLETE, ("issue_receipt", {}), ("withdraw_by_applicant", {})],
     "withdrawn_by_applicant"),
    (Archetype.DECLARATION,
     [*COMPLETE, ("invite_to_hearing", HEARING), ("record_observations", {"mode": "oral"}), ("resume_review", {}),
      ("waive_hearing", {"exception": "urgency", "exception_reason": "Danger immédiat."}), draft("in_execution"),
      *DECIDED, ("close_after_event", {})], "closed"),
    (Archetype.POLICE_MEASURE,
     [("qualify", {}), *CONSULTED, ("invite_to_hearing", HEARING), ("record_observations", {"mode": "oral"}),
      draft("in_execution"), *DECIDED, ("end_measure", {})], "ended"),
    (Archetype.POLICE_MEASURE,
     [("qualify", {}), ("waive_hearing", {"exception": "urgency", "exception_reason": "Danger immédiat."}),
      draft("in_execution"), *DECIDED, ("lift", REASON)], "lifted"),
    (Archetype.POLICE_MEASURE, [("qualify", {}), draft("warned"), *DECIDED], "warned"),
    (Archetype.POLICE_MEASURE, [("qualify", {}), draft("published"), *PUBLISHED, ("end_measure", {})], "ended"),
    (Archetype.POLICE_MEASURE, [("qualify", {}), ("close_no_further_action", REASON)], "no_further_action"),
    (Archetype.AGREEMENT,
     [*COMPLETE, *CONSULTED, draft("in_execution"), *DECIDED, ("evaluate", {}), ("record_evaluation", {}),
      ("end_measure", {})], "ended"),
    (Archetype.AGREEMENT, [*COMPLETE, draft("in_execution"), *DECIDED, ("terminate", REASON)], "terminated"),
    (Archetype.YEARLY_ACT,
     [("receive_pieces", {"pieces": ["request"]}), ("declare_complete", {}), *CONSULTED, draft("regulatory"),
      *REGULATORY], "closed"),
    (Archetype.YEARLY_ACT, [("close_no_further_action", REASON)], "no_further_action"),
    (Archetype.THIRD_PARTY_ACT, [("register_act", {}), ("close_registered", {})], "closed"),
    (Archetype.THIRD_PARTY_ACT, [("redirect", {"to": "Parquet"})], "redirected"),
    (Archetype.REDIRECTION, [("redirect", {})], "redirected"),
    (Archetype.REDIRECTION, [("close_no_further_action", REASON)], "no_further_action"),
]  # fmt: skip


@pytest.fixture()
def open_tiny(house, monkeypatch):
    def open_(archetype: Archetype):
        procedure = tiny(archetype)
        assert procedure.problems() == []
        monkeypatch.setitem(registry.PROCEDURES, procedure.code, procedure)
        return open_case(
            procedure_code=procedure.code, party=PERSON, answers={}, received_on=date(2026, 3, 2), channel="post",
            commune=house.creteil, by=house.head, at=paris(2026, 3, 2),
        )  # fmt: skip

    return open_


def walk(house, case, moves):
    """One move a day; the head of bureau works, the director signs."""
    for rank, (name, details) in enumerate(moves, start=1):
        at = paris(2026, 3, 2 + rank)
        if name == "record_opinion":
            details = {**details, "consultation": case.consultations.get(answered_on=None)}
        if name == "notify":
            details = {**details, "notified_at": at}
        if name == "publish":
            publish_issue(issue=RegisterIssue.objects.get(), published_on=at.date(), by=house.director, at=at)
            case.refresh_from_db()
            continue
        case = step(case, name, house.director if name == "sign" else house.head, at, **details)
    return case


@pytest.mark.parametrize(
    ("archetype", "moves", "end"),
    WALKS,
    ids=[f"{archetype}-{rank}-{end}" for rank, (archetype, _, end) in enumerate(WALKS)],
)
def test_a_road_is_walked_to_its_end(house, open_tiny, archetype, moves, end):
    case = walk(house, open_tiny(archetype), moves)
    assert (case.stage, case.is_open) == (end, False)
    assert case.closed_at is not None
    assert case.next_due_on is None


def test_the_walks_take_every_transition_of_every_road():
    taken = {(archetype, name) for archetype, moves, _ in WALKS for name, _ in moves}
    # Acts of the application itself and acknowledgements have their own tests; the other exits are shared.
    elsewhere = {
        "acknowledge", "put_on_agenda", "take_off_agenda", "tacit_grant", "tacit_refusal", "decide_after_silence",
        "revoke_opinion",
    }  # fmt: skip
    shared = {
        "receive_pieces", "declare_complete", "request_pieces", "request_opinion", "record_opinion", "draft_decision",
        "submit", "return_draft", "resume_review", "sign", "notify", "publish", "redirect", "withdraw_by_applicant",
        "close_no_further_action",
    }  # fmt: skip
    for archetype, road in ROADS.items():
        missing = {item.name for item in road.transitions} - {name for kind, name in taken if kind is archetype}
        assert missing <= elsewhere | shared, archetype
    assert shared <= {name for _, name in taken}


def test_the_tables_have_no_dead_end():
    check_roads()


@pytest.mark.parametrize("archetype", list(Archetype))
def test_the_process_line_has_one_place_for_each_stage(archetype):
    road = road_of(archetype)
    assert {STAGES[code].step for code in road.stages} == set(road.steps)


def test_a_silence_that_accepts_gives_its_decision(house, open_tiny):
    case = walk(house, open_tiny(Archetype.AUTHORISATION), COMPLETE)
    deadline = case.deadlines.get(code="silence")
    assert (deadline.due_on, deadline.effect) == (date(2026, 5, 3), "acceptance")
    case = step(case, "tacit_grant", None, paris(2026, 5, 4), deadline=deadline)
    assert (case.stage, case.outcome) == ("implicit_accepted", "tacit_grant")
