"""EMS-03: whoever may not know of a restricted formation does not even learn that it sits, by any door.

Its reason of urgency, of postponing and of cancelling is neither sent nor kept, whatever page it is typed on.
"""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from directorate.commissions import calendars, operations
from directorate.commissions.convocation_operations import convene
from directorate.commissions.feed_operations import open_feed
from directorate.commissions.models import CommissionSession
from directorate.commissions.queries import visible_commissions
from directorate.jobs.models import Job, OutgoingMail
from directorate.jobs.queries import visible_jobs
from directorate.journal.models import JournalEntry
from directorate.journal.queries import visible_entries
from directorate.manifests import Question
from directorate.notifications.models import Notification
from directorate.overview import finders, sources
from directorate.web.errors import NotAllowed
from public_order.councils import meeting_operations as life
from public_order.models import StaffMeeting
from tests.people import paris
from tests.public_order.council_stage import AT, HELD, SECRET, bodies_with_members, planned

pytestmark = pytest.mark.django_db
ON = AT.date()
CODE = "ems-restreint"


@pytest.fixture()
def kept(bureau, time_machine):
    time_machine.move_to(AT, tick=False)
    bodies_with_members()
    return bureau


@pytest.fixture()
def restricted(kept):
    """Planned and convened: a session of the engine, a job, mails, a notice, lines of the journal."""
    row = planned(kept.head, formation="restricted")
    life.add_restricted_point(meeting=row, title=SECRET, by=kept.head, at=AT)
    life.convene_meeting(meeting=row, by=kept.head, at=AT)
    return StaffMeeting.objects.select_related("session__commission").get(pk=row.pk)


def ignorant(kept):
    """An agent of the bureau, a worker of another service, the administrator, the head of another service."""
    return (kept.agent, kept.house.stranger, kept.house.administrator, kept.house.head)


def informed(kept):
    return (kept.head, kept.house.director, kept.house.chief_of_staff, kept.house.prefect)


def test_ems_03_the_list_of_commissions_and_its_sessions(client, kept, restricted):
    pages = (
        reverse("directorate:commission", args=[CODE]), reverse("directorate:session", args=[restricted.session_id]),
        reverse("directorate:session-calendar", args=[restricted.session_id]),
    )  # fmt: skip
    for person in ignorant(kept):
        assert not visible_commissions(person, ON).filter(pk=CODE).exists(), person
        client.force_login(person)
        assert "formation restreinte" not in client.get(reverse("directorate:commissions")).content.decode()
        for page in pages:
            assert client.get(page).status_code == 404, (person, page)
    for person in informed(kept):
        client.force_login(person)
        for page in pages:
            assert client.get(page).status_code == 200, (person, page)


def test_ems_03_the_agenda_and_the_calendar_feed(client, kept, restricted):
    last = ON + timedelta(days=60)
    for person in ignorant(kept):
        assert all("restreinte" not in one.label for one in sources.commission_sessions(person, ON, last)), person
        assert restricted.session not in calendars.sessions_for(person, ON)
        feed = client.get(reverse("directorate:calendar-sessions", args=[open_feed(staff=person, at=AT)]))
        assert "restreinte" not in feed.content.decode()
        client.force_login(person)
        assert "restreinte" not in client.get(reverse("directorate:agenda") + "?format=ics").content.decode()
        client.logout()
    assert restricted.session in calendars.sessions_for(kept.head, ON)
    assert any("restreinte" in one.label for one in sources.commission_sessions(kept.head, ON, last))


def test_ems_03_the_search_of_the_house_and_its_api(client, kept, restricted):
    for person in ignorant(kept):
        for text in ("formation restreinte", "20/05/2026"):
            found = finders.find_commissions(Question(person, text, AT, 20))
            assert all("restreinte" not in hit.label for hit in found.hits), (person, text)
        client.force_login(person)
        for address in ("/api/v1/search/?q=restreinte", reverse("directorate:search") + "?q=20/05/2026"):
            assert "formation restreinte" not in client.get(address).content.decode(), (person, address)
    assert finders.find_commissions(Question(kept.head, "formation restreinte", AT, 20)).hits


