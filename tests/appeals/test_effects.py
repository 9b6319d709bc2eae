"""What the judge decides is shown and journaled, never applied; what is before a court is kept."""

from datetime import date

import pytest
from django.db.models import ProtectedError

from directorate.appeals.errors import AppealMoved
from directorate.appeals.models import Appeal
from directorate.appeals.operations import answer, fix_hearing, note_defence, record_ruling, reject_by_silence, withdraw
from directorate.appeals.queries import due_between, in_hand
from directorate.casework import case_imports
from directorate.casework.models import Case, CaseStaff
from directorate.imports.models import ImportLine, TableImport
from directorate.imports.operations import expire_files
from directorate.journal.models import JournalEntry
from directorate.notifications.models import Notification
from directorate.overview.sources import appeal_days
from directorate.permits.models import Permit
from directorate.permits.remarks import remarks_on
from directorate.registers.queries import visible_acts
from directorate.web.errors import DomainError, NotAllowed
from tests.appeals.cases import lodged, refused
from tests.factories import notified
from tests.imports.files import csv_bytes, previewed
from tests.people import paris

RULED = paris(2026, 6, 10)


def ruled(house, appeal, outcome, on=date(2026, 6, 10)):
    at = paris(on.year, on.month, on.day, 16)
    return record_ruling(appeal=appeal, outcome=outcome, ended_on=on, ruling="Erreur de droit.", by=house.agent, at=at)


def actions(subject_type):
    rows = JournalEntry.objects.filter(action__startswith="appeal.", subject_type=subject_type)
    return list(rows.order_by("pk").values_list("action", flat=True))


def test_an_annulment_is_told_to_the_case_the_act_and_the_permit_and_changes_none_of_them(house):
    case = notified(house)
    before = (case.stage, case.outcome, case.permit.state)
    ruled(house, lodged(house, case, "contentious", date(2026, 5, 4), court_reference="2604118"), "annulled")
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.outcome, case.permit.state) == before
    assert actions("case") == ["appeal.received", "appeal.judged", "appeal.act_annulled"]
    assert actions("permit") == actions("letter") == ["appeal.act_annulled"]
    remark = remarks_on(case.permit, house.agent, RULED.date())[0]
    assert "annulée depuis le 10 juin 2026" in remark.text
    assert remark.url == f"/dossiers/{case.reference}/"
    act = visible_acts(house.agent, RULED.date()).get(pk=case.decision.letter_id)
    assert act.fate == "Annulé par le juge"


def test_a_suspension_lasts_until_the_judgment_on_the_act(house):
    case = notified(house)
    suspension = lodged(house, case, "interim_suspension", date(2026, 5, 4))
    whole = lodged(house, case, "contentious", date(2026, 5, 4))
    ruled(house, suspension, "suspended", date(2026, 5, 20))

    def fate():
        return visible_acts(house.agent, RULED.date()).get(pk=case.decision.letter_id).fate

    def warned():
        return [row.tone for row in remarks_on(case.permit, house.agent, RULED.date()) if row.tone != "info"]

    assert (fate(), warned()) == ("Suspendu par le juge", ["warning"])
    ruled(house, whole, "rejected")
    assert (fate(), warned()) == ("", [])


def test_a_remark_on_a_permit_does_not_lead_where_its_reader_may_not_go(house):
    case = notified(house)
    ruled(house, lodged(house, case, "contentious", date(2026, 5, 4)), "annulled")
    Case.objects.filter(pk=case.pk).update(sensitivity="secret", caseworker=house.agent)
    assert remarks_on(case.permit, house.agent, RULED.date())[0].url
    assert remarks_on(Permit.objects.get(pk=case.permit_id), house.colleague, RULED.date())[0].url == ""


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("contentious", "suspended"), ("interim_suspension", "annulled"), ("interim_liberty", "granted")],
)
def test_a_judge_gives_what_this_appeal_may_give(house, kind, outcome):
    appeal = lodged(house, refused(house), kind, date(2026, 5, 4))
    with pytest.raises(DomainError, match="Cette issue"):
        ruled(house, appeal, outcome)


def test_each_gesture_has_its_appeal_and_its_moment(house):
    case = refused(house)
    informal = lodged(house, case, "informal", date(2026, 5, 4))
    whole = lodged(house, case, "contentious", date(2026, 5, 5))
    with pytest.raises(AppealMoved, match="ne concerne pas un recours gracieux"):
        note_defence(appeal=informal, defended_on=date(2026, 6, 1), by=house.agent, at=RULED)
    with pytest.raises(AppealMoved, match="ne concerne pas un recours contentieux"):
        answer(appeal=whole, outcome="rejected", ended_on=date(2026, 6, 1), ruling="", by=house.agent, at=RULED)
    with pytest.raises(DomainError, match="précède la réception"):
        note_defence(appeal=whole, defended_on=date(2026, 5, 1), by=house.agent, at=RULED)
    note_defence(appeal=whole, defended_on=date(2026, 6, 1), by=house.agent, at=RULED)
    assert fix_hearing(appeal=whole, hearing_on=date(2026, 9, 1), by=house.agent, at=RULED).stage == "hearing"
    ruled(house, whole, "rejected")
    with pytest.raises(AppealMoved, match="« jugé »"):
        withdraw(appeal=whole, ended_on=date(2026, 6, 10), ruling="", by=house.agent, at=RULED)


