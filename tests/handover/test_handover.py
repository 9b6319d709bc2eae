"""Somebody leaves, a colleague stands in, somebody comes back: cases, signatures, alerts follow within the rights."""

from datetime import date, timedelta

import pytest

from directorate import background
from directorate.casework.models import Case
from directorate.casework.notices import tell
from directorate.casework.operations import assign
from directorate.documents.models import StoredFile
from directorate.handover.back import back_of
from directorate.handover.coverage import coverage_of
from directorate.handover.models import HandoverRemark
from directorate.handover.operations import (
    cancel_absence,
    change_absence,
    record_absence,
    tell_of_the_day,
    write_remarks,
)
from directorate.handover.printing import request_sheet, sheet_html
from directorate.handover.sheet import sheet_of
from directorate.handover.tasks import print_sheet
from directorate.journal.models import JournalEntry
from directorate.notifications.models import Notification
from directorate.notifications.queries import notifications_of, unread_count
from directorate.org.errors import AbsenceRefused, AlreadyDone
from directorate.org.models import Absence, SignatureDelegation
from directorate.org.queries import stand_ins_on, substitutes_for
from directorate.overview.inbox import followed
from directorate.web.errors import NotAllowed
from tests.factories import at_signature, open_closure, open_video_case, step
from tests.people import paris

DAY = date(2026, 3, 9)
AT = paris(2026, 3, 9)
LAST = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def bells(monkeypatch):
    monkeypatch.setattr(background, "ring", lambda task, **arguments: True)


def leave(house, *, at=AT, by=None, **changes) -> Absence:
    facts = {
        "staff": house.agent,
        "substitute": house.colleague,
        "starts_on": DAY,
        "ends_on": LAST,
        "reason": "leave",
        "handover_note": "La pharmacie d'abord.",
    }
    return record_absence(**facts | changes, by=by or house.agent, at=at)


def change(absence, *, by, at=AT, **changes) -> Absence:
    facts = {name: getattr(absence, name) for name in ("starts_on", "ends_on", "reason", "substitute", "handover_note")}
    return change_absence(absence=absence, by=by, at=at, **facts | changes)


def told(person) -> list[str]:
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


# --- recording, changing, ending ----------------------------------------------------------------------------


def test_one_records_ones_own_absence_and_the_head_that_of_a_colleague(house):
    leave(house)
    leave(house, staff=house.colleague, substitute=None, starts_on=LAST + timedelta(days=1),
          ends_on=LAST + timedelta(days=2), by=house.head)  # fmt: skip
    for staff, by in ((house.colleague, house.agent), (house.agent, house.stranger)):
        with pytest.raises(NotAllowed, match="autre service"):
            leave(house, staff=staff, substitute=None, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 2), by=by)


def test_the_substitute_is_told_on_the_first_day_and_once(house):
    absence = leave(house, at=AT - timedelta(days=5))
    assert told(house.colleague) == []
    tell_of_the_day(at=AT - timedelta(days=1))
    assert told(house.colleague) == []
    for hour in range(3):
        tell_of_the_day(at=AT + timedelta(hours=hour))
    assert told(house.colleague) == ["substitution_begins"]
    row = Notification.objects.get()
    assert "La pharmacie d'abord." in row.detail
    assert row.url == f"/absences/{absence.pk}/"
    assert "pharmacie" not in row.title


def test_an_absence_recorded_when_it_has_begun_is_told_at_once(house):
    leave(house, at=AT + timedelta(days=1))
    assert told(house.colleague) == ["substitution_begins"]


def test_another_substitute_is_told_and_the_former_one_too(house):
    absence = leave(house)
    change(absence, by=house.head, substitute=house.deputy)
    assert told(house.colleague) == ["substitution_begins", "substitution_ends"]
    assert told(house.deputy) == ["substitution_begins"]
    assert substitutes_for(house.colleague, DAY) == []


def test_a_longer_absence_is_told_and_a_longer_note_is_not(house):
    absence = leave(house)
    change(absence, by=house.agent, handover_note="Et le bar.")
    assert told(house.colleague) == ["substitution_begins"]
    change(absence, by=house.agent, ends_on=LAST + timedelta(days=3))
    assert told(house.colleague) == ["substitution_begins", "substitution_ends"]


def test_an_absence_cut_short_gives_everything_back(house):
    absence = leave(house)
    cancel_absence(absence=absence, by=house.agent, at=AT + timedelta(days=3))
    assert told(house.agent) == ["back_from_absence"]
    assert told(house.colleague) == ["substitution_begins", "substitution_ends"]
    tell_of_the_day(at=AT + timedelta(days=4))
    assert len(told(house.agent)) == 1


