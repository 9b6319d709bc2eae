"""The pages of a program and of its webhooks: who opens them, what they do, what they never show by themselves."""

from datetime import timedelta

import pytest
from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.partners.models import ApiRefusal
from directorate.partners.operations import count_request, note_refusal
from directorate.programs.models import WebhookDelivery, WebhookEndpoint
from directorate.programs.operations import add_endpoint, ping
from directorate.programs.signatures import shown_secret
from tests.factories import open_video_case
from tests.programs.conftest import AT

URL = "https://guichet.mairie.fr/prefecture"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def administrator(client, house):
    client.force_login(house.administrator)
    return client


@pytest.fixture()
def webhook(house, issued):
    return add_endpoint(client=issued.client, url=URL, events=[], by=house.administrator, at=AT)


def address(name, *arguments):
    return reverse(f"directorate:{name}", args=arguments)


PAGES = ("webhook", "webhook-change", "webhook-rotate", "webhook-pause", "webhook-replay-period", "webhook-remove")


@pytest.mark.parametrize("who", ["agent", "head", "stranger", "prefect"])
def test_only_those_who_look_after_the_accesses_open_these_pages(client, house, webhook, who):
    client.force_login(getattr(house, who))
    for name in PAGES:
        assert client.get(address(name, webhook.pk)).status_code == 403
        assert client.post(address(name, webhook.pk)).status_code in (403, 405)
    for name in ("api-client", "api-client-change", "api-client-rotate", "webhook-new"):
        assert client.get(address(name, webhook.client_id)).status_code == 403
    for name in ("webhook-secret", "webhook-ping"):
        assert client.post(address(name, webhook.pk)).status_code == 403
    assert WebhookEndpoint.objects.get().state == "active"


def test_the_page_of_a_program_shows_its_use_its_tokens_its_webhooks_and_its_refusals(administrator, issued, webhook):
    count_request(client=issued.client, at=AT)
    note_refusal(client=issued.client, kind=ApiRefusal.Kind.NETWORK, address="198.51.100.7", at=AT)
    page = administrator.get(address("api-client", issued.client.pk)).content.decode()
    for words in (
        "Lire les dossiers", "Créteil", f"pref_{issued.token.prefix}", URL, "198.51.100.7", "<svg", "Voir les données",
        "600 requêtes par minute",
    ):  # fmt: skip
        assert words in page
    assert issued.token.secret not in page


def test_a_webhook_is_added_refused_beside_its_field_and_escaped(administrator, issued):
    new = address("webhook-new", issued.client.pk)
    refused = administrator.post(new, {"url": "https://127.0.0.1/<script>"})
    assert refused.status_code == 422
    assert "<script>" not in refused.content.decode()
    assert administrator.post(new, {"url": URL, "events": ["nothing"]}).status_code == 422
    assert administrator.post(new, {"url": f"{URL}\x00"}).status_code == 422
    assert not WebhookEndpoint.objects.exists()
    assert administrator.post(new, {"url": URL, "events": ["case.opened"]}).status_code == 302
    assert administrator.post(new, {"url": URL}).status_code == 422
    endpoint = WebhookEndpoint.objects.get()
    page = administrator.get(address("webhook", endpoint.pk)).content.decode()
    assert "Dossier enregistré" in page
    assert "Envoyer un essai" in page


def test_the_secret_is_shown_by_a_button_only_and_the_journal_tells_it(administrator, webhook):
    secret = shown_secret(webhook)
    assert secret not in administrator.get(address("webhook", webhook.pk)).content.decode()
    assert administrator.get(address("webhook-secret", webhook.pk)).status_code == 405
    shown = administrator.post(address("webhook-secret", webhook.pk))
    assert secret in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert JournalEntry.objects.filter(action="webhook.secret_shown").count() == 1


