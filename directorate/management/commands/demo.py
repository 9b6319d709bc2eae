"""A believable prefecture in one command: people, powers, territory, partners, and the files of every service."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from directorate import tasks
from directorate.casework.models import Case
from directorate.demonstration.backlogs import take_over_backlogs
from directorate.demonstration.labels import create_labels
from directorate.demonstration.prefecture import DEMO_PASSWORD, build, holds_other_people, settle, shown_accounts
from directorate.demonstration.shared_views import create_shared_views
from directorate.demonstration.signed_paper import bring_signed_paper
from directorate.demonstration.volume.generation import add_cases
from directorate.manifests import all_manifests

# The stories do in this process what a worker does: they need the functions of the jobs.
__all__ = ["Command", "tasks"]
CASES, YEARS, SEED = 3_000, 2, 94


class Command(BaseCommand):
    help = "Charge la préfecture de démonstration (personnes inventées, communes réelles). Sans effet la seconde fois."

    def add_arguments(self, parser):
        parser.add_argument("--accounts", action="store_true", help="afficher seulement les comptes de démonstration")

    def handle(self, *args, accounts: bool = False, **options):
        if not accounts:
            self.load()
        self.show_accounts()

    def load(self) -> None:
        at = localtime()
        if holds_other_people():
            raise CommandError("Cette base contient déjà des agents : la démonstration ne s'y charge pas.")
        if not build(at) and Case.objects.exists():
            self.stdout.write("La préfecture de démonstration est déjà là : rien n'a changé.")
            return
        for manifest in all_manifests():
            if manifest.demonstration is not None:
                manifest.demonstration(at)
        settle(at)
        create_shared_views(at)
        create_labels(at)
        take_over_backlogs(at)
        bring_signed_paper(at)
        # The stories are few and whole; what the desks handle every day is invented around them.
        add_cases(at=at, seed=SEED, size=CASES - Case.objects.count(), years=YEARS)
        self.stdout.write(f"Préfecture de démonstration chargée : {Case.objects.count()} dossiers.")

    def show_accounts(self) -> None:
        rows = shown_accounts()
        if not rows:
            raise CommandError("La préfecture de démonstration n'est pas chargée : python manage.py demo")
        self.stdout.write(f"Comptes de démonstration (mot de passe : {DEMO_PASSWORD})")
        for username, what in rows:
            self.stdout.write(f"  {username:<16} {what}")
