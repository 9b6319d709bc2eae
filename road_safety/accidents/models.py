"""Accidents as the yearly files tell them, edition by edition, and the follow-up of those that kill.

An edition is never rewritten by another one: they stand side by side, and one of them is in force for its year.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from directorate.imports.deliveries.models import (
    DeliveredFile,
    Delivery,
    Edition,
    RefusedLine,
    Reliability,
    removed_with_reason,
)
from road_safety.accidents import definitions as words


class AccidentImport(Delivery):
    """One delivery of yearly files."""

    class State(models.TextChoices):
        READING = "reading", "Lecture en cours"
        READ = "read", "À publier"
        PUBLISHED = "published", "Publié"
        REFUSED = "refused", "Refusé"
        ABANDONED = "abandoned", "Abandonné"

    scope = models.CharField("ce que ces fichiers ne couvrent pas", max_length=300, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.READING)
    published_at = models.DateTimeField("publié le", null=True, blank=True)

    class Meta(Delivery.Meta):
        verbose_name = "import d'accidents"
        verbose_name_plural = "imports d'accidents"
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(state__in=["reading", "read", "published"]),
                name="accident_files_once",
                violation_error_message="Ces fichiers sont déjà importés.",
            )
        ]


class AccidentFile(DeliveredFile):
    """One file of a delivery and what became of its lines."""

    batch = models.ForeignKey(AccidentImport, models.CASCADE, related_name="files")
    # Inside an archive: its name there.
    entry = models.CharField(max_length=200, blank=True)
    tables = models.CharField("tables", max_length=80, blank=True)
    elsewhere = models.PositiveIntegerField("d'autres départements", default=0)

    class Meta(DeliveredFile.Meta):
        verbose_name = "fichier d'accidents"
        verbose_name_plural = "fichiers d'accidents"

    def __str__(self):
        return self.entry or self.name


class AccidentRefusal(RefusedLine):
    batch = models.ForeignKey(AccidentImport, models.CASCADE, related_name="refusals")

    class Meta(RefusedLine.Meta):
        indexes = [models.Index(fields=["batch", "is_warning", "file", "line"], name="accident_refusal_place")]


class AccidentEdition(Edition):
    """The accidents of one year as one delivery tells them."""

    class State(models.TextChoices):
        DRAFT = "draft", "À publier"
        CURRENT = "current", "En vigueur"
        FORMER = "former", "Antérieure"
        REMOVED = "removed", "Retirée"

    batch = models.ForeignKey(AccidentImport, models.CASCADE, related_name="editions")
    year = models.PositiveSmallIntegerField("année")
    state = models.CharField("état", max_length=8, choices=State.choices, default=State.DRAFT)
    scope = models.CharField("ce que ces fichiers ne couvrent pas", max_length=300, blank=True)
    accidents = models.PositiveIntegerField("accidents", default=0)
    # Accidents of which the files also give the place, the vehicles, the users.
    with_place = models.PositiveIntegerField(default=0)
    with_vehicles = models.PositiveIntegerField(default=0)
    with_users = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField("publiée le", null=True, blank=True)

    class Meta(Edition.Meta):
        verbose_name = "édition"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="accident_edition_once"),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state="current"),
                name="accident_edition_in_force",
                violation_error_message="Une édition est déjà en vigueur pour cette année.",
            ),
            removed_with_reason("accident_removal_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.year}, édition {self.number}"


class Accident(models.Model):
    """One accident with a victim. The counts and the enjeux are computed from its users and vehicles."""

    class Geo(models.TextChoices):
        GPS = "gps", "Coordonnées"
        ADDRESS = "address", "Adresse"
        ROAD = "road_pr", "Point de repère de la route"
        COMMUNE = "commune_only", "Commune seule"

    edition = models.ForeignKey(AccidentEdition, models.CASCADE, related_name="rows")
    number = models.CharField("numéro", max_length=12)
    day = models.DateField("date")
    time = models.TimeField("heure", null=True, blank=True)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    address = models.CharField("adresse", max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    geo_quality = models.CharField("localisation", max_length=12, choices=Geo.choices)
    light = models.SmallIntegerField("luminosité", null=True, blank=True)
    urban = models.SmallIntegerField("agglomération", null=True, blank=True)
    junction = models.SmallIntegerField("intersection", null=True, blank=True)
    weather = models.SmallIntegerField("conditions atmosphériques", null=True, blank=True)
    collision = models.SmallIntegerField("collision", null=True, blank=True)
    road_category = models.SmallIntegerField("catégorie de route", null=True, blank=True)
    road_name = models.CharField("voie", max_length=200, blank=True)
    marker = models.CharField("point de repère", max_length=10, blank=True)
    marker_m = models.CharField("distance au point de repère", max_length=10, blank=True)
    speed_limit = models.SmallIntegerField("vitesse maximale autorisée", null=True, blank=True)
    circulation = models.SmallIntegerField("régime de circulation", null=True, blank=True)
    reserved_lane = models.SmallIntegerField("voie réservée", null=True, blank=True)
    surface = models.SmallIntegerField("surface", null=True, blank=True)
    facility = models.SmallIntegerField("aménagement", null=True, blank=True)
    situation = models.SmallIntegerField("situation", null=True, blank=True)
    has_place = models.BooleanField(default=False)
    vehicle_count = models.PositiveSmallIntegerField("véhicules", default=0)
    user_count = models.PositiveSmallIntegerField("usagers", default=0)
    killed = models.PositiveSmallIntegerField("tués", default=0)
    hospitalised = models.PositiveSmallIntegerField("blessés hospitalisés", default=0)
    light_injured = models.PositiveSmallIntegerField("blessés légers", default=0)
    unhurt = models.PositiveSmallIntegerField("indemnes", default=0)
    themes = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="enjeux")

    class Meta:
        verbose_name = "accident"
        ordering = ["-day", "-pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="accident_once_an_edition")]
        indexes = [
            models.Index(fields=["edition", "day"], name="accident_day"),
            models.Index(fields=["commune", "day"], name="accident_commune"),
            GinIndex(fields=["themes"], name="accident_themes"),
        ]

    def __str__(self):
        return f"accident {self.number}"

    @property
    def where(self) -> str:
        """The road by its number as it is said (A86, D19), else its name or the address."""
        letter = {1: "A", 2: "N", 3: "D"}.get(self.road_category, "")
        road = f"{letter}{self.road_name}" if letter and self.road_name.isdigit() else self.road_name
        return self.address or road or "lieu non renseigné"


class AccidentVehicle(models.Model):
    accident = models.ForeignKey(Accident, models.CASCADE, related_name="vehicles")
    identifier = models.CharField(max_length=20, blank=True)
    mark = models.CharField("repère", max_length=20, blank=True)
    category = models.SmallIntegerField("catégorie", null=True, blank=True)
    obstacle = models.SmallIntegerField("obstacle fixe", null=True, blank=True)
    mobile_obstacle = models.SmallIntegerField("obstacle mobile", null=True, blank=True)
    shock = models.SmallIntegerField("point de choc", null=True, blank=True)
    manoeuvre = models.SmallIntegerField("manœuvre", null=True, blank=True)
    motor = models.SmallIntegerField("motorisation", null=True, blank=True)

    class Meta:
        verbose_name = "véhicule"
        ordering = ["mark", "pk"]

    def __str__(self):
        return f"véhicule {self.mark or self.pk}"


class AccidentUser(models.Model):
    """A person without name: what the file says of a driver, a passenger or a pedestrian."""

    accident = models.ForeignKey(Accident, models.CASCADE, related_name="users")
    vehicle = models.ForeignKey(AccidentVehicle, models.CASCADE, null=True, blank=True, related_name="users")
    identifier = models.CharField(max_length=20, blank=True)
    user_class = models.CharField("mode", max_length=20, choices=list(words.CLASS_WORDS.items()))
    seat = models.SmallIntegerField("place", null=True, blank=True)
    role = models.SmallIntegerField("catégorie", null=True, blank=True)
    severity = models.SmallIntegerField(
        "gravité", null=True, blank=True, choices=[(code, words.SEVERITY_WORDS[code]) for code in words.BY_SEVERITY]
    )
    sex = models.SmallIntegerField("sexe", null=True, blank=True)
    birth_year = models.SmallIntegerField("année de naissance", null=True, blank=True)
    trip = models.SmallIntegerField("trajet", null=True, blank=True)
    gear1 = models.SmallIntegerField("équipement", null=True, blank=True)
    gear2 = models.SmallIntegerField(null=True, blank=True)
    gear3 = models.SmallIntegerField(null=True, blank=True)
    pedestrian_place = models.SmallIntegerField("localisation du piéton", null=True, blank=True)
    pedestrian_action = models.CharField("action du piéton", max_length=2, blank=True)
    pedestrian_company = models.SmallIntegerField("piéton seul ou accompagné", null=True, blank=True)

    class Meta:
        verbose_name = "usager"
        ordering = ["pk"]
        indexes = [models.Index(fields=["accident", "severity"], name="accident_user_severity")]

    def __str__(self):
        return f"usager {self.pk}"


class YearSnapshot(models.Model):
    """The figures of one year as they were published that day: later corrections do not rewrite them."""

    year = models.PositiveSmallIntegerField("année")
    number = models.PositiveSmallIntegerField("arrêté")
    edition = models.ForeignKey(AccidentEdition, models.PROTECT, related_name="snapshots", verbose_name="édition")
    reliability = models.CharField("statut des données", max_length=12, choices=Reliability.choices)
    figures = models.JSONField("chiffres")
    inputs = models.CharField("empreinte des données", max_length=64)
    note = models.CharField("observation", max_length=300, blank=True)
    taken_at = models.DateTimeField("arrêté le")
    taken_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "bilan arrêté"
        verbose_name_plural = "bilans arrêtés"
        ordering = ["-year", "-number"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="accident_snapshot_once")]

    def __str__(self):
        return f"bilan {self.year}, arrêté n° {self.number}"


class FatalCase(models.Model):
    """A fatal accident from the first message of the forces to the measures that follow (A8.6)."""

    class Inquiry(models.TextChoices):
        NONE = "none", "Aucune"
        DECIDED = "decided", "Décidée"
        RUNNING = "running", "En cours"
        DELIVERED = "delivered", "Rapport remis"

    class Force(models.TextChoices):
        TERRITORIAL = "dtsp", "Direction territoriale de la sécurité de proximité"
        MOTORWAY = "crs", "CRS autoroutière"
        OTHER = "other", "Autre force"

    occurred_at = models.DateTimeField("survenu le")
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    address = models.CharField("lieu", max_length=200)
    force = models.CharField("force intervenante", max_length=5, choices=Force.choices)
    facts = models.TextField("premiers éléments")
    killed = models.PositiveSmallIntegerField("tués")
    hospitalised = models.PositiveSmallIntegerField("hospitalisés à suivre", default=0)
    watched_until = models.DateField("suivi des hospitalisés jusqu'au")
    road_manager = models.CharField("gestionnaire de la voie", max_length=160, blank=True)
    accident_number = models.CharField("numéro dans le fichier BAAC", max_length=12, blank=True)
    site_visit_on = models.DateField("visite du site le", null=True, blank=True)
    inquiry = models.CharField("enquête ECPA", max_length=9, choices=Inquiry.choices, default=Inquiry.NONE)
    inquiry_team = models.TextField("équipe ECPA", blank=True)
    findings = models.TextField("constats", blank=True)
    closed_on = models.DateField("suivi clos le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "accident mortel suivi"
        verbose_name_plural = "accidents mortels suivis"
        ordering = ["-occurred_at"]
        indexes = [models.Index(fields=["closed_on", "watched_until"], name="fatal_case_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "occurred_at", "address"],
                name="fatal_case_once",
                violation_error_message="Cet accident est déjà suivi.",
            )
        ]

    def __str__(self):
        return f"accident mortel du {self.occurred_at:%d/%m/%Y}"


class SeverityRevision(models.Model):
    """A death after the accident, and what it changes or does not (ACC-05). Never rewritten."""

    case = models.ForeignKey(FatalCase, models.PROTECT, related_name="revisions")
    died_on = models.DateField("décès le")
    counts_as = models.SmallIntegerField("compté comme", choices=list(words.SEVERITY_WORDS.items()))
    # The month whose published figures change.
    month = models.DateField("mois corrigé", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "révision à trente jours"
        verbose_name_plural = "révisions à trente jours"
        ordering = ["died_on", "pk"]

    def __str__(self):
        return f"décès du {self.died_on:%d/%m/%Y}"


class FatalMeasure(models.Model):
    """What is to be done so that it does not happen again."""

    case = models.ForeignKey(FatalCase, models.CASCADE, related_name="measures")
    label = models.CharField("mesure", max_length=250)
    owner = models.CharField("responsable", max_length=160)
    due_on = models.DateField("échéance")
    done_on = models.DateField("réalisée le", null=True, blank=True)

    class Meta:
        verbose_name = "mesure"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_on=None), name="fatal_measure_due")]

    def __str__(self):
        return self.label
