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
    # The work that publishes it: while it is unfinished, nothing changes in the issue.
    job = models.ForeignKey("directorate.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    # From this instant, the database refuses any change of the issue and of what it holds.
    sealed_at = models.DateTimeField("scellé le", null=True, blank=True)
    seal = models.CharField("empreinte", max_length=64, blank=True)
    page = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    pdf = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    data = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

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
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True)
                | Q(published_on__isnull=False, page__isnull=False, pdf__isnull=False, data__isnull=False),
                name="register_sealed_with_its_files",
                violation_error_message="Un numéro scellé est publié, avec ses fichiers.",
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
    postponed = models.BooleanField("reporté au numéro suivant", default=False)
    # Personal words that the published version does not say; the signed act keeps them.
    passages = models.JSONField("passages occultés", default=list, blank=True)
    # The published version: the signed file itself when nothing is hidden in it.
    pdf = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "acte publié"
        verbose_name_plural = "actes publiés"
        ordering = ["issue", "unit__rank", "position"]

    def __str__(self):
        return f"{self.letter.number} {self.letter.title}"


class RegisterCorrection(models.Model):
    """A rectificatif: what a later issue says of an act that was published, which itself no longer changes."""

    issue = models.ForeignKey(RegisterIssue, models.PROTECT, related_name="corrections", verbose_name="numéro")
    entry = models.ForeignKey(RegisterEntry, models.PROTECT, related_name="corrections", verbose_name="acte rectifié")
    text = models.TextField("texte")
    created_at = models.DateTimeField("rédigé le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "rectificatif"
        ordering = ["issue", "id"]

    def __str__(self):
        return f"Rectificatif : {self.entry.letter.number}"
