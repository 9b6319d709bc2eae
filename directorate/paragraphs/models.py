"""The library of paragraphs: sentences of acts that a bureau writes once, dates and keeps up to date."""

from django.db import models
from django.db.models import Q


class Paragraph(models.Model):
    """A sentence offered to the writers of acts. `family` empty: for every family of procedures.

    The words are those of its versions. Only the bureau that owns it changes it.
    """

    class Kind(models.TextChoices):
        VISA = "visas", "Visa"
        GROUND = "grounds", "Considérant"
        ARTICLE = "articles", "Article"
        CONDITION = "conditions", "Prescription"

    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    title = models.CharField("intitulé", max_length=160)
    family = models.CharField("famille de procédures", max_length=80, blank=True)
    unit = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="paragraphs", verbose_name="service")

    class Meta:
        verbose_name = "paragraphe"
        ordering = ["family", "title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "family", "title"],
                name="paragraph_title_once",
                violation_error_message="Un paragraphe de même nature porte déjà cet intitulé.",
            ),
        ]

    def __str__(self):
        return self.title


class ParagraphVersion(models.Model):
    """One wording, offered from `valid_from` (included) to `valid_to` (excluded). Never rewritten."""

    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    text = models.TextField("texte")
    valid_from = models.DateField("proposé à compter du")
    valid_to = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    reason = models.TextField("motif", blank=True)
    changed_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "version d'un paragraphe"
        verbose_name_plural = "versions des paragraphes"
        ordering = ["paragraph", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["paragraph", "number"],
                name="paragraph_version_numbered",
                violation_error_message="Cette version existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["paragraph"],
                condition=Q(valid_to__isnull=True),
                name="paragraph_one_current_version",
                violation_error_message="Une seule version est proposée à la fois.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="paragraph_version_in_order",
                violation_error_message="La fin doit suivre le début.",
            ),
        ]

    def __str__(self):
        return f"{self.paragraph}, version {self.number}"
