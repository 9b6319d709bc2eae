"""Dated, sourced values that may change without a release."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Func, Q


class DateRange(Func):
    """`daterange(from, to, '[)')`: the days on which a dated row is in force."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[)')"
    output_field = models.Field()


class TextRange(Func):
    """A text as a range of one hash value, so that exclusion works without the btree_gist extension."""

    template = "int8range(hashtextextended(%(expressions)s, 0), hashtextextended(%(expressions)s, 0), '[]')"
    output_field = models.Field()


class Parameter(models.Model):
    """One version of one value: `code` from `valid_from` (included) to `valid_to` (excluded)."""

    class Confidence(models.TextChoices):
        VERIFIED = "verified", "vérifié"
        HIGH = "high", "fort"
        MEDIUM = "medium", "moyen"
        LOW = "low", "faible"

    code = models.CharField("code", max_length=120)
    label = models.CharField("libellé", max_length=200)
    value = models.JSONField("valeur")
    unit = models.CharField("unité", max_length=40, blank=True)
    valid_from = models.DateField("en vigueur le")
    valid_to = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    source = models.CharField("source", max_length=300)
    confidence = models.CharField("confiance", max_length=10, choices=Confidence.choices)
    comment = models.TextField("commentaire", blank=True)
    changed_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "paramètre"
        verbose_name_plural = "paramètres"
        ordering = ["code", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="parameter_period_in_order",
                violation_error_message="La fin de validité doit suivre le début.",
            ),
            ExclusionConstraint(
                name="parameter_one_value_a_day",
                expressions=[
                    (TextRange("code"), "&&"),
                    (DateRange("valid_from", "valid_to"), "&&"),
                ],
                violation_error_message="Une autre valeur est déjà en vigueur à ces dates.",
            ),
        ]

    def __str__(self):
        return f"{self.code} = {self.value} depuis le {self.valid_from:%d/%m/%Y}"

    @property
    def version(self) -> str:
        """What a deadline stores to say which version it was computed from."""
        return f"{self.code}@{self.valid_from:%Y-%m-%d}"
