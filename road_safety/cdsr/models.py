"""The orders that compose the sections of the commission of road safety; members and sessions are the engine's."""

from django.db import models


class CompositionOrder(models.Model):
    """The order that names the members of a section, numbered in the register of acts."""

    commission = models.ForeignKey(
        "directorate.Commission", models.PROTECT, related_name="composition_orders", verbose_name="section"
    )
    number = models.CharField("arrêté n°", max_length=20, unique=True)
    signed_on = models.DateField("signé le")
    order = models.ForeignKey("directorate.Letter", models.PROTECT, related_name="+", verbose_name="arrêté")
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "arrêté de composition"
        verbose_name_plural = "arrêtés de composition"
        ordering = ["-signed_on", "-id"]

    def __str__(self):
        return f"Arrêté n° {self.number}"
