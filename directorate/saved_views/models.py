"""A list as somebody wants to find it again: its filters, its order, its columns."""

from django.db import models


class SavedView(models.Model):
    """A state of a list under a name. It shows to each reader what this reader may see, and nothing else."""

    owner = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="saved_views")
    list_code = models.CharField("liste", max_length=40)
    name = models.CharField("nom", max_length=60)
    query = models.TextField("état de la liste", max_length=2_000, blank=True)
    # The bureau of the owner on the day of the sharing: the view stays there when the owner leaves.
    shared_with = models.ForeignKey(
        "directorate.Unit", models.PROTECT, null=True, blank=True, related_name="saved_views", verbose_name="service"
    )
    position = models.PositiveSmallIntegerField("rang", default=0)
    created_at = models.DateTimeField("créée le")
    changed_at = models.DateTimeField("modifiée le")

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list_code", "name"],
                name="saved_view_name_once",
                violation_error_message="Vous avez déjà une vue de ce nom pour cette liste.",
            )
        ]
        indexes = [models.Index(fields=["shared_with", "list_code"], name="saved_view_of_unit")]

    def __str__(self):
        return self.name
