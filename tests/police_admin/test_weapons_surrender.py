"""Weapons handed over at once: no hearing before, a year at most, then a final decision after a hearing (AR-07)."""

from datetime import date
from types import SimpleNamespace

import pytest

from directorate.casework import registry
from directorate.casework.correction import correct_case
from directorate.casework.deadlines import Facts, Rules
from directorate.casework.errors import NoPower, NotReady
from directorate.casework.models import Case
from directorate.casework.nightly import refresh_elapsed
from directorate.casework.operations import open_case
from directorate.documents.markup import plain_text
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.models import Parameter
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from directorate.registers.models import RegisterIssue
from directorate.web.errors import DomainError
from police_admin.procedures.weapons import dossier, surrender
from tests.factories import PERSON, drafted, step
from tests.people import paris

SURRENDER, OUTCOME = surrender.SURRENDER, surrender.OUTCOME
SURRENDER_ANSWERS = {
    "origin_reference": "", "trigger": "threats", "danger": "others",
    "facts": ["10 mars 2026 : menaces de mort, un fusil à la main, devant deux témoins"],
    "weapons": ["C, fusil de chasse, calibre 12"], "report_references": ["rapport n° 2026/118"], "seized_on": None,
    "storage_place": "", "finiada_entered_on": None,
}  # fmt: skip
OUTCOME_ANSWERS = {
    "origin_reference": "", "seized_on": "2026-03-12", "surrender_order": "n° 2026/00001 du 11 mars 2026",
    "weapons": ["C, fusil de chasse, calibre 12"], "facts": ["3 novembre 2026 : nouvelles menaces"],
    "report_references": [], "specialist_certificate_on": None, "checks_on": "2026-12-01", "check_b2": "compatible",
    "check_taj": "compatible", "check_hopsyweb": "compatible",
}  # fmt: skip
FACTS = {"facts": "Nouvelles menaces.", "contemplated_measure": "Saisie définitive."}
TAKEN = date(2026, 3, 12)


def morning(day: date):
    return paris(day.year, day.month, day.day)


def opened(house, code, answers, day, **more):
    return open_case(
        procedure_code=code, party=more.pop("party", PERSON), answers=answers, received_on=day, channel="police",
        commune=house.vincennes, caseworker=house.agent, by=house.agent, at=morning(day), **more,
    )  # fmt: skip


def told(house, case, day):
    return step(
        case,
        "notify",
        house.agent,
        morning(day),
        notified_at=morning(day),
        mode="police_report",
        reference="PV 2026/118",
    )


def known(house, case, day, **answers):
    """What is known only after the act."""
    return correct_case(
        case=case, version=None, party=PERSON, place=None, commune=case.commune, received_on=case.received_on,
        answers={**case.answers, **answers}, channel=case.channel, reason="Suite de l'acte.", by=house.agent,
        at=morning(day),
    )  # fmt: skip


def surrendered(house, renews=None):
    """Reported and signed on 11 March 2026, notified and handed over on the 12th, entered in FINIADA on the 13th."""
    case = step(opened(house, SURRENDER, SURRENDER_ANSWERS, date(2026, 3, 11), renews=renews), "qualify", house.agent,
                paris(2026, 3, 11))  # fmt: skip
    case = drafted(house, case, "surrender", paris(2026, 3, 11))
    case = step(case, "submit", house.agent, paris(2026, 3, 11))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 11, 18))
    return known(house, told(house, case, TAKEN), date(2026, 3, 13), finiada_entered_on="2026-03-13")


def final(house, outcome, *, opened_on=date(2026, 12, 14), heard=True, party=PERSON, renews=None, **answers):
    """A second file, in which the person was heard, drafted."""
    case = opened(house, OUTCOME, {**OUTCOME_ANSWERS, **answers}, opened_on, party=party, renews=renews)
    case = step(case, "qualify", house.agent, morning(opened_on))
    if heard:
        case = step(case, "invite_to_hearing", house.agent, morning(opened_on), sent_on=opened_on,
                    deadline_on=add_months(opened_on, 1), **FACTS)  # fmt: skip
        case = step(case, "record_observations", house.agent, morning(opened_on), mode="written",
                    observations_on=opened_on, observations="Le détenteur regrette.")  # fmt: skip
    return drafted(house, case, outcome, morning(opened_on))


def decided(house, case, day):
    case = step(case, "submit", house.agent, morning(day))
    case = step(case, "sign", house.chief_of_staff, morning(day))
    return told(house, case, day)


# --- the year of custody, from the weapons' being taken ------------------------------------------------------


