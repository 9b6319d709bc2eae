"""A delivery of files read into editions: what every subject that receives some keeps of it.

The tables are those of the subjects. Each one adds its states, its instant of acceptance and its constraints.
"""

import uuid

from django.db import models


class Reliability(models.TextChoices):
    """Figures of one status are compared with figures of the same status."""

    PROVISIONAL = "provisional", "Provisoire"
    CONSOLIDATED = "consolidated", "Consolidé"
    FINAL = "final", "Définitif"


class Delivery(models.Model):
    """One delivery of files, told from another by its content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField("intitulé", max_length=120)
    reliability = models.CharField("statut des données", max_length=12, choices=Reliability.choices)
    fingerprint = models.CharField(max_length=64)
    refusal = models.TextField("motif", blank=True)
    # What was kept, in numbers, by source or by year.
    counts = models.JSONField("résultat", default=dict)
    refused_rows = models.PositiveIntegerField("lignes refusées", default=0)
    doubtful_rows = models.PositiveIntegerField("lignes signalées", default=0)
    report = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    job = models.ForeignKey("directorate.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("déposé le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        abstract = True
        ordering = ["-created_at"]

    def __str__(self):
        return self.label


class DeliveredFile(models.Model):
    """One file of a delivery and what became of its lines."""

    stored = models.ForeignKey("directorate.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("fichier", max_length=200)
    lines = models.PositiveIntegerField("lignes", default=0)
    kept = models.PositiveIntegerField("retenues", default=0)
    refused = models.PositiveIntegerField("refusées", default=0)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return self.name


class RefusedLine(models.Model):
    """A line that was not taken, or taken with a doubt."""

    file = models.CharField("fichier", max_length=200)
    line = models.PositiveIntegerField("ligne")
    is_warning = models.BooleanField("signalée", default=False)
    reason = models.CharField("motif", max_length=300)
    text = models.TextField("contenu", blank=True)

    class Meta:
        abstract = True
        verbose_name = "ligne refusée"
        verbose_name_plural = "lignes refusées"
        ordering = ["is_warning", "file", "line", "pk"]

    def __str__(self):
        return f"{self.file}, ligne {self.line}"


class Edition(models.Model):
    """One period as one delivery tells it. They stand side by side; one of them is in force."""

    number = models.PositiveSmallIntegerField("édition")
    reliability = models.CharField("statut des données", max_length=12, choices=Reliability.choices)
    removed_at = models.DateTimeField("retirée le", null=True, blank=True)
    removed_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    removal_reason = models.CharField("motif du retrait", max_length=300, blank=True)

    class Meta:
        abstract = True


def removed_with_reason(name: str) -> models.CheckConstraint:
    """What each subject asks of the editions it withdraws."""
    said = models.Q(removed_at__isnull=False) & ~models.Q(removal_reason="")
    return models.CheckConstraint(condition=~models.Q(state="removed") | said, name=name)