def test_ems_03_the_api_never_tells_it_even_to_the_head(client, kept, restricted):
    client.force_login(kept.head)
    for address in ("/api/v1/staff-meetings/", "/api/v1/council-actions/"):
        assert "restricted" not in client.get(address).content.decode(), address
    assert client.get(f"/api/v1/staff-meetings/{restricted.pk}/").status_code == 404


def test_ems_03_the_journal_and_the_jobs(kept, restricted):
    key = str(restricted.session_id)
    lines = JournalEntry.objects.filter(subject_type="commissionsession", subject_id=key)
    meetings = JournalEntry.objects.filter(subject_type="staffmeeting", subject_id=str(restricted.pk))
    assert lines.exists() and meetings.exists() and Job.objects.filter(payload__session=restricted.session_id).exists()
    for person in (kept.house.administrator, kept.agent, kept.house.head):
        seen = visible_entries(person, ON)
        assert not (seen & lines).exists() and not (seen & meetings).exists(), person
        assert not visible_jobs(person, ON).filter(payload__session=restricted.session_id).exists()
    assert (visible_entries(kept.head, ON) & lines).exists()
    assert (visible_entries(kept.house.director, ON) & meetings).exists()


def test_ems_03_nobody_else_is_told_that_it_is_planned(kept, restricted):
    notices = Notification.objects.filter(url__endswith=f"/{restricted.session_id}/")
    told = set(notices.values_list("recipient", flat=True))
    assert kept.agent.pk not in told
    with pytest.raises(NotAllowed):
        operations.plan_session(commission=restricted.session.commission, starts_at=paris(2026, 6, 20), place="Salle",
                                by=kept.agent, at=AT)  # fmt: skip


def told_everywhere() -> str:
    rows = (OutgoingMail.objects.values(), JournalEntry.objects.values_list("details", "subject_label"),
            Job.objects.values_list("payload", "label"), CommissionSession.objects.values(),
            Notification.objects.values_list("title", "detail"))  # fmt: skip
    return str([list(one) for one in rows])


@pytest.mark.parametrize("verb", ["postpone", "cancel", "convene"])
def test_ems_03_a_reason_is_neither_sent_nor_kept(kept, verb):
    row = planned(kept.head, formation="restricted")
    session, at = row.session, paris(2026, 5, 18)
    if verb == "convene":
        convene(session=session, urgency=SECRET, by=kept.head, at=at)
    else:
        convene(session=session, urgency="", by=kept.head, at=AT)
        other = planned(kept.head, formation="restricted", starts_at=paris(2026, 6, 20)).session
        if verb == "postpone":
            operations.postpone_session(session=session, starts_at=paris(2026, 6, 9), place="Salle", reason=SECRET,
                                        by=kept.head, at=at)  # fmt: skip
        else:
            operations.cancel_session(session=session, reason=SECRET, move_to=other, by=kept.head, at=at)
    mails = list(OutgoingMail.objects.values_list("body", flat=True))
    assert mails and "Zzyzx" not in told_everywhere()
    if verb != "convene":
        assert any("reportée" in mail or "annulée" in mail for mail in mails)
        assert all("Motif" not in mail for mail in mails)


def test_ems_03_the_pages_of_the_engine_ask_for_no_reason(client, kept, restricted):
    client.force_login(kept.head)
    for name in ("session-postpone", "session-cancel"):
        page = client.get(reverse(f"directorate:{name}", args=[restricted.session_id])).content.decode()
        assert 'name="reason"' not in page
    answer = client.post(
        reverse("directorate:session-postpone", args=[restricted.session_id]),
        {"starts_at_0": "2026-06-09", "starts_at_1": "10:00", "place": "Salle", "reason": SECRET},
    )
    assert answer.status_code == 302 and "Zzyzx" not in told_everywhere()


def test_another_body_still_says_why_it_is_postponed(kept):
    row = planned(kept.head)
    life.convene_meeting(meeting=row, by=kept.head, at=AT)
    operations.postpone_session(session=row.session, starts_at=paris(2026, 6, 9), place="Salle", reason="Salle fermée",
                                by=kept.head, at=AT)  # fmt: skip
    assert any("Motif : Salle fermée" in body for body in OutgoingMail.objects.values_list("body", flat=True))
    assert HELD.date() == date(2026, 5, 20)