def test_a_webhook_is_paused_resumed_rotated_changed_and_removed(administrator, webhook):
    def post(name, **data):
        response = administrator.post(address(name, webhook.pk), data)
        webhook.refresh_from_db()
        return response.status_code

    assert post("webhook-pause") == 302
    assert webhook.state == "paused"
    assert post("webhook-pause") == 422
    assert post("webhook-ping") == 409
    assert post("webhook-resume", from_now="now") == 302
    assert webhook.state == "active"
    assert post("webhook-rotate") == 302
    assert webhook.generation == 2
    assert post("webhook-change", url=f"{URL}/autre", events=["case.closed"]) == 302
    assert (webhook.url, webhook.events) == (f"{URL}/autre", ["case.closed"])
    assert post("webhook-remove") == 302
    assert administrator.get(address("webhook", webhook.pk)).status_code == 404


def test_messages_are_listed_with_their_answers_and_sent_again(administrator, house, webhook):
    case = open_video_case(house)
    WebhookDelivery.objects.create(
        endpoint=webhook, event="case.opened", payload={"data": {"reference": case.reference}}, state="failed",
        attempts=8, response_status=500, response_excerpt="<b>panne</b>", error="Le serveur a répondu 500.",
        duration_ms=12, created_at=AT,
    )  # fmt: skip
    page = administrator.get(address("webhook", webhook.pk)).content.decode()
    for words in (case.reference, "Abandonné", "Le serveur a répondu 500.", "&lt;b&gt;panne", "12 ms"):
        assert words in page
    delivery = WebhookDelivery.objects.get()
    assert administrator.post(address("delivery-replay", delivery.pk)).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("queued", 0)
    assert administrator.post(address("delivery-replay", delivery.pk)).status_code == 409
    WebhookDelivery.objects.update(state="sent")
    period = {"since": "2026-03-02T09:00", "until": "2026-03-02T10:00"}
    assert administrator.post(address("webhook-replay-period", webhook.pk), period).status_code == 302
    assert WebhookDelivery.objects.get().state == "queued"
    backwards = {"since": period["until"], "until": period["since"]}
    assert administrator.post(address("webhook-replay-period", webhook.pk), backwards).status_code == 422


def test_the_journal_of_messages_costs_the_same_whatever_their_number(
    administrator, house, webhook, django_assert_max_num_queries
):
    for _ in range(30):
        ping(endpoint=webhook, by=house.administrator, at=AT)
    with django_assert_max_num_queries(16):
        administrator.get(address("webhook", webhook.pk))


def test_a_second_token_is_shown_once(administrator, issued):
    rotate = address("api-client-rotate", issued.client.pk)
    day = (AT + timedelta(days=100)).strftime("%Y-%m-%d")
    assert administrator.post(rotate, {"overlap_days": "99", "expires_at": day}).status_code == 422
    shown = administrator.post(rotate, {"overlap_days": "7", "expires_at": day})
    assert shown.status_code == 200
    assert "pendant 7 jours" in shown.content.decode()
    assert issued.client.tokens.count() == 2
    newest = issued.client.tokens.first()
    assert f"pref_{newest.prefix}_" in shown.content.decode()
    token = address("api-token-revoke", issued.client.pk, newest.pk)
    assert administrator.post(token).status_code == 302
    assert administrator.post(token).status_code == 422


def test_the_limits_of_a_program_are_changed_on_its_page(administrator, issued):
    change = address("api-client-change", issued.client.pk)
    page = administrator.get(change).content.decode()
    assert "94028" in page
    facts = {
        "scopes": ["cases:read"], "communes": "94028 94080", "networks": "203.0.113.0/24", "quota_minute": "60",
        "quota_day": "1000", "contact_email": "t@m.invalid",
    }  # fmt: skip
    assert administrator.post(change, facts | {"networks": "10.0.0.1/8"}).status_code == 422
    assert administrator.post(change, facts).status_code == 302
    issued.client.refresh_from_db()
    assert issued.client.networks == ["203.0.113.0/24"]
    assert issued.client.communes == ["94028", "94080"]
