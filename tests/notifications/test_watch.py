"""What no gesture tells: work that has ended, powers and accesses about to end; each looked for often, told once."""

from datetime import date, timedelta

import pytest

from directorate import background
from directorate.casework.models import Series, SeriesItem
from directorate.casework.notices import tell_of_many_assignments
from directorate.casework.operations import assign
from directorate.casework.series_actions import tell_of_assignments
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue
from directorate.notifications.models import Notification
from directorate.notifications.watch import tell_of_coming_ends, tell_of_ended_jobs
from directorate.org.models import SignatureDelegation
from directorate.partners.models import ApiClient
from tests.factories import at_signature, open_video_case, step
from tests.people import paris

AT = paris(2026, 3, 9)


@pytest.fixture(autouse=True)
def bells(monkeypatch):
    monkeypatch.setattr(background, "ring", lambda task, **arguments: True)


def ended(house, key, state, **facts) -> Job:
    job = enqueue(kind="test", label="Export <b>", key=key, payload={}, by=house.agent, at=AT)
    Job.objects.filter(pk=job.pk).update(**{"state": state, "finished_at": AT, "queue": "interactive"} | facts)
    return job


def told() -> list[tuple[str, str]]:
    return list(Notification.objects.order_by("pk").values_list("recipient__username", "kind"))


def test_long_work_and_failures_are_told_once_and_a_letter_is_not(house):
    ended(house, "letter", Job.State.DONE)
    ended(house, "cancelled", Job.State.CANCELLED)
    ended(house, "old", Job.State.FAILED, finished_at=AT - timedelta(days=3))
    ended(house, "export", Job.State.DONE, queue="bulk")
    failed = ended(house, "failed", Job.State.FAILED, error="Le filtre n'existe plus.")
    for minutes in (5, 10):
        tell_of_ended_jobs(at=AT + timedelta(minutes=minutes))
    assert sorted(told()) == [("agent", "job_failed"), ("agent", "job_finished")]
    assert "filtre" in Notification.objects.get(kind="job_failed").detail
    # Started again, it fails another time.
    Job.objects.filter(pk=failed.pk).update(finished_at=AT + timedelta(hours=1))
    assert tell_of_ended_jobs(at=AT + timedelta(hours=2)) == 1


def test_delegations_and_accesses_about_to_end_are_told_thirty_days_before_and_once(house):
    SignatureDelegation.objects.filter(order_number="2026/00013").update(ends_on=date(2026, 4, 8))
    SignatureDelegation.objects.filter(order_number="2026/00014").update(ends_on=date(2026, 4, 9))
    client = ApiClient.objects.create(
        name="Guichet", organisation=house.town_hall, scopes=[], expires_at=AT + timedelta(days=30)
    )
    ApiClient.objects.create(
        name="Passé", organisation=house.town_hall, scopes=[], expires_at=AT + timedelta(days=1), revoked_at=AT
    )
    for hours in (0, 1):
        tell_of_coming_ends(at=AT + timedelta(hours=hours))
    assert sorted(told()) == [
        ("admin", "api_client_expiring"),
        ("admin", "delegation_ending"),
        ("cheffe", "delegation_ending"),
        ("directrice", "delegation_ending"),
    ]
    assert client.name in Notification.objects.get(kind="api_client_expiring").detail


# --- the moves of a case ------------------------------------------------------------------------------------


def test_an_act_submitted_is_told_to_the_nearest_who_may_sign_and_its_return_to_its_author(house):
    case = at_signature(house)
    assert ("cheffe", "act_submitted") in told()
    assert not {("prefet", "act_submitted"), ("directrice", "act_submitted")} & set(told())
    step(case, "return_draft", house.head, case.changed_at + timedelta(hours=1), reason="Viser l'article L252-1.")
    row = Notification.objects.get(kind="act_returned")
    assert (row.recipient, row.detail) == (house.agent, "Motif : Viser l'article L252-1.")


def test_the_title_of_a_restricted_case_holds_its_reference_alone(house):
    case = open_video_case(house, title="Vidéoprotection, villa d'un témoin")
    case.sensitivity = "restricted"
    case.save()
    assign(case=case, to=house.colleague, by=house.head, at=AT)
    assert Notification.objects.get(recipient=house.colleague).title == f"Dossier attribué : {case.reference}"


def test_a_series_of_assignments_is_one_notification_with_its_number(house):
    for _ in range(2):
        tell_of_many_assignments(
            to=house.agent, number=1248, key="1", url="/dossiers/?caseworker=me", by=house.head, at=AT
        )
    assert Notification.objects.get().title == "1 248 dossiers vous ont été attribués"


def test_the_end_of_a_series_counts_what_each_person_received(house):
    series = Series.objects.create(action="assign", list_code="cases", total=3, by=house.head, created_at=AT)
    for rank in range(3):
        case = open_video_case(house)
        state = SeriesItem.State.DONE if rank else SeriesItem.State.REFUSED
        SeriesItem.objects.create(series=series, case=case, rank=rank, version=case.version, state=state)
    for _ in range(2):
        tell_of_assignments(series, AT)
    assert Notification.objects.get(recipient=house.agent).title == "2 dossiers vous ont été attribués"
