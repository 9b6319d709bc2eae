"""A secret case is not betrayed by the journal, the register of acts or the list of permits."""

from datetime import date

import pytest

from directorate.casework.models import Case, CaseLetter, Party
from directorate.journal.operations import record
from directorate.journal.queries import visible_entries
from directorate.permits.queries import visible_permits
from directorate.registers.queries import visible_acts
from tests.people import paris
from tests.permits.test_operations import issue
from tests.registers.test_operations import act

AT, DAY = paris(2026, 3, 2), date(2026, 3, 2)


@pytest.fixture()
def secret_case(house) -> Case:
    party = Party.objects.create(last_name="Personne")
    case = Case.objects.create(
        reference="2026-XX-00001", procedure_code="test", procedure_revision=1, stage="decided", unit=house.police,
        party=party, party_name="Personne", title="Secret", channel="counter", received_on=DAY, created_at=AT,
        changed_at=AT, sensitivity=Case.Sensitivity.SECRET, caseworker=house.agent, permit=issue(house),
    )  # fmt: skip
    CaseLetter.objects.create(case=case, letter=act(house), purpose="decision")
    record(by=house.agent, at=AT, action="case.sign", subject=case, label=case.reference, unit_code=case.unit_id)
    return case


@pytest.mark.parametrize(
    ("who", "knows"),
    [("agent", True), ("head", True), ("director", True), ("colleague", False), ("deputy", False)],
)
def test_only_those_who_see_the_case_see_its_traces(house, secret_case, who, knows):
    staff = getattr(house, who)
    assert visible_permits(staff, DAY).exists() is knows
    assert visible_acts(staff, DAY).exists() is knows
    assert visible_entries(staff, DAY).filter(action="case.sign").exists() is knows
    if who != "agent":
        assert visible_entries(staff, DAY).filter(action="permit.issued").exists() is knows


def test_the_administrator_does_not_read_the_journal_of_a_secret_case(house, secret_case):
    assert not visible_entries(house.administrator, DAY).filter(action="case.sign").exists()
