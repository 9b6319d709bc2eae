"""The route of an event, and the files of safety that go with it. Hours and communes stay in the answers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class EventRoute(models.Model):
    """Coordinates alone: nothing else of what the organiser sent is kept here.

    A ban keeps the closed lines of its perimeter in the place of a route (see `perimeters`).

    `lines`: lists of (longitude, latitude) in degrees, five decimals. `communes`: INSEE codes crossed, in order.
    `outline` and `points`: its sketch, by which two routes are compared without drawing either again.
    """

    class Source(models.TextChoices):
        FILE = "file", "Fichier de l'organisateur"
        TYPED = "typed", "Points saisis"

    case = models.OneToOneField("directorate.Case", models.CASCADE, related_name="event_route")
    source = models.CharField("origine", max_length=8, choices=Source.choices)
    lines = models.JSONField("tracé")
    outline = models.JSONField("emprise")
    points = models.JSONField("points comparés")
    length_m = models.PositiveIntegerField("longueur (m)")
    communes = ArrayField(models.CharField(max_length=5), default=list, verbose_name="communes traversées", blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "itinéraire"

    def __str__(self):
        return f"Itinéraire, {self.length_m} m"


class EventLink(models.Model):
    """A file of safety of an event: another case of the house, or words that say where the document is."""

    class Kind(models.TextChoices):
        AID = "dps", "Dispositif prévisionnel de secours (DPS)"
        SECURITY = "security", "Dossier de sécurité"
        GUARDS = "guards", "Agents de sécurité privée"
        OTHER = "other", "Autre pièce de sécurité"

    case = models.ForeignKey("directorate.Case", models.CASCADE, related_name="event_links")
    kind = models.CharField("nature", max_length=12, choices=Kind.choices)
    linked = models.ForeignKey("directorate.Case", models.CASCADE, null=True, blank=True, related_name="+")
    words = models.CharField("référence ou emplacement", max_length=200, blank=True)
    added_at = models.DateTimeField("rattachée le")
    added_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "pièce de sécurité"
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(linked__isnull=False) | ~Q(words=""),
                name="event_link_says_what",
                violation_error_message="Indiquer un dossier ou un document.",
            ),
            models.UniqueConstraint(
                fields=["case", "linked"],
                name="event_link_once",
                violation_error_message="Ce dossier est déjà rattaché.",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
