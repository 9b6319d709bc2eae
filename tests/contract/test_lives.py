"""Every procedure is lived: from its receipt to each stage and each end that it can have, through the real operations.

One case a procedure, and a savepoint at each fork. What a procedure cannot meet follows from its declaration (no
hearing, no opinion, no act to publish); all the rest must be met.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from directorate.casework.archetypes import STAGES, Transition, road_of
from directorate.casework.models import Case
from directorate.casework.operations import act_on_silences, publish_issue, save_draft, take_transition
from directorate.casework.policies import CASE_POLICIES
from directorate.casework.procedure import Archetype, Outcome, Procedure, Silence
from directorate.commissions.models import Commission, CommissionSession
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from directorate.registers.models import RegisterIssue
from tests.contract.test_procedures import AT, OPEN, specimen_case
from tests.factories import complete
from tests.people import House, paris

PROOF = {"mode": "by_hand", "reference": "récépissé signé"}
# The commission meets on 9 April 2026: what is prepared before, then what follows.
BEFORE, AFTER = paris(2026, 3, 4), paris(2026, 4, 10)
LONG_AFTER = paris(2027, 6, 1)
# What becomes of the title that a measure names.
STRUCK = {"withdrawal": Permit.State.WITHDRAWN, "suspension": Permit.State.SUSPENDED}
# What one outcome supposes of the facts: a retention that still runs on the day of the decision, a foreign licence; the
# judge, who ends the measure before its term.
RULED = {"ruled_on": "2026-04-13", "ruling": "release"}
RETAINED = RULED | {"retained_at": paris(2026, 4, 12, 2).isoformat()}
FACTS = {
    # Judged while the closure runs: it is lifted as of right.
    ("closure_illegal_work", "closure"): {"cleared_on": "2026-04-14"},
    ("licence_suspension_after_retention", "suspension"): RETAINED | {"foreign_licence": False},
    ("licence_suspension_after_retention", "ban"): RETAINED | {"foreign_licence": True},
    ("licence_suspension_after_retention", "device"): RETAINED | {"cause": "alcohol"},
    ("licence_suspension_without_retention", "suspension"): RULED | {"foreign_licence": False},
    ("licence_suspension_without_retention", "device"): RULED,
    ("licence_suspension_without_retention", "ban"): RULED | {"foreign_licence": True},
}
# A law leaves the person heard more days than the usual ones.
INVITED = {"closure_illegal_work": {"sent_on": date(2026, 3, 20), "deadline_on": date(2026, 4, 6)}}
AFTER_DECISION = {"decided", "notified", "in_execution", "evaluation"}


@contextmanager
def aside() -> Iterator[None]:
    """What happens in it is forgotten."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Life:
    """What the walks of one procedure have met."""

    house: House
    procedure: Procedure
    stages: set[str] = field(default_factory=set)
    moves: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)

    def take(self, case: Case, name: str, at: datetime, **details) -> Case:
        by = self.house.prefect if name == "sign" else self.house.director
        case = take_transition(case=case, name=name, by=by, at=at, **details)
        self.met(case, name)
        return case

    def met(self, case: Case, name: str = "") -> None:
        self.stages.add(case.stage)
        self.moves.add(name)

    def can(self, case: Case, name: str) -> bool:
        transition = road_of(self.procedure.archetype).transition(name)
        return transition is not None and case.stage in transition.sources

    def leave(self, case: Case, at: datetime) -> None:
        """The ways out that the road opens at this stage, each followed and forgotten."""
        if case.stage in self.left:
            return
        self.left.add(case.stage)
        ways = {
            "withdraw_by_applicant": {},
            "redirect": {"to": "Préfecture de Seine-et-Marne"},
            "close_no_further_action": {"reason": "Demande sans objet."},
        }
        for name, details in ways.items():
            if self.can(case, name):
                with aside():
                    assert not self.take(case, name, at, **details).is_open

    # --- before the decision

    def receive(self, case: Case) -> Case:
        """Acknowledged, found incomplete, then complete."""
        self.leave(case, BEFORE)
        if self.can(case, "acknowledge"):
            self.take(case, "acknowledge", BEFORE)
        expected = [piece.code for piece in case.pieces.all()]
        if self.can(case, "request_pieces") and case.pieces.filter(is_blocking=True).exists():
            with aside():
                asked = self.take(case, "request_pieces", BEFORE, pieces=expected, limit_on=date(2026, 4, 3))
                assert asked.stage == "incomplete"
                self.leave(asked, BEFORE)
                assert self.take(asked, "receive_pieces", BEFORE + timedelta(days=1), pieces=expected).stage == "review"
        if expected and self.can(case, "receive_pieces"):
            case = self.take(case, "receive_pieces", BEFORE, pieces=expected)
        for name in ("declare_complete", "qualify", "register_act"):
            if self.can(case, name):
                case = self.take(case, name, BEFORE)
        self.leave(case, BEFORE)
        return case

    def consult(self, case: Case) -> Case:
        """Every opinion of the procedure, asked, taken back in an aside, and given."""
        for opinion in self.procedure.opinions:
            if opinion.follows_decision:
                continue
            if opinion.commission:
                case = self.take(case, "put_on_agenda", BEFORE, session=self.session(opinion.commission))
                self.retract(case, "take_off_agenda", BEFORE)
            else:
                asked = {"opinion": opinion.code, "organisation": self.house.town_hall}
                case = self.take(case, "request_opinion", BEFORE, **asked)
                waiting = case.consultations.get(code=opinion.code)
                self.retract(case, "revoke_opinion", BEFORE, consultation=waiting, reason="Demande sans objet.")
            self.leave(case, BEFORE)
        for waiting in case.consultations.filter(answered_on=None):
            case = self.take(case, "record_opinion", AFTER, consultation=waiting, opinion="favourable")
        return case

    def retract(self, case: Case, name: str, at: datetime, **details) -> None:
        if self.can(case, name):
            with aside():
                self.take(case, name, at, **details)

    def session(self, commission: str) -> CommissionSession:
        """The first one to come; the small prefecture has only the commission of video protection."""
        found = CommissionSession.objects.filter(commission_id=commission).order_by("starts_at").first()
        if found is not None:
            return found
        Commission.objects.get_or_create(
            code=commission,
            defaults={"name": commission, "legal_basis": "Texte", "quorum": 0, "secretariat": self.house.police},
        )
        return CommissionSession.objects.create(
            commission_id=commission, starts_at=self.house.session.starts_at, place="Salle du conseil"
        )

    def hear(self, case: Case) -> Case:
        if self.procedure.hearing_required and self.can(case, "waive_hearing"):
            with aside():
                self.take(case, "waive_hearing", AFTER, exception="urgency", exception_reason="Danger immédiat.")
        if not self.procedure.has_hearing:
            return case
        facts = {"facts": "Faits du 2 mars 2026.", "contemplated_measure": "Mesure envisagée.",
                 **INVITED.get(self.procedure.code, {})}  # fmt: skip
        case = self.take(case, "invite_to_hearing", AFTER, **facts)
        self.leave(case, AFTER)
        return self.take(case, "record_observations", AFTER + timedelta(days=1), mode="written", observations="Non.")

    # --- the decision

    def decide(self, case: Case, outcome: Outcome) -> None:
        at = AFTER + timedelta(days=2)
        if facts := FACTS.get((self.procedure.code, outcome.code)):
            Case.objects.filter(pk=case.pk).update(answers=case.answers | facts)
        case = self.take(case, "draft_decision", at, outcome=outcome.code)
        self.leave(case, at)
        with aside():
            self.take(case, "resume_review", at)
        decision = case.decision
        texts = {
            name: [complete(text) for text in getattr(decision, name)] for name in ("visas", "grounds", "articles")
        }
        case = save_draft(
            case=case, by=self.house.director, at=at, title=decision.title, conditions="Conditions du service.", **texts
        )
        case = self.take(case, "submit", at)
        with aside():
            self.take(case, "return_draft", at, reason="À revoir.")
        case = self.take(case, "sign", at)
        assert case.decision.number and case.outcome == outcome.code
        if outcome.issues_permit:
            assert case.permit.number
        if case.stage == "decided":
            case = self.take(case, "notify", at, notified_at=at, **PROOF)
        if case.stage == "notified":
            issue = RegisterIssue.objects.get(published_on=None)
            publish_issue(issue=issue, published_on=at.date(), by=self.house.director, at=at)
            case.refresh_from_db()
            self.met(case, "publish")
        assert case.stage == outcome.final_stage
        if self.procedure.archetype is Archetype.POLICE_MEASURE and case.renews and outcome.code in STRUCK:
            struck = permits.current(Permit.objects.get(pk=case.renews_id))
            assert struck.state == STRUCK[outcome.code]
        self.follow(case, at + timedelta(days=1))

    def follow(self, case: Case, at: datetime) -> None:
        """What may come once the act is in execution, and the opinion that the law lets one ask afterwards."""
        for opinion in self.procedure.opinions:
            if opinion.follows_decision and self.can(case, "put_on_agenda"):
                session = CommissionSession.objects.filter(commission_id=opinion.commission).latest("starts_at")
                self.take(case, "put_on_agenda", at, session=session)
                self.retract(case, "take_off_agenda", at)
        for name in ("lift", "end_measure", "close_after_event", "evaluate", "terminate"):
            if self.can(case, name):
                with aside():
                    moved = self.take(case, name, at, reason="Motif.", text="Constaté sur place.")
                    if name == "evaluate":
                        with aside():
                            self.take(moved, "terminate", at, reason="Motif.")
                        assert self.take(moved, "record_evaluation", at).stage == "in_execution"

    def keep_silent(self, case: Case) -> None:
        """Nobody decides: the sweep of a night finds what the law makes of it, once."""
        acted = act_on_silences(at=LONG_AFTER)
        case = Case.objects.get(pk=case.pk)
        if self.procedure.silence is Silence.NONE:
            assert not acted
            return
        assert acted == [case.reference]
        assert act_on_silences(at=LONG_AFTER) == []
        accepted = self.procedure.silence is Silence.ACCEPTANCE
        assert case.stage == ("implicit_accepted" if accepted else "implicit_rejected")
        self.met(case, "tacit_grant" if accepted else "tacit_refusal")
        if not accepted:
            assert self.take(case, "decide_after_silence", LONG_AFTER, reason="Recours.").stage == "proposal"


