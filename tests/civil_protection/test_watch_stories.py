"""The stories of the demonstration are told through the real operations, on a small prefecture too."""

from civil_protection.roster import stories as roster
from civil_protection.roster.queries import coverage
from civil_protection.vigipirate import stories as vigipirate
from civil_protection.vigipirate.models import ApplicationCheck, Declension
from civil_protection.vigipirate.queries import leading_posture
from civil_protection.vital_sectors import stories as vital_sectors
from civil_protection.vital_sectors.models import VitalFile
from tests.people import paris

AT = paris(2026, 11, 26)


def test_a_posture_is_running_and_somebody_has_acknowledged_it(desk):
    vigipirate.tell(AT)
    assert leading_posture(AT).threat == "emergency"
    assert Declension.objects.filter(acknowledged_at__isnull=False).exists()
    assert ApplicationCheck.objects.filter(conformity="compliant").exists()


def test_opaque_files_are_at_several_stages(desk):
    vital_sectors.tell(AT)
    assert VitalFile.objects.count() == len(vital_sectors.FILES)


def test_the_roster_is_whole_for_the_days_to_come(desk):
    roster.tell(AT)
    assert all(row.is_whole and row.published_until for row in coverage(AT))
