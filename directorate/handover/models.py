"""What somebody who leaves says of each case to whoever stands in."""

from django.db import models


class HandoverRemark(models.Model):
    """One remark on one case, for one absence."""

    absence = models.ForeignKey("directorate.Absence", models.CASCADE, related_name="remarks")
    case = models.ForeignKey("directorate.Case", models.CASCADE, related_name="handover_remarks")
    text = models.TextField("remarque", max_length=1000)
    written_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    written_at = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "remarque de passage de relais"
        constraints = [
            models.UniqueConstraint(
                fields=["absence", "case"],
                name="handover_one_remark_per_case",
                violation_error_message="Ce dossier porte déjà une remarque pour cette absence.",
            ),
        ]

    def __str__(self):
        return self.text[:60]
