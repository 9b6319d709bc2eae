"""District of republican reconquest and local programmes: their perimeters dated, their figures, their operations."""

from django.db import models
from django.db.models import F, Q


class LocalProgramme(models.Model):
    """A programme on a perimeter: the QRR, or a reinforced programme such as that of Choisy and Orly."""

    class Kind(models.TextChoices):
        QRR = "qrr", "Quartier de reconquête républicaine"
        LOCAL = "local", "Programme local renforcé"

    class State(models.TextChoices):
        PREPARED = "prepared", "En préparation"
        RUNNING = "running", "En cours"
        SUSPENDED = "suspended", "Suspendu"
        CLOSED = "closed", "Clos"

    name = models.CharField("programme", max_length=120, unique=True,
                            error_messages={"unique": "Ce programme existe déjà."})  # fmt: skip
    kind = models.CharField("nature", max_length=5, choices=Kind.choices)
    state = models.CharField("état", max_length=9, choices=State.choices, default=State.PREPARED)
    code = models.CharField("code", max_length=12, blank=True)
    district = models.ForeignKey("public_order.PoliceDistrict", models.PROTECT, related_name="+",
                                 verbose_name="circonscription")  # fmt: skip
    # The communes beside the perimeter, where facts may have moved (LOC-02).
    ring = models.ManyToManyField("directorate.Commune", related_name="+", blank=True, verbose_name="couronne")
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu'au", null=True, blank=True)
    objectives = models.CharField("objectifs", max_length=2000, blank=True)
    partners = models.CharField("partenaires", max_length=1000, blank=True)

    class Meta:
        verbose_name = "programme local"
        verbose_name_plural = "programmes locaux"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="local_programme_dates",
                violation_error_message="La fin ne peut pas précéder le début.",
            )
        ]

    def __str__(self):
        return self.name


class ProgrammePerimeter(models.Model):
    """A version of the perimeter, from a day on: the figures say which one they were counted on (QRR-01)."""

    programme = models.ForeignKey(LocalProgramme, models.CASCADE, related_name="perimeters", verbose_name="programme")
    number = models.PositiveSmallIntegerField("version")
    since = models.DateField("depuis le")
    description = models.CharField("rues et limites", max_length=2000)
    communes = models.ManyToManyField("directorate.Commune", related_name="+", verbose_name="communes")

    class Meta:
        verbose_name = "périmètre"
        ordering = ["programme", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_perimeter_once"),
            models.UniqueConstraint(
                fields=["programme", "since"],
                name="programme_perimeter_once_a_day",
                violation_error_message="Le périmètre change déjà ce jour-là.",
            ),
        ]

    def __str__(self):
        return f"{self.programme}, périmètre {self.number}"


class ProgrammeFigure(models.Model):
    """What was counted in a month: facts in the perimeter or in its ring, or the activity of the forces."""

    class Zone(models.TextChoices):
        PERIMETER = "perimeter", "Périmètre"
        RING = "ring", "Couronne"

    class Nature(models.TextChoices):
        FACTS = "facts", "Faits"
        ACTIVITY = "activity", "Activité des services"

    perimeter = models.ForeignKey(ProgrammePerimeter, models.CASCADE, related_name="figures", verbose_name="périmètre")
    zone = models.CharField("zone", max_length=9, choices=Zone.choices)
    nature = models.CharField("nature", max_length=8, choices=Nature.choices)
    # A group of index for facts; free words for the activity.
    line = models.CharField("indicateur", max_length=60)
    month = models.DateField("mois")
    count = models.PositiveIntegerField("nombre")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "chiffre d'un programme"
        verbose_name_plural = "chiffres des programmes"
        ordering = ["perimeter", "line", "-month"]
        constraints = [
            models.UniqueConstraint(fields=["perimeter", "zone", "line", "month"], name="programme_figure_once")
        ]

    def __str__(self):
        return f"{self.line}, {self.month:%m/%Y} : {self.count}"


class FieldOperation(models.Model):
    """An operation of the forces on a day, with what it engaged and found (B2.3, B2.4)."""

    class Kind(models.TextChoices):
        ROAD = "controle_routier", "Contrôle routier"
        DRUGS = "operation_anti_stup", "Opération anti-stupéfiants"
        CLEAN = "place_nette", "Place nette"
        TRANSPORT = "transports", "Transports"
        FRAUD = "codaf", "Codaf"
        CEREMONY = "ceremonies", "Cérémonie"
        DEMONSTRATION = "manifestation", "Manifestation"
        FESTIVITY = "fetes", "Fêtes"

    kind = models.CharField("nature", max_length=20, choices=Kind.choices)
    title = models.CharField("opération", max_length=160)
    programme = models.ForeignKey(LocalProgramme, models.PROTECT, null=True, blank=True, related_name="operations",
                                  verbose_name="programme")  # fmt: skip
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    held_on = models.DateField("jour")
    slot = models.CharField("créneau", max_length=40, blank=True)
    forces = models.CharField("forces engagées", max_length=300)
    requisition = models.CharField("réquisition", max_length=60, blank=True)
    # None until the report is in; nought says that nothing was found.
    checked = models.PositiveIntegerField("personnes contrôlées", null=True, blank=True)
    arrests = models.PositiveIntegerField("interpellations", null=True, blank=True)
    vehicles = models.PositiveIntegerField("véhicules contrôlés", null=True, blank=True)
    fines = models.PositiveIntegerField("verbalisations", null=True, blank=True)
    seizures = models.CharField("saisies", max_length=500, blank=True)
    reported_at = models.DateTimeField("compte rendu le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "opération de sécurité"
        verbose_name_plural = "opérations de sécurité"
        ordering = ["-held_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "title", "commune", "held_on"],
                name="field_operation_once",
                violation_error_message="Cette opération est déjà au calendrier ce jour-là.",
            )
        ]

    def __str__(self):
        return f"{self.title}, {self.held_on:%d/%m/%Y}"
