"""Two people at one instant on an operation: one report, one consolidation, one closure; the other person is told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from directorate.casework.models import Case
from directorate.web.errors import Conflict
from public_order.codaf import door_operations, field_operations, operations, queries
from public_order.models import CodafAmount, CodafFinding, CodafOperation
from tests.concurrency import at_once
from tests.public_order import codaf_stage as stage
from tests.public_order.test_codaf import AT, HOUR, START, link_of

pytestmark = pytest.mark.django_db(transaction=True)
LATER = START + timedelta(days=3)


@pytest.fixture()
def held(bureau) -> CodafOperation:
    row = stage.ready(bureau.house, bureau.agent, AT, START)
    stage.held(row, bureau.agent)
    return CodafOperation.objects.get(pk=row.pk)


def sorted_out(found: list) -> tuple[int, int]:
    return sum(not isinstance(one, BaseException) for one in found), sum(isinstance(one, Conflict) for one in found)


def test_cod_03_of_two_people_who_record_the_same_report_one_is_told(bureau, held):
    target, partner = held.targets.get(), held.partners.get(body="urssaf")
    found = at_once(
        *(
            lambda number=number: field_operations.record_finding(
                target=target, partner=partner, nature="travail_dissimule_salarie", pv_number=number, by=bureau.agent,
                at=LATER,
            )
            for number in ("PV 2026/113", "2026/113")
        )
    )  # fmt: skip
    assert sorted_out(found) == (1, 1), found
    assert CodafFinding.objects.count() == 1


def test_cod_03_the_secretariat_and_the_link_at_once_count_one_report(bureau, held):
    target, partner = held.targets.get(), held.partners.get(body="urssaf")
    code = link_of(partner, bureau.agent, held.ends_at)
    said = {"nature": "travail_dissimule_salarie", "pv_number": "2026/113"}
    found = at_once(
        lambda: door_operations.answer_findings(
            code=code, target=target.pk, amount_nature="redressement_urssaf", amount=Decimal("900"), stage="notified",
            stage_on=LATER.date(), at=LATER, **said,
        ),
        lambda: field_operations.record_finding(target=target, partner=partner, by=bureau.agent, at=LATER, **said),
    )  # fmt: skip
    assert sorted_out(found) == (1, 1), found
    assert CodafFinding.objects.count() == 1 and CodafAmount.objects.count() <= 1
    assert len(queries.synthesis(date(2026, 4, 1), date(2026, 7, 1)).sheets[0].reports) == 1


def test_b3_of_two_people_who_consolidate_one_is_told(bureau, held):
    for partner in held.partners.all():
        field_operations.complete_answer(partner=partner, by=bureau.agent, at=held.ends_at + HOUR)
    found = at_once(*(lambda: operations.consolidate(operation=held, by=bureau.agent, at=LATER) for _ in range(2)))
    assert sorted_out(found) == (1, 1), found
    held.refresh_from_db()
    assert held.state == "consolidated"


def test_cod_03_nothing_is_recorded_behind_a_consolidation(bureau, held):
    """Either the finding is there before, or it is refused: no figure changes once consolidated."""
    for partner in held.partners.all():
        field_operations.complete_answer(partner=partner, by=bureau.agent, at=held.ends_at + HOUR)
    target, partner = held.targets.get(), held.partners.get(body="dtsp")
    done, recorded = at_once(
        lambda: operations.consolidate(operation=held, by=bureau.agent, at=LATER),
        lambda: field_operations.record_finding(target=target, partner=partner, nature="hygiene", by=bureau.agent,
                                                at=LATER),
    )  # fmt: skip
    assert isinstance(done, CodafOperation)
    assert isinstance(recorded, Conflict) or CodafFinding.objects.count() == 1
    with pytest.raises(Conflict):
        field_operations.record_finding(target=target, partner=partner, nature="etiquetage", by=bureau.agent, at=LATER)


def test_cod_08_two_clicks_propose_one_closure(bureau, held):
    stage.found(held, bureau.agent, LATER)
    target = held.targets.get()
    found = at_once(
        *(
            lambda: field_operations.propose_labour_closure(
                target=target, days=30, employees_present=4, employees_concerned=3, seriousness=["gravity"],
                by=bureau.agent, at=LATER,
            )
            for _ in range(2)
        )
    )  # fmt: skip
    assert sorted_out(found) == (1, 1), found
    assert Case.objects.count() == 1