def test_the_same_appeal_is_recorded_once(house):
    case = refused(house)
    lodged(house, case, "contentious", date(2026, 5, 4))
    with pytest.raises(AppealMoved, match="déjà enregistré"):
        lodged(house, case, "contentious", date(2026, 5, 4))
    assert Appeal.objects.count() == 1


def test_another_service_records_nothing_and_the_caseworker_is_told(house):
    case = refused(house)
    with pytest.raises(NotAllowed):
        lodged(house, case, "contentious", date(2026, 5, 4), by=house.stranger)
    lodged(house, case, "contentious", date(2026, 5, 4), by=house.colleague)
    told = Notification.objects.get(kind="appeal_received")
    assert (told.recipient, case.reference in told.title) == (house.agent, True)


# --- agenda and inbox -----------------------------------------------------------------------------------------


def test_the_days_of_an_appeal_are_in_the_agenda_even_of_a_closed_case(house):
    case = refused(house)
    lodged(house, case, "informal", date(2026, 5, 4))
    whole = lodged(house, case, "contentious", date(2026, 5, 5))
    fix_hearing(appeal=whole, hearing_on=date(2026, 9, 1), by=house.agent, at=RULED)
    period = (date(2026, 6, 1), date(2026, 9, 30))
    assert [(day, words) for day, words, _ in due_between(house.agent, *period)] == [
        (date(2026, 7, 4), "Rejet par le silence"), (date(2026, 7, 5), "Mémoire en défense"),
        (date(2026, 9, 1), "Audience"),
    ]  # fmt: skip
    assert len(list(appeal_days(house.agent, *period))) == 3
    assert list(appeal_days(house.stranger, *period)) == []
    reject_by_silence(at=paris(2026, 7, 6))
    note_defence(appeal=whole, defended_on=date(2026, 7, 1), by=house.agent, at=paris(2026, 7, 6))
    assert [words for _, words, _ in due_between(house.agent, *period)] == ["Audience"]


def test_the_nearest_appeal_comes_first_and_secrets_are_for_those_named(house):
    case, secret = refused(house), refused(house)
    later = lodged(house, case, "contentious", date(2026, 5, 10))
    nearer = lodged(house, secret, "interim_liberty", date(2026, 5, 11))
    assert in_hand(house.colleague, RULED.date()) == [nearer, later]
    Case.objects.filter(pk=secret.pk).update(sensitivity="secret")
    assert in_hand(house.colleague, RULED.date()) == [later]
    assert in_hand(house.agent, RULED.date(), of=[house.agent.pk]) == [nearer, later]
    CaseStaff.objects.create(case=secret, staff=house.colleague)
    assert in_hand(house.colleague, RULED.date()) == [nearer, later]
    assert in_hand(house.colleague, RULED.date(), of=[house.colleague.pk]) == []


# --- legal hold -----------------------------------------------------------------------------------------------


@pytest.fixture()
def taken_over(house):
    """A case that an import wrote, as its line remembers it."""
    case = refused(house)
    batch = previewed(csv_bytes([["Organisme", "Type"], ["Les Amis", "association"]]), house.head, RULED)
    TableImport.objects.filter(pk=batch.pk).update(
        target=f"cases:{case.procedure_code}", state=TableImport.State.APPLIED, file_expires_at=RULED
    )
    line = batch.lines.get()
    line.subject, line.stamp, line.label, line.action = str(case.pk), str(case.version), case.reference, "create"
    line.save()
    return case, ImportLine.objects.get(pk=line.pk)


def test_a_case_before_a_court_is_not_taken_back_with_its_import_and_says_so(house, taken_over):
    case, line = taken_over
    appeal = lodged(house, case, "contentious", date(2026, 5, 4))
    assert case_imports.undo([line], None) == [
        f"{case.reference} (conservé : recours contentieux en cours depuis le 04/05/2026)"
    ]
    with pytest.raises(ProtectedError):
        case.delete()
    withdraw(appeal=appeal, ended_on=date(2026, 6, 1), ruling="", by=house.agent, at=RULED)
    assert case_imports.undo([line], None) == [case.reference]


def test_the_file_of_an_import_is_kept_while_one_of_its_cases_is_before_a_court(house, taken_over):
    case, line = taken_over
    appeal = lodged(house, case, "contentious", date(2026, 5, 4))
    assert expire_files(at=RULED) == 0
    assert ImportLine.objects.filter(pk=line.pk).exists()
    withdraw(appeal=appeal, ended_on=date(2026, 6, 1), ruling="", by=house.agent, at=RULED)
    assert expire_files(at=RULED) == 1
    assert not ImportLine.objects.filter(pk=line.pk).exists()
