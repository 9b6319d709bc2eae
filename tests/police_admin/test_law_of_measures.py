"""Closures and demonstrations on days that the worked examples do not show."""

from datetime import date

import pytest

from directorate.casework import registry
from directorate.casework.case_page import waiting_for
from directorate.casework.checks import findings_before_signature
from directorate.documents.markup import plain_text
from directorate.parameters.operations import set_value
from tests.factories import drafted, open_closure, open_demonstration, step, unheard
from tests.people import paris
from tests.police_admin.test_closure import heard


def said(case, at):
    return [found.message for found in findings_before_signature(case, registry.procedure(case.procedure_code), at)]


# --- 48 hours -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed_at", "notified_at", "executory_at"),
    [
        # The hour changes in the night of 28 to 29 March: the clock shows one more hour, 48 have passed.
        (paris(2026, 3, 27), paris(2026, 3, 28, 10, 0), paris(2026, 3, 30, 11, 0)),
        (paris(2026, 10, 23), paris(2026, 10, 24, 10, 0), paris(2026, 10, 26, 9, 0)),
        (paris(2026, 12, 30), paris(2026, 12, 30, 18, 0), paris(2027, 1, 1, 18, 0)),
    ],
)
def test_forty_eight_hours_run_through_changes_of_hour_and_say_forty_eight(house, signed_at, notified_at, executory_at):
    received_on = date(signed_at.year, signed_at.month, 1)
    case = open_closure(house, received_on=received_on, last_facts_on="2026-01-05")
    case = step(case, "qualify", house.agent, paris(received_on.year, received_on.month, 1))
    case = step(
        case, "waive_hearing", house.head, paris(received_on.year, received_on.month, 2), exception="urgency",
        exception_reason="Rixe annoncée.",
    )  # fmt: skip
    case = step(drafted(house, case, "closure", signed_at), "submit", house.agent, signed_at)
    case = step(case, "sign", house.chief_of_staff, signed_at)
    case = step(
        case, "notify", house.agent, notified_at, notified_at=notified_at, mode="police_report", reference="PV 1"
    )
    assert case.executory_at == executory_at
    labels = [line["label"] for line in case.deadlines.get(code="execution").computation["steps"]]
    assert "Exécutoire 48 heures après, d'heure à heure" in labels


def test_the_hours_and_the_age_of_the_facts_are_dated_values_in_the_order(house):
    for code, value in (("executory_hours", 72), ("old_facts_days", 30)):
        set_value(
            code=f"outlet_closure.{code}", value=value, valid_from=date(2026, 6, 1), source="Loi", confidence="high",
            by=house.administrator, at=paris(2026, 5, 1),
        )  # fmt: skip
    case = drafted(house, heard(house, open_closure(house)), "closure", paris(2026, 6, 9))
    order = " ".join(case.decision.articles)
    assert "72 heures après celle-ci lorsque les faits sont antérieurs de plus de 30 jours" in order
    assert any("72 heures" in sentence for sentence in said(case, paris(2026, 6, 9)))


# --- duration and warning -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "signed_on", "lawful"),
    [
        (59, (2026, 12, 31), True),  # to 28 February
        (60, (2026, 12, 31), False),
        (62, (2026, 7, 1), True),  # July and August
        (60, (2027, 12, 31), True),  # to 29 February
    ],
)
def test_the_months_of_a_closure_are_those_of_the_calendar(house, days, signed_on, lawful):
    case = drafted(house, heard(house, open_closure(house, duration_days=days)), "closure", paris(*signed_on))
    assert any("dépasse le maximum" in sentence for sentence in said(case, paris(*signed_on))) is not lawful


@pytest.mark.parametrize(("warned_on", "told"), [("2023-06-09", False), ("2023-06-08", True)])
def test_an_old_warning_is_pointed_out(house, warned_on, told):
    case = open_closure(house, sub_basis="1", previous_warning_on=warned_on)
    case = drafted(house, heard(house, case), "closure", paris(2026, 6, 9))
    assert any("remonte à plus de 36 mois" in sentence for sentence in said(case, paris(2026, 6, 9))) is told
    assert step(case, "submit", house.agent, paris(2026, 6, 9)).stage == "signature"
    assert any(visa.startswith("Vu l'avertissement notifié le ") for visa in case.decision.visas)


# --- demonstrations -----------------------------------------------------------------------------------------


def receipt(house, received_on):
    case = step(
        open_demonstration(house, received_on=received_on), "issue_receipt", house.agent,
        paris(received_on.year, received_on.month, received_on.day),
    )  # fmt: skip
    return case, plain_text(case.letters.get(purpose="receipt").letter.html)


@pytest.mark.parametrize(
    ("received_on", "mention"),
    [
        (date(2026, 5, 13), "Cette déclaration est tardive"),
        (date(2026, 5, 12), ""),
        (date(2026, 4, 30), ""),
        (date(2026, 4, 29), "elle est à confirmer à compter du 30 avril 2026"),
    ],
)
def test_the_receipt_and_the_page_say_that_a_declaration_is_out_of_its_window(house, received_on, mention):
    case, letter = receipt(house, received_on)
    for sentence in ("Cette déclaration est tardive", "elle est à confirmer"):
        assert (sentence in letter) is (bool(mention) and sentence in mention)
    procedure = registry.procedure(case.procedure_code)
    warned = [row for row in waiting_for(case, procedure, received_on) if "Dépôt" in row.what]
    assert (len(warned), case.is_open, case.stage) == (int(bool(mention)), True, "receipt_issued")
    if "tardive" in mention:
        assert "au plus tard le 12 mai 2026" in letter


def test_the_time_left_to_the_judge_is_a_dated_value(house):
    case, _ = receipt(house, date(2026, 5, 4))
    case = drafted(house, unheard(house, case, paris(2026, 5, 14)), "prescriptions", paris(2026, 5, 14, 18, 0))
    assert not any("juge des référés" in sentence for sentence in said(case, paris(2026, 5, 14, 18, 0)))
    set_value(
        code="street_demonstration.judge_hours", value=48, valid_from=date(2026, 5, 10), source="Note",
        confidence="low", by=house.administrator, at=paris(2026, 5, 9),
    )  # fmt: skip
    assert any("moins de 48 heures" in sentence for sentence in said(case, paris(2026, 5, 14, 18, 0)))
