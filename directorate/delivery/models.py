"""To whom an act is notified, and each attempt with its proof."""

from django.db import models
from django.db.models import F, Q

from directorate.casework.models import Decision


class Addressee(models.Model):
    """Somebody to whom the act of a case is notified. The law counts from the day of each one.

    The date of the party is that of the case (`Case.notified_at`); `notified_at` here is that of the others.
    """

    case = models.ForeignKey("directorate.Case", models.PROTECT, related_name="addressees", verbose_name="dossier")
    name = models.CharField("nom", max_length=160)
    quality = models.CharField("qualité", max_length=120, blank=True)
    address = models.TextField("adresse", max_length=400, blank=True)
    is_party = models.BooleanField("demandeur ou personne visée", default=False)
    notified_at = models.DateTimeField("notifié le", null=True, blank=True)
    created_at = models.DateTimeField("ajouté le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "destinataire"
        ordering = ["-is_party", "id"]
        indexes = [
            models.Index(
                fields=["case"], name="addressee_waiting", condition=Q(notified_at__isnull=True, is_party=False)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name"],
                name="addressee_once_a_case",
                violation_error_message="Ce destinataire est déjà inscrit.",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(is_party=True), name="addressee_one_party"),
            models.CheckConstraint(
                condition=Q(is_party=False) | Q(notified_at__isnull=True), name="addressee_party_dated_by_case"
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.quality}" if self.quality else self.name


class DeliveryAttempt(models.Model):
    """A sending or a handing over: what went, how, and what came of it. A failed one is kept."""

    class Way(models.TextChoices):
        REGISTERED_POST = "registered_post", "Lettre recommandée avec avis de réception"
        BY_HAND = "by_hand", "Remise en main propre contre signature"
        POLICE_REPORT = "police_report", "Remise par la police, avec procès-verbal"
        EMAIL_ACKNOWLEDGED = "email_acknowledged", "Courriel avec accusé de réception"
        ELECTRONIC_REGISTERED = "electronic_registered", "Lettre recommandée électronique"

    class State(models.TextChoices):
        SENT = "sent", "En attente de preuve"
        DELIVERED = "delivered", "Notifié"
        FAILED = "failed", "Échec"

    class Failure(models.TextChoices):
        UNKNOWN_ADDRESS = "unknown_address", "N'habite pas à l'adresse indiquée"
        NO_ACCESS = "no_access", "Défaut d'accès ou d'adressage"
        NOT_ADVISED = "not_advised", "Non réclamé, sans preuve que le destinataire a été avisé"
        ABSENT = "absent", "Destinataire absent ou introuvable"
        NOT_ACKNOWLEDGED = "not_acknowledged", "Courriel non remis ou sans accusé de réception"

    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="attempts")
    way = models.CharField("voie", max_length=24, choices=Way.choices)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.SENT)
    sent_on = models.DateField("parti le")
    reference = models.CharField("référence", max_length=120, blank=True)
    failure = models.CharField("motif de l'échec", max_length=20, choices=Failure.choices, blank=True)
    failed_on = models.DateField("échec constaté le", null=True, blank=True)
    mode = models.CharField("preuve", max_length=24, choices=Decision.NotificationMode.choices, blank=True)
    delivered_at = models.DateTimeField("notifié le", null=True, blank=True)
    proof = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "tentative de notification"
        verbose_name_plural = "tentatives de notification"
        ordering = ["sent_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["addressee"],
                condition=Q(state="sent"),
                name="attempt_one_at_a_time",
                violation_error_message="Une notification de ce destinataire attend déjà sa preuve.",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | Q(failed_on__isnull=False, failed_on__gte=F("sent_on")) & ~Q(failure=""),
                name="attempt_failure_is_dated",
                violation_error_message="Un échec porte son motif et une date postérieure à l'envoi.",
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False) & ~Q(mode=""),
                name="attempt_delivery_is_dated",
                violation_error_message="Une notification porte sa date et sa preuve.",
            ),
        ]

    def __str__(self):
        return f"{self.get_way_display()} du {self.sent_on:%d/%m/%Y}"
