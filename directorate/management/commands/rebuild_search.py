"""Writes again the texts by which cases are found, and the dictionary of their words. Harmless twice."""

from django.core.management.base import BaseCommand

from directorate.casework.text import learn_words, rebuild_text


class Command(BaseCommand):
    help = "Réécrit les textes de recherche des dossiers et le dictionnaire de leurs mots, s'ils ont changé."

    def handle(self, *args, **options):
        self.stdout.write(f"{rebuild_text()} texte(s) réécrit(s), {learn_words()} mot(s) appris.")
