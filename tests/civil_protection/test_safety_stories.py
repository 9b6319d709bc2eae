"""The files, tents and studies of the demonstration: cheap, at several stages, and followed by the register."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from civil_protection.safety_files import stories
from civil_protection.safety_files.models import AccessibilityAgenda, OpeningOrder, TentRegister
from civil_protection.security_studies import stories as studies
from civil_protection.security_studies.models import SecurityStudy
from directorate.casework.models import Case
from tests.civil_protection.establishment_rows import an_establishment
from tests.people import paris

AT = paris(2026, 6, 24)


def test_the_demonstration_tells_files_at_several_stages(desk):
    house = an_establishment(by=desk.agent, name="Cinéma", activity="L_SHOW", public_total=1200, staff=40,
                             opened_on=None, last_visit_on=None, current_opinion="", status="project")  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        stories.tell(AT)
    assert len(asked) < 2_500
    cases = Case.objects.filter(procedure_code__startswith="safety_")
    assert cases.count() == 10
    assert {"received", "incomplete", "consultation", "closed"} <= set(cases.values_list("stage", flat=True))
    order = OpeningOrder.objects.get()
    assert order.establishment_number == house.number
    assert TentRegister.objects.count() == stories.TENTS
    assert TentRegister.objects.filter(verification_due_on__lt=AT.date()).exists()
    assert AccessibilityAgenda.objects.count() == stories.AGENDAS


def test_the_demonstration_tells_studies(desk):
    studies.tell(AT)
    # Only the communes of the small prefecture are there.
    assert SecurityStudy.objects.count() == sum(row[0] in ("94028", "94080") for row in studies.PROJECTS)


def test_without_anybody_in_the_service_nothing_is_told(house):
    stories.tell(AT)
    studies.tell(AT)
    assert not TentRegister.objects.exists() and not SecurityStudy.objects.exists()