def test_an_absence_to_come_is_cancelled_without_a_word(house):
    absence = leave(house, at=AT - timedelta(days=3))
    cancel_absence(absence=absence, by=house.agent, at=AT - timedelta(days=2))
    tell_of_the_day(at=AT)
    assert Notification.objects.count() == 0


def test_a_return_missed_by_a_machine_that_was_off_is_told_within_the_week(house):
    leave(house, at=AT - timedelta(days=5))
    tell_of_the_day(at=paris(2026, 3, 24))
    assert told(house.agent) == ["back_from_absence"]
    tell_of_the_day(at=paris(2026, 4, 24))
    assert told(house.agent) == ["back_from_absence"]


@pytest.mark.parametrize(
    ("changes", "at", "field", "words"),
    [
        ({"starts_on": DAY - timedelta(days=1)}, AT, "starts_on", "a commencé"),
        ({"ends_on": DAY - timedelta(days=1)}, AT, "ends_on", "suivre le premier"),
        ({"ends_on": DAY + timedelta(days=500)}, AT, "ends_on", "plus d'un an"),
        ({"ends_on": DAY + timedelta(days=1)}, AT + timedelta(days=5), "ends_on", "hier au plus tôt"),
    ],
)
def test_what_has_passed_of_an_absence_does_not_change(house, changes, at, field, words):
    absence = leave(house)
    with pytest.raises(AbsenceRefused, match=words) as refusal:
        change(absence, by=house.head, at=at, **changes)
    assert refusal.value.field == field


def test_an_absence_that_is_over_or_cancelled_does_not_change(house):
    over = leave(house)
    with pytest.raises(AbsenceRefused, match="terminée"):
        change(over, by=house.head, at=paris(2026, 4, 1), ends_on=date(2026, 4, 5))
    coming = leave(house, starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 8))
    cancel_absence(absence=coming, by=house.agent, at=AT)
    with pytest.raises(AlreadyDone):
        change(coming, by=house.agent)


def test_substitutes_do_not_go_round_in_a_circle(house):
    leave(house)
    with pytest.raises(AbsenceRefused, match="choisissez un autre suppléant"):
        leave(house, staff=house.colleague, substitute=house.agent, by=house.head)
    leave(house, staff=house.colleague, substitute=house.deputy, by=house.head)
    assert substitutes_for(house.deputy, DAY) == [house.agent, house.colleague]
    assert stand_ins_on(DAY) == {house.agent.pk: house.deputy, house.colleague.pk: house.deputy}


def test_overlapping_absences_are_refused_when_one_is_lengthened(house):
    first = leave(house)
    leave(house, starts_on=LAST + timedelta(days=3), ends_on=LAST + timedelta(days=5))
    with pytest.raises(AbsenceRefused, match="déjà absent"):
        change(first, by=house.agent, ends_on=LAST + timedelta(days=4))


# --- the sheet ----------------------------------------------------------------------------------------------


def references(sheet, code) -> list[str]:
    return [row.case.reference for section in sheet.sections if section.code == code for row in section.rows]


def test_the_sheet_shows_what_falls_due_and_what_waits_and_not_what_can_wait(house):
    soon = open_video_case(house, received_on=date(2026, 3, 2))
    late = open_video_case(house, received_on=date(2026, 3, 2))
    far = open_video_case(house, received_on=date(2026, 3, 2))
    Case.objects.filter(pk=late.pk).update(next_due_on=date(2026, 3, 8), stage="review", is_suspended=False)
    Case.objects.filter(pk=soon.pk).update(next_due_on=date(2026, 3, 12), stage="review", is_suspended=False)
    Case.objects.filter(pk=far.pk).update(next_due_on=date(2026, 9, 1), stage="review")
    late.deadlines.all().delete(), far.deadlines.all().delete(), soon.deadlines.all().delete()
    sheet = sheet_of(leave(house), house.colleague, DAY)
    assert references(sheet, "late") == [late.reference]
    assert references(sheet, "due") == [soon.reference]
    assert (sheet.others, sheet.unseen) == (1, 0)
    assert sheet.sessions == []


def test_a_silence_during_the_absence_is_on_the_sheet_even_when_another_date_comes_first(house):
    case = open_video_case(house, received_on=date(2026, 3, 2))
    silence = case.deadlines.get(kind="silence")
    absence = leave(house, starts_on=silence.due_on - timedelta(days=2), ends_on=silence.due_on + timedelta(days=2))
    sheet = sheet_of(absence, house.colleague, DAY)
    assert case.reference in references(sheet, "due") + references(sheet, "late")


