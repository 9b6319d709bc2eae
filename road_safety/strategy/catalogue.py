"""What the strategy of road safety names: stakes, families of orientations, audiences, promoters, levers. Pure."""

from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class KnownStake:
    """A stake of the national catalogue. `accident_filter`: the rule that finds its accidents, empty without one."""

    label: str
    accident_filter: str
    note: str = ""


NOT_OPEN = "Absent des fichiers ouverts d'accidents : seul le fichier interne le dit."
# By code (A1). The filters are those of the accident observatory (A8.4).
STAKES = {
    "young": KnownStake("Jeunes", "young"),
    "senior": KnownStake("Seniors", "senior"),
    "powered_2w": KnownStake("Deux-roues motorisés", "powered_2w"),
    "bike_epdm": KnownStake("Vélo et nouveaux modes de déplacement", "bike"),
    "pedestrian": KnownStake("Piétons", "pedestrian"),
    "work_trips": KnownStake("Risque routier professionnel", "work", "Beaucoup de motifs de trajet sont inconnus."),
    "alcohol_drugs": KnownStake("Alcool, stupéfiants, protoxyde d'azote", "", NOT_OPEN),
    "speed": KnownStake("Vitesse excessive ou inadaptée", "", NOT_OPEN),
    "distraction": KnownStake("Distracteurs, téléphone", "", NOT_OPEN),
    "hgv_angles": KnownStake("Poids lourds, angles morts", "hgv"),
    "rodeo": KnownStake("Rodéos motorisés", "", "Suivi par les statistiques de police."),
    "rail_bus": KnownStake("Transports collectifs, passages à niveau", "public_transport"),
}
FILTERS = (
    ("", "Aucun : les fichiers ouverts ne le disent pas"), ("pedestrian", "Piétons"), ("bike", "Vélos"),
    ("edp", "Engins de déplacement personnel"), ("powered_2w", "Deux-roues motorisés"), ("hgv", "Poids lourds"),
    ("public_transport", "Transports en commun"), ("young", "18-24 ans"), ("senior", "65 ans et plus"),
    ("work", "Trajets domicile-travail et missions"), ("work_strict", "Missions professionnelles"), ("night", "Nuit"),
    ("intersection", "Intersections"),
)  # fmt: skip
FEWEST_STAKES, MOST_STAKES = 4, 7


class Family(models.TextChoices):
    KNOW = "know", "Connaître"
    TEACH = "teach", "Éduquer et former"
    INFORM = "inform", "Informer et communiquer"
    BUILD = "build", "Aménager"
    CONTROL = "control", "Contrôler et sanctionner"


class Audience(models.TextChoices):
    PRIMARY = "primary", "Écoliers"
    COLLEGE = "college", "Collégiens"
    LYCEE = "lycee", "Lycéens"
    APPRENTICES = "apprentices", "Apprentis"
    STUDENTS = "students", "Étudiants"
    SENIORS = "seniors", "Seniors"
    EMPLOYEES = "employees", "Salariés"
    AGENTS = "agents", "Agents publics"
    RIDERS = "riders", "Usagers de deux-roues motorisés"
    CYCLISTS = "cyclists", "Cyclistes"
    OFFENDERS = "offenders", "Auteurs d'infractions"
    FAMILIES = "families", "Familles"
    GENERAL = "general", "Grand public"


class PromoterKind(models.TextChoices):
    ASSOCIATION = "association", "Association"
    COMMUNE = "commune", "Commune ou établissement public local"
    SCHOOL = "school", "Établissement d'enseignement"
    COMPANY = "company", "Entreprise"
    STATE = "state", "Service de l'État"
    PREFECTURE = "prefecture", "Préfecture"
    PERSON = "person", "Particulier"


class Lever(models.TextChoices):
    """The three levers of the plan: each has its own answer (PDASR-06)."""

    MONEY = "money", "Subvention"
    EQUIPMENT = "equipment", "Prêt de matériel"
    VOLUNTEERS = "volunteers", "Intervenants bénévoles"


class Answer(models.TextChoices):
    PENDING = "pending", "En attente"
    GRANTED = "granted", "Accordé"
    WAITING = "waiting", "Liste d'attente"
    REFUSED = "refused", "Refusé"


class Piece(models.TextChoices):
    FORM = "form", "Demande de subvention (Cerfa 12156)"
    SHEET = "sheet", "Fiche action simplifiée"
    QUOTES = "quotes", "Devis"
    BANK = "bank", "Relevé d'identité bancaire"
    REPUBLICAN = "republican", "Contrat d'engagement républicain"
    PREVIOUS = "previous", "Compte rendu financier de l'année précédente (Cerfa 15059)"
