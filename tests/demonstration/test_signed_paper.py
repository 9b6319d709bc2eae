"""The demonstration shows signed paper at each of its stages, and notifications that wait for their proof."""

from directorate.delivery.models import Addressee, DeliveryAttempt
from directorate.demonstration.signed_paper import bring_signed_paper
from directorate.scans.models import ScanDeposit, ScannedPage, SignedCopy
from tests.factories import notified, signed
from tests.people import paris


def test_a_scan_is_read_and_notifications_wait(house):
    for _ in range(2):
        notified(house)
    signed(house)
    bring_signed_paper(paris(2026, 5, 11))
    assert ScanDeposit.objects.get().state == ScanDeposit.State.READ
    assert SignedCopy.objects.count() == 1
    assert {page.state for page in ScannedPage.objects.all()} == {"kept", "unreadable"}
    assert sorted(DeliveryAttempt.objects.values_list("state", flat=True)) == ["delivered", "failed", "sent"]
    assert Addressee.objects.filter(is_party=False, notified_at__isnull=False).count() == 1


def test_an_empty_prefecture_shows_none(house):
    bring_signed_paper(paris(2026, 5, 11))
    assert not ScanDeposit.objects.exists()