def impossible_stages(procedure: Procedure) -> set[str]:
    """What the declaration itself excludes."""
    finals = {outcome.final_stage for outcome in procedure.outcomes}
    found = {"in_force", "in_execution", "warned", "closed"} - finals
    if procedure.archetype in (Archetype.DECLARATION, Archetype.THIRD_PARTY_ACT):
        found.discard("closed")
    if "in_execution" not in finals:
        found |= {"lifted", "ended", "evaluation", "terminated"}
    if not procedure.outcomes:
        found |= {"proposal", "signature", "decided", "notified"}
    if not any(outcome.published or outcome.regulatory for outcome in procedure.outcomes):
        found.add("notified")
    if procedure.outcomes and all(outcome.regulatory for outcome in procedure.outcomes):
        found.add("decided")
    if not procedure.has_hearing:
        found.add("hearing")
    road = road_of(procedure.archetype)
    if not road.transition("request_pieces") or not any(piece.blocking for piece in procedure.pieces):
        found.add("incomplete")
    if not road.transition("issue_receipt"):
        found.add("receipt_issued")
    if not [opinion for opinion in procedure.opinions if not opinion.follows_decision]:
        found.add("consultation")
    silent = {Silence.ACCEPTANCE: "implicit_accepted", Silence.REFUSAL: "implicit_rejected"}
    return found | (set(silent.values()) - {silent.get(procedure.silence)})