def test_the_sheet_costs_the_same_whatever_the_number_of_cases(house, django_assert_max_num_queries):
    absence = leave(house)
    for _ in range(2):
        open_video_case(house)
    with django_assert_max_num_queries(16) as few:
        sheet_of(absence, house.colleague, DAY)
    for _ in range(6):
        open_video_case(house)
    with django_assert_max_num_queries(len(few)):
        sheet_of(absence, house.colleague, DAY)


def test_nobody_learns_of_a_case_by_the_absence_of_a_colleague(house):
    case = open_video_case(house)
    Case.objects.filter(pk=case.pk).update(sensitivity="secret")
    absence = leave(house)
    sheet = sheet_of(absence, house.colleague, DAY)
    assert case.pk not in sheet.cases
    assert sheet.unseen == 1
    assert case.reference not in sheet_html(absence=absence, reader=house.colleague, at=AT)
    assert case.pk in sheet_of(absence, house.agent, DAY).cases


def test_what_waits_for_the_signature_of_the_absent_is_on_the_sheet(house):
    case = at_signature(house)
    on = date(2026, 6, 24)
    absence = leave(house, staff=house.director, substitute=house.chief_of_staff, by=house.director,
                    starts_on=on, ends_on=on + timedelta(days=5), at=paris(2026, 6, 20))  # fmt: skip
    assert references(sheet_of(absence, house.director, on), "sign") == [case.reference]


def test_remarks_are_written_by_whoever_leaves_and_only_on_what_that_person_sees(house):
    mine, theirs = open_video_case(house), open_video_case(house)
    Case.objects.filter(pk=theirs.pk).update(unit=house.road)
    absence = leave(house)
    remarks = {mine.pk: " Attendre l'avis.\x00 ", theirs.pk: "Non."}
    assert write_remarks(absence=absence, remarks=remarks, by=house.agent, at=AT) == 1
    assert HandoverRemark.objects.get().text == "Attendre l'avis."
    entry = JournalEntry.objects.get(action="case.handover_remark")
    assert "Attendre" not in str(entry.details)
    assert write_remarks(absence=absence, remarks=remarks, by=house.agent, at=AT) == 0
    write_remarks(absence=absence, remarks={mine.pk: ""}, by=house.head, at=AT)
    assert HandoverRemark.objects.count() == 0
    with pytest.raises(NotAllowed):
        write_remarks(absence=absence, remarks=remarks, by=house.colleague, at=AT)


def test_the_sheet_in_pdf_is_made_by_a_job_for_its_reader(house):
    open_video_case(house, title="Vidéo <script>alert(1)</script>")
    absence = leave(house, handover_note="<b>gras</b>")
    job = request_sheet(absence=absence, by=house.colleague, at=AT)
    assert request_sheet(absence=absence, by=house.colleague, at=AT) == job
    html = sheet_html(absence=absence, reader=house.colleague, at=AT)
    assert "&lt;b&gt;gras&lt;/b&gt;" in html
    assert "<script>" not in html
    assert "⟦" not in html
    stored = StoredFile.objects.get(pk=print_sheet(job, AT)["file"])
    assert (stored.media_type, stored.name[-4:]) == ("application/pdf", ".pdf")
    with pytest.raises(NotAllowed):
        sheet_html(absence=absence, reader=house.stranger, at=AT)


# --- cases, alerts, signatures ------------------------------------------------------------------------------


def inbox_of(staff, on) -> list[int]:
    return list(followed(staff, on, of_unit=False).values_list("pk", flat=True))


def test_the_substitute_finds_the_cases_in_the_inbox_and_works_on_them(house):
    case = open_video_case(house)
    assert inbox_of(house.colleague, DAY) == []
    leave(house)
    assert inbox_of(house.colleague, DAY) == [case.pk]
    assert step(case, "acknowledge", house.colleague, AT).changed_by == house.colleague
    assert inbox_of(house.colleague, LAST + timedelta(days=1)) == []


def test_alerts_on_the_cases_of_the_absent_go_to_the_substitute_who_may_see_them(house):
    case, secret = open_video_case(house), open_video_case(house)
    Case.objects.filter(pk=secret.pk).update(sensitivity="secret")
    leave(house, substitute=house.colleague)
    for row in Case.objects.order_by("pk"):
        tell(row, "silence_near", f"Silence proche : {row.reference}", [row.caseworker], by=None, at=AT)
    rows = Notification.objects.filter(recipient=house.colleague, kind="silence_near")
    assert [(row.subject_key, row.on_behalf_of) for row in rows] == [(str(case.pk), house.agent)]


