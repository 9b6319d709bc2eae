"""Competence elsewhere: the request is registered, forwarded, and the applicant is told where."""

import pytest

from directorate.casework.operations import open_case
from directorate.documents.markup import plain_text
from police_admin.procedures.redirections import PROCEDURES
from tests.factories import PERSON, step
from tests.people import paris


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
def test_a_redirected_request_is_closed_with_a_letter(house, procedure):
    case = open_case(
        procedure_code=procedure.code, party=PERSON, answers={"request": "Renouvellement de ma carte"},
        received_on=paris(2026, 3, 2).date(), channel="post", by=house.agent, at=paris(2026, 3, 2),
    )  # fmt: skip
    case = step(case, "redirect", house.agent, paris(2026, 3, 3))
    assert (case.stage, case.is_open, case.redirected_to) == ("redirected", False, procedure.redirection.to)
    text = plain_text(case.letters.get().letter.html)
    assert procedure.redirection.to in text
    assert procedure.redirection.explanation in text
