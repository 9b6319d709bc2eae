"""What each commune is exposed to: the reasons of its duties and the filters of the groups to alert."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class RiskProfile(models.Model):
    """The risks of one commune, as the service recorded them with their source."""

    class River(models.TextChoices):
        SEINE = "seine", "Seine"
        MARNE = "marne", "Marne"
        YERRES = "yerres", "Yerres"
        REVEILLON = "reveillon", "Réveillon"

    commune = models.OneToOneField(
        "directorate.Commune", models.CASCADE, primary_key=True, related_name="risk_profile", verbose_name="commune"
    )
    flood_territory = models.BooleanField("territoire à risque important d'inondation (TRI)", default=False)
    flood_plan = models.BooleanField("plan de prévention du risque inondation (PPRI)", default=False)
    quarries_plan = models.BooleanField("plan de prévention, anciennes carrières (PPRMT)", default=False)
    clay_plan = models.BooleanField("plan de prévention, retrait-gonflement des argiles", default=False)
    industrial_plan = models.BooleanField("périmètre d'un plan particulier d'intervention (PPI)", default=False)
    dangerous_transport = models.BooleanField("transport de matières dangereuses (TMD)", default=False)
    rivers = ArrayField(
        models.CharField(max_length=10, choices=River.choices), default=list, blank=True, verbose_name="cours d'eau"
    )
    seismic_zone = models.PositiveSmallIntegerField("zone de sismicité", default=1)
    source = models.CharField("source", max_length=200)
    checked_on = models.DateField("vérifié le")
    # The last day on which what makes duties moved: a plan older than it is to be revised.
    changed_on = models.DateField("risques modifiés le", null=True, blank=True)

    class Meta:
        verbose_name = "profil de risques"
        verbose_name_plural = "profils de risques"
        ordering = ["commune__sort_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seismic_zone__range=(1, 5)),
                name="risk_profile_seismic_zone",
                violation_error_message="Les zones de sismicité vont de 1 à 5.",
            )
        ]

    def __str__(self):
        return f"Risques de {self.commune}"


# Flags by which communes are grouped and duties reasoned, in the order of the page.
FLAGS = (
    "flood_territory", "flood_plan", "quarries_plan", "clay_plan", "industrial_plan", "dangerous_transport",
)  # fmt: skip
