"""The pages of scans: for whom, what they show, what they refuse, and a name that would be a script."""

import pytest
from django.urls import reverse

from directorate.casework.models import Case
from directorate.scans.models import ScanDeposit, SignedCopy
from tests.scans.papers import AT, deposited, marks, upload

HOSTILE = "<img src=x>.pdf"


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to(AT, tick=False)


def address(name, *arguments):
    return reverse(f"directorate:{name}", args=arguments)


def text(answer) -> str:
    return answer.content.decode()


def test_a_scan_goes_from_the_signature_folder_to_the_case(client, house, letter, reader):
    client.force_login(house.agent)
    assert address("scans") in text(client.get(address("signature")))
    assert address("scan-new") in text(client.get(address("scans")))
    assert client.post(address("scan-new"), {}).status_code == 422
    refused = client.post(address("scan-new"), {"document": upload(b"PK\x03\x04", "acte.docx")})
    assert refused.status_code == 422
    assert "pas accepté" in text(refused)
    content = reader.will_see(*marks(letter, 1, 2), None)
    answer = client.post(address("scan-new"), {"document": upload(content, HOSTILE)})
    found = ScanDeposit.objects.get()
    assert answer["Location"] == address("scan", found.pk)
    assert "Lecture en cours" in text(client.get(address("scan", found.pk)))
    deposited(house, content, HOSTILE)
    shown = text(client.get(address("scan", found.pk)))
    assert "Il manque la page 3 sur 3" in shown
    assert "Aucun code lisible" in shown
    assert "<img src=x>" not in shown
    assert client.get(address("scan-thumbnail", found.pk, 3))["Content-Type"] == "image/jpeg"
    case = Case.objects.get()
    assert "il manque la page 3" in text(client.get(address("case", case.reference)))
    hand = address("scan-page", found.pk, 3)
    assert client.post(hand, {"act": "inconnu", "number": "3", "rotation": "0"}).status_code == 422
    assert client.post(hand, {"act": letter.number, "number": "3", "rotation": "0"}).status_code == 302
    copy = SignedCopy.objects.get()
    assert "Copie signée jointe" in text(client.get(address("scan", found.pk)))
    page = text(client.get(address("case", case.reference)))
    assert address("signed-copy", case.reference, copy.pk) in page
    served = client.get(address("signed-copy", case.reference, copy.pk))
    assert served["Content-Disposition"].startswith("attachment")
    assert b"".join(served).startswith(b"%PDF")


def test_the_copy_is_replaced_from_its_page(client, house, letter, reader):
    deposited(house, reader.will_see(*marks(letter, 1, 2, 3)))
    found = deposited(house, reader.will_see(*marks(letter, 3, 2, 1)))
    client.force_login(house.agent)
    assert "déjà une copie signée" in text(client.get(address("scan", found.pk)))
    case = Case.objects.get()
    page = address("signed-copy-replace", case.reference, letter.pk)
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "Page coupée"}).status_code == 302
    assert "Copies remplacées (1)" in text(client.get(address("case", case.reference)))
    assert client.post(page, {"reason": "Page coupée"}).status_code == 422
    assert SignedCopy.objects.count() == 2


def test_a_deposit_is_for_who_brought_it_and_for_the_head_of_the_bureau(client, house, letter, reader):
    found = deposited(house, reader.will_see(*marks(letter, 1, 2, 3), None))
    copy, case = SignedCopy.objects.get(), Case.objects.get()
    doors = [
        address("scan", found.pk), address("scan-file", found.pk), address("scan-page", found.pk, 4),
        address("scan-thumbnail", found.pk, 4),
    ]  # fmt: skip
    for who, status in (("agent", 200), ("head", 200), ("director", 200), ("colleague", 404), ("stranger", 404)):
        client.force_login(getattr(house, who))
        assert [client.get(door).status_code for door in doors] == [status] * 4, who
    # The stranger is still signed in: neither the copy, nor the act, nor the page of a deposit that exists.
    assert client.get(address("signed-copy", case.reference, copy.pk)).status_code == 404
    assert client.get(address("signed-copy-replace", case.reference, letter.pk)).status_code == 404
    assert client.post(address("scan-page-aside", found.pk, 4)).status_code == 404


def test_whoever_loses_the_case_loses_what_the_deposit_says_of_it(client, house, letter, reader):
    found = deposited(house, reader.will_see(*marks(letter, 1, 1)), by=house.colleague)
    client.force_login(house.colleague)
    assert letter.number in text(client.get(address("scan", found.pk)))
    Case.objects.update(sensitivity=Case.Sensitivity.SECRET)
    shown = text(client.get(address("scan", found.pk)))
    assert letter.number not in shown
    assert Case.objects.get().reference not in shown
    assert client.get(address("scan-file", found.pk)).status_code == 404
    assert client.get(address("scan-thumbnail", found.pk, 2)).status_code == 404
