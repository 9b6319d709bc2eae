"""The allocation of jurors of one year: its communes, and the units (a commune, or a group of them) that share."""

from django.db import models
from django.db.models import Q


class JuryAllocation(models.Model):
    """What the yearly order of the prefect holds. `year`: that of the list of jurors, which follows the order.

    `population`, `total` and `terms` are computed from the lines; `terms` keeps the values of the law once the order
    is drafted, so that a later parameter does not move a draft. No name of a person is ever held here.
    """

    case = models.OneToOneField("directorate.Case", models.PROTECT, related_name="jury_allocation")
    year = models.PositiveSmallIntegerField("année de la liste")
    is_abandoned = models.BooleanField("abandonnée", default=False)
    frozen_at = models.DateTimeField("répartition arrêtée le", null=True, blank=True)
    population = models.PositiveIntegerField("population", null=True, blank=True)
    total = models.PositiveIntegerField("jurés", null=True, blank=True)
    terms = models.JSONField("valeurs appliquées", default=dict, blank=True)

    class Meta:
        verbose_name = "répartition des jurés"
        verbose_name_plural = "répartitions des jurés"
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(is_abandoned=False),
                name="jury_one_allocation_a_year",
                violation_error_message="La répartition de cette année est déjà ouverte.",
            )
        ]

    def __str__(self):
        return f"Jury d'assises, liste de {self.year}"


class JuryUnit(models.Model):
    """A line of the table. The quota is exact: `whole` and `remainder` over the population of the allocation."""

    allocation = models.ForeignKey(JuryAllocation, models.CASCADE, related_name="units")
    code = models.CharField("code INSEE le plus bas", max_length=5)
    name = models.CharField("ligne", max_length=160)
    drawing_commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune dont le maire tire au sort"
    )
    population = models.PositiveIntegerField("population", null=True, blank=True)
    whole = models.PositiveIntegerField("partie entière du quotient", null=True, blank=True)
    remainder = models.PositiveBigIntegerField("reste", null=True, blank=True)
    rank = models.PositiveSmallIntegerField("rang du reste servi", null=True, blank=True)
    seats = models.PositiveIntegerField("jurés", null=True, blank=True)
    names_to_draw = models.PositiveIntegerField("noms à tirer", null=True, blank=True)

    class Meta:
        verbose_name = "ligne de la répartition"
        verbose_name_plural = "lignes de la répartition"
        ordering = ["name", "code"]
        # At the end of the transaction: a group takes the code of one of the lines that it replaces.
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "code"], name="jury_unit_once", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self):
        return self.name


class JuryCommune(models.Model):
    """A commune of the allocation, with the population of the official table."""

    allocation = models.ForeignKey(JuryAllocation, models.CASCADE, related_name="communes")
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    unit = models.ForeignKey(JuryUnit, models.CASCADE, related_name="communes", verbose_name="ligne")
    population = models.PositiveIntegerField("population", null=True, blank=True)

    class Meta:
        verbose_name = "commune de la répartition"
        verbose_name_plural = "communes de la répartition"
        ordering = ["commune__sort_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "commune"],
                name="jury_commune_in_one_unit",
                violation_error_message="Une commune ne figure que dans un seul groupe.",
            )
        ]

    def __str__(self):
        return str(self.commune)
