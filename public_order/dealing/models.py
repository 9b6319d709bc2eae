"""Dealing points: restricted (B2.3). Where they are and what was seen there is sealed in the base."""

from django.db import models

from directorate.web.sealing import SealedField


class DealingPoint(models.Model):
    """A place of dealing that a programme watches; its state is that of its last observation."""

    class State(models.TextChoices):
        ACTIVE = "active", "Actif"
        WEAKENED = "weakened", "Affaibli"
        DISMANTLED = "dismantled", "Démantelé"
        RELAPSED = "relapsed", "Réapparu"

    programme = models.ForeignKey("public_order.LocalProgramme", models.PROTECT, related_name="dealing_points",
                                  verbose_name="programme")  # fmt: skip
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    place = SealedField("lieu")
    # What finds the same place again without telling it.
    place_mark = models.CharField(max_length=64)
    position = SealedField("position", blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.ACTIVE)
    known_since = models.DateField("connu depuis le")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "point de deal"
        verbose_name_plural = "points de deal"
        ordering = ["programme", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "place_mark"],
                name="dealing_point_once",
                violation_error_message="Ce point est déjà suivi.",
            )
        ]

    def __str__(self):
        return f"Point {self.pk}"


class DealingObservation(models.Model):
    """What was seen on a day, and the state that followed. Never rewritten."""

    point = models.ForeignKey(DealingPoint, models.PROTECT, related_name="observations", verbose_name="point")
    observed_on = models.DateField("observé le")
    state = models.CharField("état", max_length=10, choices=DealingPoint.State.choices)
    words = SealedField("constat")
    operation = models.ForeignKey("public_order.FieldOperation", models.PROTECT, null=True, blank=True,
                                  related_name="+", verbose_name="opération")  # fmt: skip
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "constat"
        ordering = ["-observed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "observed_on", "state"],
                name="dealing_observation_once",
                violation_error_message="Ce constat est déjà enregistré.",
            )
        ]

    def __str__(self):
        return f"{self.get_state_display()}, {self.observed_on:%d/%m/%Y}"
