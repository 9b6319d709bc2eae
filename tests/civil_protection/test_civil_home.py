"""The home page of the service and the paper pack."""

from django.urls import reverse

from civil_protection.overview.board import tiles
from civil_protection.overview.pack import PACK_JOB, ask_for_the_week
from civil_protection.overview.tasks import weekly_pack
from directorate.jobs.models import Job
from directorate.jobs.operations import run
from tests.civil_protection.rows import REFERENCE, watched
from tests.people import paris

AT = paris(2026, 6, 24)


def test_the_home_page_answers_on_an_empty_base_and_on_a_full_one(client, desk, time_machine):
    time_machine.move_to(AT, tick=False)
    client.force_login(desk.agent)
    page = reverse("civil_protection:home")
    assert client.get(page).status_code == 200
    watched(desk.house, AT)
    shown = client.get(page).content.decode()
    assert "Urgence attentat" in shown and str(desk.house.director) in shown and REFERENCE not in shown
    client.force_login(desk.house.agent)
    assert client.get(page).status_code == 403


def test_the_tiles_come_in_the_order_of_the_questions(desk):
    codes = [tile.code for tile in tiles(desk.agent, AT)]
    assert codes.index("vigipirate") < codes.index("plans") < codes.index("roster") < codes.index("vital-sectors")


def test_the_paper_pack_is_made_each_week_for_the_heads_and_on_demand(client, desk, time_machine):
    time_machine.move_to(AT, tick=False)
    watched(desk.house, AT)
    assert ask_for_the_week(at=AT) == 1
    weekly_pack()
    job = Job.objects.get(kind=PACK_JOB)
    assert job.requested_by == desk.head and run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert job.state == Job.State.DONE and job.expires_at > AT
    client.force_login(desk.agent)
    assert client.post(reverse("civil_protection:paper-pack")).status_code == 302
    assert Job.objects.filter(kind=PACK_JOB).count() == 2
