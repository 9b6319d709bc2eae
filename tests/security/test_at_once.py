"""The same demand sent twice at the same instant has one effect."""

import re
from datetime import date

import pytest

from directorate.casework import operations
from directorate.casework.models import Case, Consultation
from directorate.jobs.models import OutgoingMail
from directorate.web.errors import DomainError
from tests.concurrency import at_once
from tests.factories import COMPANY, VIDEO_ANSWERS, notified, open_video_case, step
from tests.people import paris, small_prefecture

pytestmark = pytest.mark.django_db(transaction=True)
AT = paris(2026, 5, 6)


def test_a_link_used_twice_at_once_and_a_permit_renewed_twice_at_once_count_once():
    house = small_prefecture()
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    step(case, "request_opinion", house.agent, AT, opinion="town_hall", organisation=house.town_hall)
    code = re.search(r"/avis/([^/\s]+)/", OutgoingMail.objects.get().body)[1]

    def answer():
        return operations.answer_by_link(
            code=code, opinion="favourable", comment="", answered_by="Mme Lopez", file=None, at=AT
        )

    outcomes = at_once(answer, answer)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Consultation", "LinkUnusable"]
    assert Consultation.objects.filter(answered_on__isnull=False).count() == 1

    permit = notified(house).permit

    def renew():
        return operations.open_case(
            procedure_code="video_protection_renewal", party=COMPANY, answers=VIDEO_ANSWERS, channel="desk",
            by=house.agent, received_on=date(2026, 5, 6), commune=house.creteil,
            place={"name": "Pharmacie", "address": "Place"}, renews=permit, at=AT,
        )  # fmt: skip

    outcomes = at_once(renew, renew, renew)
    assert [type(outcome) for outcome in outcomes].count(Case) == 1
    assert [type(outcome) for outcome in outcomes].count(DomainError) == 2
