"""The pages of the ledger: for whom, what they show, what they refuse, and a name that would be a script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from directorate.casework.models import Case
from directorate.delivery.models import Addressee, DeliveryAttempt
from directorate.documents.models import StoredFile
from tests.appeals.cases import HOSTILE
from tests.factories import notified, open_video_case, signed
from tests.people import paris
from tests.scans.papers import as_pdf

AT = paris(2026, 6, 1)


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to(AT, tick=False)


def address(name, case, *more):
    return reverse(f"directorate:{name}", args=[case.reference, *more])


def text(answer) -> str:
    return answer.content.decode()


def envelope() -> SimpleUploadedFile:
    return SimpleUploadedFile("enveloppe.pdf", as_pdf([Image.new("L", (100, 140), 255)]))


def test_a_notification_goes_from_the_list_to_its_proof(client, house):
    case = signed(house)
    client.force_login(house.agent)
    assert "Rien n&#x27;est parti" in text(client.get(reverse("directorate:deliveries")))
    assert address("delivery-send-party", case) in text(client.get(address("case", case)))
    sending = address("delivery-send-party", case)
    data = {"way": "registered_post", "sent_on": "2026-04-16", "reference": "1A 204"}
    assert client.post(sending, data).status_code == 302
    assert client.post(sending, data).status_code == 422
    attempt = DeliveryAttempt.objects.get()
    failing = address("delivery-failure", case, attempt.pk)
    facts = {"failure": "unknown_address", "failed_on": "2026-04-24"}
    assert client.post(failing, {**facts, "document": envelope()}).status_code == 302
    page = text(client.get(address("case", case)))
    assert "n&#x27;habite pas à l&#x27;adresse indiquée" in page
    document = client.get(address("delivery-document", case, attempt.pk))
    assert document["Content-Disposition"].startswith("attachment")
    client.post(sending, {**data, "sent_on": "2026-04-27"})
    again = DeliveryAttempt.objects.get(state="sent")
    proving = address("delivery-proof", case, again.pk)
    refused = client.post(
        proving, {"mode": "registered_unclaimed", "delivered_at": "2026-04-29T10:00", "document": envelope()}
    )
    assert refused.status_code == 422
    assert "avis de passage" in text(refused)
    assert StoredFile.objects.filter(name="enveloppe.pdf").count() == 1, "what is refused keeps no file"
    facts = {"mode": "registered_unclaimed", "delivered_at": "2026-04-29T10:00", "advised": "on"}
    assert client.post(proving, facts).status_code == 302
    assert "Délai de recours jusqu'au 30/06/2026" in text(client.get(address("case", case)))
    assert case.reference not in text(client.get(reverse("directorate:deliveries")))


def test_a_correction_is_made_from_the_case(client, house):
    case = notified(house)
    client.force_login(house.agent)
    page = address("delivery-correct-party", case)
    assert page in text(client.get(address("case", case)))
    assert "1A 204 118 3372 5" in text(client.get(page))
    facts = {"delivered_at": "2026-04-21T09:00", "mode": "registered_post", "reference": "1A 204 118 3372 5"}
    assert client.post(page, facts).status_code == 422
    assert client.post(page, {**facts, "reason": "Erreur de saisie"}).status_code == 302
    assert Case.objects.get().notified_at == paris(2026, 4, 21, 9, 0)


def test_a_name_that_would_be_a_script_is_text(client, house):
    case = signed(house)
    client.force_login(house.agent)
    assert client.post(address("addressee-new", case), {"name": HOSTILE}).status_code == 302
    page = text(client.get(address("case", case)))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    addressee = Addressee.objects.get()
    assert client.post(address("addressee-remove", case, addressee.pk)).status_code == 302
    assert not Addressee.objects.exists()


def test_nobody_else_enters(client, house):
    case = signed(house)
    client.force_login(house.agent)
    client.post(address("addressee-new", case), {"name": "SCI du Port"})
    addressee = Addressee.objects.get()
    client.post(
        address("delivery-send", case, addressee.pk),
        {"way": "by_hand", "sent_on": "2026-04-16", "reference": ""},
    )
    attempt = DeliveryAttempt.objects.get()
    doors = [
        address("delivery-send-party", case), address("delivery-correct-party", case), address("addressee-new", case),
        address("delivery-send", case, addressee.pk), address("delivery-correct", case, addressee.pk),
        address("delivery-proof", case, attempt.pk), address("delivery-failure", case, attempt.pk),
    ]  # fmt: skip
    for who, status in (("prefect", 403), ("stranger", 404), ("administrator", 404)):
        client.force_login(getattr(house, who))
        assert [client.get(door).status_code for door in doors] == [status] * len(doors), who
    # Of another case, the same keys are unknown.
    client.force_login(house.agent)
    other = signed(house, open_video_case(house))
    assert client.get(address("delivery-proof", other, attempt.pk)).status_code == 404
    assert client.get(address("delivery-send", other, addressee.pk)).status_code == 404