def test_what_one_may_no_longer_see_disappears_from_the_page_the_bell_and_the_mails(house):
    case = open_video_case(house)
    assign(case=case, to=house.colleague, by=house.head, at=AT)
    assert unread_count(house.colleague, DAY) == "1"
    Case.objects.filter(pk=case.pk).update(unit=house.road)
    assert unread_count(house.colleague, DAY) == ""
    assert not notifications_of(house.colleague, DAY).exists()


def grants(**facts) -> SignatureDelegation:
    return SignatureDelegation.objects.create(
        **{
            "order_number": "2026/00020", "signed_on": date(2026, 1, 5), "published_on": date(2026, 1, 6),
            "starts_on": date(2026, 1, 7), "procedures": ["*"], "act_kinds": ["grant"],
        } | facts
    )  # fmt: skip


def kinds(rows) -> set[str]:
    return {row.act_kind for row in rows}


def test_the_page_says_which_acts_the_substitute_signs_and_which_nobody_does(house):
    SignatureDelegation.objects.filter(delegate__in=[house.director, house.chief_of_staff]).update(procedures=["x"])
    SignatureDelegation.objects.filter(delegate=house.head).delete()
    grants(delegator=house.prefect, delegate=house.head, act_kinds=["grant", "refusal"])
    absence = leave(house, staff=house.head, substitute=house.deputy, by=house.head)
    coverage = coverage_of(absence, DAY)
    assert coverage.by_substitute == []
    assert kinds(coverage.by_nobody) == {"Décision favorable", "Décision de refus"}
    grants(delegator=house.prefect, delegate=house.deputy, in_absence_only=True, stands_in_for=house.head)
    coverage = coverage_of(absence, DAY)
    assert kinds(coverage.by_substitute) == {"Décision favorable"}
    assert kinds(coverage.by_nobody) == {"Décision de refus"}


def test_a_delegation_that_ends_during_the_absence_does_not_cover_it(house):
    SignatureDelegation.objects.filter(delegate__in=[house.director, house.chief_of_staff]).update(procedures=["x"])
    SignatureDelegation.objects.filter(delegate=house.head).delete()
    grants(delegator=house.prefect, delegate=house.head)
    order = grants(delegator=house.prefect, delegate=house.deputy, ends_on=DAY + timedelta(days=3))
    absence = leave(house, staff=house.head, substitute=house.deputy, by=house.head)
    assert kinds(coverage_of(absence, DAY).by_nobody) == {"Décision favorable"}
    SignatureDelegation.objects.filter(pk=order.pk).update(ends_on=None)
    assert kinds(coverage_of(absence, DAY).by_substitute) == {"Décision favorable"}


def test_the_superior_who_signs_is_named_and_somebody_who_signs_nothing_has_nothing_to_cover(house):
    coverage = coverage_of(leave(house, staff=house.head, substitute=house.deputy, by=house.head), DAY)
    assert {name for row in coverage.by_others for name in row.signatories} == {"Mme Claire Martin"}
    assert coverage_of(leave(house, staff=house.stranger, substitute=None, by=house.stranger), DAY).covered == ()


# --- and back -----------------------------------------------------------------------------------------------


def test_the_sheet_of_the_return_says_what_was_done_by_whom_and_what_is_new(house):
    kept, lost, new = open_video_case(house), open_video_case(house), open_closure(house, received_on=date(2026, 3, 3))
    assign(case=new, to=None, by=house.head, at=AT - timedelta(days=1))
    absence = leave(house)
    step(kept, "acknowledge", house.colleague, AT + timedelta(hours=1))
    assign(case=lost, to=house.colleague, by=house.head, at=AT + timedelta(days=1))
    assign(case=new, to=house.agent, by=house.head, at=AT + timedelta(days=2))
    found = back_of(absence, house.agent, LAST + timedelta(days=1))
    done = {story.case.pk: [(event.who, event.what) for event in story.events] for story in found.stories}
    assert done[kept.pk] == [("Yves Leroux", "Accusé de réception")]
    assert [case.pk for case in found.given] == [new.pk]
    assert [case.pk for case in found.taken] == [lost.pk]
    assert found.decided == []


def test_the_sheet_of_the_return_costs_the_same_whatever_was_done(house, django_assert_max_num_queries):
    absence = leave(house)
    cases = [open_video_case(house) for _ in range(5)]
    step(cases[0], "acknowledge", house.colleague, AT + timedelta(hours=1))
    with django_assert_max_num_queries(8) as few:
        back_of(absence, house.agent, LAST)
    for case in cases[1:]:
        step(case, "acknowledge", house.colleague, AT + timedelta(hours=2))
    with django_assert_max_num_queries(len(few)):
        back_of(absence, house.agent, LAST)
