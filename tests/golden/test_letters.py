"""The words of the letters, kept: a change of template shows here as a change of text, to be read before it is kept.

GOLDEN=write ./check -- tests/golden     writes the files again; read the difference in git.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from directorate.casework.operations import open_case
from directorate.documents.markup import plain_text
from tests.factories import (
    PERSON,
    notified,
    open_closure,
    open_demonstration,
    open_video_case,
    signed,
    step,
)
from tests.people import paris

FOLDER = Path(__file__).parent


def video_granted(house):
    case = notified(house)
    return case, ("order_grant", "notification")


def video_incomplete(house):
    case = open_video_case(house, missing=("security",))
    step(case, "acknowledge", house.agent, paris(2026, 3, 3))
    step(case, "request_pieces", house.agent, paris(2026, 3, 5), pieces=["security"], limit_on=date(2026, 4, 4))
    return case, ("acknowledgement", "completeness_request")


def video_refused(house):
    return signed(house, outcome="refusal"), ("order_refusal",)


def demonstration_declared(house):
    case = open_demonstration(house)
    step(case, "issue_receipt", house.head, paris(2026, 5, 4, 15))
    return case, ("receipt",)


def closure_contemplated(house):
    case = open_closure(house)
    step(case, "qualify", house.agent, paris(2026, 5, 12), text="")
    step(
        case, "invite_to_hearing", house.agent, paris(2026, 5, 13), facts="Rixe du 20 avril 2026.",
        contemplated_measure="Fermeture de trente jours.",
    )  # fmt: skip
    return case, ("hearing_invitation",)


def request_redirected(house):
    case = open_case(
        procedure_code="estate_agent_card_redirect", party=PERSON, answers={"request": "Renouvellement de la carte."},
        received_on=date(2026, 3, 2), channel="post", commune=house.vincennes, caseworker=house.agent,
        by=house.agent, at=paris(2026, 3, 2),
    )  # fmt: skip
    step(case, "redirect", house.agent, paris(2026, 3, 4), to="chambre de commerce et d'industrie", reason="")
    return case, ("redirect_notice",)


@pytest.mark.parametrize(
    "history",
    [video_granted, video_incomplete, video_refused, demonstration_declared, closure_contemplated, request_redirected],
    ids=lambda history: history.__name__,
)
def test_the_letters_of_a_history_read_as_they_were_approved(house, history):
    case, purposes = history(house)
    for purpose in purposes:
        text = plain_text(case.letters.get(purpose=purpose).letter.html).strip() + "\n"
        # The code of the public check is drawn at random.
        if case.permit_id:
            text = text.replace(case.permit.check_code, "CODE")
        path = FOLDER / f"{history.__name__}.{purpose}.txt"
        if os.environ.get("GOLDEN") == "write":
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")
