"""Withdrawal of titles: one line a family, the holder heard, the title ended from the notification."""

from datetime import date

import pytest

from directorate.casework import registry
from directorate.casework.errors import NotReady
from directorate.casework.operations import open_case
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from police_admin.procedures import title_withdrawals
from tests.factories import COMPANY, drafted, step
from tests.people import paris
from tests.police_admin.pure_dates import dates_of

ARMS, EXPLOSIVES, HOLDING = (
    "municipal_weapons_withdrawal", "explosives_title_measure", "weapon_authorisation_withdrawal",
)  # fmt: skip
ANSWERS = {
    "facts": ["1er mars 2026 : armes conservées hors du coffre"], "last_facts_on": "2026-03-01",
    "report_references": [], "duration_months": 3,
}  # fmt: skip
HEARING = {"facts": "Armes hors du coffre.", "contemplated_measure": "Retrait."}


def contested(house, code: str, title_of: str, breach: str):
    """A title of last year, and the case against its holder, qualified."""
    title = permits.issue(
        number=permits.next_permit_number("ZZ", at=paris(2025, 3, 2)), procedure_code=title_of, label="Titre",
        holder=str(COMPANY["last_name"]), unit=house.police, commune=house.creteil, place_label="",
        issued_on=date(2025, 3, 2), months=60, renew_before_months=2, by=house.head, at=paris(2025, 3, 2),
    )  # fmt: skip
    case = open_case(
        procedure_code=code, party=COMPANY, answers={**ANSWERS, "breaches": [breach]}, received_on=date(2026, 3, 2),
        channel="other_admin", commune=house.creteil, caseworker=house.agent, renews=title, by=house.agent,
        at=paris(2026, 3, 2),
    )  # fmt: skip
    return title, step(case, "qualify", house.agent, paris(2026, 3, 3))


def heard_and_notified(house, case, outcome: str):
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 3), deadline_on=date(2026, 3, 18), **HEARING)
    case = step(case, "record_observations", house.agent, paris(2026, 3, 10), mode="written", observations="Non.")
    case = drafted(house, case, outcome, paris(2026, 3, 11))
    case = step(case, "submit", house.agent, paris(2026, 3, 11))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 12))
    return step(case, "notify", house.agent, paris(2026, 3, 14), notified_at=paris(2026, 3, 13), mode="by_hand",
                reference="Remis")  # fmt: skip


def test_the_arms_of_a_commune_are_withdrawn_after_it_was_heard(house):
    title, case = contested(house, ARMS, "municipal_weapons_holding", "agreement_ended")
    unheard = drafted(house, case, "withdrawal", paris(2026, 3, 4))
    assert any("convention de coordination dénoncée ou expirée" in ground for ground in unheard.decision.grounds)
    with pytest.raises(NotReady, match="La procédure contradictoire n'a pas été engagée"):
        step(unheard, "submit", house.agent, paris(2026, 3, 4))
    case = heard_and_notified(house, step(unheard, "resume_review", house.agent, paris(2026, 3, 4)), "withdrawal")
    title.refresh_from_db()
    assert (title.state, title.state_changed_on, case.stage) == (Permit.State.WITHDRAWN, date(2026, 3, 13), "closed")


def test_a_title_of_explosives_is_suspended_then_gives_rights_again(house):
    title, case = contested(house, EXPLOSIVES, "explosives_depot_authorisation", "security")
    case = heard_and_notified(house, case, "suspension")
    title.refresh_from_db()
    assert (title.state, case.decision.details["ends_on"]) == (Permit.State.SUSPENDED, "2026-06-12")
    step(case, "lift", house.head, paris(2026, 4, 20), reason="Dépôt de nouveau gardé.")
    title.refresh_from_db()
    assert title.state == Permit.State.IN_FORCE


def test_weapons_are_parted_with_in_the_time_of_the_law_once_the_authorisation_ends():
    facts = {"received_on": date(2026, 3, 2), "at": paris(2026, 3, 20), "notified_at": paris(2026, 3, 13)}
    ended = dates_of(HOLDING, ANSWERS, **facts, outcome="withdrawal", stage="closed", is_open=False)["divestment"]
    assert (ended.due_on, ended.state) == (date(2026, 6, 13), "running")
    del facts["notified_at"]
    assert "divestment" not in dates_of(HOLDING, ANSWERS, **facts)


@pytest.mark.parametrize("row", title_withdrawals.TABLE, ids=lambda row: row.code)
def test_a_measure_strikes_titles_that_are_granted_and_asks_its_question(row):
    procedure = registry.procedure(row.code)
    for code in row.titles:
        assert any(outcome.issues_permit for outcome in registry.procedure(code).outcomes)
    assert procedure.hearing_required
    assert [outcome.code for outcome in procedure.outcomes] == list(row.outcomes)
    assert procedure.legal_question.endswith("?")
    assert "duration_months" in procedure.form.base_fields or "suspension" not in row.outcomes
    assert all(set(row.outcomes) == set(breach.founds) for breach in row.breaches)
    form = procedure.form({"facts": "Fait", "last_facts_on": "2026-03-01", "breaches": ["inconnu"]})
    assert list(form.errors) == ["breaches"]


def test_a_suspension_is_neither_without_end_nor_longer_than_the_dated_value(house):
    _, case = contested(house, EXPLOSIVES, "explosives_depot_authorisation", "security")
    case = drafted(house, step(case, "waive_hearing", house.head, paris(2026, 3, 4), exception="urgency",
                               exception_reason="Vol en cours."), "suspension", paris(2026, 3, 4))  # fmt: skip
    for months, sentence in ((None, "durée de la suspension n'est pas indiquée"), (7, "ne peut dépasser 6 mois")):
        case.answers = {**case.answers, "duration_months": months}
        case.save()
        with pytest.raises(NotReady, match=sentence):
            step(case, "submit", house.agent, paris(2026, 3, 4))
