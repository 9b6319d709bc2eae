"""`manage.py verify_journal`: is the journal whole, in order and unchanged?"""

from django.core.management.base import BaseCommand, CommandError

from directorate.journal.chain import State, follow
from directorate.journal.queries import erased_subjects, head, links


def anchor(text: str) -> State:
    """'1234:9f86d0…', as printed by an earlier run."""
    number, _, value = text.partition(":")
    if not number.isdecimal() or not value:
        raise CommandError("Un repère s'écrit NUMÉRO:EMPREINTE, tel qu'une vérification précédente l'a affiché.")
    return State(int(number), value)


class Command(BaseCommand):
    help = "Vérifie l'enchaînement du journal : numéros, empreintes, détails et tête."

    def add_arguments(self, parser):
        parser.add_argument(
            "--anchor",
            type=anchor,
            action="append",
            default=[],
            metavar="NUMÉRO:EMPREINTE",
            help="repère noté lors d'une vérification précédente, conservé hors de la base",
        )

    def handle(self, *args, anchor, **options):
        # The head is read first: entries written meanwhile only lengthen the chain.
        written = head()
        reached, problem = follow(links(), [written, *anchor], erased_subjects())
        if problem:
            raise CommandError(problem)
        if reached.seq and not written.seq:
            raise CommandError("La tête du journal a disparu.")
        self.stdout.write(f"Journal intact : {reached.seq} écritures.")
        self.stdout.write(f"Repère à conserver ailleurs : {reached.seq}:{reached.hash}")
