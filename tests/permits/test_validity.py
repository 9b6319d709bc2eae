"""The state of a permit on a day: worked example E8, then the same answer from the rules and from the database."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from directorate.legal_calendar.arithmetic import months_before, validity_end
from directorate.permits.models import Permit
from directorate.permits.queries import with_status
from directorate.permits.validity import Status, alerts, status_on, validity_on


def facts(issued_on=date(2022, 3, 2), months=60, renew_before=4, **changes):
    expires_on = validity_end(issued_on, months) if months else None
    return SimpleNamespace(
        **{
            "state": "in_force",
            "state_changed_on": None,
            "valid_from": issued_on,
            "renewal_asked_on": None,
            "expires_on": expires_on,
            "renew_by": months_before(expires_on, renew_before) if expires_on and renew_before else None,
        }
        | changes
    )


def test_the_dates_of_e8_are_those_of_the_law():
    permit = facts()
    assert (permit.expires_on, permit.renew_by) == (date(2027, 3, 2), date(2026, 11, 2))
    assert alerts(permit.expires_on) == [
        (6, date(2026, 9, 2)),
        (4, date(2026, 11, 2)),
        (2, date(2027, 1, 2)),
        (0, date(2027, 3, 2)),
    ]


def test_on_23_november_2026_the_renewal_of_e8_is_21_days_late_and_the_permit_valid_for_99_days():
    validity = validity_on(facts(), date(2026, 11, 23))
    assert (validity.status, validity.days_late, validity.days_left) == (Status.RENEWAL_LATE, 21, 99)
    assert validity.is_valid
    assert validity.rung == 4


def test_a_permit_of_29_february_ends_on_the_last_day_of_february():
    permit = facts(date(2024, 2, 29))
    assert (permit.expires_on, permit.renew_by) == (date(2029, 2, 28), date(2028, 10, 28))


def test_a_permit_of_six_years_granted_on_30_april_ends_on_30_april():
    assert facts(date(2021, 4, 30), months=72).expires_on == date(2027, 4, 30)


@pytest.mark.parametrize(
    ("day", "status", "rung"),
    [
        (date(2022, 3, 1), Status.NOT_STARTED, None),
        (date(2022, 3, 2), Status.IN_FORCE, None),
        (date(2026, 9, 1), Status.IN_FORCE, None),
        (date(2026, 9, 2), Status.TO_RENEW, 6),
        (date(2026, 11, 2), Status.TO_RENEW, 4),
        (date(2026, 11, 3), Status.RENEWAL_LATE, 4),
        (date(2027, 1, 2), Status.RENEWAL_LATE, 2),
        (date(2027, 3, 2), Status.RENEWAL_LATE, 0),
        (date(2027, 3, 3), Status.EXPIRED, None),
    ],
)
def test_a_permit_climbs_the_ladder_to_its_last_day_included(day, status, rung):
    validity = validity_on(facts(), day)
    assert (validity.status, validity.rung) == (status, rung)


@pytest.mark.parametrize(
    ("state", "status"),
    [("suspended", Status.SUSPENDED), ("withdrawn", Status.WITHDRAWN), ("replaced", Status.REPLACED)],
)
def test_a_stopped_permit_is_stopped_from_its_day_and_not_before(state, status):
    permit = facts(state=state, state_changed_on=date(2025, 6, 1))
    assert validity_on(permit, date(2025, 6, 1)).status == status
    assert not validity_on(permit, date(2025, 6, 1)).is_valid
    assert validity_on(permit, date(2025, 5, 31)).status == Status.IN_FORCE


def test_a_suspended_permit_expires_all_the_same():
    permit = facts(state="suspended", state_changed_on=date(2025, 6, 1))
    assert validity_on(permit, date(2028, 1, 1)).status == Status.EXPIRED


def test_a_permit_without_term_never_asks_for_renewal():
    validity = validity_on(facts(months=0), date(2090, 1, 1))
    assert (validity.status, validity.days_left, validity.detail) == (Status.IN_FORCE, None, "Sans terme")


def test_the_last_day_of_validity_is_still_a_valid_day():
    assert validity_on(facts(), date(2027, 3, 2)).is_valid
    expired = validity_on(facts(), date(2027, 3, 3))
    assert (expired.is_valid, expired.detail) == (False, "Dernier jour de validité : 2 mars 2027")


def test_every_status_has_words_and_a_sentence():
    for status in Status:
        assert status.label
    for day in (date(2022, 1, 1), date(2023, 1, 1), date(2026, 10, 1), date(2026, 12, 1), date(2030, 1, 1)):
        assert validity_on(facts(), day).detail


def test_the_list_and_the_page_agree_on_every_permit_and_every_day(house):
    changes = [("in_force", None), *((state, date(2026, 3, 31)) for state in ("suspended", "withdrawn", "replaced"))]
    terms = [
        (date(2021, 8, 31), 60, 4),
        (date(2024, 2, 29), 24, 0),
        (date(2026, 3, 31), 6, 2),
        (date(2020, 1, 1), 0, 0),
    ]
    for rank, (issued_on, months, renew_before) in enumerate(terms):
        for state, changed_on in changes:
            fact = facts(issued_on, months, renew_before, state=state, state_changed_on=changed_on)
            Permit.objects.create(
                number=f"T-{rank}-{state}", procedure_code="test", label="Titre", holder="Personne", unit=house.police,
                issued_on=issued_on, **vars(fact),
            )  # fmt: skip
    permits = list(Permit.objects.all())
    assert len(permits) == 16
    day = date(2025, 8, 20)
    while day < date(2026, 11, 10):
        for status in Status:
            found = {permit.number for permit in with_status(Permit.objects.all(), status, day)}
            assert found == {permit.number for permit in permits if status_on(permit, day) == status}, (day, status)
        day += timedelta(days=13)


@pytest.mark.parametrize(
    ("asked_on", "day", "status", "words"),
    [
        (date(2026, 10, 30), date(2026, 11, 23), Status.RENEWAL_ASKED, "Demandé le 30 octobre 2026"),
        (date(2026, 11, 20), date(2026, 11, 23), Status.RENEWAL_ASKED, "Demandé tardivement le 20 novembre 2026"),
        (date(2026, 11, 24), date(2026, 11, 23), Status.RENEWAL_LATE, "En retard de 21 j"),
        (date(2026, 10, 30), date(2027, 3, 3), Status.EXPIRED, "Dernier jour de validité"),
    ],
)
def test_a_renewal_asked_for_quiets_the_ladder_but_not_the_end(asked_on, day, status, words):
    validity = validity_on(facts(renewal_asked_on=asked_on), day)
    assert validity.status == status
    assert words in validity.detail
