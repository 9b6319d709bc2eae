"""What a real base needs before its first day: references, organisation chart, first administrator. Harmless twice."""

import os
from getpass import getpass

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from directorate.accounts.forms import LOGIN
from directorate.accounts.operations import create_first_administrator
from directorate.demonstration.prefecture import holds_demonstration
from directorate.management.installation import load_references
from directorate.org.models import StaffMember, Unit
from directorate.web.errors import DomainError

PASSWORD_VARIABLE = "ADMINISTRATOR_PASSWORD"  # noqa: S105
UNIT_OF_THE_FIRST = "securites"


class Command(BaseCommand):
    help = (
        "Charge ce qui manque (paramètres, textes, communes, services, paragraphes), puis crée le premier "
        "administrateur si la base n'a aucun compte. Sans effet la seconde fois."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--administrator",
            metavar="IDENTIFIANT",
            help=f"premier administrateur ; mot de passe demandé au terminal, ou lu dans {PASSWORD_VARIABLE}",
        )

    def handle(self, *args, administrator: str | None = None, **options):
        if holds_demonstration():
            if administrator:
                raise CommandError("Cette base contient la démonstration : l'installation demande une base à elle.")
            # Services where somebody tries the demonstration start again all the same.
            self.stdout.write("Cette base contient la démonstration : rien n'est chargé.")
            return
        at = localtime()
        for what, count in load_references(at=at):
            self.stdout.write(f"{what} : {count}")
        if StaffMember.objects.exists():
            self.stdout.write("Des comptes existent déjà : aucun n'est créé.")
        elif administrator is None:
            self.stdout.write(
                "Aucun compte. Pour créer le premier : python manage.py install --administrator IDENTIFIANT"
            )
        else:
            self.create(administrator, at)
        if missing := Unit.objects.filter(address="").count():
            self.stdout.write(f"Services sans adresse postale : {missing}. Elle s'écrit dans « Agents et services ».")

    def create(self, username: str, at) -> None:
        given = os.environ.get(PASSWORD_VARIABLE, "")
        try:
            LOGIN(username)
            create_first_administrator(
                username=username,
                password=given or typed_twice(),
                # The terminal asked the person; a variable was written by somebody, and stays in a file.
                must_change=bool(given),
                unit=Unit.objects.get(pk=UNIT_OF_THE_FIRST),
                at=at,
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Administrateur créé : {username}. À la première connexion, complétez sa fiche.")


def typed_twice() -> str:
    try:
        password, again = getpass("Mot de passe (15 caractères au moins) : "), getpass("Le même, une seconde fois : ")
    except EOFError as error:
        raise CommandError(f"Aucun terminal pour demander le mot de passe : employez {PASSWORD_VARIABLE}.") from error
    if again != password:
        raise CommandError("Les deux mots de passe diffèrent : rien n'est créé.")
    return password
