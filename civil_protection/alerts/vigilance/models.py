"""Vigilance bulletins received, and what was decided on each."""

from django.db import models
from django.db.models import F, Q

from civil_protection.alerts.vigilance.colours import Colour, Phenomenon


class VigilanceBulletin(models.Model):
    """One phenomenon in one colour for one period. A new bulletin of the same phenomenon takes the place of it."""

    class Decision(models.TextChoices):
        INFORMATION = "information", "Information"
        REINFORCED = "reinforced", "Vigilance renforcée"
        PRE_ACTIVATION = "pre_activation", "Pré-activation du COD"
        ACTIVATION = "activation", "Activation du COD"

    phenomenon = models.CharField("phénomène", max_length=20, choices=Phenomenon.choices)
    colour = models.CharField("couleur", max_length=10, choices=Colour.choices)
    section = models.CharField("tronçon", max_length=120, blank=True)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    issued_at = models.DateTimeField("émis le")
    source = models.CharField("source", max_length=120)
    decision = models.CharField("décision", max_length=20, choices=Decision.choices, blank=True)
    decision_note = models.TextField("motif de la décision", blank=True)
    decided_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidé par"
    )
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    campaign = models.ForeignKey(
        "civil_protection.AlertCampaign", models.SET_NULL, null=True, blank=True, related_name="bulletins",
        verbose_name="campagne qui le transmet",
    )  # fmt: skip
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "bulletin de vigilance"
        verbose_name_plural = "bulletins de vigilance"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="vigilance_period_in_order",
                violation_error_message="La fin de la vigilance suit son début.",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="vigilance_decision_has_an_author",
                violation_error_message="Une décision a un auteur et une date.",
            ),
            models.UniqueConstraint(
                fields=["phenomenon", "section", "issued_at", "starts_at"],
                name="vigilance_bulletin_once",
                violation_error_message="Ce bulletin est déjà enregistré.",
            ),
        ]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="vigilance_period")]

    def __str__(self):
        return f"{self.get_phenomenon_display()}, vigilance {self.get_colour_display().lower()}"
