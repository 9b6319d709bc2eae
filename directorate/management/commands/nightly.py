"""What the nightly task does: states that a day has changed, then the silences that have elapsed. Harmless twice."""

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from directorate.casework.deadlines import refresh_elapsed
from directorate.casework.operations import act_on_silences
from directorate.documents.operations import remove_expired_results


class Command(BaseCommand):
    help = "Met à jour ce que le jour a changé, puis constate les décisions nées du silence, une seule fois."

    def handle(self, *args, **options):
        refresh_elapsed(at=now())
        remove_expired_results(at=now())
        acted = act_on_silences(at=now())
        for reference in acted:
            self.stdout.write(reference)
        self.stdout.write(f"{len(acted)} décision(s) née(s) du silence.")
