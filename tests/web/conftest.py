"""Communes to list."""

import pytest

from directorate.territory.models import Commune
from tests.web.communes import create_communes


@pytest.fixture()
def communes(db):
    Commune.objects.all().delete()
    return create_communes
