"""Closure for illegal work (code du travail, art. L8272-2): offences, share, fifteen days, three months, procureur."""

from datetime import date
from decimal import Decimal

import pytest

from directorate.casework import registry
from directorate.casework.errors import NotReady
from directorate.casework.models import Case
from directorate.documents.markup import plain_text
from directorate.parameters.models import Parameter
from directorate.parameters.operations import load_initial
from police_admin.outlets.measures import KNOWN, MEASURES, measures_at
from police_admin.procedures.labour_closure import LabourClosureForm, answer_due_on, share_of
from tests.factories import drafted, step
from tests.people import paris
from tests.police_admin.test_outlet_measures import BAR, opened, said

CODE = "closure_illegal_work"
REPORT = {
    "fact_types": ["hidden_work", "foreign_work"], "facts": ["20 avril 2026 : trois salariés non déclarés"],
    "last_facts_on": "2026-04-20", "report_references": ["PV 2026/113"], "duration_days": 30, "employees_present": 4,
    "employees_concerned": 3, "seriousness": ["gravity"], "economic_situation": "", "site": "establishment",
    "owner_informed_on": None, "seized_equipment": "", "seat_department": "", "cleared_on": None,
}  # fmt: skip
LINES = {"facts", "report_references"}


def reported(house, **changes) -> Case:
    return opened(house, CODE, {**REPORT, **changes})


def heard(house, case: Case, deadline_on: date = date(2026, 5, 27)) -> Case:
    """Invited to answer, with the days of the law."""
    at = paris(2026, 5, 12, 9)
    case = step(case, "qualify", house.agent, at)
    return step(case, "invite_to_hearing", house.agent, at, facts="Travail dissimulé", contemplated_measure="Fermeture",
                sent_on=date(2026, 5, 12), deadline_on=deadline_on)  # fmt: skip


def form(**changes) -> LabourClosureForm:
    typed = {**REPORT, **changes}
    return LabourClosureForm({name: "\n".join(value) if name in LINES else value for name, value in typed.items()})


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to(paris(2026, 5, 11, 9), tick=False)


# --- what the form asks -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_form_takes_what_a_report_says(house):
    assert form().is_valid(), form().errors


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fact_types": []}, "fact_types"), ({"fact_types": ["noise"]}, "fact_types"),
        ({"seriousness": []}, "seriousness"), ({"employees_concerned": 5}, "employees_concerned"),
        ({"employees_present": 0}, "employees_present"), ({"duration_days": 93}, "duration_days"),
        ({"site": ""}, "site"),
    ],
)  # fmt: skip
def test_bad_input_is_said_at_its_field(house, changes, field):
    assert field in form(**changes).errors


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "valid"), [(1, True), (92, True), (93, False)])
def test_three_months_at_most(house, days, valid):
    assert form(duration_days=days).is_valid() is valid


@pytest.mark.parametrize(
    ("concerned", "present", "share"), [(3, 4, "75.0"), (1, 3, "33.3"), (2, 3, "66.7"), (1, 8, "12.5"), (5, 5, "100.0")]
)
def test_the_share_is_half_up_to_the_tenth(concerned, present, share):
    assert share_of({"employees_concerned": concerned, "employees_present": present}) == Decimal(share)


def test_fifteen_days_are_counted_from_the_letter():
    assert answer_due_on(date(2026, 5, 12), 15) == date(2026, 5, 27)


# --- before the signature -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_share_is_told_and_a_low_one_pointed_out(house):
    case = drafted(house, heard(house, reported(house)), "closure", paris(2026, 5, 28))
    words = said(case, paris(2026, 5, 28))
    assert "3 salariés concernés sur 4 présents, soit 75,0 %" in words and "proportion" not in words
    case.answers |= {"employees_present": 20}
    assert "15,0 % : moins que les 30 % d'usage" in said(case, paris(2026, 5, 28))


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "waits"), [(26, True), (27, True), (28, False)])
def test_the_company_has_its_fifteen_days(house, day, waits):
    case = drafted(house, heard(house, reported(house)), "closure", paris(2026, 5, 26))
    told = "jusqu'au 27 mai 2026" in said(case, paris(2026, 5, day), blocking=True)
    assert told is waits


@pytest.mark.django_db
def test_what_the_company_has_said_does_not_shorten_its_days(house):
    case = heard(house, reported(house))
    at = paris(2026, 5, 14)
    case = step(case, "record_observations", house.agent, at, mode="written", letter_received_on=date(2026, 5, 12),
                observations_on=date(2026, 5, 14), heard_on=None, counsel="",
                observations="Deux salariés étaient déclarés.")  # fmt: skip
    case = drafted(house, case, "closure", at)
    assert "jusqu'au 27 mai 2026" in said(case, paris(2026, 5, 20), blocking=True)
    assert "jusqu'au 27 mai 2026" not in said(case, paris(2026, 5, 28), blocking=True)


