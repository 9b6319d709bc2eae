"""What people ask about in a crisis. Pure."""

from django.db.models import TextChoices


class Subject(TextChoices):
    INSTRUCTIONS = "instructions", "Consignes de sécurité"
    EVACUATION = "evacuation", "Évacuation et hébergement"
    RELATIVES = "relatives", "Recherche de proches"
    NETWORKS = "networks", "Électricité, gaz, téléphone"
    WATER = "water", "Eau potable"
    ROADS = "roads", "Routes et transports"
    SCHOOLS = "schools", "Écoles et crèches"
    HEALTH = "health", "Santé"
    DAMAGE = "damage", "Dégâts et assurances"
    HELP = "help", "Offres d'aide"
    RUMOUR = "rumour", "Rumeurs"
    OTHER = "other", "Autre"
