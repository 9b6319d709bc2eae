"""What the pool of equipment names: families, tracking, towing, conditions, papers. Pure."""

from django.db import models


class Family(models.TextChoices):
    """A4: the families of educational material."""

    SIMULATOR_2RM = "simulator_2rm", "Simulateur de deux-roues motorisé"
    SIMULATOR_CAR = "simulator_car", "Simulateur automobile"
    SIMULATOR_BIKE = "simulator_bike", "Simulateur de vélo ou de trottinette"
    VR_HEADSETS = "vr_headsets", "Casques de réalité virtuelle"
    ROLLOVER_CAR = "rollover_car", "Voiture-tonneau"
    SEAT_BELT_SLED = "seat_belt_sled", "Testochoc"
    ALCOHOL_GOGGLES = "alcohol_goggles", "Lunettes alcoolémie"
    DRUG_GOGGLES = "drug_goggles", "Lunettes stupéfiants"
    FATIGUE_GOGGLES = "fatigue_goggles", "Lunettes fatigue"
    REACTION_TIMER = "reaction_timer", "Réactiomètre"
    BREATHALYSER = "breathalyser", "Éthylotest électronique"
    CHEMICAL_TESTS = "chemical_tests", "Éthylotests chimiques"
    TRAINING_TRACK = "training_track", "Piste d'éducation routière"
    HELMETS = "helmets", "Casques pour enfants"
    BLIND_SPOT_KIT = "blind_spot_kit", "Kit angles morts des poids lourds"
    PANELS = "panels", "Panneaux d'exposition"
    QUIZ_TABLETS = "quiz_tablets", "Tablettes et quiz"
    STAND = "stand", "Barnum et stand"
    DUMMY = "dummy", "Mannequin"


class Tracking(models.TextChoices):
    """How a model is counted. A consumable does not come back (MAT-07)."""

    SERIALISED = "serialised", "Unité par unité"
    LOT = "lot", "En nombre"
    CONSUMABLE = "consumable", "Consommable"


class Power(models.TextChoices):
    NONE = "none", "Aucune"
    MAINS = "230v", "230 V"
    BATTERY = "battery", "Batterie"


class Towing(models.TextChoices):
    """The driving category that its transport takes, in the order in which each allows the ones before it."""

    NONE = "none", "Aucun"
    B = "B", "B"
    B96 = "B96", "B96"
    BE = "BE", "BE"


class Operator(models.TextChoices):
    """The training of whoever works it: a module of the volunteers, or one given to an agent of the borrower."""

    SIMULATOR = "simulator_use", "Utilisation d'un simulateur"
    ROLLOVER = "rollover_car", "Voiture tonneau"


class Condition(models.TextChoices):
    NEW = "new", "Neuf"
    GOOD = "good", "Bon"
    WORN = "worn", "Usé"
    TO_REPAIR = "to_repair", "À réparer"
    OUT = "out_of_service", "Hors service"
    SCRAPPED = "scrapped", "Réformé"


# What may be lent; the triggers of the base name the same three.
USABLE = (Condition.NEW, Condition.GOOD, Condition.WORN)


class Way(models.TextChoices):
    OUT = "out", "Sortie"
    IN = "in", "Retour"


class Paper(models.TextChoices):
    AGREEMENT = "agreement", "Convention de prêt"
    REMINDER = "reminder", "Lettre de relance"
    DAMAGE = "damage", "Constat de dommages"


# What is looked at when the material changes hands.
CHECKLIST = {
    "complete": "Toutes les pièces sont là",
    "works": "Le matériel fonctionne",
    "clean": "Le matériel est propre",
    "explained": "La notice est remise et expliquée",
    "secured": "Le transport est assuré et arrimé",
}
