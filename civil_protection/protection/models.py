"""Documents of the service, each with its level of protection."""

import uuid

from django.db import models

from civil_protection.protection.levels import Level


class ProtectedDocument(models.Model):
    """A file with a title, a version and a level. It never changes: a new version is a new document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("titre", max_length=160)
    version = models.CharField("version", max_length=20, blank=True)
    level = models.CharField("niveau de protection", max_length=10, choices=Level.choices, default=Level.INTERNAL)
    file = models.ForeignKey("directorate.StoredFile", models.PROTECT, related_name="+", verbose_name="fichier")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "document protégé"
        verbose_name_plural = "documents protégés"
        ordering = ["-recorded_at", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=Level.values),
                name="protected_document_level",
                violation_error_message="Ce niveau de protection n'existe pas.",
            )
        ]

    def __str__(self):
        return f"{self.title}, version {self.version}" if self.version else self.title