def custody(started_on: date, on: date, *, is_open=True, **more) -> dict[str, tuple[date, str]]:
    versions = {
        value.code: [
            Parameter(code=value.code, label=value.label, value=value.value, unit=value.unit, source=value.source,
                      confidence=value.confidence, valid_from=value.valid_from)
        ]
        for value in surrender.VALUES
    }  # fmt: skip
    facts = Facts(SimpleNamespace(is_open=is_open), surrender.IMMEDIATE, Rules(versions, {}), morning(on))
    return {row.code: (row.due_on, row.state) for row in dossier.custody(facts, started_on, **more)}


@pytest.mark.parametrize(
    ("started_on", "first", "last", "end"),
    [
        (date(2026, 3, 12), date(2026, 12, 12), date(2027, 2, 12), date(2027, 3, 12)),
        (date(2026, 5, 31), date(2027, 2, 28), date(2027, 4, 30), date(2027, 5, 31)),
        (date(2028, 2, 29), date(2028, 11, 29), date(2029, 1, 29), date(2029, 2, 28)),
    ],
)
def test_the_final_decision_is_due_a_year_after_the_seizure_with_calls_at_nine_and_eleven_months(
    started_on, first, last, end
):
    assert custody(started_on, started_on) == {
        "alert_first": (first, "running"), "alert_last": (last, "running"), "final_decision": (end, "running"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("on", "more", "states"),
    [
        (date(2027, 2, 11), {}, ("running", "running", "running")),
        (date(2027, 2, 12), {}, ("passed", "running", "running")),
        (date(2027, 3, 12), {}, ("passed", "passed", "running")),
        (date(2027, 3, 13), {}, ("passed", "passed", "running")),
        (date(2026, 12, 20), {"heard": True}, ("met", "running", "running")),
        (date(2027, 1, 5), {"ended_on": date(2027, 1, 5)}, ("passed", "met", "met")),
        (date(2027, 3, 20), {"ended_on": date(2027, 3, 20)}, ("passed", "passed", "passed")),
        (date(2027, 1, 5), {"is_open": False}, ("void", "void", "void")),
    ],
)
def test_a_call_gives_way_to_the_next_date_and_ends_with_the_hearing_or_the_decision(on, more, states):
    assert tuple(state for _, state in custody(TAKEN, on, **more).values()) == states


# --- the order ----------------------------------------------------------------------------------------------


def test_weapons_are_taken_without_a_hearing_by_who_may_sign_and_kept_a_year(house):
    case = step(opened(house, SURRENDER, SURRENDER_ANSWERS, date(2026, 3, 11)), "qualify", house.agent,
                paris(2026, 3, 11))  # fmt: skip
    with pytest.raises(DomainError, match="ne comporte pas de contradictoire"):
        step(case, "invite_to_hearing", house.agent, paris(2026, 3, 11), **FACTS)
    case = drafted(house, case, "surrender", paris(2026, 3, 11))
    case = step(case, "submit", house.agent, paris(2026, 3, 11))
    with pytest.raises(NoPower):
        step(case, "sign", house.head, paris(2026, 3, 11))
    case = told(house, step(case, "sign", house.chief_of_staff, paris(2026, 3, 11)), TAKEN)
    assert (case.stage, case.is_open, case.sensitivity) == ("in_execution", True, "restricted")
    assert (case.next_due_on, case.next_due_label) == (TAKEN, "Inscription au FINIADA à faire")
    case = known(house, case, date(2026, 3, 13), finiada_entered_on="2026-03-13")
    assert (case.next_due_on, case.next_due_label) == (
        date(2026, 12, 12), "Restitution ou saisie définitive : engager le contradictoire",
    )  # fmt: skip
    order = plain_text(case.letters.get(purpose="order_surrender").letter.html)
    for words in ("sans formalité préalable", "danger grave pour autrui", "entre 6 heures et 21 heures", "12 mois",
                  "FINIADA", "tribunal administratif de Melun"):  # fmt: skip
        assert words in order
    assert not RegisterIssue.objects.exists()
    assert registry.procedure(SURRENDER).has_hearing is False


def test_weapons_taken_before_the_notification_start_the_year(house):
    case = opened(house, SURRENDER, {**SURRENDER_ANSWERS, "seized_on": "2026-03-10"}, date(2026, 3, 11))
    case.notified_at = morning(TAKEN)
    assert surrender.taken_on(case) == date(2026, 3, 10)
    assert surrender.taken_on(Case(answers={"seized_on": None}, notified_at=morning(TAKEN))) == TAKEN
    assert surrender.taken_on(Case(answers={})) is None


def test_a_seizure_that_comes_after_the_notification_moves_the_year(house):
    case = surrendered(house)
    case = known(house, case, date(2026, 3, 17), seized_on="2026-03-16")
    assert case.deadlines.get(code="final_decision").due_on == date(2027, 3, 16)


def test_the_night_brings_the_next_date_when_its_day_comes(house):
    case = surrendered(house)
    assert refresh_elapsed(at=paris(2027, 2, 11)) == 0
    assert refresh_elapsed(at=paris(2027, 2, 12)) == 1
    case.refresh_from_db()
    assert (case.next_due_on, case.next_due_label) == (
        date(2027, 2, 12), "Restitution ou saisie définitive : décision à signer et à notifier",
    )  # fmt: skip


def test_a_surrender_is_not_closed_without_a_word_on_what_followed(house):
    case = surrendered(house)
    with pytest.raises(DomainError, match="Indiquer la suite") as refusal:
        step(case, "end_measure", house.agent, paris(2026, 4, 1), text=" ")
    assert refusal.value.field == "text"
    case = step(case, "end_measure", house.agent, paris(2026, 4, 1), text="Aucune arme trouvée, procès-verbal du 12.")
    assert (case.stage, case.deadlines.get(code="final_decision").state) == ("ended", "met")


# --- the final decision -------------------------------------------------------------------------------------


def test_a_seizure_for_good_follows_a_hearing_closes_the_surrender_and_ends_the_title(house):
    first = surrendered(house)
    permit = Permit.objects.create(
        number="ARB-2024-00007", procedure_code="weapon_authorisation_b", label="Autorisation", holder="G. Tellier",
        commune=house.vincennes, unit=house.police, issued_on=date(2024, 5, 2), valid_from=date(2024, 5, 2),
        expires_on=date(2029, 5, 2), renew_by=date(2029, 2, 2),
    )  # fmt: skip
    case = final(house, "definitive_seizure", renews=permit, origin_reference=first.reference)
    assert case.deadlines.get(code="alert_first").state == "met"
    assert first.deadlines.get(code="alert_first").state == "met"
    invitation = plain_text(case.letters.get(purpose="hearing_invitation").letter.html)
    assert "12 mars 2027" in invitation
    assert "soit leur restitution, soit leur saisie définitive" in invitation
    case = decided(house, case, date(2027, 1, 15))
    order = plain_text(case.letters.get(purpose="order_outcome").letter.html)
    for words in ("saisis définitivement", "vendues aux enchères publiques", "ARB-2024-00007",
                  "Vu les observations présentées le 14 décembre 2026"):  # fmt: skip
        assert words in order
    first.refresh_from_db()
    permit.refresh_from_db()
    assert (case.stage, first.stage, permit.state) == ("closed", "ended", "withdrawn")
    assert case.deadlines.get(code="final_decision").state == "met"
    assert case.deadlines.filter(code="appeal").exists()
    assert not RegisterIssue.objects.exists()


def test_nothing_is_seized_for_good_without_a_hearing(house):
    case = final(house, "definitive_seizure", heard=False)
    with pytest.raises(NotReady, match="procédure contradictoire n'a pas été engagée"):
        step(case, "submit", house.agent, paris(2026, 12, 14))


def test_weapons_given_back_close_the_surrender_of_that_person_alone(house):
    first = surrendered(house)
    other = {**PERSON, "last_name": "Autre", "first_name": "Alix"}
    stranger = final(house, "restitution", party=other, origin_reference=first.reference)
    said = [finding.message for finding in dossier.origin_is_of_the_same_person(SURRENDER)(stranger, morning(TAKEN))]
    assert said == [f"Le dossier {first.reference} ne concerne pas Alix Autre."]
    Case.objects.filter(pk=first.pk).update(sensitivity="secret")
    said = [finding.message for finding in dossier.origin_is_of_the_same_person(SURRENDER)(stranger, morning(TAKEN))]
    assert said == [f"Aucun dossier de cette nature ne porte la référence {first.reference}."]
    Case.objects.filter(pk=first.pk).update(sensitivity="restricted")
    decided(house, stranger, date(2026, 12, 21))
    first.refresh_from_db()
    assert first.stage == "in_execution"
    case = decided(house, final(house, "restitution", origin_reference=first.reference), date(2026, 12, 21))
    first.refresh_from_db()
    assert (case.outcome, first.stage) == ("restitution", "ended")


def stand_in(outcome: str, **more) -> SimpleNamespace:
    return SimpleNamespace(
        procedure_code=OUTCOME, decision=SimpleNamespace(outcome=outcome),
        answers={**OUTCOME_ANSWERS, **more.pop("answers", {})}, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "on", "blocking"),
    [
        ("definitive_seizure", date(2027, 3, 12), []),
        ("definitive_seizure", date(2027, 3, 13), [True]),
        ("restitution", date(2027, 3, 13), [False]),
        ("restitution", date(2027, 3, 12), []),
    ],
)
def test_after_the_year_the_weapons_may_only_be_given_back(house, outcome, on, blocking):
    found = surrender.year_has_not_run_out(stand_in(outcome), morning(on))
    assert [finding.blocking for finding in found] == blocking