def impossible_moves(procedure: Procedure) -> set[str]:
    unreached = impossible_stages(procedure)
    found = set()
    if not procedure.pieces:
        found.add("receive_pieces")
    if not any(piece.blocking for piece in procedure.pieces):
        found.add("request_pieces")
    if not any(opinion.commission for opinion in procedure.opinions):
        found |= {"put_on_agenda", "take_off_agenda"}
    opinions = [opinion for opinion in procedure.opinions if not opinion.follows_decision]
    if all(opinion.commission for opinion in opinions):
        found |= {"request_opinion", "revoke_opinion"}
    if not opinions:
        found.add("record_opinion")
    if not procedure.has_hearing:
        found |= {"invite_to_hearing", "record_observations"}
    if not procedure.hearing_required:
        found.add("waive_hearing")
    if not procedure.outcomes:
        found.add("draft_decision")
    if procedure.silence is not Silence.ACCEPTANCE:
        found.add("tacit_grant")
    if procedure.silence is not Silence.REFUSAL:
        found |= {"tacit_refusal", "decide_after_silence"}
    return found | {
        transition.name
        for transition in road_of(procedure.archetype).transitions
        if set(transition.sources) <= unreached
    }


@pytest.mark.parametrize("procedure", OPEN, ids=lambda procedure: procedure.code)
def test_a_procedure_is_lived_to_each_of_its_ends(same_house, procedure):
    life, road = Life(same_house, procedure), road_of(procedure.archetype)
    case = specimen_case(same_house, procedure)
    life.met(case)
    if procedure.clock and procedure.clock.starts_at == "receipt":
        with aside():
            life.keep_silent(case)
    case = life.receive(case)
    if procedure.clock:
        with aside():
            life.keep_silent(case)
    if life.can(case, "issue_receipt"):
        with aside():
            given = life.take(case, "issue_receipt", BEFORE)
            life.leave(given, BEFORE)
            life.follow(given, BEFORE)
    if life.can(case, "close_registered"):
        life.take(case, "close_registered", BEFORE, text="Répondu ce jour.")
    case = life.consult(case)
    case = life.hear(case)
    for outcome in procedure.outcomes:
        with aside():
            life.decide(case, outcome)
    assert sorted(set(road.stages) - life.stages) == sorted(impossible_stages(procedure) & set(road.stages))
    names = {transition.name for transition in road.transitions}
    assert sorted(names - life.moves) == sorted(impossible_moves(procedure) & names)


def everybody(house: House):
    return [house.prefect, house.chief_of_staff, house.director, house.head, house.deputy, house.agent]


def is_named(transition: Transition) -> bool:
    return (
        transition.label[:1].isupper() and transition.label == transition.label.strip() and "_" not in transition.label
    )


@pytest.mark.parametrize("procedure", OPEN, ids=lambda procedure: procedure.code)
def test_every_move_is_named_in_french_and_allowed_to_somebody_and_not_to_all(same_house, procedure):
    case = specimen_case(same_house, procedure)
    theirs = same_house.stranger.postings.filter(unit=procedure.unit).exists()
    outsider = same_house.agent if theirs else same_house.stranger
    for transition in road_of(procedure.archetype).transitions:
        assert is_named(transition)
        assert all(STAGES[stage].label for stage in (*transition.sources, *transition.targets))
        allowed = CASE_POLICIES[transition.policy]
        assert any(allowed(staff, case, AT.date()) for staff in everybody(same_house)) is not transition.automatic
        assert not allowed(outsider, case, AT.date())
        assert not allowed(same_house.administrator, case, AT.date())
