"""Numbered registers of acts and the official register (recueil des actes administratifs)."""

from django.db import models
from django.db.models import Q


class RegisterCounter(models.Model):
    """Last number given in a register for a year; the row is locked while a number is taken, so no gap appears."""

    register = models.CharField("registre", max_length=40)
    year = models.PositiveSmallIntegerField("année")
    last_number = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "compteur"
        constraints = [models.UniqueConstraint(fields=["register", "year"], name="register_counter_unique")]

    def __str__(self):
        return f"{self.register} {self.year} : {self.last_number}"


class RegisterIssue(models.Model):
    """An issue of the official register (RAA)."""

    year = models.PositiveSmallIntegerField("année")
    number = models.PositiveIntegerField("numéro")
    published_on = models.DateField("publié le", null=True, blank=True)
    published_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "numéro du recueil"
        verbose_name_plural = "recueil des actes administratifs"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="register_issue_unique"),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(published_on__isnull=True),
                name="register_one_issue_in_preparation",
                violation_error_message="Un numéro du recueil est déjà en préparation.",
            ),
        ]

    def __str__(self):
        return f"RAA n° {self.number} de {self.year}"


class RegisterEntry(models.Model):
    """An act placed in an issue."""

    issue = models.ForeignKey(RegisterIssue, models.PROTECT, related_name="entries", verbose_name="numéro")
    letter = models.OneToOneField("directorate.Letter", models.PROTECT, related_name="register_entry")
    unit = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="+", verbose_name="service")
    position = models.PositiveIntegerField("ordre")

    class Meta:
        verbose_name = "acte publié"
        verbose_name_plural = "actes publiés"
        ordering = ["issue", "unit__rank", "position"]

    def __str__(self):
        return f"{self.letter.number} {self.letter.title}"
