"""Road control operations: when, where, by whom, and counts alone. Nobody controlled is named."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from road_safety.strategy.catalogue import STAKES


class ControlForce(models.TextChoices):
    DTSP = "dtsp", "DTSP"
    CRS = "crs", "CRS autoroutière"
    MUNICIPAL = "municipal", "Police municipale"
    GENDARMERIE = "gendarmerie", "Gendarmerie"
    CUSTOMS = "customs", "Douane"
    TRANSPORT = "transport", "Contrôleurs des transports terrestres"


class ControlOperation(models.Model):
    """Planned, then held with its counts, or cancelled."""

    class State(models.TextChoices):
        PLANNED = "planned", "Programmée"
        HELD = "held", "Tenue"
        CANCELLED = "cancelled", "Annulée"

    held_on = models.DateField("date")
    starts_at = models.TimeField("heure de début", null=True, blank=True)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    place = models.CharField("lieu", max_length=200)
    forces = ArrayField(models.CharField(max_length=12, choices=ControlForce.choices), verbose_name="forces")
    theme = models.CharField("enjeu", max_length=16, blank=True,
                             choices=[(code, row.label) for code, row in STAKES.items()])  # fmt: skip
    state = models.CharField("état", max_length=9, choices=State.choices, default=State.PLANNED)
    vehicles = models.PositiveIntegerField("véhicules contrôlés", null=True, blank=True)
    breath_tests = models.PositiveIntegerField("dépistages d'alcoolémie", null=True, blank=True)
    breath_positive = models.PositiveIntegerField("alcoolémies positives", null=True, blank=True)
    drug_tests = models.PositiveIntegerField("dépistages de stupéfiants", null=True, blank=True)
    drug_positive = models.PositiveIntegerField("stupéfiants positifs", null=True, blank=True)
    speeding = models.PositiveIntegerField("excès de vitesse", null=True, blank=True)
    other_offences = models.PositiveIntegerField("autres infractions", null=True, blank=True)
    licences_retained = models.PositiveIntegerField("permis retenus", null=True, blank=True)
    seizures = models.PositiveIntegerField("véhicules saisis", null=True, blank=True)
    immobilised = models.PositiveIntegerField("véhicules immobilisés", null=True, blank=True)
    # A judicial case is open: nothing is said in public before the prosecutor agrees.
    has_open_case = models.BooleanField("procédure judiciaire ouverte", default=False)
    agreed_on = models.DateField("accord du parquet le", null=True, blank=True)
    agreed_by = models.CharField("accord donné par", max_length=120, blank=True)
    comment = models.CharField("observation", max_length=1000, blank=True)
    cancelled_why = models.CharField("motif de l'annulation", max_length=300, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "opération de contrôle"
        verbose_name_plural = "opérations de contrôle"
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["state", "held_on"], name="control_operation_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["held_on", "commune", "place"],
                condition=~Q(state="cancelled"),
                name="control_operation_once",
                violation_error_message="Une opération est déjà enregistrée ce jour-là à cet endroit.",
            ),
            models.CheckConstraint(
                condition=~Q(state="held")
                | Q(vehicles__isnull=False, breath_tests__isnull=False, breath_positive__isnull=False,
                    drug_tests__isnull=False, drug_positive__isnull=False),
                name="control_operation_counted",
                violation_error_message="Une opération tenue a ses comptes.",
            ),
            models.CheckConstraint(
                condition=Q(breath_positive__isnull=True) | Q(breath_positive__lte=F("breath_tests")),
                name="control_breath_positive_tests",
                violation_error_message="Les alcoolémies positives ne dépassent pas les dépistages.",
            ),
            models.CheckConstraint(
                condition=Q(drug_positive__isnull=True) | Q(drug_positive__lte=F("drug_tests")),
                name="control_drug_positive_tests",
                violation_error_message="Les stupéfiants positifs ne dépassent pas les dépistages.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True) | ~Q(agreed_by=""),
                name="control_agreed_by_somebody",
                violation_error_message="Un accord du parquet est donné par quelqu'un.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Opération du {self.held_on:%d/%m/%Y}, {self.place}"