def authorised(house) -> Permit:
    return permits.issue(
        number="ARB-2025-00001", procedure_code="weapon_authorisation_b", label="Détention d'armes",
        holder="Ferdinand Castéra", unit=house.police, commune=house.vincennes, place_label="",
        issued_on=date(2025, 1, 6), months=60, renew_before_months=3, by=house.head, at=paris(2025, 1, 6),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("restitution", Permit.State.IN_FORCE), ("definitive_seizure", Permit.State.WITHDRAWN)],
)
def test_the_title_is_suspended_with_the_surrender_and_follows_the_final_decision(house, outcome, state):
    title = authorised(house)
    first = surrendered(house, renews=title)
    title.refresh_from_db()
    assert (title.state, title.state_changed_on) == (Permit.State.SUSPENDED, TAKEN)
    assert "suspendus jusqu'à la décision de restitution" in plain_text(
        first.letters.get(purpose="order_surrender").letter.html
    )
    # The second file names no title: it is that of the first.
    decided(house, final(house, outcome, origin_reference=first.reference), date(2026, 12, 21))
    title.refresh_from_db()
    assert (title.state, title.state_changed_on) == (state, date(2026, 12, 21))


def test_a_surrender_that_is_lifted_gives_the_title_back(house):
    title = authorised(house)
    step(surrendered(house, renews=title), "lift", house.head, paris(2026, 4, 1), reason="Danger écarté.")
    title.refresh_from_db()
    assert title.state == Permit.State.IN_FORCE


