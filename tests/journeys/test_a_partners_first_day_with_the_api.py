"""A partner's first day with the API, by HTTP: a token, the first steps, a case, the feed, a webhook, the decision."""

import base64
import hashlib
import hmac
import json
import re
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from directorate.casework.api_opening import NEW_CASE_EXAMPLE
from directorate.casework.models import Case
from directorate.casework.operations import take_transition
from directorate.programs.operations import write_messages
from directorate.programs.sending_operations import send_messages
from tests.people import small_prefecture
from tests.programs.receiver import receiver

TOKEN = re.compile(r"pref_[0-9a-f]{10}_[0-9a-f]{64}")
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


@pytest.fixture()
def house(transactional_db):
    return small_prefecture()


@pytest.fixture()
def ask(live_server):
    """A request as the program of the partner makes it, over the network."""

    def send(token, address, body=None, **headers):
        request = urllib.request.Request(
            live_server.url + address,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)

    return send


def what_the_worker_does() -> int:
    write_messages(at=now())
    return send_messages(at=now())


def is_authentic(secret: str, message) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message.identifier}.{message.headers['webhook-timestamp']}.".encode() + message.body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in message.headers["webhook-signature"].split()


def test_a_partners_first_day(house, ask, live_server, settings):
    settings.WEBHOOKS_TO_LOOPBACK = True
    settings.PUBLIC_URL = live_server.url
    administrator = Client()
    administrator.force_login(house.administrator)
    day = (localdate() + timedelta(days=200)).isoformat()

    # The prefecture opens the API; the token is on this answer and nowhere else.
    shown = administrator.post(
        "/clients-api/nouveau/",
        {
            "name": "Guichet", "organisation": house.town_hall.pk, "scopes": ["cases:read", "cases:write"],
            "communes": "94028", "networks": "127.0.0.0/8 ::1", "quota_minute": "600", "quota_day": "50000",
            "contact_email": "technique@mairie.invalid", "expires_at": day,
        },
    ).content.decode()  # fmt: skip
    token = TOKEN.search(shown)[0]
    client = house.town_hall.api_clients.get()

    # First steps, read without an account.
    with urllib.request.urlopen(f"{live_server.url}/api/v1/premiers-pas/", timeout=20) as page:
        assert "Déposer un dossier, une seule fois" in page.read().decode()
    status, entry = ask(token, "/api/v1/")
    assert status == 200
    assert {row["name"] for row in entry["resources"]} == {"cases", "changes", "procedures"}

    with receiver() as partner:
        # The prefecture records the address of the partner and hands over its secret.
        administrator.post(f"/clients-api/{client.pk}/webhooks/nouveau/", {"url": partner.url})
        webhook = client.webhooks.get()
        secret = SECRET.search(administrator.post(f"/webhooks/{webhook.pk}/secret/").content.decode())[0]
        administrator.post(f"/webhooks/{webhook.pk}/essayer/")
        assert what_the_worker_does() == 1
        assert json.loads(partner.received.pop().body)["type"] == "ping"

        # A case is filed, sent twice by an unsteady line, and opened once.
        status, page = ask(token, "/api/v1/changes/?since=now")
        body = {**NEW_CASE_EXAMPLE.value, "received_on": localdate().isoformat()}
        made = [ask(token, "/api/v1/cases/", body, **{"Idempotency-Key": "demande-0001"}) for _ in range(2)]
        assert [answer[0] for answer in made] == [201, 201]
        reference = made[0][1]["reference"]
        assert made[1][1]["reference"] == reference
        assert Case.objects.count() == 1

        # It is in the feed, and told by a signed message.
        status, page = ask(token, f"/api/v1/changes/?since={page['cursor']}")
        assert [(row["reference"], row["kind"]["code"]) for row in page["results"]] == [(reference, "opened")]
        assert what_the_worker_does() == 1
        message = partner.received.pop()
        assert is_authentic(secret, message)
        assert json.loads(message.body)["data"]["reference"] == reference

        # The bureau closes it; the partner learns it, and reads what it may.
        case = Case.objects.get()
        take_transition(
            case=case, name="close_no_further_action", by=house.head, at=now(), reason="Installation sans caméra."
        )
        assert what_the_worker_does() == 1
        message = partner.received.pop()
        assert is_authentic(secret, message)
        assert json.loads(message.body)["type"] == "case.closed"
        status, page = ask(token, f"/api/v1/changes/?since={page['cursor']}")
        status, found = ask(token, page["results"][0]["url"])
        assert (status, found["is_open"]) == (200, False)

    # The token is changed without a break, and the old one is closed.
    shown = administrator.post(
        f"/clients-api/{client.pk}/second-jeton/", {"overlap_days": "7", "expires_at": day}
    ).content.decode()
    second = TOKEN.search(shown)[0]
    assert second != token
    assert [ask(each, "/api/v1/cases/")[0] for each in (token, second)] == [200, 200]
    former = client.tokens.order_by("pk").first()
    administrator.post(f"/clients-api/{client.pk}/jetons/{former.pk}/revoquer/")
    assert [ask(each, "/api/v1/cases/")[0] for each in (token, second)] == [401, 200]
    page = administrator.get(f"/clients-api/{client.pk}/").content.decode()
    assert "Révoqué" in page
    assert token not in page
