"""Act on the silences that have elapsed, as the nightly task does. Running it twice changes nothing more."""

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from directorate.casework.operations import act_on_silences


class Command(BaseCommand):
    help = "Turn each elapsed silence into its decision, once."

    def handle(self, *args, **options):
        acted = act_on_silences(at=now())
        for reference in acted:
            self.stdout.write(reference)
        self.stdout.write(f"{len(acted)} décision(s) née(s) du silence.")