def test_the_register_is_cleared_when_the_weapons_go_back():
    (found,) = surrender.finiada_is_to_be_cleared(stand_in("restitution"), morning(TAKEN))
    assert not found.blocking and "FINIADA" in found.message
    assert surrender.finiada_is_to_be_cleared(stand_in("definitive_seizure"), morning(TAKEN)) == []


def test_a_restitution_without_an_invitation_is_not_signed():
    heard = SimpleNamespace(sent_on=date(2026, 12, 1), exception="")
    assert surrender.restitution_was_heard(stand_in("restitution", hearing=heard), morning(TAKEN)) == []
    (found,) = surrender.restitution_was_heard(stand_in("restitution", hearing=None), morning(TAKEN))
    assert found.blocking and found.article == dossier.CUSTODY_ARTICLE
    assert surrender.restitution_was_heard(stand_in("definitive_seizure", hearing=None), morning(TAKEN)) == []


@pytest.mark.parametrize(
    ("form", "answers", "changes", "field"),
    [
        (surrender.SurrenderForm, SURRENDER_ANSWERS, {"trigger": "mood"}, "trigger"),
        (surrender.SurrenderForm, SURRENDER_ANSWERS, {"facts": []}, "facts"),
        (surrender.SurrenderForm, SURRENDER_ANSWERS, {"weapons": ""}, "weapons"),
        (surrender.SurrenderForm, SURRENDER_ANSWERS, {"seized_on": "2099-01-01"}, "seized_on"),
        (surrender.SurrenderForm, SURRENDER_ANSWERS, {"origin_reference": "dossier 12"}, "origin_reference"),
        (surrender.OutcomeForm, OUTCOME_ANSWERS, {"seized_on": None}, "seized_on"),
        (surrender.OutcomeForm, OUTCOME_ANSWERS, {"surrender_order": ""}, "surrender_order"),
        (surrender.OutcomeForm, OUTCOME_ANSWERS, {"checks_on": None}, "checks_on"),
    ],
)
def test_what_contradicts_itself_is_refused_beside_its_field(time_machine, form, answers, changes, field):
    time_machine.move_to(paris(2027, 1, 4), tick=False)
    assert form(answers).is_valid()
    assert list(form({**answers, **changes}).errors) == [field]
