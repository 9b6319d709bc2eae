"""The demonstration shows titles and acts taken over, and the list of a commune on its way."""

import pytest

from directorate.demonstration.backlogs import take_over_backlogs
from directorate.demonstration.prefecture import build
from directorate.documents.models import Letter
from directorate.imports.models import TableImport
from directorate.jobs.models import OutgoingMail
from directorate.permits.listed import public_permits
from directorate.permits.models import Permit

pytestmark = pytest.mark.django_db


def test_titles_and_acts_are_brought_in_listed_and_sent(at):
    build(at)
    take_over_backlogs(at)
    counts = {row.target: row.counts for row in TableImport.objects.all()}
    assert counts == {"permits": {"create": 9, "reject": 1}, "acts": {"create": 8}}
    assert Permit.objects.filter(state="replaced").count() == 1
    assert Letter.objects.filter(state="taken_over").count() == 8
    assert public_permits(at.date()).count() == 9
    assert OutgoingMail.objects.filter(key__startswith="mayor-list:94028").count() == 1
