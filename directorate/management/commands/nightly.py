"""What the nightly task does: states that a day has changed, then the silences that have elapsed. Harmless twice."""

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from directorate.casework.nightly import pass_the_night
from directorate.casework.series import forget_unconfirmed
from directorate.casework.text import learn_words
from directorate.documents.operations import remove_expired_results
from directorate.imports.operations import expire_files
from directorate.legal_calendar.arithmetic import counted


class Command(BaseCommand):
    help = "Met à jour ce que le jour a changé, puis constate les décisions nées du silence, une seule fois."

    def handle(self, *args, **options):
        remove_expired_results(at=now())
        expire_files(at=now())
        forget_unconfirmed(at=now())
        learn_words()
        night = pass_the_night(at=now())
        for reference in night.acted:
            self.stdout.write(reference)
        self.stdout.write(
            f"{counted(len(night.acted), 'décisions nées')} du silence, {counted(night.raised, 'alertes')}."
        )
