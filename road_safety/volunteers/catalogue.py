"""What the register of volunteers (IDSR) names: origins, modules, roles, reasons. Pure."""

from django.db import models

from road_safety.strategy.catalogue import STAKES

THEMES = [(code, row.label) for code, row in STAKES.items()]


class Origin(models.TextChoices):
    PUBLIC = "public_agent", "Agent public"
    EMPLOYEE = "private_employee", "Salarié du privé"
    RETIRED = "retired", "Retraité"
    STUDENT = "student", "Étudiant"
    ASSOCIATION = "association", "Membre d'une association"
    OTHER = "other", "Autre"


# Whoever has an employer needs its agreement to act on working time (IDSR-04).
EMPLOYED = (Origin.PUBLIC, Origin.EMPLOYEE)


class Module(models.TextChoices):
    COMMON_CORE = "common_core", "Tronc commun"
    ALCOHOL = "alcohol", "Alcool"
    DRUGS = "drugs", "Stupéfiants"
    MOTORBIKE = "2rm", "Deux-roues motorisés"
    BIKE = "bike_edpm", "Vélo et engins de déplacement personnel"
    SENIORS = "seniors", "Seniors"
    SCHOOL = "school", "Milieu scolaire"
    COMPANY = "company", "Entreprise"
    SIMULATOR = "simulator_use", "Utilisation d'un simulateur"
    ROLLOVER = "rollover_car", "Voiture tonneau"
    ECPA = "ecpa", "Enquêtes comprendre pour agir"
    FIRST_AID = "first_aid", "Gestes qui sauvent"
    SPEAKING = "speaking", "Prise de parole"


class Driving(models.TextChoices):
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    A = "A", "A"
    B = "B", "B"
    BE = "BE", "BE"
    C = "C", "C"
    D = "D", "D"


class EndReason(models.TextChoices):
    NOT_TAKEN = "not_taken", "Candidature non retenue"
    NOT_RENEWED = "not_renewed", "Non renouvelé"
    RESIGNATION = "resignation", "Démission"
    EXCLUSION = "exclusion", "Exclusion"
    MOVED = "moved", "Déménagement"
    DEATH = "death", "Décès"


class Role(models.TextChoices):
    LEADER = "leader", "Responsable de l'équipe"
    MEMBER = "member", "Membre de l'équipe"