@pytest.mark.django_db
def test_a_letter_that_leaves_fewer_days_is_sent_again(house):
    case = drafted(house, heard(house, reported(house), date(2026, 5, 22)), "closure", paris(2026, 5, 28))
    assert "ne laisse pas 15 jours" in said(case, paris(2026, 6, 5), blocking=True)


@pytest.mark.django_db
def test_an_acquittal_before_the_decision_leaves_nothing_to_close(house):
    case = drafted(house, heard(house, reported(house)), "closure", paris(2026, 5, 28))
    assert "plus d'objet" not in said(case, paris(2026, 5, 28), blocking=True)
    case.answers |= {"cleared_on": "2026-05-20"}
    assert "plus d'objet" in said(case, paris(2026, 5, 28), blocking=True)


@pytest.mark.django_db
def test_the_act_rests_on_the_labour_code_alone(house):
    decision = drafted(house, heard(house, reported(house)), "closure", paris(2026, 5, 28)).decision
    assert "fréquentation" not in " ".join(decision.grounds)
    assert any("levée de plein droit" in text for text in decision.articles)


@pytest.mark.django_db
def test_a_building_site_is_stopped_once_its_owner_knows(house):
    case = heard(house, reported(house, site="building_site"))
    case = drafted(house, case, "closure", paris(2026, 5, 28))
    assert "maître d'ouvrage" in said(case, paris(2026, 5, 28), blocking=True)
    case.answers |= {"owner_informed_on": "2026-05-20"}
    assert "maître d'ouvrage" not in said(case, paris(2026, 5, 28), blocking=True)


@pytest.mark.django_db
def test_nothing_is_signed_before_the_company_could_answer(house):
    case = drafted(house, heard(house, reported(house)), "closure", paris(2026, 5, 20))
    with pytest.raises(NotReady):
        case = step(case, "submit", house.agent, paris(2026, 5, 20))
        step(case, "sign", house.chief_of_staff, paris(2026, 5, 20))


# --- decided, notified --------------------------------------------------------------------------------------------


def closed(house, case: Case) -> Case:
    """Signed on 10 June 2026, notified on the 12th at 10 h."""
    case = drafted(house, heard(house, case), "closure", paris(2026, 6, 9))
    case = step(case, "submit", house.agent, paris(2026, 6, 9))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 6, 10))
    return step(case, "notify", house.agent, paris(2026, 6, 12, 11), notified_at=paris(2026, 6, 12, 10),
                mode="registered_post", reference="1A 234")  # fmt: skip


@pytest.mark.django_db
def test_the_procureur_is_told_at_the_notification(house):
    case = closed(house, reported(house))
    assert case.stage == "in_execution" and case.decision.details["ends_on"] == "2026-07-12"
    letter = plain_text(case.letters.get(purpose="prosecutor_information").letter.html)
    assert "L. 8272-2" in letter and "3 des 4 salariés" in letter


@pytest.mark.django_db
def test_the_order_says_the_offences_the_share_and_the_contracts(house):
    case = drafted(house, heard(house, reported(house, seized_equipment="Deux fours")), "closure", paris(2026, 6, 9))
    words = " ".join([*case.decision.visas, *case.decision.grounds, *case.decision.articles])
    for told in ("travail dissimulé", "L8272-2", "3 des 4 salariés", "gravité", "L8272-3", "Deux fours"):
        assert told in words or told in words.lower(), (told, words)


@pytest.mark.django_db
def test_it_counts_in_the_graduation_of_what_follows(house):
    closed(house, reported(house))
    found = measures_at(house.creteil.pk, BAR["name"], BAR["address"])
    assert [row.label for row in found] == ["Fermeture (travail illégal)"]
    assert set(KNOWN) - set(MEASURES) == {CODE}


@pytest.mark.django_db
@pytest.mark.parametrize(("cleared_on", "lifted"), [("2026-06-20", True), ("2026-07-12", False), (None, False)])
def test_an_acquittal_lifts_it_as_of_right(house, cleared_on, lifted):
    case = closed(house, reported(house, cleared_on=cleared_on))
    found = case.deadlines.filter(code="lifting")
    assert [str(row.due_on) for row in found] == ([cleared_on] if lifted else [])


@pytest.mark.django_db
def test_its_values_are_dated(house):
    load_initial(at=paris(2026, 1, 2))
    codes = set(Parameter.objects.values_list("code", flat=True))
    assert {"closure_labour.maximum_months", "closure_labour.observation_days", "closure_labour.usual_share"} <= codes


def test_it_is_of_the_police_bureau_with_its_contradictory_phase():
    procedure = registry.procedure(CODE)
    assert {row.code for row in procedure.letters} >= {"hearing_invitation", "order_closure", "prosecutor_information"}
    assert procedure.hearing_required and procedure.unit == "polices-administratives"
