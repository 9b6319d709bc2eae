"""A head of bureau redistributes the files of an absent colleague: from the load of the bureau to the result."""

from datetime import date

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from directorate.casework import operations
from directorate.casework.models import Case, Series
from directorate.jobs.operations import run as run_job
from directorate.org.models import Absence
from tests.factories import open_video_case
from tests.people import paris

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_files_of_an_absent_colleague_are_shared_between_two_others(page, sign_in_as, audit, house, time_machine):
    time_machine.move_to(paris(2026, 5, 18), tick=True)
    cases = [open_video_case(house) for _ in range(5)]
    Absence.objects.create(
        staff=house.agent, substitute=house.colleague, starts_on=date(2026, 5, 11), ends_on=date(2026, 6, 5)
    )
    sign_in_as(house.head)
    faults = []

    # The load of the bureau says who is away, and opens the list of that person's files.
    page.goto("/")
    load = page.get_by_role("region", name="Charge par personne, tableau")
    expect(load).to_contain_text("Absence jusqu'au 05/06/2026")
    load.get_by_role("link", name="Zoé Durand").click()
    expect(page.locator("h1")).to_have_text("Dossiers")
    for case in cases:
        expect(page.locator("main")).to_contain_text(case.reference)

    # All of them, then the action.
    page.get_by_label("Sélectionner les 5 résultats").check()
    page.get_by_role("button", name="Confier", exact=True).click()
    expect(page.locator("h1")).to_have_text("Confier")
    expect(page.locator("main")).to_contain_text("5 dossiers seront traités")
    expect(page.locator("main")).to_contain_text("Zoé Durand – 5 dossiers, absence jusqu'au 05/06/2026")
    faults += audit(page)

    # Meanwhile a colleague takes one back.
    operations.assign(case=cases[0], to=None, by=house.deputy, at=now())
    for name in ("Yves Leroux", "Marc Petit"):
        page.locator("label").filter(has_text=name).click()
    button = page.get_by_role("button", name="Confier : 5 dossiers")
    button.dblclick()
    expect(page.locator("main")).to_contain_text("0 sur 5")
    faults += audit(page)

    # The page follows the work by itself.
    assert Series.objects.exclude(job=None).count() == 1
    run_job(job_id=Series.objects.get().job_id, at=now())
    expect(page.locator("main")).to_contain_text("5 sur 5 : 4 faits, 1 refusé")
    refused = page.get_by_role("row").filter(has_text=cases[0].reference)
    expect(refused).to_contain_text("Le dossier a changé depuis le résumé : Marc Petit")
    faults += audit(page)
    given = Case.objects.exclude(pk=cases[0].pk).values_list("caseworker__username", flat=True)
    assert sorted(given) == ["adjoint", "adjoint", "collegue", "collegue"]

    # What was refused is taken up again, as it now is.
    page.get_by_role("button", name="Reprendre les dossiers refusés").click()
    expect(page.locator("main")).to_contain_text("1 dossier sera traité")
    page.locator("label").filter(has_text="Yves Leroux").click()
    page.get_by_role("button", name="Confier : 1 dossier").click()
    run_job(job_id=Series.objects.latest("pk").job_id, at=now())
    expect(page.locator("main")).to_contain_text("1 sur 1 : 1 fait")
    page.goto("/editions/")
    expect(page.locator("main")).to_contain_text("Confier : 5 dossiers")
    faults += audit(page)
    assert not faults, "\n".join(faults)
