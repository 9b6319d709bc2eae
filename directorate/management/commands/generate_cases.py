"""Invented cases by the hundred thousand, in a base that holds the demonstration and nothing real."""

from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from directorate.casework.models import Case
from directorate.demonstration.prefecture import holds_other_people
from directorate.demonstration.volume.generation import add_cases
from directorate.org.models import StaffMember
from directorate.territory.models import Commune

LARGEST, LONGEST = 5_000_000, 40


class Command(BaseCommand):
    help = "Invente des dossiers en nombre (10 000, 100 000, 1 000 000) pour les mesures. Jamais dans une vraie base."

    def add_arguments(self, parser):
        parser.add_argument("--size", type=int, default=10_000, help="nombre de dossiers")
        parser.add_argument("--seed", type=int, default=1, help="la même graine donne les mêmes dossiers")
        parser.add_argument("--years", type=float, default=5, help="années sur lesquelles ils sont reçus")
        parser.add_argument("--add", action="store_true", help="ajouter aux dossiers qui sont déjà là")

    def handle(self, *args, size: int, seed: int, years: float, add: bool, **options):
        self.refuse(size, years, add)
        start = monotonic()
        add_cases(
            at=localtime(), seed=seed, size=size, years=years,
            told=lambda done: self.told(done, size, start, options["verbosity"]),
        )  # fmt: skip
        self.stdout.write(f"{size} dossiers inventés en {monotonic() - start:.0f} s.")

    def told(self, done: int, size: int, start: float, verbosity: int) -> None:
        if verbosity > 1:
            self.stdout.write(f"{done} / {size} en {monotonic() - start:.0f} s")

    def refuse(self, size: int, years: float, add: bool) -> None:
        if not 1 <= size <= LARGEST or not 0 < years <= LONGEST:
            raise CommandError(f"De 1 à {LARGEST} dossiers, sur {LONGEST} ans au plus.")
        if not StaffMember.objects.exists() or not Commune.objects.exists():
            raise CommandError("Charger d'abord les personnes et les communes : python manage.py demo")
        if holds_other_people():
            raise CommandError("Cette base contient de vrais agents : aucun dossier inventé n'y entre.")
        if Case.objects.exists() and not (add and settings.DEMO_MODE):
            raise CommandError(
                "Cette base contient déjà des dossiers. En mode démonstration (DEMO_MODE=1), --add en ajoute."
            )
