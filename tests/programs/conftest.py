"""A program with a webhook on this machine, and a case that changes."""

import pytest

from directorate.partners.operations import issue_token
from directorate.programs.models import WebhookDelivery
from directorate.programs.operations import add_endpoint, write_messages
from directorate.programs.sending_operations import send_messages
from tests.commits import as_if_committed
from tests.people import paris
from tests.programs.receiver import receiver

AT = paris(2026, 3, 2)


@pytest.fixture()
def partner(settings):
    settings.WEBHOOKS_TO_LOOPBACK = True
    with receiver() as server:
        yield server


@pytest.fixture()
def issued(house):
    return issue_token(
        name="Guichet", organisation=house.town_hall, scopes=["cases:read", "cases:write"], communes=["94028"],
        expires_at=paris(2026, 12, 31), contact_email="technique@mairie.invalid", by=house.administrator, at=AT,
    )  # fmt: skip


@pytest.fixture()
def endpoint(house, issued, partner):
    return add_endpoint(client=issued.client, url=partner.url, events=[], by=house.administrator, at=AT)


@pytest.fixture()
def deliver():
    """`deliver(at)`: what the two tasks do. The messages delivered."""

    def run(at=AT) -> int:
        as_if_committed()
        write_messages(at=at)
        return send_messages(at=at)

    return run


@pytest.fixture()
def waits_no_more():
    """The delay before the next attempt is over."""
    return lambda: WebhookDelivery.objects.filter(lease_until__isnull=False).update(lease_until=None)
