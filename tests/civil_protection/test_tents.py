"""The registers of tents and of accessibility agendas: what falls due, what is refused."""

from datetime import date, timedelta

import pytest

from civil_protection.safety_files import operations
from civil_protection.safety_files.models import AccessibilityAgenda
from civil_protection.safety_files.queries import overdue_tents, steps_of, tents_near_their_term
from civil_protection.safety_files.terms import next_verification, steps_of_agenda
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.civil_protection.safety_rows import a_tent
from tests.people import paris

AT = paris(2026, 3, 2)
DAY = timedelta(days=1)


def test_a_verification_is_due_two_years_after_the_attestation_then_after_each(desk):
    row = a_tent(by=desk.agent, at=AT)
    assert row.verification_due_on == date(2026, 3, 14)
    assert list(tents_near_their_term(date(2026, 3, 2), 60)) == [row]
    assert list(overdue_tents(date(2026, 3, 15))) == [row]
    verify = {"register": row, "body": "Organisme agréé", "result": "sound", "by": desk.agent, "at": AT}
    operations.note_verification(**verify, verified_on=date(2026, 2, 27))
    # An older one, found afterwards, changes nothing.
    operations.note_verification(**verify, verified_on=date(2025, 1, 8))
    row.refresh_from_db()
    assert row.verification_due_on == date(2028, 2, 27)
    with pytest.raises(Conflict):
        operations.note_verification(**verify, verified_on=date(2026, 2, 27))
    with pytest.raises(DomainError, match="avenir"):
        operations.note_verification(**verify, verified_on=date(2026, 3, 3))
    with pytest.raises(DomainError, match="précède l'attestation"):
        operations.note_verification(**verify, verified_on=date(2024, 3, 13))


def test_the_29th_of_february_gives_the_28th():
    assert next_verification(date(2024, 2, 29), 2) == date(2026, 2, 28)


def test_a_tent_stands_in_one_place_at_a_time(desk):
    row = a_tent(by=desk.agent, at=AT)
    put = {"register": row, "commune": desk.house.creteil, "by": desk.agent, "at": AT}
    first, last = date(2026, 4, 18), date(2026, 4, 20)
    operations.record_implantation(**put, place="Brèche", starts_on=first, ends_on=last, leave="given")
    with pytest.raises(Conflict, match="déjà implantée"):
        operations.record_implantation(**put, place="Lac", starts_on=last, ends_on=last + DAY, leave="asked")
    operations.record_implantation(**put, place="Lac", starts_on=last + DAY, ends_on=last + DAY, leave="asked")


def test_a_retired_tent_receives_nothing_more(desk):
    row = a_tent(by=desk.agent, at=AT)
    operations.retire_tent(register=row, retired_on=AT.date(), retired_why="Toile usée", by=desk.agent, at=AT)
    with pytest.raises(Conflict, match="retirée"):
        operations.retire_tent(register=row, retired_on=AT.date(), retired_why="Encore", by=desk.agent, at=AT)
    with pytest.raises(Conflict):
        operations.note_verification(register=row, verified_on=AT.date(), body="O", result="sound", by=desk.agent,
                                     at=AT)  # fmt: skip
    assert not overdue_tents(date(2030, 1, 1)).exists()


def test_a_number_is_given_once_and_only_the_service_writes(desk):
    a_tent(by=desk.agent, at=AT)
    with pytest.raises(Conflict):
        a_tent(by=desk.agent, at=AT, number="t-94-001")
    with pytest.raises(NotAllowed):
        a_tent(by=desk.house.agent, at=AT, number="T-94-002")


@pytest.mark.parametrize(("years", "codes"), [(3, ["first_year", "attestation"]),
                                              (6, ["first_year", "midterm", "attestation"]),
                                              (9, ["first_year", "midterm", "attestation"])])  # fmt: skip
def test_what_an_agenda_owes(years, codes):
    steps = steps_of_agenda(approved_on=date(2016, 5, 2), ends_on=date(2016 + years, 5, 2), years=years, months=2,
                            first_year_on=None, midterm_on=None, attested_on=None)  # fmt: skip
    assert [step.code for step in steps] == codes
    assert steps[0].due_on == date(2017, 5, 2)
    assert steps[-1].due_on == date(2016 + years, 7, 2)
    assert steps[-1].is_late(date(2016 + years, 7, 3)) and not steps[-1].is_late(date(2016 + years, 7, 2))


def test_an_agenda_is_followed_to_its_attestation(desk):
    row = operations.record_agenda(
        number="ADAP-1", establishment_name="Médiathèque", commune=desk.house.creteil, owner="Ville",
        approved_on=date(2019, 3, 1), years=3, by=desk.agent, at=AT,
    )  # fmt: skip
    assert row.ends_on == date(2022, 3, 1)
    send = {"agenda": row, "received_on": date(2022, 4, 4), "by": desk.agent, "at": AT}
    with pytest.raises(DomainError, match="pas attendu"):
        operations.receive_step(**send, step="midterm")
    operations.receive_step(**send, step="attestation")
    with pytest.raises(Conflict):
        operations.receive_step(**send, step="attestation")
    row = AccessibilityAgenda.objects.get()
    assert [step.received_on for step in steps_of(row, AT.date())] == [None, date(2022, 4, 4)]
