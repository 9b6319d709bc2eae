"""Writes again the texts by which cases are found, and the dictionary of their words. Harmless twice."""

from django.core.management.base import BaseCommand

from directorate.casework.text import learn_words, rebuild_text
from directorate.legal_calendar.arithmetic import counted


class Command(BaseCommand):
    help = "Réécrit les textes de recherche des dossiers et le dictionnaire de leurs mots, s'ils ont changé."

    def handle(self, *args, **options):
        self.stdout.write(f"{counted(rebuild_text(), 'textes réécrits')}, {counted(learn_words(), 'mots retenus')}.")
