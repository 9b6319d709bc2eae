"""Where the programs of partners are told what happened, and each message that was sent there."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class WebhookEndpoint(models.Model):
    """An address of a partner's program. Its secret is derived from the key of the site: nothing of it is stored."""

    class State(models.TextChoices):
        ACTIVE = "active", "Actif"
        PAUSED = "paused", "En pause"

    client = models.ForeignKey("directorate.ApiClient", models.PROTECT, related_name="webhooks")
    # What the secret is derived from, with `generation`.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    url = models.CharField("adresse", max_length=500)
    events = ArrayField(models.CharField(max_length=40), default=list, verbose_name="événements", blank=True)
    state = models.CharField("état", max_length=8, choices=State.choices, default=State.ACTIVE)
    paused_reason = models.CharField("motif de la pause", max_length=250, blank=True)
    generation = models.PositiveIntegerField("génération du secret", default=1)
    rotated_at = models.DateTimeField("secret changé le", null=True, blank=True)
    # The place in the feed of changes up to which messages have been written.
    position = models.BigIntegerField(default=0)
    failing_since = models.DateTimeField("en échec depuis", null=True, blank=True)
    last_success_at = models.DateTimeField("dernière remise", null=True, blank=True)
    created_at = models.DateTimeField("créé le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField("supprimé le", null=True, blank=True)

    class Meta:
        verbose_name = "webhook"
        ordering = ["id"]

    def __str__(self):
        return self.url


class WebhookDelivery(models.Model):
    """One message to one address. Its identifier never changes: whoever receives it twice recognises it."""

    class State(models.TextChoices):
        QUEUED = "queued", "À remettre"
        SENDING = "sending", "En cours"
        SENT = "sent", "Remis"
        FAILED = "failed", "Abandonné"

    endpoint = models.ForeignKey(WebhookEndpoint, models.PROTECT, related_name="deliveries")
    event_id = models.UUIDField("identifiant", default=uuid.uuid4)
    event = models.CharField("événement", max_length=40)
    # Identifiers only: whoever receives it reads the rest with its token, under its rights of that instant.
    payload = models.JSONField("contenu")
    state = models.CharField("état", max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("tentatives", default=0)
    # Before this instant of the database nobody else takes it: a lease while it leaves, a delay after a failure.
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField("écrit le")
    tried_at = models.DateTimeField("dernière tentative", null=True, blank=True)
    sent_at = models.DateTimeField("remis le", null=True, blank=True)
    response_status = models.PositiveSmallIntegerField("réponse", null=True, blank=True)
    response_excerpt = models.CharField("début de la réponse", max_length=500, blank=True)
    duration_ms = models.PositiveIntegerField("durée (ms)", null=True, blank=True)
    error = models.CharField("erreur", max_length=500, blank=True)

    class Meta:
        verbose_name = "remise"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["endpoint", "event_id"], name="webhook_event_once")]
        indexes = [
            models.Index(fields=["created_at"], name="webhook_unsent", condition=Q(state__in=["queued", "sending"])),
            models.Index(fields=["endpoint", "-id"], name="webhook_journal"),
        ]

    def __str__(self):
        return f"{self.event} {self.event_id}"
