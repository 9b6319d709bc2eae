from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from directorate.org.models import Posting, StaffMember, Unit
from directorate.org.scopes import PROCEDURE_LABELS
from directorate.partners.models import Organisation
from directorate.partners.operations import issue_token
from directorate.territory.models import Arrondissement, Commune

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 3, 2, 9, 30, tzinfo=PARIS)


@pytest.fixture()
def administrator(db):
    unit = Unit.objects.create(code="securites", name="Direction des Sécurités", short_name="Sécurités")
    staff = StaffMember.objects.create_user(
        username="admin", civility="m", first_name="Jean", last_name="Roche", title="administrateur"
    )
    Posting.objects.create(staff=staff, unit=unit, role=Posting.Role.ADMINISTRATOR, starts_on=date(2024, 9, 1))
    return staff


@pytest.fixture()
def town_hall(db, monkeypatch):
    monkeypatch.setitem(PROCEDURE_LABELS, "video_protection_authorisation", "Vidéoprotection")
    arrondissement = Arrondissement.objects.create(code="941", name="Créteil", short_code="CRE")
    Commune.objects.create(
        insee="94028", name="Créteil", sort_name="creteil", arrondissement=arrondissement, public_territory="GPSEA",
        population=92_000, latitude="48.790000", longitude="2.455000",
    )  # fmt: skip
    return Organisation.objects.create(kind="town_hall", name="Mairie de Créteil", code="mairie-creteil")


@pytest.fixture()
def issued(administrator, town_hall):
    return issue_token(
        name="Guichet",
        organisation=town_hall,
        scopes=["cases:read"],
        expires_at=datetime(2026, 12, 31, tzinfo=PARIS),
        by=administrator,
        at=AT,
    )
