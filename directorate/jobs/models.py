"""Long work and outgoing messages as rows: the row is the truth, a broker message is only a doorbell."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q


class Job(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", "En attente"
        RUNNING = "running", "En cours"
        DONE = "done", "Terminé"
        FAILED = "failed", "Échoué"
        PARKED = "parked", "À examiner"
        CANCELLED = "cancelled", "Annulé"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("nature", max_length=80)
    label = models.CharField("libellé", max_length=200)
    queue = models.CharField(max_length=20, default="interactive")
    key = models.CharField("clé d'unicité", max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("tentatives", default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField("demandé le")
    started_at = models.DateTimeField("commencé le", null=True, blank=True)
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)
    # After this instant the nightly task removes the file that the job made.
    expires_at = models.DateTimeField("conservé jusqu'au", null=True, blank=True)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=1)
    error = models.TextField("erreur", blank=True)
    result = models.JSONField(null=True, blank=True)
    requested_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="jobs"
    )

    class Meta:
        verbose_name = "édition"
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["lease_until", "published_at"],
                name="job_unfinished",
                condition=Q(state__in=["queued", "running"]),
            ),
            models.Index(fields=["requested_by", "-created_at"], name="job_of_person"),
            models.Index(fields=["finished_at"], name="job_ended", condition=Q(finished_at__isnull=False)),
            models.Index(
                fields=["expires_at"], name="job_to_expire", condition=Q(expires_at__isnull=False, state="done")
            ),
        ]

    def __str__(self):
        return f"{self.label} ({self.get_state_display()})"

    def is_kept(self, at: datetime) -> bool:
        """May the files of its result still be read?"""
        return self.expires_at is None or at < self.expires_at


class OutgoingMail(models.Model):
    """A mail to send once: written in the transaction of its cause, sent by a task, found again by a sweep."""

    class State(models.TextChoices):
        QUEUED = "queued", "À envoyer"
        SENDING = "sending", "En cours d'envoi"
        SENT = "sent", "Envoyé"
        FAILED = "failed", "Échoué"

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField("destinataire")
    subject = models.CharField("objet", max_length=250)
    body = models.TextField("texte")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = "courriel"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["created_at"], name="mail_unsent", condition=Q(state__in=["queued", "sending"]))
        ]

    def __str__(self):
        return f"{self.subject} à {self.to}"
