"""Every page of civil protection in a real browser, as the head of the service: read by axe, and narrow on a telephone.

The menu says which pages there are; beside them, the page of one thing of each kind and the screens of work.
"""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from civil_protection.alerts.campaigns.monthly import plan_monthly_test
from civil_protection.alerts.campaigns.operations import save_scenario
from civil_protection.models import (
    AlertCampaign,
    AlertContact,
    AlertGroup,
    AlertScenario,
    CampaignTarget,
    CrisisEvent,
    Declension,
    DisasterRequest,
    Exercise,
    Habilitation,
    Posture,
    ReflexCard,
    Review,
    Siren,
    SirenTest,
    VigilanceBulletin,
)
from directorate.manifests import all_of
from directorate.org.models import Posting
from tests.browser.test_frame import scrolls_sideways
from tests.civil_protection.alert_rows import alerted
from tests.civil_protection.communal_rows import prepared
from tests.civil_protection.crisis_rows import in_crisis
from tests.civil_protection.exercise_rows import exercised
from tests.civil_protection.plan_rows import planned
from tests.civil_protection.rows import REFERENCE, watched
from tests.people import create_person, paris

pytestmark = pytest.mark.django_db(transaction=True)
AT = paris(2026, 6, 24)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 800}
# Lists share one template: axe reads so many of them, and each page that is drawn for itself.
LISTS_READ = 3
# What the menu does not name: name, then what its arguments are.
OTHERS = (
    ("alert-contact", AlertContact), ("alert-quality",), ("alert-monthly-test",), ("alert-group", AlertGroup),
    ("alert-scenario", AlertScenario), ("alert-campaign-new", AlertScenario), ("alert-campaign", AlertCampaign),
    ("alert-operator", AlertCampaign), ("alert-report", AlertCampaign), ("alert-target", CampaignTarget),
    ("siren", Siren), ("siren-test", SirenTest), ("vigilance-bulletin", VigilanceBulletin), ("vigilance-season",),
    ("plan", "INOND"), ("plans-report",), ("reflex-card", ReflexCard), ("communal-plan", "94028"),
    ("risk-profile", "94028"), ("crisis", CrisisEvent), ("crisis-conduct", CrisisEvent), ("crisis-wall", CrisisEvent),
    ("crisis-chain", CrisisEvent), ("exercise", Exercise), ("exercise-conduct", Exercise), ("exercise-new",),
    ("review", Review), ("review-actions-old",), ("disaster-request", DisasterRequest), ("disaster-report",),
    ("posture", Posture), ("declension", Declension), ("threat-history",), ("vital-file", REFERENCE),
)  # fmt: skip


def addresses() -> list[str]:
    menu = [reverse(entry.url_name) for entry in all_of("menu") if entry.url_name.startswith("civil_protection:")]
    others = []
    for name, *things in OTHERS:
        keys = [thing if isinstance(thing, str) else thing.objects.order_by("pk").first().pk for thing in things]
        others.append(reverse(f"civil_protection:{name}", args=keys))
    return list(dict.fromkeys(menu + others))


@pytest.fixture()
def head(house):
    found = create_person(
        "sidpc", "mme", "Odile", "Brunet", "cheffe du service", Posting.Role.HEAD, "protection-civile"
    )
    for tell in (in_crisis, alerted, prepared, planned, exercised, watched):
        tell(house, AT)
    Habilitation.objects.create(staff=found, starts_on=date(2026, 1, 1), recorded_by=house.director, recorded_at=AT)
    scenario = save_scenario(
        scenario=None, code="essai", label="Essai", mode="test", voice_text="Essai.", sms_text="Essai.",
        mail_subject="Essai", by=found, at=AT,
    )  # fmt: skip
    plan_monthly_test(
        month=date(2026, 7, 1), scenario=scenario, group=AlertGroup.objects.get(), decider=found, by=found, at=AT
    )
    return found


def test_every_page_of_the_service_is_accessible_and_fits_a_telephone(page, sign_in_as, audit, head, time_machine):
    time_machine.move_to(AT + timedelta(minutes=5), tick=True)
    sign_in_as(head)
    walked, faults, lists = addresses(), [], 0
    for address in walked:
        page.set_viewport_size(WIDE)
        answer = page.goto(address)
        if answer.status != 200:
            faults.append(f"{address} answers {answer.status}")
            continue
        lists += page.locator(".list-bar").count()
        if not page.locator(".list-bar").count() or lists <= LISTS_READ:
            faults += audit(page)
        page.set_viewport_size(NARROW)
        if scrolls_sideways(page):
            faults.append(f"{address} scrolls sideways")
    assert len(walked) > 55
    assert lists > 10
    assert not faults, "\n".join(faults)
