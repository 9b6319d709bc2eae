"""Orders of the prefect during an event: what is requisitioned (T13), what is forbidden for a time (T14)."""

from django.db import models
from django.db.models import F, Q


class CrisisOrder(models.Model):
    """A draft until it is signed; then its words, its number and its term never change."""

    class Kind(models.TextChoices):
        REQUISITION = "requisition", "Réquisition"
        PROHIBITION = "prohibition", "Interdiction"

    class Forbidden(models.TextChoices):
        TRAFFIC = "traffic", "Circulation"
        ACCESS = "access", "Accès"
        BATHING = "bathing", "Baignade"
        GATHERING = "gathering", "Rassemblement"

    event = models.ForeignKey(
        "civil_protection.CrisisEvent", models.PROTECT, related_name="orders", verbose_name="événement"
    )
    kind = models.CharField("nature", max_length=12, choices=Kind.choices)
    forbidden = models.CharField("ce qui est interdit", max_length=10, choices=Forbidden.choices, blank=True)
    subject = models.CharField("objet", max_length=200)
    holder = models.CharField("requis", max_length=160, blank=True)
    holder_address = models.TextField("adresse du requis", blank=True)
    perimeter = models.TextField("périmètre ou lieu")
    reason = models.TextField("motif")
    starts_at = models.DateTimeField("à partir du")
    ends_at = models.DateTimeField("jusqu'au")
    number = models.CharField("numéro de l'arrêté", max_length=10, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField("rédigé le")
    drafted_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "arrêté de crise"
        verbose_name_plural = "arrêtés de crise"
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="requisition", forbidden="") & ~Q(holder="")
                | Q(kind="prohibition", holder="", holder_address="") & ~Q(forbidden=""),
                name="crisis_order_says_its_object",
                violation_error_message="Une réquisition nomme le requis ; une interdiction dit ce qu'elle interdit.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="crisis_order_has_a_term",
                violation_error_message="La fin suit le début.",
            ),
            models.CheckConstraint(
                condition=Q(number="", signed_on__isnull=True, letter__isnull=True)
                | Q(signed_on__isnull=False, letter__isnull=False) & ~Q(number=""),
                name="crisis_order_signed_whole",
                violation_error_message="Un arrêté signé a un numéro, une date et un texte.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} : {self.subject}"
