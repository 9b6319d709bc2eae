"""The words of communication: kinds of campaigns, channels, partners, labels. Pure."""

from django.db import models


class CampaignKind(models.TextChoices):
    NATIONAL = "national_relay", "Relais d'une campagne nationale"
    LOCAL = "local", "Campagne locale"
    CONTROL = "control_press", "Opération de contrôle avec la presse"
    RELEASE = "press_release", "Communiqué de presse"
    SOCIAL = "social_media", "Réseaux sociaux"
    RADIO = "radio", "Radio"
    POSTER = "poster", "Affichage"
    EVENT = "event", "Événement"


class Channel(models.TextChoices):
    PRESS = "press", "Presse"
    RADIO = "radio", "Radio"
    TELEVISION = "television", "Télévision"
    SOCIAL = "social", "Réseaux sociaux"
    SITE = "site", "Site de la préfecture"
    POSTER = "poster", "Affichage"
    SIGN = "sign", "Panneaux à messages variables"
    FIELD = "field", "Terrain"


class PartnerKind(models.TextChoices):
    STATE = "state", "Service de l'État"
    TOWN = "town", "Commune ou territoire"
    DEPARTMENT = "department", "Conseil départemental"
    ASSOCIATION = "association", "Association"
    COMPANY = "company", "Entreprise"
    SCHOOL = "school", "Éducation nationale"
    MEDIA = "media", "Média"
    OTHER = "other", "Autre"


class Label(models.TextChoices):
    CAREFUL_TOWN = "ville_prudente", "Ville prudente"
    EMPLOYER = "employeur_engage", "Employeurs engagés pour une route plus sûre"
    DRIVING_SCHOOL = "auto_ecole", "École de conduite de qualité"
    VILLAGE = "village_prevention", "Village prévention"
    DESIGNATED_DRIVER = "charte_sam", "Charte SAM"
    OTHER = "autre", "Autre label ou charte"


# The greatest level of a label that has levels.
LEVELS = {Label.CAREFUL_TOWN: 5}
