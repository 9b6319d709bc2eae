"""The register of the municipal police forces: their officers, what these were trained to, the weapons held."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class MunicipalForce(models.Model):
    """The municipal police of a commune. Its agreement and its authorisations are titles, read where they are."""

    commune = models.OneToOneField(
        "directorate.Commune", models.PROTECT, related_name="municipal_force", verbose_name="commune"
    )
    headcount = models.PositiveSmallIntegerField("agents de police municipale", null=True, blank=True)
    headcount_on = models.DateField("effectif connu au", null=True, blank=True)

    class Meta:
        verbose_name = "police municipale"
        verbose_name_plural = "polices municipales"
        ordering = ["commune__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(headcount__isnull=True, headcount_on__isnull=True)
                | Q(headcount__isnull=False, headcount_on__isnull=False),
                name="municipal_headcount_is_dated",
                violation_error_message="Un effectif est daté.",
            ),
        ]

    def __str__(self):
        return f"Police municipale, {self.commune.name}"


class MunicipalOfficer(models.Model):
    """An officer, from the first act that names him to his departure."""

    class Departure(models.TextChoices):
        TRANSFER = "transfer", "Mutation dans une autre commune"
        END = "end", "Fin des fonctions d'agent de police municipale"

    force = models.ForeignKey(MunicipalForce, models.PROTECT, related_name="officers", verbose_name="police municipale")
    last_name = models.CharField("nom", max_length=100)
    first_name = models.CharField("prénom", max_length=100)
    birth_on = models.DateField("date de naissance")
    approval = models.ForeignKey("directorate.Permit", models.PROTECT, null=True, blank=True, related_name="+")
    prosecutor_approved_on = models.DateField("agréé par le procureur le", null=True, blank=True)
    carry = models.ForeignKey("directorate.Permit", models.PROTECT, null=True, blank=True, related_name="+")
    left_on = models.DateField("parti le", null=True, blank=True)
    departure = models.CharField("motif du départ", max_length=10, choices=Departure.choices, blank=True)

    class Meta:
        verbose_name = "agent de police municipale"
        verbose_name_plural = "agents de police municipale"
        ordering = ["last_name", "first_name", "id"]
        constraints = [
            models.UniqueConstraint(
                "force", Lower("last_name"), Lower("first_name"), "birth_on",
                name="municipal_officer_once",
                violation_error_message="Cet agent est déjà inscrit dans cette police municipale.",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, departure="") | Q(left_on__isnull=False) & ~Q(departure=""),
                name="municipal_departure_is_dated",
                violation_error_message="Un départ est daté et motivé.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.first_name} {self.last_name}"


class OfficerTraining(models.Model):
    """A training with one kind of weapon, whose day is what the law asks for (CSI, art. R511-21)."""

    officer = models.ForeignKey(MunicipalOfficer, models.PROTECT, related_name="trainings", verbose_name="agent")
    # A key of `arms.KINDS`: the kinds follow the law, not the schema.
    kind = models.CharField("arme", max_length=30)
    followed_on = models.DateField("suivie le")
    is_initial = models.BooleanField("formation préalable", default=False)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "formation à l'armement"
        verbose_name_plural = "formations à l'armement"
        ordering = ["-followed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "kind", "followed_on"],
                name="officer_training_once",
                violation_error_message="Cette formation est déjà enregistrée.",
            ),
        ]

    def __str__(self):
        return f"{self.kind}, {self.followed_on:%d/%m/%Y}"


class WeaponMovement(models.Model):
    """What entered or left the strong room: weapons of a kind, or rounds of a stock; negative when it left."""

    class Nature(models.TextChoices):
        INVENTORY = "inventory", "Inventaire"
        ACQUISITION = "acquisition", "Acquisition"
        USE = "use", "Consommation de munitions"
        DISPOSAL = "disposal", "Cession, destruction ou remise à l'État"
        LOSS = "loss", "Vol ou perte"

    force = models.ForeignKey(
        MunicipalForce, models.PROTECT, related_name="movements", verbose_name="police municipale"
    )
    moved_on = models.DateField("date du mouvement")
    nature = models.CharField("nature", max_length=12, choices=Nature.choices)
    # A key of `arms.KINDS` or of `arms.STOCKS`.
    item = models.CharField("arme ou munitions", max_length=40)
    quantity = models.IntegerField("quantité")
    note = models.CharField("références", max_length=400, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "mouvement d'armes ou de munitions"
        verbose_name_plural = "mouvements d'armes et de munitions"
        ordering = ["-moved_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(quantity=0),
                name="weapon_movement_moves_something",
                violation_error_message="Un mouvement porte sur une quantité.",
            ),
            models.CheckConstraint(
                condition=Q(nature="inventory") | Q(nature="acquisition", quantity__gt=0)
                | Q(nature__in=["use", "disposal", "loss"], quantity__lt=0),
                name="weapon_movement_goes_its_way",
                violation_error_message="Une acquisition entre, une cession ou une perte sort.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_nature_display()}, {self.quantity:+d}"
